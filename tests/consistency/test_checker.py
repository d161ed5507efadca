"""What counts as a claim, what contradicts it, and what cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.model import Severity, Source

Make = Callable[..., ConsistencyChecker]

COAT: dict[str, Any] = {
    "name": "法式羊毛混纺大衣",
    "aliases": ["大衣"],
    "category": "apparel",
    "price": {"live": 599, "list": 899, "lowest_7d": 699},
    "origin": "浙江嘉兴",
    "materials": [{"name": "羊毛", "percent": 30}, {"name": "聚酯纤维", "percent": 70}],
    "service": {"return_days": 7, "shipping_hours": 48, "freight_insurance": True},
    "sold": 13500,
    "stock": 600,
}


def verdicts(checker: ConsistencyChecker, text: str, **options: Any) -> dict[str, Verdict]:
    return {c.category.removeprefix("mismatch-"): c.verdict for c in checker.check(text, **options)}


def test_a_contradiction_says_what_was_said_what_is_true_and_how_to_put_it(
    checker_for: Make,
) -> None:
    (found,) = checker_for(COAT).check("我们这件是百分之百纯羊毛的,手感非常软。")
    assert found.verdict is Verdict.CONTRADICTION
    assert found.category == "mismatch-material"
    assert found.quote == "百分之百纯羊毛"
    assert (found.start, found.end) == (5, 12)
    assert found.expected == "羊毛30%"
    assert found.product == "p1"
    assert "疑似" in found.message
    assert found.suggestion
    assert "adlaw-28-2" in found.laws
    assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    "text",
    [
        "说实话它不是纯羊毛",
        "有人问是不是纯羊毛的",
        "这件是纯羊毛的吗",
        "如果是纯羊毛的早就涨价了",
        "别家都说自己是纯羊毛",
        "摸着像纯羊毛一样",
        "别信那些说是纯羊毛的",
        "纯羊毛的可不是这个价",
        "上一款是纯羊毛的",
    ],
)
def test_denials_questions_and_other_goods_are_no_claims(text: str, checker_for: Make) -> None:
    assert Verdict.CONTRADICTION not in verdicts(checker_for(COAT), text).values()


def test_what_the_card_does_not_state_is_never_a_contradiction(checker_for: Make) -> None:
    bare = checker_for({"name": "大衣", "category": "apparel"})
    for text in (
        "纯羊毛的，法国原装进口，今天九十九",
        "三十天无理由退换，假一赔十，库存只剩十件",
        "保质期五年，功率两千瓦，有酒红色可以选，有有机认证",
    ):
        assert Verdict.CONTRADICTION not in verdicts(bare, text).values()


@pytest.mark.parametrize(
    "text", ["卖出一万三千多件了", "已经卖了一万三", "还有六百件左右", "今天五百九十九"]
)
def test_a_stated_tolerance_matches(text: str, checker_for: Make) -> None:
    assert set(verdicts(checker_for(COAT), text).values()) == {Verdict.MATCH}


@pytest.mark.parametrize(
    "text",
    [
        "衣服能用三个月",
        "每天两次",
        "最低温度零下五度以上可以穿",
        "我今年三十五岁",
        "晚上八点不见不散",
        "客服电话四零零八二零八八二零",
        "身高一米六五体重一百斤穿S码",
        "第一次来的朋友点个关注",
    ],
)
def test_other_numbers_are_no_prices_or_quantities(text: str, checker_for: Make) -> None:
    found = verdicts(checker_for(COAT), text)
    assert Verdict.CONTRADICTION not in found.values()


def test_a_list_price_is_a_fair_reference_and_a_higher_one_is_not(checker_for: Make) -> None:
    checker = checker_for(COAT)
    assert verdicts(checker, "平时卖八百九十九")["price"] is Verdict.MATCH
    assert verdicts(checker, "原价两千九百九十九")["price"] is Verdict.CONTRADICTION


def test_a_discount_is_checked_by_arithmetic(checker_for: Make) -> None:
    checker = checker_for(COAT)
    assert verdicts(checker, "今天打六七折")["price"] is Verdict.MATCH
    assert verdicts(checker, "今天一折给大家")["price"] is Verdict.CONTRADICTION
    assert "price" not in verdicts(checker, "第二件半价")


def test_with_the_product_unknown_only_what_contradicts_every_card_counts(
    checker_for: Make,
) -> None:
    other = {**COAT, "name": "纯棉打底衫", "aliases": ["打底衫"], "materials": [{"name": "棉"}]}
    checker = checker_for(COAT, other)
    assert verdicts(checker, "法国原装进口的")["origin"] is Verdict.CONTRADICTION
    assert verdicts(checker, "百分之百的棉")["material"] is not Verdict.CONTRADICTION


def test_a_product_named_in_the_words_counts_before_the_one_on_air(checker_for: Make) -> None:
    shirt = {"name": "打底衫", "category": "apparel", "service": {"return_days": 15}}
    checker = checker_for(COAT, shirt)
    found = checker.check("打底衫是十五天无理由", on_air="p1")
    assert [(c.verdict, c.product) for c in found] == [(Verdict.MATCH, "p2")]


def test_figures_that_fit_another_product_of_the_room_are_left_alone(checker_for: Make) -> None:
    shirt = {"name": "打底衫", "category": "apparel", "sold": 50000}
    checker = checker_for(COAT, shirt)
    found = checker.check("这款已经卖了四万多件", on_air="p1")
    assert [c.verdict for c in found] == [Verdict.CANNOT_TELL]


def test_a_correction_in_the_same_breath_settles_the_contradiction(checker_for: Make) -> None:
    first, second = checker_for(COAT).check("这是法国进口的，啊说错了，是浙江嘉兴生产的")
    assert (first.verdict, first.settled) == (Verdict.CONTRADICTION, True)
    assert (second.verdict, second.settles) == (Verdict.MATCH, True)


def test_a_later_correction_settles_the_earlier_contradiction(checker_for: Make) -> None:
    (found,) = checker_for(COAT).check("刚才说错了，产地是浙江嘉兴")
    assert (found.category, found.settles) == ("mismatch-origin", True)


def test_a_year_said_as_this_year_is_read_by_the_day_of_speech(checker_for: Make) -> None:
    honey = {"name": "蜂蜜", "category": "food", "specs": {"生产日期": "2026-08-01"}}
    checker = checker_for(honey)
    text = "生产日期是今年八月一号"
    assert verdicts(checker, text, on=date(2026, 11, 1))["shelf-life"] is Verdict.MATCH
    assert verdicts(checker, text, on=date(2027, 1, 5))["shelf-life"] is Verdict.CONTRADICTION


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("我们这件是百分之百纯扬毛的手感非常软", "material"),
        ("它是法国圆装进口的", "origin"),
        ("支持30天无理由退换", "service"),
        ("原价2999今天只要599", "price"),
    ],
)
def test_recognised_text_is_put_right_by_sound(text: str, category: str, checker_for: Make) -> None:
    found = checker_for(COAT).check(text, Source.AUDIO)
    assert f"mismatch-{category}" in {
        c.category for c in found if c.verdict is Verdict.CONTRADICTION
    }


def test_a_word_of_its_own_is_not_put_right(checker_for: Make) -> None:
    found = verdicts(checker_for(COAT), "这个样貌很好看", source=Source.AUDIO)
    assert found == {}


def test_offsets_point_into_the_text_as_given(checker_for: Make) -> None:
    text = "  ①【意大利】 進口面料，真的！"
    (found,) = checker_for(COAT).check(text)
    assert text[found.start : found.end] == found.quote
    assert "意大利" in found.quote


@pytest.mark.parametrize("text", ["", "   ", "，。？", "😀😀", "a" * 3000, "九" * 500])
def test_odd_input_is_survived(text: str, checker_for: Make) -> None:
    assert isinstance(checker_for(COAT).check(text), list)
