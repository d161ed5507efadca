"""A room on air: pushed sound becomes text and alerts on the live socket, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from monitor.runtime.asr.fakes import silence, spoken

from .conftest import until

API = "/api/v1"
HELLO = {"type": "hello", "v": 1, "token": "test-token", "resume": None, "rooms": ["*"]}


def s16(pcm: np.ndarray) -> bytes:
    return (pcm * 32768).round().astype("<i2").tobytes()


@contextmanager
def console(client: TestClient, **more: Any) -> Iterator[WebSocketTestSession]:
    with client.websocket_connect(f"{API}/live") as socket:
        socket.send_text(json.dumps({**HELLO, **more}))
        yield socket


def events(socket: WebSocketTestSession, until: str) -> list[dict[str, Any]]:
    """Every durable event up to the first of type `until`."""
    seen: list[dict[str, Any]] = []
    while True:
        message = json.loads(socket.receive_text())
        if message["type"] != "events":
            continue
        seen.extend(message["items"])
        if any(item["type"] == until for item in seen):
            return seen


@pytest.fixture
def room(client: TestClient) -> str:
    return client.post(f"{API}/rooms", json={"name": "直播间"}).json()["id"]


def push(client: TestClient, room: str, text: str) -> None:
    with client.websocket_connect(f"{API}/rooms/{room}/audio") as socket:
        socket.send_text('{"type":"start","format":"s16le","sample_rate":16000,"channels":1}')
        assert json.loads(socket.receive_text())["type"] == "ready"
        sound = np.concatenate([silence(400), spoken(text), silence(800)])
        data = s16(sound)
        for start in range(0, len(data), 3333):
            socket.send_bytes(data[start : start + 3333])
        socket.send_text('{"type":"end"}')
        assert json.loads(socket.receive_text())["type"] == "ended"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms detect the scripted sound's own speech."""
    from monitor.runtime.asr import fakes
    from monitor.runtime.session import manager

    monkeypatch.setattr(manager, "SileroVad", lambda network: fakes.ScriptedVad())


def test_pushed_sound_gives_text_alerts_and_a_clip(
    client: TestClient, room: str, script: str, heard: None
) -> None:
    with console(client) as socket:
        assert json.loads(socket.receive_text())["type"] == "welcome"
        assert json.loads(socket.receive_text())["type"] == "snapshot"
        push(client, room, script)
        seen = events(socket, until="alert.created")
    seqs = [item["seq"] for item in seen]
    assert seqs == sorted(set(seqs))
    created = next(item for item in seen if item["type"] == "alert.created")
    alert, finding = created["data"]["alert"], created["data"]["finding"]
    assert created["room"] == room
    assert finding["quote"] in script
    assert finding["basis"]
    clip = client.get(f"{API}/alerts/{alert['id']}/clip")
    assert clip.status_code == 200
    assert clip.content[:4] == b"fLaC"
    part = client.get(f"{API}/alerts/{alert['id']}/clip", headers={"Range": "bytes=0-3"})
    assert part.status_code == 206
    categories = {a["category"] for a in client.get(f"{API}/alerts").json()["items"]}
    assert {"price-lowest", "off-platform"} <= categories


def test_a_console_that_comes_back_gets_what_it_missed(
    client: TestClient, room: str, script: str, heard: None
) -> None:
    with console(client) as socket:
        welcome = json.loads(socket.receive_text())
    push(client, room, script)
    place = {"epoch": welcome["epoch"], "seq": welcome["seq"]}
    with console(client, resume=place) as socket:
        again = json.loads(socket.receive_text())
        assert again["recovered"] is True
        missed = events(socket, until="alert.created")
    assert missed[0]["seq"] > welcome["seq"]
    assert [m["seq"] for m in missed] == list(range(missed[0]["seq"], missed[-1]["seq"] + 1))


def test_a_console_from_another_epoch_starts_from_a_snapshot(client: TestClient, room: str) -> None:
    with console(client, resume={"epoch": "other", "seq": 3}) as socket:
        assert json.loads(socket.receive_text())["recovered"] is False
        snapshot = json.loads(socket.receive_text())
        assert snapshot["type"] == "snapshot"
        assert [r["id"] for r in snapshot["rooms"]] == [room]


