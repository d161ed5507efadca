"""Whole phrases by their sound: 好平饭 for 好评返, 只科话谈 for 止咳化痰, 角正集住测完.

A recogniser that half understands a sentence writes other characters of the same sounds, all
through a phrase, where the search for single words has nothing to hold on to. Here every phrase is
sought in the sounds of the line. Three syllables or more that fit one after another are seldom
chance, and where the words as written make less sense than those of the phrase, it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from monitor.core.matching.likeness import FUNCTION, alike
from monitor.core.matching.literal import WordIndex
from monitor.core.matching.phrase_filter import PhraseFilter
from monitor.core.matching.phrases import CompiledPhrase, Vocabulary, compile_heard
from monitor.core.matching.scanning import Found
from monitor.core.matching.segmenting import cuts_a_word, is_word
from monitor.core.matching.sense import sense
from monitor.core.matching.sound_alignment import Aligner, Meant, Words, WordsBySound
from monitor.core.matching.substitution import Substitution
from monitor.core.matching.user_terms import is_own
from monitor.core.rules.phrase import (
    Alternatives,
    Element,
    Literal,
    Optional,
    Vocab,
    parse_phrase,
)
from monitor.core.rules.types import Rule
from monitor.core.text.normalise import fold
from monitor.core.text.sounds import sound
from monitor.model import Method

SHORTEST = 3
"""Syllables of a phrase's own words that must fit."""
MORE_SENSE = MappingProxyType({3: 5.0, 4: 5.0, 5: 3.0, 6: 1.5})
"""By how much (natural logarithm) the phrase must make more sense than what was written, by its
syllables; six stands for more."""
_AROUND = 3
_FEW, _MANY = 4, 6
_NUMERALS = frozenset("0123456789零一二两三四五六七八九十百千万亿")
_CERTAINTY = 0.7
_SHORT = "short-terms"
_SPECIAL = re.compile(r"[()|?{}~^$@ ]|\.\.")


@dataclass(frozen=True, slots=True)
class _Heard:
    ref: str
    phrase: CompiledPhrase
    elements: tuple[Element, ...]
    words: WordsBySound


class HeardPhrases:
    """The terms and phrases of a pack, looked for in the sounds of a line.

    They are made ready with the first line heard (or by `warm`), for text alone has no use of them.
    """

    def __init__(self, rules: Iterable[Rule], vocab: Vocabulary) -> None:
        self._rules = tuple(rule for rule in rules if not is_own(rule))
        self._vocab = vocab

    def warm(self) -> None:
        """Makes the phrases ready now: half a second for a thousand."""
        _ = self._index

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._rules, self._vocab)

    def readings(
        self, skeleton: str, applying: frozenset[str], direct: Iterable[Found]
    ) -> list[list[Substitution]]:
        """What is to be read for what, by start, for the phrases that were probably said.

        Phrases that do not contradict each other are read at once; most lines give one reading.

        `direct`: what stands there as written; no phrase of its rule is read into the same place.
        """
        heard = sound(skeleton)
        utf8 = heard.encode()
        out: list[list[Substitution]] = []
        told = [(found.rule.ref, found.start, found.end) for found in direct]
        for each in self._index.ready(utf8):
            if each.ref not in applying:
                continue
            for start, end in each.phrase.finditer(utf8):
                if any(each.ref == ref and a < end and start < b for ref, a, b in told):
                    continue
                aligner = Aligner(skeleton, heard, each.words)
                meant = aligner.align(each.elements, start, end)
                if meant and _believed(skeleton, meant):
                    _join(out, _as_read(skeleton, meant))
        for reading in out:
            reading.sort(key=lambda read: read.start)
        return out


class _Index:
    """The phrases, each behind the sounds that it needs."""

    def __init__(self, rules: Iterable[Rule], vocab: Vocabulary) -> None:
        self._phrases: list[_Heard] = []
        for rule in rules:
            self._phrases.extend(_phrases_of(rule, vocab))
        self._filter = PhraseFilter([each.phrase.keys for each in self._phrases])
        self._words: WordIndex[int] = WordIndex()
        for word, mask in self._filter.masks.items():
            self._words.add(word, mask)
        self._words.freeze()

    def ready(self, utf8: bytes) -> Iterator[_Heard]:
        """The phrases of whose words a line (its sounds in UTF-8) may hold enough."""
        said = self._filter.said_nothing
        for _, (_, (mask,)) in self._words.hits(utf8):
            said |= mask
        for index in self._filter.ready(said):
            yield self._phrases[index]


