"""What a readable card leaves unsaid or says oddly: advice for its author, never an error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from monitor.core.consistency.card_problems import CardProblem
from monitor.model import ProductCard

# Categories that may not be sold without a registration, filing or licence number.
_NEEDS_APPROVAL: Final = {
    "health-food": "国食健注 / 食健备 的批准文号",
    "infant-formula": "国食注字 的注册号",
    "special-cosmetic": "国妆特 的注册证号",
    "drug": "国药准字",
    "medical-device": "械注准 / 械备 的编号",
}
_FULL: Final = 100


def advise(cards: Sequence[ProductCard]) -> tuple[CardProblem, ...]:
    """The warnings for cards that loaded without fault, in the cards' order.

    Two cards with one link, an unknown category and a currency other than CNY are no warnings:
    the loader refuses them.
    """
    warnings = [warning for card in cards for warning in _of_one(card)]
    warnings.extend(_shared_names(cards))
    return tuple(warnings)


def _of_one(card: ProductCard) -> Iterator[CardProblem]:
    place = f"{card.id}（{card.name}）"

    def warn(message: str, hint: str) -> CardProblem:
        return CardProblem(where=place, message=message, hint=hint)

    if card.link is None:
        yield warn("没有链接号", "写上 link，主播说“三号链接”时才知道是哪件商品")
    yield from _of_price(card, place)
    approval = _NEEDS_APPROVAL.get(card.category)
    if approval and not card.approvals:
        yield warn(
            f"{card.category} 没有批准文号", f"在 approvals 写上{approval}，功效宣称才能核对"
        )
    shares = [material.percent for material in card.materials if material.percent is not None]
    if sum(shares) > _FULL:
        yield warn(f"成分占比合计 {sum(shares)}%，超过 100%", "核对 materials 里的 percent")


def _of_price(card: ProductCard, place: str) -> Iterator[CardProblem]:
    price = card.price

    def warn(message: str, hint: str) -> CardProblem:
        return CardProblem(where=place, message=message, hint=hint)

    if price.live is None:
        yield warn("没有直播价", "写上 price.live，口播价格才能核对")
    elif price.live == 0:
        yield warn("直播价是 0", "赠品请不要单列成商品卡，或核对 price.live")
    if price.list is not None and price.live is not None and price.list < price.live:
        yield warn(f"划线价 {price.list} 低于直播价 {price.live}", "是否把两个价格写反了")
    if price.list is not None and price.lowest_7d is None:
        yield warn("有划线价，没有近七日最低价", "写上 price.lowest_7d，“原价”“立减”的说法才能核对")
    if price.lowest_7d is not None and price.list is not None and price.lowest_7d > price.list:
        yield warn(f"近七日最低价 {price.lowest_7d} 高于划线价 {price.list}", "核对这两个价格")


def _shared_names(cards: Sequence[ProductCard]) -> Iterator[CardProblem]:
    """Names by which more than one card can be meant: speech then can't tell which is on air."""
    owners: dict[str, list[ProductCard]] = defaultdict(list)
    for card in cards:
        for name in dict.fromkeys((card.name, *card.aliases)):
            owners[name].append(card)
    for name, held in owners.items():
        if len(held) > 1:
            ids = "、".join(card.id for card in held)
            yield CardProblem(
                where=f"{held[-1].id}（{held[-1].name}）",
                message=f"“{name}”同时是 {ids} 的名称或别名",
                hint="换一个只属于这件商品的别名，否则口播时分不清是哪一件",
            )
