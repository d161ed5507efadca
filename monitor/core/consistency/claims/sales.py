"""Sales and stock: 已经卖出一万三千多盒, 月销五十万, 库存只剩最后十单."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import Numeral
from monitor.model import Severity, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesClaim(Claim):
    """`low`..`high` sold, in all or in a period; `batch` sales of this show only."""

    low: Decimal
    high: Decimal
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockClaim(Claim):
    """`low`..`high` left; `scarce` when said to hurry (只剩, 最后)."""

    low: Decimal
    high: Decimal
    scarce: bool
    named: bool
    shown: str


_SOLD: Final = re.compile(
    r"(?:(?:每个?月|每天|一天|一年|一个月|天天|每年|每场)(?:都|能|要|可以)*卖|卖出去?了?|卖了|卖掉了?|已售|已卖|售出了?|销量|月销|年销|日销|周销|累计销售?|累计|销售了?|拍了|拍走了?|出了|成交了?|卖爆了?|爆卖|狂卖|狂销|爆销|热销|热卖|抢走了?|走了"
    r"|销售额|干出去了?|干了|甩出去了?|走出去了?|冲到了?|发出去?了?|回购了?|下了|售|畅销|总销量|已经有|有)(?:已经|了|出|达到|突破|超过|过|是|将近|接近|在|有|到|的)*$"
)
_STRONG_SOLD: Final = re.compile(r"(?:卖|售|销|成交|拍了|拍走|抢走|干出去|甩出去|走出去)")
_PERIOD: Final = re.compile(r"(?:月销|年销|日销|周销|每天卖|一天卖|一个月卖|一年卖)[^，。？]{0,4}$")
_LEAD: Final = re.compile(
    r"(?:月销|年销|日销|周销|每个?月卖|每天卖|一天卖|一年卖|已经卖出|卖出|销量)[^，。？]{0,2}$"
)
_SOLD_AFTER: Final = re.compile(
    r"^(?:的)?(?:销量|已经?卖出|已售|人(?:已经|都)*(?:买过|买了|回购|下单|下了单|付款|付了款|拍过|拍了|买走)|的人(?:买过|回购))"
)
_OTHER_SCOPE: Final = re.compile(
    r"(?:全店|整个品牌|品牌|公司|工厂|全球|我们店|整个店|历年|十年|多年|这一波|这波|刚刚?|刚才|今天|今晚|昨天|上一场|上场)[^，。？]*$"
)
_STOCK: Final = re.compile(
    r"(?:库存|现货|仓库里?|备货|备了|还剩下?|只剩下?|就剩下?|仅剩|剩下|剩余|还有|只有|就|最后|一共就|总共就|总共只有|手里)"
    r"(?:总共|一共|现在|就|还|只|有|剩|剩下|最后|的|了|仅|不到|大概|差不多|是|备了|这)*$"
)
_NAMED: Final = re.compile(r"库存|现货|仓库|备货|备了|剩")
_SCARCE: Final = re.compile(r"只剩|就剩|仅剩|最后|只有|就只|就这")
# 最后三条注意事项 and 这个颜色只剩两件 are not the product's stock.
_NOT_GOODS: Final = re.compile(
    r"^(?:用处|作用|功效|优点|缺点|要求|说法|办法|原因|道理|毛病|心愿|注意|问题|建议|规则|提醒|福利|环节|品|产品|款|链接|名额|事)"
)
# 最后一个口红讲完了: the last one to be presented.
_PRESENTED: Final = re.compile(
    r"没(?:讲|说|介绍|播|上|看)|(?:讲|介绍|播|说|过|看|上)(?:完|一下|到|给|一遍)|^(?:要)?(?:给大家|跟大家|来|是|讲|说|介绍|看|上)"
)
_ONE_KIND: Final = re.compile(
    r"(?:颜色|色|码|尺码|号)(?:的)?(?:就|也|已经)?(?:只剩|还剩|还有|只有|剩)[^，。？]{0,3}$"
)
_BATCH: Final = re.compile(
    r"(?:这一波|这波|这一批|这批|先上|先放|放|上了?|加|再加|补|今天的?名额|限量|前)[^，。？]{0,4}$"
)
_ORDERS: Final = frozenset(
    [
        "单",
        "件",
        "盒",
        "瓶",
        "份",
        "套",
        "个",
        "台",
        "双",
        "包",
        "袋",
        "箱",
        "支",
        "只",
        "条",
        "罐",
        "组",
        "提",
        "本",
        "部",
        "枚",
        "把",
        "桶",
        "斤",
        "万",
    ]
)


class SalesTopic:
    """销量与库存."""

    category = "mismatch-sales"

    def find(self, scene: Scene) -> Iterator[SalesClaim | StockClaim]:
        """Numbers of orders said to be sold or left."""
        for index, numeral in scene.numbers():
            claim = _sold(scene, index, numeral) or _stock(scene, index, numeral)
            if claim and scene.claimed(claim.start, claim.end):
                yield claim

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's `sold` and `stock`."""
        if isinstance(claim, SalesClaim):
            return _judge_sold(claim, card, scene)
        if isinstance(claim, StockClaim):
            return _judge_stock(claim, card)
        return None


