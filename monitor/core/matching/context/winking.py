"""心照不宣: 我不能说它治病，你们懂的 — a denial that asks to be understood as the claim."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_WINKS = re.compile(
    "懂的都懂|懂的懂|[你你们都大家]+懂|懂我(?:的)?意思|懂得都懂|自己[品悟体]|细品|看我口型|懂的扣|心里有数|但其实|实际上就是"
)


def winks(view: HitView) -> bool:
    """True when the words after the hit ask the audience to read the denial as a claim."""
    following = view.skeleton[view.end : view.end + 24]
    return _WINKS.search(following) is not None
