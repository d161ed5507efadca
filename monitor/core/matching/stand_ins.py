"""Signs, units and parts that stand for words: 九十九米 for 元, ➕V for 加V, 氵台 for 治."""

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
    (frozenset("+"), re.compile(r"\+(?=[vw微薇威维卫徽我q扣群裙])"), "加"),
    (frozenset("d"), re.compile("(?<![a-z0-9])d[1一](?![0-9a-z])"), "第一"),
    (frozenset("弟"), re.compile("(?<![兄弟小徒])弟1(?![0-9])"), "第一"),
    (frozenset("il"), re.compile("(?<=第)[il](?![0-9a-z])"), "一"),
    (frozenset("w"), re.compile("(?<=[几过上破数好])w(?![0-9a-z])"), "万"),
    (frozenset("vw"), re.compile("(?<![a-z0-9])(?:[vw]x(?:in)?(?![a-z0-9])|[vw][信芯鑫])"), "微信"),
    (
        frozenset("加扫+"),
        re.compile(
            "[加扫+][我你他她个下一咱俺的]{0,3}"
            "(卫星|[薇威维卫徽围唯][信心芯鑫]|微[心芯鑫])(?!电视|定位|图|锅|导航|通信|[片台城])"
        ),
        "微信",
    ),
    (
        frozenset("x芯鑫馨"),
        re.compile("(?<![微薇])[微薇威维卫徽围唯](?:xin|x)(?![a-z0-9])|微[芯鑫馨]"),
        "微信",
    ),
    # A letter or a homophone of 微 before it makes the group one of another messenger.
    (
        frozenset("裙羊"),
        re.compile(
            "(?<=[进入加拉建])(?:[qvw微薇维](?:裙(?!子)|君羊)|围裙(?=[拿抢享发找聊]|领(?![口子边带绑结]|可)))"
        ),
        "微信群",
    ),
    (frozenset("裙羊"), re.compile("(?<=[进入加拉建])(?:裙(?![子摆装撑裤边长])|君羊)"), "群"),
    # A word of sound alone for 最, before what only 最 stands before.
    (
        frozenset("醉罪嘴z"),
        re.compile(
            "(?:(?<![喝酒灌沉陶迷谢认受犯怪得无])[醉罪]|(?<![张小油亲闭开动多])嘴|(?<![a-z])zui(?=[^a-z]))"
            "(?=好[用喝吃看穿卖使闻]|便宜|[低优佳强大新火牛]|高[级端档]|先进|安全|耐用|划算|实惠|省[心钱]|"
            "好的?(?:$|[，。？])|适合|权威|专业|有效|受欢迎|正宗|天然|健康|舒服|靠谱|值得|漂亮|高效|纯|厉害)"
        ),
        "最",
    ),
)
"""Characters of which a text must hold one, the sign, and the word that it is read as."""
_SPLITS = {
    "氵台": "治", "亻言": "信", "讠正": "证", "疒丙": "病", "疒冬": "疼", "疒甬": "痛",
    "疒豆": "痘", "疒巴": "疤", "疒叟": "瘦", "礻去": "祛", "钅戋": "钱", "氵咸": "减",
    "冫咸": "减", "氵肖": "消", "氵显": "湿", "扌非": "排", "扌是": "提", "亻氐": "低",
    "亻呆": "保", "亻介": "价", "亻圭": "佳", "纟色": "绝", "纟及": "级", "艹约": "药",
    "阝方": "防", "月旨": "脂", "弓虽": "强", "女子评返": "好评返",
    "忄生": "性", "辶反": "返", "彳微": "微", "扌丁": "打",
    "丁页": "顶", "氵每": "海", "疒正": "症", "疒火火言": "癌", "讠人": "认",
    "亻象": "像", "贝兼": "赚",
}  # fmt: skip
"""Characters written as their parts, side by side."""
_SPLIT = re.compile("|".join(sorted(map(re.escape, _SPLITS), key=len, reverse=True)))
_SPLIT_HEADS = frozenset(parts[0] for parts in _SPLITS)
_SIGN_HEADS = frozenset().union(*(needed for needed, _, _ in _SIGNS))
_HEADS = re.compile("[" + re.escape("".join(sorted(_SIGN_HEADS | _SPLIT_HEADS))) + "米]")


def holds_none(skeleton: str) -> bool:
    """True for most texts: nothing in them could stand for a word or a unit."""
    return _HEADS.search(skeleton) is None


def signs_in(skeleton: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of each sign, letter or part of a character that is read as a word."""
    if not _SIGN_HEADS.isdisjoint(skeleton):
        for needed, pattern, word in _SIGNS:
            if needed.isdisjoint(skeleton):
                continue
            for found in pattern.finditer(skeleton):
                yield *found.span(pattern.groups), word
    if not _SPLIT_HEADS.isdisjoint(skeleton):
        for found in _SPLIT.finditer(skeleton):
            yield found.start(), found.end(), _SPLITS[found.group()]


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
