"""Whether words end in the beginning of a listed phrase, so that its rest is heard at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.core.rules.types import RulePack
from monitor.core.text.sounds import readings
from monitor.model import ProductCard, Severity
from monitor.runtime.asr.second_listening import listed_terms

SHORTEST = 2
LONGEST = 6
_HEAD = re.compile(r"^\(?([\u4e00-\u9fff|]+)")


class Beginnings:
    """The beginnings of what the rules look for, by sound: half a term at least, or the first word
    of a phrase that goes on after a gap."""

    def __init__(self, pack: RulePack, cards: Sequence[ProductCard]) -> None:
        categories = frozenset(card.category for card in cards)
        starts: set[tuple[str, ...]] = set()
        for term in listed_terms(pack.rules, categories):
            said = _said(term)
            shortest = max(SHORTEST, -(-len(said) // 2))
            starts.update(said[:length] for length in range(shortest, len(said)))
        for rule in pack.rules:
            if rule.severity.at_least(Severity.MEDIUM):
                starts.update(_heads(rule.match.phrases))
        self._starts = frozenset(starts)

    def __call__(self, text: str) -> bool:
        """True when the tail of the text is such a beginning."""
        tail = _said("".join(char for char in text[-2 * LONGEST :] if char.isalnum()))
        lengths = range(SHORTEST, min(LONGEST, len(tail)) + 1)
        return any(tail[-length:] in self._starts for length in lengths)


def _heads(phrases: Iterable[str]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for phrase in phrases:
        head = _HEAD.match(phrase)
        if head is None or head.end() >= len(phrase):
            continue
        found.update(_said(word) for word in head[1].split("|") if len(word) >= SHORTEST)
    return found


def _said(text: str) -> tuple[str, ...]:
    return tuple((readings(char) or (char.lower(),))[0] for char in text)
