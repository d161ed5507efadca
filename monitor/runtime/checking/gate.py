"""Decides whether a text may be spoken: pass it, mask the words, or block it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.core.consistency.cards import parse_cards
from monitor.errors import CardError, UsageError
from monitor.model import Finding, FindingState, ProductCard, Severity, Utterance
from monitor.runtime.engine import Engine, require_category

MASK = "■"


class Gate:
    """The gate for digital-human anchors and prompters; each text is judged on its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def decide(
        self,
        text: str,
        *,
        card: object = None,
        cards: Sequence[ProductCard] = (),
        category: str | None = None,
    ) -> dict[str, Any]:
        """`{"decision", "text", "findings"}`.

        `block` when a critical claim or a contradiction of the card stands in the text, for taking
        out words would not make it true; `mask` (the words become ■) for findings of medium or
        above; `pass` otherwise. Raises UsageError for a card or category that cannot be read.
        """
        if card is not None:
            if not isinstance(card, Mapping):
                raise UsageError("product 应是一张商品卡（对象）")
            try:
                cards = parse_cards([dict(card)])
            except CardError as error:
                raise UsageError(error.diagnostics()) from error
        require_category(category)
        judge = self._engine.judge(cards=cards, category=category, scope="gate")
        findings = [
            finding
            for finding in judge.feed(Utterance(id="gate", text=text)).findings
            if finding.state is not FindingState.CORRECTED
        ]
        serious = [f for f in findings if f.severity.at_least(Severity.MEDIUM)]
        decision = "pass"
        if any(_blocks(finding) for finding in serious):
            decision = "block"
        elif serious:
            decision = "mask"
        spoken = "" if decision == "block" else _masked(text, serious)
        return {
            "decision": decision,
            "text": spoken,
            "findings": [finding.as_dict() for finding in findings],
        }


def _blocks(finding: Finding) -> bool:
    return finding.severity is Severity.CRITICAL or finding.category.startswith("mismatch-")


def _masked(text: str, findings: Sequence[Finding]) -> str:
    characters = list(text)
    for finding in findings:
        for index in range(finding.start, finding.end):
            if not characters[index].isspace():
                characters[index] = MASK
    return "".join(characters)
