"""Service promises: returns, warranty, dispatch, freight insurance, compensation.

A promise on air is part of the contract, so one that goes beyond the card contradicts it as much as
one that falls short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import Numeral
from monitor.model import Severity


class Promise(StrEnum):
    """What is promised."""

    RETURN = "无理由退货"
    WARRANTY = "质保"
    SHIPPING = "发货时间"
    FREIGHT = "运费险"
    COMPENSATION = "赔付"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClaim(Claim):
    """`value`: days of return, months of warranty, hours to dispatch; None for the others."""

    promise: Promise
    value: Decimal | None
    high: Decimal | None
    hedge: str
    shown: str


_RETURN_AFTER: Final = re.compile(
    r"^(?:之?内)?(?:的)?(?:都)?(?:可以|支持|能|全额|随时|免费|放心)*(?:无理由|无忧|包退|免费退|(?:任性|随便|随意|任意)退|退换|退货|内?可退|试穿|试睡|试吃|试戴|试喝|体验|试用|随便退|不满意|不喜欢)"
    r"|^(?:之?内)?[^，。？]{0,8}(?:都|也|就)(?:给|能|可以|包)退"
)
_RETURN_BEFORE: Final = re.compile(
    r"(?:无理由(?:退换?货?)?|退换货?|退货|包退|试用期?)(?:期|时间)?(?:是|为|有|支持|延长到|长达)?$"
)
_WARRANTY_AFTER: Final = re.compile(
    r"^之?内(?:[^，。？]{1,8}?)(?:免费换新|免费换|包换|换新|换[台个支件只条双把张口][^，。？]{0,2}新|只换不修|免费修|免费维修|保修)|^(?:之?内)?(?:的)?(?:免费|全国|整机|原厂)*(?:质保|保修|联保|只换不修|包换|换新|以换代修|保换|延保|整机质保)"
)
_WARRANTY_BEFORE: Final = re.compile(
    r"(?:质保期?|保修期?|联保|整机保修|全国联保|包换|只换不修|主机|电机|压缩机)(?:是|为|有|长达|时间|足足|都|整整|，|质保|保修)*$"
)
_LIFELONG: Final = re.compile(
    r"(?:终身|永久|一辈子)(?:都|给你|免费)*(?:质保|保修|维修|包换|保养|换新|包修|换(?:[，。？]|$)|修(?:[，。？]|$))|(?:质保|保修)(?:终身|永久|一辈子)"
)
_SHIP_AFTER: Final = re.compile(
    r"^(?:之?内|以内)?(?:就|都|会|给你们?|必|一定|准时|可以|能|极速|全部|统一)*(?:发货|发出|发走|寄出|出库|发快递|送达|送到|到货)"
)
_SHIP_BEFORE: Final = re.compile(r"(?:发货时间|发货时效|发货)(?:是|在|为|要|需要|大概)?$")
_SHIP_WORDS: Final = re.compile(
    r"(?:当天|当日|今天|今晚|即刻|现在拍现在|马上)(?:就|都|能|可以|给你们?|给大家|全部|下单|准时)*(?:发货|发出|发走|发)(?!现|福|券|红包|财|优惠)|次日发货?|隔天发货?|第二天(?:就)?发货?"
)
_WITHHELD_BEFORE: Final = re.compile(
    r"(?:不支持|不参加|不参与|不享受|不适用|不包含?)[^，。？]{0,3}$"
)
_WITHHELD_AFTER: Final = re.compile(r"^[^，。？]{0,5}(?:不支持|不参加|除外|不行|不适用|不包括)")
_FREIGHT: Final = re.compile(
    r"运费险|退货(?:包|免)运费|运险险|退货邮费我们出|来回运费我们(?:出|承担|包)"
)
_COMPENSATION: Final = re.compile(
    r"(假|坏|少|破|死|烂|错|缺|漏|慢)(?:了)?(?:一|1)?[只个颗件瓶盒枚条]?(?:我|就|我们)?(?:赔|补|陪)(?:你|您)?([一二三四五六七八九十百两\d]+)(?!偿)"
)
# 买到假的，我按一赔一百给您: the case and the promise stand apart.
_COMPENSATION_APART: Final = re.compile(
    r"(假)(?:的|货)[^。？]{0,8}?(?:一|1)(?:赔|补|陪)([一二三四五六七八九十百两\d]+)(?!偿)"
)
_NO_RETURN: Final = re.compile(
    r"(?:概|一律|统统|全部|绝)不退(?:不?换)?|不退不换|售出不退|拍下不退|(?:不能|不给|不支持|不接受)退(?:换|货)(?!运费)"
)
# What the law itself leaves out of seven days, and denials of the denial.
_RETURN_LIMITED: Final = re.compile(
    r"定制|定做|刻字|拆封|开封|打开|拆了|贴身|二次销售|生鲜|鲜活|激活|人为|剪标|洗过|穿过|用过|超过|过了|除外|不会|没有|不存在|别家|别人|如果"
)
_COVERED: Final = re.compile(
    r"(?:坏果|坏单|破损|烂果|死蟹|漏发|坏了)(?:包|全额)?(?:赔|包赔|补发|退款)"
)
_UNITS: Final = {
    "天": 1,
    "日": 1,
    "个工作日": 1,
    "工作日": 1,
    "周": 7,
    "个星期": 7,
    "星期": 7,
    "个月": 30,
    "月": 30,
    "年": 365,
}
_MONTHS: Final = {"个月": Decimal(1), "月": Decimal(1), "年": Decimal(12)}
_HOURS: Final = {
    "小时": 1,
    "个小时": 1,
    "个钟": 1,
    "天": 24,
    "日": 24,
    "个工作日": 24,
    "工作日": 24,
}
_CHINESE: Final = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "百": 100,
}


class ServiceTopic:
    """服务承诺."""

    category = "mismatch-service"

    def find(self, scene: Scene) -> Iterator[ServiceClaim]:
        """Promises with a number, and those that are a word."""
        for index, numeral in scene.numbers():
            claim = _timed(scene, index, numeral)
            if claim and scene.claimed(claim.start, claim.end) and not _withheld(scene, claim):
                yield claim
        for found in scene.find(_LIFELONG):
            if scene.claimed(found.start(), found.end()):
                yield _word(found, Promise.WARRANTY, Decimal(1200))
        for found in scene.find(_SHIP_WORDS):
            if scene.claimed(found.start(), found.end()):
                hours = 24 if found.group().startswith(("当", "今", "即", "现", "马")) else 48
                yield _word(found, Promise.SHIPPING, Decimal(hours))
        for found in scene.find(_FREIGHT):
            if scene.claimed(found.start(), found.end(), negation=False):
                before = scene.reading.before(found.start(), 6)
                denied = bool(
                    re.search(
                        r"(?:没有?|不送|不含|不带|不支持|无(?!理由)|不包)[^，。？]{0,2}$", before
                    )
                )
                yield _word(found, Promise.FREIGHT, None, denied=denied)
        for found in scene.find(_COMPENSATION):
            if scene.claimed(found.start(), found.end()):
                yield _word(found, Promise.COMPENSATION, None, scene=scene)
        for found in scene.find(_COMPENSATION_APART):
            if scene.claimed(found.start(2), found.end(2)):
                yield _word(found, Promise.COMPENSATION, None, scene=scene)
        for found in scene.find(_NO_RETURN):
            around = scene.reading.around(found.start()) + scene.reading.previous_clause(
                found.start()
            )
            if not _RETURN_LIMITED.search(around) and scene.claimed(
                found.start(), found.end(), negation=False
            ):
                yield _word(found, Promise.RETURN, Decimal(0))
        for found in scene.find(_COVERED):
            if scene.claimed(found.start(), found.end()):
                yield _word(found, Promise.COMPENSATION, None)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's service terms."""
        if not isinstance(claim, ServiceClaim):
            return None
        service = card.card.service
        if claim.promise is Promise.RETURN:
            return _judge_number(claim, service.return_days, "天无理由退货")
        if claim.promise is Promise.WARRANTY:
            return _judge_number(claim, service.warranty_months, "个月质保")
        if claim.promise is Promise.SHIPPING:
            return _judge_number(claim, service.shipping_hours, "小时内发货")
        if claim.promise is Promise.FREIGHT:
            if service.freight_insurance is None:
                return cannot_tell(claim.shown)
            if service.freight_insurance is not claim.denied:
                return match(claim.shown, "运费险")
            return _against(claim, "有运费险" if service.freight_insurance else "没有运费险")
        return _judge_compensation(claim, service.compensation)


