"""Reads material claims out of speech: 纯羊毛, 百分之三十的羊毛, 夏威夷果占一半, 不含酒精."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from monitor.core.consistency.claim import Claim
from monitor.core.consistency.facts import canonical_material
from monitor.core.consistency.scene import Scene


class Form(StrEnum):
    """How a material is claimed."""

    SHARE = "share"
    PURE = "pure"
    PLAIN = "plain"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialClaim(Claim):
    """`material` is the vocabulary's name, `word` what was said; shares in per cent."""

    form: Form
    material: str
    word: str
    low: Decimal = Decimal(100)
    high: Decimal = Decimal(100)
    part: str | None = None


_PURE_BEFORE: Final = re.compile(
    r"(?:百分之百|百分百|100%|十足十?|全部?都?是|都是|通体|整[张块件双]都?是)?(?:的)?(?:纯的?|全)$"
    r"|(?:百分之百|百分百|100%)(?:的|是|都是|全是)?$|(?:全部都?是|全是|通体|整[张块件双]都?是|满[一]?)$"
)
_PURE_AFTER: Final = re.compile(
    r"^(?:的?(?:含量|成分|材质)?(?:是|为|达到)?)?(?:百分之百|百分百|100%)"
)
_SHARE_LINK: Final = re.compile(
    r"^的?(?:含量|浓度|占比|比例|成分|纯度|添加量|含有?量|果肉|占了?|站了?|含)(?:是|为|有|在|就|也|都|做到|做了|能到|加到|拉到|足足|整整|直接|高大?|达到?|到|占了?|的|只|仅|大概|了)*$"
    r"|^(?:我|我们|咱|咱们|里面|里头|整整|足足)*(?:是|为|占了?|站|战|有|高达|高大|达到?|(?:加|添加|放|添|做|用|给|含)(?:到|足|够|了|满)+)$"
)
_SHARE_BEFORE: Final = re.compile(
    r"^(?:的|对|得|地|是|都是|为|以上的?|的纯|纯|天然|的天然|含量的?|浓度的?|左右的?)*$"
)
_ABSENT: Final = re.compile(
    r"(?:不含有?|没有?加|没掺|不掺|不加|不添加|无添加|未添加|没有?添加|没有?掺|没有?含|零添加|0添加|不带|不混|没混|没有?任何|看不到|找不到|挑不出|不放|没有?放|没有?用|不用|零|0|无"
    r"|没有(?=一|半|任))(?:[一半][点丝滴根克毫颗粒丁星](?:点|儿)?)?(?:任何的?|人工|化学|一滴|一点|的)*$"
)
# 一点化纤都没有, 化纤成分为零: the absence is said round the material or after it.
_SLIGHTEST: Final = re.compile(
    r"(?:[一半](?:点点|丁点|[点丝滴根克毫颗粒丁星])(?:儿)?|任何)(?:的|人工)*$"
)
_ABSENT_AFTER: Final = re.compile(
    r"^(?:成分|材料|纤维|面料|含量|添加)?(?:也|都|连?一[点丝滴根]都)(?:不|没|未|无)(?:有|含|掺|加|添加|放|用|混|带)?"
    r"|^(?:成分|含量|添加)?(?:为零|是零|零添加|零含量|为0|是0|0添加)"
)
_NONE: Final = re.compile(r"(?<!有)没有$")
_NONE_AFTER: Final = re.compile(r"^(?:的|成分|添加|在里面|在里头)*$")
_PLAIN_BEFORE: Final = re.compile(
    r"(?:采用的?|选用的?|用的?都?是?|用了|用料是?|加了|添加了?|富含|含有?|里面有|里面还有|配料有|配料是|成分是?|成分有|主要是"
    r"|是|是真|面料|材质|做的|的|原料是?|有|选的|都有|这种|真正的?|正宗的?|进口|天然|一?整[张块条片根棵]|上等|优质|高端|和|加|双面|意大利|澳洲)$"
)
_PLAIN_AFTER: Final = re.compile(
    r"^(?:面料|材质|材料|做的|打造|制成|制作|制造|皮质|的料|内胆|机身|外壳|里料|混纺|成分|含量|的|制的|工艺|大衣|衬衫|裤|裙|鞋|包|毛衣"
    r"|外套|被|枕|床垫|项链|戒指|手镯|手串|吊坠|耳[钉环]|锅|杯|壶|桌|椅|柜|沙发|衫|围巾|皮带|材|内衬|杯身|打底|酿|榨|[裁缝剪雕抠](?:的|出|成))"
)
_NOT_MATERIAL_AFTER: Final = re.compile(
    r"^(?:含?量)?(?:比较|偏|很|太|特别|本来就|就)?[高低](?![达于大端级到]|[^，。？]{0,3}[百十\d%])|^(?:得?要[好几一两三四五六七八九十\d]|味|香味|香型|色|系|感|般|风|手感|质感|过敏|纹|肌|刀|器|刷|棒|灯|店|厂|节|鼠|花纹|城|场|机"
    r"|牌|镇|粉扑|清洗|洗护|洗涤剂|比不了|贵|便宜|涨价|行情|价格|回收|市场|期货|大盘|时代|搭档|级|屏|球|线|季|的价格)"
)
_LONE_BEFORE: Final = re.compile(
    r"(?:^|[是的纯全用加含和、%为有占料成零一二三四五六七八九十百半])$"
)
_SAID_TO_BE: Final = re.compile(r"(?:是|用的?都?是?)$")
_SAID_AFTER: Final = re.compile(r"^的(?:$|，|哦|啊|呢|料)")
_LOOSE: Final = frozenset(
    {
        "pp",
        "pc",
        "pu",
        "abs",
        "pvc",
        "银",
        "铁",
        "铜",
        "钛",
        "竹",
        "麻",
        "棉",
        "377",
        "304",
        "316",
        "后",
    }
)

