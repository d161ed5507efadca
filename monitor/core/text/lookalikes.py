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
_RARE = dict(
    zip(
        "蕞苐伩溦嶶癓矀㣲訫孞鈊囻囯圀佺伓沵涐硪咑孒媞薬圧発気楽価売単剤効痩広専経黒悪検険験応浄満焼営絶緑総"
        "聴脳臓覚観証豊軽転関闘隠雑霊顔髪齢増壊塩変実対帯弾抜拡済収歳児両仮伝処労勧囲団図塁獣薫"
        "亇仩卋幵汸渋莂葯藥",
        "最第信微微微微微信信信国国国全不你我我打了是药压发气乐价卖单剂效瘦广专经黑恶检险验应净满烧营绝绿总"
        "听脑脏觉观证丰轻转关斗隐杂灵颜发龄增坏盐变实对带弹拔扩济收岁儿两假传处劳劝围团图垒兽薰"
        "个上世开方涩别药药",
        strict=True,
    )
)
"""Characters that simplified Chinese has no other use for: chosen for their looks, or Japanese."""

LOOKALIKES: Mapping[str, str] = MappingProxyType(
    {
        **_letters(0x1F150),  # negative circled
        **_letters(0x1F170),  # negative squared
        **_letters(0x1F1E6),  # regional indicators
        **_CYRILLIC_AND_GREEK,
        **_SMALL_CAPITALS,
        **_SIGNS,
        **_RARE,
    }
)
"""Look-alike → what it is read as, in lower case."""
