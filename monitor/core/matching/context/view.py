"""A hit in its sentence: the pieces of skeleton that the readings look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from monitor.core.matching.hit import MatchContext
from monitor.core.rules.types import Rule
from monitor.core.text.folding import QUESTION_MARK

_ANY_MARK, _END_OF_SENTENCE = re.compile("[，。？]"), re.compile("[。？]")


@dataclass(frozen=True, kw_only=True)
class HitView:
    """A hit's place in the skeleton: `skeleton[start:end]` are its words.

    Only the two ranges are remembered: a slice costs less than remembering it safely.
    """

    skeleton: str
    start: int
    end: int
    rule: Rule
    context: MatchContext
    term: str = ""

    @property
    def words(self) -> str:
        """The hit itself."""
        return self.skeleton[self.start : self.end]

    @property
    def is_phrase(self) -> bool:
        """True when the hit's term is a phrase or a pattern and not a plain word."""
        return any(sign in self.term for sign in " |@{.~")

    @cached_property
    def clause_range(self) -> tuple[int, int]:
        """Half-open range of the clause, from mark to mark."""
        return _between(self.skeleton, self.start, self.end, _ANY_MARK)

    @cached_property
    def sentence_range(self) -> tuple[int, int]:
        """Half-open range of the sentence; commas lie inside it."""
        return _between(self.skeleton, self.start, self.end, _END_OF_SENTENCE)

    @property
    def before(self) -> str:
        """The clause's words before the hit."""
        return self.skeleton[self.clause_range[0] : self.start]

    @property
    def after(self) -> str:
        """The clause's words after the hit."""
        return self.skeleton[self.end : self.clause_range[1]]

    @property
    def clause(self) -> str:
        """The whole clause of the hit."""
        first, last = self.clause_range
        return self.skeleton[first:last]

    @property
    def sentence_before(self) -> str:
        """The sentence's words before the hit's clause, commas included."""
        return self.skeleton[self.sentence_range[0] : self.clause_range[0]]

    @property
    def sentence_after(self) -> str:
        """The sentence's words after the hit's clause, commas included."""
        return self.skeleton[self.clause_range[1] : self.sentence_range[1]]

    @property
    def previous_clause(self) -> str:
        """The clause just before, in the same sentence; '' when there is none."""
        return self.sentence_before.rstrip("，").rpartition("，")[2]

    @property
    def next_clause(self) -> str:
        """The clause just after, in the same sentence; '' when there is none."""
        return self.sentence_after.lstrip("，").partition("，")[0]

    @property
    def asked(self) -> bool:
        """True when the sentence ends with a question mark."""
        last = self.sentence_range[1]
        return last < len(self.skeleton) and self.skeleton[last] == QUESTION_MARK


def _between(skeleton: str, start: int, end: int, marks: re.Pattern[str]) -> tuple[int, int]:
    """The stretch around `start:end` that holds none of the marks outside it."""
    first = 0
    for mark in marks.finditer(skeleton, 0, start):
        first = mark.end()
    after = marks.search(skeleton, end)
    return first, after.start() if after else len(skeleton)


class Reading(Protocol):
    """One way of reading the surroundings of a hit."""

    @property
    def name(self) -> str:
        """The stable word that `ignore_context` and explanations use."""
        ...

    def reads(self, view: HitView) -> str | None:
        """Why the hit is no claim, in Chinese; None when this reading does not apply."""
        ...
