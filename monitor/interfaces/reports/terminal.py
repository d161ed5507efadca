"""Findings of a script as coloured terminal text: the line, the words, the law, the rewording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.interfaces.reports.words import NOTICE, category_name, method_name, severity_name

_STYLE = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "cyan",
    "info": "dim",
}
_WORDS = {
    "zh": {
        "law": "依据",
        "say": "改成",
        "said": "说的",
        "card": "商品卡",
        "clean": "未发现疑似问题",
    },
    "en": {
        "law": "law",
        "say": "say",
        "said": "said",
        "card": "card",
        "clean": "nothing suspected",
    },
}


def print_check(
    console: Console,
    files: Sequence[Mapping[str, Any]],
    texts: Mapping[str, Mapping[int, str]],
    *,
    lang: str = "zh",
) -> None:
    """Print checked files; `texts` gives each file's lines by number."""
    total = 0
    for file in files:
        for finding in file["findings"]:
            total += 1
            line = texts[file["name"]].get(finding.get("line", 0), "")
            _print_finding(console, file["name"], line, finding, lang)
        if not file["findings"]:
            console.print(f"[green]✓[/] {file['name']}  {_WORDS[lang]['clean']}", highlight=False)
    if total:
        tail = f"{total} 处疑似。" if lang == "zh" else f"{total} suspected. "
        console.print(Text(tail + NOTICE[lang], style="dim"))


def _print_finding(
    console: Console, name: str, line: str, finding: Mapping[str, Any], lang: str
) -> None:
    words = _WORDS[lang]
    severity = finding["severity"]
    head = Text.assemble(
        (f" {severity_name(severity, lang)} ", _STYLE[severity]),
        " ",
        (f"{name}:{finding.get('line', '-')}:{finding['start'] + 1}", "bold"),
        f"  {category_name(finding['category'], lang)} · {method_name(finding['method'], lang)}",
        (f"  {finding['rule']}", "dim"),
    )
    console.print(head)
    if line:
        text = Text("   " + line)
        text.stylize(_STYLE[severity], finding["start"] + 3, finding["end"] + 3)
        console.print(text)
    console.print(Text("   " + finding["message"]))
    if finding["kind"] == "mismatch":
        console.print(
            Text(f"   {words['said']} {finding['said']}  {words['card']} {finding['expected']}")
        )
    for citation in finding["basis"]:
        note = f"（{citation['note']}）" if citation.get("note") else ""
        console.print(
            Text(f"   {words['law']} 《{citation['law']}》{citation['article']}{note}", "dim")
        )
    if finding["suggestion"]:
        console.print(Text(f"   {words['say']} {finding['suggestion']}", style="green"))
    console.print()
