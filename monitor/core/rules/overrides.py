"""A site's own changes to a pack: switch off, re-grade, excuse, add words; never rewrite.

`overrides.yaml` lives apart from the pack, so that a new version of the pack can replace the old
one; `learned.yaml` beside it holds the evasive forms that people taught the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from monitor.core.rules.categories import CLAIM_CATEGORIES
from monitor.core.rules.diagnostics import RulePackError
from monitor.core.rules.digest import digest
from monitor.core.rules.fields import Fields, items_of
from monitor.core.rules.registries import read_entries
from monitor.core.rules.rule_reader import read_exception
from monitor.core.rules.source import Document, Node, near
from monitor.core.rules.types import (
    Exception_,
    Lexicon,
    LexiconEntry,
    Rule,
    RulePack,
    UserTerm,
)
from monitor.model import Severity

SITE: Final = "site"
EVERY_RULE: Final = "*"
_KEYS: Final = ("disable", "severity", "excuse", "words", "lexicon", "fillers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """An exception that a site adds to one rule, or to every rule (`*`)."""

    rule: str
    exception: Exception_


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a site changes. `disable` maps a rule's id to the reason people gave."""

    disable: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    severity: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))
    excuses: tuple[Excuse, ...] = ()
    words: tuple[UserTerm, ...] = ()
    entries: tuple[LexiconEntry, ...] = ()
    fillers: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing is changed."""
        return self == Overrides()


def read_overrides(files: Mapping[str, bytes], pack: RulePack) -> Overrides:
    """The changes in `overrides.yaml` and `learned.yaml` (either may be absent), by shown name.

    A file whose name ends in `learned.yaml` is a list of lexicon entries.

    Raises:
        RulePackError: with every fault, unknown rules among them.
    """
    documents = [Document(name, data) for name, data in files.items()]
    known = _known_rules(pack)
    disable: dict[str, str] = {}
    severity: dict[str, Severity] = {}
    excuses: list[Excuse] = []
    words: list[UserTerm] = []
    entries: list[LexiconEntry] = []
    fillers: list[str] = []
    for doc in documents:
        if doc.root is None:
            continue
        if doc.name.endswith("learned.yaml"):
            read_entries(doc, doc.root, entries)
            continue
        fields = Fields(doc, doc.root, _KEYS, ())
        disable.update(_disabled(fields, known))
        severity.update(_severities(fields, known))
        excuses.extend(_excuses(fields, pack, known))
        words.extend(_words(fields))
        read_entries(doc, fields.get("lexicon"), entries)
        fillers.extend(fields.texts("fillers"))
    faults = [fault for doc in documents for fault in doc.faults]
    if faults:
        raise RulePackError(faults)
    return Overrides(
        disable=MappingProxyType(disable),
        severity=MappingProxyType(severity),
        excuses=tuple(excuses),
        words=tuple(words),
        entries=tuple(entries),
        fillers=tuple(fillers),
    )


def apply_overrides(pack: RulePack, overrides: Overrides) -> RulePack:
    """The pack as the site wants it, with a digest of its own; the given pack stays as it is.

    The site's own words (`overrides.words`) are for the matcher; here they only enter the digest.
    """
    if overrides.empty:
        return pack
    rules = tuple(
        _changed(rule, overrides) for rule in pack.rules if rule.id not in overrides.disable
    )
    known = {(entry.said, entry.means) for entry in pack.lexicon.entries}
    learned = tuple(e for e in overrides.entries if (e.said, e.means) not in known)
    lexicon = Lexicon(
        entries=pack.lexicon.entries + learned,
        fillers=tuple(dict.fromkeys(pack.lexicon.fillers + overrides.fillers)),
        masks=pack.lexicon.masks,
    )
    changed = digest({"pack": pack.ref.digest, "overrides": overrides})
    return replace(
        pack,
        ref=replace(pack.ref, digest=changed),
        rules=rules,
        lexicon=lexicon,
    )


def _changed(rule: Rule, overrides: Overrides) -> Rule:
    excused = tuple(
        excuse.exception for excuse in overrides.excuses if excuse.rule in (rule.id, EVERY_RULE)
    )
    return replace(
        rule,
        severity=overrides.severity.get(rule.id, rule.severity),
        unless=rule.unless + excused,
    )


def _known_rules(pack: RulePack) -> dict[str, str]:
    """Every id and alias, with and without the pack's id before it → the rule's id."""
    known: dict[str, str] = {}
    for rule in pack.rules:
        for name in (rule.id, *rule.aliases):
            known[name] = rule.id
            known[f"{pack.ref.id}/{name}"] = rule.id
    return known


def _rule_id(doc: Document, node: Node | None, name: str, known: Mapping[str, str]) -> str:
    if name and name not in known:
        doc.fault("rule-unknown", node, value=name, **near(name, known))
    return known.get(name, name)


def _disabled(fields: Fields, known: Mapping[str, str]) -> Mapping[str, str]:
    out: dict[str, str] = {}
    if "disable" not in fields:
        return out
    for node in items_of(fields.doc, fields.get("disable")):
        one = Fields(fields.doc, node, ("rule", "reason"), ("rule", "reason"))
        rule = _rule_id(fields.doc, one.get("rule"), one.text("rule"), known)
        out[rule] = one.text("reason")
    return out


def _severities(fields: Fields, known: Mapping[str, str]) -> Mapping[str, Severity]:
    out: dict[str, Severity] = {}
    if "severity" not in fields:
        return out
    grades = Fields(fields.doc, fields.get("severity"), (), ())
    for name, key_node, _ in grades.items():
        rule = _rule_id(fields.doc, key_node, name, known)
        out[rule] = grades.member(name, Severity, ("级别", "severity"), Severity.MEDIUM)
    return out


def _excuses(fields: Fields, pack: RulePack, known: Mapping[str, str]) -> Iterable[Excuse]:
    if "excuse" not in fields:
        return
    everything = {**known, EVERY_RULE: EVERY_RULE}
    for node in items_of(fields.doc, fields.get("excuse")):
        exception = read_exception(fields.doc, node, pack.vocab, also=("rule",))
        named = Fields(fields.doc, node, (), ())
        rule = _rule_id(fields.doc, named.get("rule"), named.text("rule"), everything)
        yield Excuse(rule=rule, exception=replace(exception, id=f"{SITE}-{exception.id}"))


def _words(fields: Fields) -> Iterable[UserTerm]:
    if "words" not in fields:
        return
    for node in items_of(fields.doc, fields.get("words")):
        one = Fields(fields.doc, node, ("term", "severity", "category"), ("term",))
        category = one.choice("category", CLAIM_CATEGORIES, ("规则类别", "category"), "custom")
        severity = one.member("severity", Severity, ("级别", "severity"), Severity.MEDIUM)
        if term := one.text("term"):
            yield UserTerm(term=term, severity=severity, category=category)
