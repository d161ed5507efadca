"""Findings become alerts: what is one, what is another, and how the machine changes its mind."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.core.alerting import (
    AlertDraft,
    AlertGrouper,
    AlertState,
    ChangeKind,
    Context,
    alert_id,
    draft_of,
    from_iso,
    iso,
    normalised,
)
from monitor.model import Finding, FindingState, Kind, Method, PackRef, Severity

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PROVISIONAL = FindingState.PROVISIONAL
WITHDRAWN = FindingState.WITHDRAWN
CORRECTED = FindingState.CORRECTED


def heard(id="f1", at_ms=1_000, **changes) -> Finding:
    base = Finding(
        id=id,
        rule="cn/lowest",
        category="price-lowest",
        kind=Kind.CLAIM,
        severity=Severity.HIGH,
        confidence=0.9,
        method=Method.LITERAL,
        start=0,
        end=5,
        quote="全网最低价",
        term="全网最低价",
        message="疑似宣称最低价",
        pack=PackRef(id="cn", version="1", digest="0"),
        product="sku-1",
        start_ms=at_ms,
        end_ms=at_ms + 900,
    )
    return replace(base, **changes)


def draft(*args, room="r1", session="s1", dedup_s=30.0, **changes) -> AlertDraft:
    return draft_of(
        heard(*args, **changes), room=room, session=session, observed_at=NOW, dedup_s=dedup_s
    )


@pytest.fixture
def grouper():
    return AlertGrouper()


def test_the_first_finding_opens_an_alert(grouper):
    change = grouper.offer(draft())
    assert change.kind is ChangeKind.CREATED
    assert change.alert.state is AlertState.NEW
    assert grouper.alerts == (change.alert,)


def test_repeats_inside_the_cooldown_are_one_alert_with_a_count(grouper):
    for i, at in enumerate((1_000, 12_000, 25_000)):
        change = grouper.offer(draft(f"f{i}", at))
    assert change.kind is ChangeKind.REPEATED
    assert [a.count for a in grouper.alerts] == [3]


def test_the_cooldown_counts_from_the_last_time(grouper):
    for i, at in enumerate((1_000, 28_000, 55_000)):
        grouper.offer(draft(f"f{i}", at))
    assert len(grouper.alerts) == 1


def test_a_phrase_without_end_opens_a_fresh_alert_in_time(grouper):
    for i in range(40):
        grouper.offer(draft(f"f{i}", i * 20_000))
    assert 2 <= len(grouper.alerts) <= 4
    assert sum(a.count for a in grouper.alerts) == 40


@pytest.mark.parametrize(
    "other",
    [
        {"at_ms": 60_000},
        {"product": "sku-2"},
        {"rule": "cn/other"},
        {"room": "r2"},
        {"session": "s2"},
    ],
)
def test_another_time_product_rule_room_or_session_is_another_alert(grouper, other):
    grouper.offer(draft())
    room, session = other.pop("room", "r1"), other.pop("session", "s1")
    at = other.pop("at_ms", 5_000)
    change = grouper.offer(draft("f2", at, room=room, session=session, **other))
    assert change.kind is ChangeKind.CREATED


def test_two_decodes_of_the_same_sound_are_one_occurrence(grouper):
    grouper.offer(draft("partial", 1_000, state=PROVISIONAL))
    change = grouper.offer(draft("final", 1_400))
    assert change.kind is ChangeKind.FIRM
    assert change.alert.count == 1
    assert not change.alert.provisional


def test_a_provisional_second_hearing_does_not_unsettle_a_firm_one(grouper):
    grouper.offer(draft())
    change = grouper.offer(draft(state=PROVISIONAL))
    assert change.kind is ChangeKind.UNCHANGED
    assert not change.alert.provisional


def test_withdrawing_the_only_finding_withdraws_the_alert(grouper):
    grouper.offer(draft(state=PROVISIONAL))
    change = grouper.offer(draft(state=WITHDRAWN))
    assert change.kind is ChangeKind.WITHDRAWN
    assert change.alert.state is AlertState.WITHDRAWN
    assert change.alert.finding["state"] == "withdrawn"
    assert change.alert.quote == "全网最低价"


def test_withdrawing_one_of_two_leaves_the_other(grouper):
    grouper.offer(draft("f1", 1_000))
    grouper.offer(draft("f2", 9_000, state=PROVISIONAL))
    change = grouper.offer(draft("f2", 9_000, state=WITHDRAWN))
    assert (change.alert.state, change.alert.count) == (AlertState.NEW, 1)
    assert change.alert.last_ms == 1_900


def test_withdrawing_what_never_was_does_nothing(grouper):
    assert grouper.offer(draft(state=WITHDRAWN)) is None
    assert grouper.alerts == ()


def test_a_withdrawn_alert_takes_no_repeats_but_its_own_words_revive_it(grouper):
    grouper.offer(draft("f1", 1_000, state=PROVISIONAL))
    grouper.offer(draft("f1", 1_000, state=WITHDRAWN))
    assert grouper.offer(draft("f2", 9_000)).kind is ChangeKind.CREATED
    assert grouper.offer(draft("f1", 1_000)).alert.state is AlertState.NEW


def test_an_alert_is_corrected_when_every_occurrence_is(grouper):
    grouper.offer(draft("f1", 1_000))
    grouper.offer(draft("f2", 9_000))
    assert not grouper.offer(draft("f2", 9_000, state=CORRECTED)).alert.corrected
    assert grouper.offer(draft("f1", 1_000, state=CORRECTED)).alert.corrected


def test_words_corrected_in_the_same_breath_are_still_an_alert(grouper):
    change = grouper.offer(draft(state=CORRECTED))
    assert change.kind is ChangeKind.CREATED
    assert change.alert.corrected


def test_firmness_does_not_undo_a_correction(grouper):
    grouper.offer(draft(state=CORRECTED))
    assert grouper.offer(draft()).kind is ChangeKind.UNCHANGED


def test_severity_is_the_worst_heard(grouper):
    grouper.offer(draft("f1", 1_000, severity=Severity.MEDIUM))
    change = grouper.offer(draft("f2", 9_000, severity=Severity.CRITICAL))
    assert change.alert.severity is Severity.CRITICAL


def test_the_words_shown_are_the_first_and_follow_its_final(grouper):
    grouper.offer(draft("f1", 1_000, quote="全网最低", state=PROVISIONAL))
    grouper.offer(draft("f2", 9_000, quote="全网底价"))
    assert grouper.alerts[0].quote == "全网最低"
    grouper.offer(draft("f1", 1_000, quote="全网最低价"))
    assert grouper.alerts[0].quote == "全网最低价"


def test_every_change_raises_the_version_and_nothing_else_does(grouper):
    grouper.offer(draft("f1", 1_000, state=PROVISIONAL))
    grouper.offer(draft("f1", 1_000, state=PROVISIONAL))
    assert grouper.alerts[0].version == 1
    grouper.offer(draft("f1", 1_000))
    assert grouper.alerts[0].version == 2


def test_ids_are_derived_from_session_rule_second_and_words():
    base = alert_id("s1", "r", 1_000, "最低价")
    assert base == alert_id("s1", "r", 1_999, "最低价")
    others = {
        alert_id("s2", "r", 1_000, "最低价"),
        alert_id("s1", "q", 1_000, "最低价"),
        alert_id("s1", "r", 2_000, "最低价"),
        alert_id("s1", "r", 1_000, "最高价"),
    }
    assert len(others | {base}) == 5


def test_width_case_and_punctuation_do_not_part_words():
    assert normalised("ＮＯ.１ 品牌") == normalised("no1品牌")
    assert normalised("！！") == "!!"


def test_the_json_holds_what_the_console_needs():
    made = draft_of(
        heard(),
        room="r1",
        session="s1",
        observed_at=NOW,
        context=Context(before="家人们", after="赶紧"),
        clip="ab" * 32,
    )
    alert = AlertGrouper().offer(made).alert.as_dict()
    assert alert["clip"] == f"/api/v1/alerts/{alert['id']}/clip"
    assert alert["context"] == {"before": "家人们", "after": "赶紧"}
    assert (alert["start_s"], alert["end_s"]) == (1.0, 1.9)
    assert alert["finding"] == heard().as_dict()
    assert alert["observed_at"] == "2026-03-01T12:00:00.000Z"
    assert (alert["triage"], alert["verdict"], alert["count"]) == ([], None, 1)


def test_times_as_text_sort_as_times_and_come_back():
    assert from_iso(iso(NOW)) == NOW
    assert from_iso("2026-03-01T12:00:00") == NOW
    assert iso(NOW.replace(microsecond=5_000)) > iso(NOW)
