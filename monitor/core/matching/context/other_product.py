"""他物: what a medicine, a doctor or another kind of product does is no claim for this one."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_OTHERS = re.compile(
    "^(?:那|其实|因为|毕竟|只有|除非)?(?:药物?|药品|医院|医生|医美|处方药|保健品|保健食品|特殊化妆品|特证产品|别的产品|其他产品|医疗器械)"
    "[^，。？]{0,6}(?:才|能|可以|会|是|负责|去|来)"
)
_OURS = re.compile("我们|咱们?|这款|这个|它|本品|一样|比得上|不如")
_KEPT = frozenset(
    {"disparagement", "off-platform", "price-lowest", "price-reference", "prohibited"}
)


class OtherProduct:
    """The clause's subject is another kind of product."""

    name = "other-product"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit is said of something that is not on sale here."""
        if view.rule.category in _KEPT or _OURS.search(view.clause):
            return None
        found = _OTHERS.search(view.before)
        return f"说的是“{found.group()}”" if found is not None else None
