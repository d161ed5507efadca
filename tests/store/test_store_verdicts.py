"""People's decisions, over every backend."""

from datetime import timedelta

import pytest

from monitor.core.alerting import AlertState, MuteTerms, StaleVersionError
from monitor.errors import ConflictError, NotFoundError, UsageError


@pytest.fixture
def alert(store, draft):
    return store.raise_alert(draft()).alert


def test_a_verdict_says_who_when_and_why(store, alert, clock):
    changed, event = store.record_verdict(alert.id, "confirm", who="王敏", reason="无依据")
    assert changed.as_dict()["verdict"] == {
        "verdict": "confirmed",
        "who": "王敏",
        "at": "2026-03-01T12:00:00.000Z",
        "reason": "无依据",
    }
    assert event.type == "alert.updated"
    assert store.get_alert(alert.id) == changed


def test_the_same_idempotency_key_writes_once(store, alert):
    _, first = store.record_verdict(alert.id, "dismiss", who="王", idempotency_key="k1")
    changed, again = store.record_verdict(alert.id, "dismiss", who="王", idempotency_key="k1")
    assert again.seq == first.seq
    assert len(changed.triage) == 1


def test_an_idempotency_key_is_not_for_another_request(store, alert):
    store.record_verdict(alert.id, "dismiss", who="王", idempotency_key="k1")
    with pytest.raises(ConflictError, match="幂等"):
        store.record_verdict(alert.id, "reopen", who="王", idempotency_key="k1")


def test_a_verdict_on_an_alert_that_has_changed_is_refused(store, alert, draft):
    store.raise_alert(draft("f2", 9_000))
    with pytest.raises(StaleVersionError):
        store.record_verdict(alert.id, "confirm", who="王", if_match=alert.version)
    store.record_verdict(alert.id, "confirm", who="王", if_match=alert.version + 1)


def test_an_illegal_step_writes_nothing(store, alert):
    store.record_verdict(alert.id, "confirm", who="王")
    head, size = store.head(), len(store.leaves())
    with pytest.raises(ConflictError):
        store.record_verdict(alert.id, "dismiss", who="李")
    assert (store.head(), len(store.leaves())) == (head, size)


def test_a_claim_expires_by_itself(store, alert, clock):
    store.record_verdict(alert.id, "claim", who="王")
    with pytest.raises(ConflictError, match="王"):
        store.record_verdict(alert.id, "confirm", who="李")
    clock.pass_(minutes=11)
    assert store.get_alert(alert.id).state is AlertState.NEW
    assert [a.id for a in store.list_alerts(state="new").items] == [alert.id]
    assert store.list_alerts(state="claimed").items == ()
    changed, _ = store.record_verdict(alert.id, "confirm", who="李")
    assert [s.action for s in changed.triage] == ["claim", "expire", "confirm"]
    assert store.get_alert(alert.id) == changed


def test_a_sweep_tells_of_what_expired_once(store, alert, clock):
    store.record_verdict(alert.id, "claim", who="王")
    assert store.sweep() == ()
    clock.pass_(minutes=11)
    (event,) = store.sweep()
    assert event.data["alert"]["state"] == "new"
    assert store.sweep() == ()


def test_a_mute_lasts_until_its_time(store, alert, clock):
    until = clock.now + timedelta(hours=1)
    store.record_verdict(alert.id, "mute", who="王", mute=MuteTerms(until=until))
    clock.pass_(minutes=59)
    assert store.get_alert(alert.id).state is AlertState.MUTED
    clock.pass_(minutes=2)
    assert store.get_alert(alert.id).state is AlertState.NEW


def test_a_mute_lasts_until_its_count(store, alert, draft):
    store.record_verdict(alert.id, "mute", who="王", mute=MuteTerms(count=3))
    assert store.raise_alert(draft("f2", 9_000)).alert.state is AlertState.MUTED
    assert store.raise_alert(draft("f3", 18_000)).alert.state is AlertState.NEW


def test_a_mute_without_terms_lasts_until_the_session_ends(store, alert):
    store.record_verdict(alert.id, "mute", who="王")
    store.end_session("ses-1")
    assert store.get_alert(alert.id).state is AlertState.NEW


def test_a_confirmed_alert_goes_on_counting_without_losing_its_verdict(store, alert, draft):
    store.record_verdict(alert.id, "confirm", who="王")
    again = store.raise_alert(draft("f2", 9_000)).alert
    assert (again.state, again.count) == (AlertState.CONFIRMED, 2)


def test_a_verdict_needs_an_alert_a_person_and_a_known_word(store, alert):
    with pytest.raises(NotFoundError):
        store.record_verdict("al_none", "confirm", who="王")
    with pytest.raises(UsageError):
        store.record_verdict(alert.id, "confirm", who=" ")
    with pytest.raises(UsageError):
        store.record_verdict(alert.id, "guilty", who="王")
