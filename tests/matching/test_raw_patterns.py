"""What a raw pattern cannot do without is read off it, and never too much."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.matching.raw_patterns import required_words


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("战痘", [{"战痘"}]),
        ("(原价|标价)[^，]{0,4}[一二]百", [{"原价", "标价"}, {"百"}]),
        ("从[^。]{0,3}(降|砍)(到|成)", [{"从"}, {"降", "砍"}, {"到", "成"}]),
        ("(原来)(要|都)?卖", [{"原来"}, {"卖"}]),
        ("好{2,3}用", [{"用"}]),
        ("真的?好", [{"真"}, {"好"}]),
        ("加(v|微)($|[，。？])", [{"加"}, {"v", "微"}]),
        ("甲|乙", []),
        ("(甲|)乙", [{"乙"}]),
        (r"\(甲", [{"甲"}]),
        ("(甲(乙|丙))", []),
        ("(?i)第一", [{"第一"}]),
    ],
)
def test_words_that_every_match_holds(pattern: str, groups: list[set[str]]) -> None:
    assert [set(group) for group in required_words(pattern)] == groups


_ATOM = st.sampled_from(["甲", "乙丙", "(甲|乙)", "(?:丙丁|戊)", "[甲乙]", ".", "(甲|)", r"\."])
_SIGN = st.sampled_from(["", "", "?", "*", "{0,2}", "+"])


@given(
    st.lists(st.tuples(_ATOM, _SIGN), min_size=1, max_size=6),
    st.text(alphabet="甲乙丙丁戊.", max_size=14),
)
def test_no_match_lacks_a_required_word(parts: list[tuple[str, str]], text: str) -> None:
    pattern = "".join(atom + sign for atom, sign in parts)
    if re.search(pattern, text):
        assert all(any(word in text for word in group) for group in required_words(pattern))
