"""What a card says of things chosen from a set: enumerated attributes, and options to buy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from monitor.core.consistency.measures import SpecFact
from monitor.core.consistency.vocabulary import Choice, Vocabulary

OPTION_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "颜色": ("颜色", "配色", "色号", "可选颜色"),
    "尺码": ("尺码", "尺寸", "大小"),
    "口味": ("口味", "味道", "风味", "味型", "香味", "香调", "气味", "香型"),
}
SIZE: Final = re.compile(
    r"(?<![a-z0-9])(x{0,5}[sl]|m|[二三四五双两2-5]个?xl)(?![a-z0-9])|[二三四五两]个加(?=的?[大码号])|(?<![a-z0-9])nb(?![a-z0-9])|新生儿的?码|初生[码号]|小码|中码|大码|加大码|加加大码|特大码|均码"
)

Stated = tuple[SpecFact, frozenset[int]]


def stated_choices(specs: Sequence[SpecFact], vocabulary: Vocabulary) -> dict[str, Stated]:
    """By attribute, the spec that states a choice and the indexes of its values in the choice."""
    return {
        choice.attribute: stated
        for choice in vocabulary.choices
        if (stated := _stated(choice, specs)) is not None
    }


def listings(specs: Sequence[SpecFact]) -> dict[str, SpecFact]:
    """By kind (颜色, 尺码, 口味), the spec that lists the options of it."""
    found: dict[str, SpecFact] = {}
    for kind, keys in OPTION_KEYS.items():
        for spec in specs:
            # 颜色数 counts the colours and lists none.
            named = any(key in spec.key for key in keys) and not spec.key.endswith("数")
            if named and (kind != "尺码" or SIZE.search(spec.value)):
                found[kind] = spec
                break
    return found


def _names(key: str, spec_key: str) -> bool:
    """Whether a card's key is one of a choice: a part of it, or after "=" the whole of it."""
    return spec_key == key[1:] if key.startswith("=") else key in spec_key


def _stated(choice: Choice, specs: Sequence[SpecFact]) -> Stated | None:
    for spec in specs:
        if not any(_names(key, spec.key) for key in choice.card_keys):
            continue
        rest = spec.value
        values = set()
        ordered = sorted(
            ((word, i) for i, value in enumerate(choice.values) for word in value),
            key=lambda pair: -len(pair[0]),
        )
        for word, index in ordered:
            if word in rest:
                values.add(index)
                rest = rest.replace(word, "　")
        if values or any(word in spec.value for word in choice.any_value):
            return spec, frozenset(values)
    return None
