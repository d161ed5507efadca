"""Measured specifications: power, capacity, battery, noise, size, degree, age, with their units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, contradiction, match
from monitor.core.consistency.claims.offered import offered
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.measures import SpecFact
from monitor.core.consistency.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecClaim(Claim):
    """A measured value; `dimensions` are what its unit can mean, each with a factor."""

    dimensions: tuple[tuple[str, Decimal], ...]
    unit: str = ""
    low: Decimal
    high: Decimal
    hedge: str
    shown: str
    before: str
    after: str


# A number with one of these speaks of one thing only; the others need the attribute named.
_TELLING: Final = frozenset(
    {
        "power", "charge", "noise", "voltage", "frequency", "pressure", "light", "data", "pixel",
        "horsepower", "carat", "inch", "age", "size_cn", "gear", "area", "volume", "knit",
        "generation",
    }
)  # fmt: skip
_POURED: Final = re.compile(
    r"(?:[煮温烫热]到|煮|烧|(?<![零一二三四五六七八九十百\dg])加|放|倒|兑|喝|泡|冲)(?:了|入|个|上|够|足|满)?$"
)
_AGED: Final = re.compile(
    r"^(?:大|起|到|的?(?:宝宝|孩子|小孩|婴儿|新生儿|小朋友)|就能|都能|可以|$)"
)
_TALL: Final = (Decimal(1400), Decimal(2000))
_FAR: Final = 1000
# 两米二的被子也能套: the size of what it is used with.
_FITTED: Final = re.compile(r"^的([一-龥]{1,3}?)(?:也|都|就)?(?:能|可以)(?:套|放|装|盖|配)")
_EXEMPT: Final = re.compile(
    r"(?:保质|质保|保修|退|发货|无理由|生产日期|零下|气温|室温|体重|身高|瘦|海拔|省电|度电)"
)
# 充电十分钟能听两小时 speaks of charging fast, not of a full battery.
_NEWBORN: Final = re.compile(
    r"(新生儿|(?:刚刚?|一)(?:出生|生下来|落地)(?:第一天|没几天)?的?(?:宝宝|孩子|娃娃?|婴儿)?|(?:刚?满月|没满月)的?(?:宝宝|孩子|娃|婴儿)|[零0]个月)"
    r"[^，。？码]{0,3}(?:能|可以|适用|适合|放心)"
)
_CHARGING: Final = re.compile(
    r"充(?:满|电|好|足|一次)?[^，。？电能用]{0,3}(?:要|需要?|只要|得|花|用时|大概)[^，。？]{0,3}$"
)
# The last character of a spec's key that can be said alone, and how it is said.
_HEADS: Final = re.compile(r"(重|高|长|宽|厚|深|粗|径)(?:量|度)?$")
_HEADS_SAID: Final = {
    **{head: head for head in "高长宽厚深粗"},
    "重": "(?:(?<![限载承体超减加托])重|沉|分量)",
    "径": "(?:直径|径|圆|粗)",
}
_HEAD_LINK: Final = (
    r"(?:量|度)?(?:就|才|都|也|足足|足有|达到|达|有|是|大概|差不多|得有|了|只|不过)*"
)
_LABEL: Final = re.compile(r"[一-龥]{2,4}(?=\d)|[公母雌雄](?=\d)")
_PACKED: Final = re.compile(r"(?:净重|净含量|[一每整这][箱盒袋包桶罐瓶])[^，。？]{0,4}$")
# Beyond this many seconds a number of years is a date.
_YEARS: Final = 31_536_000 * 300
_EMPHASISED: Final = re.compile(
    r"(?:才|只有|仅|仅仅|不到|就|只|足足|足有|整整)$|(?:填|充|填充|充绒|装|用)了$"
)
_SIDE_AFTER: Final = re.compile(r"^的?(长|宽|高|厚)(?![度大温低端级])")
_LAIN: Final = re.compile(r"(?:存|藏|陈|放|老|窖|年份|搁|躺|睡|埋|封|酿|泡|沉)[^，。？]{0,3}$")
_LAIN_AFTER: Final = re.compile(r"^的?(?:老|陈|头|窖|洞藏|贮|藏|以上的?(?:老|陈))")
_TO_KEEP: Final = re.compile(r"(?:存|放|藏|囤|搁)(?:个|上|它|着)+$")
_LAID_KEY: Final = re.compile(r"年份|年头|陈酿|陈化|陈放|陈期|[贮储窖洞]藏|存放|酒龄")
_SINCE_KEY: Final = re.compile(r"年份|生产日期|出厂|采摘|灌装")
_MONTH: Final = Decimal(2_628_000)
_SIDE: Final = re.compile(r"(厚|深|高)度?(?:是|有|达|达到|足足)?$")
_THREE_SIDES: Final = re.compile(r"[*x][^/、]*[*x]")
_TWO_SIDES: Final = re.compile(r"\d[a-z]*[*x]\d")
# 两米乘一米八 gives two sides at once.
_BY_AFTER: Final = re.compile(r"^(?:的)?(?:乘以?|[*x])[\d一二两三]")
_BY_BEFORE: Final = re.compile(r"(?:乘以?|[*x])$")
_RATE: Final = re.compile(
    r"充[^，。？]{0,8}(?:分钟|秒)[^，。？]{0,4}(?:听|用|跑|飞|播放|通话|续航|打)"
)
_PERSON: Final = re.compile(r"身高|个子|老公|跑|距离|离|楼|腰围|路|站|我|海拔|床|身长|宽|长|高|厚")
_OTHER_AGE: Final = re.compile(
    r"(?:我|我家|老板|主播|今年|妈|爸|奶奶|老了|年轻|显|回到|像|看着|实现)[^，。？]{0,4}$"
)


class SpecTopic:
    """规格参数."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[SpecClaim]:
        """Numbers with a unit that measures something."""
        reading = scene.reading
        for index, numeral in scene.numbers():
            unit = (
                "度" if numeral.unit == "度" or _degree(scene, numeral.number_end) else numeral.unit
            )
            dimensions = scene.vocabulary.dimensions(unit)
            if not dimensions or dimensions[0][0] in ("count",):
                continue
            before = reading.before(numeral.start, 12)
            poured = not numeral.percent and _POURED.search(before)
            if _EXEMPT.search(before) or poured:
                continue
            if dimensions[0][0] == "time" and _RATE.search(reading.around(numeral.start)):
                continue
            if dimensions[0][0] == "age" and _OTHER_AGE.search(reading.before(numeral.start, 8)):
                continue
            if dimensions[0][0] == "gear" and before.endswith(
                ("那", "这", "第", "哪", "调到", "开")
            ):
                # 四十五度那一档 points at one of them.
                continue
            if not scene.claimed(numeral.start, numeral.end):
                continue
            yield SpecClaim(
                start=numeral.start,
                end=numeral.end,
                numerals=(index,),
                dimensions=dimensions,
                unit=unit,
                low=numeral.low,
                high=numeral.high,
                hedge=numeral.hedge,
                shown=reading.text[numeral.number_start : numeral.end],
                before=_unclaimed_before(scene, index, dimensions),
                after=reading.after(numeral.end, 16),
            )

        yield from _newborn(scene)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's specs of the same dimension, by the attribute named where one is."""
        if not isinstance(claim, SpecClaim):
            return None
        dimensions = dict(claim.dimensions)
        if "time" not in dimensions and card.measured.isdisjoint(dimensions):
            return None
        if aged := _aged(claim, card, scene):
            return aged
        rivals = [spec for spec in card.specs if _values(spec, claim)]
        if not rivals:
            return None
        rivals = [s for s in rivals if not re.search("保质|质保|生产日期|有效期", s.key)]
        if "time" in dimensions and _CHARGING.search(claim.before):
            # 充满要一个半小时 speaks of charging, not of how long it lasts.
            rivals = [s for s in rivals if "充" in s.key]
        if "length" in dimensions:
            rivals = [s for s in rivals if not _of_other_part(claim, s, scene)]
        if "time" in dict(claim.dimensions) and not (
            claim.hedge == "more" or claim.low != claim.high or _AGED.match(claim.after)
        ):
            # 戴了一个月 is no age, 三个月以上 and 三个月的宝宝 are.
            rivals = [
                s for s in rivals if not re.search("年龄|月龄", s.key) or s.key in claim.before
            ]
        side = _side(claim)
        if side is not None:
            # 厚二十公分 is no width: only a spec of that side, or of all three, speaks of it.
            all_sides = _TWO_SIDES if side[1] in "长宽" else _THREE_SIDES
            rivals = [s for s in rivals if side[1] in s.key or all_sides.search(s.value)]
        if _contested(claim, card) and _PACKED.search(claim.before):
            # 一箱净重十五斤 speaks of the net content, not of one fruit.
            rivals = [s for s in rivals if "净" in s.key]
        if "size_cn" in dict(claim.dimensions) and claim.high < 20:
            return None
        if "age" in dict(claim.dimensions):
            rivals = [s for s in rivals if re.search("年龄|月龄|岁|阶段|段位|适用", s.key)]
        if not rivals:
            return None
        distances = [(_distance(spec, claim), spec) for spec in rivals]
        near = min(distance for distance, _ in distances)
        named = [spec for distance, spec in distances if distance == near < _FAR]
        if any(_agrees(claim, spec) for spec in named or rivals):
            return match(claim.shown, (named or rivals)[0].raw)
        telling = any(d in _TELLING for d, _ in claim.dimensions) and not _contested(claim, card)
        telling = telling or claim.unit == "钱"
        telling = telling or any(re.search("酒精度|度数", spec.key) for spec in rivals)
        weighed = [spec for spec in rivals if _weighed(claim, spec)]
        if not named and len(weighed) == 1:
            telling, rivals = True, weighed
        telling = telling or (side is not None and len(rivals) == 1)
        if _BY_AFTER.match(claim.after) or _BY_BEFORE.search(claim.before):
            sided = [s for s in rivals if _TWO_SIDES.search(s.value)]
            telling, rivals = telling or len(sided) == 1, sided or rivals
        comparable = [spec for spec in rivals if _comparable_length(claim, spec)]
        if not named and len(comparable) == 1:
            # 每颗都有十二毫米 is of the one length of that size, not of the chain.
            telling, rivals = True, comparable
        if not named and (lists := offered(claim.before, claim.after, rivals)):
            # 还有两米二的: said to be on offer, where the card lists what is.
            telling, rivals = True, lists
        if not named and not (telling and len({s.key for s in rivals}) <= 2):
            return None
        spec = (named or rivals)[0]
        return _differs(claim, spec, 0.88 if named else 0.75)


