"""The skeleton: one plain form for what is written many ways, with offsets into the source."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.text.folding import is_ignorable
from monitor.core.text.normalise import fold, normalise

SPOKEN = "全网最低价就在今天，一级能效！九块九？NO.1 mei白㊙️祛 斑國家級①⑩1OO%3.5折8:30、1,299"


@pytest.mark.parametrize(
    ("written", "skeleton"),
    [
        ("國家級品質", "国家级品质"),
        ("ＦＤＡ認證", "fda认证"),
        ("我们是行业第①", "我们是行业第1"),
        ("❶号链接", "1号链接"),
        ("Ⓥ信 🅥", "v信v"),
        ("最-低-价", "最低价"),
        ("祛 斑\u200b霜\ufe0f", "祛斑霜"),
        ("㊙️美❤白", "秘美白"),
        ("销量NO.1", "销量no1"),
        ("1OO%有效", "100%有效"),
        ("l00%", "100%"),
        ("售价1,299元，打9.5折", "售价1299元，打9.5折"),
        ("一比1:1复刻", "一比1:1复刻"),
        ("3-5天", "3-5天"),
        ("好！！！吧？", "好。吧？"),
        ("，，开头", "开头"),
        ("免废🆓", "免废免费"),
        ("Аlipay", "alipay"),  # a Cyrillic A
    ],
)
def test_what_is_written_in_many_ways_has_one_skeleton(written: str, skeleton: str) -> None:
    assert fold(written) == skeleton


def test_letters_beside_digits_stay_letters_where_they_are_a_name_or_a_unit() -> None:
    assert fold("H2O 10L i5处理器") == "h2o10li5处理器"


def test_a_span_points_at_the_characters_that_were_said() -> None:
    text = "㊙️美❤白祛 斑"
    normal = normalise(text)
    start = normal.skeleton.index("祛斑")
    first, last = normal.span(start, start + 2)
    assert text[first:last] == "祛 斑"


def test_clause_punctuation_is_a_barrier_and_other_signs_leave_no_trace() -> None:
    normal = normalise("最好，先-量。再拍")
    assert normal.skeleton == "最好，先量。再拍"
    assert normal.barriers == (2, 5)
    assert normal.unbarred[0] == "最好先量再拍"


@given(st.text(alphabet=st.sampled_from(SPOKEN), max_size=60) | st.text(max_size=60))
def test_offsets_survive_every_normalisation(text: str) -> None:
    normal = normalise(text)
    assert len(normal.skeleton) == len(normal.starts) == len(normal.ends)
    assert list(normal.starts) == sorted(normal.starts)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True)
    )


@given(st.text(alphabet=st.sampled_from(SPOKEN), max_size=60))
@example("0,0⑩")
@example("0,⑩0")
def test_a_skeleton_folds_to_itself(text: str) -> None:
    skeleton = fold(text)
    assert fold(skeleton) == skeleton


@given(st.text(max_size=40))
def test_every_folded_character_comes_from_where_the_map_says(text: str) -> None:
    normal = normalise(text)
    for index, char in enumerate(normal.skeleton):
        source = text[normal.starts[index] : normal.ends[index]]
        assert len(source) == 1
        assert char in fold(source) or char.isdigit() or char in "-.:，。？"


@pytest.mark.parametrize(
    "char", [" ", "-", "*", "、", "❤", "\u200b", "\ufe0f", "“", "～", "\u0301"]
)
def test_spaces_signs_and_emoji_are_ignorable(char: str) -> None:
    assert is_ignorable(char)
