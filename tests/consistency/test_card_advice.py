"""Cards as JSON again, and the advice about what they leave unsaid."""

from __future__ import annotations

import json

import pytest

from monitor.core.consistency.card_advice import advise
from monitor.core.consistency.card_json import card_as_dict
from monitor.core.consistency.cards import parse_cards

FULL = {
    "id": "sku-101",
    "link": 1,
    "name": "清润面膜",
    "category": "cosmetic",
    "aliases": ["面膜"],
    "brand": "清润",
    "price": {"live": 59.9, "list": 99, "lowest_7d": 89, "currency": "CNY"},
    "origin": "广东广州",
    "net_content": "25ml*10片",
    "materials": [{"name": "透明质酸钠", "aliases": ["玻尿酸"], "percent": 0.5}],
    "functions": ["保湿"],
    "approvals": ["粤G妆网备字2024012345"],
    "specs": {"保质期": "36个月"},
    "service": {"return_days": 7, "freight_insurance": True, "compensation": "假一赔三"},
    "stock": 5000,
    "sold": 0,
}


@pytest.mark.parametrize(
    "card", [FULL, {"id": "a", "name": "蜜", "category": "food"}], ids=["full", "least"]
)
def test_a_card_survives_the_way_to_json_and_back(card: dict[str, object]) -> None:
    (read,) = parse_cards([card])
    text = json.dumps(card_as_dict(read))
    assert parse_cards([json.loads(text)]) == (read,)


def test_what_a_card_does_not_say_is_not_in_its_json() -> None:
    (card,) = parse_cards([{"id": "a", "name": "蜜", "category": "food"}])
    assert card_as_dict(card) == {"id": "a", "name": "蜜", "category": "food"}


def test_a_whole_card_needs_no_advice() -> None:
    assert advise(parse_cards([FULL])) == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"link": None}, "没有链接号"),
        ({"price": None}, "没有直播价"),
        ({"price": {"live": 0}}, "直播价是 0"),
        ({"price": {"live": 99, "list": 59, "lowest_7d": 50}}, "低于直播价"),
        ({"price": {"live": 59, "list": 99}}, "没有近七日最低价"),
        ({"price": {"live": 59, "list": 99, "lowest_7d": 120}}, "高于划线价"),
        ({"category": "health-food", "approvals": []}, "没有批准文号"),
        (
            {"materials": [{"name": "棉", "percent": 80}, {"name": "麻", "percent": 30}]},
            "合计 110%",
        ),
    ],
)
def test_what_is_missing_or_odd_is_told_with_the_card(change: dict[str, object], word: str) -> None:
    (warning,) = advise(parse_cards([{**FULL, **change}]))
    assert word in warning.message
    assert warning.where == "sku-101（清润面膜）"
    assert warning.hint


def test_a_name_for_two_cards_is_told_once() -> None:
    other = {**FULL, "id": "sku-102", "link": 2, "name": "晚安面膜"}
    (warning,) = advise(parse_cards([FULL, other]))
    assert "“面膜”同时是 sku-101、sku-102" in warning.message
