"""What goes into a match and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.core.rules.types import Rule
from monitor.model import Method, ProductCard, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchContext:
    """What is known around a text.

    `category` is the product category on air, None while unknown; `spoken_on` the day of speech, by
    which rules and their dates are judged; `previous_text` the utterance just before, so that a
    phrase cut in two is still found; `card` the product on air, for exceptions that its approvals
    and registered functions make.
    """

    category: str | None = None
    spoken_on: date | None = None
    source: Source = Source.TEXT
    previous_text: str = ""
    card: ProductCard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule's words in a text.

    `start` and `end` are half-open code-point offsets into the matched text. `term` is what the
    rule looked for. `note` says in Chinese how a disguised form was read. `straddles` marks a hit
    that began in the previous text: `start` is then 0. `corrected`: the speaker took the words back
    later in the same text.
    """

    rule: Rule
    term: str
    start: int
    end: int
    method: Method
    confidence: float
    note: str | None = None
    straddles: bool = False
    corrected: bool = False

    @property
    def length(self) -> int:
        """Characters of the source text that the hit covers."""
        return self.end - self.start

    def overlaps(self, other: Hit) -> bool:
        """True when both cover some of the same characters."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A hit and, when it was set aside, the named reason and what it means in Chinese."""

    hit: Hit
    suppressed_by: str | None = None
    reason: str = ""
