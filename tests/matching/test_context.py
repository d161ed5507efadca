"""The same words are a claim or none, as the words around them say."""

import pytest

from monitor.core.matching import MatchContext
from monitor.core.matching.context.correction import find_correction
from monitor.model import ProductCard

MEDICAL = ("治病", "治痘", "包治百病", "治疗", "降血糖", "美白", "祛斑", "副作用")
ABSOLUTE = (
    "最好",
    "第一",
    "最低价",
    "最大",
    "最低",
    "最高",
    "绝对",
    "一级",
    "特级",
    "国家级",
    "最真诚",
    "顶级",
)


@pytest.fixture(scope="module")
def reader(rule, matcher):
    m = matcher(
        rule(*MEDICAL, category="medical"),
        rule(*ABSOLUTE, category="absolute"),
    )

    def read(text, **context):
        return {each.suppressed_by for each in m.explain(text, MatchContext(**context))}

    return read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("说实话它不是最好的", "negation"),
        ("这款没有治疗作用", "negation"),
        ("它不能治病", "negation"),
        ("我可没说它是最好的", "negation"),
        ("治病是不可能的", "negation"),
        ("舒服跟治病是两码事", "negation"),
        ("治病不在它的备案里", "negation"),
        ("保养和治病是两回事", "negation"),
        ("别急着拿它治病", "negation"),
        ("我们从来不说最低价", "negation"),
        ("有人问能不能治痘", "question"),
        ("这个有没有副作用呢", "question"),
        ("有没有副作用要看说明书", "question"),
        ("这个可以治病吗", "question"),
        ("不要再问我能不能治病了", "question"),
        ("千万别信那些说包治百病的", "warning"),
        ("那些包治百病的都是骗人的", "warning"),
        ("小心那种号称包治百病的", "warning"),
        ("绝对化用语我们是不能说的", "rule-quote"),
        ("食品不能宣传治疗功效", "rule-quote"),
        ("普通化妆品不能宣传美白祛斑", "rule-quote"),
        ("平台不让说第一", "rule-quote"),
        ("我不能跟大家说它是最好的，因为广告法不让说", "rule-quote"),
        ("最好这种词是违规的", "rule-quote"),
        ("网上有人说它能治病，其实没这回事", "reported"),
        ("很多人以为它能治病", "reported"),
        ("想治病请去医院找医生", "condition"),
        ("药品才能治病", "other-product"),
        ("这是我们店里最大的一个尺码", "self-comparison"),
        ("我们会用最真诚的服务对待大家", "service-attitude"),
        ("一级能效的空调更省电", "ordinary-use"),
        ("这是特级初榨橄榄油", "ordinary-use"),
        ("第一次来的朋友先看看", "ordinary-use"),
        ("最好先量一下尺寸", "ordinary-use"),
        ("最低温度零下五度可以穿", "ordinary-use"),
    ],
)
def test_words_around_the_hit_set_it_aside_by_name(reader, text, reason) -> None:
    assert reader(text) == {reason}


@pytest.mark.parametrize(
    "text",
    [
        "我告诉你它就是能祛斑",
        "不是我吹它就是最好的",
        "不是最低价我赔你十倍",
        "不吃药就能降血糖",
        "不要错过全网最低价",
        "没有比这更好的，最低价",
        "特别能治病",
        "老毛病别慌这个能治病",
        "腰疼别愁它就是治病的",
        "别急我告诉你它能治病",
        "我不能说它治病，你们懂的都懂",
        "我们家是行业第一",
        "如果坚持吃就能降血糖",
        "难道还有比这最好的吗",
        "全网最低价要不要？",
    ],
)
def test_a_claim_in_the_dress_of_a_denial_or_a_question_stays_a_claim(reader, text) -> None:
    assert None in reader(text)


def test_the_hosts_answer_after_a_question_is_a_claim(reader) -> None:
    assert reader("有人问能不能治痘，我告诉你就是治痘") == {"question", None}


def test_a_rule_may_opt_out_of_a_reading(rule, matcher) -> None:
    m = matcher(rule("电子烟", category="prohibited", ignore_context=("negation",)))
    assert len(m.match("我们没有电子烟")) == 1


def test_a_users_own_word_counts_even_in_a_denial(matcher) -> None:
    assert len(matcher(words=("瞬移",)).match("我没说瞬移")) == 1


def test_a_superlative_in_the_products_own_name_only_names_it(rule, matcher) -> None:
    m = matcher(rule("第一", category="rank"))
    card = ProductCard(id="1", name="天下第一粉", category="food")
    assert m.match("来一包天下第一粉", MatchContext(card=card)) == []
    assert len(m.match("这是全国第一", MatchContext(card=card))) == 1


@pytest.mark.parametrize(
    "text", ["不好意思我说错了", "口误口误", "更正一下，是三十片", "刚才说的价格不对"]
)
def test_taking_back_is_heard(text) -> None:
    assert find_correction(text) is not None


@pytest.mark.parametrize("text", ["我没有说错", "千万别错过", "拍错了可以退"])
def test_other_errors_are_no_taking_back(text) -> None:
    assert find_correction(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("没有什么东西吃了能治病的", "negation"),
        ("没有哪个产品能包治百病", "negation"),
        ("没有任何面霜可以祛斑", "negation"),
        ("别家说的什么三天美白那都是夸张的", "reported"),
        ("有的主播讲一夜美白这都是噱头", "reported"),
    ],
)
def test_a_denial_and_a_verdict_reach_over_a_distance(reader, text, reason) -> None:
    assert reader(text) == {reason}


@pytest.mark.parametrize(
    "text",
    [
        "没有一个用了不美白的",
        "没有谁用了它不祛斑",
        "三天美白不香吗",
        "全网最低价还不抢吗",
        "全网最低价听懂了吗",
    ],
)
def test_a_double_denial_and_a_question_that_wants_no_answer_affirm(reader, text) -> None:
    assert None in reader(text)


def test_advice_that_rests_on_a_verdict_does_not_deny_it(rule, matcher) -> None:
    m = matcher(rule(phrases=("那些直播间 ~6 全是坑",), category="disparagement"))
    assert len(m.match("千万别去那些直播间买，全是坑")) == 1
    assert m.match("大家不要说那些直播间全是坑") == []


@pytest.mark.parametrize(
    "before",
    [
        "这款没有",
        "我们不敢说它是",
        "普通食品不能宣传",
        "大家别信那些说",
        "有人问能不能",
        "它不具有",
    ],
)
def test_a_denial_cut_off_by_a_pause_reaches_the_next_words(reader, before) -> None:
    assert None not in reader("治病的作用", previous_text=before)


@pytest.mark.parametrize(
    "before",
    ["我们的产品外面没有", "这个我不能说", "有人换脸，大家别信", "抢完就没", "别问了，不是"],
)
def test_a_finished_sentence_does_not_reach_the_next_words(reader, before) -> None:
    assert reader("治病就靠它", previous_text=before) == {None}