def _sold(scene: Scene, index: int, numeral: Numeral) -> SalesClaim | None:
    if numeral.unit not in _ORDERS and numeral.unit not in ("", "人", "多"):
        return None
    before, after = scene.reading.before(numeral.start, 14), scene.reading.after(numeral.end, 8)
    if numeral.unit == "人":
        after = "人" + after
    found = _SOLD.search(before)
    if found and not _STRONG_SOLD.search(found.group()) and numeral.value < 100:
        return None
    if (
        found
        and found.group().endswith("有")
        and not (_STRONG_SOLD.search(found.group()) or _SOLD_AFTER.match(after))
    ):
        return None
    if not found and not _SOLD_AFTER.match(after):
        return None
    if not numeral.unit and numeral.value < 500:
        return None
    # 卖五百九十九 is a price; only a count of orders or a bare large number is sales.
    if re.search(r"多卖了?$", before):
        return None
    if found and found.group().endswith("售") and not numeral.unit:
        return None
    lead = re.search(
        r"(?:月销|年销|日销|周销|每个?月卖|每天卖|一天卖|一年卖|已经卖出|卖出|销量)[^，。？]{0,2}$",
        before,
    )
    start = numeral.start - (len(lead.group()) if lead else 0)
    return SalesClaim(
        start=start,
        end=numeral.end,
        numerals=(index,),
        low=numeral.low,
        high=numeral.high,
        shown=scene.reading.text[start : numeral.end],
    )


def _stock(scene: Scene, index: int, numeral: Numeral) -> StockClaim | None:
    before = scene.reading.before(numeral.start, 12)
    found = _STOCK.search(before)
    if numeral.unit not in _ORDERS:
        # The recogniser loses the measure word: 库存只剩最后10大.
        lost = scene.source is Source.AUDIO and not numeral.unit and found is not None
        if not lost or not (found and _NAMED.search(found.group())):
            return None
    if not found or (_BATCH.search(before) and not _NAMED.search(before)):
        return None
    if scene.reading.text[numeral.number_start] == "几":
        return None
    if _NOT_GOODS.match(scene.reading.after(numeral.end, 6)) or _ONE_KIND.search(before):
        return None
    word = found.group()
    after = scene.reading.after(numeral.end, 14)
    if numeral.unit == "斤" and after.startswith("装"):
        return None  # 今天只有五斤装 is a packing
    if numeral.unit == "斤" and not (_NAMED.search(word) or _SCARCE.search(word)):
        return None
    if "库存" not in before and _PRESENTED.search(after):
        return None
    if word in ("有", "就", "还有", "只有") and numeral.value < 5 and numeral.unit != "单":
        return None
    if word == "就" and numeral.unit not in ("单",):
        return None
    start = numeral.start - len(word)
    return StockClaim(
        start=start,
        end=numeral.end,
        numerals=(index,),
        low=numeral.low,
        high=numeral.high,
        scarce=bool(_SCARCE.search(word)),
        named=bool(_NAMED.search(word)),
        shown=scene.reading.text[start : numeral.end],
    )


def _judge_sold(claim: SalesClaim, card: CardFacts, scene: Scene) -> Outcome:
    sold = card.card.sold
    if sold is None:
        return cannot_tell(claim.shown)
    before = scene.reading.before(claim.start, 14)
    if claim.low <= Decimal(sold) * Decimal("1.05"):
        # What was sold at least that often was sold that often.
        return match(claim.shown, f"已售{sold}")
    if _OTHER_SCOPE.search(before) and claim.low < sold * 5:
        return cannot_tell(claim.shown, "说的可能是全店、全网或本场的销量")
    return contradiction(
        claim.shown,
        f"已售{sold}",
        f"疑似虚报销量：说{claim.shown}，商品卡已售{sold}",
        why="销售状况应当真实，虚构销量涉嫌虚假宣传",
        suggestion=f"以商品页显示的销量为准（商品卡已售{sold}）",
        laws=("unfair-9", "ecommerce-17", "adlaw-28-2"),
    )


def _judge_stock(claim: StockClaim, card: CardFacts) -> Outcome:
    stock = card.card.stock
    if stock is None:
        return cannot_tell(claim.shown)
    if claim.low * Decimal("0.85") <= stock <= claim.high * Decimal("1.15"):
        return match(claim.shown, f"库存{stock}")
    fewer = claim.high < stock
    if fewer and not claim.scarce:
        return cannot_tell(claim.shown, "说的数量小于库存，可能是某一款或某一批")
    return contradiction(
        claim.shown,
        f"库存{stock}",
        f"疑似库存与商品卡不符：说{claim.shown}，商品卡库存{stock}",
        why="谎称库存紧张或谎称现货，涉嫌虚假抢购、误导消费者",
        suggestion="库存以链接显示为准",
        laws=("online-trade-14", "unfair-9"),
        severity=Severity.HIGH if claim.named else Severity.MEDIUM,
        confidence=0.85 if claim.named else 0.7,
    )