def _phrases_of(rule: Rule, vocab: Vocabulary) -> Iterator[_Heard]:
    terms = [term for term in map(fold, rule.match.terms) if not _SPECIAL.search(term)]
    short = tuple(term for term in terms if len(term) < SHORTEST)
    words = {**vocab, _SHORT: short}
    # One short word proves nothing, two side by side do: 只科话谈 for 止咳化痰.
    pairs = (f"@{_SHORT} @{_SHORT}",) if len(short) > 1 else ()
    long = (term for term in terms if len(term) >= SHORTEST)
    by_sound = WordsBySound(words)
    for source in (*long, *pairs, *rule.match.phrases):
        elements = parse_phrase(source).elements
        if _longest(elements, words) >= SHORTEST:
            yield _Heard(rule.ref, compile_heard(source, words), elements, by_sound)


def _as_read(skeleton: str, meant: Words) -> list[Substitution]:
    return [
        Substitution(
            start=each.at,
            end=each.end,
            meaning=each.word,
            method=Method.PHONETIC,
            certainty=_CERTAINTY,
        )
        for each in meant
        if skeleton[each.at : each.end] != each.word
    ]


def _join(readings: list[list[Substitution]], more: list[Substitution]) -> None:
    """Adds to the first reading that reads nothing else in these places, or as one of its own."""
    for reading in readings:
        new = [read for read in more if read not in reading]
        if not any(a.start < b.end and b.start < a.end for a in new for b in reading):
            reading.extend(new)
            return
    readings.append(more)


def _believed(skeleton: str, meant: Words) -> bool:
    """True when so many sounds fit, so close together, and the words make so much more sense."""
    runs = _runs(meant)
    # A value counts where a word stands beside it: 长高|十公分.
    size = sum(len(each.word) for run in runs for each in run if len(run) > 1 or not each.value)
    if size < SHORTEST:
        return False
    doubtful = 0
    for run in runs:
        said = skeleton[run[0].at : run[-1].end]
        wanted = "".join(each.word for each in run)
        if said == wanted:
            continue
        if len(said) < (2 if size >= _MANY else SHORTEST):
            return False  # 喝口水|再讲: too few syllables apart from the others
        changed = [(a, b) for a, b in zip(said, wanted, strict=True) if a != b]
        if any(a in _NUMERALS for a, _ in changed):
            return False  # 三四年 is not 三十年
        if cuts_a_word(skeleton, run[0].at, run[-1].end):
            return False  # 充电宝|卖了 is no 爆卖
        doubtful += sum(a in FUNCTION or not alike(a, b) for a, b in changed)
        another = sum(_is_another(skeleton, each) for each in run)
        doubtful += another if size > _FEW else 2 * another
    first, last = meant[0].at, meant[-1].end
    if doubtful > size // 4 or (size == SHORTEST and len(runs) > 1):
        return False
    begin, end = max(0, first - _AROUND), last + _AROUND
    read = list(skeleton[begin:end])
    for each in meant:
        read[each.at - begin : each.end - begin] = each.word
    gained = sense("".join(read)) - sense(skeleton[begin:end])
    return gained >= MORE_SENSE[min(size, max(MORE_SENSE))]


def _is_another(skeleton: str, meant: Meant) -> bool:
    """True for a word that stands there in its own right: 园长 is not 院长."""
    said = skeleton[meant.at : meant.end]
    return len(said) > 1 and said != meant.word and is_word(said)


def _runs(meant: Words) -> list[list[Meant]]:
    """The words, those that stand side by side together."""
    runs: list[list[Meant]] = []
    for each in meant:
        if runs and runs[-1][-1].end == each.at:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _longest(elements: tuple[Element, ...], vocab: Vocabulary) -> int:
    """Syllables of the phrase's own words, at most."""

    def size(element: Element) -> int:
        match element:
            case Literal(text=text):
                return len(fold(text))
            case Vocab(name=name):
                return max((len(fold(word)) for word in vocab[name]), default=0)
            case Alternatives(options=options):
                return max(size(option) for option in options)
            case Optional(inner=inner):
                return size(inner)
            case _:
                return 0

    return sum(map(size, elements))
