"""Figures said without a name, sizes in a range, colours that have run out, earlier prices."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict

SHELF = [
    {
        "name": "幼儿奶粉",
        "category": "baby",
        "price": {"live": 238, "list": 298, "lowest_7d": 248},
        "specs": {"保质期": "24个月"},
        "service": {"shipping_hours": 48},
    },
    {
        "name": "软底乐福鞋",
        "category": "apparel",
        "specs": {"尺码": "34/35/36/37/38/39/40", "颜色": "黑色/棕色", "保质期": "18个月"},
        "service": {"shipping_hours": 72},
    },
]


@pytest.fixture
def said(checker_for: Callable[..., ConsistencyChecker]) -> Callable[[str, str], set[Verdict]]:
    checker = checker_for(*SHELF)
    return lambda text, on_air: {item.verdict for item in checker.check(text, on_air=on_air)}


@pytest.mark.parametrize("line", ["四十八小时内发货", "保质期二十四个月,开封尽快用完"])
def test_a_figure_that_fits_another_product_of_the_room_is_not_called_false(
    said: Callable[[str, str], set[Verdict]], line: str
) -> None:
    assert Verdict.CONTRADICTION not in said(line, "p2")


def test_a_figure_said_of_this_very_product_is(
    said: Callable[[str, str], set[Verdict]],
) -> None:
    assert Verdict.CONTRADICTION in said("这双保质期二十四个月", "p2")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("三十四到四十码", False),
        ("有三十五码到四十码", False),
        ("三十六到四十二码都有", True),
        ("还有四十三码的", True),
    ],
)
def test_a_range_of_sizes_is_held_against_the_list(
    said: Callable[[str, str], set[Verdict]], line: str, wrong: bool
) -> None:
    assert (Verdict.CONTRADICTION in said(line, "p2")) is wrong


def test_a_colour_that_has_run_out_is_not_offered(
    said: Callable[[str, str], set[Verdict]],
) -> None:
    assert Verdict.CONTRADICTION not in said("颜色有黑色和棕色,米色上个月断了", "p2")


def test_the_lowest_price_of_the_week_may_be_told(
    said: Callable[[str, str], set[Verdict]],
) -> None:
    line = "两百三十八一罐，七天里最低卖过二百四十八"
    assert Verdict.CONTRADICTION not in said(line, "p1")
