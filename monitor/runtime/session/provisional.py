"""What partial hypotheses showed and the final has yet to confirm: firm it, or take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Finding, Severity, Utterance

SAME_PLACE_MS = 2_500
"""Two hypotheses of one stretch of sound place a word this far apart at most."""
WORTH_SHOWING = Severity.MEDIUM


class Provisional:
    """Per utterance, the findings that were shown before its final came."""

    def __init__(self) -> None:
        self._shown: dict[str, list[Finding]] = {}

    def new(self, utterance: Utterance, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of a partial that people were not told of yet; notes do not hurry."""
        shown = self._shown.setdefault(utterance.id, [])
        fresh: list[Finding] = []
        for finding in findings:
            if not finding.severity.at_least(WORTH_SHOWING):
                continue
            if not any(same_claim(finding, told) for told in shown):
                shown.append(finding)
                fresh.append(finding)
        return fresh

    def settle(
        self, utterance: Utterance, findings: Sequence[Finding]
    ) -> tuple[list[Finding], list[Finding]]:
        """The final's findings under the ids that people know; and those it does not confirm."""
        shown = self._shown.pop(utterance.id, [])
        firm: list[Finding] = []
        for finding in findings:
            told = next((held for held in shown if same_claim(finding, held)), None)
            if told is None:
                firm.append(finding)
            else:
                shown.remove(told)
                firm.append(replace(finding, id=told.id))
        return firm, shown


def same_claim(one: Finding, other: Finding) -> bool:
    """True when both speak of one claim: the same rule at the same place in the sound."""
    if one.rule != other.rule or one.utterance != other.utterance:
        return False
    if one.id == other.id:
        return True
    if one.start_ms is None or other.start_ms is None:
        return one.quote == other.quote
    return abs(one.start_ms - other.start_ms) <= SAME_PLACE_MS
