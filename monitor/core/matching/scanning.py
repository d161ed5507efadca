"""Candidates before any context: terms and phrases that stand in a skeleton."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.core.matching.literal import WordIndex, end_of, stands_alone
from monitor.core.matching.phrase_filter import PhraseFilter
from monitor.core.matching.phrases import (
    CompiledPhrase,
    compile_gate,
    compile_phrase,
    compile_regex,
    spellings,
)
from monitor.core.matching.segmenting import cuts
from monitor.core.matching.user_terms import is_own
from monitor.core.rules.types import Rule, RulePack
from monitor.core.text.normalise import NormalizedText, fold
from monitor.model import Method

_SHORT = 2
_LONGEST_NEIGHBOUR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A candidate: `start` and `end` are positions in `normal.skeleton`."""

    rule: Rule
    term: str
    normal: NormalizedText
    start: int
    end: int
    method: Method
    certainty: float = 1.0
    phrase: CompiledPhrase | None = None
    note: str | None = None


class _Entry:
    """What hangs on one word beside the phrases that need it: terms, an allowance."""

    __slots__ = ("allowed", "terms")

    def __init__(self) -> None:
        self.terms: list[tuple[Rule, str]] = []
        self.allowed = False


class Scanner:
    """All rules' words in one automaton, and each phrase behind the words that it needs."""

    def __init__(self, rules: Iterable[Rule], pack: RulePack) -> None:
        self._entries: dict[str, _Entry] = defaultdict(_Entry)
        self._phrases: list[tuple[Rule, CompiledPhrase]] = []
        self._unanchored: list[tuple[Rule, CompiledPhrase]] = []
        for rule in rules:
            self._add(rule, pack)
        for phrase in pack.allow:
            self._entries[fold(phrase)].allowed = True
        self._filter = PhraseFilter([phrase.keys for _, phrase in self._phrases])
        self._terms = frozenset(word for word, entry in self._entries.items() if entry.terms)
        self._gate = compile_gate(phrase for _, phrase in self._unanchored)
        masks = self._filter.masks
        self._words: WordIndex[tuple[int, _Entry | None]] = WordIndex()
        # Nearly each character of a line is needed by some phrase: a look-up costs less than a hit.
        self._characters: dict[str, int] = {}
        for word in {**self._entries, **masks}:
            if len(word) == 1 and word not in self._entries:
                self._characters[word] = masks[word]
            else:
                self._words.add(word, (masks.get(word, 0), self._entries.get(word)))
        self._words.freeze()
        self._entries.clear()

    def scan(
        self, normal: NormalizedText, applying: frozenset[str], carried: int = 0
    ) -> list[Found]:
        """The candidates of the rules of these refs, those under an allow phrase taken out.

        The first `carried` characters of the source were said before; a clause begins after them.
        """
        found: list[Found] = []
        allowed: list[tuple[int, int]] = []
        skeleton = normal.skeleton
        said = self._filter.said_nothing
        characters = self._characters
        for char in set(skeleton):
            if char in characters:
                said |= characters[char]
        utf8 = skeleton.encode()
        for last, (length, ((mask, entry),)) in self._words.hits(utf8):
            said |= mask
            if entry is None:
                continue
            end = end_of(utf8, last)
            start = end - length
            if entry.allowed:
                allowed.append((start, end))
            if not entry.terms or not self._is_a_word(skeleton, start, end):
                continue
            for rule, term in entry.terms:
                if rule.ref in applying:
                    found.append(
                        Found(
                            rule=rule,
                            term=term,
                            normal=normal,
                            start=start,
                            end=end,
                            method=Method.LITERAL,
                        )
                    )
        for index in self._filter.ready(said):
            rule, phrase = self._phrases[index]
            if rule.ref in applying:
                found.extend(_run(rule, phrase, normal, utf8))
                if carried and phrase.headed:
                    found.extend(_run(rule, phrase, normal, utf8, carried))
        if self._unanchored and self._gate.search(utf8) is not None:
            for rule, phrase in self._unanchored:
                if rule.ref in applying:
                    found.extend(_run(rule, phrase, normal, utf8))
        if allowed:
            found = [each for each in found if is_own(each.rule) or not _inside(each, allowed)]
        return found

    def phrase_words(self) -> Iterator[str]:
        """The words of at least two characters on which phrases hang."""
        for _, phrase in self._phrases:
            for group in phrase.anchors:
                yield from (word for word in group if len(word) >= _SHORT)

    def phrase_characters(self) -> Iterator[str]:
        """The single Han characters on which phrases hang, once for each phrase."""
        for _, phrase in self._phrases:
            for group in phrase.anchors:
                yield from (word for word in group if len(word) == 1 and not word.isascii())

    def _is_a_word(self, skeleton: str, start: int, end: int) -> bool:
        """False for Latin inside Latin, and for a short term that cuts a longer word in two."""
        if not stands_alone(skeleton, start, end):
            return False
        if end - start > _SHORT:
            return True
        return all(
            (cut == start and self._lists(skeleton, cut, before=True))
            or (cut == end and self._lists(skeleton, cut, before=False))
            for cut in cuts(skeleton, start, end)
        )

    def _lists(self, skeleton: str, at: int, *, before: bool) -> bool:
        """True when a listed word ends (or begins) just here: 安神|助眠 is no 安|神助|眠."""
        sizes = range(_SHORT, _LONGEST_NEIGHBOUR + 1)
        if before:
            return any(skeleton[at - size : at] in self._terms for size in sizes if size <= at)
        return any(skeleton[at : at + size] in self._terms for size in sizes)

    def _add(self, rule: Rule, pack: RulePack) -> None:
        for term in rule.match.terms:
            for spelling in spellings(fold(term)):
                self._entries[spelling].terms.append((rule, term))
        for source in rule.match.phrases:
            self._file(rule, compile_phrase(source, pack.vocab))
        for source in rule.match.regex:
            self._file(rule, compile_regex(source))

    def _file(self, rule: Rule, phrase: CompiledPhrase) -> None:
        (self._phrases if phrase.keys else self._unanchored).append((rule, phrase))


def _run(
    rule: Rule, phrase: CompiledPhrase, normal: NormalizedText, utf8: bytes, carried: int = 0
) -> Iterator[Found]:
    """The phrase's places; with `carried`, those in what was said after it."""
    first = bisect_left(normal.starts, carried) if carried else 0
    rest = normal.skeleton[first:].encode() if first else utf8
    for start, end in phrase.finditer(rest):
        yield Found(
            rule=rule,
            term=phrase.source,
            normal=normal,
            start=start + first,
            end=end + first,
            method=Method.PHRASE,
            phrase=phrase,
        )


def _inside(found: Found, allowed: list[tuple[int, int]]) -> bool:
    """True when an allow phrase covers the candidate wholly."""
    return any(start <= found.start and found.end <= end for start, end in allowed)