def _withheld(scene: Scene, claim: ServiceClaim) -> bool:
    """True when the words say that a service is not given: 定制款不支持七天无理由."""
    before, after = scene.reading.before(claim.start, 8), scene.reading.after(claim.end, 10)
    return bool(_WITHHELD_BEFORE.search(before) or _WITHHELD_AFTER.search(after))


def _timed(scene: Scene, index: int, numeral: Numeral) -> ServiceClaim | None:
    reading = scene.reading
    before, after = reading.before(numeral.start, 14), reading.after(numeral.end, 14)
    previous = reading.previous_clause(numeral.start) if not before else ""

    def claim(promise: Promise, factor: Decimal, start: int, end: int) -> ServiceClaim:
        # 一年之内可退 promises the whole year.
        low = numeral.high if numeral.hedge == "less" else numeral.low
        return ServiceClaim(
            start=start,
            end=end,
            numerals=(index,),
            promise=promise,
            value=low * factor,
            high=numeral.high * factor,
            hedge="" if numeral.hedge == "less" else numeral.hedge,
            shown=reading.text[start:end],
        )

    if numeral.unit in _UNITS:
        factor = Decimal(_UNITS[numeral.unit])
        if found := _RETURN_AFTER.match(after):
            tail = re.match(r"(?:退换货?|退货|退款)?", after[found.end() :])
            end = numeral.end + found.end() + (tail.end() if tail else 0)
            return claim(Promise.RETURN, factor, numeral.start, end)
        if found := _RETURN_BEFORE.search(before):
            return claim(Promise.RETURN, factor, numeral.start - len(found.group()), numeral.end)
    if numeral.unit in _MONTHS or numeral.unit in ("天", "日"):
        factor = _MONTHS.get(numeral.unit, Decimal(1) / 30)
        # 三年之内坏了换台新的: the number has taken 之内 with it.
        within = reading.text[numeral.end - 1] == "内"
        if found := _WARRANTY_AFTER.match("内" * within + after):
            end = numeral.end + found.end() - within
            return claim(Promise.WARRANTY, factor, numeral.start, end)
        if found := _WARRANTY_BEFORE.search(before or previous):
            start = numeral.start - (len(found.group()) if before else 0)
            return claim(Promise.WARRANTY, factor, start, numeral.end)
    if numeral.unit in _HOURS:
        factor = Decimal(_HOURS[numeral.unit])
        if found := _SHIP_AFTER.match(after):
            return claim(Promise.SHIPPING, factor, numeral.start, numeral.end + found.end())
        if found := _SHIP_BEFORE.search(before):
            return claim(Promise.SHIPPING, factor, numeral.start - len(found.group()), numeral.end)
    return None


