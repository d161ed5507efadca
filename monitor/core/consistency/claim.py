"""A claim (宣称) taken from speech, what the card says of it, and the comparison of the two."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.model import Severity


class Verdict(StrEnum):
    """What a comparison says. What the card does not state is never a contradiction."""

    MATCH = "match"
    CONTRADICTION = "contradiction"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A typed statement in an utterance. `start`/`end` are offsets in the reading's folded text.

    `numerals` are the indexes of the reading's numbers that the claim uses up. `denied` marks a
    statement of absence (不含酒精, 没有运费险).
    """

    start: int
    end: int
    numerals: tuple[int, ...] = ()
    denied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one card says of one claim. `said` and `expected` are short texts for people."""

    verdict: Verdict
    said: str
    expected: str = ""
    message: str = ""
    why: str = ""
    suggestion: str = ""
    laws: tuple[str, ...] = ()
    severity: Severity = Severity.HIGH
    confidence: float = 0.85
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One claim compared with one card; offsets and `quote` are of the utterance's own text.

    `product` is None where no card could be told. `settled` marks a contradiction that the same
    utterance takes back; `settles` marks a match said as a correction, which settles the earlier
    contradiction of the same product and category.
    """

    verdict: Verdict
    category: str
    start: int
    end: int
    quote: str
    said: str
    expected: str
    product: str | None
    message: str
    why: str
    suggestion: str
    laws: tuple[str, ...]
    severity: Severity
    confidence: float
    settled: bool = False
    settles: bool = False


def match(said: str, expected: str = "") -> Outcome:
    """The card says the same."""
    return Outcome(verdict=Verdict.MATCH, said=said, expected=expected)


SILENT: Final = "商品卡没有写这一项"


def cannot_tell(said: str, why: str = SILENT) -> Outcome:
    """The card is silent, or the words can be true as they stand."""
    return Outcome(
        verdict=Verdict.CANNOT_TELL, said=said, why=why, severity=Severity.INFO, confidence=0.5
    )


def contradiction(
    said: str,
    expected: str,
    message: str,
    *,
    why: str,
    suggestion: str,
    laws: tuple[str, ...] = ("adlaw-28", "adlaw-8"),
    severity: Severity = Severity.HIGH,
    confidence: float = 0.85,
    category: str | None = None,
) -> Outcome:
    """The card says otherwise."""
    return Outcome(
        verdict=Verdict.CONTRADICTION,
        said=said,
        expected=expected,
        message=message,
        why=why,
        suggestion=suggestion,
        laws=laws,
        severity=severity,
        confidence=confidence,
        category=category,
    )
