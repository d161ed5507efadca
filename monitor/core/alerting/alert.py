"""What an alert is: findings grouped for people, with triage state. Frozen data and its JSON."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from monitor.model import Finding, FindingState, Severity

NOTHING: Mapping[str, Any] = MappingProxyType({})


class AlertState(StrEnum):
    """Where an alert stands with people; `withdrawn` is the machine taking back its own words."""

    NEW = "new"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    MUTED = "muted"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The words around the quote, so that a reader can judge without listening."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time the words were heard; `match` is the normalised text that was hit."""

    finding: str
    start_ms: int
    end_ms: int
    quote: str
    match: str
    state: FindingState

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, times in seconds."""
        return {
            "finding": self.finding,
            "start_s": round(self.start_ms / 1000, 3),
            "end_s": round(self.end_ms / 1000, 3),
            "quote": self.quote,
            "state": self.state.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageStep:
    """One decision on an alert: who, when, what and why."""

    action: str
    before: AlertState
    after: AlertState
    who: str
    at: datetime
    reason: str = ""
    until: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "action": self.action,
            "from": self.before.value,
            "to": self.after.value,
            "who": self.who,
            "at": iso(self.at),
            "reason": self.reason,
            "until": iso(self.until) if self.until else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """告警: what a reviewer sees. `version` rises by one with every change (the ETag).

    `first_ms`/`last_ms` span the whole group; `start_s`/`end_s` of the JSON are the first
    occurrence's, where the clip is. `clip` is the SHA-256 of the sound, or None. `holder`, `until`,
    `until_count` and `until_session_end` are the terms of the present claim or mute.
    """

    id: str
    room: str
    session: str
    rule: str
    category: str
    severity: Severity
    count: int
    product: str | None
    first_ms: int
    last_ms: int
    observed_at: datetime
    updated_at: datetime
    quote: str
    message: str
    finding: Mapping[str, Any]
    occurrences: tuple[Occurrence, ...]
    state: AlertState = AlertState.NEW
    version: int = 1
    provisional: bool = False
    corrected: bool = False
    dedup_ms: int = 30_000
    context: Context = Context()
    clip: str | None = None
    triage: tuple[TriageStep, ...] = ()
    holder: str | None = None
    until: datetime | None = None
    until_count: int | None = None
    until_session_end: bool = False

    @property
    def verdict(self) -> TriageStep | None:
        """复核结论: the person's decision in force, or None while there is none."""
        if self.state not in (AlertState.CONFIRMED, AlertState.DISMISSED):
            return None
        return next(
            (s for s in reversed(self.triage) if s.after is self.state and s.before != s.after),
            None,
        )

    def as_dict(self) -> dict[str, Any]:
        """The public JSON object."""
        first = self.occurrences[0]
        verdict = self.verdict
        return {
            "id": self.id,
            "room": self.room,
            "session": self.session,
            "rule": self.rule,
            "category": self.category,
            "severity": self.severity.value,
            "state": self.state.value,
            "count": self.count,
            "product": self.product,
            "first_ms": self.first_ms,
            "last_ms": self.last_ms,
            "start_s": round(first.start_ms / 1000, 3),
            "end_s": round(first.end_ms / 1000, 3),
            "observed_at": iso(self.observed_at),
            "updated_at": iso(self.updated_at),
            "version": self.version,
            "provisional": self.provisional,
            "corrected": self.corrected,
            "quote": self.quote,
            "message": self.message,
            "context": {"before": self.context.before, "after": self.context.after},
            "clip": f"/api/v1/alerts/{self.id}/clip" if self.clip else None,
            "clip_sha256": self.clip,
            "finding": dict(self.finding),
            "occurrences": [o.as_dict() for o in self.occurrences],
            "triage": [s.as_dict() for s in self.triage],
            "verdict": None
            if verdict is None
            else {
                "verdict": verdict.after.value,
                "who": verdict.who,
                "at": iso(verdict.at),
                "reason": verdict.reason,
            },
            "claimed_by": self.holder if self.state is AlertState.CLAIMED else None,
            "until": iso(self.until) if self.until else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDraft:
    """A finding on its way to becoming (part of) an alert.

    `evidence` holds the parts of the evidence record that only the caller knows: any of `who`,
    `when`, `how`, `device`, each a JSON object. `clip` is the SHA-256 of sound already on disk.
    """

    room: str
    session: str
    rule: str
    category: str
    severity: Severity
    product: str | None
    start_ms: int
    end_ms: int
    observed_at: datetime
    quote: str
    match: str
    message: str
    state: FindingState
    finding_id: str
    finding: Mapping[str, Any]
    dedup_ms: int = 30_000
    context: Context = Context()
    clip: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    @property
    def alert_id(self) -> str:
        """The id of an alert opened by this draft: same words, same place, same id."""
        return alert_id(self.session, self.rule, self.start_ms, self.match)

    def occurrence(self) -> Occurrence:
        """This draft as one occurrence."""
        return Occurrence(
            finding=self.finding_id,
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            quote=self.quote,
            match=self.match,
            state=self.state,
        )


def draft_of(
    finding: Finding,
    *,
    room: str,
    session: str,
    observed_at: datetime,
    dedup_s: float = 30.0,
    context: Context = Context(),
    clip: str | None = None,
    evidence: Mapping[str, Any] = NOTHING,
) -> AlertDraft:
    """The draft of one heard finding; `dedup_s` is the rule's. Without times it starts at 0."""
    start = finding.start_ms or 0
    return AlertDraft(
        room=room,
        session=session,
        rule=finding.rule,
        category=finding.category,
        severity=finding.severity,
        product=finding.product,
        start_ms=start,
        end_ms=finding.end_ms if finding.end_ms is not None else start,
        observed_at=observed_at,
        quote=finding.quote,
        match=normalised(finding.term or finding.quote),
        message=finding.message,
        state=finding.state,
        finding_id=finding.id,
        finding=finding.as_dict(),
        dedup_ms=round(dedup_s * 1000),
        context=context,
        clip=clip,
        evidence=evidence,
    )


def normalised(match: str) -> str:
    """The match without width, case, spaces or punctuation, so that spellings do not part ids."""
    folded = unicodedata.normalize("NFKC", match).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LNM") or folded


def alert_id(session: str, rule: str, start_ms: int, match: str) -> str:
    """`al_` and 20 hex digits, derived from session, rule, media second and normalised match."""
    key = "\x1f".join((session, rule, str(start_ms // 1000), match))
    return "al_" + hashlib.sha256(key.encode()).hexdigest()[:20]


def iso(at: datetime) -> str:
    """UTC text of fixed width (`2026-01-02T03:04:05.678Z`): text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """The aware datetime that `iso` wrote; also any other ISO 8601 text (naive means UTC)."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
