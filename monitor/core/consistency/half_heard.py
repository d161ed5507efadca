"""Figures of which the recogniser may have heard a part, or that belong to something else.

Of 一百二十九块 comes 120，9块, of 九十三 comes 90%三, of 一百三十九 comes 一百三十就: the sounds
from the figure on are those of the card's own. What sounds like the card is not told as false.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome
from monitor.core.consistency.claims.price_reading import PriceClaim
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.reading import Reading
from monitor.core.text.numerals import Numeral
from monitor.core.text.sounds import sound
from monitor.core.text.spoken_numbers import DIGITS, spoken

WHY: Final = "数字可能没有听全，与商品卡的读音相同"
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_SIGNS: Final = re.compile(r"[，。、,% ]")
_ON: Final = 8
"""Characters after a figure in which the rest of the card's may stand."""


def half_heard(claim: Claim, outcome: Outcome, facts: CardFacts, reading: Reading) -> bool:
    """True when the figures of a contradiction found in speech are no ground for one."""
    expected = [Decimal(figure) for figure in _FIGURE.findall(outcome.expected)]
    if expected and outcome.said.startswith("几"):
        return True  # of 七天 comes 几天
    numerals = [reading.numerals[index] for index in claim.numerals]
    return (
        any(
            _goes_on(reading.text, numeral, figure) or _stutters(numeral.value, figure)
            for numeral in numerals
            for figure in expected
        )
        or any(_named(reading.text, each, facts) for each in numerals)
        or (isinstance(claim, PriceClaim) and all(_another(each, facts) for each in numerals))
    )


def _goes_on(text: str, numeral: Numeral, figure: Decimal) -> bool:
    """True when the sounds from the figure on are the card's, which is longer."""
    wanted, said = spoken(figure), spoken(numeral.value)
    if not said or len(wanted) <= len(said) or not wanted.startswith(said):
        return False
    rest = _SIGNS.sub("", text[numeral.number_end : numeral.number_end + _ON])
    rest = "".join(
        DIGITS[int(char)] if char.isascii() and char.isdigit() else char for char in rest
    )
    return sound(said + rest).startswith(sound(wanted))


def _stutters(value: Decimal, figure: Decimal) -> bool:
    """True for a figure with one digit twice: 4999 for 499."""
    said, wanted = f"{value:f}", f"{figure:f}"
    return len(said) == len(wanted) + 1 >= 4 and any(
        said[at] == said[at - 1] and said[:at] + said[at + 1 :] == wanted
        for at in range(1, len(said))
    )


def _named(text: str, numeral: Numeral, facts: CardFacts) -> bool:
    """True for a figure after the sound of the attribute that has it: 后度20厘米."""
    before = sound(text[max(0, numeral.start - _ON) : numeral.start])
    return any(
        len(key) > 1
        and before.endswith(sound(key))
        and numeral.value in map(Decimal, _FIGURE.findall(value))
        for key, value in facts.card.specs.items()
    )


def _another(numeral: Numeral, facts: CardFacts) -> bool:
    """True for a figure without 元 that is the card's net content or a spec: 一百二十五可以贯."""
    card = facts.card
    others = [card.net_content or "", *card.specs.values()]
    figures = {Decimal(each) for other in others for each in _FIGURE.findall(other)}
    return not numeral.unit and numeral.value >= 10 and numeral.value in figures
