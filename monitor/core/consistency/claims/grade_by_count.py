"""A catch graded by how many make a weight: 一公斤四十到五十只 against 规格 40-50只/kg."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.measures import SpecFact
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import find_numerals

_PIECES: Final = frozenset("只个头条枚尾粒颗根片")
_WEIGHT: Final = r"(?:公斤|千克|kg|市斤|斤|500g|500克)"
_PER_BEFORE: Final = re.compile(
    rf"(?:一|每一?|1)({_WEIGHT})(?:里面?|装|能称|称出来|大概|大约|差不多|也就|就是|就|才|只有|只|都?是|有|能有|得有|足足|左右|在)*$"
)
_PER_AFTER: Final = re.compile(rf"^(?:就|才|能|可以|凑|顶|称|够|是|有)*(?:/|一|每|1)({_WEIGHT})")
_IN_VALUE: Final = re.compile(rf"^(?:/|一|每|1)*({_WEIGHT})")
_SLACK: Final = Decimal("1.08")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeClaim(Claim):
    """`low`..`high` pieces to a kilogram."""

    low: Decimal
    high: Decimal
    shown: str


class GradeByCountTopic:
    """按只数分的规格."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[GradeClaim]:
        """Pieces to a weight."""
        for index, numeral in scene.numbers():
            if numeral.unit not in _PIECES:
                continue
            per = _PER_BEFORE.search(scene.reading.before(numeral.start, 12)) or _PER_AFTER.match(
                scene.reading.after(numeral.end, 8)
            )
            if per is None or not scene.claimed(numeral.start, numeral.end):
                continue
            factor = _to_the_kilogram(per[1])
            yield GradeClaim(
                start=numeral.start,
                end=numeral.end,
                numerals=(index,),
                low=numeral.low * factor,
                high=numeral.high * factor,
                shown=scene.reading.text[numeral.start : numeral.end],
            )

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's own pieces to a weight; None where it states none."""
        if not isinstance(claim, GradeClaim):
            return None
        for spec in card.specs:
            bounds = _stated(spec)
            if bounds is None:
                continue
            low, high = bounds
            if claim.low <= high * _SLACK and low <= claim.high * _SLACK:
                return match(claim.shown, spec.raw)
            return contradiction(
                claim.shown,
                f"{spec.key}{spec.raw}",
                f"疑似规格与商品卡不符：说{claim.shown}，商品卡{spec.key}为{spec.raw}",
                why="规格、大小应当与商品信息一致，内容不实且影响购买的涉嫌虚假广告",
                suggestion=f"{spec.key}按商品卡说：{spec.raw}",
                laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
                confidence=0.85,
            )
        return None


def _stated(spec: SpecFact) -> tuple[Decimal, Decimal] | None:
    """The bounds of a value such as 40-50只/kg, in pieces to a kilogram."""
    for numeral in find_numerals(spec.value):
        if numeral.unit not in _PIECES:
            continue
        if per := _IN_VALUE.match(spec.value[numeral.end :]):
            factor = _to_the_kilogram(per[1])
            return numeral.low * factor, numeral.high * factor
    return None


def _to_the_kilogram(weight: str) -> int:
    return 1 if weight in ("公斤", "千克", "kg") else 2
