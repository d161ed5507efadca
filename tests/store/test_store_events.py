"""The event log: order, resumption, threads, and the evidence that grows beside it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.core.ledger import Frontier, open_checkpoint


def test_seq_rises_strictly_and_resumes(store, on_air, spoken):
    for i in range(5):
        store.add_utterance(*on_air, spoken(f"u{i}", i * 1_000))
    everything = store.events_after(0)
    seqs = [e.seq for e in everything]
    assert seqs == sorted(set(seqs))
    middle = everything[2].seq
    assert store.events_after(middle) == everything[3:]
    assert store.events_after(middle, limit=1) == everything[3:4]
    assert store.events_after(store.head().seq) == ()


def test_events_of_one_room_include_those_for_all(store):
    store.create_room(title="一", id="r1")
    store.create_room(title="二", id="r2")
    store.append_event("rules.reloaded", None, {"version": "2"})
    kinds = [(e.type, e.room) for e in store.events_after(0, rooms=["r2"])]
    assert kinds == [("room.state", "r2"), ("rules.reloaded", None)]


def test_the_epoch_stays_with_the_database(opened):
    first, second = opened(), opened()
    assert first.head().epoch == second.head().epoch
    assert len(first.head().epoch) == 12


def test_a_snapshot_is_one_moment(store, on_air, draft, spoken):
    store.add_utterance(*on_air, spoken("u1", 0, "你好"))
    alert = store.raise_alert(draft()).alert
    dismissed = store.raise_alert(draft("f9", 90_000)).alert
    store.record_verdict(dismissed.id, "dismiss", who="王")
    shot = store.snapshot()
    assert (shot["epoch"], shot["seq"]) == store.head()
    assert [r["id"] for r in shot["rooms"]] == ["room-1"]
    assert [a["id"] for a in shot["alerts"]] == [alert.id]
    assert [u["text"] for u in shot["utterances"]["room-1"]] == ["你好"]
    assert store.snapshot(rooms=["other"])["rooms"] == []


def test_listeners_hear_after_the_commit_and_in_order(store, on_air, spoken):
    heard = []

    def listener(events):
        # What is told can be read.
        assert store.events_after(events[0].seq - 1)[0] == events[0]
        heard.extend(e.seq for e in events)

    stop = store.listen(listener)
    store.add_utterance(*on_air, spoken("u1", 0))
    store.add_utterance(*on_air, spoken("u2", 1_000))
    stop()
    store.add_utterance(*on_air, spoken("u3", 2_000))
    assert heard == [e.seq for e in store.events_after(0) if e.type == "utterance"][:2]


def test_nobody_is_told_of_what_was_rolled_back(store, draft):
    heard = []
    store.listen(heard.append)
    with pytest.raises(LookupError), store._write() as tx:
        tx.event("test", None, {})
        store._append_evidence(tx, "test")
        raise LookupError
    assert heard == []
    store.raise_alert(draft())
    assert [e.index for e in store.leaves()] == list(range(len(store.leaves())))


def test_threads_and_a_second_process_share_one_order(opened, on_air, draft):
    stores = [opened(), opened()]
    heard = []
    stores[0].listen(lambda events: heard.extend(e.seq for e in events))

    def work(i):
        raised = stores[i % 2].raise_alert(draft(f"f{i}", i * 100_000))
        return raised.event.seq

    with ThreadPoolExecutor(6) as pool:
        seqs = list(pool.map(work, range(24)))
    assert len(set(seqs)) == 24
    assert heard == sorted(heard)
    leaves = stores[0].leaves()
    frontier = Frontier()
    roots = {}
    for position, leaf in enumerate(leaves):
        assert leaf.index == position
        frontier = frontier.append(leaf.leaf)
        roots[frontier.size] = frontier.root()
    for size, note in stores[0].checkpoints():
        assert open_checkpoint(note, stores[1].verifier).root == roots[size]


def test_the_newest_events_of_one_kind_come_oldest_first(store, on_air, spoken):
    for i in range(4):
        store.add_utterance(*on_air, spoken(f"u{i}", i * 1_000), extra={"on_air": "sku-1"})
    recent = store.recent_events("utterance", "room-1", 2)
    assert [e.data["id"] for e in recent] == ["u2", "u3"]
    assert recent[0].data["on_air"] == "sku-1"
