"""The page about writing rules names everything that the loader takes, and its examples load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from monitor.core.rules.categories import CLAIM_CATEGORIES, CONTEXTS, PRODUCT_CATEGORIES
from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.overrides import read_overrides
from monitor.core.rules.phrase import MAX_GAP, SLOTS
from monitor.core.rules.types import RulePack
from monitor.interfaces.cli.rules_cmd import rules_app

PAGE = (Path(__file__).parents[2] / "docs" / "rules-authoring.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)

RULE_KEYS = (
    *("id", "title", "title_en", "aliases", "status", "since", "effective_from", "effective_to"),
    *("category", "severity", "confidence", "message", "why", "basis", "dedup_s", "tests"),
    *("scope", "categories", "not_categories", "sources", "when_unknown", "duty", "say", "within"),
    *("match", "terms", "phrases", "regex", "ignore_context", "suggest", "swap"),
    *("unless", "over", "before", "after", "clause", "line", "card", "approval", "certification"),
    *("function", "function_quoted", "violating", "compliant", "known_gaps"),
)


@pytest.mark.parametrize("key", RULE_KEYS)
def test_every_key_of_a_rule_is_on_the_page(key: str) -> None:
    assert re.search(rf"\b{key}\b", PAGE)


@pytest.mark.parametrize("name", [*CLAIM_CATEGORIES, *PRODUCT_CATEGORIES, *CONTEXTS])
def test_every_category_and_context_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_slot_and_the_longest_gap_are_on_the_page() -> None:
    assert all(f"{{{slot}}}" in PAGE for slot in SLOTS)
    assert f"最多 {MAX_GAP} 个字" in PAGE


def test_every_command_is_on_the_page() -> None:
    names = [
        command.name or getattr(command.callback, "__name__", "")
        for command in rules_app.registered_commands
    ]
    assert len(names) == 6
    assert all(f"monitor rules {name}" in PAGE for name in names)


def test_the_rule_on_the_page_loads(files: dict[str, bytes]) -> None:
    rule = next(block for block in BLOCKS if "match:" in block)
    laws = (
        "- {id: price-fraud-19, law: 明码标价和禁止价格欺诈规定, article: 第十九条, checked: read}"
    )
    pack = load_pack_files(
        {**files, "rules/price.yaml": rule.encode(), "laws-price.yaml": laws.encode()}
    )
    assert pack.rules[0].id == "lowest-price"


def test_the_law_on_the_page_loads(files: dict[str, bytes]) -> None:
    law = next(block for block in BLOCKS if "checked:" in block)
    assert "adlaw-9-3" in load_pack_files({**files, "laws-ad.yaml": law.encode()}).laws


def test_the_overrides_on_the_page_load(pack: RulePack) -> None:
    block = next(block for block in BLOCKS if "disable:" in block)
    known = block.replace("vague-ranking", "lowest-price")
    overrides = read_overrides({"overrides.yaml": known.encode()}, pack)
    assert set(yaml.safe_load(block)) == {
        "disable",
        "severity",
        "excuse",
        "words",
        "lexicon",
        "fillers",
    }
    assert overrides.fillers == ("咻",)
