"""One automaton over all words that anything looks for: terms, anchors, allowances, lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import ahocorasick

T = TypeVar("T")


class WordIndex(Generic[T]):
    """Words with payloads, found in one pass; words are in skeleton form.

    The automaton runs over the bytes of UTF-8, written as characters: it asks a node's children one
    after another, and of bytes there are never many, while a thousand characters begin a word.
    """

    def __init__(self) -> None:
        self._payloads: dict[str, list[T]] = defaultdict(list)
        self._automaton = ahocorasick.Automaton()
        self._ready = False

    def add(self, word: str, payload: T) -> None:
        """Adds a payload for the word; an empty word cannot occur and is passed over."""
        if word:
            self._payloads[word].append(payload)

    def freeze(self) -> None:
        """Builds the automaton; nothing may be added afterwards."""
        for word, payloads in self._payloads.items():
            self._automaton.add_word(_bytewise(word.encode()), (len(word), tuple(payloads)))
        if self._payloads:
            self._automaton.make_automaton()
        self._ready = bool(self._payloads)
        self._payloads = defaultdict(list)

    def hits(self, utf8: bytes) -> Iterable[tuple[int, tuple[int, tuple[T, ...]]]]:
        """(last byte, (length in characters, payloads)) of every word that stands in the skeleton.

        For loops in which each step counts: `end_of` tells the place of those that matter.
        """
        return self._automaton.iter(_bytewise(utf8)) if self._ready else ()

    def scan(self, skeleton: str) -> Iterator[tuple[int, int, tuple[T, ...]]]:
        """Every occurrence as (start, end, payloads), in order of its end."""
        utf8 = skeleton.encode()
        for last, (length, payloads) in self.hits(utf8):
            end = end_of(utf8, last)
            yield end - length, end, payloads


def end_of(utf8: bytes, last: int) -> int:
    """How many characters of a skeleton in UTF-8 end with its byte `last` or before."""
    return len(utf8[: last + 1].decode())


def _bytewise(utf8: bytes) -> str:
    """One character a byte."""
    return utf8.decode("latin-1")


def stands_alone(skeleton: str, start: int, end: int) -> bool:
    """False when Latin letters or digits of the found word go on outside it (加v in 加vip)."""
    if start > 0 and _same_run(skeleton[start - 1], skeleton[start]):
        return False
    return not (end < len(skeleton) and _same_run(skeleton[end - 1], skeleton[end]))


def _same_run(left: str, right: str) -> bool:
    return (_latin(left) and _latin(right)) or (_digit(left) and _digit(right))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _digit(char: str) -> bool:
    return char.isascii() and char.isdigit()
