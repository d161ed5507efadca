"""How far apart Mandarin syllables are to a listener: initial and final compared, tones ignored.

A syllable is 0 from itself, near one that southern speech and recognisers confuse with it
(zh/z, n/l, in/ing), and 1 from one that shares neither initial nor final.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from monitor.core.text.sounds import readings


def _pairs(*written: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair.split("/")) for pair in written)


_INITIALS = (
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
    "r", "z", "c", "s", "y", "w",
)  # fmt: skip
_NEAR_INITIALS = _pairs(
    "zh/z", "ch/c", "sh/s", "n/l", "l/r", "f/h", "b/p", "d/t", "g/k", "j/q", "zh/ch", "z/c",
    "zh/j", "ch/q", "sh/x", "x/s", "q/c", "j/z", "p/f", "m/b", "m/n", "h/k", "r/y",
)  # fmt: skip
_NEAR_FINALS = _pairs(
    "in/ing", "en/eng", "an/ang", "ian/iang", "uan/uang", "un/ong", "eng/ong", "ie/ve", "u/v",
    "ai/ei", "ao/ou", "o/uo", "e/o", "un/en", "ui/ei", "iu/ou", "ian/ie", "an/ai", "ia/a", "ua/a",
    "uo/ou", "i/v", "an/en", "ian/in", "ong/eng", "iao/ao",
)  # fmt: skip
NEAR = 0.15
FAR = 0.5


def split_syllable(syllable: str) -> tuple[str, str]:
    """(initial, final) of a toneless syllable: `zhang` → (zh, ang), `an` → ("", an)."""
    for initial in _INITIALS:
        if syllable.startswith(initial):
            return initial, syllable[len(initial) :]
    return "", syllable


def syllable_distance(one: str, other: str) -> float:
    """0 (the same) to 1 (nothing in common); text that is no syllable is 1 from all but itself."""
    if one == other:
        return 0.0
    if not (one.isascii() and other.isascii() and one.isalpha() and other.isalpha()):
        return 1.0
    (initial, final), (initial2, final2) = split_syllable(one), split_syllable(other)
    return _part(initial, initial2, _NEAR_INITIALS) + _part(final, final2, _NEAR_FINALS)


def _part(one: str, other: str, near: frozenset[frozenset[str]]) -> float:
    if one == other:
        return 0.0
    return NEAR if frozenset((one, other)) in near else FAR


class SyllableIndex:
    """Distances between the syllables of known terms and of any text, looked up in one matrix."""

    def __init__(self, terms: Sequence[str]) -> None:
        by_length: dict[int, list[str]] = {}
        for term in terms:
            by_length.setdefault(len(term), []).append(term)
        self._names = sorted({each for term in terms for char in term for each in _said(char)})
        number = {name: index for index, name in enumerate(self._names)}
        self._groups = [
            (length, group, np.array([[number[_said(c)[0]] for c in term] for term in group]))
            for length, group in sorted(by_length.items())
        ]
        self._columns: dict[str, npt.NDArray[np.float32]] = {}

    def near(self, text: str, limit: float) -> list[tuple[float, str, str]]:
        """(distance, term, the stretch of text) for each term near some stretch, nearest first.

        The distance is the mean over the term's syllables; stretches are as long as the term.
        """
        found: list[tuple[float, str, str]] = []
        if not text or not self._names:
            return found
        table = np.stack([self._column(char) for char in text], axis=1)
        for length, group, numbers in self._groups:
            places = len(text) - length + 1
            if places < 1:
                continue
            total = np.zeros((len(group), places), np.float32)
            for offset in range(length):
                total += table[numbers[:, offset], offset : offset + places]
            best = np.argmin(total, axis=1)
            for row, at in enumerate(best):
                distance = float(total[row, at]) / length
                if distance <= limit:
                    found.append((distance, group[row], text[at : at + length]))
        return sorted(found)

    def _column(self, char: str) -> npt.NDArray[np.float32]:
        """Distances of the terms' syllables from a character, over its readings."""
        column = self._columns.get(char)
        if column is None:
            said = _said(char)
            column = np.array(
                [min(syllable_distance(name, each) for each in said) for name in self._names],
                np.float32,
            )
            self._columns[char] = column
        return column


def _said(char: str) -> tuple[str, ...]:
    return readings(char) or (char.lower(),)
