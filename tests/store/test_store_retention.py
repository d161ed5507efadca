"""Retention, holds and erasure, over every backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import ConflictError, NotFoundError, UsageError

YEARS = timedelta(days=4 * 366)


@pytest.fixture
def case(store, on_air, draft, spoken):
    """An ended session with words, an alert and its sound."""
    store.add_utterance(*on_air, spoken("u1", 0, "全网最低价"))
    alert = store.raise_alert(draft()).alert
    store.attach_clip(alert.id, store.files.put_clip(b"sound"))
    store.end_session("ses-1")
    return alert


def test_a_session_is_kept_three_years_and_then_erased(store, case, clock):
    clock.pass_(days=3 * 365)
    assert store.purge().sessions == ()
    clock.pass_(days=10)
    report = store.purge()
    assert report.sessions == ("ses-1",)
    assert report.files == 2
    assert list(store.files.all()) == []
    assert store.list_alerts().items == ()
    assert store.list_utterances("ses-1") == ()
    assert store.get_session("ses-1").purged
    assert store.purge().sessions == ()


def test_no_word_of_an_erased_session_is_left(store, case, clock, opened):
    clock.now += YEARS
    store.purge()
    told = [str(e.data) for e in store.events_after(0)]
    kept = [leaf.body for leaf in store.leaves() if leaf.body]
    assert not any("最低" in t for t in told)
    assert not any("最低".encode() in b for b in kept)


def test_a_tombstone_lists_what_was_erased(store, case, clock):
    before = {leaf.index: leaf.leaf for leaf in store.leaves()}
    clock.now += YEARS
    store.purge(who="系统管理员")
    last = store.leaves()[-1]
    assert last.kind == "tombstone"
    assert "系统管理员" in last.body.decode()
    erased = [leaf.index for leaf in store.leaves() if leaf.body is None]
    assert erased
    assert all(store.leaves()[i].leaf == before[i] for i in erased)


@pytest.mark.parametrize("scope", ["room", "session", "alert"])
def test_a_hold_keeps_a_case_until_it_is_released(store, case, clock, scope):
    target = {"room": "room-1", "session": "ses-1", "alert": case.id}[scope]
    hold = store.hold(scope, target, who="法务", reason="立案")
    clock.now += YEARS
    assert store.purge().held == ("ses-1",)
    assert store.get_alert(case.id)
    with pytest.raises(ConflictError, match="封存"):
        store.erase_session("ses-1", who="王", reason="申请删除")
    store.release_hold(hold.id, who="法务", reason="结案")
    assert store.list_holds() == ()
    assert store.purge().sessions == ("ses-1",)


def test_a_file_that_another_record_needs_is_not_erased(store, case, clock, draft):
    session = store.start_session("room-1", id="ses-2").id
    store.files.put_clip(b"sound")
    other = store.raise_alert(replace(draft("g1"), session=session)).alert
    ref = store.files.put_clip(b"sound")
    store.attach_clip(other.id, ref)
    clock.now += YEARS
    store.purge()
    assert store.files.find(ref.sha256).path.read_bytes() == b"sound"


def test_a_session_on_air_is_not_erased(store, on_air):
    with pytest.raises(ConflictError):
        store.erase_session("ses-1", who="王", reason="误建")


def test_holds_and_erasures_name_things_that_exist(store):
    with pytest.raises(UsageError):
        store.hold("planet", "earth", who="王", reason="")
    with pytest.raises(NotFoundError):
        store.release_hold("hold-none", who="王", reason="")
    with pytest.raises(NotFoundError):
        store.erase_session("none", who="王", reason="")


def test_seq_is_not_used_again_after_an_erasure(store, case, clock):
    head = store.head().seq
    clock.now += YEARS
    store.purge()
    assert store.head().seq > head
