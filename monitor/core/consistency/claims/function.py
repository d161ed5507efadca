"""Function claims: efficacies and abilities against the card's registered or listed functions.

Where a function must be registered or filed (cosmetics, health food, drugs, devices) the card's
list is closed. Elsewhere only a function offered as such (带杀菌功能) contradicts a card that lists
its functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionClaim(Claim):
    """`function` is the vocabulary's name; `offered` when said as a feature (带…功能, 能…)."""

    function: str
    word: str
    offered: bool


_OFFERED_BEFORE: Final = re.compile(
    r"(?:带有?|自带|支持|具备|具有|内置|配备?了?|配有|还能|也能|能够?|可以|还可以|还有|有|加了|新增|实现|自动|主打|专门|可)"
    r"(?:一键|自动|智能|双重|高温|那个|这个|强力|全自动)?$"
)
_OFFERED_AFTER: Final = re.compile(r"^(?:的)?(?:功能|模式|技术|系统|效果|功效|作用|一体|面料|涂层)")
# 这支偏滋润: how it feels, not what it does.
_TEXTURE: Final = frozenset({"滋润", "水润", "柔顺", "透气", "快干"})
_FELT: Final = re.compile(
    r"(?:偏|比较|有点|有些|稍微|更|还|蛮|挺|很|最|太|不够|质地|肤感|膏体|妆效|妆感|唇妆|质感|手感|上嘴|上脸|涂[着上]?)(?:是|很|挺|比较)?$"
)
# 还带蓝牙音箱功能: a feature by its name, listed or not.
_FEATURE: Final = re.compile(
    r"(?:自带|带有?|支持|具备|具有|内置|新增)(?:了|的|一个)?([一-龥a-z]{2,6}?)的?功能"
)
_WISHED: Final = re.compile(r"(?:想要?|需要|涂|做好|注意|记得)(?:点|一下|做)?$")
_NOT_AFTER: Final = re.compile(
    r"^(?:的(?:姐妹|朋友|去|人|那)|之前|之后|以前|以后|过后|完|后|前|时|素|发膜|服|衣|镜|霜|喷雾|针|药|卡|壳|袋|贴|不是|产品|机构|店|师|行业|资质|证)"
)

# 防晒和睡眠更要紧: advice about care, not what the product does.
_ADVICE_AFTER: Final = re.compile(
    r"^[^，。？]{0,6}(?:要紧|重要|关键|做好|跟上|做足|别忘|别落下|不能少|不能省|不能停)"
)


class FunctionTopic:
    """功能与功效."""

    category = "mismatch-function"

    def find(self, scene: Scene) -> Iterator[FunctionClaim]:
        """Functions of the vocabulary said of the product."""
        words = scene.vocabulary.functions
        for found in scene.find(words.pattern):
            a, b = found.span()
            before, after = scene.reading.before(a, 8), scene.reading.after(b, 6)
            if _NOT_AFTER.match(after) or scene.in_name(a, b) or not scene.claimed(a, b):
                continue
            if _WISHED.search(before) or _ADVICE_AFTER.match(scene.reading.after(b, 12)):
                continue
            if found.group() in _TEXTURE and _FELT.search(before):
                continue
            offered = bool(_OFFERED_BEFORE.search(before) or _OFFERED_AFTER.match(after))
            word = found.group()
            yield FunctionClaim(
                start=a, end=b, function=words.names[word], word=word, offered=offered
            )
        for found in scene.find(_FEATURE):
            a, b = found.span(1)
            if words.pattern.search(found[1]) or not scene.claimed(found.start(), b):
                continue
            yield FunctionClaim(start=a, end=b, function=found[1], word=found[1], offered=True)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's functions."""
        if not isinstance(claim, FunctionClaim):
            return None
        stated = "、".join(card.card.functions)
        texts = [*card.functions, *(spec.key + spec.value for spec in card.specs)]
        denied = re.compile(f"{re.escape(claim.word)}(?:功能)?(?:无|否|不支持|没有)")
        if any(denied.search(text) for text in texts):
            return _against(claim, "不支持", 0.88)
        if claim.function in card.functions or any(claim.word in text for text in texts):
            return match(claim.word, stated)
        if claim.function not in scene.vocabulary.functions.names.values() and _alike(claim, texts):
            return cannot_tell(claim.word)
        if claim.word in card.name or not card.functions:
            return cannot_tell(claim.word) if claim.word not in card.name else match(claim.word)
        if card.card.category in scene.vocabulary.closed_functions:
            return _against(claim, stated, 0.8)
        if claim.offered:
            return _against(claim, stated, 0.7)
        return cannot_tell(claim.word)


def _alike(claim: FunctionClaim, texts: Sequence[str]) -> bool:
    """True when the card speaks of something like the feature: two characters in a row."""
    pairs = {claim.word[i : i + 2] for i in range(len(claim.word) - 1)}
    return any(pair in text for pair in pairs for text in texts)


def _against(claim: FunctionClaim, expected: str, confidence: float) -> Outcome:
    return contradiction(
        claim.word,
        expected,
        f"疑似功能功效与商品卡不符：说{claim.word}，商品卡为{expected}",
        why="功能、功效超出商品卡（注册或备案）的范围，涉嫌虚假或超范围宣传",
        suggestion=f"只说商品卡上的功能：{expected}",
        laws=("adlaw-28-2", "adlaw-8", "adlaw-11"),
        confidence=confidence,
    )
