"""Findings become alerts: same rule, room, session and product inside the cooldown are one alert.

`belongs` and `absorb` are the whole decision; `AlertGrouper` applies them to alerts in memory, the
store applies them to alerts on disk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.core.alerting.alert import Alert, AlertDraft, AlertState, Occurrence
from monitor.model import FindingState

# Two decodes of the same stretch of sound place a word up to this far apart.
SAME_PLACE_MS = 2_500
# A phrase repeated without end opens a fresh alert (and a fresh clip) after this many cooldowns.
MAX_COOLDOWNS = 10

_DEAD = (FindingState.WITHDRAWN,)


class ChangeKind(StrEnum):
    """What a draft did to an alert; the names are also the evidence record's kinds."""

    CREATED = "alert.created"
    REPEATED = "alert.repeated"
    FIRM = "alert.firm"
    WITHDRAWN = "alert.withdrawn"
    CORRECTED = "alert.corrected"
    UNCHANGED = "alert.unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The alert after a draft, and what the draft did."""

    kind: ChangeKind
    alert: Alert


def belongs(alert: Alert, draft: AlertDraft) -> bool:
    """True when the draft is part of this alert: a known finding, or a repeat in the cooldown."""
    if alert.room != draft.room or alert.session != draft.session or alert.rule != draft.rule:
        return False
    if _known(alert, draft) is not None:
        return True
    if alert.product != draft.product or alert.state is AlertState.WITHDRAWN:
        return False
    near = alert.first_ms - draft.dedup_ms <= draft.start_ms <= alert.last_ms + draft.dedup_ms
    return near and draft.end_ms - alert.first_ms <= MAX_COOLDOWNS * draft.dedup_ms


def open_alert(draft: AlertDraft) -> Alert:
    """The new alert of a draft that belongs to none."""
    return Alert(
        id=draft.alert_id,
        room=draft.room,
        session=draft.session,
        rule=draft.rule,
        category=draft.category,
        severity=draft.severity,
        count=1,
        product=draft.product,
        first_ms=draft.start_ms,
        last_ms=draft.end_ms,
        observed_at=draft.observed_at,
        updated_at=draft.observed_at,
        quote=draft.quote,
        message=draft.message,
        finding=draft.finding,
        occurrences=(draft.occurrence(),),
        provisional=draft.state is FindingState.PROVISIONAL,
        corrected=draft.state is FindingState.CORRECTED,
        dedup_ms=draft.dedup_ms,
        context=draft.context,
        clip=draft.clip,
    )


def absorb(alert: Alert, draft: AlertDraft) -> Change:
    """The alert with the draft in it: a new state of a known occurrence, or one more occurrence.

    A withdrawn draft that the alert does not know changes nothing.
    """
    known = _known(alert, draft)
    if known is None:
        if draft.state in _DEAD:
            return Change(kind=ChangeKind.UNCHANGED, alert=alert)
        occurrences = (*alert.occurrences, draft.occurrence())
        return Change(kind=ChangeKind.REPEATED, alert=_rebuilt(alert, occurrences, draft))
    old = alert.occurrences[known]
    state = _settled(old.state, draft.state)
    if state is old.state:
        return Change(kind=ChangeKind.UNCHANGED, alert=alert)
    fresh = replace(draft.occurrence(), finding=old.finding, state=state)
    occurrences = (*alert.occurrences[:known], fresh, *alert.occurrences[known + 1 :])
    kind = {
        FindingState.WITHDRAWN: ChangeKind.WITHDRAWN,
        FindingState.CORRECTED: ChangeKind.CORRECTED,
    }.get(state, ChangeKind.FIRM)
    return Change(kind=kind, alert=_rebuilt(alert, occurrences, draft))


def resettled(
    alert: Alert, state: FindingState, at: datetime, finding: str | None = None
) -> Change:
    """The alert after the machine confirms, withdraws or corrects one finding, or all of them."""
    occurrences = tuple(
        replace(o, state=_settled(o.state, state)) if finding in (None, o.finding) else o
        for o in alert.occurrences
    )
    if occurrences == alert.occurrences:
        return Change(kind=ChangeKind.UNCHANGED, alert=alert)
    kind = {
        FindingState.WITHDRAWN: ChangeKind.WITHDRAWN,
        FindingState.CORRECTED: ChangeKind.CORRECTED,
    }.get(state, ChangeKind.FIRM)
    changed = replace(alert, finding=_finding_with_state(alert, occurrences[0].state))
    return Change(kind=kind, alert=_summed(changed, occurrences, at))


