"""Numbers as they are spoken, and back again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text.numerals import parse_number
from monitor.core.text.spoken_numbers import spoken


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "零"), ("9", "九"), ("10", "十"), ("19", "十九"), ("20", "二十"),
        ("129", "一百二十九"),
        ("105", "一百零五"), ("110", "一百一十"), ("1005", "一千零五"), ("3200", "三千二百"),
        ("10005", "一万零五"), ("12000", "一万二千"), ("59.9", "五十九点九"), ("0.5", "零点五"),
        ("93.50", "九十三点五"), ("-1", ""), ("100000000", ""),
    ],
)  # fmt: skip
def test_a_number_is_spoken(value: str, said: str) -> None:
    assert spoken(Decimal(value)) == said


@given(st.integers(0, 10**8 - 1))
def test_what_is_spoken_is_read_as_the_same_number(value: int) -> None:
    assert parse_number(spoken(Decimal(value))) == value
