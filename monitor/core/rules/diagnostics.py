"""Faults of a rule pack, each with its code, place, line, carets and way out, told all at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from monitor.core.rules.messages import WORDINGS
from monitor.core.rules.types import Location
from monitor.errors import RuleError

_LONGEST_LINE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault. `source_line` is the line's text, `width` how many of its characters are meant.

    `code` is a stable word; `params` fill the wording of that code in either language.
    """

    code: str
    location: Location
    source_line: str = ""
    width: int = 1
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def message(self, lang: str = "zh") -> str:
        """The fault in one sentence."""
        wording = WORDINGS[self.code]
        return (wording.en if lang == "en" else wording.zh).format(**self.params)

    def help(self, lang: str = "zh") -> str:
        """What to do about it, or nothing."""
        wording = WORDINGS[self.code]
        return (wording.en_help if lang == "en" else wording.zh_help).format(**self.params)

    def render(self, lang: str = "zh") -> str:
        """The lines people see: code and place, the source line, carets under the words, help."""
        label = "error" if lang == "en" else "错误"
        out = [f"{label}[{self.code}] {self.location}: {self.message(lang)}"]
        if self.source_line.strip():
            number = str(self.location.line)
            shown, caret_at = _window(self.source_line, self.location.column - 1)
            width = max(1, min(self.width, len(shown) - caret_at))
            pad = " " * _columns(shown[:caret_at])
            carets = "^" * max(1, _columns(shown[caret_at : caret_at + width]))
            gutter = " " * len(number)
            out += [f"  {number} | {shown}", f"  {gutter} | {pad}{carets}"]
        if text := self.help(lang):
            label = "help: " if lang == "en" else "帮助："
            out.append(f"  = {label}{text}")
        return "\n".join(out)


class RulePackError(RuleError):
    """A pack or overrides file with faults; `items` holds every one, in file and line order."""

    code = "rule-pack"

    def __init__(self, items: Iterable[Diagnostic]) -> None:
        self.items = tuple(
            sorted(items, key=lambda d: (d.location.file, d.location.line, d.location.column))
        )
        first = self.items[0]
        super().__init__(first.message(), where=str(first.location), hint=first.help() or None)

    def diagnostics(self, lang: str = "zh") -> str:
        """Every fault for people, and how many there are."""
        count = len(self.items)
        total = f"{count} error(s) in the rules" if lang == "en" else f"规则共有 {count} 处错误"
        return "\n\n".join([*(item.render(lang) for item in self.items), total])


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around `column` and that column's place in it."""
    text = line.rstrip("\r\n").replace("\t", " ")
    if len(text) <= _LONGEST_LINE:
        return text, min(column, len(text))
    begin = max(0, column - _LONGEST_LINE // 2)
    head = "…" if begin else ""
    tail = "…" if begin + _LONGEST_LINE < len(text) else ""
    return f"{head}{text[begin : begin + _LONGEST_LINE]}{tail}", column - begin + len(head)


def _columns(text: str) -> int:
    """How many terminal columns the text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
