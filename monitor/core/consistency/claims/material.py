"""Material claims (材质与成分) against the card's materials, their shares, kinds and parts.

Within an exclusive group (fibres, leathers, metals, stones) a product that is one thing is not
another; an ingredient list contradicts a plain mention only when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.claims.material_reading import Form, MaterialClaim, material_claims
from monitor.core.consistency.facts import CardFacts, MaterialFact
from monitor.core.consistency.scene import Scene

# 整个箱子是铝镁合金的: said of all of it.
_ENTIRE: Final = re.compile(
    r"(?:整[个张只条件套台把口双]|通体|整体|全身)[^，。？]{0,4}(?:是|用|为)[的了]?$"
)

_FACES: Final = frozenset({"fibre", "leather"})

# 盆体是不锈钢的: the body of a thing is the thing.
_BODY: Final = re.compile(r"[一-龥](?:身|体|子|壳)(?:全|都|也|就)*(?:是|用的?都?是?|为)的?$")
_IS: Final = re.compile(r"(?:全|都|也|就|可)*(?:是|用的?都?是|为)(?:用|的)?$")


class MaterialTopic:
    """材质与成分."""

    category = "mismatch-material"

    def find(self, scene: Scene) -> Iterator[MaterialClaim]:
        """Materials named with a share, a purity, a denial, or as what the product is made of."""
        yield from material_claims(scene)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's materials, their shares and kinds."""
        if not isinstance(claim, MaterialClaim):
            return None
        facts = _facts(claim, card, scene)
        if not facts:
            if not claim.part and claim.word in card.name and claim.form is Form.PLAIN:
                return match(claim.word, card.card.name)
            return cannot_tell(_said(claim))
        related = [m for m in facts if _related(claim, m, scene)]
        if claim.form is Form.ABSENT:
            return _absent(claim, related, facts, card)
        if claim.form is Form.PLAIN:
            return _plain(claim, related, facts, card, scene)
        return _share(claim, related, facts, card, scene)


def _facts(claim: MaterialClaim, card: CardFacts, scene: Scene) -> list[MaterialFact]:
    whole = [m for m in card.materials if not m.part]
    if claim.part:
        named = [
            m
            for m in card.materials
            if m.part and any(p in m.part or m.part in p for p in _same_part(claim.part, scene))
        ]
        if named or claim.part not in scene.vocabulary.main_parts:
            return named or _likely(claim, whole, scene)
    return whole or list(card.materials)


def _same_part(part: str, scene: Scene) -> frozenset[str]:
    """The names of one part: 里料, 内衬, 里子."""
    return next(
        (names for names in scene.vocabulary.part_names if part in names), frozenset({part})
    )


def _likely(
    claim: MaterialClaim, whole: Sequence[MaterialFact], scene: Scene
) -> list[MaterialFact]:
    """The materials that a part not on the card can be of: 扣头是足金 against 和田玉、18K金."""
    stated = [m for m in whole if _is_stated(claim, m)]
    group = scene.vocabulary.groups.get(claim.material)
    alike = [m for m in whole if scene.vocabulary.groups.get(m.name) == group]
    return stated or (alike if len(alike) == 1 < len(whole) else [])


def _is_stated(claim: MaterialClaim, fact: MaterialFact) -> bool:
    return claim.word in fact.names or claim.material in fact.names


def _related(claim: MaterialClaim, fact: MaterialFact, scene: Scene) -> bool:
    if claim.word in fact.names or claim.material in fact.names:
        return True
    if any(claim.word in name or (len(name) > 1 and name in claim.word) for name in fact.names):
        return not _apart(claim.material, fact.name, scene)
    return scene.vocabulary.related(claim.material, fact.name)


def _apart(a: str, b: str, scene: Scene) -> bool:
    """True for two different listed things of one group: 橙汁 and 苹果汁."""
    vocabulary = scene.vocabulary
    listed = a in vocabulary.groups and b in vocabulary.groups
    return listed and not vocabulary.related(a, b)