# Nutrients of one character are heard only with their share.
_ELEMENTS: Final = frozenset("氮磷钾钙镁锌硒硼锰")


def material_claims(scene: Scene) -> Iterator[MaterialClaim]:
    """Materials named with a share, a purity, a denial, or as what the product is made of."""
    used: set[int] = set()
    for found in scene.find(scene.room.materials):
        claim = _claim(scene, found.group(), found.start(), found.end(), used)
        if claim is not None:
            used.update(claim.numerals)
            yield claim


def _claim(scene: Scene, word: str, start: int, end: int, used: set[int]) -> MaterialClaim | None:
    reading = scene.reading
    before, after = reading.before(start, 14), reading.after(end, 14)
    if _NOT_MATERIAL_AFTER.match(after):
        return None
    round_it = _said_round(before, after)
    if (
        len(word) == 1
        and word not in _ELEMENTS
        and not (round_it or _ABSENT.search(before) or _LONE_BEFORE.search(before))
    ):
        # 泡棉 and 海棉 hold the character, not the fibre.
        return None
    material = canonical_material(word, scene.vocabulary)
    part = _part(scene, start, end)
    share = _share_of(scene, start, end, used)
    if word in _ELEMENTS and share is None:
        return None
    if share is not None:
        index, link = share
        numeral = reading.numerals[index]
        if link > end or numeral.value != 100:
            a, b = min(start, numeral.start), max(end, numeral.end)
            if not scene.claimed(a, b):
                return None
            # The claim's words are the boast itself: 高达百分之五, 夏威夷果占一半.
            return MaterialClaim(
                start=a, end=b, numerals=(index,), form=Form.SHARE, material=material,
                word=word, low=numeral.low, high=numeral.high, part=part,
            )  # fmt: skip
    absent = _ABSENT.search(before) or round_it or _without(before, after)
    if absent:
        a = start - len(absent.group())
        if not scene.claimed(a, end, negation=False):
            return None
        return MaterialClaim(
            start=a, end=end, denied=True, form=Form.ABSENT, material=material, word=word, part=part
        )
    pure = _PURE_BEFORE.search(before)
    pure_word = word.startswith(("纯", "全棉", "真金", "足")) and not scene.in_name(start, end)
    tail = _PURE_AFTER.match(after)
    if (pure and pure.group()) or pure_word or tail:
        a = start - len(pure.group()) if pure else start
        b = end + (tail.end() if tail else 0)
        if scene.in_name(a, b) or not scene.claimed(a, b):
            return None
        numerals = tuple(i for i, n in enumerate(reading.numerals) if a <= n.start and n.end <= b)
        return MaterialClaim(
            start=a, end=b, numerals=numerals, form=Form.PURE, material=material, word=word,
            part=part,
        )  # fmt: skip
    loose = word in _LOOSE and not (_SAID_TO_BE.search(before) and _SAID_AFTER.match(after))
    if scene.in_name(start, end) or (loose and not _PLAIN_AFTER.match(after)):
        return None
    if after.startswith(("的手感", "的质感", "的口感", "服")):
        return None
    # 这条是日本海水珍珠: the place stands between the statement and the stuff.
    plain = _without_place(before, scene)
    if not (_PLAIN_AFTER.match(after) or _PLAIN_BEFORE.search(plain) or not before + after):
        return None
    if not scene.claimed(start, end):
        return None
    return MaterialClaim(
        start=start, end=end, form=Form.PLAIN, material=material, word=word, part=part
    )


def _said_round(before: str, after: str) -> re.Match[str] | None:
    """The words before a material that is denied after it: 一点[化纤]都没有, [糖分]为零."""
    tail = _ABSENT_AFTER.match(after)
    if tail is None:
        return None
    slightest = _SLIGHTEST.search(before)
    return slightest or (re.search(r"$", before) if tail.group()[-1] in "零0加量" else None)


def _without(before: str, after: str) -> re.Match[str] | None:
    """没有玉米的: a plain 没有 denies a stuff where nothing more follows."""
    return _NONE.search(before) if _NONE_AFTER.match(after) else None


def _share_of(scene: Scene, start: int, end: int, used: set[int]) -> tuple[int, int] | None:
    """The share of a material and where it begins: after a link word, else beside it."""
    text = scene.reading.text
    beside: tuple[int, int] | None = None
    for index, numeral in enumerate(scene.reading.numerals):
        if not numeral.percent or index in used or index in scene.taken:
            continue
        if numeral.start >= end and (
            _SHARE_LINK.match(text[end : numeral.start])
            or _SHARE_LINK.match(text[end : numeral.number_start])
            or _SHARE_LINK.match(text[end : numeral.number_start].removesuffix("百分之"))
        ):
            return index, numeral.start
        if numeral.end <= start and _SHARE_BEFORE.match(text[numeral.end : start]):
            beside = beside or (index, numeral.start)
        elif numeral.start == end and beside is None:
            beside = (index, numeral.start)
    return beside


def _without_place(before: str, scene: Scene) -> str:
    """The words before, less a place at their end."""
    for size in (2, 3, 4):
        if before[-size:] in scene.vocabulary.places:
            return before[:-size]
    return before


def _part(scene: Scene, start: int, end: int) -> str | None:
    """The part of the product that the words speak of: 里料是聚酯纤维, 真皮的鞋垫."""
    before, after = scene.reading.before(start, 10), scene.reading.after(end, 6)
    for part in (*scene.room.parts, *scene.vocabulary.parts):
        if part in before or after.startswith((part, f"的{part}")):
            return part
    return None
