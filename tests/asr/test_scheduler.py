"""Decodes of many rooms through one recogniser: order, dropping, load and capacity."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from monitor.errors import CapacityError, TranscriptionError
from monitor.runtime.asr.decode_queue import DecodeQueue
from monitor.runtime.asr.fakes import ScriptedRecogniser, VirtualClock, spoken
from monitor.runtime.asr.load import LoadMeter
from monitor.runtime.asr.port import DecodeInput, Hypothesis
from monitor.runtime.asr.requests import DecodeKind, DecodeRequest
from monitor.runtime.asr.scheduler import Answer, RecogniserPool

SCRIPT = "全网最低价"


def request(room: str, kind: DecodeKind, revision: int = 1, **named: object) -> DecodeRequest:
    return DecodeRequest(
        room=room,
        utterance="u1",
        kind=kind,
        revision=revision,
        pcm=spoken(SCRIPT),
        start_ms=0,
        end_ms=1000,
        trigger_ms=1000,
        final=kind is DecodeKind.FINAL,
        **named,  # type: ignore[arg-type]
    )


def order(queue: DecodeQueue[None]) -> list[tuple[str, str, int]]:
    taken = [each for _ in range(len(queue)) for each in queue.take(1)]
    return [(w.request.room, w.request.kind.value, w.request.revision) for w in taken]


def test_the_earliest_comes_first_whatever_its_room() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    for second, room in enumerate(("b", "a", "c")):
        queue.put(request(room, DecodeKind.FINAL), float(second), None)
    assert [room for room, _, _ in order(queue)] == ["b", "a", "c"]


def test_only_the_newest_heartbeat_of_a_room_waits() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    queue.put(request("a", DecodeKind.HEARTBEAT, 1), 0.0, None)
    queue.put(request("b", DecodeKind.HEARTBEAT, 1), 0.1, None)
    queue.put(request("a", DecodeKind.HEARTBEAT, 2), 1.0, None)
    assert order(queue) == [("b", "heartbeat", 1), ("a", "heartbeat", 2)]
    assert queue.dropped_heartbeats == 1


def test_a_final_makes_a_waiting_heartbeat_worthless() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    queue.put(request("a", DecodeKind.HEARTBEAT, 1), 0.0, None)
    queue.put(request("a", DecodeKind.FINAL, 2), 0.5, None)
    assert order(queue) == [("a", "final", 2)]


def test_finals_and_second_listenings_are_never_dropped() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    kept = (DecodeKind.FINAL, DecodeKind.RELISTEN)
    for revision, kind in enumerate(kept * 20):
        queue.put(request("a", kind, revision), float(revision), None)
        queue.put(request("a", DecodeKind.HEARTBEAT, revision), float(revision), None)
    assert [kind for _, kind, _ in order(queue) if kind != "heartbeat"] == [
        kind.value for kind in kept * 20
    ]


def test_a_waiting_pause_gives_its_place_to_a_later_request_of_its_utterance() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    queue.put(request("a", DecodeKind.PAUSE, 1), 0.0, None)
    queue.put(request("b", DecodeKind.PAUSE, 1), 0.1, None)
    overtaken = queue.put(request("a", DecodeKind.FINAL, 2), 0.5, None)
    assert [waiting.request.kind for waiting in overtaken] == [DecodeKind.PAUSE]
    assert queue.lag_s(1.0) == 1.0
    assert order(queue) == [("a", "final", 2), ("b", "pause", 1)]


def test_one_batch_holds_only_requests_of_one_shape() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    for room, beam in (("a", 1), ("b", 5), ("c", 1), ("d", 1)):
        queue.put(request(room, DecodeKind.FINAL, beam_size=beam), 0.0, None)
    assert [w.request.room for w in queue.take(2)] == ["a", "c"]
    assert [w.request.room for w in queue.take(2)] == ["b"]
    assert [w.request.room for w in queue.take(2)] == ["d"]


def test_a_closed_room_waits_for_nothing() -> None:
    queue: DecodeQueue[None] = DecodeQueue()
    queue.put(request("a", DecodeKind.FINAL), 0.0, None)
    queue.put(request("b", DecodeKind.FINAL), 0.0, None)
    assert len(queue.forget("a")) == 1
    assert [room for room, _, _ in order(queue)] == ["b"]


def busy_meter(share: float) -> tuple[LoadMeter, float]:
    """A meter of one worker that was busy for this share of the last twenty seconds."""
    meter = LoadMeter(1)
    for second in range(20):
        meter.started(0, float(second))
        meter.finished(0, second + share, 1, 5.0)
    return meter, 20.0


def test_the_busy_share_is_that_of_the_last_ten_seconds() -> None:
    meter, now = busy_meter(0.4)
    assert meter.busy(now) == pytest.approx(0.4, abs=0.02)
    assert meter.busy(now + 5) == pytest.approx(0.2, abs=0.02)
    assert meter.busy(now + 60) == 0.0


def test_a_decode_that_still_runs_counts_as_busy() -> None:
    meter = LoadMeter(1)
    meter.started(0, 0.0)
    assert meter.busy(30.0) == 1.0


def test_heartbeats_stretch_with_load_and_with_lag() -> None:
    idle, now = busy_meter(0.3)
    assert 0.6 <= idle.stretch(now, 0.0) < 1.0
    assert busy_meter(0.55)[0].stretch(now, 0.0) == 1.0
    assert idle.stretch(now, 5.0) == 3.0
    loaded, now = busy_meter(0.8)
    assert 1.5 < loaded.stretch(now, 0.0) < 3.0


def test_second_listenings_are_skipped_under_load() -> None:
    idle, now = busy_meter(0.3)
    assert idle.relisten_allowed(now, 0.0)
    loaded, now = busy_meter(0.95)
    assert not loaded.relisten_allowed(now, 0.0)


def test_the_first_room_always_fits() -> None:
    meter, now = busy_meter(1.0)
    assert meter.fits(now)


def test_rooms_admitted_together_are_counted_before_they_talk() -> None:
    meter = LoadMeter(2)
    meter.started(0, 0.0)
    meter.finished(0, 0.2, 1, 5.0)
    admitted = 0
    while meter.fits(1.0) and admitted < 50:
        meter.admit(f"r{admitted}", 1.0)
        admitted += 1
    assert 12 <= admitted <= 18


def test_a_room_fits_by_what_must_be_decoded_not_by_heartbeats() -> None:
    meter = LoadMeter(1)
    meter.admit("a", -60.0)
    for second in range(20):
        meter.started(0, float(second))
        meter.finished(0, second + 0.95, 1, 5.0, needed=float(second % 2))
    assert meter.busy(20.0) > 0.9
    assert meter.fits(20.0)
    assert not meter.fits(20.0, lag_s=5.0)


def test_real_time_factor_is_decoding_time_for_sound() -> None:
    meter, _ = busy_meter(0.5)
    assert meter.real_time_factor == pytest.approx(0.1)


class Answers:
    """Collects what a pool tells, from any thread."""

    def __init__(self) -> None:
        self.told: list[tuple[DecodeRequest, Answer]] = []
        self._new = threading.Condition()

    def __call__(self, asked: DecodeRequest, answer: Answer) -> None:
        with self._new:
            self.told.append((asked, answer))
            self._new.notify_all()

    def wait(self, count: int) -> list[tuple[DecodeRequest, Answer]]:
        with self._new:
            assert self._new.wait_for(lambda: len(self.told) >= count, timeout=20)
            return self.told


class Gate:
    """Holds decodes back until it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self, item: DecodeInput) -> Hypothesis | None:
        assert self.open.wait(20)
        return None


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def held(gate: Gate) -> Iterator[RecogniserPool]:
    """A pool of one worker whose decodes wait at the gate."""
    pool = RecogniserPool(ScriptedRecogniser(SCRIPT, fail=gate), workers=1)
    yield pool
    gate.open.set()
    pool.close()


