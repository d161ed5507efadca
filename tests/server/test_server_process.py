"""The server as people run it: the real model, real time, kills and restarts."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.source import AudioChunk

from .conftest import LiveServer, until

AUDIO = Path(__file__).parents[2] / "fixtures" / "audio"
FRAME_MS = 100

pytestmark = pytest.mark.slow


def hello(server: LiveServer, resume: dict[str, Any] | None = None) -> str:
    return json.dumps(
        {"type": "hello", "v": 1, "token": server.token, "resume": resume, "rooms": ["*"]}
    )


def demo_pcm(seconds: float) -> bytes:
    """The first seconds of the demo recording as s16le."""
    source = open_source(AUDIO / "demo.ogg")
    sound = b"".join(
        (item.pcm * 32767).astype("<i2").tobytes()
        for item in source.chunks()
        if isinstance(item, AudioChunk)
    )
    return sound[: int(seconds * 32000)]


def push_at_real_time(server: LiveServer, room: str, sound: bytes) -> None:
    url = f"{server.base.replace('http', 'ws')}/api/v1/rooms/{room}/audio?token={server.token}"
    with connect(url) as pusher:
        pusher.send('{"type":"start","format":"s16le","sample_rate":16000,"channels":1}')
        assert json.loads(pusher.recv(timeout=30))["type"] == "ready"
        begun = time.monotonic()
        step = 32 * FRAME_MS
        for index, start in enumerate(range(0, len(sound), step)):
            pusher.send(sound[start : start + step])
            time.sleep(max(0.0, begun + (index + 1) * FRAME_MS / 1000 - time.monotonic()))
        pusher.send('{"type":"end"}')
        assert json.loads(pusher.recv(timeout=60))["type"] == "ended"


def test_sound_pushed_at_real_time_alerts_survive_a_kill_and_the_console_resumes(
    start: Callable[..., LiveServer],
) -> None:
    server = start()
    cards = json.loads((AUDIO / "demo.session.json").read_text(encoding="utf-8"))["products"]
    room = server.http.post("/rooms", json={"name": "推流", "products": cards}).json()["id"]
    with connect(server.live_url()) as console:
        console.send(hello(server))
        welcome = json.loads(console.recv(timeout=10))
        push_at_real_time(server, room, demo_pcm(30))
        alerts = until(lambda: server.http.get("/alerts").json()["items"], 10, "alerts")
    assert isinstance(alerts, list)
    assert any(alert["category"] == "price-lowest" for alert in alerts)
    assert all(alert["clip"] for alert in alerts if alert["severity"] != "low")

    server.kill()
    again = start(port=server.port)
    kept = again.http.get("/alerts").json()["items"]
    assert {a["id"] for a in alerts} <= {a["id"] for a in kept}
    clip = again.http.get(f"/alerts/{kept[0]['id']}/clip")
    assert clip.content[:4] == b"fLaC"
    place = {"epoch": welcome["epoch"], "seq": welcome["seq"]}
    with connect(again.live_url()) as console:
        console.send(hello(again, resume=place))
        assert json.loads(console.recv(timeout=10))["recovered"] is True
        missed = json.loads(console.recv(timeout=10))["items"]
    assert [item["seq"] for item in missed] == sorted(item["seq"] for item in missed)
    assert {a["id"] for a in alerts} <= {
        item["data"]["alert"]["id"] for item in missed if item["type"] == "alert.created"
    }
    # Asked to end, it cleans up and then reports the signal, as service managers expect.
    assert again.stop() in (0, -signal.SIGTERM)


def test_a_kill_in_the_middle_of_a_session_loses_nothing_that_was_told(
    start: Callable[..., LiveServer],
) -> None:
    server = start("--demo")
    told = until(lambda: server.http.get("/alerts").json()["items"], 60, "a first alert")
    assert isinstance(told, list)
    server.kill()
    again = start()
    kept = {alert["id"] for alert in again.http.get("/alerts").json()["items"]}
    assert {alert["id"] for alert in told} <= kept
    verified = subprocess.run(
        [sys.executable, "-m", "monitor", "evidence", "verify", str(again.data)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_port_in_use_is_told_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "serve", "--port", port, "--data", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_auth_is_refused_off_loopback(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "monitor", "serve", "--no-auth", "--host", "0.0.0.0"),
            *("--data", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "--no-auth" in done.stderr


def test_a_bad_source_is_told_and_the_server_goes_on(
    start: Callable[..., LiveServer], tmp_path: Path
) -> None:
    server = start()
    room = server.http.post("/rooms", json={"name": "坏音源"}).json()["id"]
    text = tmp_path / "script.mp4"
    text.write_text("这不是录像", encoding="utf-8")
    answer = server.http.post(f"/rooms/{room}/source", json={"url": str(text)})
    if answer.status_code < 400:

        def trouble() -> str | None:
            return server.http.get(f"/rooms/{room}").json()["trouble"]

        assert str(text.name) in str(until(trouble, 20, "the room says what is wrong"))
    described = server.http.get(f"/rooms/{room}").json()
    assert described["session"] is None
    good = server.http.post(
        f"/rooms/{room}/source", json={"url": str(AUDIO / "demo.ogg"), "pace": "fast"}
    )
    assert good.status_code == 202, good.text
    until(lambda: server.http.get(f"/rooms/{room}/transcript").json()["items"], 40, "text")
