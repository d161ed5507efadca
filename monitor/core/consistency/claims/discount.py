"""Discounts in 折: 打八折, 一折, 半价, checked by arithmetic on the card's own prices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, Verdict, cannot_tell, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountClaim(Claim):
    """`low`..`high` tenths of the former price."""

    low: Decimal
    high: Decimal


_ELSEWHERE: Final = re.compile(
    r"(?:第二|第2|第三|二件|两件|满|会员|全场|全店|其他|员工|老客|生日|新人|别家|专柜|不打|没有|从来不|骨)[^，。？]{0,6}$"
)
_TOLERANCE: Final = Decimal("0.6")


class DiscountTopic:
    """折扣."""

    category = "mismatch-price"

    def find(self, scene: Scene) -> Iterator[DiscountClaim]:
        """Discounts on the product itself, not on a second one or for members."""
        for index, numeral in scene.numbers():
            if numeral.unit != "折" or not Decimal(0) < numeral.value < 10:
                continue
            before = scene.reading.before(numeral.start, 10)
            if _ELSEWHERE.search(before) or not scene.claimed(numeral.start, numeral.end):
                continue
            if re.match(
                r"^(?:就能|就收|就好|收|叠|页|痕|扣券|射|腾|磨)",
                scene.reading.after(numeral.end, 2),
            ):
                continue
            yield DiscountClaim(
                start=numeral.start,
                end=numeral.end,
                numerals=(index,),
                low=numeral.low,
                high=numeral.high,
            )

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The live price as a share of the list price or the seven days' lowest."""
        if not isinstance(claim, DiscountClaim):
            return None
        price = card.card.price
        said = f"{claim.low.normalize():f}折"
        bases = [base for base in (price.list, price.lowest_7d, price.after_show) if base]
        if price.live is None or not bases:
            return cannot_tell(said)
        actual = [price.live / base * 10 for base in bases]
        if any(claim.low - _TOLERANCE <= each <= claim.high + _TOLERANCE for each in actual):
            return match(said, f"{min(actual):.1f}折")
        if claim.low > max(actual):
            return cannot_tell(said, "实际折扣比说的更低，对消费者有利")
        return Outcome(
            verdict=Verdict.CONTRADICTION,
            said=said,
            expected=f"按商品卡约{min(actual):.1f}折",
            message=f"疑似虚假折扣：说{said}，按商品卡约{min(actual):.1f}折",
            why="折价的基准应当是前七日内的最低成交价",
            suggestion=f"店铺近七天最低成交价{price.lowest_7d or max(bases)}元，今天{price.live}元",
            laws=("price-fraud-19-3", "promo-21", "adlaw-28"),
            severity=Severity.HIGH,
            confidence=0.8,
        )