def _known(alert: Alert, draft: AlertDraft) -> int | None:
    """The index of the draft's occurrence: the same finding, or the same words and sound."""
    for index, held in enumerate(alert.occurrences):
        if held.finding == draft.finding_id:
            return index
    for index, held in enumerate(alert.occurrences):
        if held.match == draft.match and abs(held.start_ms - draft.start_ms) < SAME_PLACE_MS:
            return index
    return None


def _settled(old: FindingState, new: FindingState) -> FindingState:
    """The state after hearing `new`: a provisional second hearing never unsettles a firm one."""
    if new is FindingState.PROVISIONAL and old is not FindingState.WITHDRAWN:
        return old
    if new is FindingState.FIRM and old is FindingState.CORRECTED:
        return old
    return new


def _rebuilt(alert: Alert, occurrences: tuple[Occurrence, ...], draft: AlertDraft) -> Alert:
    """The alert around changed occurrences; words and law follow the first of them."""
    leads = occurrences[0].finding == draft.finding_id or (
        alert.occurrences[0].match == draft.match
        and abs(alert.occurrences[0].start_ms - draft.start_ms) < SAME_PLACE_MS
    )
    if leads and draft.state is FindingState.WITHDRAWN:
        alert = replace(alert, finding=_finding_with_state(alert, FindingState.WITHDRAWN))
    elif leads:
        alert = replace(
            alert,
            finding={**draft.finding, "state": occurrences[0].state.value},
            quote=draft.quote,
            message=draft.message,
            context=draft.context if draft.context.before or draft.context.after else alert.context,
        )
    worst = max(alert.severity, draft.severity, key=lambda s: s.rank)
    clip = alert.clip or draft.clip
    return _summed(replace(alert, severity=worst, clip=clip), occurrences, draft.observed_at)


def _summed(alert: Alert, occurrences: tuple[Occurrence, ...], at: datetime) -> Alert:
    """The alert with count, span and flags computed from its occurrences."""
    live = [o for o in occurrences if o.state not in _DEAD]
    state = alert.state
    if not live and state in (AlertState.NEW, AlertState.CLAIMED):
        state = AlertState.WITHDRAWN
    elif live and state is AlertState.WITHDRAWN:
        state = AlertState.NEW
    lapsed = (
        state is AlertState.MUTED
        and alert.until_count is not None
        and len(live) >= alert.until_count
    )
    if lapsed:
        state = AlertState.NEW
    free = state not in (AlertState.CLAIMED, AlertState.MUTED)
    span = live or list(occurrences)
    return replace(
        alert,
        state=state,
        occurrences=occurrences,
        count=max(1, len(live)),
        first_ms=min(o.start_ms for o in span),
        last_ms=max(o.end_ms for o in span),
        provisional=bool(live) and all(o.state is FindingState.PROVISIONAL for o in live),
        corrected=bool(live) and all(o.state is FindingState.CORRECTED for o in live),
        updated_at=at,
        version=alert.version + 1,
        holder=None if free else alert.holder,
        until=None if free else alert.until,
        until_count=None if free else alert.until_count,
        until_session_end=False if free else alert.until_session_end,
    )


def _finding_with_state(alert: Alert, state: FindingState) -> dict[str, object]:
    return {**alert.finding, "state": state.value}


class AlertGrouper:
    """Groups the findings of one session in memory; feed it every finding in the order heard."""

    def __init__(self) -> None:
        self._alerts: dict[str, Alert] = {}

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """All alerts so far, in the order they were opened."""
        return tuple(self._alerts.values())

    def offer(self, draft: AlertDraft) -> Change | None:
        """What the draft did, or None when it withdraws something that was never an alert."""
        held = [a for a in self._alerts.values() if belongs(a, draft)]
        # A known finding goes back to its own alert, even when a later one is open.
        held.sort(key=lambda a: _known(a, draft) is None)
        if held:
            change = absorb(held[0], draft)
        elif draft.state in _DEAD:
            return None
        else:
            change = Change(kind=ChangeKind.CREATED, alert=open_alert(draft))
        self._alerts[change.alert.id] = change.alert
        return change
