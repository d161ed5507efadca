"""Phrases → RE2, each with the words that a text must hold before the pattern is worth running."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod
from typing import Any

import re2

from monitor.core.matching.raw_patterns import required_words
from monitor.core.matching.slots import SLOT_KEYS, SLOT_PATTERNS
from monitor.core.rules.phrase import (
    Alternatives,
    ClauseEnd,
    ClauseStart,
    Element,
    Gap,
    Literal,
    Option,
    Optional,
    Slot,
    Vocab,
    parse_phrase,
)
from monitor.core.text.normalise import fold
from monitor.core.text.sounds import sound, sounds

Vocabulary = Mapping[str, tuple[str, ...]]

_INSIDE_CLAUSE = "[^，。？]"
_INSIDE_SENTENCE = "[^。？]"
_BODY = 1
_COMMON, _SELDOM = 0.02, 0.002
_COMMONEST = frozenset(
    "的一是不了在人有我这个们中来上大为和到说时要就出会可也你能那得着下过后里用家多么去都没面起看天还好小样"
    "心前开只想实它把点两高很最美什等新给先真走几打少才再感做拍买吃"
)
"""Characters that a sentence on air holds more often than not."""
_HAN_DIGITS = "零一二两三四五六七八九十百千万亿"
_SINGLE_NUMERAL = re.compile(f"(?<![{_HAN_DIGITS}])[一二三四五六七八九](?![{_HAN_DIGITS}])")
_NUMERALS = {han: str(value) for value, han in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, kw_only=True)
class CompiledPhrase:
    """A phrase ready to run; of a thousand phrases most are never met, so RE2 sees it when it is.

    `anchors`: groups of words, at least one of each group stands in every match; the group that
    ordinary speech holds least is first; `keys` has groups for its numbers as well. `words`: all
    that its elements may be; `open_ended`: it also takes numbers or raw patterns. `headed`: it
    begins with a clause. `bans`: per group that is a gap, what the gap's text must not hold (RE2
    has no look-ahead).
    """

    source: str
    expression: str
    anchors: tuple[frozenset[str], ...]
    keys: tuple[frozenset[str], ...]
    bans: tuple[tuple[int, Any], ...]
    words: frozenset[str] = frozenset()
    open_ended: bool = True
    headed: bool = False

    @cached_property
    def pattern(self) -> Any:
        """`expression`, compiled; group 1 is the phrase itself."""
        return re2.compile(self.expression)

    def finditer(self, utf8: bytes) -> Iterator[tuple[int, int]]:
        """Half-open code-point ranges of the skeleton (given as UTF-8), left to right."""
        position = 0
        while position <= len(utf8):
            found = self.pattern.search(utf8, position)
            if found is None:
                return
            start, end = found.span(_BODY)
            if end > start and self._allowed(found, utf8):
                first = len(utf8[:start].decode())
                yield first, first + len(utf8[start:end].decode())
                position = end
            else:
                position = start + _width(utf8, start)

    def takes(self, skeleton: str, start: int, end: int) -> bool:
        """True when `skeleton[start:end]` may be a part of an element and not only of a gap."""
        if self.open_ended:
            return True
        for word in self.words:
            first = skeleton.find(word, max(0, start - len(word) + 1), end + len(word) - 1)
            if first >= 0 and (len(word) > 1 or end - start == 1):
                return True  # one character of a longer reading was there before it was read
        return False

    def search(self, utf8: bytes) -> tuple[int, int] | None:
        """The first match, or None."""
        return next(self.finditer(utf8), None)

    def _allowed(self, found: Any, utf8: bytes) -> bool:
        for group, banned in self.bans:
            start, end = found.span(group)
            if start >= 0 and banned.search(utf8[start:end]) is not None:
                return False
        return True


def compile_phrase(source: str, vocab: Vocabulary) -> CompiledPhrase:
    """The phrase as RE2 over the skeleton.

    Raises:
        PhraseError: when the phrase cannot be read.
        KeyError: when it names a vocabulary that the pack lacks.
    """
    compiler = _Compiler(vocab)
    body = "".join(compiler.element(element) for element in parse_phrase(source).elements)
    return CompiledPhrase(
        source=source,
        expression=f"{compiler.head}({body}){compiler.tail}",
        anchors=tuple(sorted(compiler.anchors, key=_commonness)),
        keys=tuple(sorted(compiler.keys, key=_commonness)),
        bans=tuple(compiler.bans),
        words=frozenset(compiler.words),
        open_ended=compiler.open_ended,
        headed=bool(compiler.head),
    )


def compile_heard(source: str, vocab: Vocabulary) -> CompiledPhrase:
    """The same over sounds (`sound(skeleton)`): each word by all its living readings.

    Raises as `compile_phrase` does.
    """
    compiler = _HeardCompiler(vocab)
    body = "".join(compiler.element(element) for element in parse_phrase(source).elements)
    return CompiledPhrase(
        source=source,
        expression=f"{compiler.head}({body}){compiler.tail}",
        anchors=(),
        keys=tuple(sorted(compiler.keys, key=len)),
        bans=tuple(compiler.bans),
    )


def compile_gate(phrases: Iterable[CompiledPhrase]) -> Any:
    """One pattern that matches wherever any of these does, to spare a text all of them."""
    return re2.compile("|".join(f"(?:{phrase.expression})" for phrase in phrases))


def compile_regex(source: str) -> CompiledPhrase:
    """A raw RE2 pattern of a rule, anchored by the words that it shows it needs."""
    anchors = tuple(sorted(required_words(source), key=_commonness))
    return CompiledPhrase(
        source=source, expression=f"({source})", anchors=anchors, keys=anchors, bans=()
    )


@lru_cache(maxsize=100_000)
def spellings(folded: str) -> tuple[str, ...]:
    """The folded words, and the same with single Chinese numerals as digits (第一 → 第1)."""
    digits = _SINGLE_NUMERAL.sub(lambda found: _NUMERALS[found.group()], folded)
    return (folded,) if digits == folded else (folded, digits)


class _Compiler:
    """Gathers anchors and bans while it writes the pattern from left to right."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab
        self.head = ""
        self.tail = ""
        self.anchors: list[frozenset[str]] = []
        self.keys: list[frozenset[str]] = []
        self.bans: list[tuple[int, Any]] = []
        self.words: set[str] = set()
        self.open_ended = False

    def element(self, element: Element) -> str:
        """The element's pattern."""
        match element:
            case Literal() | Vocab() | Slot():
                return self._required((element,))
            case Alternatives(options=options):
                return self._required(options)
            case Optional(inner=inner):
                options = inner.options if isinstance(inner, Alternatives) else (inner,)
                self.words.update(self._words(options))
                return f"(?:{self._any_of(options)})?"
            case Gap():
                return self._gap(element)
            case ClauseStart():
                self.head = "(?:^|[，。？])"
                return ""
            case ClauseEnd():
                self.tail = "(?:$|[，。？])"
                return ""

    def _required(self, options: tuple[Option, ...]) -> str:
        words = frozenset(self._words(options))
        slots = [self._keys(option) for option in options if isinstance(option, Slot)]
        if not slots:
            self.anchors.append(words)
        self.keys.append(words.union(*slots))
        self.words.update(words)
        return f"(?:{self._any_of(options)})"

    def _gap(self, gap: Gap) -> str:
        inside = _INSIDE_SENTENCE if gap.crosses_comma else _INSIDE_CLAUSE
        body = f"{inside}{{0,{gap.n}}}?"
        if not gap.not_containing:
            return body
        group = _BODY + 1 + len(self.bans)
        self.bans.append((group, re2.compile(self._any_of(gap.not_containing))))
        return f"({body})"

    def _any_of(self, options: tuple[Option, ...]) -> str:
        slots = [self._pattern(option) for option in options if isinstance(option, Slot)]
        # RE2 takes the first alternative that fits: longer words come first.
        words = sorted(self._words(options), key=lambda word: (-len(word), word))
        self.open_ended = self.open_ended or bool(slots)
        return "|".join([*(word if word.isalnum() else re2.escape(word) for word in words), *slots])

    def _words(self, options: tuple[Option, ...]) -> list[str]:
        words: list[str] = []
        for option in options:
            if isinstance(option, Literal):
                words.extend(spellings(fold(option.text)))
            elif isinstance(option, Vocab):
                for word in self.vocab[option.name]:
                    words.extend(spellings(fold(word)))
        return [word for word in words if word]

    def _keys(self, slot: Slot) -> frozenset[str]:
        return SLOT_KEYS[slot.kind]

    def _pattern(self, slot: Slot) -> str:
        return SLOT_PATTERNS[slot.kind]


class _HeardCompiler(_Compiler):
    """Writes the pattern over the symbols of sounds; signs, digits and letters stay."""

    def _words(self, options: tuple[Option, ...]) -> list[str]:
        return list(
            dict.fromkeys(heard for word in super()._words(options) for heard in sounds(word))
        )

    def _keys(self, slot: Slot) -> frozenset[str]:
        return frozenset(map(sound, super()._keys(slot)))

    def _pattern(self, slot: Slot) -> str:
        return sound(super()._pattern(slot))


def _commonness(words: frozenset[str]) -> float:
    """How often ordinary speech holds one of the words, roughly: by their characters alone."""
    return sum(
        prod(_COMMON if char in _COMMONEST else _SELDOM for char in word) * 10.0 ** (len(word) - 1)
        for word in words
    )


def _width(utf8: bytes, at: int) -> int:
    """Bytes of the character that begins at `at`."""
    if at >= len(utf8) or utf8[at] < 0x80:
        return 1
    return 2 if utf8[at] < 0xE0 else 3 if utf8[at] < 0xF0 else 4
