"""Disguised words are read as meant; ordinary speech is left as it is."""

import pytest

from monitor.core.matching import MatchContext
from monitor.core.matching.evasion import EvasionResolver, rewrite
from monitor.core.matching.targets import Target
from monitor.core.rules.types import Lexicon, LexiconEntry
from monitor.core.text.normalise import normalise
from monitor.model import Method, Source

WORDS = (
    "免疫力",
    "周期",
    "肠道",
    "关节",
    "手术",
    "黄褐斑",
    "降血糖",
    "加微信",
    "吸收",
    "祛斑",
    "美白",
    "代购",
)


@pytest.fixture(scope="module")
def resolver() -> EvasionResolver:
    entries = [LexiconEntry(said=word, means=word) for word in WORDS]
    entries.append(LexiconEntry(said="绿泡泡", means="微信"))
    entries.append(LexiconEntry(said="小黄点", means="斑", categories=("cosmetic",)))
    home = Target(word="祛斑", meaning="祛斑", categories=("cosmetic",))
    return EvasionResolver(Lexicon(entries=tuple(entries)), [home])


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("绿泡泡", "微信"),
        ("免某疫力", "免疫力"),
        ("免某力", "免疫力"),
        ("免某粒", "免疫力"),
        ("小肠小道", "肠道"),
        ("周和期", "周期"),
        ("关关节节", "关节"),
        ("手某素", "手术"),
        ("黄什么斑", "黄褐斑"),
        ("某吸某收", "吸收"),
        ("mei白", "美白"),
        ("降xue糖", "降血糖"),
        ("降x糖", "降血糖"),
        ("加薇信", "加微信"),
        ("代某购", "代购"),
        ("九十九米", "九十九元"),
        ("D1", "第一"),
    ],
)
def test_a_disguised_word_is_read_as_meant(resolver, said, means) -> None:
    text = f"我们说{said}，大家知道的"
    read = resolver.resolve(text)
    assert [meaning for _, _, meaning in read] == [means]
    start, end, _ = read[0]
    assert text[start:end] in said


@pytest.mark.parametrize(
    "text",
    [
        "东西没摆好",
        "颜色美白好看",
        "海拔一千多米",
        "绳子两米长",
        "身高一米七",
        "我去班里一趟",
        "周末和期待",
    ],
)
def test_ordinary_words_are_left_alone(resolver, text) -> None:
    assert resolver.resolve(text) == []


def test_a_lexicon_entry_for_a_category_is_read_only_there(resolver) -> None:
    assert resolver.resolve("脸上的小黄点", "cosmetic") != []
    assert resolver.resolve("屏幕上的小黄点", "digital") == []


def test_two_syllables_by_sound_alone_need_the_category_where_they_are_at_home(resolver) -> None:
    assert resolver.resolve("三天就能去班", "cosmetic", Source.TEXT) == [(4, 6, "祛斑")]
    assert resolver.resolve("三天就能去班", None, Source.TEXT) == []


def test_a_rewritten_text_still_points_at_the_source(resolver) -> None:
    normal = normalise("加 绿泡泡 聊")
    rewritten, _ = rewrite(normal, resolver.substitutions(normal, None, Source.TEXT))
    assert rewritten.skeleton == "加微信聊"
    assert normal.source[slice(*rewritten.span(0, 3))] == "加 绿泡泡"


def test_a_term_is_found_through_the_lexicon_and_says_how_it_was_read(rule, matcher) -> None:
    m = matcher(rule("加微信", category="off-platform"), lexicon={"绿泡泡": "微信"})
    (hit,) = m.match("想要的加绿泡泡")
    assert (hit.start, hit.end, hit.method, hit.term) == (3, 7, Method.VARIANT, "加微信")
    assert hit.note is not None and "微信" in hit.note


def test_a_phrase_is_found_through_a_disguised_word(rule, matcher) -> None:
    m = matcher(rule(phrases=("(增强|提高) ..2 免疫力",), category="food-function"))
    for text in ("提高免某疫力", "增强咱免役力"):
        (hit,) = m.match(text, MatchContext(category="food"))
        assert (hit.start, hit.end) == (0, len(text))


def test_a_homophone_of_one_character_is_enough_inside_a_long_term(rule, matcher) -> None:
    m = matcher(rule("全网最低价", "增强免疫力"))
    assert [h.method for h in m.match("全网嘴低价，手慢无")] == [Method.PHONETIC]
    assert [h.method for h in m.match("增强免役力")] == [Method.PHONETIC]


@pytest.mark.parametrize("text", ["东西没摆好", "每百克含量", "这个没白买"])
def test_a_short_homophone_proves_nothing_even_at_home(rule, matcher, text) -> None:
    m = matcher(rule("美白", categories=("cosmetic",)))
    assert m.match(text, MatchContext(category="cosmetic", source=Source.AUDIO)) == []


@pytest.mark.parametrize("text", ["➕V了解", "私信+V", "加 V"])
def test_a_plus_sign_is_the_word_for_adding(rule, matcher, text) -> None:
    assert len(matcher(rule("加v", category="off-platform")).match(text)) == 1


