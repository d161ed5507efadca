"""Enumerated specifications: a value out of a known set (香型, 能效, 净度 …), a model number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.room import ChoiceWords
from monitor.core.consistency.scene import Scene
from monitor.core.consistency.vocabulary import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceClaim(Claim):
    """`value` is the index of the value said in `choice.values`."""

    choice: Choice
    value: int
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClaim(Claim):
    """A model number said after 型号."""

    model: str


# 绿茶性寒 speaks of a kind of goods, not of this one.
_GENERAL: Final = re.compile(
    r"^(?:性[寒温凉]|[裤鞋款的]?(?:去年|前年|前几年|往年|以前|流行|小月龄|大月龄|小宝宝|是给|适合|是另)|喝|容易|一般|通常|比较|这种|的话|跟|和|要|最怕|更|就是|便宜|贵|(?:卖|要)?(?:[几上好][十百千万]|动不动))"
)
_OTHER_WORD: Final = re.compile(r"^(?:室|层|柜|车|袋|箱|格|库|智能|客服|成本|费|语音)")
_MODEL: Final = re.compile(r"型号(?:是|为|叫)?([a-z0-9]+(?:-?[a-z0-9]+)*)")


class ChoiceTopic:
    """枚举规格."""

    category = "mismatch-spec"

    def find(self, scene: Scene) -> Iterator[ChoiceClaim | ModelClaim]:
        """Values of sets that some card of the room states."""
        for words in scene.room.choices:
            yield from self._values(scene, words)
        for found in scene.find(_MODEL):
            if scene.claimed(found.start(1), found.end(1)):
                yield ModelClaim(start=found.start(1), end=found.end(1), model=found[1])

    def _values(self, scene: Scene, words: ChoiceWords) -> Iterator[ChoiceClaim]:
        choice = words.choice
        for found in scene.find(words.pattern):
            a, b = found.span()
            word = found.group()
            clause = scene.reading.around(a)
            if any(word in clause for word in choice.unless) or _OTHER_WORD.match(
                scene.reading.after(b, 4)
            ):
                continue
            if choice.needs and not any(need in clause for need in choice.needs):
                continue
            if scene.in_name(a, b) or not scene.claimed(a, b):
                continue
            if not scene.reading.before(a) and _GENERAL.match(scene.reading.after(b, 6)):
                continue
            numerals = tuple(i for i, n in enumerate(scene.reading.numerals) if a <= n.start < b)
            yield ChoiceClaim(
                start=a, end=b, numerals=numerals, choice=choice, word=word,
                value=words.values[word],
            )  # fmt: skip

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's value of the same attribute."""
        if isinstance(claim, ModelClaim):
            return _model(claim, card)
        if not isinstance(claim, ChoiceClaim):
            return None
        stated = card.choices.get(claim.choice.attribute)
        if stated is None:
            return cannot_tell(claim.word)
        spec, values = stated
        if claim.value in values or any(word in spec.value for word in claim.choice.any_value):
            return match(claim.word, spec.raw)
        if claim.word in card.name or any(claim.word in other.value for other in card.specs):
            return match(claim.word, card.card.name)
        return contradiction(
            claim.word,
            f"{spec.key}{spec.raw}",
            f"疑似规格与商品卡不符：说{claim.word}，商品卡{spec.key}为{spec.raw}",
            why="规格、质量等级应当与商品信息一致",
            suggestion=f"{spec.key}按商品卡说：{spec.raw}",
            laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
            confidence=0.8,
        )


def _model(claim: ModelClaim, card: CardFacts) -> Outcome:
    for spec in card.specs_with(("型号",)):
        if claim.model in spec.value.replace("-", "") or claim.model in spec.value:
            return match(claim.model, spec.raw)
        return contradiction(
            claim.model,
            spec.raw,
            f"疑似型号与商品卡不符：说{claim.model}，商品卡为{spec.raw}",
            why="型号应当与商品信息一致",
            suggestion=f"型号按商品卡说：{spec.raw}",
        )
    return cannot_tell(claim.model)
