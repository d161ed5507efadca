"""A rule pack from the bytes of its files: everything is read, then every fault is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from monitor.core.rules.diagnostics import Diagnostic, RulePackError
from monitor.core.rules.digest import digest
from monitor.core.rules.fields import items_of
from monitor.core.rules.registries import (
    Identity,
    read_allow,
    read_identity,
    read_laws,
    read_lexicon,
    read_vocab,
)
from monitor.core.rules.rule_reader import Context, read_rule
from monitor.core.rules.source import Document, near
from monitor.core.rules.types import Rule, RulePack
from monitor.model import PackRef

SHARED_FILES: Final = ("pack.yaml", "laws.yaml", "vocab.yaml", "allow.yaml", "lexicon.yaml")
RULES_FOLDER: Final = "rules"
_SHARED: Final = re.compile(r"(pack|(laws|vocab|allow|lexicon)(-[a-z0-9-]+)?)\.ya?ml")


def load_pack_files(files: Mapping[str, bytes], *, prefix: str = "") -> RulePack:
    """The pack in `files`: paths relative to the pack's folder, with forward slashes, to bytes.

    A shared file may be split (`vocab.yaml`, `vocab-food.yaml`). `prefix` is put before the paths
    in messages, so that people can open them. Files that are not YAML are passed over.

    Raises:
        RulePackError: with every fault of every file.
    """
    documents = {
        name: Document(f"{prefix}{name}", files[name]) for name in sorted(files) if _is_yaml(name)
    }
    for name in ("pack.yaml", "laws.yaml"):
        if not any(_kind(found) == _kind(name) for found in documents):
            documents[name] = Document(f"{prefix}{name}", b"")
            documents[name].fault_at("file-missing", 1, 1, name=name)
    for name, doc in documents.items():
        if not _kind(name):
            hint = near(name, SHARED_FILES)
            doc.faults.clear()
            doc.fault_at("file-unknown", 1, 1, **hint)

    def of(kind: str) -> list[Document]:
        return [documents[name] for name in documents if _kind(name) == kind]

    # A file that YAML cannot read has told so; asking it for its keys would only repeat that.
    identity = next((read_identity(doc) for doc in of("pack") if not doc.faults), Identity())
    laws = read_laws(of("laws"))
    vocab = read_vocab(of("vocab"))
    allow = read_allow(of("allow"), vocab)
    lexicon = read_lexicon(of("lexicon"))
    rules = _read_rules(of("rules"), Context(pack_id=identity.id, laws=laws, vocab=vocab))

    faults: list[Diagnostic] = []
    for doc in documents.values():
        faults.extend(doc.faults)
    if faults:
        raise RulePackError(faults)
    return RulePack(
        ref=PackRef(
            id=identity.id,
            version=identity.version,
            digest=digest(
                {
                    "id": identity.id,
                    "version": identity.version,
                    "rules": sorted(rules, key=lambda rule: rule.id),
                    "laws": laws,
                    "vocab": vocab,
                    "allow": allow,
                    "lexicon": lexicon,
                }
            ),
        ),
        title=identity.title,
        rules=rules,
        laws=MappingProxyType(laws),
        vocab=MappingProxyType(vocab),
        lexicon=lexicon,
        allow=allow,
    )


def _read_rules(documents: Iterable[Document], context: Context) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    places: dict[str, str] = {}
    for doc in documents:
        if doc.root is None:
            continue
        for node in items_of(doc, doc.root):
            rule = read_rule(doc, node, context)
            for name in (rule.id, *rule.aliases):
                if name and name in places:
                    doc.fault("id-twice", node, value=name, where=places[name])
                places.setdefault(name, str(rule.location))
            rules.append(rule)
    return tuple(rules)


def _is_yaml(name: str) -> bool:
    return PurePosixPath(name).suffix in (".yaml", ".yml")


def _kind(name: str) -> str:
    """What a file of the pack holds: pack, laws, vocab, allow, lexicon, rules; "" is unknown."""
    if PurePosixPath(name).parts[0] == RULES_FOLDER:
        return "rules"
    found = _SHARED.fullmatch(name)
    return (found.group(2) or "pack") if found else ""
