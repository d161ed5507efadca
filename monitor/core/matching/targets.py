"""The words that hosts hide, and one automaton over their sounds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick

from monitor.core.matching.likeness import may_stand_for
from monitor.core.matching.streams import Gaps, Stream
from monitor.core.text.sounds import MASK, roughly, sounds

WHOLE, ROUGH = -1, -2
_SHORTEST_MASKED, _LONGEST_MASKED = 2, 6
_HAN = re.compile("[\u3400-\u9fff]")
_REMEMBERED = 50_000


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


_Values = tuple[tuple[Target, int], ...]
_Patterns = dict[str, list[tuple[Target, int]]]


class SoundIndex:
    """Targets by sound: whole, with one place masked, and with one place given by its initial."""

    def __init__(self, targets: tuple[Target, ...], *, masks: bool = True) -> None:
        self.words = frozenset(target.word for target in targets)
        whole: _Patterns = {}
        masked: _Patterns = {}
        lettered: _Patterns = {}
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
                if size == _SHORTEST_MASKED and not target.categories:
                    continue  # one character and one letter prove nothing away from home
                for place in range(size):
                    key = heard[:place] + MASK + heard[place + 1 :]
                    lettered.setdefault(key, []).append((target, place))
                    if size > _SHORTEST_MASKED and target.alone:
                        masked.setdefault(key, []).append((target, place))
        self.gaps = Gaps(
            joined=frozenset(_neighbours(whole, 1)),
            roughly=frozenset(_neighbours(rough, 1)),
            hidden=frozenset(_neighbours(whole, 2)),
        )
        """Between which sounds something taken out may leave one of the words."""
        self._whole = _automaton(whole)
        self._telling = _automaton(
            {
                heard: kept
                for heard, values in whole.items()
                if (kept := [value for value in values if _tells(value[0])])
            }
        )
        self._remembered: tuple[dict[str, _Values], dict[str, _Values]] = ({}, {})
        self._masked = _automaton(masked)
        self._lettered = _automaton(lettered)
        self._rough = _automaton(rough)

    def scan(self, stream: Stream, *, spoken: bool = True) -> list[Sounded]:
        """Every place of the stream where a target's sound stands.

        Targets that stand in the skeleton as they are written are no disguise and left out; so
        are, in written text, plain homophones of two syllables that are at home nowhere.
        """
        heard = stream.heard
        out: list[Sounded] = []
        if stream.name == "plain":
            curt = not spoken and not stream.letters
            self._stand(stream, out, curt=curt)
        elif stream.name != "mask":
            self._stretched(stream, out)
        if stream.hard:
            _collect(self._rough, roughly(heard), out)
        if MASK in heard:
            _collect(self._lettered if stream.letters else self._masked, heard, out)
        return out

    def _stand(self, stream: Stream, out: list[Sounded], *, curt: bool) -> None:
        automaton = self._telling if curt else self._whole
        if automaton is None:
            return
        text, heard = stream.text, stream.heard
        if stream.cuts is None:
            for last, (length, values) in automaton.iter(heard):
                first = last + 1 - length
                out.extend([Sounded(target, first, last + 1, hid) for target, hid in values])
            return
        # The same few thousand words are heard again and again, and nearly all mean themselves.
        remembered = self._remembered[curt]
        for last, (length, values) in automaton.iter(heard):
            first = last + 1 - length
            said = text[first : last + 1]
            kept = remembered.get(said)
            if kept is None:
                kept = self._meant(said, values)
                if len(remembered) > _REMEMBERED:
                    remembered.clear()
                remembered[said] = kept
            if kept:
                out.extend([Sounded(target, first, last + 1, hid) for target, hid in kept])

    def _meant(self, said: str, values: _Values) -> _Values:
        """The targets for which these characters may stand, none where they are one themselves."""
        if said in self.words:
            return ()
        return tuple(
            (target, hid)
            for target, hid in values
            if may_stand_for(said, target.word, alone=target.alone)
        )

    def _stretched(self, stream: Stream, out: list[Sounded]) -> None:
        """Where something was taken out of the skeleton between the first place and the last."""
        if self._whole is None:
            return
        text, cuts = stream.text, stream.cuts
        by_sound = stream.name == "filler"
        for last, (length, values) in self._whole.iter(stream.heard):
            first = last + 1 - length
            if cuts is None:
                if stream.ends[last] - stream.starts[first] <= length:
                    continue
            elif bisect_right(cuts, first) == bisect_right(cuts, last):
                continue  # nothing was taken out between them
            said = text[first : last + 1]
            out.extend(
                [
                    Sounded(target, first, last + 1, hid)
                    for target, hid in values
                    # A word that only a phrase may use has to stand there letter by letter.
                    if stream.letters or target.word == said or (by_sound and target.alone)
                ]
            )


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


def _neighbours(heard: Iterable[str], apart: int) -> Iterator[str]:
    """Every two sounds that stand so far apart in one of these."""
    for each in heard:
        for first, second in zip(each, each[apart:], strict=False):
            yield first + second


def _tells(target: Target) -> bool:
    """True when its sound alone may be worth telling somewhere."""
    return len(target.word) > _SHORTEST_MASKED or bool(target.categories)
