"""A skeleton as it might be meant: fillers out or as masks, repeats out, pinyin read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from monitor.core.text.folding import MARKS
from monitor.core.text.sounds import MASK, roughly, sound, sound_table, split_pinyin

_DEFAULT_FILLERS = (
    "什么",
    *"某母牡牟谋抹摸膜摩莫墨默末沫猛蒙萌梦孟锰盟毛茅猫冒目牧慕么和合河盒荷核喝何小",
)
"""Sounds that hosts put into a word, as recognisers write them."""

HARD_FILLERS = frozenset("某母抹谋牡猛")
"""The fillers that ordinary speech holds least."""
_LATIN = re.compile("[a-z]+")
_SPACED = re.compile("(?:[^，。？][，。？]){2,}[^，。？]")
_DOUBLED = re.compile(r"([\u3400-\u9fff])\1")
_NO_LETTERS: Mapping[int, str] = MappingProxyType({})


_Places = tuple[int, ...] | range


class Stream:
    """A reading of a skeleton: `text[i]` stands for `skeleton[starts[i]:ends[i]]`.

    In `text`, MASK stands for a run of fillers or a single Latin letter, and a sound symbol for a
    pinyin syllable; `letters` gives what was written at those places. `heard` is the text's sound.
    `hard`: fillers were taken out of which at least one has no other business in speech. `cuts`:
    the places before which something was taken out, None where only the offsets tell.
    """

    __slots__ = ("_locate", "_places", "cuts", "hard", "heard", "letters", "name", "text")

    def __init__(
        self,
        *,
        name: str,
        text: str,
        heard: str,
        locate: Callable[[], tuple[_Places, _Places]],
        letters: Mapping[int, str] = _NO_LETTERS,
        cuts: tuple[int, ...] | None = None,
        hard: bool = False,
    ) -> None:
        self.name = name
        self.text = text
        self.heard = heard
        self.letters = letters
        self.cuts = cuts
        self.hard = hard
        # Most readings hold nothing worth placing, so their offsets are not even counted.
        self._locate = locate
        self._places: tuple[_Places, _Places] | None = None

    @property
    def starts(self) -> _Places:
        """Where each place begins in the skeleton."""
        if self._places is None:
            self._places = self._locate()
        return self._places[0]

    @property
    def ends(self) -> _Places:
        """Where each place ends in the skeleton."""
        if self._places is None:
            self._places = self._locate()
        return self._places[1]


class Gaps(NamedTuple):
    """The pairs of sounds between which taking something out may leave a word to look for.

    `joined`: side by side in a word; `roughly`: so without their endings; `hidden`: with one
    sound between them.
    """

    joined: frozenset[str]
    roughly: frozenset[str]
    hidden: frozenset[str]


class StreamMaker:
    """Makes the readings of a skeleton that differ from it; plain speech has only the one.

    With `gaps`, only the fillers are read as such beside which some word may stand; most fillers
    of ordinary speech are words of their own, and a reading costs as much as the line itself.
    """

    def __init__(self, fillers: Iterable[str] = (), gaps: Gaps | None = None) -> None:
        words = sorted({*fillers, *_DEFAULT_FILLERS}, key=lambda word: (-len(word), word))
        self._fillers = re.compile("(?:" + "|".join(map(re.escape, words)) + ")+")
        self._heads = re.compile("[" + re.escape("".join({word[0] for word in words})) + "]")
        self._gaps = gaps

    def streams(self, skeleton: str) -> Iterator[Stream]:
        """The skeleton itself, then each reading that changes it."""
        plain = _plain(skeleton)
        yield plain
        filled = (
            [found.span() for found in self._fillers.finditer(plain.text)]
            if self._heads.search(plain.text)
            else []
        )
        parting = [run for run in filled if self._parts_a_word(plain, *run)]
        if parting:
            yield _cut("filler", plain, parting, mask=False)
        hiding = [run for run in filled if self._hides_a_sound(plain, *run)]
        if hiding or MASK in plain.text:
            yield _cut("mask", plain, hiding, mask=True)
        if _DOUBLED.search(skeleton):
            yield _collapsed(plain, filled)

    def _parts_a_word(self, plain: Stream, first: int, last: int) -> bool:
        """True when a run of fillers parts two sounds that some word has side by side."""
        if not _within_a_clause(plain.text, first, last):
            return False
        if self._gaps is None or plain.letters:
            return True
        pair = plain.heard[first - 1] + plain.heard[last]
        if pair in self._gaps.joined:
            return True
        hard = not HARD_FILLERS.isdisjoint(plain.text[first:last])
        return hard and roughly(pair) in self._gaps.roughly

    def _hides_a_sound(self, plain: Stream, first: int, last: int) -> bool:
        """True when a run of fillers may stand for one sound of a word.

        At a word's edge only the fillers do that have no other business in speech.
        """
        if self._gaps is None or plain.letters:
            return True
        if not HARD_FILLERS.isdisjoint(plain.text[first:last]):
            return True
        if not _within_a_clause(plain.text, first, last):
            return False
        return plain.heard[first - 1] + plain.heard[last] in self._gaps.hidden


def _within_a_clause(text: str, first: int, last: int) -> bool:
    """True when a run of fillers parts two characters that would stand together without it."""
    return (
        first > 0 and last < len(text) and text[first - 1] not in MARKS and text[last] not in MARKS
    )


def _plain(skeleton: str) -> Stream:
    """The skeleton with pinyin syllables and single letters read, and letter-spaced marks out."""
    latin = (
        []
        if _LATIN.search(skeleton) is None
        else [found.span() for found in _LATIN.finditer(skeleton)]
    )
    spaced = (
        [found.span() for found in _SPACED.finditer(skeleton)]
        if sum(map(skeleton.count, MARKS)) > 1
        else []
    )
    if not latin and not spaced:
        size = len(skeleton)
        return Stream(
            name="plain",
            text=skeleton,
            heard=sound(skeleton),
            locate=lambda: (range(size), range(1, size + 1)),
            cuts=(),
        )
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    letters: dict[int, str] = {}
    runs = dict(latin)
    symbols = sound_table().symbols
    at = 0
    while at < len(skeleton):
        end = runs.get(at)
        syllables = _read(skeleton[at:end]) if end is not None else None
        if syllables is not None:
            for syllable in syllables:
                letters[len(text)] = syllable
                text.append(symbols[syllable] if len(syllable) > 1 else MASK)
                starts.append(at)
                at += len(syllable)
                ends.append(at)
            continue
        inside = skeleton[at] in MARKS and any(first < at < last for first, last in spaced)
        if not inside:
            text.append(skeleton[at])
            starts.append(at)
            ends.append(at + 1)
        at += 1
    joined = "".join(text)
    return Stream(
        name="plain",
        text=joined,
        heard=sound(joined),
        locate=lambda: (tuple(starts), tuple(ends)),
        letters=letters,
    )


def _read(run: str) -> tuple[str, ...] | None:
    return (run,) if len(run) == 1 else split_pinyin(run)


def _cut(name: str, plain: Stream, filled: list[tuple[int, int]], *, mask: bool) -> Stream:
    """The stream without its fillers, or with each run of them as one mask."""
    text: list[str] = []
    heard: list[str] = []
    cuts: list[int] = []
    at = taken = 0
    for first, last in filled:
        text.append(plain.text[at:first])
        heard.append(plain.heard[at:first])
        cuts.append(first - taken)
        if mask:
            text.append(MASK)
            heard.append(MASK)
        taken += last - first - mask
        at = last
    text.append(plain.text[at:])
    heard.append(plain.heard[at:])
    hard = not mask and any(
        not HARD_FILLERS.isdisjoint(plain.text[first:last]) for first, last in filled
    )
    return Stream(
        name=name,
        text="".join(text),
        heard="".join(heard),
        locate=lambda: _places_without(plain, filled, mask=mask),
        letters=_letters_without(plain, filled, mask=mask) if plain.letters else _NO_LETTERS,
        cuts=tuple(cuts) if plain.cuts is not None else None,
        hard=hard,
    )


def _places_without(
    plain: Stream, filled: list[tuple[int, int]], *, mask: bool
) -> tuple[_Places, _Places]:
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for first, last in [*filled, (len(plain.text), len(plain.text))]:
        starts.extend(plain.starts[at:first])
        ends.extend(plain.ends[at:first])
        if mask and last > first:
            starts.append(plain.starts[first])
            ends.append(plain.ends[last - 1])
        at = last
    return tuple(starts), tuple(ends)


def _letters_without(
    plain: Stream, filled: list[tuple[int, int]], *, mask: bool
) -> Mapping[int, str]:
    letters: dict[int, str] = {}
    at = taken = 0
    for first, last in [*filled, (len(plain.text), len(plain.text))]:
        letters.update((k - taken, v) for k, v in plain.letters.items() if at <= k < first)
        taken += last - first - mask
        at = last
    return letters


def _collapsed(plain: Stream, filled: list[tuple[int, int]]) -> Stream:
    """The stream without fillers and with each doubled character once."""
    inside = {index for first, last in filled for index in range(first, last)}
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(plain.text):
        if index in inside:
            continue
        if text and text[-1] == char:
            ends[-1] = plain.ends[index]
        else:
            text.append(char)
            starts.append(plain.starts[index])
            ends.append(plain.ends[index])
    joined = "".join(text)
    return Stream(
        name="repeat",
        text=joined,
        heard=sound(joined),
        locate=lambda: (tuple(starts), tuple(ends)),
    )
