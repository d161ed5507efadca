"""Product cards 商品卡 over HTTP: a merchant's own file in, the cards' JSON out."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from monitor.core.consistency.card_advice import advise
from monitor.core.consistency.card_json import card_as_dict
from monitor.core.consistency.card_problems import CardFileError, CardProblem
from monitor.core.consistency.cards import MAX_BYTES, load_cards
from monitor.interfaces.api.problems import problem

router = APIRouter(prefix="/cards", tags=["cards"])

_RAW_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/parse", response_model=None, openapi_extra=_RAW_FILE)
async def parse(
    request: Request, name: str = Query(min_length=1, max_length=255)
) -> dict[str, Any] | Response:
    """The cards in a YAML, JSON, CSV or XLSX file, which is the body itself.

    The name's ending tells the form. 422 names every fault and its place.
    """
    data = await _body(request)
    if data is None:
        return problem(413, "文件超过 16 MB", code="too-large", hint="请确认选对了商品卡文件")
    try:
        # A large sheet takes a while to read; the event loop goes on meanwhile.
        cards = await asyncio.to_thread(load_cards, name, data)
    except CardFileError as error:
        faults = [_as_dict(fault) for fault in error.problems]
        return problem(422, error.diagnostics(), code=error.code, errors=faults)
    return {
        "products": [card_as_dict(card) for card in cards],
        "warnings": [_as_dict(warning) for warning in advise(cards)],
    }


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is larger than a card file may be."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > MAX_BYTES:
            return None
    return bytes(data)


def _as_dict(fault: CardProblem) -> dict[str, str]:
    return {"at": fault.where, "problem": fault.message, "hint": fault.hint}
