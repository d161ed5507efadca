"""Price claims: the live price, a reference price, the price after the show, a saving.

A reference price (原价, 平时, 专柜) may be the card's list price or what the last seven days' lowest
price bears out (明码标价和禁止价格欺诈规定 第十六条、第十七条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, Verdict, cannot_tell, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import Numeral
from monitor.model import Severity


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
    r"|月供|分期|差价|首付|补贴|国补|以旧换新|不要|不用|不卖|佣金|退|免单|充值|零钱|人工|包装费|进价|拿货价?"
    r"|广告费|打赏|消费|预算|海拔|楼|体重)[^，。？]{0,5}$"
)
_NOT_PRICE_AFTER: Final = re.compile(
    r"^(?:的?(?:红包|优惠券|券|代金券|话费|运费|定金|押金|多个|个|名|位|度|万人|人|钱红包))"
)
_REFERENCE: Final = re.compile(
    r"(?:原价|平时|日常|正价|吊牌|划线|专柜|门店|商场|官网|市场价|零售价|指导价|标价|市面|外面|实体店|旗舰店|超市"
    r"|别家|别人家|别的直播间|以前|之前|昨天|上次|老价|本来|往常|没活动|不搞活动|平常|正常|店里|店铺|线下|淘宝|京东|某宝"
    r"|某东|天猫|拼多多|价值|上周|去年|发布价|首发价|原来|机场|免税店|同行|柜台|百货|商超|酒庄|酒店|餐厅|药店|药房|服装店|鞋店|茶叶店|金店|珠宝店|母婴店|水果店|公司)[^，。？]*$"
)
_AFTER_SHOW: Final = re.compile(
    r"(?:下播|明天|明儿|过了今天|活动结束|播完|结束之?后|涨到|涨回|恢复到?|回到|过了十二点|过后|下了直播|出了直播间)[^，。？]*$"
)
_SAVING: Final = re.compile(
    r"(?:省下?了?|便宜了?|优惠了?|立减|直降|减了?|降了?|少花|少付|让利)(?:(?!只|才|就|仅)[^，。？]){0,3}$"
)
_SAVING_AFTER: Final = re.compile(r"^(?:的)?(?:优惠|折扣|差价)")
_LIVE: Final = re.compile(
    r"(?:今天|今晚|今日|直播间|到手|现价|现在|只要|仅需|只需|一口价|券后|秒杀|福利价|价格|卖你们?|给你们?|给到|给大家|拍下"
    r"|上车|开价|破价|直接|只卖|卖|活动价|优惠价|直播价|才|仅|到手价|下单|链接|不到|就是)[^，。？]{0,6}$"
)
_LIVE_AFTER: Final = re.compile(
    r"^(?:钱)?(?:(?:就|直接|马上|统统|全部|能|可以|你就)*(?:拿走|带走|带回家|拿下|到手|包邮|入手|上车|秒|抢|能买|可以买|开抢|拍走|搞定)"
    r"|[一两二三四五六十\d]+[件盒瓶双套个支台袋罐箱包条只提桶把张床对副本部]|的价格|一整)"
)
_PER: Final = re.compile(
    r"(?:平均|合|等于|相当于|折合|算下来)?(?:每一?|一)([片包瓶盒袋支只条粒颗件个台套双罐桶箱枚张卷把根杯听提贴斤克天])"
    r"(?:才|只要|就|不到|仅|合|平均|是|大概)*$"
)
_PER_AFTER: Final = re.compile(r"^一([片包瓶盒袋支只条粒颗件个台套双罐桶箱枚张卷把根杯听提贴斤])")
_BUNDLE: Final = re.compile(
    r"(?:才|只要|就|一共|总共|的|到手|是|装|一起|合计|带走|拍|给你|直接|仅需|只需|卖)*$"
)


class PriceTopic:
    """价格: 直播价、参考价、下播价、立省."""

    category = "mismatch-price"

    def find(self, scene: Scene) -> Iterator[PriceClaim]:
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

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's price of the claim's role."""
        if not isinstance(claim, PriceClaim):
            return None
        if claim.role is Role.REFERENCE:
            return _reference(claim, card)
        if claim.role is Role.AFTER:
            return _after(claim, card)
        if claim.role is Role.SAVING:
            return _saving(claim, card)
        return _live(claim, card, scene)


