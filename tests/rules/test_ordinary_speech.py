"""Ordinary lawful speech stays silent: a monitor that cries wolf is soon switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.matching.hit import MatchContext
from monitor.core.matching.matcher import Matcher
from monitor.core.rules.categories import PRODUCT_CATEGORIES
from monitor.model import Severity
from monitor.runtime.packs import load_default_pack

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("compliant-*.txt"))


def spoken(path: Path) -> list[tuple[int, str | None, str]]:
    """Line number, product category or None, and words of every line that is not a comment."""
    lines = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            category, _, text = line.partition("\t")
            lines.append((number, category.strip() or None, text))
    return lines


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_default_pack().pack)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_nothing_in_ordinary_speech_is_told_to_people(path: Path, matcher: Matcher) -> None:
    alarms = [
        f"{path.name}:{number} {hit.rule.ref} “{text[hit.start : hit.end]}” in {text}"
        for number, category, text in spoken(path)
        for hit in matcher.match(text, MatchContext(category=category))
        if hit.rule.severity.at_least(Severity.MEDIUM)
    ]
    assert not alarms, "\n".join(alarms)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_line_of_the_corpus_names_a_product_category_or_none(path: Path) -> None:
    lines = spoken(path)
    assert len(lines) > 100
    assert {category for _, category, _ in lines if category} <= set(PRODUCT_CATEGORIES)
