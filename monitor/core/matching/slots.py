"""The typed slots of the phrase language as RE2 patterns over the skeleton."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_HAN = "零一二两三四五六七八九十百千万亿半几数多幺"
_NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?[十百千万亿]*|[{_HAN}]+(?:点[{_HAN}]+)?)"
_VAGUE = "[多来几余]?"
_YUAN = "(?:块钱|元钱|块|元|米|圆|rmb)"
_PRICE = rf"(?:¥{_NUMBER}|{_NUMBER}{_VAGUE}{_YUAN}(?:[{_HAN}0-9]{{1,2}}毛?)?)"
_PERCENT = rf"(?:{_NUMBER}%|百分之?{_NUMBER}|百分百|{_NUMBER}成)"
_UNIT_OF_TIME = (
    "(?:秒钟?|分钟?|个?半?小时|个?钟头|天|日|周|个?星期|个?礼拜|个?月|年|个?疗程|个?周期|晚上?|夜)"
)
_MEASURE = (
    "(?:个|件|盒|瓶|包|袋|片|粒|颗|支|只|条|套|箱|罐|桶|双|单|份|人|位|次|遍|斤|公斤|千克|克|两|g|kg|"
    "ml|毫升|升|l|米|厘米|公分|cm|寸|码|岁|家|款|台|张|把|根|枚|种|项|倍|层|度|分|名|户|万人|贴|杯|勺)"
)

SLOT_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "num": _NUMBER,
        "price": _PRICE,
        "percent": _PERCENT,
        "duration": rf"{_NUMBER}{_VAGUE}{_UNIT_OF_TIME}",
        "count": rf"{_NUMBER}{_VAGUE}{_MEASURE}",
    }
)
"""Slot name → pattern without groups."""
_BEFORE_UNIT = (*_HAN, *"0123456789", *"多来几余")


def _pairs(units: str, more: str = "") -> frozenset[str]:
    return frozenset(
        before + unit for before in (*_BEFORE_UNIT, *more) for unit in dict.fromkeys(units)
    )


SLOT_KEYS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "num": frozenset((*_HAN, *"0123456789")),
        "price": _pairs("块元米圆r") | {"¥"},
        "percent": _pairs("成") | {"%", "百分"},
        "duration": _pairs("秒分小钟天日周星礼月年疗晚夜", more="个"),
        "count": _pairs(
            "个件盒瓶包袋片粒颗支只条套箱罐桶双单份人位次遍斤公千克两gkm毫升l米厘c寸码岁家款台张把"
            "根枚种项倍层度分名户万贴杯勺"
        ),
    }
)
"""Slot name → words of which every match of its pattern holds one: a number beside its unit."""
