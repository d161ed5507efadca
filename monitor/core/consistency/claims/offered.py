"""A size said to be on offer (还有两米二的) where the card lists the sizes that are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.core.consistency.measures import SpecFact

_SIZE_KEY: Final = re.compile(r"(?:尺寸|规格|大小|型号|长度|宽度|床宽|适用床)$")
_LIST: Final = re.compile(r"[/、，,]")
# What offers a size: 还有 …, 新到了 …, 要 … 的备注一下.
_OFFERS: Final = re.compile(
    r"(?:还有|也有|都有|另外有|新[到出上增做]了?|加了|补了|可以?[选拍]|能[选拍]|备了)(?:一?[个款种张床]|这?个?)?$"
    r"|^(?:就|也|还)?(?:有|选|拍)(?:一?[个款种])?$"
)
# What closes the offer: the size stands alone, no noun follows it (两米的床铺不下).
_ALONE: Final = re.compile(r"^的?(?:规格|尺寸|大小|款|版)?$")
_ON_SALE: Final = re.compile(
    r"^的?(?:规格|尺寸|大小|款|版)?(?:我们|这边|今天|现在)?(?:也|都|还|全)?(?:有(?!没有)|可以?[选拍]|能[选拍]|补货|到货|上架|现货|备注)"
)


def offered(before: str, after: str, rivals: Sequence[SpecFact]) -> list[SpecFact]:
    """The one spec that lists several sizes, if the words offer another; else none.

    `before` and `after` are the words of the clause round the number.
    """
    bare = after.startswith(("的", "规格", "尺寸", "款"))
    if not ((bare and _ALONE.match(after) and _OFFERS.search(before)) or _ON_SALE.match(after)):
        return []
    lists = [
        spec
        for spec in rivals
        if _SIZE_KEY.search(spec.key) and _LIST.search(spec.value) and len(spec.measures) > 1
    ]
    return lists if len(lists) == 1 else []
