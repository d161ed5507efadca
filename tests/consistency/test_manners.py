"""Claims that do not name their attribute: how long it runs, how old it is, what is paid back."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.core.consistency.vocabulary import Vocabulary

EARPHONES = {
    "name": "蓝牙耳机", "category": "digital", "price": {"live": 299}, "specs": {"续航": "30小时"},
    "service": {"warranty_months": 12, "return_days": 7, "compensation": "假一赔三"},
    "sold": 900,
}  # fmt: skip
PEEL = {"name": "新会陈皮", "category": "food", "origin": "广东新会", "net_content": "250克",
        "specs": {"年份": "5年", "保质期": "36个月"}}  # fmt: skip
PEARLS = {"name": "淡水珍珠项链", "category": "jewelry", "origin": "浙江诸暨",
          "materials": [{"name": "淡水珍珠"}]}  # fmt: skip
MILK = {"name": "成人奶粉", "category": "food", "net_content": "700克",
        "specs": {"适用年龄": "18岁以上"}}  # fmt: skip
CREAM = {"name": "防晒乳", "category": "special-cosmetic", "net_content": "50克",
         "functions": ["防晒"], "specs": {}}  # fmt: skip
CLEANSER = {"name": "控油精华", "category": "cosmetic", "functions": ["保湿", "控油"]}


def _alerts(card: dict[str, Any], text: str, vocabulary: Vocabulary) -> set[str]:
    checker = ConsistencyChecker(parse_cards([{"id": "a", "link": 1} | card]), vocabulary)
    found = checker.check(text, on_air="a")
    return {c.category for c in found if c.verdict is Verdict.CONTRADICTION}


@pytest.mark.parametrize(
    ("card", "text", "category"),
    [
        (EARPHONES, "充一次电能用一百个小时。", "spec"),
        (EARPHONES, "满电能听八十小时的歌。", "spec"),
        (EARPHONES, "三年之内坏了直接给你换台新的。", "service"),
        (EARPHONES, "一辈子免费换新。", "service"),
        (EARPHONES, "买到假的，我按一赔一百给您。", "service"),
        (EARPHONES, "拍了概不退换。", "service"),
        (EARPHONES, "已经有十二万人付了款。", "sales"),
        (EARPHONES, "昨儿一晚上干出去八十万件。", "sales"),
        (EARPHONES, "今天九十九你就能抱回家。", "price"),
        (PEEL, "这个陈皮是三十年老陈皮。", "spec"),
        (PEEL, "柜子里搁十年都不带坏的。", "shelf-life"),
        (PEEL, "这可是澳洲农场坐飞机过来的。", "origin"),
        (PEARLS, "这条是日本海水珍珠，一颗就值这个价。", "material"),
        (MILK, "新生儿都可以喝。", "spec"),
        (MILK, "三岁以上的小孩都能喝。", "spec"),
        (CREAM, "这支防晒有一百克，一支顶别人两支。", "quantity"),
    ],
)
def test_a_claim_is_understood_from_how_it_is_said(
    card: dict[str, Any], text: str, category: str, vocabulary: Vocabulary
) -> None:
    assert f"mismatch-{category}" in _alerts(card, text, vocabulary)


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (EARPHONES, "充电十分钟能听两个小时歌。"),
        (EARPHONES, "充一次电能用三十个小时。"),
        (EARPHONES, "定制刻字的不退不换，其他七天无理由。"),
        (PEEL, "这是五年的老陈皮。"),
        (PEARLS, "这条是淡水珍珠。"),
        (CREAM, "一支五十克，两支一百克。"),
        (MILK, "一天两杯，一杯三十克。"),
        (PEARLS, "柜台里的钻石要好几万。"),
        (CLEANSER, "早晚洁面以后用，最好先拍一层爽肤水。"),
        (CLEANSER, "防晒和睡眠更要紧。"),
        (CLEANSER, "想美白请去找带国妆特字的产品。"),
        (CLEANSER, "它不带美白，要美白的朋友看别的型号。"),
    ],
)
def test_true_words_advice_and_rates_are_no_mismatch(
    card: dict[str, Any], text: str, vocabulary: Vocabulary
) -> None:
    assert _alerts(card, text, vocabulary) == set()