def _aged(claim: SpecClaim, card: CardFacts, scene: Scene) -> Outcome | None:
    """存了十年 against 年份 2022: how long it has lain by the day of speech."""
    if scene.on is None or not claim.shown.endswith("年") or "time" not in dict(claim.dimensions):
        return None
    if _TO_KEEP.search(claim.before):
        return None
    if not _LAIN.search(claim.before) and not _LAIN_AFTER.match(claim.after):
        return None
    for spec in card.specs:
        # How long it was laid down, or since when it lies.
        stated = [v for v in _values(spec, claim) if v[1] < _YEARS]
        if stated and _LAID_KEY.search(spec.key):
            same = _agrees(claim, spec)
            return match(claim.shown, spec.raw) if same else _differs(claim, spec, 0.8)
        year = re.search(r"(?:19|20)\d\d", spec.value) if _SINCE_KEY.search(spec.key) else None
        if year is None:
            continue
        age = scene.on.year - int(year[0])
        if claim.low - 1 <= age <= claim.high + 1:
            return match(claim.shown, spec.raw)
        if "年份" in spec.key or claim.low > age + 1:
            return _differs(claim, spec, 0.8)
    return None


def _differs(claim: SpecClaim, spec: SpecFact, confidence: float) -> Outcome:
    return contradiction(
        claim.shown,
        f"{spec.key}{spec.raw}",
        f"疑似规格与商品卡不符：说{claim.shown}，商品卡{spec.key}为{spec.raw}",
        why="性能、规格应当与商品信息一致，内容不实且影响购买的涉嫌虚假广告",
        suggestion=f"{spec.key}按商品卡说：{spec.raw}",
        laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
        confidence=confidence,
    )


