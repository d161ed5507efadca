"""What a claim type sees of one utterance, and the face that every claim type shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from monitor.core.consistency.claim import Claim, Outcome
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.reading import Reading
from monitor.core.consistency.room import Room
from monitor.core.consistency.stance import not_claimed
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.core.text.numerals import Numeral
from monitor.model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One utterance with what the room's cards say together.

    `taken` are numbers that other claims used up; `names` are the spans of product names, in which
    words claim nothing; `on` is the day of speech, None when unknown.
    """

    reading: Reading
    vocabulary: Vocabulary
    room: Room
    names: tuple[tuple[int, int], ...] = ()
    source: Source = Source.TEXT
    on: date | None = None
    taken: frozenset[int] = frozenset()

    def numbers(self) -> Iterator[tuple[int, Numeral]]:
        """The numbers still free, with their indexes."""
        for index, numeral in enumerate(self.reading.numerals):
            if index not in self.taken:
                yield index, numeral

    def in_name(self, start: int, end: int) -> bool:
        """True inside a product's name or alias."""
        return any(a <= start and end <= b for a, b in self.names)

    def claimed(self, start: int, end: int, *, negation: bool = True, others: bool = True) -> bool:
        """True when the words are the host's own statement about the product."""
        return not_claimed(self.reading, start, end, negation=negation, others=others) is None

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every place where a pattern stands in the text."""
        return pattern.finditer(self.reading.text)


class Topic(Protocol):
    """One type of claim: finds its claims in a scene and judges one against a card.

    `judge` returns None when the claim is not about what this topic compares.
    """

    @property
    def category(self) -> str:
        """The finding's category, e.g. `mismatch-price`."""

    def find(self, scene: Scene) -> Iterator[Claim]:
        """The claims of this type, in order."""

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """What the card says of the claim."""
