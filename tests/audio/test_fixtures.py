"""The bundled recordings say what their labels say, and stay small."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.runtime.audio.opener import open_source

from .media import heard

AUDIO = Path(__file__).parents[2] / "fixtures" / "audio"
NAMES = sorted(path.name.removesuffix(".session.json") for path in AUDIO.glob("*.session.json"))
_CATEGORY_WORDS = """
    absolute rank price-lowest price-reference urgency medical food-function health-food
    cosmetic-medical cosmetic-filing cosmetic-exaggeration guarantee body-shape endorsement
    state-authority data-citation patent-honor disparagement counterfeit fake-popularity
    lottery-gift service-terms income education real-estate alcohol prohibited-goods drug-device
    agriculture off-platform privacy superstition discrimination vulgar minors ai-disclosure
    mismatch-price mismatch-material mismatch-origin mismatch-quantity mismatch-spec
    mismatch-function mismatch-certification mismatch-service mismatch-shelf-life mismatch-sales
    mismatch-brand mismatch-name
"""
CATEGORIES = frozenset(_CATEGORY_WORDS.split())


def load(name: str, kind: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((AUDIO / f"{name}.{kind}.json").read_text("utf-8"))
    return content


def test_there_are_sessions_enough_and_they_are_small() -> None:
    assert len(NAMES) >= 9
    assert "demo" in NAMES
    assert sum(path.stat().st_size for path in AUDIO.iterdir()) < 10_000_000


@pytest.mark.parametrize("name", NAMES)
def test_every_label_names_its_own_words_and_known_categories(name: str) -> None:
    for line in load(name, "session")["lines"]:
        for label in line["labels"]:
            assert line["text"][label["start"] : label["end"]] == label["span"]
            assert label["categories"]
            assert set(label["categories"]) <= CATEGORIES


@pytest.mark.parametrize("name", NAMES)
def test_the_sound_holds_every_line_in_order_and_spans_end_inside_their_line(name: str) -> None:
    session, truth = load(name, "session"), load(name, "truth")
    chunks, gaps = heard(open_source(AUDIO / f"{name}.ogg").chunks())
    assert gaps == []
    assert abs(chunks[-1].end_ms - truth["duration_s"] * 1000) < 100
    assert [line["text"] for line in truth["lines"]] == [line["text"] for line in session["lines"]]
    end_s = 0.0
    for said, timed in zip(session["lines"], truth["lines"], strict=True):
        assert end_s < timed["start_s"] < timed["end_s"] <= truth["duration_s"]
        end_s = timed["end_s"]
        assert [s["span"] for s in timed["spans"]] == [s["span"] for s in said["labels"]]
        assert all(timed["start_s"] < s["end_s"] <= end_s for s in timed["spans"])


def test_the_demo_shows_five_doubtful_claims_in_its_first_forty_seconds() -> None:
    truth = load("demo", "truth")
    ends = [span["end_s"] for line in truth["lines"] for span in line["spans"]]
    assert sum(end < 40 for end in ends) >= 5
    cards = yaml.safe_load((AUDIO / "demo.cards.yaml").read_text("utf-8"))
    assert cards == truth["products"]


def test_one_session_is_wholly_compliant() -> None:
    assert all(not line["labels"] for line in load("compliant", "session")["lines"])
