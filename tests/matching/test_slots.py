"""What a slot is searched by stands in everything that it takes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.matching.slots import SLOT_KEYS, SLOT_PATTERNS


@pytest.mark.parametrize("kind", SLOT_PATTERNS)
def test_every_match_of_a_slot_holds_one_of_its_keys(kind) -> None:
    keys = SLOT_KEYS[kind]

    @settings(max_examples=400, deadline=None)
    @given(st.from_regex(re.compile(SLOT_PATTERNS[kind]), fullmatch=True))
    def holds(text: str) -> None:
        assert any(key in text for key in keys), text

    holds()
