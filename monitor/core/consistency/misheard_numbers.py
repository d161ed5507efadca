"""Numbers and measures put right by sound: 八生的大容量 → 八升, 二时代 → 二十袋.

Only measures that the room's cards use are put in, and only beside a number or in a frame that asks
for one; a replacement keeps every offset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.core.matching.segmenting import is_word
from monitor.core.text.sounds import readings, sound

_NUMBER: Final = re.compile(
    r"[零一二三四五六七八九十百千万两\d]+(?:[点.][零一二三四五六七八九\d]+)?"
)
_SHARE: Final = re.compile(r"百分之(?![零一二三四五六七八九十百半几点\d])")
_LEFT: Final = re.compile(
    r"(?:只剩|还剩|就剩|仅剩|库存)(?:下|了)?(?:最后)?([时石食实识])[单但蛋旦达大打件建见]"
)
_PACK: Final = re.compile(r"^(?:里|装|有|就|总共|一共|都|足|给)")
_DIGITS: Final[Mapping[str, str]] = {
    "yi": "一", "er": "二", "san": "三", "si": "四", "wu": "五", "liu": "六", "qi": "七",
    "ba": "八", "jiu": "九", "shi": "十", "bai": "百",
}  # fmt: skip
# Measures of these dimensions are common words as well, or are heard well.
_LEFT_ALONE: Final = frozenset({"time", "age", "degree", "percent", "generation", "area", "inch"})
_PACKS: Final = "盒箱袋罐瓶包桶"


class MeasureRepair:
    """Puts misheard measures right in one room's recognised text."""

    def __init__(self, cards: Sequence[CardFacts], vocabulary: Vocabulary) -> None:
        units: set[str] = set()
        dimensions: set[str] = set()
        for card in cards:
            dimensions.update(m.dimension for spec in card.specs for m in spec.measures)
            if card.content is not None:
                dimensions.update(m.dimension for m in card.content.sizes)
                units.update(card.content.counts)
        dimensions -= _LEFT_ALONE | {"count"}
        units.update(
            unit
            for unit, meanings in vocabulary.units.items()
            if any(dimension in dimensions for dimension, _ in meanings)
        )
        self._units = frozenset(u for u in units if all("一" <= c <= "鿿" for c in u)) - {"两"}
        self._by_sound: dict[str, str] = {}
        for unit in sorted(self._units):
            self._by_sound.setdefault(sound(unit), unit)
        self._packs = {sound(unit): unit for unit in _PACKS}
        self._longest = max(map(len, self._units), default=0)

    def repair(self, text: str, heard: str) -> str:
        """The text with measures, tens and hundreds in the place of their homophones."""
        chars = list(text)
        for found in _SHARE.finditer(text):
            _digits(chars, found.end())
        for found in _LEFT.finditer(text):
            chars[found.start(1)] = "十"
            if chars[found.end(1)] in "但蛋旦达大打":
                chars[found.end(1)] = "单"
        for found in _NUMBER.finditer(text):
            self._measure(chars, text, heard, found.start(), found.end())
        return "".join(chars)

    def _measure(self, chars: list[str], text: str, heard: str, start: int, end: int) -> None:
        one = text[start:end] in ("一", "1")
        if one and _PACK.match(text[end + 1 : end + 3]):
            # 一和有二十袋; 一 by itself says too little before any other measure.
            if text[end] not in self._units:
                chars[end] = self._packs.get(heard[end], text[end])
            return
        if unit := self._unit(text, heard, end):
            # 一百可以, 三生有幸: the sound belongs to another word.
            other = is_word(text[end : end + 2]) or any(
                is_word(text[end - 1 : end + size]) for size in (1, 2, 3)
            )
            if not one and not (len(unit) == 1 and other):
                chars[end : end + len(unit)] = unit
            return
        scale = _DIGITS.get(_first(text[end : end + 1]))
        if scale not in ("十", "百") or (one and scale == "十") or text[end - 1] in "十百千万":
            return
        if unit := self._unit(text, heard, end + 1):
            chars[end : end + 1 + len(unit)] = scale + unit

    def _unit(self, text: str, heard: str, at: int) -> str | None:
        """The cards' measure that the sound at a place is; None where one is written already."""
        for size in range(self._longest, 0, -1):
            if text[at : at + size] in self._units:
                return None
            if unit := self._by_sound.get(heard[at : at + size]):
                return unit
        return None


def _digits(chars: list[str], at: int) -> None:
    """百分之就是五: the first sound must be a number, 是 only where a number follows it."""
    for place in range(at, min(at + 3, len(chars))):
        digit = _DIGITS.get(_first(chars[place]))
        last = place + 1 == len(chars) or chars[place + 1] in "，。的"
        if digit is None or (place > at and chars[place] == "是" and last):
            return
        chars[place] = digit


def _first(char: str) -> str:
    found = readings(char)
    return found[0] if found else ""
