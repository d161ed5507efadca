"""Reads amounts of money out of speech, each with the price it is said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from monitor.core.consistency.claim import Claim
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import Numeral


class Role(StrEnum):
    """Which price an amount is said to be."""

    LIVE = "live"
    REFERENCE = "reference"
    AFTER = "after"
    SAVING = "saving"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceClaim(Claim):
    """An amount in yuan; `per` is the measure word it buys one of, `bundle` how many it buys."""

    role: Role
    low: Decimal
    high: Decimal
    hedge: str
    per: str = ""
    bundle: Decimal | None = None


_MONEY: Final = frozenset({"块", "块钱", "元", "元钱"})
_NOT_PRICE_BEFORE: Final = re.compile(
    r"(?:运费|邮费|定金|订金|押金|尾款|返现|返|红包|满|每天|一天|成本|赔付?|罚款?|工资|挣|赚|奖金?|抽奖?|话费|电费"
    r"|月供|分期|差价|首付|补贴|国补|以旧换新|不要|不用|不卖|佣金|退|免单|充值|零钱|亏了|倒贴|贴着|贵了?|最后|只剩|剩下?|库存|人工|包装费|进价|拿货价?"
    r"|广告费|打赏|消费|预算|海拔|楼|体重)[^，。？]{0,5}$"
)
_NOT_PRICE_AFTER: Final = re.compile(
    r"^(?:不要|的?(?:赠品|礼包|礼盒|礼品|小样|红包|优惠券|券|代金券|话费|运费|定金|押金|多个|个|名|位|度|万人|人|钱红包))"
)
_REFERENCE: Final = re.compile(
    r"(?:原价|平时|日常|正价|吊牌|划线|专柜|门店|商场|官网|市场价|零售价|指导价|标价|市面|外面|实体店|旗舰店|超市"
    r"|别家|别人家|别的直播间|[七7]天[里内]|近[七7]天|近三十天|卖过|成交过|以前|之前|前几天|前两天|前天|昨天|上次|老价|本来|往常|没活动|不搞活动|平常|正常|店里|店铺|线下|淘宝|京东|某宝"
    r"|某东|天猫|拼多多|价值|上(?:个)?(?:礼拜|星期|周|月|回|一场|场)|前(?:一)?阵子|前段时间|头两天|早上|上午|昨晚|前晚|过年|年前|双十一|双11|六一八|去年|发布价|首发价|原来|机场|免税店|同行|柜台|标着?|百货|商超|酒庄|酒店|餐厅|药店|药房|服装店|鞋店|茶叶店|金店|珠宝店|母婴店|水果店|公司)[^，。？]*$"
)
_AFTER_SHOW: Final = re.compile(
    r"(?:下播|明天|明儿|过了今天|活动结束|播完|结束之?后|涨到|涨回|恢复到?|回到|过了十二点|过后|下了直播|出了直播间)[^，。？]*$"
)
_SAVING: Final = re.compile(
    r"(?:省下?了?|(?<!最)便宜了?|优惠了?|立减|直降|减了?|降了?|少花|少付|(?:再|能|给你们?|直接|今[天晚]|各|立)少了?|让利)(?:(?!只|才|就|仅)[^，。？]){0,3}$"
)
_SAVING_AFTER: Final = re.compile(r"^(?:的)?(?:优惠|折扣|差价)")
_LIVE: Final = re.compile(
    r"(?:今天|今晚|今日|直播间|到手|现价|现在|只要|仅需|只需|一口价|券后|秒杀|福利价|价格|卖你们?|给你们?|给到|给大家|拍下"
    r"|上车|开价|破价|直接|只卖|卖|活动价|优惠价|直播价|才|仅|到手价|下单|链接|不到|就是)[^，。？]{0,6}$"
)
_LIVE_AFTER: Final = re.compile(
    r"^(?:钱)?(?:(?:就|直接|马上|统统|全部|能|可以|你就)*(?:拿走|带走|[带抱拿提搬扛背牵开领]回家|抱走|提走|拎走|搬走|扛走|端走|拿下|到手|包邮|入手|上车|秒|抢|能买|可以买|开抢|拍走|搞定)"
    r"|[一两二三四五六十\d]+[件盒瓶双套个支台袋罐箱包条只提桶把张床对副本部]|的价格|一整)"
)
_PER: Final = re.compile(
    r"(?:平均|合|等于|相当于|折合|算下来)?(?:每一?|一)([片包瓶盒袋支只条粒颗件个台套双罐桶箱枚张卷把根杯听提贴斤克天])"
    r"(?:才|只要|就|不到|仅|合|平均|是|大概)*$"
)
_SMALL_AFTER: Final = re.compile(r"^(?:$|[，。？]|块|元|包邮|就|拿|带|一[件盒瓶])")
_PER_AFTER: Final = re.compile(r"^一([片包瓶盒袋支只条粒颗件个台套双罐桶箱枚张卷把根杯听提贴斤])")
_BUNDLE: Final = re.compile(
    r"(?:才|只要|就|一共|总共|的|到手|是|装|一起|合计|带走|拍|给你|直接|仅需|只需|卖)*$"
)


def price_claims(scene: Scene) -> Iterator[PriceClaim]:
    """Amounts of money with the price that each is said to be."""
    for index, numeral in scene.numbers():
        role = _role(scene, numeral)
        if role is None:
            continue
        others = role not in (Role.REFERENCE, Role.AFTER)
        if not scene.claimed(numeral.start, numeral.end, others=others):
            continue
        bundle = _bundle(scene, numeral)
        start = numeral.start
        if role is Role.REFERENCE:
            selling = re.search(r"(?:要卖|卖|是|要|得)$", scene.reading.before(start))
            start -= len(selling.group()) if selling and selling.group() == "卖" else 0
        yield PriceClaim(
            start=start,
            end=numeral.end,
            numerals=(index,),
            role=role,
            low=numeral.low,
            high=numeral.high,
            hedge=numeral.hedge,
            per=_per(scene, numeral),
            bundle=bundle,
        )


def _role(scene: Scene, numeral: Numeral) -> Role | None:
    reading = scene.reading
    before, after = reading.before(numeral.start, 20), reading.after(numeral.end, 10)
    if numeral.value == 0 or reading.text[numeral.number_start] == "几":
        return None
    money = numeral.unit in _MONEY
    cut = numeral.unit == "米" and re.search(r"(?:只要|才|仅需|到手|就要)$", before)
    if not money and not cut and numeral.unit:
        return None
    if _NOT_PRICE_BEFORE.search(before[-10:]) or _NOT_PRICE_AFTER.search(after):
        return None
    if not money and not cut and not _price_like(numeral, after):
        return None
    cues = [
        (found.start(), role)
        for pattern, role in (
            (_REFERENCE, Role.REFERENCE),
            (_AFTER_SHOW, Role.AFTER),
            (_SAVING, Role.SAVING),
            (_LIVE, Role.LIVE),
        )
        if (found := _last(pattern, before)) is not None
    ]
    strong = [cue for cue in cues if cue[1] is not Role.LIVE]
    if _SAVING_AFTER.search(after):
        return Role.SAVING
    if re.search(
        r"(?:今天|今晚|现在|直播间|到手|现价|只要)[^，。？]{0,6}$", before
    ) and not re.search(r"(?:省|便宜|优惠|减|降|少|涨|恢复)[^，。？]{0,4}$", before):
        # 原价两百今天只要九十九: without a comma the nearest word decides.
        near = max(cues, default=None)
        if near and near[1] is not Role.REFERENCE:
            return near[1] if near[1] is Role.AFTER else Role.LIVE
    if strong:
        return max(strong)[1]
    if cues or _LIVE_AFTER.search(after):
        return Role.LIVE
    return Role.UNSAID if money else None


def _last(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    """The match that starts furthest right (the patterns run to the end of the text)."""
    found = None
    at = 0
    while (match_ := pattern.search(before, at)) is not None:
        found, at = match_, match_.start() + 1
    return found


def _price_like(numeral: Numeral, after: str) -> bool:
    """A bare number that can be a price: nothing that measures follows it."""
    if numeral.value < 5 or numeral.number_end - numeral.number_start < 2:
        return False
    if numeral.value < 20 and not re.match(
        r"^(?:$|[，。？]|块|元|包邮|就|拿|带|一[件盒瓶])", after
    ):
        return False
    return not re.match(
        r"^[a-z%]|^(?:多?个|多?名|多?位|月|日|点|的(?:妈妈|姐妹|朋友)|后|后的|前|左右的)", after
    )


def _per(scene: Scene, numeral: Numeral) -> str:
    found = _PER.search(scene.reading.before(numeral.start, 12)) or _PER_AFTER.search(
        scene.reading.after(numeral.end, 3)
    )
    return found[1] if found else ""


def _bundle(scene: Scene, numeral: Numeral) -> Decimal | None:
    """How many the amount buys, where a count stands right beside it: 三盒两百, 一百五两件."""
    for other in scene.reading.numerals:
        counted = any(d == "count" for d, _ in scene.vocabulary.dimensions(other.unit))
        if not counted or other.value <= 1 or other.unit in ("块", "节"):
            continue
        if other.end <= numeral.start:
            between = scene.reading.text[other.end : numeral.start]
            if _BUNDLE.fullmatch(between):
                return other.value
        elif numeral.end == other.start:
            return other.value
    return None
