"""Sun protection: SPF 五十, PA 四个加, against the card's 防晒指数."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.text.numerals import parse_number


@dataclass(frozen=True, slots=True, kw_only=True)
class SunClaim(Claim):
    """`scale` is spf or pa; `value` the factor or the number of plus signs."""

    scale: str
    value: int
    shown: str


_JOIN: Final = r"(?:值|指数|系数)?(?:是|为|有|达到|达|到了?|做到了?|高达|能到|飙到|冲到|拉到|直接)?"
_NUMBER: Final = r"[零一二三四五六七八九十百两\d]+"
_SPF: Final = re.compile(rf"(?:spf|防晒指数|防晒系数|防晒值){_JOIN}({_NUMBER})(?![个件瓶支号])")
_PA: Final = re.compile(rf"pa{_JOIN}(?:([一二三四两1-4])(?:个)?(?:加|\+)(?:号)?|(\++|加+))")


class SunscreenTopic:
    """防晒指数."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[SunClaim]:
        """Factors and grades of protection."""
        for scale, pattern in (("spf", _SPF), ("pa", _PA)):
            for found in scene.find(pattern):
                a, b = found.span()
                value = _value(found)
                if value is None or scene.in_name(a, b) or not scene.claimed(a, b):
                    continue
                numerals = tuple(
                    i for i, n in enumerate(scene.reading.numerals) if a <= n.start < b
                )
                yield SunClaim(
                    start=a, end=b, numerals=numerals, scale=scale, value=value, shown=found.group()
                )

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The factor or grade in any spec of the card, or in its name."""
        if not isinstance(claim, SunClaim):
            return None
        pattern = _SPF if claim.scale == "spf" else _PA
        texts = [(spec.key, spec.key + spec.value, spec.raw) for spec in card.specs]
        for key, text, raw in (*texts, ("名称", card.name, card.card.name)):
            stated = [value for found in pattern.finditer(text) if (value := _value(found))]
            if not stated:
                continue
            if claim.value in stated:
                return match(claim.shown, raw)
            return contradiction(
                claim.shown,
                raw,
                f"疑似防晒指数与商品卡不符：说{claim.shown}，商品卡{key}为{raw}",
                why="防晒指数应当与注册的一致，关系使用安全",
                suggestion=f"防晒指数按商品卡说：{raw}",
                laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
                confidence=0.88,
            )
        return None


def _value(found: re.Match[str]) -> int | None:
    if found.re is _PA and found[2]:
        return len(found[2])
    number = parse_number(found[1])
    return int(number) if number is not None else None
