"""Which product is on air."""

from __future__ import annotations

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.onair import OnAirTracker
from monitor.model import Source

CARDS = parse_cards(
    [
        {
            "id": "mask",
            "link": 1,
            "name": "清润玻尿酸保湿面膜",
            "aliases": ["清润面膜", "面膜"],
            "category": "cosmetic",
            "brand": "清润",
        },
        {
            "id": "foam",
            "link": 2,
            "name": "清润氨基酸洁面乳",
            "aliases": ["洗面奶"],
            "category": "cosmetic",
        },
        {"id": "coat", "link": 3, "name": "法式羊毛混纺大衣", "category": "apparel"},
    ]
)


def test_the_only_card_is_on_air_from_the_start() -> None:
    assert OnAirTracker(CARDS[:1]).current == "mask"


def test_with_several_cards_nothing_is_assumed_before_one_is_named() -> None:
    assert OnAirTracker(CARDS).update("家人们晚上好") is None


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("一号链接给大家上了", "mask"),
        ("来看二号链接", "foam"),
        ("3号链接那个", "coat"),
        ("小黄车三号", "coat"),
        ("二号是洗面奶", "foam"),
        ("我们这款大衣很显瘦", "coat"),
        ("看一下这支洗面奶", "foam"),
        ("一号面膜讲完了，接下来给大家介绍洗面奶", "foam"),
    ],
)
def test_a_link_number_or_a_name_switches(text: str, card: str) -> None:
    assert OnAirTracker(CARDS).update(text) == card


@pytest.mark.parametrize(
    "text",
    [
        "下单看清楚，一号是面膜，二号是洗面奶",
        "它比大衣便宜多了",
        "敷面膜之前先洗脸",
        "待会儿上三号链接",
        "明天八月三号我们还有一场",
        "这个颜色很好看",
        "跟面膜一起用更好",
    ],
)
def test_lists_comparisons_and_passing_words_do_not_switch(text: str) -> None:
    tracker = OnAirTracker(CARDS)
    tracker.set("foam")
    assert tracker.update(text) == "foam"


def test_a_misheard_name_switches_in_audio() -> None:
    tracker = OnAirTracker(CARDS)
    assert tracker.update("我们这款法式羊毛魂纺大衣", Source.AUDIO) == "coat"


def test_a_person_can_set_the_product_but_only_one_of_the_room() -> None:
    tracker = OnAirTracker(CARDS)
    tracker.set("coat")
    assert tracker.current == "coat"
    with pytest.raises(KeyError):
        tracker.set("unknown")
