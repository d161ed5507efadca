"""`monitor models`: which speech models there are, where they lie, and fetching one."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from monitor.interfaces.cli.console import LANG_OPTION, Lang, out, told
from monitor.runtime.asr.catalogue import ModelEntry, catalogue
from monitor.runtime.asr.models import models_dir, resolve_model

models_app = typer.Typer(
    help="语音模型：列出、下载。", invoke_without_command=True, add_completion=False
)

_HEADINGS = {
    Lang.ZH: ("名称", "来源", "大小", "状态", "位置"),
    Lang.EN: ("name", "source", "size", "state", "where"),
}
_WORDS = {
    Lang.ZH: {
        "packaged": "随程序安装",
        "hub": "需下载",
        "verified": "已校验",
        "present": "已就位，首次使用时校验",
        "absent": "未下载",
    },
    Lang.EN: {
        "packaged": "packaged",
        "hub": "download",
        "verified": "verified",
        "present": "present, verified on first use",
        "absent": "not fetched",
    },
}


@models_app.callback()
def list_models(context: typer.Context, lang: Annotated[Lang, LANG_OPTION] = Lang.ZH) -> None:
    """列出可用的语音模型。"""
    if context.invoked_subcommand is not None:
        return
    words = _WORDS[lang]
    table = Table(box=None, pad_edge=False)
    for heading in _HEADINGS[lang]:
        table.add_column(heading, overflow="fold")
    for entry in catalogue(models_dir()):
        table.add_row(
            entry.name,
            words["packaged" if entry.packaged else "hub"],
            f"{entry.size_mb} MB",
            words[_state(entry)],
            str(entry.path) if entry.present else entry.origin,
        )
    out().print(table)


@models_app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="模型名称，例如 base、small、large-v3-turbo")],
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """下载（或拼装）一个语音模型，并校验它。"""
    with told():
        files = resolve_model(name)
    ready = "已就位" if lang is Lang.ZH else "ready"
    out().print(f"{files.name} {ready}：{files.path}")


def _state(entry: ModelEntry) -> str:
    if entry.verified:
        return "verified"
    return "present" if entry.present else "absent"