def test_every_request_is_answered_once() -> None:
    pool = RecogniserPool(ScriptedRecogniser(SCRIPT), workers=2)
    answers = Answers()
    for number in range(20):
        pool.submit(request(f"r{number}", DecodeKind.FINAL), answers)
    told = answers.wait(20)
    pool.close()
    assert {asked.room for asked, _ in told} == {f"r{number}" for number in range(20)}
    assert all(isinstance(a, Hypothesis) and a.text == SCRIPT for _, a in told)
    assert pool.figures().decodes == 20


def test_an_overtaken_heartbeat_is_dropped_and_counted(held: RecogniserPool, gate: Gate) -> None:
    answers = Answers()
    held.submit(request("other", DecodeKind.FINAL), answers)
    for revision in range(5):
        held.submit(request("a", DecodeKind.HEARTBEAT, revision), answers)
    gate.open.set()
    told = answers.wait(2)
    held.close()
    assert [(a.room, a.revision) for a, _ in told][-1] == ("a", 4)
    assert held.figures().dropped_heartbeats >= 3


def test_a_settled_request_is_answered_at_once(held: RecogniserPool) -> None:
    answers = Answers()
    settled = Hypothesis(text="好")
    held.submit(request("a", DecodeKind.FINAL, settled=settled), answers)
    assert answers.told[0][1] is settled


