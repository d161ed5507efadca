"""Quantity claims: net content, pieces in a pack, and what comes with it (买一送一)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.measures import Measure
from monitor.core.consistency.reading import read
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import Numeral, parse_number


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityClaim(Claim):
    """`low`..`high` of `unit`; `dimension` mass, volume, length or count.

    `each`: the packing that the figure is said of (一袋八百克), '' when none is named.
    """

    dimension: str
    unit: str
    factor: Decimal
    low: Decimal
    high: Decimal
    stated: bool
    shown: str
    each: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftClaim(Claim):
    """买一送一, 拍二发三, 送同款小样: what comes for free."""

    shown: str


_DOSE: Final = re.compile(
    r"(?:一[杯勺口碗顿](?!装)|每天|每日|每次|每回|每周|一天|一日|一次|一周|早晚各?|瘦了?|减了?|胖了?|掉了?|体重|海拔|每100|每百|热量|喝了?|吃了?|放|倒|称重"
    r"|蛋白质?|脂肪|碳水|糖分?|(?<!净)含(?![量有])钠?|用了?|敷|涂|抹|挤|泡|冲|兑|一亩地?用?|买|拍|囤|送|赠|加|剩|只剩|最后|还有|限购|抢|卖出?了?|卖|已售|销量|库存|月销|发货|发了|第"
    r"|退|赔|给你|给大家|领|扣|(?<!实)打|斤以内|前|穿|建议|最好|一口气|小时内|承重|载重|能装|可以装|能放)[^，。？]{0,3}$"
)
_DOSE_AFTER: Final = re.compile(
    r"^(?:模式|档|颜色|色[，。？可系号]|尺码|码|口味|味道|功能|步骤|部分|环节|理由|原因|优点|特点|按[钮键]|问题|阶段|等级|版本|系列|人|房间|以内的?(?:姐妹|宝|人|可)|以下|的姐妹|的宝妈|的(?:小|大|老|成)?(?:猫|狗|犬|孩子|宝宝|娃|人)|就够|一次|一天|见效|就行|就能|链接|起|的量|斑|人|订单|的朋友)"
)
_STATED: Final = re.compile(
    r"(?:净含量|净重|净量|容量|分量|规格|装|一共|总共|整整|足足|里面有|里面是|内含|含有|内有|共|满满|到手|每[一]?|一)[^，。？]{0,6}$"
)
_PACK: Final = re.compile(
    r"(?:[一每整这](?:大|整|小)?(?:盒|坛|缸|箱|袋|罐|瓶|包|套|组|提|桶|份|单|件|串|筒|篮|礼盒))(?:里面?|里头|一共|总共|共|就?有|就?是|装|能有|足足|整整|实打实|实实在在|满满|足有|足量|大概|差不多|得有|的|给你们?|给您|给大家|我|咱)*$"
    r"|(?:一共|总共|里面有|里面是|内含|内有|到手|共|里头有|实发|发|[一每]拍|拍[一1][单份件套箱组]|下一单|(?<!送)(?:给你们?|给您|给大家)(?:发|寄|装)(?:足|够|整整|满)?)(?:就|是|有|足足|整整)*$"
)
# Measures of one piece, never of a packing.
_OF_ONE: Final = frozenset({"钱"})
_EACH: Final = re.compile(
    r"(?:[一每单1]|这一)([盒坛罐袋瓶包支桶筒条片只个])(?:里面?|就|是|有|足足|整整|净重|净含量|都|装)*$"
)
_PACK_AFTER: Final = re.compile(
    r"^(?:装|一[盒箱袋罐瓶包套提桶坛]|每[盒箱袋罐瓶包]|独立|一大[盒箱袋包])"
)
# 重六十克, 这床被子四斤的, 一只就有两克: a weight said of the thing itself.
_WEIGHED: Final = re.compile(
    r"(?:重|净重|实重|沉|分量|克重|金重|重量|充|填充|填)(?:量|了)?(?:就|才|都|也|足足|足有|达到|达|有|是|大概|差不多|得有|了|实打实|整整|到)*$"
    r"|(?:[这那一每整][只个床件条颗盒箱袋罐坛瓶包张块支枚串套把口头尾粒]|[这那])(?:[一-龥]{1,5})?(?:就|才|都|也|足足|足有|有|是|大概|差不多|得有|实打实|整整)*$"
)
_WEIGHED_AFTER: Final = re.compile(
    r"^(?:重|沉|的?(?:金|银|净重|分量|克重|被子|被|绒|丝|棉|肉|茶|米|干[参货果])|的?$|的?(?=，))"
)
_GIFT: Final = re.compile(
    r"(?:买|拍|下单|拍下)?[一二三四五两\d](?:[盒件瓶袋包支箱套个罐双份片])?(?:就?)(?:送|发|得|到手|赠)[一二三四五六七八九十两\d]+(?![一二三四五六七八九十百千半\d]|毫升|克|公斤|千克|斤|升|米|kg|ml|g)(?:[盒件瓶袋包支箱套个罐双份片])?"
    r"|(?:再|还|额外|加|另外|多)(?:送|赠)(?:给?你们?|大家)?[^，。？]{1,10}"
    r"|(?:送|赠|配|附)(?:了|你|上|带)?[一二三四五六七八九十两\d]+[盒件瓶袋包支箱套个罐双份片只条把根块][一-龥]{2,4}"
)
_COUNTED_THING: Final = re.compile(
    r"([一二三四五六七八九十两\d]+)(?:[盒件瓶袋包支箱套个罐双份片只条把根块])([一-龥]{2,4})"
)
# 十斤装的昨天卖完了: a packing that is no longer offered.
_SOLD_OUT: Final = re.compile(
    r"^装的?[^，。？]{0,6}(?:卖完|卖光|没了|没货|断货|售罄|抢完|抢光|下架|停了|缺货|要等)"
)
# 拍一份到手十袋: what one portion holds, in another measure than the portion's own.
_PORTION: Final = re.compile(
    r"^(?:拍|买|下单|拍下)[一1]([份套箱盒组罐桶袋包])就?(?:到手|发|得)([一二三四五六七八九十两\d]+)"
    r"([盒件瓶袋包支罐双片])"
)
_LAWS: Final = ("adlaw-28-2", "adlaw-8", "consumer-20")


class QuantityTopic:
    """净含量与数量."""

    category = "mismatch-quantity"

    def find(self, scene: Scene) -> Iterator[QuantityClaim]:
        """Weights, volumes and pieces said of the product, not doses, orders or people."""
        for index, numeral in scene.numbers():
            found = _quantity(scene, index, numeral)
            if found is not None:
                yield found

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's net content, for one unit and in all."""
        if not isinstance(claim, QuantityClaim):
            return None
        said, content = claim.shown, card.content
        if content is None:
            return cannot_tell(said)
        expected = card.card.net_content or ""
        if claim.dimension == "count":
            counts = content.counts.get(claim.unit)
            if counts is None:
                return cannot_tell(said)
            if any(claim.low <= count <= claim.high for count in counts):
                return match(said, expected)
            if claim.low == card.card.stock:
                return cannot_tell(said, "与库存相符，不像在说净含量")
            if claim.unit in ("件", "台", "个", "套", "份", "瓶", "盒") and set(counts) == {1}:
                return cannot_tell(said, "商品卡按单件写，说的可能是组合")
        else:
            several = min(content.counts.get(claim.each, (1,))) > 1
            stated = content.sizes if several else (*content.sizes, *content.totals)
            mine = [m for m in stated if m.dimension == claim.dimension]
            specified = [m for spec in card.specs for m in spec.measures]
            if not mine and any(m.dimension == claim.dimension for m in specified):
                return None  # 一百二十平 is no content of 一台, but it is what 适用面积 speaks of
            if claim.unit in _OF_ONE and any(m.unit == claim.unit for m in specified):
                return None  # 九钱往上 speaks of 规格 4-6钱 and not of a box of 750g
            if not mine:
                return cannot_tell(said)
            if any(_within(claim, measure) for measure in mine):
                return match(said, expected)
            if _multiple(claim, content.sizes, scene):
                return match(said, expected)
        if not claim.stated:
            return cannot_tell(said, "不像在说净含量")
        return _against(said, expected)


