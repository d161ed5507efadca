"""Candidates in disguise: the text is read as it was meant, and scanned again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.core.matching.evasion import EvasionResolver, rewrite
from monitor.core.matching.heard_phrases import HeardPhrases
from monitor.core.matching.hit import MatchContext
from monitor.core.matching.merging import DIRECTNESS
from monitor.core.matching.scanning import Found, Scanner
from monitor.core.matching.spelt_characters import SpeltCharacters
from monitor.core.matching.substitution import Substitution
from monitor.core.matching.targets import Target
from monitor.core.rules.types import Rule
from monitor.core.text.normalise import NormalizedText, fold
from monitor.core.text.signs import spelt_out
from monitor.model import Method, Source

_Region = tuple[int, int, Substitution]
_LETTER = re.compile("[a-z]{2}")


def targets_of(rules: Iterable[Rule], phrase_words: Iterable[str]) -> Iterator[Target]:
    """The rules' terms with the product categories they are at home in, then the phrases' words."""
    homes: dict[str, dict[str, None]] = {}
    for rule in rules:
        for term in rule.match.terms:
            homes.setdefault(fold(term), {}).update(dict.fromkeys(rule.scope.categories))
    for word, categories in homes.items():
        yield Target(word=word, meaning=word, categories=tuple(categories))
    for word in dict.fromkeys(phrase_words):
        if word not in homes:
            yield Target(word=word, meaning=word, alone=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disguises:
    """Reads what is disguised and scans it again for the rules' words."""

    resolver: EvasionResolver
    scanner: Scanner
    characters: SpeltCharacters
    heard: HeardPhrases

    def find(
        self,
        normal: NormalizedText,
        direct: Sequence[Found],
        context: MatchContext,
        applying: frozenset[str],
        carried: int = 0,
    ) -> list[Found]:
        """Candidates that stand only once disguised forms are read as what they mean."""
        taken = [(found.start, found.end) for found in direct if found.method is Method.LITERAL]
        out = self._read(normal, taken, context, applying, carried)
        if context.source is Source.AUDIO:
            for reading in self.heard.readings(normal.skeleton, applying, direct):
                out.extend(self._scan(normal, reading, applying, carried))
        spelt = spelt_out(normal)
        if spelt is not None:
            pictured, places = spelt
            out.extend(
                found
                for found in self._read(pictured, (), context, applying, carried)
                if _covers(found, places)
            )
        return out

    def _read(
        self,
        normal: NormalizedText,
        taken: Sequence[tuple[int, int]],
        context: MatchContext,
        applying: frozenset[str],
        carried: int,
    ) -> list[Found]:
        read = self.resolver.substitutions(normal, context.category, context.source, taken)
        out = self._scan(normal, read, applying, carried) if read else []
        if not normal.skeleton.isascii() and _LETTER.search(normal.skeleton):
            for rival in self.characters.readings_of(normal.skeleton, read):
                both = sorted((*read, *rival), key=lambda each: each.start)
                out.extend(self._scan(normal, both, applying, carried))
        return out

    def _scan(
        self,
        normal: NormalizedText,
        read: Sequence[Substitution],
        applying: frozenset[str],
        carried: int,
    ) -> list[Found]:
        rewritten, regions = rewrite(normal, read)
        out: list[Found] = []
        for found in self.scanner.scan(rewritten, applying, carried):
            under = [region for region in regions if _matters(found, region)]
            if under and _supported(found, under):
                out.append(_disguised(found, under))
        return out


def _covers(found: Found, places: frozenset[int]) -> bool:
    start, end = found.normal.span(found.start, found.end)
    return any(start <= place < end for place in places)


def _matters(found: Found, region: _Region) -> bool:
    """True when the hit rests on the region: it is a term, or an element of a phrase, not a gap."""
    start, end, _ = region
    if end <= found.start or found.end <= start:
        return False
    if found.phrase is None:
        return True
    return found.phrase.takes(found.normal.skeleton, start, end)


def _supported(found: Found, under: list[_Region]) -> bool:
    """A sound that proves nothing alone counts only beside two characters that were really said."""
    if all(region[2].alone for region in under):
        return True
    read = sum(min(end, found.end) - max(start, found.start) for start, end, _ in under)
    return found.end - found.start - read >= 2


def _disguised(found: Found, under: list[_Region]) -> Found:
    method = max((region[2].method for region in under), key=DIRECTNESS.index)
    forms = "、".join(
        f"“{found.normal.source[slice(*found.normal.span(start, end))]}”读作“{each.meaning}”"
        for start, end, each in under
    )
    return replace(
        found,
        method=method,
        certainty=min(region[2].certainty for region in under),
        note=forms,
    )
