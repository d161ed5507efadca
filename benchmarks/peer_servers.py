"""The contenders of `live_peers`: each gives `connect(recording)`, through which sound goes in and
the text on a client's screen comes out.

whisper-live is not a dependency. In an environment of its own:

    python -m venv PEER && PEER/bin/pip install --no-deps whisper-live==0.10.0
    PEER/bin/pip install torch faster-whisper==1.2.0 websockets fastapi uvicorn python-multipart \\
        requests scipy huggingface_hub silero-vad prometheus-client

It fetches its VAD from GitHub; without a network, the same file out of the silero-vad package is
put where it looks (`~/.cache/whisper-live/silero_vad.onnx` under the HOME given to it here).
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import connect as open_socket

from benchmarks.live_labels import Recording
from benchmarks.live_latency import START, Server
from monitor.runtime.asr.endpoint import Endpointer, EndpointPolicy, MarkKind
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.vad import FRAME, SileroNetwork, SileroVad

_KEPT = 60
"""Characters at the end of the text that a client is taken to look at."""
_SERVE = """
import sys
from whisper_live.server import TranscriptionServer
TranscriptionServer().run("127.0.0.1", port=int(sys.argv[1]), backend="faster_whisper",
    faster_whisper_custom_model_path=sys.argv[2], single_model=True, max_clients=32)
"""


@contextmanager
def the_monitor() -> Iterator[Any]:
    """`monitor serve`, heard over `/live` as the console hears it."""
    with tempfile.TemporaryDirectory() as data:
        server = Server(Path(data), [])

        @asynccontextmanager
        async def connect(recording: Recording) -> AsyncIterator[tuple[Any, AsyncIterator[str]]]:
            headers = {"Authorization": f"Bearer {server.token}"}
            async with httpx.AsyncClient(
                base_url=f"{server.base}/api/v1", headers=headers, timeout=60
            ) as http:
                made = await http.post(
                    "/rooms", json={"name": recording.name, "products": recording.cards}
                )
                room = made.json()["id"]
            hello = {
                "type": "hello",
                "v": 1,
                "token": server.token,
                "resume": None,
                "rooms": [room],
            }
            address = f"{server.address}/rooms/{room}/audio?token={server.token}"
            async with (
                open_socket(f"{server.address}/live", max_size=None) as console,
                open_socket(address, compression=None) as sound,
            ):
                await console.send(json.dumps(hello))
                await sound.send(json.dumps(START))
                await sound.recv()
                yield sound.send, _console_text(console)

        try:
            yield connect
        finally:
            server.stop()


async def _console_text(console: Any) -> AsyncIterator[str]:
    said = ""
    async for frame in console:
        message = json.loads(frame)
        if message["type"] == "ping":
            await console.send('{"type":"pong"}')
        if message["type"] == "utterance":
            yield said[-_KEPT:] + message["data"]["text"]
        for item in message.get("items", ()):
            if item["type"] == "utterance":
                said += item["data"]["text"]
                yield said[-_KEPT:]


class Segmenter:
    """faster-whisper as its README shows it, on segments that end in half a second of silence."""

    def __enter__(self) -> Any:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(
            str(resolve_model("base").path),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=2,
            local_files_only=True,
        )
        self._network = SileroNetwork()
        self._jobs: queue.Queue[Any] = queue.Queue()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(2)]
        for thread in self._threads:
            thread.start()
        return self.connect

    def __exit__(self, *_: object) -> None:
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    @asynccontextmanager
    async def connect(self, recording: Recording) -> AsyncIterator[tuple[Any, AsyncIterator[str]]]:
        del recording
        loop = asyncio.get_running_loop()
        texts: asyncio.Queue[str] = asyncio.Queue()
        vad = SileroVad(self._network)
        policy = EndpointPolicy(pause_ms=None, heartbeat_ms=None, final_ms=500, max_ms=15_000)
        endpointer = Endpointer(policy)
        heard = np.zeros(0, np.float32)

        async def push(frame: bytes) -> None:
            nonlocal heard
            pcm = np.frombuffer(frame, "<i2").astype(np.float32) / 32768
            heard = np.concatenate((heard, pcm))
            for probability in vad.feed(pcm):
                for mark in endpointer.push(float(probability)):
                    if mark.kind in (MarkKind.FINAL, MarkKind.CUT):
                        segment = heard[mark.begin * FRAME : mark.end * FRAME].copy()
                        self._jobs.put((segment, loop, texts))

        yield push, _screen(texts)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            segment, loop, texts = job
            segments, _ = self._model.transcribe(segment, language="zh", beam_size=5)
            text = "".join(each.text for each in segments)
            loop.call_soon_threadsafe(texts.put_nowait, text)


async def _screen(texts: asyncio.Queue[str]) -> AsyncIterator[str]:
    said = ""
    while True:
        said += await texts.get()
        yield said[-_KEPT:]


@contextmanager
def whisper_live(python: Path, clients: int) -> Iterator[Any]:
    """whisper-live's server, one model for all clients."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        cache = Path(home) / ".cache" / "whisper-live"
        cache.mkdir(parents=True)
        found = next(
            python.parent.parent.glob("lib/*/site-packages/silero_vad/data/silero_vad.onnx")
        )
        shutil.copy(found, cache)
        model = str(resolve_model("base").path)
        process = subprocess.Popen(
            [str(python), "-c", _SERVE, str(port), model],
            env={**os.environ, "HOME": home, "OMP_NUM_THREADS": "2"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(port)

        @asynccontextmanager
        async def connect(recording: Recording) -> AsyncIterator[tuple[Any, AsyncIterator[str]]]:
            del recording
            hello = {
                "uid": str(uuid.uuid4()), "language": "zh", "task": "transcribe", "model": model,
                "use_vad": True, "max_clients": clients, "max_connection_time": 600,
            }  # fmt: skip
            async with open_socket(f"ws://127.0.0.1:{port}", max_size=None) as peer:
                await peer.send(json.dumps(hello))
                while json.loads(await peer.recv()).get("message") != "SERVER_READY":
                    continue

                async def push(frame: bytes) -> None:
                    pcm = np.frombuffer(frame, "<i2").astype(np.float32) / 32768
                    await peer.send(pcm.tobytes())

                yield push, _peer_text(peer)

        try:
            yield connect
        finally:
            process.terminate()
            process.wait(timeout=30)


async def _peer_text(peer: Any) -> AsyncIterator[str]:
    async for frame in peer:
        segments = json.loads(frame).get("segments") or ()
        yield "".join(segment["text"] for segment in segments)[-2 * _KEPT :]


def _wait_for(port: int, seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise SystemExit("whisper-live did not start")
