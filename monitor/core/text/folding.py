"""One character to its plain form: simplified, lower case, half width; the ignorable vanishes.

Every source character folds by itself, so that offsets survive: the sources are Unicode NFKC, the
per-character tables of OpenCC (t2s) and the look-alikes in `monitor.core.text.lookalikes`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

from monitor.core.text.lookalikes import LOOKALIKES

CLAUSE_MARK = "，"
SENTENCE_MARK = "。"
QUESTION_MARK = "？"
MARKS = frozenset({CLAUSE_MARK, SENTENCE_MARK, QUESTION_MARK})

_KEPT_SYMBOLS = frozenset("%+¥$")
_BARRIERS = {
    **dict.fromkeys(",，；;：:︰…", CLAUSE_MARK),
    **dict.fromkeys("。！!｡\n\r\u2028\u2029", SENTENCE_MARK),
    **dict.fromkeys("？?", QUESTION_MARK),
}
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_FIRST_COMMON = 0x4E00


class FoldTable(dict[int, str]):
    """For `str.translate`: code point → its plain form ('' when ignorable), filled as met.

    `uneven` holds the characters met so far whose plain form is not one character; `delicate`
    those too, and the ones that read differently beside a digit. `changing` finds a character that
    is no common Han character in its plain form, or a mark: most of what is said holds none, and a
    character class is sooner asked than a dictionary.
    """

    def __init__(self) -> None:
        super().__init__({ord(char): mark for char, mark in _BARRIERS.items()})
        self._simplified = _simplified()
        self.uneven: set[str] = set()
        self.delicate: set[str] = set("0123456789０１２３４５６７８９oOlIiL")
        plain = "".join(
            char
            for char in map(chr, range(_FIRST_COMMON, _LAST_HAN + 1))
            if char not in self._simplified and char not in LOOKALIKES
        )
        self.changing = re.compile(f"[^{plain}{''.join(sorted(MARKS))}]")

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = self._fold(char)
        if len(folded) != 1:
            self.uneven.add(char)
            self.delicate.add(char)
        self[point] = folded
        return folded

    def _fold(self, char: str) -> str:
        plain = LOOKALIKES.get(char)
        if plain is None:
            plain = unicodedata.normalize("NFKC", char).casefold()
            digit = unicodedata.digit(char, None)
            if digit is not None:
                plain = str(digit)
        kept = "".join(_untoned(c) for c in plain if c.isalnum() or c in _KEPT_SYMBOLS)
        return "".join(self._simplified.get(c, LOOKALIKES.get(c, c)) for c in kept)


def _untoned(char: str) -> str:
    """A Latin letter without its marks (liáo → liao); ü is pinyin's v."""
    if not "\u00c0" <= char <= "\u1eff":
        return char
    plain = unicodedata.normalize("NFD", char)
    if not plain[0].isascii():
        return char
    return "v" if plain[0] == "u" and "\u0308" in plain else plain[0]


@cache
def fold_table() -> FoldTable:
    """The one table of this process: pure, so that sharing it is not state anybody can see."""
    return FoldTable()


def is_ignorable(char: str) -> bool:
    """True for a character that may stand inside a term without changing it: space, dash, emoji."""
    return fold_table()[ord(char)] == ""


@cache
def _simplified() -> dict[str, str]:
    """Traditional → simplified for single characters (OpenCC t2s), only where they differ."""
    characters = [chr(point) for point in range(_FIRST_HAN, _LAST_HAN + 1)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {old: new for old, new in zip(characters, converted, strict=True) if old != new}
