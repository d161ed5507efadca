"""Recognised speech with its homophones against the card: put right only where a claim asks."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.model import Source

SHIRT = {
    "name": "云栖仿真丝衬衫", "category": "apparel", "origin": "浙江杭州",
    "price": {"live": 129, "list": 199, "lowest_7d": 139},
    "materials": [{"name": "聚酯纤维", "percent": 100}],
}  # fmt: skip
FRYER = {
    "name": "食光空气炸锅", "category": "appliance", "origin": "广东佛山", "net_content": "1台",
    "specs": {"容量": "5升", "功率": "1400瓦"}, "service": {"warranty_months": 12},
}  # fmt: skip
POWDER = {
    "name": "安心蛋白棒", "category": "food", "net_content": "40克*10袋", "stock": 800,
    "materials": [{"name": "乳清蛋白", "percent": 30}, {"name": "夏威夷果", "percent": 5}],
}  # fmt: skip
BANK = {"name": "充电宝", "category": "digital", "specs": {"电池容量": "10000mAh"}}


def _alerts(card: dict[str, Any], text: str, vocabulary: Vocabulary) -> set[str]:
    checker = ConsistencyChecker(parse_cards([{"id": "a", "link": 1} | card]), vocabulary)
    found = checker.check(text, Source.AUDIO, on_air="a")
    return {c.category for c in found if c.verdict is Verdict.CONTRADICTION}


@pytest.mark.parametrize(
    ("card", "heard", "category"),
    [
        (SHIRT, "这件是百分之百苍毯丝", "material"),
        (SHIRT, "面料是春羊毛做的", "material"),
        (SHIRT, "用的是95%对白鸭绒", "material"),
        (SHIRT, "百分之95桑蚕丝", "material"),
        (SHIRT, "装贵卖三千九", "price"),
        (FRYER, "这台炸锅有八生的大容量", "spec"),
        (FRYER, "支持三年治宝换了直接换新的", "service"),
        (POWDER, "一和有二时代可以喝一个月", "quantity"),
        (POWDER, "里面下卫衣古战一半", "material"),
        (POWDER, "今天库存只剩最后时达", "sales"),
        (BANK, "这个是两万好安的", "spec"),
    ],
)
def test_a_misheard_claim_is_still_compared(
    card: dict[str, Any], heard: str, category: str, vocabulary: Vocabulary
) -> None:
    assert f"mismatch-{category}" in _alerts(card, heard, vocabulary)


@pytest.mark.parametrize(
    ("card", "heard"),
    [
        (FRYER, "三生有幸遇到大家"),
        (FRYER, "五生的大容量"),
        (POWDER, "一和就有时代的感觉"),
        (POWDER, "这是八十年代的味道"),
        (POWDER, "百分之百可以放心"),
        (POWDER, "来自粉丝的好评"),
        (SHIRT, "春天穿正好"),
        (BANK, "两百块好安心"),
    ],
)
def test_words_that_only_sound_alike_stay_as_they_are(
    card: dict[str, Any], heard: str, vocabulary: Vocabulary
) -> None:
    assert _alerts(card, heard, vocabulary) == set()
