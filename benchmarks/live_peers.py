"""From the end of a spoken phrase to the text that holds it: the monitor and what one might pick.

    python -m benchmarks.live_peers [--rooms 1,2,4] [--seconds 45] [--whisper-live PYTHON]

The same sound and the same model (whisper-base, int8) at real time, one contender after another in
one run: `monitor serve` as a console sees it; faster-whisper on segments that its own Silero VAD
cuts; and, with PYTHON an interpreter that has `whisper-live`, its server with one shared model.
A phrase is found when the text on the screen holds it by sound (mean syllable distance at most
0.25) within eight seconds. `peer_servers.py` says how to
install whisper-live.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.live_labels import Recording, load
from benchmarks.live_latency import FIXTURES, FRAME_S, STAGGER_S
from benchmarks.peer_servers import Segmenter, the_monitor, whisper_live
from monitor.runtime.asr.syllables import SyllableIndex

NEAR = 0.25
WITHIN_S = 8.0
EARLY_S = 0.4

# Sound goes in through the first, the text on the client's screen comes out of the second.
Client = tuple[Callable[[bytes], Awaitable[None]], AsyncIterator[str]]
Connect = Callable[[Recording], AbstractAsyncContextManager[Client]]


@dataclass
class Screen:
    """What one client has seen of one play, and when each labelled phrase stood there."""

    recording: Recording
    began: float
    seconds: float
    delays: dict[int, float] = field(default_factory=dict)
    indexes: dict[int, SyllableIndex] = field(default_factory=dict)

    @property
    def expected(self) -> list[int]:
        """The labels that were spoken."""
        labels = self.recording.labels
        return [i for i, label in enumerate(labels) if label.end_s <= self.seconds - 1.0]

    def show(self, text: str, now: float) -> None:
        """The client now sees this text at its end."""
        bare = "".join(char for char in text if char.isalnum())
        for index in self.expected:
            label = self.recording.labels[index]
            late = now - self.began - label.end_s
            if index in self.delays or not -EARLY_S <= late <= WITHIN_S:
                continue
            known = self.indexes.setdefault(index, SyllableIndex([label.span]))
            if known.near(bare, NEAR):
                self.delays[index] = max(0.0, late)


async def play(
    recording: Recording, seconds: float, connect: Connect, screens: list[Screen]
) -> None:
    """One client: the recording at real time, and what it shows meanwhile."""
    loop = asyncio.get_running_loop()
    size = int(FRAME_S * 32_000)
    length = min(seconds, recording.duration_s)
    async with connect(recording) as (push, texts):
        screen = Screen(recording, loop.time(), length)
        screens.append(screen)

        async def watch() -> None:
            async for text in texts:
                screen.show(text, loop.time())

        watcher = asyncio.create_task(watch())
        for number in range(int(length / FRAME_S)):
            due = screen.began + (number + 1) * FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))
            await push(recording.sound[number * size : (number + 1) * size])
        await asyncio.sleep(WITHIN_S - 1.0)
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)


async def contend(connect: Connect, recordings: list[Recording], rooms: int, seconds: float) -> str:
    """One contender with so many clients: its row of the table."""
    screens: list[Screen] = []

    async def seat(number: int) -> None:
        await asyncio.sleep(number * STAGGER_S)
        await play(recordings[number % len(recordings)], seconds, connect, screens)

    done = await asyncio.gather(*(seat(number) for number in range(rooms)), return_exceptions=True)
    broken = sum(isinstance(each, BaseException) for each in done)
    return row(rooms, screens, broken)


def row(rooms: int, screens: Iterable[Screen], broken: int) -> str:
    delays = [delay for screen in screens for delay in screen.delays.values()]
    expected = sum(len(screen.expected) for screen in screens)
    values = [float(np.percentile(delays, share)) for share in (50, 90, 95)] if delays else []
    shown = " | ".join(f"{value:.2f}" for value in values) or "– | – | –"
    return f"{rooms} | {shown} | {len(delays)} of {expected} | {broken} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, action="append", help="default: the fixtures")
    parser.add_argument("--rooms", default="1,2,4")
    parser.add_argument("--seconds", type=float, default=45.0)
    parser.add_argument("--whisper-live", type=Path, help="an interpreter that has whisper-live")
    options = parser.parse_args()
    recordings = [each for folder in options.eval or [FIXTURES] for each in load(folder)]
    print(f"load average at the start: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    print("| text from | clients | median s | 90 % s | 95 % s | found | broken |")
    print("|---|---|---|---|---|---|---|")
    for rooms in (int(each) for each in options.rooms.split(",")):
        with the_monitor() as connect:
            line = asyncio.run(contend(connect, recordings, rooms, options.seconds))
            print(f"| monitor | {line}", flush=True)
        with Segmenter() as connect:
            line = asyncio.run(contend(connect, recordings, rooms, options.seconds))
            print(f"| faster-whisper, VAD segments | {line}", flush=True)
        if options.whisper_live:
            with whisper_live(options.whisper_live, rooms) as connect:
                line = asyncio.run(contend(connect, recordings, rooms, options.seconds))
                print(f"| whisper-live | {line}", flush=True)


if __name__ == "__main__":
    main()
