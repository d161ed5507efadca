"""The second listening: which listed terms a hypothesis may hide, so that they are listened for.

The first hypothesis says 去班, whose syllables lie near those of 祛斑. Terms near a stretch of the
hypothesis become hotwords of one more decode of the same sound, and only what that decode says
counts. The shorter the term, the nearer it must lie, and a short stretch that is a word of its own
was probably said; otherwise every sentence would be listened to twice, for terms nobody said.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monitor.core.matching.segmenting import is_word
from monitor.core.rules.types import Rule, RulePack
from monitor.model import ProductCard, Severity, Source
from monitor.runtime.asr.syllables import SyllableIndex

FARTHEST = 0.27
AT_MOST = 8
_LONGEST = 8
_ASKED_AT_MOST = 2
_SHORT = 3


class SecondEar:
    """Suspects for one session: the pack's terms that can apply to its products.

    Not safe between threads.
    """

    def __init__(self, pack: RulePack, cards: Sequence[ProductCard] = ()) -> None:
        categories = frozenset(card.category for card in cards)
        terms = listed_terms(pack.rules, categories)
        self._index = SyllableIndex(terms)
        self._asked: Counter[tuple[str, str]] = Counter()
        self.key = hashlib.sha256("\n".join(terms).encode()).hexdigest()[:16]
        """Changes when other terms would be listened for."""

    def candidates(self, text: str) -> list[str]:
        """Terms that the text may hide, nearest first, at most 8; none that it holds already."""
        chosen: list[str] = []
        for term, stretch in _suspected(self._index, text):
            if self._asked[stretch, term] >= _ASKED_AT_MOST:
                continue
            chosen.append(term)
            self._asked[stretch, term] += 1
            if len(chosen) == AT_MOST:
                break
        return chosen


def candidates(text: str, terms: Iterable[str]) -> list[str]:
    """As `SecondEar.candidates`, for a list of terms and one text, with nothing remembered."""
    found = _suspected(SyllableIndex(sorted(set(terms))), text)
    return [term for term, _ in found][:AT_MOST]


def listed_terms(rules: Iterable[Rule], categories: frozenset[str]) -> list[str]:
    """Chinese terms of 2 to 8 characters of the rules that alert on speech about such products.

    With no product known, all rules count.
    """
    terms: set[str] = set()
    for rule in rules:
        if rule.severity.at_least(Severity.MEDIUM) and _applies(rule, categories):
            terms.update(term for term in rule.match.terms if _listenable(term))
    return sorted(terms)


def _suspected(index: SyllableIndex, text: str) -> Iterator[tuple[str, str]]:
    """(term, stretch of the text) for each term that the stretch may stand for, nearest first."""
    bare = "".join(char for char in text if char.isalnum())
    for distance, term, stretch in index.near(bare, FARTHEST):
        if distance > _limit(len(term)) or term in bare:
            continue
        if len(term) <= _SHORT and is_word(stretch):
            continue
        yield term, stretch


def _limit(length: int) -> float:
    return {2: 0.08, 3: 0.17, 4: 0.22}.get(length, FARTHEST)


def _applies(rule: Rule, categories: frozenset[str]) -> bool:
    scope = rule.scope
    if scope.sources and Source.AUDIO not in scope.sources:
        return False
    if not categories:
        return True
    if scope.categories and not categories & set(scope.categories):
        return False
    return not categories <= set(scope.not_categories)


def _listenable(term: str) -> bool:
    return 2 <= len(term) <= _LONGEST and all("\u4e00" <= char <= "\u9fff" for char in term)
