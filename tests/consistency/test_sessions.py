"""Whole sessions: every contradiction is found, and no clear line is taken for one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Comparison, Verdict
from monitor.core.consistency.onair import OnAirTracker
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.model import Severity, Source

SESSIONS = yaml.safe_load(Path(__file__).with_name("sessions.yaml").read_text("utf-8"))
GOODS = [
    session
    for name in ("sessions_goods.yaml", "sessions_goods_more.yaml", "sessions_offers.yaml")
    for session in yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
]


def alerts(found: list[Comparison]) -> set[str]:
    return {
        c.category
        for c in found
        if c.verdict is Verdict.CONTRADICTION and c.severity.at_least(Severity.MEDIUM)
    }


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize("session", SESSIONS, ids=[s["name"] for s in SESSIONS])
def test_a_session_alerts_on_its_contradictions_and_on_nothing_else(
    session: dict[str, Any], source: Source, vocabulary: Vocabulary
) -> None:
    assert wrong_lines(session, source, vocabulary) == []


@pytest.mark.parametrize("session", GOODS, ids=[s["name"] for s in GOODS])
def test_a_class_of_claims_is_told_from_its_honest_twins(
    session: dict[str, Any], vocabulary: Vocabulary
) -> None:
    assert wrong_lines(session, Source.TEXT, vocabulary) == []


def wrong_lines(
    session: dict[str, Any], source: Source, vocabulary: Vocabulary
) -> list[tuple[str, set[str]]]:
    """The lines that alert on something else than what they are marked with (`!a|b`: either)."""
    cards = parse_cards(session["cards"])
    checker, tracker = ConsistencyChecker(cards, vocabulary), OnAirTracker(cards)
    wrong: list[tuple[str, set[str]]] = []
    for line in session["lines"]:
        marked = re.match(r"!(\S+) (.*)", line)
        text = marked[2] if marked else line
        if source is Source.AUDIO:
            text = re.sub("[,。、]", "", text)
        found = alerts(checker.check(text, source, on_air=tracker.current, on=date(2026, 11, 1)))
        tracker.update(text, source)
        expected = {f"mismatch-{kind}" for kind in marked[1].split("|")} if marked else set()
        if not (expected & found) if expected else found:
            wrong.append((line, found))
    return wrong
