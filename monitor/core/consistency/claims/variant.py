"""What a buyer can choose: the colours, sizes and flavours a card lists, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.measures import SpecFact
from monitor.core.consistency.options import SIZE
from monitor.core.consistency.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantClaim(Claim):
    """One option said to exist. `kind` is 颜色, 尺码 or 口味; `value` its canonical name, '' when
    the vocabulary has none."""

    kind: str
    value: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantCount(Claim):
    """四个颜色: how many options there are."""

    kind: str
    count: int
    word: str


_SHADES: Final = frozenset("红橙黄绿青蓝紫灰黑白棕粉")
_OFFERED: Final = re.compile(
    r"(?:有|还有|可选|可以选|能选|随便选|选|颜色|色系|配色|新出|新增|新上|上新|加了|上架|都有|出了|款|色|口味|拍|是|到|和|、|，|的|这个|这件|穿|要|^)[^，。？]{0,4}$"
)
_OFFERED_AFTER: Final = re.compile(
    r"^(?:的)?(?:可以选|可选|也有|都有|能选|任选|随便选|有货|也能拍|款|这个颜色|三色|两色|四色)"
)
_NOT_COLOUR: Final = re.compile(
    r"(?:肤色|脸色|气色|唇色|黄皮|显|搭|配|转运|背景|头发|牙|斑|裤子|鞋子|包包|字|灯|屏幕|变|去|美|发|绝对|健康|环保|天然)[^，。？]{0,3}$"
)
_NOT_COLOUR_AFTER: Final = re.compile(
    r"^(?:的?(?:号|标|按钮|链接|标志|袋|箱|包装)|素|皮|科技|五类|名单|五月|字|食品|领|酒|糖|茶|枣|豆|木|菜|心病|外|血|包|钱|眼圈|头|素沉着)"
    r"|^的?[^，。？]{0,4}(?:断|没货|没有了|卖完|卖光|抢完|售罄|缺货|停产|下架)"
)
# What a flavour was, or what one tastes in it: no flavour on sale.
_NOT_FLAVOUR: Final = re.compile(
    r"(?:去年|以前|之前|原来|上次|上一批|爱做|喜欢做|爱吃|一股|那股|有点|带点|淡淡的?|后味|回味|尾调|前调|中调|后调|吃出|喝出|闻到)[^，。？]{0,6}$"
)
_NOT_FLAVOUR_AFTER: Final = re.compile(
    r"^的?[^，。？]{0,5}(?:断货|没货|没有|卖完|卖光|抢完|售罄|缺货|停产|停了|下架|没做|做过|不做|要等|罐头)"
)
_SOME_COLOUR: Final = re.compile(
    r"(?:还有|也有|新出|新到|新上|新加|另外有|加了)(?:了|的|一[个款支件条]|[个款支件条])*"
    r"(?!什么|几|多|各|其他|其它|别的|同|单|双|两|三|四|五|六|七|八|九|十|这|那|纯|杂|撞|拼|渐变|特|角|颜|本|原|好)"
    r"([一-龥]{2}色)(?=$|[，。？的也都]|可选)"
)
_SHADE: Final = re.compile(
    r"(?:有|还有|新出|新上|加了|出了|选|拍)(?:了|的|个|一个|款|一款|这个|那个)*$"
)
_SHADE_AFTER: Final = re.compile(
    r"^(?:的)?(?:那|这)?(?:[款台件只双条个支]|也有|有现货|有货|我手里|这边|(?:也|都|还|这边)*(?:给(?:你们?|大家))?(?:留|补|上|加|备)(?:了|着|上|到|好))"
)
_SIZE_TALK: Final = re.compile(r"[码号到有选穿拍做都加要]")
_MOST_SIZES: Final = 15
"""四十七码 is a size and no count of sizes."""
_COUNT: Final = re.compile(
    r"^(?:个|种|款|大)?(?:颜色|(?<=[个种款])色号|色(?:可选|任选)?|配色|尺码|码|口味|味道)"
)


class VariantTopic:
    """颜色、尺码、口味."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[VariantClaim | VariantCount]:
        """Options of a kind that some card of the room lists."""
        listed = scene.room.options
        if "颜色" in listed:
            yield from _colours(scene)
            yield from _unlisted(scene)
        if "尺码" in listed:
            yield from _sizes(scene)
        if "口味" in listed:
            yield from _flavours(scene)
        yield from _counts(scene, listed)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's list of options."""
        if isinstance(claim, VariantCount):
            return _judge_count(claim, card)
        if not isinstance(claim, VariantClaim):
            return None
        spec = card.options.get(claim.kind)
        if spec is None or (claim.word.endswith("香") and "香" not in spec.key + spec.value):
            return cannot_tell(claim.word)
        if claim.word.removesuffix("色") in spec.value or _holds(claim, spec, scene):
            return match(claim.word, spec.raw)
        if not claim.value:
            shade = claim.word.removesuffix("色")
            return match(claim.word, spec.raw) if shade in spec.value else cannot_tell(claim.word)
        if claim.word in card.name or any(claim.word in alias for alias in card.aliases):
            return match(claim.word, card.card.name)
        return contradiction(
            claim.word,
            spec.raw,
            f"疑似{claim.kind}与商品卡不符：说有{claim.word}，商品卡只有{spec.raw}",
            why="可选的规格应当与商品信息一致",
            suggestion=f"{claim.kind}按商品卡说：{spec.raw}",
            confidence=0.8,
        )


