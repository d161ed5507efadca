"""The shared files of a pack: its identity, law registry, vocabularies, allow list and lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from monitor.core.rules.categories import PRODUCT_CATEGORIES
from monitor.core.rules.fields import Fields, items_of, text_of
from monitor.core.rules.phrases import check_phrase
from monitor.core.rules.source import Document, Node
from monitor.core.rules.types import Law, Lexicon, LexiconEntry

CHECKED: Final = ("read", "secondary", "unverified")
_LAW_KEYS: Final = (
    "id",
    "law",
    "article",
    "checked",
    "source",
    "checked_on",
    "since",
    "until",
    "summary",
    "penalty",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`pack.yaml`: the pack's id (the first part of every rule's ref), version and title."""

    id: str = ""
    version: str = ""
    title: str = ""


def read_identity(doc: Document) -> Identity:
    """The pack's identity; faults go to the document."""
    required = ("id", "version", "title")
    fields = Fields(doc, doc.root, required, required)
    return Identity(id=fields.slug(), version=fields.text("version"), title=fields.text("title"))


def read_laws(docs: Iterable[Document]) -> dict[str, Law]:
    """The law registry by id."""
    laws: dict[str, Law] = {}
    places: dict[str, str] = {}
    for doc in docs:
        for node in _entries(doc):
            fields = Fields(doc, node, _LAW_KEYS, ("id", "law", "article", "checked"))
            law = _law(doc, fields)
            if law.id in places:
                doc.fault("id-twice", fields.get("id"), value=law.id, where=places[law.id])
            elif law.id:
                places[law.id] = str(doc.locate(fields.get("id")))
                laws[law.id] = law
    return laws


def read_vocab(docs: Iterable[Document]) -> dict[str, tuple[str, ...]]:
    """The word sets by name; a name is what stands after `@` in a phrase."""
    out: dict[str, tuple[str, ...]] = {}
    places: dict[str, str] = {}
    for doc in docs:
        fields = Fields(doc, doc.root, (), ())
        for name, key_node, _ in fields.items():
            fields.check_name(name)
            if name in out:
                doc.fault("id-twice", key_node, value=name, where=places[name])
            places[name] = str(doc.locate(key_node))
            out[name] = fields.texts(name)
            if not out[name]:
                doc.fault("value-empty", key_node)
    return out


def read_allow(docs: Iterable[Document], vocab: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The phrases in which nothing is ever a hit."""
    out: dict[str, None] = {}
    for doc in docs:
        for node in _entries(doc):
            phrase = text_of(doc, node)
            if phrase in out:
                doc.fault("value-twice", node, value=phrase)
            elif phrase:
                check_phrase(doc, node, phrase, vocab)
                out[phrase] = None
    return tuple(out)


def read_lexicon(docs: Iterable[Document]) -> Lexicon:
    """Evasive forms, fillers and masks."""
    entries: list[LexiconEntry] = []
    fillers: dict[str, None] = {}
    masks: dict[str, None] = {}
    for doc in docs:
        if doc.root is None:
            continue
        fields = Fields(doc, doc.root, ("fillers", "masks", "entries"), ())
        read_entries(doc, fields.get("entries"), entries)
        fillers.update(dict.fromkeys(fields.texts("fillers")))
        masks.update(dict.fromkeys(fields.texts("masks")))
    return Lexicon(entries=tuple(entries), fillers=tuple(fillers), masks=tuple(masks))


def read_entries(doc: Document, listed: Node | None, into: list[LexiconEntry]) -> None:
    """Add the lexicon entries of a list; the same pair twice is a fault."""
    for node in items_of(doc, listed):
        one = Fields(doc, node, ("said", "means", "categories"), ("said", "means"))
        entry = LexiconEntry(
            said=one.text("said"),
            means=one.text("means"),
            categories=one.choices(
                "categories", PRODUCT_CATEGORIES, ("商品类目", "product category")
            ),
        )
        if any(other.said == entry.said and other.means == entry.means for other in into):
            doc.fault("value-twice", node, value=f"{entry.said} → {entry.means}")
        elif entry.said and entry.means:
            into.append(entry)


def _entries(doc: Document) -> list[Node]:
    return [] if doc.root is None else items_of(doc, doc.root)


def _law(doc: Document, fields: Fields) -> Law:
    law = Law(
        id=fields.slug(),
        law=fields.text("law"),
        article=fields.text("article"),
        checked=fields.choice("checked", CHECKED, ("核对程度", "degree of checking"), ""),
        source=fields.text("source"),
        checked_on=fields.day("checked_on"),
        since=fields.day("since"),
        until=fields.day("until"),
        summary=fields.text("summary"),
        penalty=fields.text("penalty"),
    )
    if law.since and law.until and law.until <= law.since:
        doc.fault("date-order", fields.get("until"))
    return law
