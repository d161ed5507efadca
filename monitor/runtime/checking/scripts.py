"""A script judged line by line, in the JSON shape that the command line and the API share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.core.judging.judge import Judge
from monitor.model import Finding, ProductCard, Utterance
from monitor.runtime.checking.documents import Script, ScriptLine
from monitor.runtime.engine import Engine


def check_script(
    engine: Engine,
    script: Script,
    *,
    cards: Sequence[ProductCard] = (),
    category: str | None = None,
) -> dict[str, Any]:
    """`{"name", "lines", "findings"}`: how many lines were judged and what was found in them."""
    judge = engine.judge(cards=cards, category=category, scope=script.name)
    findings = judge_lines(judge, script.lines)
    return {
        "name": script.name,
        "lines": len(script.lines),
        "findings": [finding.as_dict() for finding in findings],
    }


def judge_lines(judge: Judge, lines: Sequence[ScriptLine]) -> list[Finding]:
    """Every finding in the lines, in order; a later correction marks the finding it settles."""
    findings: dict[str, Finding] = {}
    for line in lines:
        utterance = Utterance(id=f"L{line.number}", text=line.text, line=line.number)
        for finding in judge.feed(utterance).findings:
            findings[finding.id] = finding
    for finding in judge.finish().findings:
        findings[finding.id] = finding
    return sorted(findings.values(), key=lambda f: (f.line or 0, f.start, -f.severity.rank))


def lines_of(texts: Sequence[str]) -> tuple[ScriptLine, ...]:
    """Plain texts as numbered lines; empty ones keep their number and are passed over."""
    return tuple(
        ScriptLine(number=number, text=text)
        for number, text in enumerate(texts, start=1)
        if text.strip()
    )
