"""米 for 元: 只要九十九米 is a price, 海拔一千米 is a height."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PRICED = re.compile(
    "(?<![零一二三四五六七八九十百千万0-9点.])"
    "([零一二两三四五六七八九十百千万亿幺半几亏0-9]+(?:[点.][零一二三四五六七八九0-9]+)?)米"
    "(?![长高宽深远厚粗多以之内外饭面粉粒油线其国兰粥汤糊花左右开乘见]|处)"
)
_LENGTH = re.compile(
    "(?:[海水]拔|身高|[长高宽深远厚]度?(?:是|有|大概|大约)?|距离|相距|[走跑跳游潜]了?|离|超过|每|海深|面积)$"
)


def yuan_in(skeleton: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, the price in 元) of each number of 米 that does not measure a length."""
    if "米" not in skeleton:
        return
    for found in _PRICED.finditer(skeleton):
        if not _LENGTH.search(skeleton[max(0, found.start() - 6) : found.start()]):
            yield found.start(), found.end(), found.group(1) + "元"
