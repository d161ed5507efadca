"""Characters by their sound: toneless Mandarin syllables, brought together where ears confuse them.

Readings are pypinyin's per-character table. A sound class joins what southern speech and speech
recognisers confuse: zh/z, ch/c, sh/s, n/l/r, hu-/f-, ing/in, eng/en, ang/an. Each class is one
private-use character, so that a text's sound is a string of the text's own length and an
automaton over characters searches it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType

from pypinyin.constants import PINYIN_DICT

_FIRST_SYMBOL = 0xE000
MASK = "\uf8fe"
"""Stands for any one sound in a masked pattern (免某力)."""
_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
_MAX_READINGS = 3
_HETERONYMS = frozenset(
    "行长还都得地着降血重了露削率乐朝调斗发干更好会间将觉卷看空量难宁强切曲散色少省盛宿弹提为系校要应载"
    "扎占中种转尽便藏差处传答大当倒恶分冠号几假教解禁劲据可落脉没蒙磨模泊参薄剥粘"
)
"""Characters of which more than one reading is alive; the table's other readings are archaic."""
_COMMONEST = MappingProxyType(
    {
        "似": "si", "佛": "fo", "勒": "le", "琢": "zhuo", "椎": "zhui", "曝": "bao", "辗": "zhan",
        "茄": "qie", "肋": "lei", "龈": "yin", "囤": "tun", "掺": "chan", "靓": "liang",
        "噱": "xue", "沓": "ta", "潦": "liao", "伽": "jia", "傀": "kui",
    }
)  # fmt: skip
"""Characters whose commonest reading (by phrases, weighted by use) the table does not put first."""
_LONGEST_RUN = 24
_TONE_MARKS = frozenset("\u0300\u0301\u0304\u030c")
_FINALS = (("iang", "ian"), ("uang", "uan"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("hu", "f"), ("n", "l"), ("r", "l"))


def syllable_class(syllable: str) -> str:
    """The class of a toneless syllable: `zhang` and `zan` give the same."""
    for final, plain in _FINALS:
        if syllable.endswith(final):
            syllable = syllable[: -len(final)] + plain
            break
    for initial, plain in _INITIALS:
        if syllable.startswith(initial):
            rest = syllable[len(initial) :]
            if initial == "hu":
                rest = {"": "u", "i": "ei", "n": "en", "o": "o"}.get(rest, rest)
            return plain + rest
    return syllable


class SoundTable(dict[int, str]):
    """For `str.translate`: a Han character → the symbol of its first reading's class."""

    def __init__(self, readings: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.readings = readings
        self.syllables = frozenset(each for group in readings.values() for each in group)
        classes = sorted({syllable_class(each) for each in self.syllables})
        symbols = {name: chr(_FIRST_SYMBOL + index) for index, name in enumerate(classes)}
        self.symbols = {each: symbols[syllable_class(each)] for each in self.syllables}

    def __missing__(self, point: int) -> str:
        char = chr(point)
        readings = self.readings.get(char)
        symbol = self.symbols[readings[0]] if readings else char
        self[point] = symbol
        return symbol


@cache
def sound_table() -> SoundTable:
    """The one table of this process, built on first use in about a quarter of a second."""
    readings: dict[str, tuple[str, ...]] = {}
    for first, last in _HAN_RANGES:
        for point in range(first, last + 1):
            written = PINYIN_DICT.get(point)
            if written:
                readings[chr(point)] = _living(chr(point), _toneless(written))
    return SoundTable(readings)


def sound(text: str) -> str:
    """The sound of a skeleton, one symbol a character; what is not Han stays as it is."""
    return text.translate(sound_table())


@lru_cache(maxsize=65_536)
def sounds(word: str, limit: int = 4) -> tuple[str, ...]:
    """The sounds of a word over the living readings of its characters, at most `limit`."""
    table = sound_table()
    choices = []
    for char in word:
        readings = table.readings.get(char)
        symbols = (char,) if not readings else tuple(table.symbols[each] for each in readings)
        choices.append(tuple(dict.fromkeys(symbols)))
    found: list[str] = []
    for combination in product(*choices):
        found.append("".join(combination))
        if len(found) == limit:
            break
    return tuple(found)


def readings(char: str) -> tuple[str, ...]:
    """Living toneless readings of a Han character, the commonest first; () for anything else."""
    return sound_table().readings.get(char, ())


@lru_cache(maxsize=8192)
def tone(char: str) -> str:
    """The tone mark of a character's first reading, '' for the neutral tone."""
    first = PINYIN_DICT.get(ord(char), "").partition(",")[0]
    return "".join(c for c in unicodedata.normalize("NFD", first) if c in _TONE_MARKS)


def split_pinyin(letters: str) -> tuple[str, ...] | None:
    """The syllables of a run of letters (meibai → mei, bai), longest first; None if it is not one.

    Runs beyond 24 letters are no pinyin word, so that the search stays bounded.
    """
    if len(letters) > _LONGEST_RUN:
        return None
    known = sound_table().syllables
    tails: list[tuple[str, ...] | None] = [None] * len(letters) + [()]
    for start in range(len(letters) - 1, -1, -1):
        for length in range(min(6, len(letters) - start), 0, -1):
            head = letters[start : start + length]
            tail = tails[start + length]
            if tail is not None and head in known and (length > 1 or head in "ae"):
                tails[start] = (head, *tail)
                break
    return tails[0]


def _living(char: str, table: tuple[str, ...]) -> tuple[str, ...]:
    """The readings that people use; the table's rest is archaic or of one set word (咳 as hai)."""
    if char in _HETERONYMS:
        return table
    common = _COMMONEST.get(char)
    return (common,) if common else table[:1]


def _toneless(written: str) -> tuple[str, ...]:
    """`xíng,háng` → (xing, hang): tone marks off, ü as v, at most three."""
    plain: dict[str, None] = {}
    for reading in written.split(","):
        letters = unicodedata.normalize("NFD", reading)
        letters = letters.replace("u\u0308", "v")
        letters = "".join(c for c in letters if not unicodedata.combining(c))
        if letters.isascii() and letters.isalpha():
            plain[letters] = None
    return tuple(plain)[:_MAX_READINGS]


_ROUGH_FINALS = (
    ("ian", "ie"), ("iao", "ia"), ("uai", "ua"), ("uan", "ua"), ("ao", "a"), ("ai", "a"),
    ("an", "a"), ("ei", "e"), ("en", "e"), ("in", "i"), ("un", "u"), ("ong", "o"), ("ou", "o"),
)  # fmt: skip


@cache
def _rough_table() -> dict[int, str]:
    """Sound symbol → the symbol of its rough class, in which endings are dropped."""
    table = sound_table()
    rough: dict[int, str] = {}
    first: dict[str, str] = {}
    for syllable, symbol in sorted(table.symbols.items()):
        name = syllable_class(syllable)
        for final, plain in _ROUGH_FINALS:
            if name.endswith(final):
                name = name[: -len(final)] + plain
                break
        rough[ord(symbol)] = first.setdefault(name, symbol)
    return rough


def roughly(heard: str) -> str:
    """The same sound without its endings: dan, dai and da are one (蛋 for 代)."""
    return heard.translate(_rough_table())
