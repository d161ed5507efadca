"""Findings against labels: what was found, what was missed, what was a false alarm.

A label is found when a finding of `medium` or above overlaps it under one of its categories; a
finding on an unlabelled, unambiguous line is a false alarm. In a recording a finding belongs to a
label when it begins within the line's time (1 s before to 2 s after), and a line counts as clear
only when no labelled line is within 1 s of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.model import Finding, FindingState, Severity, Utterance
from monitor.runtime.evaluation.labels import Label, LabelledLine, LabelledSession

EARLY_S: Final = 1.0
LATE_S: Final = 2.0
APART_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A label and the finding that found it; `instead`: the wrong categories found there.

    `heard` is what the recogniser made of the line, "" for text.
    """

    line: LabelledLine
    label: Label
    finding: Finding | None
    instead: tuple[str, ...] = ()
    heard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarm:
    """A finding on a line that nobody labelled, and what the recogniser made of that line."""

    line: LabelledLine
    finding: Finding
    heard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One session's result. `clear_lines` is how many lines could have raised a false alarm."""

    session: str
    told: tuple[Told, ...]
    false_alarms: tuple[FalseAlarm, ...]
    clear_lines: int

    @property
    def found(self) -> int:
        """How many labels were found."""
        return sum(told.finding is not None for told in self.told)

    @property
    def misses(self) -> tuple[Told, ...]:
        """The labels that were not."""
        return tuple(told for told in self.told if told.finding is None)


def score_text(session: LabelledSession, findings: Iterable[Finding]) -> Score:
    """The score of a script; findings carry the number of their line."""
    by_line: dict[int, list[Finding]] = {}
    for finding in _shown(findings):
        by_line.setdefault(finding.line or 0, []).append(finding)
    told: list[Told] = []
    alarms: list[FalseAlarm] = []
    clear = 0
    for line in session.lines:
        here = by_line.get(line.number, [])
        if line.ambiguous:
            continue
        for label in line.labels:
            near = [f for f in here if f.start < label.end and label.start < f.end]
            told.append(_told(line, label, near))
        if not line.labels:
            clear += 1
            alarms.extend(FalseAlarm(line=line, finding=finding) for finding in here)
    return Score(
        session=session.name, told=tuple(told), false_alarms=tuple(alarms), clear_lines=clear
    )


def score_sound(
    session: LabelledSession, findings: Iterable[Finding], heard: Sequence[Utterance] = ()
) -> Score:
    """The score of a recording; findings carry media times, lines the seconds they were spoken.

    `heard` are the recogniser's utterances, kept beside each error so that people see its cause.
    """
    shown = [f for f in _shown(findings) if f.start_ms is not None]
    told: list[Told] = []
    for line in session.lines:
        begin, end = _span(line)
        near = [f for f in shown if begin - EARLY_S <= _begins(f) <= end + LATE_S]
        if not line.ambiguous:
            words = _heard_in(line, heard)
            told.extend(_told(line, label, near, heard=words) for label in line.labels)
    clear = [line for line in session.lines if _is_clear(line, session.lines)]
    alarms = [
        FalseAlarm(line=line, finding=finding, heard=_heard_in(line, heard))
        for finding in shown
        if (line := _line_at(_begins(finding), session.lines)) in clear
    ]
    return Score(
        session=session.name, told=tuple(told), false_alarms=tuple(alarms), clear_lines=len(clear)
    )


def _shown(findings: Iterable[Finding]) -> list[Finding]:
    """What a person must look at."""
    return [
        finding
        for finding in findings
        if finding.severity.at_least(Severity.MEDIUM)
        and finding.state is not FindingState.WITHDRAWN
    ]


def _told(line: LabelledLine, label: Label, near: Sequence[Finding], *, heard: str = "") -> Told:
    right = next((f for f in near if f.category in label.categories), None)
    wrong = () if right else tuple(dict.fromkeys(f.category for f in near))
    return Told(line=line, label=label, finding=right, instead=wrong, heard=heard)


def _heard_in(line: LabelledLine, heard: Sequence[Utterance]) -> str:
    begin, end = _span(line)
    return "／".join(
        utterance.text
        for utterance in heard
        if (utterance.start_ms or 0) / 1000 < end and begin < (utterance.end_ms or 0) / 1000
    )


def _is_clear(line: LabelledLine, lines: Sequence[LabelledLine]) -> bool:
    if line.labels or line.ambiguous:
        return False
    begin, end = _span(line)
    return not any(
        other.labels and _span(other)[0] - APART_S < end and begin < _span(other)[1] + APART_S
        for other in lines
    )


def _line_at(second: float, lines: Sequence[LabelledLine]) -> LabelledLine:
    """The line spoken at that second, or the nearest one."""

    def distance(line: LabelledLine) -> float:
        begin, end = _span(line)
        return max(begin - second, second - end, 0.0)

    return min(lines, key=distance)


def _span(line: LabelledLine) -> tuple[float, float]:
    return line.start_s or 0.0, line.end_s or 0.0


def _begins(finding: Finding) -> float:
    return (finding.start_ms or 0) / 1000
