"""Brand and maker: 这是兰蔻的面膜, 品牌是慕言, XX 官方旗舰店 against the card's brand and name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandClaim(Claim):
    """The brand the product is said to be of."""

    brand: str


_KNOWN_BEFORE: Final = re.compile(
    r"(?:是|就是|都是|正品|出自|来自|品牌是|品牌|我们的|这款|这个|这件|这瓶|这双|这台|牌子是|拿下|专柜的?|官方|的|正宗|^)$"
)
_KNOWN_AFTER: Final = re.compile(
    r"^(?:这个)?(?:的|牌|品牌|官方|旗舰|旗下|正品|专柜|家的|集团|原厂|授权|出品|生产|新款|经典|大牌|同款的?品质|[^，。？]{0,2}(?:面膜|精华|粉底|口红|包|手机|耳机"
    r"|吹风机|鞋|外套|项链|手表|奶粉|白酒|酒|锅|空调|冰箱|电饭煲|热水壶|水壶|洗衣机|手链|戒指|羽绒服|扫地机|纸尿裤))"
)
_NOT_BRAND_AFTER: Final = re.compile(
    r"^(?:同款|同厂|代工|平替|一样|同源|同级|风|的?对手|系统|手机|的工厂|供应商|之前|用户|专柜旁边)"
)
_PRONOUNS: Final = ("我们", "咱", "自己", "它", "这", "那", "什么", "大", "国", "谁", "第一")
_NAMED: Final = re.compile(
    r"(?:品牌|牌子)(?:名?叫|就?是|为)([一-龥a-z]{2,8}?)(?=的|这|，|。|？|$|牌)"
)


class BrandTopic:
    """品牌与生产者."""

    category = "mismatch-brand"

    def find(self, scene: Scene) -> Iterator[BrandClaim]:
        """Brands said to be the product's own."""
        covered: set[int] = set()
        for found in scene.find(_NAMED):
            if found[1].startswith(_PRONOUNS):
                continue
            if scene.claimed(found.start(1), found.end(1)):
                covered.add(found.start(1))
                yield BrandClaim(start=found.start(1), end=found.end(1), brand=found[1])
        for found in scene.find(scene.room.brands):
            a, b = found.span()
            if a in covered or scene.in_name(a, b):
                continue
            before, after = scene.reading.before(a, 8), scene.reading.after(b, 8)
            if _NOT_BRAND_AFTER.match(after) or not _KNOWN_BEFORE.search(before):
                continue
            if _KNOWN_AFTER.match(after) and scene.claimed(a, b):
                yield BrandClaim(start=a, end=b, brand=found.group())

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's brand."""
        if not isinstance(claim, BrandClaim):
            return None
        texts = (card.brand or "", card.name, *card.aliases)
        if any(claim.brand in text or (text and text in claim.brand) for text in texts[:1]) or any(
            claim.brand in text for text in texts
        ):
            return match(claim.brand, card.card.brand or card.card.name)
        if any(claim.brand in spec.value for spec in card.specs):
            return match(claim.brand)
        if not card.brand:
            return cannot_tell(claim.brand)
        expected = card.card.brand or ""
        return contradiction(
            claim.brand,
            expected,
            f"疑似品牌与商品卡不符：说{claim.brand}，商品卡为{expected}",
            why="生产者、品牌应当真实，冒用他人品牌涉嫌混淆和虚假宣传",
            suggestion=f"品牌按商品卡说：{expected}",
            laws=("adlaw-28-2", "unfair-7"),
        )
