"""Material claims: what a product is made of or contains, in what share, and how pure.

纯羊毛, 百分之三十的羊毛, 夏威夷果占一半, 头层牛皮的, 不含酒精. Within an exclusive group (fibres,
leathers, metals, stones) a product that is one thing is not another; an ingredient list contradicts
a plain mention only when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts, MaterialFact, canonical_material
from monitor.core.consistency.scene import Scene


class Form(StrEnum):
    """How a material is claimed."""

    SHARE = "share"
    PURE = "pure"
    PLAIN = "plain"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialClaim(Claim):
    """`material` is the vocabulary's name, `word` what was said; shares in per cent."""

    form: Form
    material: str
    word: str
    low: Decimal = Decimal(100)
    high: Decimal = Decimal(100)
    part: str | None = None


_PURE_BEFORE: Final = re.compile(
    r"(?:百分之百|百分百|100%|十足十?|全部?都?是|都是|通体|整[张块件双]都?是)?(?:的)?(?:纯的?|全)$"
    r"|(?:百分之百|百分百|100%)(?:的|是|都是|全是)?$|(?:全部都?是|全是|通体|整[张块件双]都?是|满[一]?)$"
)
_PURE_AFTER: Final = re.compile(
    r"^(?:的?(?:含量|成分|材质)?(?:是|为|达到)?)?(?:百分之百|百分百|100%)"
)
_SHARE_LINK: Final = re.compile(
    r"^的?(?:含量|浓度|占比|比例|成分|纯度|添加量|含有?量|果肉|占了?|含)(?:是|为|有|在|就|也|都|高|达到?|到|占了?|的|只|仅|大概|了)*$"
    r"|^(?:是|为|占了?|有|高达|达到?)$"
)
_SHARE_BEFORE: Final = re.compile(
    r"^(?:的|是|都是|为|以上的?|的纯|纯|天然|的天然|含量的?|浓度的?|左右的?)*$"
)
_ABSENT: Final = re.compile(
    r"(?:不含|没有加|没加|不加|无添加|未添加|不添加|没有添加|零添加|0添加|没有任何|不放|没放|零|0|无)"
    r"(?:任何的?|人工|一滴|一点)?$"
)
_PLAIN_BEFORE: Final = re.compile(
    r"(?:采用的?|选用的?|用的?都?是?|用了|用料是?|加了|添加了?|富含|含有?|里面有|里面还有|配料有|配料是|成分是?|成分有|主要是"
    r"|是|是真|面料|材质|做的|的|原料是?|有|选的|都有|这种|真正的?|正宗的?|进口|天然|一整张|上等|优质|高端|和|加|双面|意大利|澳洲)$"
)
_PLAIN_AFTER: Final = re.compile(
    r"^(?:面料|材质|材料|做的|打造|制成|制作|制造|皮质|的料|内胆|机身|外壳|里料|混纺|成分|含量|的|制的|工艺|大衣|衬衫|裤|裙|鞋|包|毛衣"
    r"|外套|被|枕|床垫|项链|戒指|手镯|手串|吊坠|耳[钉环]|锅|杯|壶|桌|椅|柜|沙发|衫|围巾|皮带|材|内衬|杯身|打底|酿|榨)"
)
_NOT_MATERIAL_AFTER: Final = re.compile(
    r"^(?:味|香味|香型|色|系|感|般|风|手感|质感|过敏|纹|肌|刀|器|刷|棒|灯|店|厂|节|鼠|花纹|城|场|机"
    r"|牌|镇|粉扑|清洗|洗护|洗涤剂|比不了|贵|便宜|涨价|行情|价格|回收|市场|期货|大盘|时代|搭档|级|屏|球|线|季|的价格)"
)
_LOOSE: Final = frozenset(
    {
        "pp",
        "pc",
        "pu",
        "abs",
        "pvc",
        "银",
        "铁",
        "铜",
        "钛",
        "竹",
        "麻",
        "棉",
        "377",
        "304",
        "316",
        "后",
    }
)


class MaterialTopic:
    """材质与成分."""

    category = "mismatch-material"

    def find(self, scene: Scene) -> Iterator[MaterialClaim]:
        """Materials named with a share, a purity, a denial, or as what the product is made of."""
        own = {name for card in scene.cards for m in card.materials for name in m.names}
        listed = scene.vocabulary.materials.pattern
        words = sorted({w for w in own if len(w) > 1}, key=len, reverse=True)
        pattern = re.compile("|".join([*map(re.escape, words), listed.pattern]) or r"(?!)")
        used: set[int] = set()
        for found in scene.find(pattern):
            claim = _claim(scene, found.group(), found.start(), found.end(), used)
            if claim is not None:
                used.update(claim.numerals)
                yield claim

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


