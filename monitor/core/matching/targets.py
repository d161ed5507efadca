"""The words that hosts hide, and one automaton over their sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick

from monitor.core.matching.streams import Stream
from monitor.core.text.sounds import MASK, roughly, sounds

WHOLE, ROUGH = -1, -2
_SHORTEST_MASKED, _LONGEST_MASKED = 2, 6
_HAN = re.compile("[\u3400-\u9fff]")


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


class Sounded(NamedTuple):
    """A target whose sound stands at `start:end` of a stream; `masked`: its hidden place.

    WHOLE when no place is hidden, ROUGH when only the sound without its endings fits.
    """

    target: Target
    start: int
    end: int
    masked: int


class SoundIndex:
    """Targets by sound: whole, with one place masked, and with one place given by its initial."""

    def __init__(self, targets: tuple[Target, ...], *, masks: bool = True) -> None:
        self.words = frozenset(target.word for target in targets)
        whole: _Patterns = {}
        masked: _Patterns = {}
        short: _Patterns = {}
        rough: _Patterns = {}
        for target in targets:
            size = len(target.word)
            if size < 2 or not _HAN.search(target.word):
                continue
            for heard in sounds(target.word):
                whole.setdefault(heard, []).append((target, WHOLE))
                if target.alone:
                    rough.setdefault(roughly(heard), []).append((target, ROUGH))
                if not masks or size > _LONGEST_MASKED:
                    continue
                for place in range(size):
                    key = heard[:place] + MASK + heard[place + 1 :]
                    (masked if size > _SHORTEST_MASKED else short).setdefault(key, []).append(
                        (target, place)
                    )
        self._whole = _automaton(whole)
        self._telling = _automaton(
            {
                heard: kept
                for heard, values in whole.items()
                if (kept := [value for value in values if _tells(value[0])])
            }
        )
        self._masked = _automaton(masked)
        self._short = _automaton(short)
        self._rough = _automaton(rough)

    def scan(self, stream: Stream, *, spoken: bool = True) -> list[Sounded]:
        """Every place of the stream where a target's sound stands.

        Targets that stand in the skeleton as they are written are no disguise and left out; so
        are, in written text, plain homophones of two syllables that are at home nowhere.
        """
        heard = stream.heard
        out: list[Sounded] = []
        curt = stream.name == "plain" and not spoken and not stream.letters
        whole = self._telling if curt else self._whole
        if stream.name != "mask" and whole is not None:
            text, plain = stream.text, isinstance(stream.starts, range)
            for last, (length, values) in whole.iter(heard):
                first = last + 1 - length
                if plain and text[first : last + 1] in self.words:
                    continue
                out.extend([Sounded(target, first, last + 1, hid) for target, hid in values])
        if stream.hard:
            _collect(self._rough, roughly(heard), out)
        if MASK in heard:
            _collect(self._masked, heard, out)
            if stream.letters:
                _collect(self._short, heard, out)
        return out


_Patterns = dict[str, list[tuple[Target, int]]]


def _automaton(patterns: _Patterns) -> ahocorasick.Automaton | None:
    if not patterns:
        return None
    automaton = ahocorasick.Automaton()
    for key, values in patterns.items():
        automaton.add_word(key, (len(key), tuple(values)))
    automaton.make_automaton()
    return automaton


def _collect(automaton: ahocorasick.Automaton | None, heard: str, out: list[Sounded]) -> None:
    if automaton is None:
        return
    for last, (length, values) in automaton.iter(heard):
        for target, masked in values:
            out.append(Sounded(target, last + 1 - length, last + 1, masked))


def _tells(target: Target) -> bool:
    """True when its sound alone may be worth telling somewhere."""
    return len(target.word) > _SHORTEST_MASKED or bool(target.categories)
