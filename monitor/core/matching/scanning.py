"""Candidates before any context: terms and phrases that stand in the skeleton."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.core.matching.hit import MatchContext
from monitor.core.matching.literal import WordIndex, stands_alone
from monitor.core.matching.phrases import (
    CompiledPhrase,
    compile_phrase,
    compile_regex,
    spellings,
)
from monitor.core.rules.types import Rule, RulePack
from monitor.core.text.normalise import NormalizedText, fold
from monitor.model import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A candidate: `start` and `end` are skeleton positions.

    A candidate found in a rewritten skeleton brings that skeleton and its place there, so that the
    context is read in the words that were meant.
    """

    rule: Rule
    term: str
    start: int
    end: int
    method: Method
    certainty: float = 1.0
    note: str | None = None
    skeleton: str | None = None
    view_start: int = 0
    view_end: int = 0


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

    def scan(self, normal: NormalizedText, context: MatchContext) -> list[Found]:
        """Literal and phrase candidates of the skeleton, allow phrases taken out."""
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
                elif stands_alone(skeleton, start, end):
                    found.append(
                        Found(
                            rule=payload.rule,
                            term=payload.term,
                            start=start,
                            end=end,
                            method=Method.LITERAL,
                        )
                    )
        for index, seen in groups.items():
            rule, phrase = self._phrases[index]
            if len(seen) == len(phrase.anchors):
                found.extend(self._run(rule, phrase, normal))
        for rule, phrase in self._unanchored:
            found.extend(self._run(rule, phrase, normal))
        if allowed:
            found = [each for each in found if not _inside(each, allowed)]
        return found

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

    def _run(self, rule: Rule, phrase: CompiledPhrase, normal: NormalizedText) -> list[Found]:
        return [
            Found(rule=rule, term=phrase.source, start=start, end=end, method=Method.PHRASE)
            for start, end in phrase.finditer(normal.utf8)
        ]


def _inside(found: Found, allowed: list[tuple[int, int]]) -> bool:
    """True when an allow phrase covers the candidate wholly and is longer or as long."""
    return any(start <= found.start and found.end <= end for start, end in allowed)
