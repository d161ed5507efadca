"""Specifications that are counted rather than measured: 七片叶子, 转速三万转, 圈口五十八, 三十六色.

What is counted is told by the words near the number (`counted` in `attributes.yaml`), or by the
card's own name for it said right before the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.measures import SpecFact
from monitor.core.consistency.scene import Scene
from monitor.core.consistency.vocabulary import Counted
from monitor.core.text.numerals import Numeral, find_numerals


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedClaim(Claim):
    """`low`..`high` of what `counted` names, or of the spec that is called `key` on a card."""

    counted: Counted | None
    key: str
    unit: str
    low: Decimal
    high: Decimal
    hedge: str
    shown: str


_LINK: Final = re.compile(
    r"^(?:就是|就|是|有|高达|飙到|冲到|拉到|干到|直接|达到|达|足足|做到|做了|为|大概|一共|总共|多达|能到|能|到|了|的|最[大小高]|都|可以)*$"
)
_NOT_OURS_BEFORE: Final = re.compile(r"(?:第|每|用了|试了|买|拍|送|赠|剩|卖)$")


class CountedTopic:
    """计数的规格."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[CountedClaim]:
        """Numbers that count something which some card of the room states."""
        room = scene.room
        if not room.counted and room.counted_keys is None:
            return
        for index, numeral in scene.numbers():
            before = scene.reading.before(numeral.start, 10)
            after = scene.reading.text[numeral.number_end : numeral.number_end + 7]
            if _NOT_OURS_BEFORE.search(before):
                continue
            counted = _counted(room.counted, numeral, before, after)
            key = "" if counted else _key(scene, numeral, before)
            if (counted or key) and scene.claimed(numeral.start, numeral.end):
                yield CountedClaim(
                    start=numeral.start,
                    end=numeral.end,
                    numerals=(index,),
                    counted=counted,
                    key=key,
                    unit=numeral.unit,
                    low=numeral.low,
                    high=numeral.high,
                    hedge=numeral.hedge,
                    shown=scene.reading.text[numeral.number_start : numeral.end],
                )

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The numbers in the card's spec of that name."""
        if not isinstance(claim, CountedClaim):
            return None
        for spec in card.specs:
            stated = _stated(claim, spec)
            if not stated:
                continue
            if _agrees(claim, stated):
                return match(claim.shown, spec.raw)
            return contradiction(
                claim.shown,
                f"{spec.key}{spec.raw}",
                f"疑似规格与商品卡不符：说{claim.shown}，商品卡{spec.key}为{spec.raw}",
                why="性能、规格应当与商品信息一致，内容不实且影响购买的涉嫌虚假广告",
                suggestion=f"{spec.key}按商品卡说：{spec.raw}",
                laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
                confidence=0.82,
            )
        return None


def _counted(known: Sequence[Counted], numeral: Numeral, before: str, after: str) -> Counted | None:
    for counted in known:
        if numeral.unit not in counted.units:
            continue
        if not counted.near or any(word in before or word in after for word in counted.near):
            return counted
    return None


def _key(scene: Scene, numeral: Numeral, before: str) -> str:
    """The card's own name of a spec right before the number, where the number measures nothing."""
    if scene.room.counted_keys is None:
        return ""
    dimensions = scene.vocabulary.dimensions(numeral.unit)
    if dimensions and dimensions[0][0] != "count":
        return ""
    keys = list(scene.room.counted_keys.finditer(before))
    return keys[-1].group() if keys and _LINK.match(before[keys[-1].end() :]) else ""


def _stated(claim: CountedClaim, spec: SpecFact) -> list[tuple[Decimal, Decimal]]:
    """The bounds of the numbers of a spec that the claim can be compared with."""
    if claim.counted is None:
        if spec.key != claim.key:
            return []
    elif not any(key in spec.key for key in claim.counted.keys):
        return []
    numerals = find_numerals(spec.value)
    units = claim.counted.units if claim.counted else (claim.unit,)
    mine = [n for n in numerals if n.unit and n.unit in units]
    mine = mine or [n for n in numerals if not n.unit]
    if not mine and not claim.unit and len(numerals) == 1:
        # 色温五千七 against 4000K: the unit goes without saying.
        mine = list(numerals)
    return [(n.low, n.high) for n in mine]


def _agrees(claim: CountedClaim, stated: Sequence[tuple[Decimal, Decimal]]) -> bool:
    points = {low for low, high in stated if low == high}
    if claim.low != claim.high and not claim.hedge and {claim.low, claim.high} <= points:
        return True
    for low, high in stated:
        if claim.hedge == "less" and low <= claim.high:
            return True
        if claim.hedge == "more" and claim.low <= high:
            return True
        if low <= claim.low and claim.high <= high:
            return True
        if claim.low != claim.high and claim.low <= high and low <= claim.high:
            return True
    return False
