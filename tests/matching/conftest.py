"""Small packs made by hand, so that a test shows all the rules that it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.core.matching import Matcher
from monitor.core.rules.types import (
    Lexicon,
    LexiconEntry,
    Match,
    Rule,
    RulePack,
    Scope,
    Suggest,
    UserTerm,
)
from monitor.model import PackRef, Severity

MakeRule = Callable[..., Rule]
MakeMatcher = Callable[..., Matcher]


def build_rule(
    *terms: str,
    phrases: tuple[str, ...] = (),
    regex: tuple[str, ...] = (),
    category: str = "medical",
    categories: tuple[str, ...] = (),
    **more: object,
) -> Rule:
    name = str(more.pop("id", category))
    return Rule(
        id=name,
        ref=f"test/{name}",
        title=name,
        category=category,
        severity=Severity.HIGH,
        confidence=0.9,
        message="疑似",
        why="",
        basis=(),
        match=Match(terms=terms, phrases=phrases, regex=regex),
        suggest=Suggest(),
        **{"scope": Scope(categories=categories), **more},  # type: ignore[arg-type]
    )


def build_matcher(
    *rules: Rule,
    lexicon: dict[str, str] | None = None,
    allow: tuple[str, ...] = (),
    vocab: dict[str, tuple[str, ...]] | None = None,
    words: tuple[str, ...] = (),
) -> Matcher:
    entries = tuple(LexiconEntry(said=s, means=m) for s, m in (lexicon or {}).items())
    pack = RulePack(
        ref=PackRef(id="test", version="1", digest="0"),
        rules=rules,
        laws={},
        vocab=vocab or {},
        lexicon=Lexicon(entries=entries),
        allow=allow,
    )
    return Matcher(pack, [UserTerm(term=word) for word in words])


@pytest.fixture(scope="session")
def rule() -> MakeRule:
    return build_rule


@pytest.fixture(scope="session")
def matcher() -> MakeMatcher:
    return build_matcher
