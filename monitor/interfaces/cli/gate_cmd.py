"""`monitor gate`: texts in, decisions out, one JSON object a line, for prompters and AI anchors."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.errors import UsageError
from monitor.interfaces.cli.console import LANG_OPTION, Lang, told
from monitor.runtime.checking.gate import Gate
from monitor.runtime.engine import Engine, read_cards, require_category


def gate(
    products: Annotated[Path | None, typer.Option(help="商品卡文件")] = None,
    category: Annotated[str | None, typer.Option(help="商品类别")] = None,
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """逐行读 JSON（{"text": …}），逐行写出 pass、mask 或 block 的决定。"""
    del lang  # decisions are JSON, whose keys are English in every language
    with told():
        require_category(category)
        cards = read_cards(products) if products else ()
        checkpoint = Gate(Engine.load())
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                request = _request(line)
                answer = checkpoint.decide(
                    request["text"],
                    card=request.get("product"),
                    cards=cards,
                    category=request.get("category") or category,
                )
            except UsageError as error:
                # One bad line must not silence the prompter: it is told, and the next one is read.
                answer = {"error": {"code": error.code, "line": number, "detail": error.message}}
            print(json.dumps(answer, ensure_ascii=False), flush=True)


def _request(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"不是合法的 JSON：第 {error.colno} 列") from error
    if not isinstance(request, dict) or not isinstance(request.get("text"), str):
        raise UsageError('每行应是 {"text": "…"}')
    return request
