"""应说未说: duties of speech, judged when a product's segment ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.core.rules.types import Rule
from monitor.model import ProductCard, Utterance

MIN_SEGMENT_CHARACTERS = 30
"""A product only named in passing was not presented, and owes nothing yet."""


_OF_ALL = re.compile(
    "都(?:是|不|没)|全(?:部|都)|所有|每一?[款个样种]|[两二三四五六七八九十几][款样种]|保健食品|保健品|"
    "今天(?:讲|卖|播|介绍|带)|直播间|我们家的"
)
"""Words that make a statement one of all the goods: said once, it holds for the session."""


@dataclass(slots=True)
class _Segment:
    product: ProductCard
    characters: int = 0
    said: set[str] = field(default_factory=set)
    last: Utterance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """A duty not met while `product` was presented; `after` is the segment's last words."""

    rule: Rule
    product: ProductCard
    after: Utterance


class DutyTracker:
    """Follows a session's segments: one ends when another product is really presented."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rule for rule in rules if rule.duty)
        self._open: dict[str, _Segment] = {}
        self._of_all: set[str] = set()

    def heard(
        self, utterance: Utterance, product: ProductCard | None, said: Iterable[str]
    ) -> list[Omission]:
        """Note one final utterance about `product` and the duties (rule refs) that it met.

        Words of all the goods, and words before any product is known, count for the whole session.
        Returns the duties left unmet by segments that this utterance ended.
        """
        if not self._rules:
            return []
        if product is None or _OF_ALL.search(utterance.text):
            self._of_all.update(said)
        if product is None:
            return []
        segment = self._open.setdefault(product.id, _Segment(product=product))
        segment.characters += len(utterance.text)
        segment.said.update(said)
        segment.last = utterance
        if segment.characters < MIN_SEGMENT_CHARACTERS:
            return []
        ended = [key for key in self._open if key != product.id]
        return [omission for key in ended for omission in self._close(self._open.pop(key))]

    def take_over(self, before: DutyTracker, cards: Mapping[str, ProductCard]) -> None:
        """Keep what was said of all, and the segments of the products still on the shelf."""
        self._of_all = before._of_all
        for key, segment in before._open.items():
            if key in cards:
                segment.product = cards[key]
                self._open[key] = segment

    def finish(self) -> list[Omission]:
        """The duties left unmet by the segments still open at the session's end."""
        ended = list(self._open.values())
        self._open.clear()
        return [omission for segment in ended for omission in self._close(segment)]

    def _close(self, segment: _Segment) -> list[Omission]:
        if segment.last is None or segment.characters < MIN_SEGMENT_CHARACTERS:
            return []
        return [
            Omission(rule=rule, product=segment.product, after=segment.last)
            for rule in self._rules
            if rule.ref not in segment.said | self._of_all and _in_scope(rule, segment.product)
        ]


def _in_scope(rule: Rule, product: ProductCard) -> bool:
    scope = rule.scope
    if product.category in scope.not_categories:
        return False
    return not scope.categories or product.category in scope.categories
