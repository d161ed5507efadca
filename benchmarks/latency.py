"""From the end of a labelled phrase to the text that holds it, for one room and for many.

    python -m benchmarks.latency --eval FOLDER [--rooms 1,2,4,8] [--workers 2] [--beam auto]
        [--without heartbeats | pauses]

FOLDER holds `*.flac` with `*.truth.json`. Time is virtual: rooms play the recordings in real
time, two workers decode, and each decode takes the processor time that it really took here, so that
the figures depend little on what else the machine does. A phrase is found when a text holds it by
sound (mean syllable distance at most 0.25) within eight seconds.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import soundfile

from monitor.model import Utterance
from monitor.runtime.asr.decode_queue import DecodeQueue
from monitor.runtime.asr.endpoint import EndpointPolicy
from monitor.runtime.asr.load import LoadMeter
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import DecodeInput, Hypothesis, Pcm
from monitor.runtime.asr.requests import DecodeRequest
from monitor.runtime.asr.scheduler import BEAM_STRETCH_LIMIT, THRIFTY_STRETCH
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.asr.syllables import SyllableIndex
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser

CHUNK = 1600
STAGGER_S = 0.73
POLICIES = {
    "nothing": EndpointPolicy(),
    "heartbeats": EndpointPolicy(heartbeat_ms=None),
    "pauses": EndpointPolicy(pause_ms=None),
}
"""What is left out of the streaming policy."""


@dataclass
class Phrase:
    """A labelled phrase of one room and the delay after which it was read, or None."""

    index: SyllableIndex
    end_s: float
    delay_s: float | None = None

    def look_at(self, utterance: Utterance, now_s: float) -> None:
        if self.delay_s is not None or not 0 <= now_s - self.end_s <= 8:
            return
        bare = "".join(char for char in utterance.text if char.isalnum())
        if self.index.near(bare, 0.25):
            self.delay_s = now_s - self.end_s


@dataclass
class Room:
    """One room: a recording that starts at `offset_s` of the common clock."""

    name: str
    pcm: Pcm
    offset_s: float
    stream: RoomStream
    phrases: list[Phrase]
    fed: int = 0


@dataclass
class Ear:
    """The real recogniser, each distinct decode done once and its processor time remembered."""

    model: WhisperRecogniser
    known: dict[tuple[object, ...], tuple[Hypothesis, float]] = field(default_factory=dict)

    def decode(self, request: DecodeRequest) -> tuple[Hypothesis, float]:
        key = (
            *(request.pcm.tobytes(), request.beam_size, request.prompt, request.want_words),
            request.hotword_tokens,
        )
        if key not in self.known:
            began = time.process_time()
            heard = self.model.transcribe(request.as_input())
            self.known[key] = (heard, time.process_time() - began)
        return self.known[key]


def load(folder: Path) -> list[tuple[Pcm, list[tuple[str, float]], tuple[str, ...]]]:
    sessions = []
    for path in sorted(folder.glob("*.flac")):
        pcm, _rate = soundfile.read(path, dtype="float32")
        truth: dict[str, Any] = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        spans = [
            (span["span"], float(span["end_s"]))
            for line in truth["lines"]
            for span in line["spans"]
            if span.get("exact") and all("\u4e00" <= char <= "\u9fff" for char in span["span"])
        ]
        names = tuple(product["name"] for product in truth["products"])
        sessions.append((np.asarray(pcm, np.float32), spans, names))
    return sessions


def simulate(
    ear: Ear,
    network: SileroNetwork,
    sessions: list[Any],
    rooms: int,
    *,
    workers: int,
    beam: str,
    policy: EndpointPolicy,
) -> dict[str, float]:
    playing = []
    for number in range(rooms):
        pcm, spans, names = sessions[number % len(sessions)]
        offset = number * STAGGER_S
        stream = RoomStream(SileroVad(network), room=f"r{number}", policy=policy)
        stream.vocabulary = names
        phrases = [Phrase(index=SyllableIndex([text]), end_s=end) for text, end in spans]
        playing.append(Room(f"r{number}", pcm, offset, stream, phrases))
    by_name = {room.name: room for room in playing}
    queue: DecodeQueue[None] = DecodeQueue()
    meter = LoadMeter(workers)
    free = list(range(workers))
    order = count()
    events: list[tuple[float, int, str, Any]] = []
    for room in playing:
        heapq.heappush(events, (room.offset_s + 0.1, next(order), "chunk", room))
    lags, busy = [], []

    def accept(request: DecodeRequest, heard: Hypothesis, now: float) -> None:
        room = by_name[request.room]
        for utterance in room.stream.accept(request, heard):
            for phrase in room.phrases:
                phrase.look_at(utterance, now - room.offset_s)

    while events:
        now, _, kind, what = heapq.heappop(events)
        if kind == "chunk":
            room = what
            part = room.pcm[room.fed : room.fed + CHUNK]
            stretch = meter.stretch(now, queue.lag_s(now))
            room.stream.heartbeat_stretch = stretch
            wide = stretch < BEAM_STRETCH_LIMIT if beam == "auto" else int(beam) > 1
            room.stream.beam_size = 5 if wide else 1
            room.stream.thrifty = stretch > THRIFTY_STRETCH
            requests = room.stream.feed(part, room.fed // 16)
            room.fed += len(part)
            if room.fed < len(room.pcm):
                heapq.heappush(events, (now + CHUNK / 16_000, next(order), "chunk", room))
            else:
                requests += room.stream.flush()
            for request in requests:
                if request.settled is not None:
                    accept(request, request.settled, now)
                else:
                    queue.put(request, now, None)
        else:
            worker, request, heard = what
            meter.finished(worker, now, 1, request.as_input().duration_s)
            free.append(worker)
            accept(request, heard, now)
        while free and queue:
            waiting = queue.take(1)[0]
            worker = free.pop()
            meter.started(worker, now)
            lags.append(now - waiting.since)
            heard, cost = ear.decode(waiting.request)
            done = (worker, waiting.request, heard)
            heapq.heappush(events, (now + cost, next(order), "done", done))
        busy.append(meter.busy(now))
    delays = [p.delay_s for room in playing for p in room.phrases if p.delay_s is not None]
    total = sum(len(room.phrases) for room in playing)
    return {
        "found": len(delays),
        "phrases": total,
        "median": float(np.median(delays)),
        "p90": float(np.percentile(delays, 90)),
        "worst": max(delays),
        "busy": float(np.mean(busy)),
        "queue_p95": float(np.percentile(lags, 95)),
        "decodes": meter.decodes,
        "decode_s": meter.decode_s,
        "dropped": queue.dropped_heartbeats,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, required=True)
    parser.add_argument("--rooms", default="1,2,4,8")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--beam", choices=("auto", "1", "5"), default="auto")
    parser.add_argument("--without", choices=tuple(POLICIES), default="nothing")
    parser.add_argument("--seconds", type=float, default=None, help="only the first of each")
    arguments = parser.parse_args()
    sessions = load(arguments.eval)
    if arguments.seconds:
        size = int(arguments.seconds * 16_000)
        sessions = [
            (pcm[:size], [s for s in spans if s[1] < arguments.seconds - 1], names)
            for pcm, spans, names in sessions
        ]
    ear = Ear(WhisperRecogniser(resolve_model(), workers=1, device="cpu"))
    ear.model.transcribe(DecodeInput(pcm=sessions[0][0][:80_000]))
    network = SileroNetwork()
    for rooms in (int(each) for each in arguments.rooms.split(",")):
        got = simulate(
            *(ear, network, sessions, rooms),
            workers=arguments.workers,
            beam=arguments.beam,
            policy=POLICIES[arguments.without],
        )
        print(
            f"rooms {rooms:2}  found {got['found']:3}/{got['phrases']:3}  "
            f"median {got['median']:.2f} s  90% {got['p90']:.2f} s  worst {got['worst']:.2f} s  "
            f"busy {got['busy']:.0%}  queue 95% {got['queue_p95']:.2f} s  "
            f"decodes {got['decodes']} of {1000 * got['decode_s']:.0f} ms  "
            f"dropped heartbeats {got['dropped']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
