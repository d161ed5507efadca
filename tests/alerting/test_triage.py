"""复核: every legal step, every illegal one, and the ends of claims and mutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from monitor.core.alerting import Action, AlertState, MuteTerms, draft_of, parse_action
from monitor.core.alerting.grouping import absorb, open_alert, resettled
from monitor.core.alerting.triage import TABLE, lapsed, session_ended, step
from monitor.errors import ConflictError, UsageError
from monitor.model import Finding, FindingState, Kind, Method, PackRef, Severity

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LEGAL = {
    "new": {"claim", "confirm", "dismiss", "mute"},
    "reopened": {"claim", "confirm", "dismiss", "mute"},
    "claimed": {"claim", "confirm", "dismiss", "mute", "release"},
    "confirmed": {"reopen"},
    "dismissed": {"reopen"},
    "muted": {"confirm", "dismiss", "reopen"},
    "withdrawn": {"confirm", "dismiss", "reopen"},
}


def drafted(id="f1", at_ms=1_000, state=FindingState.FIRM):
    finding = Finding(
        id=id,
        rule="cn/lowest",
        category="price-lowest",
        kind=Kind.CLAIM,
        severity=Severity.HIGH,
        confidence=0.9,
        method=Method.LITERAL,
        start=0,
        end=3,
        quote="最低价",
        term="最低价",
        message="疑似",
        pack=PackRef(id="cn", version="1", digest="0"),
        start_ms=at_ms,
        end_ms=at_ms + 500,
        state=state,
    )
    return draft_of(finding, room="r", session="s", observed_at=NOW)


@pytest.fixture
def alert():
    return open_alert(drafted())


@pytest.mark.parametrize(("state", "action"), list(product(AlertState, Action)))
def test_only_the_steps_of_the_table_are_legal(alert, state, action):
    held = replace(alert, state=state, holder="王" if state is AlertState.CLAIMED else None)
    if action.value in LEGAL[state.value]:
        changed = step(held, action, who="王", at=NOW)
        assert changed.state is TABLE[state][action]
        assert changed.version == held.version + 1
    else:
        with pytest.raises(ConflictError):
            step(held, action, who="王", at=NOW)


def test_each_step_says_who_when_and_why(alert):
    changed = step(alert, Action.DISMISS, who="王", at=NOW, reason="有检测报告")
    assert changed.triage[-1].as_dict() == {
        "action": "dismiss",
        "from": "new",
        "to": "dismissed",
        "who": "王",
        "at": "2026-03-01T12:00:00.000Z",
        "reason": "有检测报告",
        "until": None,
    }


def test_the_verdict_is_the_decision_in_force(alert):
    first = step(alert, Action.CONFIRM, who="王", at=NOW)
    assert first.verdict.who == "王"
    again = step(first, Action.REOPEN, who="李", at=NOW)
    assert again.verdict is None
    assert step(again, Action.DISMISS, who="李", at=NOW).verdict.who == "李"


def test_another_person_cannot_take_a_claim_until_it_expires(alert):
    claimed = step(alert, Action.CLAIM, who="王", at=NOW)
    for action in (Action.CLAIM, Action.CONFIRM, Action.RELEASE):
        with pytest.raises(ConflictError, match="王"):
            step(claimed, action, who="李", at=NOW)
    later = NOW + timedelta(minutes=10)
    assert step(claimed, Action.CLAIM, who="李", at=later).holder == "李"


def test_claiming_again_renews(alert):
    claimed = step(alert, Action.CLAIM, who="王", at=NOW)
    later = NOW + timedelta(minutes=5)
    assert step(claimed, Action.CLAIM, who="王", at=later).until == later + timedelta(minutes=10)


def test_an_expired_claim_is_open_and_the_history_says_so(alert):
    claimed = step(alert, Action.CLAIM, who="王", at=NOW)
    assert lapsed(claimed, NOW + timedelta(minutes=9)) is claimed
    free = lapsed(claimed, NOW + timedelta(hours=1))
    assert (free.state, free.holder, free.triage[-1].who) == (AlertState.NEW, None, "system")
    assert free.triage[-1].at == claimed.until


def test_a_mute_ends_at_its_time_its_count_or_the_sessions_end(alert):
    timed = step(
        alert, Action.MUTE, who="王", at=NOW, mute=MuteTerms(until=NOW + timedelta(hours=1))
    )
    assert lapsed(timed, NOW + timedelta(hours=1)).state is AlertState.NEW
    assert session_ended(timed, NOW) is timed

    counted = step(alert, Action.MUTE, who="王", at=NOW, mute=MuteTerms(count=2))
    assert absorb(counted, drafted("f2", 9_000)).alert.state is AlertState.NEW

    whole = step(alert, Action.MUTE, who="王", at=NOW)
    assert absorb(whole, drafted("f2", 9_000)).alert.state is AlertState.MUTED
    assert session_ended(whole, NOW).state is AlertState.NEW


def test_the_machine_does_not_overrule_a_person(alert):
    confirmed = step(alert, Action.CONFIRM, who="王", at=NOW)
    change = resettled(confirmed, FindingState.WITHDRAWN, NOW)
    assert change.alert.state is AlertState.CONFIRMED
    assert change.alert.finding["state"] == "withdrawn"


def test_a_withdrawn_alert_can_still_be_confirmed_by_a_person(alert):
    withdrawn = resettled(alert, FindingState.WITHDRAWN, NOW).alert
    assert step(withdrawn, Action.CONFIRM, who="王", at=NOW).verdict.who == "王"


@pytest.mark.parametrize("word", ["confirm", "confirmed", " Confirm "])
def test_the_action_and_its_state_are_both_understood(word):
    assert parse_action(word) is Action.CONFIRM


def test_an_unknown_action_lists_the_known_ones():
    with pytest.raises(UsageError) as caught:
        parse_action("guilty")
    assert "confirm" in caught.value.hint
