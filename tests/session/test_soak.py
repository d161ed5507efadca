"""Rooms join, talk, stall, break, fail and leave for a long time: nothing is lost, memory is flat.

One virtual minute by default; `pytest tests/session --soak-minutes 600` plays ten hours.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from monitor.runtime.asr.fakes import VirtualClock, silence, spoken
from monitor.runtime.engine import Engine
from monitor.runtime.store import Store

from .virtual import VirtualRoom

LINES = (
    "大家好欢迎来到我的直播间",
    "今天这款面膜是全网最低价",
    "喜欢的家人可以直接下单",
    "加我微信有优惠",
)
SCRIPT = "".join(LINES)
STARTS = [1 + sum(len(line) for line in LINES[:n]) for n in range(len(LINES))]
SEATS = 3
ROUND_S = 5.0
GROWTH = 24 * 1024 * 1024
"""Bytes over the second half; three rooms that kept their sound grow by 23 MB a minute."""
STATM = Path("/proc/self/statm")


@pytest.fixture
def minutes(request: pytest.FixtureRequest) -> float:
    try:
        return float(request.config.getoption("--soak-minutes"))
    except ValueError:
        return 1.0


def test_rooms_that_come_stall_break_and_go_lose_nothing(
    store: Store, engine: Engine, minutes: float
) -> None:
    # The dictionary of words, 100 MB, is otherwise loaded by the first word that asks for it.
    engine.matcher.warm()
    chance = random.Random(7)
    clock = VirtualClock()
    seats: dict[str, VirtualRoom] = {}
    expected: dict[str, int] = {}
    rounds = max(6, round(minutes * 60 / ROUND_S))
    half = 0
    for number in range(rounds):
        for seat in (f"r{n}" for n in range(SEATS)):
            if seat not in seats:
                seats[seat] = VirtualRoom(store, engine, SCRIPT, name=seat, clock=clock)
                expected[seats[seat].id] = 0
            play(seats[seat], chance, expected)
            if chance.random() < 0.15:
                leave(seats.pop(seat), expected)
        if number == rounds // 2:
            half = resident()
    grown = resident() - half
    for room in seats.values():
        leave(room, expected)
    assert grown < GROWTH


def resident() -> int:
    """Bytes of this process in memory, 0 where the system does not tell."""
    return int(STATM.read_text().split()[1]) * 4096 if STATM.exists() else 0


def play(room: VirtualRoom, chance: random.Random, expected: dict[str, int]) -> None:
    """One line, and perhaps a break in the sound, a slow machine or a failing recogniser."""
    line = chance.randrange(len(LINES))
    room.pool.failing = chance.random() < 0.1
    room.pool.cost_s = 3.0 if chance.random() < 0.1 else 0.2
    room.hear(np.concatenate([spoken(LINES[line], STARTS[line]), silence(1200)]))
    expected[room.id] += 1
    if chance.random() < 0.1:
        room.break_for(2.0, told=chance.random() < 0.5)


def leave(room: VirtualRoom, expected: dict[str, int]) -> None:
    """The room goes off air; each line was heard, or a gap says that it was not."""
    room.pool.failing = False
    room.finish()
    heard = sum(utterance.text in LINES for utterance in room.store.list_utterances(room.id))
    assert heard + len(room.gaps) >= expected[room.id], room.id
    assert not room.session._in_flight
    assert not room.session._clips_due
    assert not room.session._second