def _newborn(scene: Scene) -> Iterator[SpecClaim]:
    """新生儿都能用: an age without a number."""
    for found in scene.find(_NEWBORN):
        if scene.claimed(found.start(), found.end()):
            yield SpecClaim(
                start=found.start(),
                end=found.end(),
                dimensions=(("time", Decimal(1)),),
                low=Decimal(0),
                high=_MONTH,
                hedge="",
                shown=found[1],
                before="新生儿",
                after="",
            )


def _unclaimed_before(scene: Scene, index: int, dimensions: tuple[tuple[str, Decimal], ...]) -> str:
    """The words before a number, up to an earlier number of the same kind, which took its own."""
    numeral = scene.reading.numerals[index]
    before = scene.reading.before(numeral.start, 24)
    mine = {dimension for dimension, _ in dimensions}
    for other in reversed(scene.reading.numerals[:index]):
        if mine & {dimension for dimension, _ in scene.vocabulary.dimensions(other.unit)}:
            return before[-(numeral.start - other.end) :] if numeral.start > other.end else ""
    return before


def _degree(scene: Scene, end: int) -> bool:
    """52%vol said as 52 and a sign."""
    return scene.reading.text[end : end + 4] == "%vol"


def _values(spec: SpecFact, claim: SpecClaim) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(low, high, factor) of the spec's measures in a dimension of the claim."""
    factors = dict(claim.dimensions)
    return [(m.low, m.high, factors[m.dimension]) for m in spec.measures if m.dimension in factors]


