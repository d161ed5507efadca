"""Which word of a phrase stands where in a line that was heard, by the sounds of both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from operator import ne
from types import MappingProxyType
from typing import NamedTuple

from monitor.core.matching.likeness import alike
from monitor.core.matching.phrases import Vocabulary, spellings
from monitor.core.matching.slots import SLOT_PATTERNS
from monitor.core.rules.phrase import Alternatives, Element, Gap, Literal, Optional, Slot, Vocab
from monitor.core.text.normalise import fold
from monitor.core.text.sounds import sounds

_LONGEST_VALUE = 12


class Meant(NamedTuple):
    """A word, or a value (十公分), and where its syllables stand in the skeleton."""

    at: int
    word: str
    value: bool = False

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.at + len(self.word)


Words = tuple[Meant, ...]
"""What a phrase means, in order."""


class Aligner:
    """Which word of each element stands where, with as few characters changed as can be."""

    def __init__(self, skeleton: str, heard: str, words: WordsBySound) -> None:
        self._skeleton = skeleton
        self._heard = heard
        self._words = words

    def align(self, elements: tuple[Element, ...], start: int, end: int) -> Words | None:
        """The words at `start:end`, or None when the elements do not fit there."""
        known: dict[tuple[int, int], tuple[int, Words] | None] = {}

        def best(index: int, at: int) -> tuple[int, Words] | None:
            if index == len(elements):
                return (0, ()) if at == end else None
            key = index, at
            if key not in known:
                found = [
                    (cost + rest[0], (*words, *rest[1]))
                    for upto, cost, words in self._steps(elements[index], at, end)
                    if (rest := best(index + 1, upto)) is not None
                ]
                known[key] = min(found, default=None, key=lambda each: (each[0], -len(each[1])))
            return known[key]

        found = best(0, start)
        return found[1] if found is not None else None

    def _steps(self, element: Element, at: int, end: int) -> Iterator[tuple[int, int, Words]]:
        """(where it ends, characters changed, words) of each way in which the element fits."""
        match element:
            case Gap(n=most):
                for size in range(min(most, end - at) + 1):
                    yield at + size, 0, ()
            case Optional(inner=inner):
                yield at, 0, ()
                yield from self._steps(inner, at, end)
            case Alternatives(options=options):
                for option in options:
                    yield from self._steps(option, at, end)
            case Literal() | Vocab():
                for size, by_sound in self._words.of(element):
                    for word in by_sound.get(self._heard[at : at + size], ()):
                        said = self._skeleton[at : at + size]
                        if at + size <= end:
                            yield at + size, sum(map(ne, said, word)), (Meant(at, word),)
            case Slot(kind=kind):
                for upto in range(at + 1, min(end, at + _LONGEST_VALUE) + 1):
                    said = self._skeleton[at:upto]
                    read = _VALUES[kind].read(said, self._heard[at:upto])
                    if read is not None:
                        yield upto, sum(map(ne, said, read)), (Meant(at, read, value=True),)
            case _:
                yield at, 0, ()


class WordsBySound:
    """The words of an element by how many characters they have and how they sound."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._vocab = vocab
        self._known: dict[Literal | Vocab, tuple[tuple[int, dict[str, list[str]]], ...]] = {}

    def of(self, element: Literal | Vocab) -> tuple[tuple[int, dict[str, list[str]]], ...]:
        """(number of characters, sound → words) for each number of characters."""
        known = self._known.get(element)
        if known is None:
            known = self._known[element] = tuple(self._sorted(element).items())
        return known

    def _sorted(self, element: Literal | Vocab) -> dict[int, dict[str, list[str]]]:
        texts = (element.text,) if isinstance(element, Literal) else self._vocab[element.name]
        by_size: dict[int, dict[str, list[str]]] = {}
        for text in texts:
            for word in spellings(fold(text)):
                by_sound = by_size.setdefault(len(word), {})
                for heard in sounds(word):
                    by_sound.setdefault(heard, []).append(word)
        return by_size


class _Value:
    """A slot's values in any characters of the same sounds: 时工分 is 十公分."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        chars = dict.fromkeys(_HAN.findall(pattern))
        self._own = frozenset(chars)
        self._by_sound: dict[str, list[str]] = {}
        for char in chars:
            for heard in sounds(char):
                self._by_sound.setdefault(heard, []).append(char)

    def read(self, said: str, heard: str) -> str | None:
        """The value as it is written, or None when there is none."""
        if self._pattern.fullmatch(said):
            return said
        read = "".join(map(self._char, said, heard))
        return read if self._pattern.fullmatch(read) else None

    def _char(self, said: str, heard: str) -> str:
        if said in self._own:
            return said
        meant = self._by_sound.get(heard, ())
        return next((char for char in meant if alike(said, char)), said)


_HAN = re.compile("[\u4e00-\u9fff]")
_VALUES: Mapping[str, _Value] = MappingProxyType(
    {kind: _Value(body) for kind, body in SLOT_PATTERNS.items()}
)
