"""Price claims (价格): the live price, a reference price, the price after the show, a saving.

A reference price (原价, 平时, 专柜) may be the card's list price or what the lowest price of the
last seven days bears out (明码标价和禁止价格欺诈规定 第十六条、第十七条).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from monitor.core.consistency.claim import Claim, Outcome, Verdict, cannot_tell, match
from monitor.core.consistency.claims.price_reading import PriceClaim, Role, price_claims
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.model import Severity


class PriceTopic:
    """价格: 直播价、参考价、下播价、立省."""

    category = "mismatch-price"

    def find(self, scene: Scene) -> Iterator[PriceClaim]:
        """Amounts of money with the price that each is said to be."""
        yield from price_claims(scene)

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
    if claim.per and (outcome := _per_unit(claim, card, said, scene)):
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


def _per_unit(claim: PriceClaim, card: CardFacts, said: str, scene: Scene) -> Outcome | None:
    live, content = card.card.price.live, card.content
    for dimension, factor in scene.vocabulary.dimensions(claim.per):
        for total in content.totals if content else ():
            if total.dimension == dimension and total.low > factor and live:
                expected = live * factor / total.low
                shown = f"每{claim.per}约{expected:.2f}元"
                if claim.low * Decimal("0.9") <= expected <= claim.high * Decimal("1.1"):
                    return match(said, shown)
                return cannot_tell(said, "按重量折算的价格与商品卡差得较多，请核对")
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
    counts = card.content.counts.get(claim.per, ()) if card.content else ()
    if claim.bundle or (counts and counts[0] > 1 and claim.low <= max(stated)):
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
        f"店铺近七天最低成交价{_yuan(price.lowest_7d or top)}，今天{_yuan(price.live) or '见链接'}",
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