def _distance(spec: SpecFact, claim: SpecClaim) -> int:
    """How far from the number the nearest word for the spec's attribute stands; _FAR if none."""
    best = _FAR
    if any(label in claim.before for label in _LABEL.findall(spec.value)):
        # 公蟹三两半/母蟹二两半: the value itself says whose number it is.
        return 0
    if head := _HEADS.search(spec.key):
        # 镯子重八十克 for 重量, 高三十公分 for 枕高: one character tells right beside the number.
        near = re.search(f"{_HEADS_SAID[head[1]]}{_HEAD_LINK}$", claim.before)
        after = re.match(f"^的?{_HEADS_SAID[head[1]]}(?![一-龥]?新|要|复)", claim.after)
        best = 1 if near or after else _FAR
    for word in spec.words:
        # A longer word (运行内存) tells more than a shorter one inside it (内存).
        if (at := claim.before.rfind(word)) >= 0:
            best = min(best, 2 * (len(claim.before) - at - len(word)) + (word != spec.key))
        if (at := claim.after.find(word)) >= 0:
            best = min(best, 2 * at + (word != spec.key))
    return best


def _of_other_part(claim: SpecClaim, spec: SpecFact, scene: Scene) -> bool:
    """True for a length of one part where the spec is of another: 枕套四十八厘米, 被套尺寸."""
    near = claim.before[-10:]
    said = {part for part in scene.vocabulary.parts if part in near}
    stated = {part for part in scene.vocabulary.parts if part in spec.key + spec.value}
    return bool(said and stated) and said.isdisjoint(stated)


def _comparable_length(claim: SpecClaim, spec: SpecFact) -> bool:
    """十一毫米的大珠子 against the one length on the card, where both are of a size."""
    factor = dict(claim.dimensions).get("length")
    if factor is None or _PERSON.search(claim.before[-8:]):
        return False
    fits = _FITTED.match(claim.after)
    if fits and fits[1] not in spec.value + spec.key:
        return False
    if _TALL[0] <= claim.low * factor <= _TALL[1]:
        # 一米六到脚踝 tells how tall the wearer is.
        return False
    return any(
        high / 3 <= claim.low * factor <= high * 3 for _, high, factor in _values(spec, claim)
    )


def _side(claim: SpecClaim) -> re.Match[str] | None:
    """厚二十公分, 一米八长: the side that a length is said of."""
    if "length" not in dict(claim.dimensions):
        return None
    return _SIDE.search(claim.before) or _SIDE_AFTER.match(claim.after)


def _weighed(claim: SpecClaim, spec: SpecFact) -> bool:
    """才一百克 against the one weight on the card, said with weight."""
    return (
        "mass" in dict(claim.dimensions)
        and spec.key.endswith(("重", "重量"))
        and not spec.key.endswith(("承重", "载重", "限重"))
        and _EMPHASISED.search(claim.before) is not None
    )


def _contested(claim: SpecClaim, card: CardFacts) -> bool:
    """True when the number may speak of the net content instead."""
    if card.content is None or claim.unit == "钱":
        return False
    dimensions = {d for d, _ in claim.dimensions}
    return any(size.dimension in dimensions for size in card.content.sizes)


def _listed(claim: SpecClaim, spec: SpecFact) -> bool:
    """True when both ends of the claim stand in an enumeration: 三十四到四十码 in 34/35/…/40."""
    parts = {part.strip() for part in re.split(r"[/、，,]", spec.value)}
    return len(parts) > 1 and {f"{claim.low.normalize():f}", f"{claim.high.normalize():f}"} <= parts


def _agrees(claim: SpecClaim, spec: SpecFact) -> bool:
    if _listed(claim, spec):
        return True
    timed = "time" in dict(claim.dimensions)
    for low, high, factor in _values(spec, claim):
        said_low, said_high = claim.low * factor, claim.high * factor
        # An open range (18岁以上) has no upper end to be a hundredth of.
        # A month is said for thirty days; the year 2014 is not 2015.
        slack = (high if high <= low * 10 else low) / (50 if timed else 100)
        slack = Decimal(0) if timed and high > _YEARS else slack
        if claim.hedge == "less":
            # 噪音不到四十分贝 is true of 30; the slack keeps 四十以内 true of 40.
            if low <= said_high + slack:
                return True
        elif claim.hedge == "more" and re.search("年龄|月龄|阶段", spec.key):
            # 六个月以上 begins too early for 12-36个月.
            if said_low >= low - slack:
                return True
        elif claim.hedge == "more":
            if high >= said_low - slack and low <= said_high * 2:
                return True
        elif (low - slack <= said_low and said_high <= high + slack) or (
            claim.hedge == "about" and said_low <= high and low <= said_high
        ):
            return True
    return False
