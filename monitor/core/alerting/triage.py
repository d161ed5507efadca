"""复核: the states an alert passes through, as one table; each step says who and when.

new → claimed (expires) → confirmed | dismissed | muted → reopened. The machine may withdraw what
nobody has decided yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from monitor.core.alerting.alert import Alert, AlertState, TriageStep
from monitor.errors import ConflictError, UsageError

CLAIM_LASTS = timedelta(minutes=10)

_S = AlertState


class Action(StrEnum):
    """What a person can do to an alert."""

    CLAIM = "claim"
    RELEASE = "release"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    MUTE = "mute"
    REOPEN = "reopen"


class StaleVersionError(ConflictError):
    """The alert changed since the caller read it (`If-Match` failed)."""

    code = "stale-version"


_OPEN = {
    Action.CLAIM: _S.CLAIMED,
    Action.CONFIRM: _S.CONFIRMED,
    Action.DISMISS: _S.DISMISSED,
    Action.MUTE: _S.MUTED,
}

# Every legal step; what is not here is a ConflictError.
TABLE: Mapping[AlertState, Mapping[Action, AlertState]] = MappingProxyType(
    {
        _S.NEW: MappingProxyType(_OPEN),
        _S.REOPENED: MappingProxyType(_OPEN),
        _S.CLAIMED: MappingProxyType({**_OPEN, Action.RELEASE: _S.NEW}),
        _S.CONFIRMED: MappingProxyType({Action.REOPEN: _S.REOPENED}),
        _S.DISMISSED: MappingProxyType({Action.REOPEN: _S.REOPENED}),
        _S.MUTED: MappingProxyType(
            {
                Action.CONFIRM: _S.CONFIRMED,
                Action.DISMISS: _S.DISMISSED,
                Action.REOPEN: _S.REOPENED,
            }
        ),
        _S.WITHDRAWN: MappingProxyType(
            {
                Action.CONFIRM: _S.CONFIRMED,
                Action.DISMISS: _S.DISMISSED,
                Action.REOPEN: _S.REOPENED,
            }
        ),
    }
)

_WORDS: Mapping[AlertState, str] = MappingProxyType(
    {
        _S.NEW: "待复核",
        _S.CLAIMED: "已认领",
        _S.CONFIRMED: "已确认",
        _S.DISMISSED: "已排除",
        _S.MUTED: "已静音",
        _S.REOPENED: "已重开",
        _S.WITHDRAWN: "已撤回",
    }
)
_ACTION_WORDS: Mapping[Action, str] = MappingProxyType(
    {
        Action.CLAIM: "认领",
        Action.RELEASE: "放弃认领",
        Action.CONFIRM: "确认",
        Action.DISMISS: "排除",
        Action.MUTE: "静音",
        Action.REOPEN: "重开",
    }
)
# The state is accepted as the name of the action that leads to it.
_SYNONYMS: Mapping[str, Action] = MappingProxyType(
    {
        "claimed": Action.CLAIM,
        "confirmed": Action.CONFIRM,
        "dismissed": Action.DISMISS,
        "muted": Action.MUTE,
        "reopened": Action.REOPEN,
        "undo": Action.REOPEN,
        "released": Action.RELEASE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteTerms:
    """How long a mute lasts: until a time, until the alert counts so many, or the session's end."""

    until: datetime | None = None
    count: int | None = None


UNTIL_SESSION_END = MuteTerms()


def parse_action(word: str) -> Action:
    """The action of a word from outside (`confirm` or `confirmed`).

    Raises:
        UsageError: the word is no action.
    """
    folded = word.strip().lower()
    if folded in _SYNONYMS:
        return _SYNONYMS[folded]
    try:
        return Action(folded)
    except ValueError:
        allowed = "、".join(a.value for a in Action)
        raise UsageError(f"不认识的复核操作“{word}”", hint=f"可用：{allowed}") from None


def step(
    alert: Alert,
    action: Action,
    *,
    who: str,
    at: datetime,
    reason: str = "",
    mute: MuteTerms = UNTIL_SESSION_END,
    claim_lasts: timedelta = CLAIM_LASTS,
) -> Alert:
    """The alert after one person's step, with the step in its history and `version` one higher.

    Raises:
        ConflictError: the present state does not allow the action, or another person holds it.
    """
    alert = lapsed(alert, at)
    after = TABLE[alert.state].get(action)
    if after is None:
        raise ConflictError(
            f"告警{_WORDS[alert.state]}，不能{_ACTION_WORDS[action]}",
            where=alert.id,
            hint="刷新后再操作；已有结论的告警要先重开",
        )
    if alert.state is _S.CLAIMED and alert.holder != who:
        raise ConflictError(
            f"告警已由 {alert.holder} 认领", where=alert.id, hint="请与对方确认，或等认领过期"
        )
    until = None
    if after is _S.CLAIMED:
        until = at + claim_lasts
    elif after is _S.MUTED:
        until = mute.until
    done = TriageStep(
        action=action.value,
        before=alert.state,
        after=after,
        who=who,
        at=at,
        reason=reason,
        until=until,
    )
    return replace(
        alert,
        state=after,
        triage=(*alert.triage, done),
        holder=who if after in (_S.CLAIMED, _S.MUTED) else None,
        until=until,
        until_count=mute.count if after is _S.MUTED else None,
        until_session_end=after is _S.MUTED and mute.until is None and mute.count is None,
        updated_at=at,
        version=alert.version + 1,
    )


def lapsed(alert: Alert, now: datetime) -> Alert:
    """The alert as of `now`: an expired claim or mute is open again, otherwise the alert itself."""
    if alert.until is None or now < alert.until:
        return alert
    return _lapse(alert, "expire", alert.until, "到期自动恢复")


def session_ended(alert: Alert, at: datetime) -> Alert:
    """The alert after its session's end: a mute that lasted until then is over."""
    if alert.state is not _S.MUTED or not alert.until_session_end:
        return alert
    return _lapse(alert, "session-end", at, "场次结束，静音解除")


def _lapse(alert: Alert, action: str, at: datetime, reason: str) -> Alert:
    done = TriageStep(
        action=action, before=alert.state, after=_S.NEW, who="system", at=at, reason=reason
    )
    return replace(
        alert,
        state=_S.NEW,
        triage=(*alert.triage, done),
        holder=None,
        until=None,
        until_count=None,
        until_session_end=False,
        updated_at=at,
        version=alert.version + 1,
    )
