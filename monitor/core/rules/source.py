"""YAML in which every value knows its file, line and column, read with all faults gathered.

The parser's own nodes are kept (`yaml.compose`), so no constructor runs and nothing is guessed:
a `Reader` asks each node for the type that the schema wants and notes a fault where it is another.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import yaml

from monitor.core.rules.diagnostics import Diagnostic
from monitor.core.rules.types import Location

Node: TypeAlias = yaml.Node
MAX_DEPTH: Final = 40
# libyaml reads a large pack ten times faster; the pure parser gives the same nodes without it.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document:
    """One YAML file: its text by lines, its root node (None when empty or broken), its faults."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.faults: list[Diagnostic] = []
        self.lines: list[str] = []
        self.root: Node | None = None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.fault_at("file-encoding", 1, 1)
            return
        self.lines = text.splitlines()
        try:
            if self._is_plain(text):
                self.root = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as err:
            mark = err.problem_mark or err.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.fault_at("yaml-syntax", line, column, problem=err.problem or str(err))
        except yaml.YAMLError as err:
            self.fault_at("yaml-syntax", 1, 1, problem=str(err).splitlines()[0])

    def locate(self, node: Node | None) -> Location:
        """Where the node begins; the file's first character without a node."""
        if node is None:
            return Location(file=self.name, line=1, column=1)
        mark = node.start_mark
        return Location(file=self.name, line=mark.line + 1, column=mark.column + 1)

    def fault(self, code: str, node: Node | None, **params: str) -> None:
        """Note a fault at a node."""
        place = self.locate(node)
        width = 1
        if node is not None:
            one_line = node.end_mark.line == node.start_mark.line
            width = node.end_mark.column - node.start_mark.column if one_line else 200
            if isinstance(node, yaml.CollectionNode) and not (node.flow_style and one_line):
                width = len(self._line(place.line)) - place.column + 1
        self._add(code, place, width, params)

    def fault_in(self, code: str, node: Node, part: tuple[int, int], **params: str) -> None:
        """Note a fault at some code points (half-open) of a scalar's value."""
        if not isinstance(node, yaml.ScalarNode) or node.end_mark.line != node.start_mark.line:
            self.fault(code, node, **params)
            return
        place = self.locate(node)
        start, end = part
        column = place.column + (1 if node.style in ("'", '"') else 0) + start
        place = Location(file=place.file, line=place.line, column=column)
        self._add(code, place, end - start, params)

    def fault_at(self, code: str, line: int, column: int, **params: str) -> None:
        """Note a fault at a 1-based line and column."""
        self._add(code, Location(file=self.name, line=line, column=column), 1, params)

    def _add(self, code: str, place: Location, width: int, params: Mapping[str, str]) -> None:
        self.faults.append(
            Diagnostic(
                code=code,
                location=place,
                source_line=self._line(place.line),
                width=max(1, width),
                params=MappingProxyType(dict(params)),
            )
        )

    def _line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def _is_plain(self, text: str) -> bool:
        """True without aliases, which hide a place, and without a depth that would break the stack.

        Events come one by one, so this is safe on any text; `yaml.compose` calls itself.
        """
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            aliased = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
            if aliased or depth > MAX_DEPTH:
                mark = event.start_mark
                place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
                self.fault_at("yaml-alias" if aliased else "yaml-deep", *place)
                return False
        return True


def near(value: str, known: Iterable[str]) -> dict[str, str]:
    """The `zh_near` and `en_near` values of a fault: the closest known word, if one is close."""
    found = difflib.get_close_matches(value, list(known), n=1, cutoff=0.6)
    if not found:
        return {"zh_near": "", "en_near": ""}
    return {
        "zh_near": f"是不是想写“{found[0]}”？",
        "en_near": f"did you mean “{found[0]}”? ",
    }
