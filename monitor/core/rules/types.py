"""What a loaded rule pack is: frozen types that the matcher and the judge read, never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from monitor.model import Citation, PackRef, ProductCard, Severity, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a rule file: 1-based line and column."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One article in the pack's law registry, in force from `since` until the day before `until`.

    `checked` says how the text was checked: `read` (the statute's text was read), `secondary`
    (a secondary source states it) or `unverified` (general knowledge, not yet checked).
    """

    id: str
    law: str
    article: str
    checked: str
    source: str = ""
    checked_on: date | None = None
    since: date | None = None
    until: date | None = None
    summary: str = ""
    penalty: str = ""

    def in_force(self, on: date) -> bool:
        """True when the article applied to conduct on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def citation(self) -> Citation:
        """The article as a finding prints it; an unread text says so."""
        note = None if self.checked == "read" else "条文待核对原文"
        return Citation(law=self.law, article=self.article, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a rule applies; an empty tuple means everywhere.

    `categories` and `not_categories` are product-card categories. With `categories` given, a rule
    does not apply while the product on air is unknown, unless `when_unknown` is true.
    """

    categories: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    when_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a rule looks for: terms (each by all five methods), phrases in the gap language, RE2."""

    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Words that must be said while a product of the rule's scope is presented."""

    say: tuple[str, ...]
    within: str = "segment"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCondition:
    """Facts of the product card that make the words lawful.

    `approval` / `certification`: one of these strings occurs in one of the card's; `function`:
    one of these strings occurs among the card's registered functions; `function_quoted`: the
    matched term itself is among them.
    """

    approval: tuple[str, ...] = ()
    certification: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    function_quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exception_:
    """A named exception with its legal reason. Every given part must hold.

    `over`: a phrase that overlaps the hit and is at least as long (最好 inside 最好先量一下).
    `before` / `after`: a phrase in the same clause before / after the hit. `clause`: anywhere in
    the hit's clause. `line`: anywhere in the utterance. All are in the phrase language.
    """

    id: str
    reason: str
    over: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    card: CardCondition | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """The lawful way to say it: replace words (`swap`) or say another sentence (`say`)."""

    swap: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    say: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One of a rule's own tests; `category` is the product category it is spoken about.

    `card` is the product on air where an exception asks for its approvals, certifications or
    functions; None in most examples.
    """

    text: str
    category: str | None = None
    card: ProductCard | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTests:
    """violating must be found, compliant must not, known_gaps are not yet found and say so."""

    violating: tuple[Example, ...] = ()
    compliant: tuple[Example, ...] = ()
    known_gaps: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `id` is a readable slug, never reused; `ref` is `pack/id` as findings print it."""

    id: str
    ref: str
    title: str
    category: str
    severity: Severity
    confidence: float
    message: str
    why: str
    basis: tuple[str, ...]
    match: Match
    suggest: Suggest
    scope: Scope = Scope()
    unless: tuple[Exception_, ...] = ()
    ignore_context: tuple[str, ...] = ()
    duty: Duty | None = None
    status: str = "stable"
    since: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    dedup_s: float = 30.0
    aliases: tuple[str, ...] = ()
    title_en: str = ""
    tests: RuleTests = RuleTests()
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconEntry:
    """A known evasive form: `said` stands for `means`; `categories` narrows it to some products."""

    said: str
    means: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Evasive forms and the sounds that break words (`fillers`), as data that users can grow."""

    entries: tuple[LexiconEntry, ...] = ()
    fillers: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTerm:
    """One of the user's own words, found by every method."""

    term: str
    severity: Severity = Severity.MEDIUM
    category: str = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """A loaded, validated pack. `allow` are phrases in which nothing is ever a hit."""

    ref: PackRef
    rules: tuple[Rule, ...]
    laws: Mapping[str, Law]
    vocab: Mapping[str, tuple[str, ...]]
    lexicon: Lexicon
    allow: tuple[str, ...] = ()
    title: str = ""