def _same_group(claim: MaterialClaim, facts: Sequence[MaterialFact], scene: Scene) -> bool:
    vocabulary = scene.vocabulary
    group = vocabulary.groups.get(claim.material)
    if group in vocabulary.exclusive:
        groups = [vocabulary.groups.get(fact.name) for fact in facts]
        # A product of one stated stuff is of no other: PC of a suitcase, 铝镁合金 said.
        alike = len(set(groups)) == 1 and groups[0] in vocabulary.exclusive
        sole = alike and _whole(claim, scene)
        # A face of cloth is not of leather: 鞋面 of a shoe of 聚酯纤维、橡胶.
        faced = group in _FACES and claim.part in vocabulary.main_parts
        return group in groups or sole or (faced and not _FACES.isdisjoint(groups))
    return any(
        claim.material in rivals and any(fact.name in rivals for fact in facts)
        for rivals in vocabulary.rivals
    )


def _whole(claim: MaterialClaim, scene: Scene) -> bool:
    """True when the words speak of the whole product: 全牛皮的箱子, 铝镁合金的箱体."""
    if claim.form is Form.PURE or claim.part:
        return claim.part is None or claim.part in scene.vocabulary.main_parts
    after = scene.reading.after(claim.end, 8)
    before = scene.reading.before(claim.start, 10)
    if _ENTIRE.search(before) or _BODY.search(before):
        return True
    subject = _IS.search(before)
    if subject and before[: subject.start()].endswith(scene.room.tails):
        return True
    if after.startswith(("材质", "做的", "打造", "制成")):
        return True
    return after.removeprefix("的").startswith(scene.room.tails)


def _complete(card: CardFacts) -> bool:
    return card.share_total >= 98


def _narrower(claim: MaterialClaim, fact: MaterialFact, scene: Scene) -> bool:
    """True when the words name a special kind of what the card names."""
    return (
        claim.material != fact.name
        and claim.word not in fact.names
        and fact.name in scene.vocabulary.ancestors(claim.material)
    )


def _other_kind(claim: MaterialClaim, fact: MaterialFact, scene: Scene) -> bool:
    """True for a kind apart from the one that the card names beside the family (和田玉，青白玉)."""
    if _is_stated(claim, fact) or fact.name not in scene.vocabulary.ancestors(claim.material):
        return False
    sets = [rivals for rivals in scene.vocabulary.rivals if claim.material in rivals]
    if sets:
        # 青海料 can be 青白玉: one tells where the stone is from, the other its colour.
        return any(name in rivals for rivals in sets for name in fact.names)
    return any(_apart(claim.material, name, scene) for name in fact.names)


def _said(claim: MaterialClaim) -> str:
    if claim.form is Form.SHARE:
        return f"{claim.word}{claim.low.normalize():f}%"
    if claim.form is Form.PURE:
        return f"纯{claim.word}" if not claim.word.startswith(("纯", "全", "足")) else claim.word
    return f"不含{claim.word}" if claim.form is Form.ABSENT else claim.word


def _stated(facts: Sequence[MaterialFact]) -> str:
    return "、".join(
        f"{m.shown}{m.percent.normalize():f}%" if m.percent is not None else m.shown for m in facts
    )


def _against(
    claim: MaterialClaim, facts: Sequence[MaterialFact], confidence: float = 0.88
) -> Outcome:
    said, expected = _said(claim), _stated(facts)
    return contradiction(
        said,
        expected,
        f"疑似成分材质与商品卡不符：说{said}，商品卡为{expected}",
        why="成分、材质、含量应当与商品信息一致，内容不实且影响购买的涉嫌虚假广告",
        suggestion=f"按商品卡说：{expected}",
        laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
        confidence=confidence,
    )


def _absent(
    claim: MaterialClaim,
    related: Sequence[MaterialFact],
    facts: Sequence[MaterialFact],
    card: CardFacts,
) -> Outcome:
    if [m for m in related if m.percent is None or m.percent > 0]:
        return _against(claim, related)
    return match(_said(claim), _stated(facts)) if _complete(card) else cannot_tell(_said(claim))


