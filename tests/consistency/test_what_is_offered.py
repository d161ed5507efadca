"""Sizes on offer, packings, grades by count, and what is no claim beside them."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.core.consistency.vocabulary import Vocabulary

MATTRESS = {"name": "弹簧床垫", "aliases": ["床垫"], "category": "household", "net_content": "1张",
            "specs": {"尺寸": "1.5米/1.8米", "厚度": "20cm"}}  # fmt: skip
MAT = {"name": "藤编凉席", "aliases": ["凉席"], "category": "household", "net_content": "1张",
       "specs": {"规格": "1.2m/1.5m/1.8m"}}  # fmt: skip
LEMONS = {"name": "安岳柠檬", "aliases": ["柠檬"], "category": "food", "net_content": "5斤",
          "stock": 900}  # fmt: skip
PRAWNS = {"name": "冷冻黑虎虾", "aliases": ["虾"], "category": "food", "net_content": "1kg",
          "specs": {"规格": "20-25只/kg", "储存": "零下18度冷冻"}}  # fmt: skip
PILLOW = {"name": "乳胶枕", "aliases": ["枕头"], "category": "household", "net_content": "1个",
          "materials": [{"name": "天然乳胶", "aliases": ["乳胶"], "percent": 93}]}  # fmt: skip
CORED = {"name": "乳胶床垫", "category": "household", "net_content": "1张",
         "materials": [{"name": "天然乳胶"}, {"name": "黄麻"}]}  # fmt: skip
CREAM = {"name": "保湿面霜", "category": "cosmetic", "functions": ["保湿"]}
CUP = {"name": "保温杯", "category": "household", "specs": {"容量": "350ml/500ml"}}


def _alerts(vocabulary: Vocabulary, text: str, *cards: dict[str, Any]) -> set[str]:
    named = [{"id": f"p{i}", "link": i} | card for i, card in enumerate(cards, start=1)]
    checker = ConsistencyChecker(parse_cards(named), vocabulary)
    found = checker.check(text, on_air="p1")
    return {c.category for c in found if c.verdict is Verdict.CONTRADICTION}


@pytest.mark.parametrize(
    ("card", "text", "category"),
    [
        (MATTRESS, "床垫还有两米二的,家里床大的也可以拍。", "spec"),
        (MATTRESS, "一米二的、两米的都可以选。", "spec"),
        (MAT, "凉席我们新到了一米三五的。", "spec"),
        (MAT, "九十公分的也有,宿舍能用。", "spec"),
        (LEMONS, "今天给大家发的是十斤装,满满一大箱。", "quantity"),
        (LEMONS, "大家拍的都是三斤装。", "quantity"),
        (PRAWNS, "一公斤十到十二只,比巴掌还大。", "spec"),
        (PRAWNS, "一斤五到六只。", "spec"),
        (PRAWNS, "规格是八到十只一公斤。", "spec"),
        (PRAWNS, "这虾冷藏放着就行。", "spec"),
    ],
)
def test_what_the_card_does_not_offer_is_a_mismatch(
    card: dict[str, Any], text: str, category: str, vocabulary: Vocabulary
) -> None:
    assert f"mismatch-{category}" in _alerts(vocabulary, text, card)


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (MATTRESS, "两米的床铺不下,要看好尺寸。"),
        (MATTRESS, "没有两米的,只有一米五和一米八。"),
        (MATTRESS, "个子两米的大哥也能躺。"),
        (MATTRESS, "床垫有一米五的和一米八的。"),
        (MATTRESS, "两米二的被子也能盖。"),
        (CREAM, "有祛皱需求的朋友别下单,这款只有保湿。"),
        (CREAM, "永久美白这种说法不可信。"),
        (MAT, "我家床是两米的,要定做。"),
        (LEMONS, "十斤装的昨天卖完了,今天只有五斤装。"),
        (LEMONS, "自家吃五斤装够了。"),
        (PRAWNS, "一斤大概十到十二只。"),
        (PRAWNS, "一顿吃十到十五只就饱了。"),
        (PRAWNS, "最好是冷藏解冻,别用热水泡。"),
        (PRAWNS, "常温解冻半小时就能下锅。"),
        (CREAM, "没有什么面霜能祛皱,大家别信。"),
        (CREAM, "祛皱这种话我不能说。"),
        (CREAM, "祛痘的问题请去看皮肤科。"),
        (CUP, "每天喝够一升水。"),
    ],
)
def test_what_is_no_offer_stays_silent(
    card: dict[str, Any], text: str, vocabulary: Vocabulary
) -> None:
    assert _alerts(vocabulary, text, card) == set()


def test_one_stuff_of_several_on_another_card_does_not_excuse_a_purity(
    vocabulary: Vocabulary,
) -> None:
    found = _alerts(vocabulary, "枕芯是百分之百天然乳胶,一点别的都没有掺。", PILLOW, CORED)
    assert "mismatch-material" in found