def _role(scene: Scene, numeral: Numeral) -> Role | None:
    reading = scene.reading
    before, after = reading.before(numeral.start, 20), reading.after(numeral.end, 10)
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
    ) and not re.search(r"(?:省|便宜|优惠|减|降|涨|恢复)[^，。？]{0,4}$", before):
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


def _shown(claim: PriceClaim) -> str:
    text = f"{claim.low.normalize():f}"
    return f"{text}元" if claim.low == claim.high else f"约{text}元"


def _yuan(value: Decimal | None) -> str:
    return f"{value.normalize():f}元" if value is not None else ""


def _same(claim: PriceClaim, value: Decimal | None) -> bool:
    """The amount said is the card's, with 79 for 79.9 and the speaker's own hedge allowed."""
    if value is None:
        return False
    if claim.low <= value <= claim.high:
        return True
    if claim.hedge == "less":
        return claim.low * Decimal("0.8") <= value <= claim.high
    return (
        claim.low == claim.high
        and value >= 10
        and claim.low == value.to_integral_value(rounding="ROUND_FLOOR")
    )


def _live(claim: PriceClaim, card: CardFacts, scene: Scene) -> Outcome:
    price, said = card.card.price, _shown(claim)
    live = price.live
    if live is None:
        return cannot_tell(said)
    if _same(claim, live):
        return match(said, _yuan(live))
    if claim.per and (outcome := _per_unit(claim, card, said)):
        return outcome
    counts = card.content.counts.values() if card.content else ()
    packed = {value for values in counts for value in values}
    if claim.bundle and claim.bundle not in packed:
        if _same(claim, live * claim.bundle):
            return match(said, _yuan(live * claim.bundle))
        return cannot_tell(said, "多件组合的价格，商品卡只写了单件价")
    if claim.role is Role.UNSAID:
        if any(_same(claim, value) for value in (price.list, price.lowest_7d, price.after_show)):
            return match(said, _yuan(price.list))
        return cannot_tell(said, "没有说明是哪一种价格")
    if claim.low < live:
        return _contradiction(
            claim,
            said,
            _yuan(live),
            f"疑似直播价与商品卡不符：说{said}，商品卡{_yuan(live)}",
            "报出低于链接实际成交价的价格，涉嫌低价诱骗",
            f"直播价按链接说{_yuan(live)}；有券就说清领券条件和券后价",
            ("price-fraud-19-2", "adlaw-28", "price-law-14-4"),
        )
    return _contradiction(
        claim,
        said,
        _yuan(live),
        f"疑似直播价与商品卡不符：说{said}，商品卡{_yuan(live)}",
        "口播价格与商品卡不一致，消费者无从知道实际价格",
        f"直播价按链接说{_yuan(live)}",
        ("adlaw-28", "price-fraud-20"),
        severity=Severity.MEDIUM,
    )


def _per_unit(claim: PriceClaim, card: CardFacts, said: str) -> Outcome | None:
    live, content = card.card.price.live, card.content
    counts = content.counts.get(claim.per, ()) if content else ()
    if not live or not counts or counts[0] <= 1:
        return None
    expected = live / counts[0]
    shown = f"每{claim.per}约{expected:.2f}元"
    if claim.low * Decimal("0.9") <= expected <= claim.high * Decimal("1.1"):
        return match(said, shown)
    if claim.hedge == "less" and expected <= claim.high:
        return match(said, shown)
    return cannot_tell(said, "按件折算的价格与商品卡差得较多，请核对")


