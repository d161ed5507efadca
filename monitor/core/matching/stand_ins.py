"""Signs and units that stand for words: 九十九米 for 九十九元, ➕V for 加V, D1 for 第一."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = "零一二两三四五六七八九十百千万亿幺半几亏0-9"
_MEASURED = re.compile(
    f"(?<![{_DIGITS}点.])([{_DIGITS}]+(?:[点.][零一二三四五六七八九0-9]+)?)米"
    "(?![长高宽深远厚粗多以之内外饭面粉粒油线其国兰粥汤糊花左右开乘见跑自]|处)"
)
_LENGTH = re.compile(
    "(?:[海水]拔|身高|[长高宽深远厚][度约达到]*(?:是|有)?|大概|大约|距离|相距|[走跑跳游潜开]了?|离|超过|面积|水下)$"
)
_PRICE = re.compile(
    "(?:只要|到手|价[格钱]?是?|卖|减|省|便宜|[才就]|仅|付|要|花|原价|现价|立减|拍|给你)$"
)
_ROUND_OR_SMALL = re.compile("^(?:[一二两三四半几1-4]|[^零]*[百千万])$")


_SIGNS = (
    (re.compile(r"\+(?=[v微薇威维卫我q扣群裙])"), "加"),
    (re.compile("(?<![a-z0-9])d[1一](?![0-9a-z])"), "第一"),
)


def signs_in(skeleton: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of each sign that is read as a word."""
    if skeleton.isascii() or not ("+" in skeleton or "d" in skeleton):
        return
    for pattern, word in _SIGNS:
        for found in pattern.finditer(skeleton):
            yield found.start(), found.end(), word


def yuan_in(skeleton: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, the price in 元) of each number of 米 that does not measure a length.

    Small and round numbers (两米, 八百米) are lengths unless a word of price stands before them.
    """
    if "米" not in skeleton:
        return
    for found in _MEASURED.finditer(skeleton):
        before = skeleton[max(0, found.start() - 6) : found.start()]
        if _LENGTH.search(before):
            continue
        if _ROUND_OR_SMALL.match(found.group(1)) and not _PRICE.search(before):
            continue
        yield found.start(), found.end(), found.group(1) + "元"
