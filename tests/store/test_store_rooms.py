"""Rooms, products and sessions, over every backend."""

import pytest

from monitor.core.alerting import StaleVersionError
from monitor.errors import CardError, ConflictError, NotFoundError
from monitor.model import CoverageGap


def test_a_room_is_there_again_after_reopening(opened):
    opened().create_room(title="一号间", id="r1", data={"operator": "某某公司"})
    again = opened().get_room("r1")
    assert (again.title, again.data, again.version) == ("一号间", {"operator": "某某公司"}, 1)


def test_two_rooms_cannot_share_an_id(store):
    store.create_room(title="一", id="r1")
    with pytest.raises(ConflictError):
        store.create_room(title="二", id="r1")


def test_an_update_merges_and_a_null_removes(store):
    store.create_room(title="一", id="r1", data={"a": 1, "b": 2})
    changed = store.update_room("r1", title="二", data={"a": None, "c": 3})
    assert (changed.title, changed.data, changed.version) == ("二", {"b": 2, "c": 3}, 2)


def test_an_update_of_a_stale_version_is_refused(store):
    store.create_room(title="一", id="r1")
    store.update_room("r1", title="二", if_match=1)
    with pytest.raises(StaleVersionError):
        store.update_room("r1", title="三", if_match=1)


def test_a_deleted_room_is_gone_but_its_alerts_stay(store, draft):
    alert = store.raise_alert(draft()).alert
    store.end_session("ses-1")
    store.delete_room("room-1")
    assert store.list_rooms() == ()
    with pytest.raises(NotFoundError):
        store.get_room("room-1")
    assert store.get_alert(alert.id) == alert


def test_a_room_on_air_cannot_be_deleted(store, on_air):
    with pytest.raises(ConflictError):
        store.delete_room("room-1")


def test_products_are_replaced_in_card_order(store):
    store.create_room(title="一", id="r1")
    store.set_products("r1", [{"id": "z", "name": "甲"}, {"id": "a", "name": "乙"}])
    room = store.set_products("r1", [{"id": "z", "name": "丙"}, {"id": "b", "name": "丁"}])
    assert [(p["id"], p["name"]) for p in room.products] == [("z", "丙"), ("b", "丁")]


@pytest.mark.parametrize("cards", [[{"name": "无编号"}], [{"id": "a"}, {"id": "a"}]])
def test_products_need_their_own_ids(store, cards):
    store.create_room(title="一", id="r1")
    with pytest.raises(CardError):
        store.set_products("r1", cards)


def test_the_room_names_its_session_while_on_air(store, on_air):
    assert store.get_room("room-1").session == "ses-1"
    store.end_session("ses-1", media_ms=5_000)
    assert store.get_room("room-1").session is None
    assert store.get_session("ses-1").media_ms == 5_000


def test_ending_a_session_twice_changes_nothing(store, on_air):
    first = store.end_session("ses-1")
    head = store.head()
    assert store.end_session("ses-1") == first
    assert store.head() == head


def test_utterances_come_back_in_media_order_and_a_repeat_replaces(store, on_air, spoken):
    store.add_utterance(*on_air, spoken("b", 2_000))
    store.add_utterance(*on_air, spoken("a", 1_000, "先说"))
    store.add_utterance(*on_air, spoken("a", 1_000, "改过"))
    assert [u.text for u in store.list_utterances("ses-1")] == ["改过", "大家好"]
    assert [u.id for u in store.list_utterances("ses-1", from_ms=1_900)] == ["b"]
    assert [u.id for u in store.list_utterances("ses-1", limit=1)] == ["b"]


def test_a_gap_is_kept_and_told(store, on_air):
    gap = CoverageGap(start_ms=1_000, end_ms=4_000, reason="断流")
    event = store.add_gap(*on_air, gap)
    assert store.list_gaps("ses-1") == (gap,)
    assert event.type == "coverage.gap"
    assert event.data == {"session": "ses-1", "start_s": 1.0, "end_s": 4.0, "reason": "断流"}


def test_nothing_is_heard_in_a_session_that_does_not_exist(store, spoken):
    with pytest.raises(NotFoundError):
        store.add_utterance("r", "none", spoken("a", 0))
    with pytest.raises(NotFoundError):
        store.start_session("no-such-room")


def test_the_transcript_goes_into_evidence_when_the_session_ends(store, on_air, spoken):
    store.add_utterance(*on_air, spoken("a", 0, "全网最低价"))
    store.end_session("ses-1")
    last = store.leaves()[-1]
    assert last.kind == "session.ended"
    assert b"transcript" in last.body
    named = next(o for o in store.files.all() if o.media_type == "application/json")
    assert "全网最低价" in named.path.read_text(encoding="utf-8")


def test_what_a_session_ended_with_joins_what_it_began_with(store, on_air):
    ended = store.end_session("ses-1", data={"ended": "eof"})
    assert ended.data == {"model": "base", "ended": "eof"}
    assert store.get_session("ses-1") == ended


def test_sessions_are_listed_newest_first(store, on_air, clock):
    store.end_session("ses-1")
    clock.pass_(minutes=1)
    store.start_session("room-1", id="ses-2")
    assert [s.id for s in store.list_sessions("room-1")] == ["ses-2", "ses-1"]
    assert store.list_sessions("none") == ()
