"""What comes with the price: 包来回机票, 早餐也含了, against what the card includes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionClaim(Claim):
    """`word` is the thing; `inside` whether it is said to be part of the offer."""

    word: str
    inside: bool
    shown: str


_BETWEEN: Final = (
    r"(?:了|你们?|您|给你们?|给大家|上|着|来回|往返|全程|双程|国际|所有|全部|一对一|单人|双人|每天|天天|的|早上|大小?|双份?"
    r"|[一二两三四五六七八九十\d]+(?:节|次|张|份|顿|个|套|天|餐|趟))*$"
)
_IN_BEFORE: Final = re.compile(
    r"(?:(?<![不没])(?:自带|带有?|内置|配备了?|加装了?)|(?<![不没])含|包含|包括|(?<!不)包|赠送?|(?<!不)送|免费(?:坐|玩|吃|用|提供|接)?|白送|搭上|承包|报销)"
    + _BETWEEN
)
_IN_AFTER: Final = re.compile(
    r"^的?(?:钱|费用?|门票|票)?(?:我们?|咱们?|主播|店里|也|都|全|就|给你们?|给您|是|已经?|一起|全部|统统|里面|在里面|价格里面?|这个价|通通)*"
    r"(?:含|包(?![装邮])|送|免费|免了|不用(?:你|您|另外|自己|再|额外)*(?:掏|出|买|付|花|交|操心)|算在|报销)"
)
_OUT_BEFORE: Final = re.compile(r"(?:不含|不包含?|不包括|不送|不提供|没有?包)" + _BETWEEN)
_OUT_AFTER: Final = re.compile(
    r"^的?(?:钱|费用?|门票|票)?(?:是|都|要|得|需要?|还要|还得)*"
    r"(?:自理|自费|自备|(?:你|大家)?自己(?:买|订|掏|出|付|解决|安排)|另外?(?:算|付|买|收|购|订)|不含|不包|不送)"
)


class IncludedTopic:
    """包含与自理."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[InclusionClaim]:
        """Things some card includes or leaves out, said to be inside or outside the price."""
        pattern = scene.room.inclusions
        if pattern is None:
            return
        for found in scene.find(pattern):
            a, b = found.span()
            before, after = scene.reading.before(a, 14), scene.reading.after(b, 16)
            if out := _OUT_BEFORE.search(before):
                start, end, inside = a - len(out.group()), b, False
            elif tail := _OUT_AFTER.match(after):
                start, end, inside = a, b + tail.end(), False
            elif head := _IN_BEFORE.search(before):
                start, end, inside = a - len(head.group()), b, True
            elif tail := _IN_AFTER.match(after):
                start, end, inside = a, b + tail.end(), True
            else:
                continue
            if scene.in_name(a, b) or not scene.claimed(start, end, negation=inside):
                continue
            shown = scene.reading.text[start:end]
            yield InclusionClaim(
                start=start, end=end, word=found.group(), inside=inside, denied=not inside,
                shown=shown,
            )  # fmt: skip

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """Whether the card counts the thing in."""
        if not isinstance(claim, InclusionClaim):
            return None
        stated = card.inclusions.get(claim.word)
        if stated is None:
            return None
        spec, inside = stated
        if inside is claim.inside:
            return match(claim.shown, spec.raw)
        return contradiction(
            claim.shown,
            f"{spec.key}{spec.raw}",
            f"疑似所含项目与商品卡不符：说{claim.shown}，商品卡{spec.key}为{spec.raw}",
            why="价格包含的项目应当与商品信息一致，口头承诺构成合同内容",
            suggestion=f"{spec.key}按商品卡说：{spec.raw}",
            laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
            confidence=0.82,
        )
