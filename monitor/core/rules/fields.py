"""Asking a YAML node for the type that the schema wants; a fault is noted where it is another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

import yaml

from monitor.core.rules.source import Document, Node, near

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "mapping": ("键值对（key: value）", "a mapping (key: value)"),
    "sequence": ("列表（- …）", "a list (- …)"),
    "text": ("文字", "text"),
    "number": ("数字", "a number"),
    "boolean": ("true 或 false", "true or false"),
    "null": ("空值", "nothing"),
}
Member = TypeVar("Member", bound=StrEnum)


class Fields:
    """The keys of one mapping node: each is read once, by type; unknown keys are faults."""

    def __init__(
        self, doc: Document, node: Node | None, known: Collection[str], required: Collection[str]
    ) -> None:
        self.doc = doc
        self.node = node
        self._values: dict[str, Node] = {}
        self._keys: dict[str, Node] = {}
        if node is None or not expect(doc, node, "mapping"):
            return
        for key_node, value in node.value:
            self._take(key_node, value, known)
        for key in required:
            if key not in self._values:
                doc.fault("key-missing", node, key=key)

    def _take(self, key_node: Node, value: Node, known: Collection[str]) -> None:
        if not isinstance(key_node, yaml.ScalarNode):
            expect(self.doc, key_node, "text")
            return
        key = key_node.value
        if key in self._keys:
            line = str(self._keys[key].start_mark.line + 1)
            self.doc.fault("key-twice", key_node, key=key, line=line)
            return
        self._keys[key] = key_node
        if known and key not in known:
            listed = " ".join(known)
            self.doc.fault("key-unknown", key_node, key=key, known=listed, **near(key, known))
            return
        self._values[key] = value

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def items(self) -> Iterator[tuple[str, Node, Node]]:
        """Key, key node and value node of every known key, in file order."""
        for key, value in self._values.items():
            yield key, self._keys[key], value

    def get(self, key: str) -> Node | None:
        """The value's node, or None when the key is absent."""
        return self._values.get(key)

    def text(self, key: str, default: str = "", *, may_be_empty: bool = False) -> str:
        """The value as text; a scalar of any kind is taken as it is written."""
        node = self._values.get(key)
        if node is None:
            return default
        return text_of(self.doc, node, may_be_empty=may_be_empty) or default

    def slug(self, key: str = "id") -> str:
        """The value as an id of lower case letters, digits and hyphens."""
        value = self.text(key)
        node = self._values.get(key)
        if value and not _SLUG.fullmatch(value):
            fixed = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-") or "lowest-price"
            self.doc.fault("id-form", node, value=value, fixed=fixed)
        return value

    def check_name(self, name: str) -> None:
        """Note a fault when a key that people chose is not an id."""
        if not _SLUG.fullmatch(name):
            fixed = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "platform"
            self.doc.fault("id-form", self._keys[name], value=name, fixed=fixed)

    def texts(self, key: str, *, one_too: bool = False) -> tuple[str, ...]:
        """The value as a list of texts without repeats; with `one_too` a single text will do."""
        return tuple(value for value, _ in self.located_texts(key, one_too=one_too))

    def located_texts(self, key: str, *, one_too: bool = False) -> list[tuple[str, Node]]:
        """As `texts`, each with its node."""
        node = self._values.get(key)
        if node is None:
            return []
        if one_too and isinstance(node, yaml.ScalarNode) and not _is_null(node):
            nodes: list[Node] = [node]
        else:
            nodes = items_of(self.doc, node)
        out: dict[str, Node] = {}
        for item in nodes:
            value = text_of(self.doc, item)
            if value in out:
                self.doc.fault("value-twice", item, value=value)
            elif value:
                out[value] = item
        return list(out.items())

    def choice(self, key: str, known: Collection[str], noun: tuple[str, str], default: str) -> str:
        """The value when it is one of `known`; `noun` names it in Chinese and English."""
        node = self._values.get(key)
        if node is None:
            return default
        value = text_of(self.doc, node)
        return value if value and known_value(self.doc, node, value, known, noun) else default

    def choices(self, key: str, known: Collection[str], noun: tuple[str, str]) -> tuple[str, ...]:
        """The values that are among `known`; the others are faults."""
        return tuple(
            value
            for value, node in self.located_texts(key)
            if known_value(self.doc, node, value, known, noun)
        )

    def member(
        self, key: str, kind: type[Member], noun: tuple[str, str], default: Member
    ) -> Member:
        """The value as a member of an enumeration."""
        value = self.choice(key, [m.value for m in kind], noun, default.value)
        return kind(value)

    def number(self, key: str, default: float, *, low: float, high: float) -> float:
        """The value as a number within `low` and `high`, both included."""
        node = self._values.get(key)
        if node is None:
            return default
        value = text_of(self.doc, node)
        try:
            number = float(value)
        except ValueError:
            _fault_type(self.doc, node, "number")
            return default
        if not low <= number <= high:
            self.doc.fault("value-range", node, value=value, range=f"{low:g}–{high:g}")
            return default
        return number

    def boolean(self, key: str, default: bool = False) -> bool:
        """The value as true or false."""
        node = self._values.get(key)
        if node is None:
            return default
        value = _TRUTHS.get(node.value.lower()) if isinstance(node, yaml.ScalarNode) else None
        if value is None:
            _fault_type(self.doc, node, "boolean")
            return default
        return value

    def day(self, key: str) -> date | None:
        """The value as a date, None when absent."""
        node = self._values.get(key)
        if node is None:
            return None
        value = text_of(self.doc, node)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.doc.fault("date-form", node, value=value)
            return None


def known_value(
    doc: Document, node: Node, value: str, known: Collection[str], noun: tuple[str, str]
) -> bool:
    """True when the value is known; otherwise a fault that names the closest and all of them."""
    if value in known:
        return True
    listed = " ".join(known)
    zh, en = noun
    doc.fault("value-unknown", node, value=value, zh=zh, en=en, known=listed, **near(value, known))
    return False


def expect(doc: Document, node: Node, kind: str) -> bool:
    """True when the node is a `mapping`, `sequence` or `text`; otherwise a fault."""
    wanted = {
        "mapping": yaml.MappingNode,
        "sequence": yaml.SequenceNode,
        "text": yaml.ScalarNode,
    }[kind]
    if isinstance(node, wanted) and not (kind == "text" and _is_null(node)):
        return True
    _fault_type(doc, node, kind)
    return False


def items_of(doc: Document, node: Node | None) -> list[Node]:
    """The nodes of a list; none (and a fault) when it is something else."""
    if node is None or not expect(doc, node, "sequence"):
        return []
    return list(node.value)


def text_of(doc: Document, node: Node, *, may_be_empty: bool = False) -> str:
    """A scalar's text without outer spaces; an empty one is a fault unless it may be empty."""
    if not isinstance(node, yaml.ScalarNode):
        _fault_type(doc, node, "text")
        return ""
    text = str(node.value).strip()
    if (not text or _is_null(node)) and not may_be_empty:
        doc.fault("value-empty", node)
        return ""
    return "" if _is_null(node) else text


def _is_null(node: Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def _fault_type(doc: Document, node: Node, wanted: str) -> None:
    if isinstance(node, yaml.MappingNode):
        got = "mapping"
    elif isinstance(node, yaml.SequenceNode):
        got = "sequence"
    else:
        got = "null" if _is_null(node) else "text"
    zh, en = _KINDS[wanted]
    zh_got, en_got = _KINDS[got]
    doc.fault("type", node, zh=zh, en=en, zh_got=zh_got, en_got=en_got)
