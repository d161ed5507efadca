"""From the end of a spoken phrase to its alert at a console, through the real server.

    python -m benchmarks.live_latency [--eval FOLDER] [--rooms 1,2,4,8,12] [--seconds 60]

Starts `monitor serve` on an empty data folder for each number of rooms, plays labelled recordings
into the rooms over the websocket at real time, 100 ms a frame, and listens on `/live` as a console
does. A phrase is told when an alert of a fitting category overlaps it in time. The client runs on
the same machine and takes a few hundredths of a core.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks.live_labels import Heard, Recording, load

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "audio"
FRAME_S = 0.1
STAGGER_S = 1.37
DRAIN_S = 6.0
START = {"type": "start", "format": "s16le", "sample_rate": 16000, "channels": 1}


@dataclass
class Run:
    """What one setting gave."""

    rooms: int
    plays: list[Heard] = field(default_factory=list)
    by_room: dict[str, Heard] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    lag: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    late_push_s: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    cores: float = 0.0
    seen: list[dict[str, Any]] = field(default_factory=list)


class Server:
    """`monitor serve` as people start it, on a free port."""

    def __init__(self, data: Path, extra: list[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "serve", "--data", str(data), "--port", "0", *extra],
            stdout=subprocess.PIPE,
            stderr=None,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"(http://[^/\s]+)/\?token=(\S+)", line):
                self.base, self.token = found.groups()
                return
        raise SystemExit("the server did not start")

    @property
    def address(self) -> str:
        return self.base.replace("http", "ws") + "/api/v1"

    def processor_s(self) -> float:
        """Processor seconds used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=90)


async def play(
    server: Server, http: httpx.AsyncClient, run: Run, seat: int, sounds: Any, seconds: float
) -> None:
    """One seat: recordings one after another, each in a room of its own, for `seconds`."""
    await asyncio.sleep(seat * STAGGER_S)
    left = seconds
    for recording in sounds:
        left -= await push(server, http, run, recording, left)
        if left < 5 or run.refused:
            return


async def push(
    server: Server, http: httpx.AsyncClient, run: Run, recording: Recording, seconds: float
) -> float:
    """Play one recording for at most `seconds`; gives the seconds played."""
    made = await http.post("/rooms", json={"name": recording.name, "products": recording.cards})
    made.raise_for_status()
    room = made.json()["id"]
    size = int(FRAME_S * 32_000)
    length = min(seconds, recording.duration_s)
    try:
        async with connect(
            f"{server.address}/rooms/{room}/audio?token={server.token}", compression=None
        ) as socket:
            await socket.send(json.dumps(START))
            answer = json.loads(await socket.recv())
            if answer["type"] != "ready":
                run.refused.append(answer.get("code", "?"))
                return seconds
            began = time.monotonic()
            heard = Heard(recording, began, length)
            run.plays.append(heard)
            run.by_room[room] = heard
            for number in range(int(length / FRAME_S)):
                due = began + (number + 1) * FRAME_S
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                run.late_push_s = max(run.late_push_s, time.monotonic() - due)
                await socket.send(recording.sound[number * size : (number + 1) * size])
            await asyncio.sleep(1.0)
            await socket.send('{"type":"end"}')
            ended = json.loads(await asyncio.wait_for(socket.recv(), 60))
            if ended["type"] != "ended":
                run.broken.append(str(ended.get("code")))
    except (ConnectionClosed, TimeoutError) as error:
        run.broken.append(type(error).__name__)
    return length


async def listen(server: Server, run: Run) -> None:
    """One console: notes when each alert arrives."""
    async with connect(f"{server.address}/live", max_size=None) as socket:
        hello = {"type": "hello", "v": 1, "token": server.token, "resume": None, "rooms": ["*"]}
        await socket.send(json.dumps(hello))
        async for text in socket:
            now = time.monotonic()
            frame = json.loads(text)
            if frame["type"] == "ping":
                await socket.send('{"type":"pong"}')
            for item in frame.get("items", ()):
                kind = item["type"]
                run.kinds[kind] = run.kinds.get(kind, 0) + 1
                if kind.startswith("alert.") and item["room"] in run.by_room:
                    run.by_room[item["room"]].tell(item["data"]["alert"], now)
                    run.seen.append(item["data"])
                elif kind == "coverage.gap":
                    run.gaps.append(item["data"]["reason"])


