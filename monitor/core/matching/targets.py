"""The words that hosts hide, and one automaton over their sounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick

from monitor.core.text.sounds import MASK, sounds

_MASKED_LENGTHS = range(2, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A word to look for by its sound; all words are in skeleton form.

    `meaning` is what stands in the text instead once it is found (the word itself, or what a
    lexicon entry says). `categories`: product categories in which the word is at home, () for none
    in particular. `alone`: it is worth telling by itself, not only inside a phrase.
    """

    word: str
    meaning: str
    categories: tuple[str, ...] = ()
    alone: bool = True
    rare: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded:
    """A target whose sound stands at `start:end` of a stream; `masked` is the hidden place or -1."""

    target: Target
    start: int
    end: int
    masked: int


class SoundIndex:
    """Targets by sound, whole and with one place masked."""

    def __init__(self, targets: tuple[Target, ...], *, masks: bool = True) -> None:
        patterns: dict[str, list[tuple[Target, int]]] = {}
        for target in targets:
            size = len(target.word)
            if size < 2:
                continue
            for heard in sounds(target.word):
                patterns.setdefault(heard, []).append((target, -1))
                if masks and size in _MASKED_LENGTHS:
                    for place in range(size):
                        key = heard[:place] + MASK + heard[place + 1 :]
                        patterns.setdefault(key, []).append((target, place))
        self._automaton = ahocorasick.Automaton()
        for key, values in patterns.items():
            self._automaton.add_word(key, (len(key), tuple(values)))
        self._ready = bool(patterns)
        if self._ready:
            self._automaton.make_automaton()

    def scan(self, heard: str) -> Iterator[Sounded]:
        """Every place where a target's sound stands, in order of its end."""
        if not self._ready:
            return
        for last, (length, values) in self._automaton.iter(heard):
            for target, masked in values:
                yield Sounded(target=target, start=last + 1 - length, end=last + 1, masked=masked)
