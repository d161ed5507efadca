"""What a card says is part of the offer and what is not: 机票 不含, 早餐 含双早, 索道 自理."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from monitor.core.consistency.measures import SpecFact
from monitor.core.consistency.vocabulary import Vocabulary

Included = tuple[SpecFact, bool]

_OUT: Final = re.compile(
    r"^(?:均|都|全部)?(?:不含|不包含?|不包括|不带|不送|不提供|不配|自理|自费|自备|另付|另购|另算|另收|需另|需自|需加|收费|(?:无|没有|不支持|不带|否)$)"
)
_IN: Final = re.compile(
    r"^(?:均|都|全部|已|全)?(?:含|包含?(?!装)|包括|赠送|附送|送|免费|全含|全包)"
)
# A value that names the thing itself: 往返交通 不含机票.
_NAMED_OUT: Final = re.compile(r"(?:不含|不包含?|不包括|不送|不带)([一-龥]{2,6})")
_NAMED_IN: Final = re.compile(r"(?<!不)(?:含|包含|赠送)([一-龥]{2,6})")
_SELF_PAID: Final = re.compile(r"([一-龥]{2,6})(?:自理|自费|自备|另付|另购)")
# 成分 含烟酰胺 states what a thing is made of, not what comes with it.
_NOT_OFFERED: Final = re.compile(r"成分|材质|配料|原料|面料|添加|甜度|糖|酒精|香精|税|含量")


def inclusions(specs: Sequence[SpecFact], vocabulary: Vocabulary) -> Mapping[str, Included]:
    """By the thing's names, the spec that speaks of it and whether it is part of the offer."""
    found: dict[str, Included] = {}
    for spec in specs:
        if _NOT_OFFERED.search(spec.key):
            continue
        out = bool(_OUT.match(spec.value))
        if not out and not _IN.match(spec.value) and not _SELF_PAID.search(spec.value):
            continue
        named = [(m[1], False) for p in (_NAMED_OUT, _SELF_PAID) for m in p.finditer(spec.value)]
        named += [(m[1], True) for m in _NAMED_IN.finditer(spec.value)]
        if not named or spec.key.endswith(("票", "餐", "费", "课", "险")):
            named.append((spec.key, not out))
        for name, inside in named:
            for word in _names(name, vocabulary):
                found.setdefault(word, (spec, inside))
    return found


def _names(name: str, vocabulary: Vocabulary) -> set[str]:
    words = {name} if len(name) > 1 else set()
    for group in vocabulary.inclusions:
        if any(word in name for word in group):
            words.update(group)
    return words