async def watch(http: httpx.AsyncClient, run: Run) -> None:
    """The server's own figures each second."""
    while True:
        health = (await http.get("/health")).json()
        run.lag.append(health["lag_s"])
        run.busy.append(health["busy"])
        await asyncio.sleep(1.0)


async def measure(server: Server, recordings: list[Recording], rooms: int, seconds: float) -> Run:
    run = Run(rooms)
    headers = {"Authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(
        base_url=f"{server.base}/api/v1", headers=headers, timeout=60
    ) as http:
        console = asyncio.create_task(listen(server, run))
        watcher = asyncio.create_task(watch(http, run))
        await asyncio.sleep(1.0)
        spent, began = server.processor_s(), time.monotonic()
        seats = [
            play(
                server,
                http,
                run,
                seat,
                itertools.islice(itertools.cycle(recordings), seat, None),
                seconds,
            )
            for seat in range(rooms)
        ]
        await asyncio.gather(*seats)
        run.cores = (server.processor_s() - spent) / (time.monotonic() - began)
        await asyncio.sleep(DRAIN_S)
        for task in (watcher, console):
            task.cancel()
        await asyncio.gather(watcher, console, return_exceptions=True)
    return run


def row(run: Run) -> str:
    """One line of the table."""
    delays = [d for heard in run.plays for i, d in heard.delays.items() if i in heard.expected]
    expected = sum(len(heard.expected) for heard in run.plays)
    values = [float(np.percentile(delays, share)) for share in (50, 90, 95)] if delays else []
    shown = " | ".join(f"{value:.2f}" for value in values) or "– | – | –"
    return (
        f"| {run.rooms} | {shown} | {len(delays)} of {expected} | "
        f"{sum(heard.others for heard in run.plays)} | {max(run.lag, default=0):.1f} | "
        f"{np.mean(run.busy):.0%} | {run.cores:.2f} | {len(run.gaps)} | {len(run.refused)} | "
        f"{len(run.broken)} |"
    )


HEAD = (
    "| rooms | median s | 90 % s | 95 % s | told | other alerts | longest queue s | decoding | "
    "cores | gaps | refused | broken |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, action="append", help="default: the fixtures")
    parser.add_argument("--rooms", default="1,2,4,8,12")
    parser.add_argument("--seconds", type=float, default=60.0, help="played a setting")
    parser.add_argument("--serve", default="", help="further arguments of monitor serve")
    parser.add_argument("--details", action="store_true", help="each phrase and its delay")
    options = parser.parse_args()
    folders = options.eval or [FIXTURES]
    recordings = [each for folder in folders for each in load(folder)]
    print(f"load average at the start: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores\n{HEAD}")
    for rooms in (int(each) for each in options.rooms.split(",")):
        with tempfile.TemporaryDirectory() as data:
            server = Server(Path(data), options.serve.split())
            try:
                run = asyncio.run(measure(server, recordings, rooms, options.seconds))
            finally:
                server.stop()
        print(row(run), flush=True)
        if options.details:
            details(run)


def details(run: Run) -> None:
    for heard in run.plays:
        for index in heard.expected:
            label = heard.recording.labels[index]
            delay = heard.delays.get(index)
            shown = f"{delay:6.2f}" if delay is not None else "  –   "
            print(f"  {heard.recording.name:12} {label.end_s:6.2f} {shown} {label.span}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"  late frames {run.late_push_s:.2f} s, load {os.getloadavg()[0]:.1f}, {peak} MiB, "
        f"events {run.kinds}, gaps {run.gaps[:5]}, broken {run.broken}"
    )


if __name__ == "__main__":
    main()
