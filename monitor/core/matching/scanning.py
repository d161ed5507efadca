"""Candidates before any context: terms and phrases that stand in a skeleton."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from monitor.core.matching.literal import WordIndex, stands_alone
from monitor.core.matching.phrases import (
    CompiledPhrase,
    compile_phrase,
    compile_regex,
    spellings,
)
from monitor.core.matching.segmenting import cuts_a_word
from monitor.core.rules.types import Rule, RulePack
from monitor.core.text.normalise import NormalizedText, fold
from monitor.model import Method

_SHORT = 2


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
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Term:
    rule: Rule
    term: str


@dataclass(frozen=True, slots=True)
class _Anchor:
    phrase: int
    group: int


@dataclass(frozen=True, slots=True)
class _Allowed:
    pass


class Scanner:
    """All rules' words in one automaton, and their phrases behind anchors."""

    def __init__(self, rules: Iterable[Rule], pack: RulePack) -> None:
        self._words: WordIndex[_Term | _Anchor | _Allowed] = WordIndex()
        self._phrases: list[tuple[Rule, CompiledPhrase]] = []
        self._unanchored: list[tuple[Rule, CompiledPhrase]] = []
        for rule in rules:
            self._add(rule, pack)
        for phrase in pack.allow:
            self._words.add(fold(phrase), _Allowed())
        self._words.freeze()

    def scan(self, normal: NormalizedText, applies: Callable[[Rule], bool]) -> list[Found]:
        """The candidates of the rules that apply, those under an allow phrase taken out."""
        found: list[Found] = []
        allowed: list[tuple[int, int]] = []
        groups: dict[int, set[int]] = {}
        skeleton = normal.skeleton
        for start, end, payloads in self._words.scan(skeleton):
            for payload in payloads:
                if isinstance(payload, _Anchor):
                    groups.setdefault(payload.phrase, set()).add(payload.group)
                elif isinstance(payload, _Allowed):
                    allowed.append((start, end))
                elif applies(payload.rule) and _is_a_word(skeleton, start, end):
                    found.append(
                        Found(
                            rule=payload.rule,
                            term=payload.term,
                            normal=normal,
                            start=start,
                            end=end,
                            method=Method.LITERAL,
                        )
                    )
        for index, seen in groups.items():
            rule, phrase = self._phrases[index]
            if len(seen) == len(phrase.anchors) and applies(rule):
                found.extend(_run(rule, phrase, normal))
        for rule, phrase in self._unanchored:
            if applies(rule):
                found.extend(_run(rule, phrase, normal))
        if allowed:
            found = [each for each in found if not _inside(each, allowed)]
        return found

    def phrase_words(self) -> Iterator[str]:
        """The words of at least two characters on which phrases hang."""
        for _, phrase in self._phrases:
            for group in phrase.anchors:
                yield from (word for word in group if len(word) >= _SHORT)

    def _add(self, rule: Rule, pack: RulePack) -> None:
        for term in rule.match.terms:
            for spelling in spellings(fold(term)):
                self._words.add(spelling, _Term(rule, term))
        for source in rule.match.phrases:
            phrase = compile_phrase(source, pack.vocab)
            if not phrase.anchors:
                self._unanchored.append((rule, phrase))
                continue
            index = len(self._phrases)
            self._phrases.append((rule, phrase))
            for group, words in enumerate(phrase.anchors):
                for word in words:
                    self._words.add(word, _Anchor(index, group))
        for source in rule.match.regex:
            self._unanchored.append((rule, compile_regex(source)))


def _run(rule: Rule, phrase: CompiledPhrase, normal: NormalizedText) -> Iterator[Found]:
    for start, end in phrase.finditer(normal.utf8):
        yield Found(
            rule=rule,
            term=phrase.source,
            normal=normal,
            start=start,
            end=end,
            method=Method.PHRASE,
        )


def _is_a_word(skeleton: str, start: int, end: int) -> bool:
    """False for Latin inside Latin, and for a short term that cuts a longer word in two."""
    if not stands_alone(skeleton, start, end):
        return False
    return end - start > _SHORT or not cuts_a_word(skeleton, start, end)


def _inside(found: Found, allowed: list[tuple[int, int]]) -> bool:
    """True when an allow phrase covers the candidate wholly."""
    return any(start <= found.start and found.end <= end for start, end in allowed)