def _reference(claim: PriceClaim, card: CardFacts) -> Outcome:
    price, said = card.card.price, _shown(claim)
    stated = [value for value in (price.list, price.lowest_7d) if value is not None]
    if not stated:
        return cannot_tell(said)
    if claim.bundle or (
        claim.per
        and claim.per in (card.content.counts if card.content else {})
        and card.content
        and card.content.counts[claim.per][0] > 1
    ):
        if claim.bundle or claim.low <= max(stated):
            return cannot_tell(said, "多件或单件折算的参考价，商品卡没有写")
    if any(_same(claim, value) for value in (*stated, price.after_show)):
        return match(said, _yuan(price.list))
    top = max(stated)
    if claim.low <= (price.lowest_7d or top):
        return match(said, _yuan(top))
    if claim.low <= top:
        return cannot_tell(said, "低于划线价，但高于近七天最低成交价，请核对依据")
    lowest = f"，近七天最低成交价{_yuan(price.lowest_7d)}" if price.lowest_7d else ""
    return _contradiction(
        claim,
        said,
        f"划线价{_yuan(price.list)}{lowest}" if price.list else lowest.lstrip("，"),
        f"疑似虚构参考价：说{said}，商品卡{_yuan(price.list) or lowest.lstrip('，')}",
        "被比较的价格应当真实；说不清出处的，不得高于前七日内的最低成交价",
        f"店铺近七天最低成交价{_yuan(price.lowest_7d or top)}，今天{_yuan(price.live) or '以链接为准'}",
        ("price-fraud-16", "price-fraud-17", "price-fraud-19-3", "adlaw-28"),
    )


def _after(claim: PriceClaim, card: CardFacts) -> Outcome:
    price, said = card.card.price, _shown(claim)
    expected = price.after_show if price.after_show is not None else price.list
    if expected is None:
        return cannot_tell(said)
    if any(_same(claim, value) for value in (price.after_show, price.list)):
        return match(said, _yuan(expected))
    if price.after_show is None and claim.low < expected:
        return cannot_tell(said, "商品卡没有写下播后的价格")
    return _contradiction(
        claim,
        said,
        _yuan(expected),
        f"疑似下播价格与商品卡不符：说下播后{said}，商品卡{_yuan(expected)}",
        "以虚假的涨价预告诱导购买，涉嫌价格欺诈",
        f"活动结束后恢复为{_yuan(expected)}，以商品页为准",
        ("price-fraud-19-3", "price-fraud-17", "adlaw-28"),
    )


def _saving(claim: PriceClaim, card: CardFacts) -> Outcome:
    price, said = card.card.price, _shown(claim)
    if price.live is None or (price.list is None and price.lowest_7d is None):
        return cannot_tell(said)
    savings = [base - price.live for base in (price.list, price.lowest_7d) if base is not None]
    if any(_same(claim, saving) for saving in savings):
        return match(said, _yuan(max(savings)))
    if claim.low <= max(savings):
        return cannot_tell(said, "省下的金额小于划线价与直播价之差，可能另有算法")
    return _contradiction(
        claim,
        said,
        f"最多省{_yuan(max(savings))}",
        f"疑似夸大优惠：说省{said}，按商品卡最多省{_yuan(max(savings))}",
        "减价的幅度应当真实，以近七天最低成交价为基准",
        f"比店铺近七天最低成交价便宜{_yuan(min(savings))}",
        ("price-fraud-19-3", "promo-21", "adlaw-28"),
        severity=Severity.MEDIUM,
    )


def _contradiction(
    claim: PriceClaim,
    said: str,
    expected: str,
    message: str,
    why: str,
    suggestion: str,
    laws: tuple[str, ...],
    severity: Severity = Severity.HIGH,
) -> Outcome:
    return Outcome(
        verdict=Verdict.CONTRADICTION,
        said=said,
        expected=expected,
        message=message,
        why=why,
        suggestion=suggestion,
        laws=laws,
        severity=severity,
        confidence=0.75 if claim.low != claim.high else 0.85,
    )