def _colours(scene: Scene) -> Iterator[VariantClaim]:
    words = scene.vocabulary.colours
    for found in scene.find(words.pattern):
        a, b = found.span()
        word = found.group()
        before, after = scene.reading.before(a, 8), scene.reading.after(b, 8)
        # 白 and 金 alone are colours only in a list of them: 黑白灰杏.
        telling = word.endswith("色") or "色" in scene.reading.around(a)
        if len(word) == 1 or not (telling or _shown(word, before, after)):
            continue
        if _NOT_COLOUR.search(before) or _NOT_COLOUR_AFTER.match(after) or scene.in_name(a, b):
            continue
        if not (_OFFERED.search(before) or _OFFERED_AFTER.match(after)):
            continue
        if not scene.claimed(a, b):
            continue
        if before[-1:] in _SHADES and before:
            # 青白色 is a shade of its own and neither 青色 nor 白色.
            word = before[-1] + word
            yield VariantClaim(start=a - 1, end=b, kind="颜色", value="", word=word)
            continue
        yield VariantClaim(start=a, end=b, kind="颜色", value=words.names[word], word=word)


def _unlisted(scene: Scene) -> Iterator[VariantClaim]:
    """还有一个奶茶色: a colour that no list of colours holds, offered as one."""
    for found in scene.find(_SOME_COLOUR):
        a, b = found.span(1)
        if found[1] in scene.vocabulary.colours.names or scene.in_name(a, b):
            continue
        if scene.claimed(a, b):
            yield VariantClaim(start=a, end=b, kind="颜色", value=found[1], word=found[1])


def _shown(word: str, before: str, after: str) -> bool:
    """还有一个抹茶绿, 樱花粉那台也有: a shade offered without the word 色."""
    shade = word[-1] in "红橙黄绿蓝紫粉灰黑白棕青"
    if shade and len(word) > 2 and not before and after in ("的", "款"):
        return True
    return shade and bool(_SHADE.search(before) or _SHADE_AFTER.match(after))


def _flavours(scene: Scene) -> Iterator[VariantClaim]:
    words = scene.vocabulary.flavours
    for found in scene.find(words.pattern):
        a, b = found.span()
        if scene.in_name(a, b) or not scene.claimed(a, b):
            continue
        before, after = scene.reading.before(a, 10), scene.reading.after(b, 10)
        if _NOT_FLAVOUR.search(before) or _NOT_FLAVOUR_AFTER.match(after):
            continue
        word = found.group()
        yield VariantClaim(start=a, end=b, kind="口味", value=words.names[word], word=word)


def _sizes(scene: Scene) -> Iterator[VariantClaim]:
    for found in scene.find(SIZE):
        a, b = found.span()
        word = found.group()
        if not _SIZE_TALK.search(scene.reading.around(a)) or scene.in_name(a, b):
            continue
        if scene.claimed(a, b):
            value = scene.vocabulary.size_names.get(word, word)
            numerals = tuple(i for i, n in enumerate(scene.reading.numerals) if a <= n.start < b)
            yield VariantClaim(
                start=a, end=b, numerals=numerals, kind="尺码", value=value, word=word
            )


def _counts(scene: Scene, listed: Set[str]) -> Iterator[VariantCount]:
    for index, numeral in scene.numbers():
        tail = scene.reading.text[numeral.number_end : numeral.number_end + 5]
        if (
            (tail.startswith("色号") and not numeral.unit)
            or numeral.approx
            or not _COUNT.match(tail)
            or numeral.value != int(numeral.value)
            or (tail.startswith("码") and numeral.value > _MOST_SIZES)
        ):
            continue
        kind = "颜色" if "色" in tail[:4] else "尺码" if "码" in tail[:4] else "口味"
        if kind in listed and scene.claimed(numeral.start, numeral.end) and numeral.value > 1:
            yield VariantCount(
                start=numeral.start,
                end=numeral.end,
                numerals=(index,),
                kind=kind,
                count=int(numeral.value),
                word=scene.reading.text[numeral.number_start : numeral.end],
            )


def _holds(claim: VariantClaim, spec: SpecFact, scene: Scene) -> bool:
    vocabulary = scene.vocabulary
    if claim.kind == "颜色":
        names = vocabulary.colours.names
        parts = [part.strip() for part in re.split(r"[/、，,和]", spec.value)]
        listed = {
            name
            for part in parts
            if (name := names.get(part) or names.get(part + "色")) is not None
        }
        # 红色 may be said of 砖红, and 荧光绿 of what the card calls 绿色; 正红 is not 砖红.
        roughly = len(claim.word.removesuffix("色")) == 1
        return (
            claim.value in listed
            or vocabulary.shades.get(claim.value) in listed
            or (roughly and any(vocabulary.shades.get(one) == claim.value for one in listed))
        )
    if claim.kind == "尺码":
        order = list(vocabulary.sizes)
        sizes = [vocabulary.size_names.get(m.group(), m.group()) for m in SIZE.finditer(spec.value)]
        if claim.value in sizes:
            return True
        ranged = re.search(r"[到至~-]", spec.value)
        places = [order.index(size) for size in sizes if size in order]
        if ranged and len(places) >= 2 and claim.value in order:
            return min(places) <= order.index(claim.value) <= max(places)
        return False
    return claim.value.removesuffix("味") in spec.value


def _judge_count(claim: VariantCount, card: CardFacts) -> Outcome:
    spec = card.options.get(claim.kind)
    if spec is None or re.search(r"[到至~-]", spec.value):
        return cannot_tell(claim.word)
    count = len([part for part in re.split(r"[/、，,]", spec.value) if part.strip()])
    if count == claim.count:
        return match(claim.word, spec.raw)
    return contradiction(
        f"{claim.count}种{claim.kind}",
        spec.raw,
        f"疑似{claim.kind}数量与商品卡不符：说{claim.count}种，商品卡有{count}种（{spec.raw}）",
        why="可选的规格应当与商品信息一致",
        suggestion=f"{claim.kind}按商品卡说：{spec.raw}",
        confidence=0.7,
    )
