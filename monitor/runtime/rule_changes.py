"""What two states of the rules differ in, by name: for the notice that people see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from monitor.core.rules.types import Rule
from monitor.runtime.packs import SiteRules

_SHARED = ("lexicon", "vocab", "allow", "laws")


def changes(before: SiteRules, after: SiteRules) -> dict[str, list[str]]:
    """`added`, `removed` and `changed` rules by ref; `shared` names what all rules use.

    `shared` holds `lexicon`, `vocab`, `allow`, `laws` and `words` (the site's own terms). Places
    in files and examples are no difference. Empty lists are left out.
    """
    old = {rule.ref: rule for rule in before.pack.rules}
    new = {rule.ref: rule for rule in after.pack.rules}
    found = {
        "added": sorted(new.keys() - old.keys()),
        "removed": sorted(old.keys() - new.keys()),
        "changed": sorted(
            ref for ref in old.keys() & new.keys() if _content(old[ref]) != _content(new[ref])
        ),
        "shared": list(_shared(before, after)),
    }
    return {kind: names for kind, names in found.items() if names}


def _content(rule: Rule) -> tuple[Any, ...]:
    """What the rule does, without where it stands and how it is proved."""
    unless = tuple(replace(exception, location=None) for exception in rule.unless)
    skipped = ("location", "tests", "unless")
    return (
        unless,
        *(getattr(rule, field.name) for field in fields(rule) if field.name not in skipped),
    )


def _shared(before: SiteRules, after: SiteRules) -> Iterator[str]:
    for name in _SHARED:
        if getattr(before.pack, name) != getattr(after.pack, name):
            yield name
    if before.user_terms != after.user_terms:
        yield "words"
