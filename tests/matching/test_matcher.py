"""Terms and phrases are found wherever they stand, by the rules that apply, and nowhere else."""

from datetime import date

import pytest

from monitor.core.matching import MatchContext
from monitor.core.rules.types import CardCondition, Exception_, Scope
from monitor.model import Method, ProductCard, Source


def quotes(matcher, text, **context):
    return [text[h.start : h.end] for h in matcher.match(text, MatchContext(**context))]


@pytest.mark.parametrize(
    "text", ["全网最低价", "全網最低價", "全网最-低-价", "全 网 最 低 价", "全网❤最低价"]
)
def test_a_term_is_found_however_it_is_written(rule, matcher, text) -> None:
    assert quotes(matcher(rule("全网最低价")), f"今天{text}拿走") == [text]


def test_a_circled_digit_is_the_numeral(rule, matcher) -> None:
    assert quotes(matcher(rule("行业第一")), "我们是行业第①") == ["行业第①"]


def test_a_term_does_not_reach_over_a_clause(rule, matcher) -> None:
    assert quotes(matcher(rule("第一名")), "我排第一，名额有限") == []


def test_a_term_spelt_out_by_punctuation_is_found(rule, matcher) -> None:
    assert quotes(matcher(rule("最低价")), "这是最，低，价了") == ["最，低，价"]


@pytest.mark.parametrize(
    ("term", "text"),
    [("加微", "加微波炉转两分钟"), ("页有", "首页有活动"), ("ed", "fed"), ("加v", "加vip会员")],
)
def test_a_part_of_another_word_is_no_hit(rule, matcher, term, text) -> None:
    assert quotes(matcher(rule(term)), text) == []


def test_the_longest_hit_of_a_rule_wins(rule, matcher) -> None:
    m = matcher(rule("最低价", "全网最低价", "最低"))
    assert quotes(m, "这是全网最低价") == ["全网最低价"]


def test_a_phrase_reaches_over_its_gap_but_not_over_a_clause(rule, matcher) -> None:
    vocab = {"platform": ("全网", "全平台")}
    m = matcher(rule(phrases=("@platform ..4 最低 价?",)), vocab=vocab)
    assert quotes(m, "我们是全平台绝对最低价") == ["全平台绝对最低价"]
    assert quotes(m, "全平台都有，最低五块") == []


def test_a_wide_gap_may_cross_a_comma_but_no_sentence(rule, matcher) -> None:
    m = matcher(rule(phrases=("加我 ~6 微信",)))
    assert quotes(m, "加我，那个微信") == ["加我，那个微信"]
    assert quotes(m, "加我。那个微信") == []


@pytest.mark.parametrize(
    ("phrase", "text", "quote"),
    [
        ("{duration} ..2 见效", "三天就见效", "三天就见效"),
        ("瘦 {count}", "一个月瘦二十斤", "瘦二十斤"),
        ("只要 {price}", "现在只要九十九块钱", "只要九十九块钱"),
        ("{percent} 有效", "100%有效", "100%有效"),
        ("{percent} 有效", "百分之百有效", "百分之百有效"),
        ("^ 治病 $", "大家好，治病，真的", "治病"),
        ("(治|医) 好?", "这个能治", "治"),
    ],
)
def test_slots_anchors_and_options_fit_what_is_said(rule, matcher, phrase, text, quote) -> None:
    assert quotes(matcher(rule(phrases=(phrase,))), text) == [quote]


def test_a_banned_word_in_the_gap_stops_the_phrase(rule, matcher) -> None:
    m = matcher(rule(phrases=("用 ..6 !(别|停) 见效",)))
    assert quotes(m, "用两天见效") == ["用两天见效"]
    assert quotes(m, "用了别想见效") == []


def test_a_pattern_goes_through_re2(rule, matcher) -> None:
    assert quotes(matcher(rule(regex=("买(一|1)送(十|10)",))), "今天买一送十") == ["买一送十"]


def test_an_allowed_phrase_hides_what_lies_inside_it(rule, matcher) -> None:
    m = matcher(rule("第一", category="rank"), allow=("第一次",))
    assert quotes(m, "第一次来的朋友") == []
    assert quotes(m, "行业第一") == ["第一"]


def test_a_rule_for_a_category_is_silent_elsewhere_and_while_the_product_is_unknown(
    rule, matcher
) -> None:
    m = matcher(rule("降血糖", categories=("food",)))
    assert quotes(m, "可以降血糖", category="food") == ["降血糖"]
    assert quotes(m, "可以降血糖", category="drug") == []
    assert quotes(m, "可以降血糖") == []


def test_a_rule_may_ask_to_judge_an_unknown_product_too(rule, matcher) -> None:
    m = matcher(rule("降血糖", scope=Scope(categories=("food",), when_unknown=True)))
    assert quotes(m, "可以降血糖") == ["降血糖"]


