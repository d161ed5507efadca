"""Labelled sessions through the same judge that scripts and recordings go through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Finding, Utterance
from monitor.runtime.checking.documents import ScriptLine
from monitor.runtime.checking.scripts import judge_lines
from monitor.runtime.engine import Engine
from monitor.runtime.evaluation.labels import LabelledSession
from monitor.runtime.evaluation.scoring import Score, score_sound, score_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a recording gave: its words, what is suspected in it, and what would have been if
    nothing had been listened to a second time."""

    utterances: Sequence[Utterance]
    findings: Sequence[Finding]
    findings_of_one_listening: Sequence[Finding]


# A recording with its session's cards → what was heard and suspected.
Listen = Callable[[LabelledSession], Heard]


def evaluate_text(engine: Engine, sessions: Iterable[LabelledSession]) -> Iterator[Score]:
    """The score of each script, in order."""
    for session in sessions:
        yield score_text(session, _read_out(engine, session))


def evaluate_sound(
    listen: Listen, sessions: Iterable[LabelledSession]
) -> Iterator[tuple[Score, Score]]:
    """The scores of each recording, in order: as it is, and without the second listening."""
    for session in sessions:
        heard = listen(session)
        yield (
            score_sound(session, heard.findings, heard.utterances),
            score_sound(session, heard.findings_of_one_listening, heard.utterances),
        )


def _read_out(engine: Engine, session: LabelledSession) -> list[Finding]:
    lines = [ScriptLine(number=line.number, text=line.text) for line in session.lines]
    if not session.alone:
        return judge_lines(engine.judge(cards=session.cards, scope=session.name), lines)
    findings: list[Finding] = []
    for line, labelled in zip(lines, session.lines, strict=True):
        judge = engine.judge(category=labelled.category, scope=f"{session.name}/{line.number}")
        findings += judge_lines(judge, [line])
    return findings