@pytest.mark.parametrize("text", ["最，低，价", "最。低。价", "最-低-价", "最/低/价"])
def test_a_word_spelt_out_with_any_punctuation_is_one_word(rule, matcher, text) -> None:
    assert len(matcher(rule("最低价")).match(text)) == 1


@pytest.mark.parametrize("text", ["最适合你的面霜", "最适合你们的面霜"])
def test_a_reading_inside_a_phrases_gap_makes_no_hit(rule, matcher, text) -> None:
    m = matcher(
        rule(phrases=("最 ..4 !(适|喜) 面霜",), category="absolute"), lexicon={"适合你": "视力"}
    )
    assert m.match(text) == []
    assert len(m.match("最贵的面霜")) == 1


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("止咳", "来一杯汁小孩爱喝"),
        ("内调", "辣条今天有"),
        ("想瘦", "这件很显瘦"),
        ("战痘", "容易长痘"),
    ],
)
@pytest.mark.parametrize("source", list(Source))
def test_a_short_word_is_not_heard_in_a_neighbouring_sound(
    rule, matcher, term, text, source
) -> None:
    m = matcher(rule(term, categories=("food",)))
    assert m.match(text, MatchContext(category="food", source=source)) == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("祛痘印", "祛🫘印"),
        ("降血糖", "降🩸糖"),
        ("降血糖", "降🩸🍬"),
        ("便秘", "便🍯通了"),
        ("加微信", "加微❤"),
        ("加微信", "加v❤"),
        ("丰胸", "丰🐻霜"),
        ("扫码", "扫🐎进来"),
    ],
)
def test_a_picture_is_read_by_its_name(rule, matcher, term, text) -> None:
    (hit,) = matcher(rule(term, categories=("cosmetic",))).match(
        text, MatchContext(category="cosmetic", source=Source.TEXT)
    )
    assert hit.method is not Method.LITERAL
    assert set(text[hit.start : hit.end]) & set("🫘🩸🍯❤🐻🐎")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("祛斑", "祛❤斑"),
        ("加微信", "我们❤你"),
        ("信心", "❤❤❤谢谢"),
        ("去痘皮", "豆🫘去皮"),
        ("微信", "微笑⭐服务"),
    ],
)
def test_a_picture_may_be_decoration(rule, matcher, term, text) -> None:
    hits = matcher(rule(term)).match(text, MatchContext(source=Source.TEXT))
    assert [hit.method for hit in hits] == ([Method.LITERAL] if "斑" in text else [])


@pytest.mark.parametrize("text", ["zui好喝", "zuì好喝", "蕞好喝", "醉好喝", "罪好喝", "嘴好喝"])
def test_the_most_is_read_in_any_spelling(rule, matcher, text) -> None:
    assert len(matcher(rule(phrases=("最 好 喝",))).match(text + "的茶")) == 1


@pytest.mark.parametrize("text", ["喝醉好喝水", "有嘴好说话", "得罪好几个", "zuikeu好喝"])
def test_drunk_and_mouth_are_left_alone(rule, matcher, text) -> None:
    assert matcher(rule(phrases=("最 好",))).match(text) == []


def test_a_lone_syllable_is_read_as_one_of_the_characters_that_phrases_need(rule, matcher) -> None:
    m = matcher(rule(phrases=("治 ..3 (腰疼|失眠)", "(止|只) ..2 腹泻")))
    assert len(m.match("这个zhi腰疼")) == 1
    assert len(m.match("zhi腹泻")) == 1
    assert m.match("zhi好的腰带") == []
    assert m.match("这是usb接口,腰疼的看医生") == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("治疗失眠", "氵台疗失眠"),
        ("治疗失眠", "zhì liáo失眠"),
        ("加微信", "加我卫星聊".replace("我", "")),
        ("微信", "加我维芯"),
        ("微信", "加我VX"),
        ("微信号", "WX号发你"),
        ("加微信", "➕vx"),
        ("第一", "全国第Ⅰ"),
        ("第一", "苐一"),
        ("第一", "销量弟①"),
        ("进群", "进裙领券"),
        ("过万", "月入过w"),
        ("稳赚不赔", "稳zuan不赔"),
    ],
)
def test_letters_and_parts_stand_for_words(rule, matcher, term, text) -> None:
    assert len(matcher(rule(term)).match(text, MatchContext(source=Source.TEXT))) == 1


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("加微信", "加什么信息都行"),
        ("开过光", "开什么光照"),
        ("加微信", "加卫星电视"),
        ("加微信", "加徽星牌螺丝"),
        ("微信", "微微❤一笑"),
        ("微信", "wx200型号"),
        ("进群", "进裙子区"),
        ("第一", "第il款"),
    ],
)
def test_what_only_looks_like_a_disguise_is_left_alone(rule, matcher, term, text) -> None:
    assert matcher(rule(term)).match(text) == []
