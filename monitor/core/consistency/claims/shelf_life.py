"""Shelf life and dates: 保质期两年, 放五年都不会坏, 生产日期是今年八月一号."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import find_numerals


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfLifeClaim(Claim):
    """How long it keeps, in days; `kept` when said as 放…不会坏 and not as 保质期."""

    days: Decimal
    high: Decimal
    hedge: str
    kept: bool
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim(Claim):
    """A production or expiry date; `year` None when not said."""

    key: str
    year: int | None
    month: int
    day: int | None
    shown: str


_DAYS: Final = {"年": 365, "个月": 30, "月": 30, "天": 1, "日": 1, "周": 7, "个星期": 7, "星期": 7}
_SHELF: Final = re.compile(
    r"(?:保质期?|质保期|有效期|赏味期|保鲜期?|最佳食用期)(?:限)?(?:是|为|有|长达|可达|能到|达到|整整|足足|一般|大概|到)*$"
)
_KEEP_BEFORE: Final = re.compile(
    r"(?:放|存放?|保存|储存|搁|撂|囤|放个|放它个|放冰箱|放家里|放屋里|常温放?|密封)(?:上|个|了|着|可以|能)*$"
)
_KEEP_AFTER: Final = re.compile(
    r"^(?:都|也|以上|以后|之后)*(?:不会?[坏烂馊]|不会?变质|不会?发?霉|不带?(?:坏|变质|哈喇|走味|变味|回潮|受潮|发霉)|不会?(?:走味|变味|回潮|受潮|哈)|跟新的一样|没问题|没事|照样|照旧|一样(?:能|可以)?[喝吃用]|不过期|不会过期|不馊|不发霉)"
)
_FOREVER: Final = re.compile(
    r"(?:永久|终身|一辈子|无限期|不限时间?|永远|长期)(?:都)?(?:能|可以?)?(?:有效|回看|重复看|随便看|反复看|反复听|听课|学|看课|用不过期|不过期)"
)
_AGES: Final = Decimal(36_500)
_DATE: Final = re.compile(
    r"(生产日期|生产的?日期|出厂日期|到期日|有效期至|保质期到|过期时间)(?:都?是|为|在|，)*"
)
_MADE_AFTER: Final = re.compile(r"^(?:刚刚?|新)?(?:生产|出厂|下线|产)的")
_OPENED: Final = re.compile(
    r"(?:开封后|打开后|拆封后|开盖后|开封之后|开了之后|开封了)[^，。？]{0,6}$"
)


class ShelfLifeTopic:
    """保质期与日期."""

    category = "mismatch-shelf-life"

    def find(self, scene: Scene) -> Iterator[ShelfLifeClaim | DateClaim]:
        """Statements of how long it keeps, and of dates."""
        reading = scene.reading
        for claim in _dates(scene):
            if scene.claimed(claim.start, claim.end):
                yield claim
        for found in scene.find(_FOREVER):
            if scene.claimed(found.start(), found.end()):
                yield ShelfLifeClaim(
                    start=found.start(), end=found.end(), days=_AGES, high=_AGES, hedge="",
                    kept=False, shown=found.group(),
                )  # fmt: skip
        for index, numeral in scene.numbers():
            if numeral.unit not in _DAYS or numeral.value > 10_000:
                continue
            before, after = reading.before(numeral.start, 12), reading.after(numeral.end, 10)
            shelf = _SHELF.search(before) or re.match(
                r"^的?(?:超长|长)?(?:保质期|赏味期|保鲜期|有效(?!成分))", after
            )
            tail = _KEEP_AFTER.match(after)
            kept = tail and (_KEEP_BEFORE.search(before) or True)
            if not (shelf or kept or (_KEEP_BEFORE.search(before) and "放" in before)):
                continue
            if _OPENED.search(before) or not scene.claimed(numeral.start, numeral.end):
                continue
            factor = Decimal(_DAYS[numeral.unit])
            end = numeral.end + (tail.end() if tail else 0)
            yield ShelfLifeClaim(
                start=numeral.start,
                end=end,
                numerals=(index,),
                days=numeral.low * factor,
                high=numeral.high * factor,
                hedge=numeral.hedge,
                kept=not shelf,
                shown=reading.text[numeral.start : end],
            )

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's 保质期, 生产日期 and the like in `specs`."""
        if isinstance(claim, DateClaim):
            return _judge_date(claim, card, scene)
        if not isinstance(claim, ShelfLifeClaim):
            return None
        for spec in card.specs_with(("保质期", "有效期", "赏味期", "保鲜期")):
            stated = [n.value * _DAYS[n.unit] for n in find_numerals(spec.value) if n.unit in _DAYS]
            if not stated:
                continue
            slack = stated[0] / 25
            if any(claim.days - slack <= days <= claim.high + slack for days in stated):
                return match(claim.shown, spec.raw)
            if claim.kept and claim.days < max(stated):
                return match(claim.shown, spec.raw)
            key = "有效期" if "有效" in spec.key else "保质期"
            return _against(claim.shown, spec.raw, key, served=_is_served(card))
        return cannot_tell(claim.shown)


