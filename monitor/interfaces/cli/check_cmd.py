"""`monitor check`: a script before it goes on air."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.interfaces.cli.console import LANG_OPTION, Exit, FailOn, Lang, out, told
from monitor.interfaces.reports.html import check_page
from monitor.interfaces.reports.sarif import to_sarif
from monitor.interfaces.reports.terminal import print_check
from monitor.runtime.checking.documents import Script, parse_script, read_script
from monitor.runtime.checking.scripts import check_script
from monitor.runtime.checking.words import read_words
from monitor.runtime.engine import Engine, read_cards, require_category


class Format(StrEnum):
    """The forms in which findings are printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SARIF = "sarif"


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE…|-]", help="脚本：.txt .md .docx .xlsx；- 为标准输入"),
    ] = None,
    products: Annotated[Path | None, typer.Option(help="商品卡文件（YAML/JSON/CSV/Excel）")] = None,
    category: Annotated[str | None, typer.Option(help="商品类别，如 cosmetic、food")] = None,
    words: Annotated[Path | None, typer.Option(help="自己的词表，每行一个词")] = None,
    format: Annotated[Format, typer.Option(help="输出格式")] = Format.TEXT,
    fail_on: Annotated[FailOn, typer.Option(help="达到此级别时退出码为 1")] = FailOn.MEDIUM,
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """检查脚本：逐行找出疑似违规的说法，给出法条和可以改成的说法。"""
    with told():
        scripts = [_read(name) for name in files or ["-"]]
        cards = read_cards(products) if products else ()
        engine = Engine.load(user_terms=read_words(words) if words else ())
        require_category(category)
        results = [
            check_script(engine, script, cards=cards, category=category) for script in scripts
        ]
        _print(format, scripts, results, engine, lang)
    found = (finding["severity"] for result in results for finding in result["findings"])
    raise typer.Exit(Exit.FOUND if fail_on.reached_by(found) else Exit.CLEAN)


def _read(name: str) -> Script:
    if name == "-":
        return parse_script("-", sys.stdin.buffer.read())
    return read_script(Path(name))


def _print(
    format: Format,
    scripts: list[Script],
    results: list[dict[str, object]],
    engine: Engine,
    lang: Lang,
) -> None:
    pack = engine.pack.ref.as_dict()
    texts = {script.name: {line.number: line.text for line in script.lines} for script in scripts}
    if format is Format.JSON:
        document = {"schema": 1, "files": results, "pack": pack}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    elif format is Format.SARIF:
        print(json.dumps(to_sarif(results, pack), ensure_ascii=False, indent=1))
    elif format is Format.HTML:
        print(check_page(results, texts, pack, lang=lang.value))
    else:
        print_check(out(), results, texts, lang=lang.value)
