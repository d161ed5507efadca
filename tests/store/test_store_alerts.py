"""Raising, settling and finding alerts, over every backend."""

from datetime import timedelta

import pytest

from monitor.core.alerting import AlertState
from monitor.errors import NotFoundError, UsageError
from monitor.model import FindingState, Severity

PROVISIONAL, FIRM = FindingState.PROVISIONAL, FindingState.FIRM


def test_a_finding_becomes_an_alert_with_its_event(store, draft):
    alert, event, created = store.raise_alert(draft())
    assert created
    assert event.type == "alert.created"
    assert event.data["alert"] == alert.as_dict()
    assert event.data["finding"]["quote"] == "全网最低价"
    assert store.get_alert(alert.id) == alert


def test_the_same_finding_again_changes_nothing(store, draft):
    first = store.raise_alert(draft())
    head = store.head()
    again = store.raise_alert(draft())
    assert (again.alert, again.event, again.created) == (first.alert, None, False)
    assert store.head() == head


def test_a_repeat_inside_the_cooldown_is_counted(store, draft):
    first = store.raise_alert(draft("f1", 1_000))
    alert, event, created = store.raise_alert(draft("f2", 20_000))
    assert not created
    assert (alert.id, alert.count, alert.version) == (first.alert.id, 2, 2)
    assert (alert.first_ms, alert.last_ms) == (1_000, 20_900)
    assert event.type == "alert.updated"


def test_a_repeat_after_the_cooldown_is_a_new_alert(store, draft):
    first = store.raise_alert(draft("f1", 1_000))
    second = store.raise_alert(draft("f2", 60_000))
    assert second.created
    assert second.alert.id != first.alert.id


def test_another_product_is_another_alert(store, draft):
    store.raise_alert(draft("f1", 1_000))
    assert store.raise_alert(draft("f2", 5_000, product="sku-2")).created


def test_an_alert_id_is_derived_so_a_restart_meets_its_own_alert(opened, on_air, draft):
    first = opened().raise_alert(draft("f1", 1_000))
    again = opened().raise_alert(draft("another-id", 1_400))
    assert again.alert.id == first.alert.id
    assert not again.created


def test_a_provisional_alert_becomes_firm(store, draft):
    raised = store.raise_alert(draft(state=PROVISIONAL))
    assert raised.alert.provisional
    firm = store.raise_alert(draft(state=FIRM))
    assert not firm.alert.provisional
    assert firm.alert.count == 1
    assert firm.event.data["change"] == "alert.firm"


def test_a_withdrawn_alert_leaves_the_queue_and_returns_when_heard_again(store, draft):
    alert = store.raise_alert(draft(state=PROVISIONAL)).alert
    assert store.withdraw(alert.id).alert.state is AlertState.WITHDRAWN
    assert store.list_alerts(state="new").items == ()
    assert store.raise_alert(draft(state=FIRM)).alert.state is AlertState.NEW


def test_withdrawing_what_was_never_an_alert_is_an_error(store, draft):
    with pytest.raises(NotFoundError):
        store.raise_alert(draft(state=FindingState.WITHDRAWN))


def test_a_correction_on_air_marks_the_alert(store, draft):
    alert = store.raise_alert(draft()).alert
    corrected = store.correct(alert.id)
    assert corrected.alert.corrected
    assert corrected.alert.finding["state"] == "corrected"
    assert store.correct(alert.id).event is None


def test_confirming_by_machine_is_not_a_verdict(store, draft):
    alert = store.raise_alert(draft(state=PROVISIONAL)).alert
    firm = store.confirm(alert.id).alert
    assert not firm.provisional
    assert firm.verdict is None


def test_every_change_is_in_the_ledger(store, draft):
    alert = store.raise_alert(draft("f1", 1_000, state=PROVISIONAL)).alert
    store.raise_alert(draft("f1", 1_000))
    store.raise_alert(draft("f2", 9_000))
    store.attach_clip(alert.id, store.files.put_clip(b"sound"))
    store.record_verdict(alert.id, "confirm", who="王")
    assert [e.kind for e in store.evidence_of(alert.id)] == [
        "alert.created",
        "alert.firm",
        "alert.repeated",
        "alert.clip",
        "alert.verdict",
    ]


def test_the_record_holds_the_product_card_of_that_moment(store, draft):
    alert = store.raise_alert(draft()).alert
    store.set_products("room-1", [{"id": "sku-1", "name": "改名"}])
    assert "面膜" in store.evidence_of(alert.id)[0].body.decode()


def test_an_alert_can_only_name_a_clip_that_is_on_disk(store, draft):
    with pytest.raises(NotFoundError):
        store.raise_alert(draft(clip="0" * 64))
    assert store.list_alerts().items == ()
    ref = store.files.put_clip(b"sound")
    assert store.raise_alert(draft(clip=ref.sha256)).alert.clip == ref.sha256


def test_filters_find_what_they_name(store, draft, clock):
    store.raise_alert(draft("a", 1_000, severity=Severity.MEDIUM, category="price-lowest"))
    clock.pass_(minutes=1)
    later = clock.now
    store.raise_alert(draft("b", 99_000, rule="cn/cure", term="根治", category="medical"))

    def quotes(**filters):
        return [a.quote for a in store.list_alerts(**filters).items]

    assert quotes() == ["根治", "全网最低价"]
    assert quotes(severity="high") == ["根治"]
    assert quotes(category="price-lowest") == ["全网最低价"]
    assert quotes(since=later) == ["根治"]
    assert quotes(until=later) == ["全网最低价"]
    assert quotes(text="最低") == ["全网最低价"]
    assert quotes(text="赶紧拍", rule="cn/cure") == ["根治"]
    assert quotes(text="%") == []
    assert quotes(room="none") == []
    assert quotes(state="confirmed") == []
    assert quotes(session="ses-1", product="sku-1") == ["根治", "全网最低价"]


def test_a_filter_that_is_not_understood_says_what_is(store):
    with pytest.raises(UsageError, match="级别"):
        store.list_alerts(severity="terrible")
    with pytest.raises(UsageError, match="游标"):
        store.list_alerts(cursor="!!")


def test_pages_join_without_loss_or_repeat(store, draft):
    # All at one moment: the id must break the tie.
    raised = [store.raise_alert(draft(f"f{i}", i * 100_000)).alert.id for i in range(7)]
    seen, cursor = [], None
    while True:
        page = store.list_alerts(limit=3, cursor=cursor)
        seen += [a.id for a in page.items]
        if (cursor := page.cursor) is None:
            break
    assert sorted(seen) == sorted(raised)
    assert len(seen) == 7


def test_counts_by_column_and_day(store, draft, clock):
    store.raise_alert(draft("a", 1_000))
    clock.pass_(days=1)
    store.raise_alert(draft("b", 100_000))
    store.raise_alert(draft("c", 200_000, category="medical", rule="cn/cure"))
    assert store.count_alerts("category") == {"price-lowest": 2, "medical": 1}
    assert store.count_alerts("day") == {"2026-03-02": 2, "2026-03-01": 1}
    since = clock.now - timedelta(hours=1)
    assert store.count_alerts("rule", since=since) == {"cn/cure": 1, "cn/lowest": 1}