class GiftTopic:
    """赠品与组合."""

    category = "mismatch-quantity"

    def find(self, scene: Scene) -> Iterator[GiftClaim]:
        """Promises of something for free."""
        for found in scene.find(_GIFT):
            if scene.claimed(found.start(), found.end(), others=False):
                a, b = found.span()
                numerals = tuple(
                    i for i, n in enumerate(scene.reading.numerals) if a <= n.start < b
                )
                yield GiftClaim(start=a, end=b, numerals=numerals, shown=found.group())

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """Only where the card itself states a gift."""
        if not isinstance(claim, GiftClaim):
            return None
        if enclosed := _enclosed(claim, card):
            return enclosed
        stated = card.specs_with(("赠", "买赠", "活动"))
        if any(claim.shown in spec.value or spec.value in claim.shown for spec in stated):
            return match(claim.shown, stated[0].raw)
        return cannot_tell(claim.shown, "商品卡没有写赠品；赠品须说明名称、规格、数量和价值")


def _enclosed(claim: GiftClaim, card: CardFacts) -> Outcome | None:
    """送八个刷头 against a content that counts 刷头 itself; None where it does not."""
    expected = card.card.net_content or ""
    if got := _PORTION.match(claim.shown):
        counts = card.content.counts.get(got[3], ()) if card.content and got[1] != got[3] else ()
        number = parse_number(got[2])
        if counts and number is not None:
            same = any(count == number for count in counts)
            return match(claim.shown, expected) if same else _against(claim.shown, expected)
    said = _COUNTED_THING.search(claim.shown)
    if said is None:
        return None
    for found in _COUNTED_THING.finditer(read(expected).text):
        if found[2] != said[2]:
            continue
        if parse_number(found[1]) == parse_number(said[1]):
            return match(claim.shown, expected)
        return _against(claim.shown, expected)
    return None