def _plain(
    claim: MaterialClaim,
    related: Sequence[MaterialFact],
    facts: Sequence[MaterialFact],
    card: CardFacts,
    scene: Scene,
) -> Outcome:
    graded = _grade(claim, related, scene)
    if graded is not None:
        return match(_said(claim), _stated(related)) if graded else _against(claim, related)
    related = [fact for fact in related if not _other_kind(claim, fact, scene)]
    if related:
        if all(_narrower(claim, fact, scene) for fact in related):
            return cannot_tell(_said(claim), "商品卡只写了大类，没有写到这个品种")
        return match(_said(claim), _stated(related))
    if claim.word in card.name or any(claim.word in spec.value for spec in card.specs):
        return match(_said(claim), card.card.name)
    if _same_group(claim, facts, scene):
        return _against(claim, facts, 0.82)
    if claim.part and all(m.part for m in facts) and claim.material in scene.vocabulary.groups:
        # The card says what this very part is made of.
        return _against(claim, facts, 0.8)
    if (
        _complete(card)
        and claim.material in scene.vocabulary.groups
        and _comparable(claim, facts, scene)
    ):
        return _against(claim, facts, 0.75)
    return cannot_tell(_said(claim))


def _grade(claim: MaterialClaim, related: Sequence[MaterialFact], scene: Scene) -> bool | None:
    """Whether a grade (925银, 足金) is the one that the stated share makes; None: no grade."""
    purity = scene.vocabulary.purity
    mine = purity.get(claim.material)
    if mine is None:
        return None
    for fact in related:
        if fact.percent is None or not _narrower(claim, fact, scene):
            continue
        grades = [
            value
            for name, value in purity.items()
            if fact.name in scene.vocabulary.ancestors(name) and value <= fact.percent
        ]
        return mine <= fact.percent and mine == max(grades, default=mine)
    return None


def _comparable(claim: MaterialClaim, facts: Sequence[MaterialFact], scene: Scene) -> bool:
    """A full list of fibres says nothing of buttons; a full list of nuts speaks of fruit too."""
    groups = scene.vocabulary.groups
    edible = {"food", "nut"}
    mine = groups.get(claim.material)
    theirs = {groups.get(fact.name) for fact in facts}
    if mine in _FACES and theirs <= _FACES:
        return True  # what is all cloth has no leather
    return mine in theirs or bool(mine in edible and theirs & (edible | {None}))


def _share(
    claim: MaterialClaim,
    related: Sequence[MaterialFact],
    facts: Sequence[MaterialFact],
    card: CardFacts,
    scene: Scene,
) -> Outcome:
    pure = claim.form is Form.PURE
    graded = _grade(claim, related, scene) if pure else None
    if graded is not None:
        return match(_said(claim), _stated(related)) if graded else _against(claim, related)
    low = scene.vocabulary.purity.get(claim.material, Decimal(99)) if pure else claim.low
    if related:
        special = all(_narrower(claim, fact, scene) for fact in related)
        known = [m.percent for m in related if m.percent is not None]
        if not known:
            others = [m for m in facts if m not in related and _same_group(claim, [m], scene)]
            if pure and others and not claim.part:
                return _against(claim, facts, 0.8)
            # 枕芯是百分之百天然乳胶 against 天然乳胶、黄麻: one of several is not the whole.
            sole = len(facts) == 1 and (bool(facts[0].part) or len(card.materials) == 1)
            if pure and sole and not special:
                return match(_said(claim), _stated(related))
            return cannot_tell(_said(claim), "商品卡没有写这种成分的含量")
        share = sum(known, Decimal(0))
        slack = Decimal("0.5") if claim.high >= 5 else claim.high / 20
        if pure:
            if share < low:
                return _against(claim, related)
            return (
                cannot_tell(_said(claim), "商品卡只写了大类，没有写到这个品种")
                if special
                else match(_said(claim), _stated(related))
            )
        if any(claim.low - slack <= each <= claim.high + slack for each in (share, *known)):
            if special:
                return cannot_tell(_said(claim), "商品卡只写了大类，没有写到这个品种")
            return match(_said(claim), _stated(related))
        if special and claim.low < share:
            return cannot_tell(_said(claim), "商品卡只写了大类，没有写到这个品种")
        return _against(claim, related)
    if _same_group(claim, facts, scene) or _complete(card):
        return _against(claim, facts)
    stated = card.share_total
    if stated and stated + low > 101:
        return _against(claim, facts, 0.75)
    return cannot_tell(_said(claim))
