"""`monitor cards`: product cards before they are used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from monitor.core.consistency.card_advice import advise
from monitor.core.consistency.card_json import card_as_dict
from monitor.core.consistency.card_problems import CardFileError, CardProblem
from monitor.core.consistency.cards import load_cards
from monitor.errors import CardError
from monitor.interfaces.cli.console import LANG_OPTION, Exit, Lang, out, told
from monitor.model import ProductCard

cards_app = typer.Typer(help="商品卡：检查写法。", no_args_is_help=True, add_completion=False)

_HEADINGS = {
    Lang.ZH: ("编号", "链接", "名称", "类别", "直播价", "产地", "别名"),
    Lang.EN: ("id", "link", "name", "category", "live price", "origin", "aliases"),
}


class CardsFormat(StrEnum):
    """The forms in which the outcome is printed."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """One file: its cards when it has no fault, else its faults; warnings about the cards."""

    name: str
    cards: tuple[ProductCard, ...] = ()
    errors: tuple[CardProblem, ...] = ()
    warnings: tuple[CardProblem, ...] = ()


@cards_app.callback()
def cards() -> None:
    """商品卡：检查写法。"""


@cards_app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="商品卡文件：YAML、JSON、CSV、XLSX")
    ],
    format: Annotated[CardsFormat, typer.Option(help="输出格式")] = CardsFormat.TEXT,
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """检查商品卡文件：列出每一处问题和位置；没有问题时列出读到的商品。"""
    with told():
        checked = [_check(path) for path in files]
        if format is CardsFormat.JSON:
            print(json.dumps(_document(checked), ensure_ascii=False, indent=1))
        else:
            for file in checked:
                _print(file, lang)
    broken = any(file.errors for file in checked)
    raise typer.Exit(Exit.BAD_INPUT if broken else Exit.CLEAN)


def _check(path: Path) -> _Checked:
    try:
        cards = load_cards(str(path), _read(path))
    except CardFileError as error:
        return _Checked(name=str(path), errors=error.problems)
    except CardError as error:
        problem = CardProblem(where=str(path), message=error.message, hint=error.hint or "")
        return _Checked(name=str(path), errors=(problem,))
    return _Checked(name=str(path), cards=cards, warnings=advise(cards))


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise CardError("文件不存在", hint="检查路径")
    try:
        return path.read_bytes()
    except OSError as error:
        raise CardError(f"文件读不了：{error.strerror}", hint="检查文件权限") from error


def _document(checked: list[_Checked]) -> dict[str, Any]:
    return {
        "schema": 1,
        "files": [
            {
                "name": file.name,
                "products": [card_as_dict(card) for card in file.cards],
                "errors": [_problem(problem) for problem in file.errors],
                "warnings": [_problem(problem) for problem in file.warnings],
            }
            for file in checked
        ],
    }


def _problem(problem: CardProblem) -> dict[str, str]:
    """One fault or warning as JSON data."""
    return {"where": problem.where, "message": problem.message, "hint": problem.hint}


def _print(file: _Checked, lang: Lang) -> None:
    english = lang is Lang.EN
    console = out()
    if file.errors:
        faults = "faults" if english else "处问题"
        console.print(f"✗ {file.name}：{len(file.errors)} {faults}", style="bold", markup=False)
        for problem in file.errors:
            console.print(str(problem), markup=False)
        return
    cards = "cards" if english else "张商品卡"
    console.print(f"✓ {file.name}：{len(file.cards)} {cards}", style="bold", markup=False)
    table = Table(box=None, pad_edge=False)
    for heading in _HEADINGS[lang]:
        table.add_column(heading, overflow="fold")
    for card in file.cards:
        price = "" if card.price.live is None else str(card.price.live)
        link = "" if card.link is None else str(card.link)
        names = "、".join(card.aliases)
        table.add_row(card.id, link, card.name, card.category, price, card.origin or "", names)
    console.print(table)
    for problem in file.warnings:
        label = "warning" if english else "提醒"
        console.print(f"{label} {problem}", markup=False)
