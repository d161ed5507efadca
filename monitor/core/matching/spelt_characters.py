"""A lone syllable of pinyin for one character of a phrase: zui好用, zhi腰疼, qu湿气."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.core.matching.substitution import Substitution
from monitor.core.text.sounds import readings
from monitor.model import Method

_CANDIDATES = 3
_CERTAINTY = 0.75
_LETTERS = re.compile("(?<![a-z0-9])[a-z]{2,6}(?![a-z0-9])")


class SpeltCharacters:
    """Which characters of phrases a syllable may stand for, the one most phrases need first."""

    def __init__(self, characters: Iterable[str]) -> None:
        """`characters`: the single characters that phrases need, once for each phrase."""
        by_syllable: dict[str, list[str]] = {}
        for char, _ in Counter(characters).most_common():
            for syllable in readings(char):
                by_syllable.setdefault(syllable, []).append(char)
        self._by_syllable = {
            syllable: tuple(chars[:_CANDIDATES]) for syllable, chars in by_syllable.items()
        }

    def readings_of(self, skeleton: str, read: Sequence[Substitution]) -> list[list[Substitution]]:
        """Rival readings of the syllables that `read` leaves over, at most three; often none.

        Each is only the syllables' own substitutions, by start.
        """
        rivals: list[list[Substitution]] = [[] for _ in range(_CANDIDATES)]
        for found in _LETTERS.finditer(skeleton):
            start, end = found.span()
            if any(each.start < end and start < each.end for each in read):
                continue
            for rival, char in zip(rivals, self._by_syllable.get(found.group(), ()), strict=False):
                rival.append(
                    Substitution(
                        start=start,
                        end=end,
                        meaning=char,
                        method=Method.VARIANT,
                        certainty=_CERTAINTY,
                        alone=False,
                    )
                )
        return [rival for rival in rivals if rival]
