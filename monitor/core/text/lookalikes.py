"""Characters that are drawn to be read as another one and that NFKC does not bring together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _letters(first: int) -> dict[str, str]:
    return {chr(first + index): chr(ord("a") + index) for index in range(26)}


_CYRILLIC_AND_GREEK = dict(
    zip(
        "авекмнорстухіјѕԁԛԝαβεικνορτυχАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "abekmhopctyxijsdqwabeikvoptuxabekmhopctyxijsabezhikmnoptyx",
        strict=True,
    )
)
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_SIGNS = {
    "➕": "+", "✚": "+", "✛": "+", "✜": "+", "十": "十",
    "㊀": "一", "㊁": "二", "㊂": "三", "㊃": "四", "㊄": "五",
    "⓿": "0", "🄌": "0", "🅾": "o", "🆚": "vs", "🆓": "免费", "🆗": "ok", "🆕": "新",
    "💯": "百分百", "￥": "¥", "〇": "零", "⼀": "一", "㇐": "一",
}  # fmt: skip

LOOKALIKES: Mapping[str, str] = MappingProxyType(
    {
        **_letters(0x1F150),  # negative circled
        **_letters(0x1F170),  # negative squared
        **_letters(0x1F1E6),  # regional indicators
        **_CYRILLIC_AND_GREEK,
        **_SMALL_CAPITALS,
        **_SIGNS,
    }
)
"""Look-alike → what it is read as, in lower case."""
