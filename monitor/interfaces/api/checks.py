"""Text over HTTP: a script's check and the gate for digital-human anchors."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from monitor.core.consistency.cards import parse_cards
from monitor.interfaces.api.schemas import CheckBody, GateBody
from monitor.interfaces.api.services import Wired
from monitor.runtime.checking.documents import Script
from monitor.runtime.checking.gate import Gate
from monitor.runtime.checking.scripts import check_script, lines_of
from monitor.runtime.engine import require_category

router = APIRouter(tags=["text"])


@router.post("/check")
def check(body: CheckBody, services: Wired) -> dict[str, Any]:
    """Check lines of a script; the answer is the command line's JSON."""
    require_category(body.category)
    engine = services.engine.current
    cards = parse_cards(body.products) if body.products else ()
    script = Script(name=body.name, lines=lines_of(body.lines))
    result = check_script(engine, script, cards=cards, category=body.category)
    return {"schema": 1, "files": [result], "pack": engine.pack.ref.as_dict()}


@router.post("/gate")
def gate(body: GateBody, services: Wired) -> dict[str, Any]:
    """Decide whether a text may be spoken: pass, mask or block."""
    return Gate(services.engine.current).decide(
        body.text, card=body.product, category=body.category
    )