def test_an_old_recording_is_judged_by_the_rules_of_its_day(rule, matcher) -> None:
    m = matcher(rule("零添加", effective_from=date(2027, 3, 16)))
    assert quotes(m, "零添加", spoken_on=date(2027, 3, 15)) == []
    assert quotes(m, "零添加", spoken_on=date(2027, 3, 16)) == ["零添加"]


def test_a_rule_for_speech_is_silent_on_scripts(rule, matcher) -> None:
    m = matcher(rule("最低价", scope=Scope(sources=(Source.AUDIO,))))
    assert quotes(m, "最低价") == []
    assert quotes(m, "最低价", source=Source.AUDIO) == ["最低价"]


def test_words_cut_in_two_by_an_utterance_are_found_with_their_second_half(rule, matcher) -> None:
    (hit,) = matcher(rule("全网最低价")).match(
        "最低价就在今天", MatchContext(previous_text="这是全网")
    )
    assert (hit.start, hit.end, hit.straddles) == (0, 3, True)


def test_what_lay_wholly_in_the_previous_text_is_not_told_again(rule, matcher) -> None:
    m = matcher(rule("最低价"))
    assert m.match("今天拿走", MatchContext(previous_text="全网最低价")) == []


def test_a_users_own_word_is_found_by_every_method_and_reads_as_written(rule, matcher) -> None:
    m = matcher(words=("超级瞬移",))
    for text in ("超级瞬移", "超-级-瞬-移", "超级shun移", "超级某瞬移"):
        (hit,) = m.match(f"试试{text}吧")
        assert (hit.term, hit.rule.category) == ("超级瞬移", "custom")


def test_an_exception_of_the_rule_is_named_in_the_explanation(rule, matcher) -> None:
    own = Exception_(id="own-range", reason="自身比较", before=("我们店 ..4",))
    m = matcher(rule("最低价", unless=(own,)))
    assert quotes(m, "我们店今天最低价") == []
    (explained,) = m.explain("我们店今天最低价")
    assert (explained.suppressed_by, explained.reason) == ("unless:own-range", "自身比较")
    assert quotes(m, "他说过，最低价") == ["最低价"]


def test_an_exception_over_the_hit_must_be_at_least_as_long(rule, matcher) -> None:
    over = Exception_(id="advice", reason="建议", over=("最好 先 ..4",))
    m = matcher(rule("最好", unless=(over,)))
    assert quotes(m, "最好先量一下") == []
    assert quotes(m, "品质最好") == ["最好"]


def test_a_registered_function_makes_its_words_lawful(rule, matcher) -> None:
    registered = Exception_(
        id="registered", reason="已备案", card=CardCondition(function_quoted=True)
    )
    m = matcher(rule("保湿", "祛斑", unless=(registered,)))
    card = ProductCard(id="1", name="面膜", category="cosmetic", functions=("保湿", "舒缓"))
    assert quotes(m, "保湿祛斑", card=card) == ["祛斑"]


def test_words_taken_back_in_the_same_breath_are_marked(rule, matcher) -> None:
    (hit,) = matcher(rule("最低价")).match("全网最低价，啊说错了，是活动价")
    assert hit.corrected
    (hit,) = matcher(rule("最低价")).match("刚才说错了，这是最低价")
    assert not hit.corrected


@pytest.mark.parametrize(
    ("text", "method"),
    [("治病", Method.LITERAL), ("治bing", Method.VARIANT), ("治什么病", Method.FILLER)],
)
def test_the_method_says_how_directly_it_was_found(rule, matcher, text, method) -> None:
    (hit,) = matcher(rule("治病")).match(f"能{text}的")
    assert hit.method is method


def test_no_allowance_excuses_a_users_own_word(matcher) -> None:
    m = matcher(allow=("第一次",), words=("第一次",))
    assert quotes(m, "第一次来的朋友") == ["第一次"]


def test_a_question_in_the_utterance_before_does_not_govern_this_one(rule, matcher) -> None:
    m = matcher(rule("祛斑"))
    assert len(m.match("它就祛斑", MatchContext(previous_text="可以问一下客服"))) == 1


@pytest.mark.parametrize("text", ["安神助眠效果好", "舒缓安神助眠"])
def test_two_listed_words_side_by_side_are_both_found(rule, matcher, text) -> None:
    assert quotes(matcher(rule("安神", "助眠")), text) == ["安神", "助眠"]


@pytest.mark.parametrize("text", ["离手概不认账", "售出概不退换", "概不负责"])
def test_a_denial_at_a_terms_end_is_no_part_of_the_word_after_it(rule, matcher, text) -> None:
    assert quotes(matcher(rule("概不")), text) == ["概不"]


def test_an_utterance_begins_a_clause_and_a_carried_rest_does_not(rule, matcher) -> None:
    m = matcher(rule(phrases=("^ 治病 就",)))
    assert quotes(m, "治病就靠它", previous_text="大家看一下这个产品怎么样") == ["治病就"]
    assert quotes(m, "就靠它", previous_text="这个产品是我们家专门拿来给大家来治病") == []
    assert quotes(m, "可以治病就靠它", previous_text="大家好") == []
