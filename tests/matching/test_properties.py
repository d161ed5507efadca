"""What holds for every text: nothing hides behind ornaments, script or width."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from monitor.core.matching import MatchContext

VIOLATING = [
    "这是全网最低价",
    "用三天就祛斑了",
    "我们是行业第一",
    "可以降血糖，预防糖尿病",
    "想要的加绿泡泡",
    "提高免某疫力",
    "小肠小道都好了",
    "mei白效果看得见",
    "三天见效，无效退款",
]
COMPLIANT = [
    "最近有点忙，所以最后才上架",
    "第一次来的朋友先看看再拍",
    "最好先量一下尺寸",
    "一级能效的空调更省电",
    "千万别信那些说包治百病的",
    "普通化妆品不能宣传美白祛斑",
    "加微波炉转两分钟就能吃",
    "这款不是药,没有治疗作用",
    "里面的玻尿酸含量是0.5%,给皮肤补水保湿",
    "东西没摆好，稍等一下",
    "产地是陕西秦岭，海拔1000多米",
]
ORNAMENTS = st.text(alphabet=" -·~、*_❤✨\u200b\ufe0f|/", min_size=1, max_size=3)


@pytest.fixture(scope="module")
def found(rule, matcher):
    m = matcher(
        rule("全网最低价", "最低价", category="price-lowest"),
        rule("第一", "行业第一", "最好", category="rank"),
        rule(
            "祛斑", "美白", "治疗", "包治百病", category="cosmetic-filing", categories=("cosmetic",)
        ),
        rule("降血糖", "糖尿病", "免疫力", "肠道", category="medical"),
        rule("加微信", category="off-platform"),
        rule(phrases=("{duration} ..2 见效",), category="guarantee"),
        lexicon={"绿泡泡": "微信"},
        allow=("最近", "最后", "第一次"),
    )

    def find(text):
        context = MatchContext(category="cosmetic")
        return {(hit.rule.id, hit.term) for hit in m.match(text, context)}

    return find


@settings(deadline=None)
@given(st.sampled_from(VIOLATING), st.data())
def test_ornaments_inside_a_claim_never_hide_it(found, text, data) -> None:
    place = data.draw(st.integers(0, len(text)))
    ornament = data.draw(ORNAMENTS)
    assert found(text[:place] + ornament + text[place:]) >= found(text)


@settings(deadline=None)
@given(st.sampled_from(COMPLIANT), st.sampled_from(["s2t", "s2tw", "s2hk"]))
def test_compliant_speech_stays_compliant_in_traditional_script(found, text, table) -> None:
    assert found(OpenCC(table).convert(text)) == set()


@settings(deadline=None)
@given(st.sampled_from(COMPLIANT))
def test_compliant_speech_stays_compliant_in_full_width(found, text) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert found(wide) == set()


@settings(deadline=None)
@given(st.sampled_from(VIOLATING))
def test_a_claim_is_found_in_traditional_script(found, text) -> None:
    assert found(OpenCC("s2t").convert(text)) == found(text)


@pytest.fixture(scope="module")
def keen(rule, matcher):
    return matcher(rule("aa", "一二", "b", phrases=("{num} ..3 a",), regex=("[0-9]+",)))


@settings(deadline=None)
@given(st.text(alphabet="a一1二b，。？ -Ⓐmei某❤", max_size=40) | st.text(max_size=60))
def test_no_text_breaks_the_matcher_and_offsets_lie_inside_it(keen, text) -> None:
    for hit in keen.match(text):
        assert 0 <= hit.start < hit.end <= len(text)
