"""Numbers as people say them, and where they stand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.core.text.numerals import find_numerals, parse_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("两千两百瓦", "2200", "瓦"),
        ("一百九十九块九", "199.9", "块"),
        ("五十九块九毛九", "59.99", "块"),
        ("59块9包邮", "59.9", "块"),
        ("九块九", "9.9", "块"),
        ("百分之零点五", "0.5", "%"),
        ("百分百", "100", "%"),
        ("半价", "5", "折"),
        ("一米三五的", "1.35", "米"),
        ("八五折", "8.5", "折"),
        ("85折", "8.5", "折"),
        ("一折", "1", "折"),
        ("七成", "70", "%"),
        ("占一半", "50", "%"),
        ("二百五", "250", ""),
        ("一万三", "13000", ""),
        ("1万3千5", "13500", ""),
        ("一千零五十", "1050", ""),
        ("幺九九", "199", ""),
        ("10万单", "100000", "单"),
        ("10w单", "100000", "单"),
        ("2200W", "2200", "w"),
        ("1.5L", "1.5", "l"),
        ("13,000盒", "13000", "盒"),
        ("3百块", "300", "块"),
        ("两年半", "2.5", "年"),
        ("一斤半", "1.5", "斤"),
        ("三斤六两", "3.6", "斤"),
        ("一公斤八百克", "1.8", "公斤"),
        ("一个半小时", "1.5", "个小时"),
        ("两年零三个月", "2.25", "年"),
        ("半斤", "0.5", "斤"),
        ("一个半月", "1.5", "个月"),
        ("七点五寸", "7.5", "寸"),
        ("二零二六年", "2026", "年"),
    ],
)
def test_a_spoken_number_has_its_value_and_measure(text: str, value: str, unit: str) -> None:
    (numeral,) = find_numerals(text)
    assert (numeral.value, numeral.unit, numeral.approx) == (Decimal(value), unit, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("一万三千多盒", "13000", "14000"),
        ("三四百块", "300", "400"),
        ("十七八岁", "17", "18"),
        ("两三天", "2", "3"),
        ("一百二三十块", "120", "130"),
        ("三十到五十块", "30", "50"),
        ("大约五百克", "450", "550"),
        ("六百件左右", "540", "660"),
        ("不到五百", "400", "500"),
    ],
)
def test_a_hedged_number_is_a_range(text: str, low: str, high: str) -> None:
    (numeral,) = find_numerals(text)
    assert (numeral.low, numeral.high, numeral.approx) == (Decimal(low), Decimal(high), True)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("六十九一件", ["69", "1"]),
        ("两瓶一斤装", ["2", "1"]),
        ("五块一斤", ["5", "1"]),
        ("三块五一包", ["3.5", "1"]),
        ("八点三十分", ["8", "30"]),
        ("卖五千九百九十九，今天一折", ["5999", "1"]),
        ("二零二六年八月一号", ["2026", "8", "1"]),
    ],
)
def test_neighbouring_numbers_stay_apart(text: str, values: list[str]) -> None:
    assert [n.value for n in find_numerals(text)] == [Decimal(v) for v in values]


@pytest.mark.parametrize("text", ["一样", "一直都在", "统一发货", "天然", "四季都能穿", "三明治"])
def test_digits_inside_words_are_no_numbers(text: str) -> None:
    assert find_numerals(text) == ()


def test_the_span_covers_number_unit_and_hedges() -> None:
    text = "今天大约五百克左右"
    (numeral,) = find_numerals(text)
    assert text[numeral.start : numeral.end] == "大约五百克左右"
    assert text[numeral.number_start : numeral.number_end] == "五百"


def test_a_measure_must_not_be_the_head_of_another_word() -> None:
    assert [n.unit for n in find_numerals("九九包邮")] == [""]
    assert find_numerals("一对比") == ()


def test_a_bare_number_is_parsed_whole_or_not_at_all() -> None:
    assert parse_number("两千五") == Decimal(2500)
    assert parse_number("两千五块") is None
    assert parse_number("没有") is None
