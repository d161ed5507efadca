"""Core types of the field, shared by every layer; they know nothing of files, clocks or sockets.

Three times are never mixed: `*_ms` is media time (milliseconds since the session's first sample),
`observed_at` is when this program heard something, `logged_at` when it was written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Severity(StrEnum):
    """How urgently a person must look: medium and above are alerts, low and info are notes."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """4 for critical down to 0 for info."""
        return _RANKS[self]

    def at_least(self, other: Severity) -> bool:
        """True when this severity is `other` or worse."""
        return self.rank >= other.rank


_RANKS: Mapping[Severity, int] = MappingProxyType(
    {
        Severity.CRITICAL: 4,
        Severity.HIGH: 3,
        Severity.MEDIUM: 2,
        Severity.LOW: 1,
        Severity.INFO: 0,
    }
)


class Kind(StrEnum):
    """What sort of finding: a forbidden claim, a contradiction of the card, a duty not met."""

    CLAIM = "claim"
    MISMATCH = "mismatch"
    MISSING = "missing"


class Method(StrEnum):
    """How a finding was made, from the most to the least direct."""

    LITERAL = "literal"
    VARIANT = "variant"
    FILLER = "filler"
    PHONETIC = "phonetic"
    PHRASE = "phrase"
    DUTY = "duty"
    CONSISTENCY = "consistency"


class Source(StrEnum):
    """Whether the words were written (a script) or heard (a recogniser's hypothesis)."""

    TEXT = "text"
    AUDIO = "audio"


class FindingState(StrEnum):
    """provisional: seen in a partial hypothesis; firm: confirmed by a second one or the final."""

    PROVISIONAL = "provisional"
    FIRM = "firm"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word with media times in milliseconds and a probability in 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """语句: one endpointed stretch of speech, or one line of a script.

    `id` is unique within its session and the same for the partials and the final of one stretch.
    `line` is 1-based for text input. Media times are None for text. `words` may be empty.
    """

    id: str
    text: str
    source: Source = Source.TEXT
    line: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[Word, ...] = ()
    final: bool = True
    avg_logprob: float | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageGap:
    """监测缺口: media time that was not heard, and why."""

    start_ms: int
    end_ms: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The card's prices; `lowest_7d` is the lowest transaction price of the prior 7 days."""

    live: Decimal | None = None
    list: Decimal | None = None
    lowest_7d: Decimal | None = None
    after_show: Decimal | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """An ingredient, fibre, metal or stone; `percent` is its share where the card states one."""

    name: str
    aliases: tuple[str, ...] = ()
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerms:
    """What the shop promises; None where the card is silent."""

    return_days: int | None = None
    warranty_months: int | None = None
    shipping_hours: int | None = None
    freight_insurance: bool | None = None
    compensation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """商品卡: what the shop says of a product; what it does not say is never contradicted."""

    id: str
    name: str
    category: str
    link: int | None = None
    aliases: tuple[str, ...] = ()
    brand: str | None = None
    price: Price = Price()
    origin: str | None = None
    net_content: str | None = None
    materials: tuple[Material, ...] = ()
    functions: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    specs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    service: ServiceTerms = ServiceTerms()
    stock: int | None = None
    sold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One article of one instrument, as a finding prints it."""

    law: str
    article: str
    note: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The JSON form; `note` only where there is one."""
        out = {"law": self.law, "article": self.article}
        if self.note:
            out["note"] = self.note
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRef:
    """Which rules judged: the pack's id, version and the SHA-256 of its content."""

    id: str
    version: str
    digest: str

    def as_dict(self) -> dict[str, str]:
        """The JSON form."""
        return {"id": self.id, "version": self.version, "digest": self.digest}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """疑似违规: what the machine says of some words. Only a person's verdict makes it 违规.

    `start` and `end` are 0-based code-point offsets, half-open, into the utterance's own text.
    """

    id: str
    rule: str
    category: str
    kind: Kind
    severity: Severity
    confidence: float
    method: Method
    start: int
    end: int
    quote: str
    term: str
    message: str
    pack: PackRef
    basis: tuple[Citation, ...] = ()
    suggestion: str = ""
    product: str | None = None
    said: str | None = None
    expected: str | None = None
    line: int | None = None
    utterance: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    state: FindingState = FindingState.FIRM
    note: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The public JSON object; times become seconds, absent optional parts are left out."""
        out: dict[str, Any] = {
            "id": self.id,
            "rule": self.rule,
            "category": self.category,
            "kind": self.kind.value,
            "severity": self.severity.value,
            "confidence": round(self.confidence, 3),
            "method": self.method.value,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "term": self.term,
            "message": self.message,
            "basis": [c.as_dict() for c in self.basis],
            "suggestion": self.suggestion,
            "product": self.product,
            "pack": self.pack.as_dict(),
            "state": self.state.value,
        }
        if self.line is not None:
            out["line"] = self.line
        if self.utterance is not None:
            out["utterance"] = self.utterance
        if self.kind is Kind.MISMATCH:
            out["said"] = self.said
            out["expected"] = self.expected
        if self.start_ms is not None and self.end_ms is not None:
            out["start_s"] = round(self.start_ms / 1000, 3)
            out["end_s"] = round(self.end_ms / 1000, 3)
        if self.note:
            out["note"] = self.note
        return out
