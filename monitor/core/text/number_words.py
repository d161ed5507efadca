"""Bare numbers in Chinese and Arabic digits: 两千二, 一百二三十, 幺九九, 1万3千, 零点五."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

DIGITS: Final[Mapping[str, int]] = {
    **{char: index for index, char in enumerate("零一二三四五六七八九")},
    **{"〇": 0, "两": 2, "幺": 1, "俩": 2, "仨": 3},
}
SCALES: Final[Mapping[str, int]] = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "亿": 100_000_000,
}
_ARABIC: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_DECIMALS: Final = re.compile(r"[零〇一二三四五六七八九幺\d]+")


@dataclass(frozen=True, slots=True)
class BareNumber:
    """A number from its start to `end`: `low`..`high`, the `step` of its last place.

    `lone` marks a single character, which is a number only before a measure.
    """

    end: int
    low: Decimal
    high: Decimal
    step: Decimal
    lone: bool


def bare_number(text: str, at: int) -> BareNumber | None:
    """The bare number that starts exactly here."""
    tokens, ends = _tokens(text, at)
    if not tokens:
        return None
    end = ends[-1]
    bare = len(tokens) == 1 and not isinstance(tokens[0], Decimal)
    spans = _range_at(tokens)
    if spans is None:
        value, step = _evaluate(tokens)
        return BareNumber(end, value, value, step, bare)
    low, step = _evaluate([*tokens[: spans + 1], *tokens[spans + 2 :]])
    high, _ = _evaluate([*tokens[:spans], *tokens[spans + 1 :]])
    return BareNumber(end, low, high, step, False)


_Token = Decimal | str


def _tokens(text: str, at: int) -> tuple[list[_Token], list[int]]:
    """Arabic runs as Decimal, Chinese digits and scales as characters, decimals folded in."""
    tokens: list[_Token] = []
    ends: list[int] = []
    while at < len(text):
        char = text[at]
        match = _ARABIC.match(text, at)
        if match:
            if tokens and isinstance(tokens[-1], Decimal):
                break
            if tokens and tokens[-1] in DIGITS and tokens[-1] != "零":
                break
            tokens.append(Decimal(match.group().replace(",", "")))
            at = match.end()
        elif char in DIGITS or char == "几":
            if tokens and not _may_follow(tokens, text, at):
                break
            tokens.append(char)
            at += 1
        elif char in SCALES:
            if not tokens and char != "十":
                break
            if tokens and tokens[-1] == "零":
                break
            if char == "千" and "十" in _since_large(tokens):
                # 十五千帕 is fifteen of a unit; 十三万一千 is one number.
                break
            tokens.append(char)
            at += 1
        elif char == "点" and tokens and (decimal := _decimal_part(text, at + 1)):
            value, _ = _evaluate(tokens)
            fraction, at = decimal
            return [value + fraction], [at]
        else:
            break
        ends.append(at)
    while len(tokens) > 1 and tokens[-1] == "零" and any(t in SCALES for t in tokens):
        tokens.pop()
        ends.pop()
    return tokens, ends


def _since_large(tokens: Sequence[_Token]) -> Sequence[_Token]:
    """What was said after the last 万 or 亿."""
    large = [index for index, token in enumerate(tokens) if token in ("万", "亿")]
    return tokens[large[-1] + 1 :] if large else tokens


def _may_follow(tokens: Sequence[_Token], text: str, at: int) -> bool:
    """Whether a digit may continue the number: 六十九一件 is two, 三十四五岁 is one."""
    previous = tokens[-1]
    if isinstance(previous, Decimal):
        return False
    if previous in SCALES or previous == "零" or text[at] == "零":
        return True
    scales = [token for token in tokens if isinstance(token, str) and token in SCALES]
    after = text[at + 1 : at + 2]
    if not scales:
        # 一九九 and 三四百; 九九 then 两瓶 is two numbers.
        return text[at] != "两" or previous == "一"
    near = DIGITS.get(text[at], 0) - DIGITS.get(previous, 0) == 1
    if not near:
        return False
    if after in SCALES:
        return SCALES[after] < SCALES[scales[-1]]
    return text[at] != "一"


def _range_at(tokens: Sequence[_Token]) -> int | None:
    """Where two neighbouring digits make a range: 三四百, 十七八, 两三; None otherwise."""
    for index in range(len(tokens) - 1):
        a, b = tokens[index], tokens[index + 1]
        if isinstance(a, Decimal) or isinstance(b, Decimal) or a not in DIGITS or b not in DIGITS:
            continue
        longer = len(tokens) > 2 and not any(token in SCALES for token in tokens)
        if not longer and DIGITS[a] > 0 and DIGITS[b] - DIGITS[a] == 1:
            return index
    return None


def _decimal_part(text: str, at: int) -> tuple[Decimal, int] | None:
    match = _DECIMALS.match(text, at)
    # 八点五十 is a time.
    if not match or text[match.end() : match.end() + 1] in ("十", "分", "整"):
        return None
    digits = "".join(str(DIGITS.get(char, char)) for char in match.group())
    return Decimal(f"0.{digits}"), match.end()


def _evaluate(tokens: Sequence[_Token]) -> tuple[Decimal, Decimal]:
    """The value, and the step of its last place (for 多): 一万三千 steps by 1000."""
    if not any(token in SCALES for token in tokens if isinstance(token, str)):
        if len(tokens) == 1 and isinstance(tokens[0], Decimal):
            value = tokens[0]
            step = Decimal(1)
            while value and value == value.to_integral_value() and value % (step * 10) == 0:
                step *= 10
            return value, step
        digits = "".join(str(DIGITS.get(str(token), 3)) for token in tokens)
        return Decimal(digits), Decimal(1)
    total = section = Decimal(0)
    number: Decimal | None = None
    last, zero, step = 1, False, Decimal(1)
    for token in tokens:
        if isinstance(token, Decimal):
            number, zero = token, False
        elif token in SCALES:
            scale = SCALES[token]
            if scale >= 10_000:
                total = (total + section + (number or 0)) * scale
                section = Decimal(0)
                if number is None and total == 0:
                    total = Decimal(scale)
            else:
                section += (number if number is not None else 1) * scale
            number, last, zero, step = None, scale, False, Decimal(scale)
        elif token in ("零", "〇"):
            zero = True
        else:
            number = Decimal(DIGITS.get(token, 3))
    if number is not None:
        # 一万三 is 13000, 三千零二 is 3002.
        short = last >= 100 and not zero and number < 10
        section += number * (Decimal(last) / 10 if short else 1)
        step = Decimal(last) / 10 if short else Decimal(1)
    return total + section, step