def _word(
    found: re.Match[str],
    promise: Promise,
    value: Decimal | None,
    *,
    denied: bool = False,
    scene: Scene | None = None,
) -> ServiceClaim:
    a, b = found.span()
    numerals: tuple[int, ...] = ()
    if scene is not None:
        numerals = tuple(i for i, n in enumerate(scene.reading.numerals) if a <= n.start < b)
    return ServiceClaim(
        start=a,
        end=b,
        numerals=numerals,
        denied=denied,
        promise=promise,
        value=value,
        high=value,
        hedge="",
        shown=found.group(),
    )


def _judge_number(claim: ServiceClaim, stated: int | None, unit: str) -> Outcome:
    if stated is None or claim.value is None or claim.high is None:
        return cannot_tell(claim.shown)
    slack = Decimal(stated) / 30
    low, high = claim.value - slack, claim.high + slack
    if low <= stated <= high:
        return match(claim.shown, f"{stated}{unit}")
    if claim.promise is Promise.SHIPPING and claim.hedge == "more" and stated >= low:
        return match(claim.shown, f"{stated}{unit}")
    worse = claim.value < stated
    if claim.promise is Promise.SHIPPING:
        worse = not worse
    return _against(claim, f"{stated}{unit}", falls_short=worse)


def _judge_compensation(claim: ServiceClaim, stated: str | None) -> Outcome:
    if not stated:
        return cannot_tell(claim.shown)
    said = _COMPENSATION.search(claim.shown) or _COMPENSATION_APART.search(claim.shown)
    card = _COMPENSATION.search(stated)
    if said and card is None and said[1] in stated and _times(said[2]) > 1:
        # 死一只赔十只 where the card makes good what is lost.
        return _against(claim, stated)
    if said is None or card is None:
        if claim.shown in stated or stated in claim.shown:
            return match(claim.shown, stated)
        return cannot_tell(claim.shown, "与商品卡的赔付承诺不是同一种情形")
    if said[1] != card[1]:
        return cannot_tell(claim.shown, "与商品卡的赔付承诺不是同一种情形")
    if _times(said[2]) == _times(card[2]):
        return match(claim.shown, stated)
    return _against(claim, stated)


def _times(text: str) -> int:
    return int(text) if text.isdigit() else _CHINESE.get(text[-1], 0)


def _against(claim: ServiceClaim, expected: str, *, falls_short: bool = False) -> Outcome:
    return contradiction(
        claim.shown,
        expected,
        f"疑似服务承诺与商品卡不符：说{claim.shown}，商品卡为{expected}",
        why="口头承诺构成合同内容，做不到的涉嫌虚假允诺"
        if not falls_short
        else "口播的服务低于商品卡的承诺，会误导消费者",
        suggestion=f"服务按商品卡说：{expected}",
        laws=("adlaw-28-2", "adlaw-8", "price-fraud-19-5")
        if not falls_short
        else ("adlaw-8", "consumer-20"),
        severity=Severity.MEDIUM if falls_short else Severity.HIGH,
    )
