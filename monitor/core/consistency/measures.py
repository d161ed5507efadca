"""Measured values, and what a card's specification states, read once into comparable form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from monitor.core.consistency.reading import read
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.core.text.normalise import fold
from monitor.core.text.numerals import find_numerals

# 25km/h is no length.
_SPEED = re.compile(r"(?<=[m里])/(?:h|s|小时|秒)")
_SIDES = re.compile(
    r"\d+(?:\.\d+)?(?:[*x]\d+(?:\.\d+)?)+(cm|mm|m|厘米|毫米|米|寸|英寸|公分)(?![a-z])"
)
_VAGUE_HEADS: Final = frozenset(
    ["适用", "最大", "产品", "电池", "整机", "单次", "额定", "可选", "使用", "工作"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measured value in the base unit of its dimension; `low` = `high` when exact."""

    dimension: str
    unit: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFact:
    """One entry of `specs`: folded key and value, and the measures in the value.

    `words`: what the attribute is called in speech, its key among them.
    """

    key: str
    value: str
    raw: str
    measures: tuple[Measure, ...]
    words: frozenset[str]


def measures_in(text: str, vocabulary: Vocabulary) -> tuple[Measure, ...]:
    """Every measured value of a folded text, a number once per dimension its unit can have."""
    found: list[Measure] = []
    for numeral in find_numerals(text):
        if _SPEED.match(text, numeral.end):
            continue
        for dimension, factor in vocabulary.dimensions(numeral.unit):
            low, high = numeral.low, numeral.high
            if numeral.hedge == "more":
                high = low * 1000
            elif numeral.hedge == "less":
                low, high = Decimal(0), numeral.high
            found.append(
                Measure(
                    dimension=dimension, unit=numeral.unit, low=low * factor, high=high * factor
                )
            )
    return tuple(found)


def spec_fact(key: str, value: str, vocabulary: Vocabulary) -> SpecFact:
    """One entry of a card's specs, made ready."""
    # `read` keeps slashes and ranges; folding drops the blanks between number and unit.
    folded = read(value).text
    # 52%vol is a degree of alcohol, not a share.
    plain = re.sub(r"%\s*vol|°c|℃", "度", folded)
    # 140*80*75cm: the unit stands once for all the sides.
    plain = _SIDES.sub(lambda m: re.sub(r"(?=[*x])", m[1], m.group()), plain)
    found = measures_in(plain, vocabulary)
    if not found and (bare := find_numerals(plain)) and re.search(r"码|尺码", key):
        found = tuple(Measure(dimension="size_cn", unit="码", low=n.low, high=n.high) for n in bare)
    if "+" in plain and len(found) > 1 and len({(m.dimension, m.unit) for m in found}) == 1:
        # 16cm+3cm also states the whole.
        low, high = (
            sum((m.low for m in found), Decimal(0)),
            sum((m.high for m in found), Decimal(0)),
        )
        whole = Measure(dimension=found[0].dimension, unit=found[0].unit, low=low, high=high)
        found = (*found, whole)
    name = fold(key)
    words = _words_for(name, vocabulary)
    return SpecFact(key=name, value=folded, raw=value, measures=found, words=words)


def _words_for(key: str, vocabulary: Vocabulary) -> frozenset[str]:
    words = {key}
    if len(key) >= 4:
        # 后仰一百八十度 for 后仰角度.
        words.update({key[:2], key[-2:]} - _VAGUE_HEADS)
    for attribute in vocabulary.attributes:
        if attribute.name == key or key in attribute.words:
            words.update(attribute.words)
    return frozenset(words)