def _dates(scene: Scene) -> Iterator[DateClaim]:
    reading = scene.reading
    numerals = reading.numerals
    for index, numeral in enumerate(numerals):
        if numeral.unit not in ("月",) or not 1 <= numeral.value <= 12:
            continue
        start, year, used = numeral.start, None, [index]
        if index and numerals[index - 1].end == numeral.start and numerals[index - 1].unit == "年":
            year, start = int(numerals[index - 1].value), numerals[index - 1].start
            used.insert(0, index - 1)
        relative = re.search(r"(今年|去年|前年)(?:的)?$", reading.before(start, 4))
        if relative and scene.on:
            year = scene.on.year - ("今年", "去年", "前年").index(relative[1])
        if relative:
            start -= len(relative.group())
        day, end = None, numeral.end
        if index + 1 < len(numerals) and numerals[index + 1].start == numeral.end:
            following = numerals[index + 1]
            if following.unit in ("号", "日") or not following.unit:
                day, end = int(following.value), following.end
                used.append(index + 1)
        led = _DATE.search(reading.before(start, 14))
        made = _MADE_AFTER.match(reading.after(end, 6))
        if not (led and led.end() == len(reading.before(start, 14))) and not made:
            continue
        key = "生产日期" if made or (led and ("生产" in led[1] or "出厂" in led[1])) else "有效期"
        if year is not None and year < 100:
            year += 2000
        yield DateClaim(
            start=start,
            end=end,
            numerals=tuple(used),
            key=key,
            year=year,
            month=int(numeral.value),
            day=day,
            shown=reading.text[start:end],
        )


def _judge_date(claim: DateClaim, card: CardFacts, scene: Scene) -> Outcome:
    for spec in card.specs_with((claim.key, "出厂日期" if claim.key == "生产日期" else "到期")):
        found = re.search(r"(\d{4})\D*?(\d{1,2})(?:\D+(\d{1,2}))?", spec.raw)
        if not found:
            continue
        year, month = int(found[1]), int(found[2])
        day = int(found[3]) if found[3] else None
        agrees = (
            (claim.year is None or claim.year == year)
            and claim.month == month
            and (claim.day is None or day is None or claim.day == day)
        )
        return match(claim.shown, spec.raw) if agrees else _against(claim.shown, spec.raw, spec.key)
    return cannot_tell(claim.shown)


def _is_served(card: CardFacts) -> bool:
    """True for courses, cards and trips, whose 有效期 is a term of use and not of keeping."""
    return card.card.category in ("education", "other") and not card.specs_with(("保质",))


def _against(said: str, expected: str, key: str, *, served: bool = False) -> Outcome:
    return contradiction(
        said,
        expected,
        f"疑似{key}与商品卡不符：说{said}，商品卡为{expected}",
        category="mismatch-spec" if served else None,
        why="有效期限应当与商品信息一致，关系食用和使用安全"
        if not served
        else "使用期限应当与商品信息一致，口头承诺构成合同内容",
        suggestion=f"{key}按商品卡说：{expected}",
        laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
    )