def _claim(scene: Scene, word: str, start: int, end: int, used: set[int]) -> MaterialClaim | None:
    reading = scene.reading
    before, after = reading.before(start, 14), reading.after(end, 14)
    if _NOT_MATERIAL_AFTER.match(after):
        return None
    material = canonical_material(word, scene.vocabulary)
    part = _part(scene, start, end)
    share = _share_of(scene, start, end, used)
    if share is not None:
        index, link = share
        numeral = reading.numerals[index]
        if link > end or numeral.value != 100:
            a, b = min(start, numeral.start), max(end, numeral.end)
            if not scene.claimed(a, b):
                return None
            # The claim's words are the boast itself: 高达百分之五, 夏威夷果占一半.
            return MaterialClaim(
                start=a, end=b, numerals=(index,), form=Form.SHARE, material=material,
                word=word, low=numeral.low, high=numeral.high, part=part,
            )  # fmt: skip
    if absent := _ABSENT.search(before):
        a = start - len(absent.group())
        if not scene.claimed(a, end, negation=False):
            return None
        return MaterialClaim(
            start=a, end=end, denied=True, form=Form.ABSENT, material=material, word=word, part=part
        )
    pure = _PURE_BEFORE.search(before)
    pure_word = word.startswith(("纯", "全棉", "真金", "足")) and not scene.in_name(start, end)
    tail = _PURE_AFTER.match(after)
    if (pure and pure.group()) or pure_word or tail:
        a = start - len(pure.group()) if pure else start
        b = end + (tail.end() if tail else 0)
        if scene.in_name(a, b) or not scene.claimed(a, b):
            return None
        numerals = tuple(i for i, n in enumerate(reading.numerals) if a <= n.start and n.end <= b)
        return MaterialClaim(
            start=a, end=b, numerals=numerals, form=Form.PURE, material=material, word=word,
            part=part,
        )  # fmt: skip
    if scene.in_name(start, end) or (word in _LOOSE and not _PLAIN_AFTER.match(after)):
        return None
    if after.startswith(("的手感", "的质感", "的口感", "服")):
        return None
    if not (_PLAIN_AFTER.match(after) or _PLAIN_BEFORE.search(before) or not before):
        return None
    if not scene.claimed(start, end):
        return None
    return MaterialClaim(
        start=start, end=end, form=Form.PLAIN, material=material, word=word, part=part
    )


def _share_of(scene: Scene, start: int, end: int, used: set[int]) -> tuple[int, int] | None:
    """The share that belongs to a material and where it begins: after a link word, else beside it."""
    text = scene.reading.text
    beside: tuple[int, int] | None = None
    for index, numeral in enumerate(scene.reading.numerals):
        if not numeral.percent or index in used or index in scene.taken:
            continue
        if numeral.start >= end and (
            _SHARE_LINK.match(text[end : numeral.start])
            or _SHARE_LINK.match(text[end : numeral.number_start])
            or _SHARE_LINK.match(text[end : numeral.number_start].removesuffix("百分之"))
        ):
            return index, numeral.start
        if numeral.end <= start and _SHARE_BEFORE.match(text[numeral.end : start]):
            beside = beside or (index, numeral.start)
        elif numeral.start == end and beside is None:
            beside = (index, numeral.start)
    return beside


def _part(scene: Scene, start: int, end: int) -> str | None:
    """The part of the product that the words speak of: 里料是聚酯纤维, 真皮的鞋垫."""
    before, after = scene.reading.before(start, 10), scene.reading.after(end, 6)
    for part in scene.vocabulary.parts:
        if part in before or after.startswith((part, f"的{part}")):
            return part
    return None


def _facts(claim: MaterialClaim, card: CardFacts, scene: Scene) -> list[MaterialFact]:
    whole = [m for m in card.materials if not m.part]
    if claim.part:
        named = [
            m for m in card.materials if m.part and (claim.part in m.part or m.part in claim.part)
        ]
        if named or claim.part not in scene.vocabulary.main_parts:
            return named or _likely(claim, whole, scene)
    return whole or list(card.materials)


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
    group = scene.vocabulary.groups.get(claim.material)
    return group in scene.vocabulary.exclusive and any(
        scene.vocabulary.groups.get(fact.name) == group for fact in facts
    )


def _complete(card: CardFacts) -> bool:
    return card.share_total >= 98


def _narrower(claim: MaterialClaim, fact: MaterialFact, scene: Scene) -> bool:
    """True when the words name a special kind of what the card names."""
    return (
        claim.material != fact.name
        and claim.word not in fact.names
        and fact.name in scene.vocabulary.ancestors(claim.material)
    )


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
    if related:
        if all(_narrower(claim, fact, scene) for fact in related):
            return cannot_tell(_said(claim), "商品卡只写了大类，没有写到这个品种")
        return match(_said(claim), _stated(related))
    if claim.word in card.name or any(claim.word in spec.value for spec in card.specs):
        return match(_said(claim), card.card.name)
    if _same_group(claim, facts, scene):
        return _against(claim, facts, 0.82)
    if (
        _complete(card)
        and claim.material in scene.vocabulary.groups
        and _comparable(claim, facts, scene)
    ):
        return _against(claim, facts, 0.75)
    return cannot_tell(_said(claim))


def _grade(claim: MaterialClaim, related: Sequence[MaterialFact], scene: Scene) -> bool | None:
    """Whether a grade (925银, 足金) is the one that the stated share makes; None if none is said."""
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
            if pure and len(facts) == 1 and not special:
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
