"""The phrase language: ordered words with bounded gaps, parsed into a small frozen tree.

`parse_phrase("@platform ..4 最低 价?")` gives a `Phrase`; the matcher compiles its elements to RE2.
Every fault names its place as 0-based code-point offsets into the phrase, so that a loader can put
carets under it. The grammar is in docs/rules-authoring.md.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.core.rules.messages import PHRASE_WORDINGS
from monitor.core.rules.phrase_ast import (
    Alternatives,
    ClauseEnd,
    ClauseStart,
    Element,
    Gap,
    Literal,
    Option,
    Optional,
    Phrase,
    Slot,
    Vocab,
    is_fixed,
)
from monitor.errors import RuleError

__all__ = [
    "MAX_GAP",
    "SLOTS",
    "Alternatives",
    "ClauseEnd",
    "ClauseStart",
    "Element",
    "Gap",
    "Literal",
    "Option",
    "Optional",
    "Phrase",
    "PhraseError",
    "PhraseFault",
    "Slot",
    "Vocab",
    "parse_phrase",
]

MAX_GAP: Final = 40
SLOTS: Final = ("num", "price", "percent", "duration", "count")
_SPECIAL: Final = frozenset("()|@?{}!~^$")
_VOCAB_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseFault:
    """One fault: a stable code, a half-open range of the phrase, the values its wording needs."""

    code: str
    start: int
    end: int
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class PhraseError(RuleError):
    """A phrase that cannot be read; `faults` holds every fault found in it."""

    code = "rule-phrase"

    def __init__(self, source: str, faults: tuple[PhraseFault, ...]) -> None:
        first = faults[0]
        wording = PHRASE_WORDINGS[first.code]
        super().__init__(
            wording.zh.format(**first.params),
            where=f"{source}（第 {first.start + 1} 字）",
            hint=wording.zh_help.format(**first.params) or None,
        )
        self.source = source
        self.faults = faults


@lru_cache(maxsize=16_384)
def parse_phrase(source: str) -> Phrase:
    """The tree of a phrase; remembered, for loading checks what building the matcher reads again.

    Raises:
        PhraseError: with every fault of the phrase, each at its place.
    """
    parser = _Parser(source)
    elements = parser.run()
    if parser.faults:
        raise PhraseError(source, tuple(parser.faults))
    return Phrase(source=source, elements=elements)


class _Parser:
    """A cursor over one phrase that goes on after a fault, so that all are told at once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[PhraseFault] = []
        self._at = 0

    def run(self) -> tuple[Element, ...]:
        """The elements in order; faults gather in `self.faults`."""
        elements: list[Element] = []
        while True:
            self._skip_spaces()
            if self._at >= len(self.source):
                break
            start = self._at
            if self._peek() == "!":
                self._ban(elements)
            else:
                element = self._element()
                if element is not None:
                    if isinstance(element, Gap) and elements and isinstance(elements[-1], Gap):
                        self._fault("phrase-gap-twice", start, self._at)
                    elements.append(element)
            self._need_space(start, elements[-1] if elements else None)
        self._check_whole(elements)
        return tuple(elements)

    def _check_whole(self, elements: list[Element]) -> None:
        if self.faults:
            return
        end = len(self.source)
        if not elements:
            self._fault("phrase-empty", 0, end)
            return
        for index, element in enumerate(elements):
            misplaced = (isinstance(element, ClauseStart) and index > 0) or (
                isinstance(element, ClauseEnd) and index < len(elements) - 1
            )
            if misplaced:
                self._fault("phrase-anchor", element.at, element.at + 1)
        if not any(is_fixed(element) for element in elements):
            self._fault("phrase-nothing-fixed", 0, end)

    def _element(self) -> Element | None:
        start = self._at
        char = self._peek()
        if char == "^":
            self._at += 1
            return ClauseStart(at=start)
        if char == "$":
            self._at += 1
            return ClauseEnd(at=start)
        if char == "~" or self.source.startswith("..", start):
            return self._gap()
        inner = self._group() if char == "(" else self._atom(stop="")
        if self._peek() != "?":
            return inner
        self._at += 1
        return Optional(inner=inner, at=start) if inner is not None else None

    def _gap(self) -> Gap | None:
        start = self._at
        text = self._gap_text()
        digits = text.lstrip("~") if text[0] == "~" else text[2:]
        crosses = text[0] == "~"
        if not digits.isascii() or not digits.isdigit() or int(digits) > MAX_GAP:
            self._fault("phrase-gap", start, self._at, text=text, limit=str(MAX_GAP))
            return None
        return Gap(n=int(digits), crosses_comma=crosses, at=start)

    def _ban(self, elements: list[Element]) -> None:
        start = self._at
        self._at += 1
        if not self._peek().strip():
            self._fault("phrase-ban", start, self._at)
            return
        inner = self._group() if self._peek() == "(" else self._atom(stop="")
        last = elements[-1] if elements else None
        if not isinstance(last, Gap) or last.not_containing:
            self._fault("phrase-ban", start, self._at)
        elif inner is not None:
            banned = inner.options if isinstance(inner, Alternatives) else (inner,)
            elements[-1] = Gap(
                n=last.n, crosses_comma=last.crosses_comma, not_containing=banned, at=last.at
            )

    def _group(self) -> Alternatives | None:
        start = self._at
        close = self.source.find(")", start)
        if close < 0:
            self._at = len(self.source)
            self._fault("phrase-unclosed", start, self._at, open="(", close=")")
            return None
        options: list[Option] = []
        self._at = start + 1
        while self._at <= close:
            option = self._option(close)
            if option is not None:
                options.append(option)
            self._at += 1  # over the bar or the closing parenthesis
        return Alternatives(options=tuple(options), at=start) if options else None

    def _option(self, close: int) -> Option | None:
        begin = self._at
        bar = self.source.find("|", begin, close)
        end = bar if bar >= 0 else close
        body = self.source[begin:end]
        self._at = end
        if not body.strip():
            self._fault("phrase-option-empty", begin, max(end, begin + 1))
            return None
        begin += len(body) - len(body.lstrip())
        stripped = body.strip()
        if " " in stripped:
            self._fault("phrase-option-space", begin, begin + len(stripped))
            return None
        self._at = begin
        option = self._atom(stop="|)")
        if self._at < begin + len(stripped):
            char = self.source[self._at]
            mixed = char not in _SPECIAL or char in "@{"
            code = "phrase-option-mixed" if mixed else "phrase-stray"
            parts = f"{self.source[begin : self._at]} {self.source[self._at : end]}".strip()
            self._fault(code, self._at, self._at + 1, char=char, fixed=parts)
            option = None
        self._at = end
        return option

    def _atom(self, *, stop: str) -> Option | None:
        start = self._at
        char = self._peek()
        if char == "@":
            found = _VOCAB_NAME.match(self.source, start + 1)
            if found is None:
                self._at += 1
                self._fault("phrase-vocab-name", start, start + 1)
                return None
            self._at = found.end()
            return Vocab(name=found.group(), at=start)
        if char == "{":
            return self._slot()
        while self._at < len(self.source) and not self._at_boundary(stop):
            self._at += 1
        if self._at == start:
            self._at += 1
            code = "phrase-optional" if char == "?" else "phrase-stray"
            self._fault(code, start, self._at, char=char)
            return None
        return Literal(text=self.source[start : self._at], at=start)

    def _slot(self) -> Slot | None:
        start = self._at
        close = self.source.find("}", start)
        if close < 0:
            self._at = len(self.source)
            self._fault("phrase-unclosed", start, self._at, open="{", close="}")
            return None
        self._at = close + 1
        name = self.source[start + 1 : close].strip()
        if name not in SLOTS:
            near = difflib.get_close_matches(name, SLOTS, n=1, cutoff=0.5)
            hint = f"{{{near[0]}}}? " if near else ""
            known = " ".join(f"{{{slot}}}" for slot in SLOTS)
            self._fault("phrase-slot", start, self._at, name=name, suggestion=hint, known=known)
            return None
        return Slot(kind=name, at=start)

    def _need_space(self, start: int, last: Element | None) -> None:
        """Elements may touch where that can be read in one way only; `最大的?力度` cannot."""
        char = self._peek()
        if not char or char.isspace():
            return
        if char in "?|)}":
            code = "phrase-optional" if char == "?" else "phrase-stray"
            self._fault(code, self._at, self._at + 1, char=char)
            self._at += 1
        elif isinstance(last, Optional) and isinstance(last.inner, Literal):
            word = last.inner.text
            if len(word) > 1:
                fixed = f"{word[:-1]} {word[-1]}? {self.source[self._at :].split(' ')[0]}"
                self._fault("phrase-space", start, self._at, fixed=fixed, word=word)

    def _at_boundary(self, stop: str) -> bool:
        char = self.source[self._at]
        return char.isspace() or char in _SPECIAL or char in stop

    def _peek(self) -> str:
        return self.source[self._at] if self._at < len(self.source) else ""

    def _skip_spaces(self) -> None:
        while self._at < len(self.source) and self.source[self._at].isspace():
            self._at += 1

    def _gap_text(self) -> str:
        start = self._at
        while self._at < len(self.source) and self.source[self._at] not in " \t!(":
            self._at += 1
        return self.source[start : self._at]

    def _fault(self, code: str, start: int, end: int, **params: str) -> None:
        values = MappingProxyType(params)
        self.faults.append(PhraseFault(code=code, start=start, end=end, params=values))