def test_lag_and_queue_are_shown(gate: Gate) -> None:
    clock = VirtualClock()
    pool = RecogniserPool(ScriptedRecogniser(SCRIPT, fail=gate), workers=1, clock=clock)
    answers = Answers()
    for number in range(4):
        pool.submit(request(f"r{number}", DecodeKind.FINAL), answers)
    clock.advance(2.0)
    figures = pool.figures()
    assert figures.queued >= 3
    assert figures.lag_s == 2.0
    assert figures.stretch == 3.0
    assert pool.beam_size == 1
    gate.open.set()
    answers.wait(4)
    pool.close()
    assert pool.figures().queued == 0


def test_an_engine_that_fails_answers_with_its_error_and_works_on() -> None:
    def fail_first(item: DecodeInput) -> None:
        if not seen:
            seen.append(item)
            raise ZeroDivisionError("a plugged-in engine's own fault")

    seen: list[DecodeInput] = []
    pool = RecogniserPool(ScriptedRecogniser(SCRIPT, fail=fail_first), workers=1)
    answers = Answers()
    pool.submit(request("a", DecodeKind.FINAL), answers)
    pool.submit(request("b", DecodeKind.FINAL), answers)
    (_, first), (_, second) = answers.wait(2)
    pool.close()
    assert isinstance(first, TranscriptionError)
    assert isinstance(second, Hypothesis)
    assert pool.figures().failures == 1


def test_a_batching_engine_is_given_what_waits(gate: Gate) -> None:
    sizes: list[int] = []

    class Batching(ScriptedRecogniser):
        def transcribe_many(self, items: object) -> list[Hypothesis]:
            sizes.append(len(items))  # type: ignore[arg-type]
            return super().transcribe_many(items)  # type: ignore[arg-type]

    pool = RecogniserPool(Batching(SCRIPT, batch_size=8, fail=gate), workers=1)
    answers = Answers()
    for number in range(9):
        pool.submit(request(f"r{number}", DecodeKind.FINAL), answers)
    gate.open.set()
    answers.wait(9)
    pool.close()
    assert sum(sizes) == 9
    assert max(sizes) >= 4


def test_a_room_too_many_is_refused_with_a_reason_and_the_way_out() -> None:
    pool = RecogniserPool(ScriptedRecogniser(SCRIPT), workers=1, clock=VirtualClock(100.0))
    with pytest.raises(CapacityError, match="算力") as caught:
        for number in range(40):
            pool.admit(f"r{number}")
    assert caught.value.hint
    rooms = pool.figures().rooms
    assert rooms >= 1
    pool.leave("r0")
    pool.admit("again")
    assert pool.figures().rooms == rooms
    pool.close()


def test_a_closed_pool_answers_what_waits_and_takes_nothing_more() -> None:
    pool = RecogniserPool(ScriptedRecogniser(SCRIPT), workers=1)
    answers = Answers()
    for number in range(5):
        pool.submit(request(f"r{number}", DecodeKind.FINAL), answers)
    pool.close()
    assert len(answers.told) == 5
    with pytest.raises(TranscriptionError):
        pool.submit(request("late", DecodeKind.FINAL), answers)


def test_sound_is_handed_on_unchanged() -> None:
    ear = ScriptedRecogniser(SCRIPT)
    pool = RecogniserPool(ear, workers=1)
    answers = Answers()
    asked = request("a", DecodeKind.FINAL)
    pool.submit(asked, answers)
    answers.wait(1)
    pool.close()
    assert np.array_equal(ear.calls[0].pcm, asked.pcm)