def _against(said: str, expected: str) -> Outcome:
    return contradiction(
        said,
        expected,
        f"疑似净含量与商品卡不符：说{said}，商品卡为{expected}",
        why="规格、数量应当与商品信息一致",
        suggestion=f"净含量按商品卡说：{expected}",
        laws=_LAWS,
    )


def _quantity(scene: Scene, index: int, numeral: Numeral) -> QuantityClaim | None:
    reading = scene.reading
    before, after = reading.before(numeral.start, 16), reading.after(numeral.end, 8)
    for dimension, factor in scene.vocabulary.dimensions(numeral.unit):
        if dimension not in ("mass", "volume", "length", "area", "count", "carat"):
            continue
        counted = dimension == "count"
        pack = _PACK.search(before)
        if counted:
            if not (pack or _PACK_AFTER.match(after)):
                continue
            if numeral.value <= 1 and not after.startswith("装"):
                continue
        # 给大家发的是十斤装: whatever is done with it, a packing is told.
        packed = not counted and after.startswith("装")
        if _DOSE.search(before) and not (pack or packed):
            continue
        if packed and _SOLD_OUT.match(after):
            continue
        if before.endswith("每") and numeral.value == 100:
            continue  # 每一百毫升热量是四十五大卡
        if _DOSE_AFTER.match(after):
            continue
        if not scene.claimed(numeral.start, numeral.end):
            return None
        stated = (
            bool(pack or _STATED.search(before) or _PACK_AFTER.match(after))
            or bool(
                re.match(
                    r"^(?:的?大容量|的?[一-龥]{1,3}装|的?量|的?分量|的?超大|装|一[瓶盒支袋罐包桶箱个条块颗只听提])",
                    after,
                )
            )
            or bool(
                re.search(
                    r"(?:这|那)?[瓶支盒袋罐包桶箱听条](?:[一-龥]{0,6})?$|(?:是|有|又|的|足)$",
                    before,
                )
            )
        )
        if dimension == "mass" and not stated:
            thing = _WEIGHED_AFTER.match(after) or scene.room.materials.match(after)
            stated = bool(_WEIGHED.search(before) and thing)
            stated = stated or bool(
                re.search(r"(?:重|沉)(?:就|才|都|有|是|足足|足有|了|达)*$", before)
            )
        number = reading.text[numeral.number_start : numeral.number_end]
        each = _EACH.search(before)
        return QuantityClaim(
            start=numeral.start,
            end=numeral.end,
            numerals=(index,),
            dimension=dimension,
            unit=numeral.unit,
            factor=factor,
            low=numeral.low,
            high=numeral.high,
            stated=stated,
            shown=f"{number}{numeral.unit}",
            each=each[1] if each else "",
        )
    return None


def _within(claim: QuantityClaim, measure: Measure) -> bool:
    low, high = claim.low * claim.factor, claim.high * claim.factor
    slack = measure.high / 100
    return low - slack <= measure.high and measure.low <= high + slack


def _multiple(claim: QuantityClaim, sizes: tuple[Measure, ...], scene: Scene) -> bool:
    """两瓶一斤装 states a size and a count; 三盒一共七百五十克 multiplies a size."""
    value = claim.low * claim.factor
    clause = scene.reading.clause_at(claim.start)
    for numeral in scene.reading.numerals:
        # 这支有一百克，一支顶别人两支: what another clause counts does not multiply.
        if scene.reading.clause_at(numeral.start) != clause:
            continue
        if not any(d == "count" for d, _ in scene.vocabulary.dimensions(numeral.unit)):
            continue
        if numeral.value <= 1:
            continue
        for size in sizes:
            if size.dimension == claim.dimension and value == size.low * numeral.value:
                return True
    return False
