"""The vocabulary as shipped, and a card or two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.vocabulary import Vocabulary, load_vocabulary

RULES = Path(__file__).resolve().parents[2] / "rules" / "consistency"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary({path.name: path.read_bytes() for path in RULES.glob("*.yaml")})


@pytest.fixture
def checker_for(vocabulary: Vocabulary) -> Callable[..., ConsistencyChecker]:
    """A checker over cards given as dictionaries; id, name and category have defaults."""

    def make(*cards: dict[str, Any]) -> ConsistencyChecker:
        full = [
            {"id": f"p{i}", "name": "某商品", "category": "other", **card}
            for i, card in enumerate(cards, start=1)
        ]
        return ConsistencyChecker(parse_cards(full), vocabulary)

    return make
