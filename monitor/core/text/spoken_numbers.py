"""A number as Mandarin speaks it: 129 → 一百二十九, 93.5 → 九十三点五."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_LIMIT = 10**8


def spoken(value: Decimal) -> str:
    """The characters, '' for what is negative or too large to be a price or a measure."""
    if not 0 <= value < _LIMIT:
        return ""
    whole, _, fraction = f"{value:f}".partition(".")
    said = _whole(int(whole))
    if said.startswith("一十"):
        said = said[1:]  # 十九, but 一百一十九
    fraction = fraction.rstrip("0")
    return said + ("点" + "".join(DIGITS[int(digit)] for digit in fraction) if fraction else "")


def _whole(value: int) -> str:
    if value >= 10_000:
        rest = value % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return _whole(value // 10_000) + "万" + gap + (_whole(rest) if rest else "")
    said, skipped = "", False
    for unit, name in _PLACES:
        digit, value = divmod(value, unit)
        if digit:
            said += ("零" if skipped and said else "") + DIGITS[digit] + name
            skipped = False
        else:
            skipped = True
    return said or "零"