def test_a_verdict_is_recorded_once_and_told_to_everyone(
    client: TestClient, room: str, script: str, heard: None
) -> None:
    push(client, room, script)
    alert = client.get(f"{API}/alerts").json()["items"][0]
    path = f"{API}/alerts/{alert['id']}/verdict"
    headers = {"If-Match": f'"{alert["version"]}"', "Idempotency-Key": "k1"}
    body = {"verdict": "confirmed", "who": "小李", "reason": "核实"}
    first = client.post(path, json=body, headers=headers)
    assert first.status_code == 200, first.text
    assert first.json()["state"] == "confirmed"
    assert first.json()["verdict"]["who"] == "小李"
    repeat = client.post(path, json=body, headers=headers)
    assert repeat.json()["version"] == first.json()["version"]
    late = client.post(path, json={"verdict": "dismissed"}, headers={"If-Match": '"1"'})
    assert late.status_code == 409


@pytest.mark.parametrize(
    "rubbish",
    [
        "not json",
        "[]",
        '{"type":"bye"}',
        '{"type":"hello","v":9}',
        '{"type":"hello","v":1,"rooms":3}',
    ],
)
def test_a_console_that_sends_rubbish_is_closed_and_the_server_goes_on(
    client: TestClient, rubbish: str
) -> None:
    with client.websocket_connect(f"{API}/live") as socket:
        socket.send_text(rubbish)
        assert socket.receive()["code"] == 4400
    assert client.get(f"{API}/health").status_code == 200


def test_a_console_without_the_token_is_closed(client: TestClient) -> None:
    stranger = TestClient(client.app)
    with stranger.websocket_connect(f"{API}/live") as socket:
        socket.send_text(json.dumps({**HELLO, "token": "wrong"}))
        assert socket.receive()["code"] == 4401


@pytest.mark.parametrize(
    "first",
    [
        "hello",
        '{"type":"begin"}',
        '{"type":"start","format":"mp3"}',
        '{"type":"start","sample_rate":"fast"}',
        '{"type":"start","sample_rate":3}',
    ],
)
def test_a_pusher_that_sends_rubbish_is_told_and_the_room_stays_free(
    client: TestClient, room: str, first: str
) -> None:
    with client.websocket_connect(f"{API}/rooms/{room}/audio") as socket:
        socket.send_text(first)
        answer = json.loads(socket.receive_text())
        assert answer["type"] == "error"
        assert answer["detail"]
        assert socket.receive()["code"] == 4400
    assert client.get(f"{API}/rooms/{room}").json()["session"] is None


def test_a_pusher_into_a_room_that_does_not_exist_is_told(client: TestClient) -> None:
    with client.websocket_connect(f"{API}/rooms/none/audio") as socket:
        assert json.loads(socket.receive_text())["code"] == "not-found"
        assert socket.receive()["code"] == 4404


def test_two_pushers_do_not_share_a_room(client: TestClient, room: str) -> None:
    path = f"{API}/rooms/{room}/audio"
    with client.websocket_connect(path) as one:
        one.send_text('{"type":"start"}')
        assert json.loads(one.receive_text())["type"] == "ready"
        with client.websocket_connect(path) as two:
            two.send_text('{"type":"start"}')
            assert json.loads(two.receive_text())["code"] == "conflict"
        one.send_text('{"type":"end"}')
        assert json.loads(one.receive_text())["type"] == "ended"


def test_a_pusher_that_vanishes_leaves_a_reason(client: TestClient, room: str) -> None:
    with client.websocket_connect(f"{API}/rooms/{room}/audio") as socket:
        socket.send_text('{"type":"start"}')
        socket.receive_text()
        socket.send_bytes(b"\x00\x00" * 16000)

    def told() -> str | None:
        described = client.get(f"{API}/rooms/{room}").json()
        return None if described["session"] else described["trouble"]

    assert "断开" in str(until(told, 10, "the room says why it stopped"))
