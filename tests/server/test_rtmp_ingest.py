"""OBS pushes to the server's RTMP port: the key names the room, several at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from monitor.runtime.session.rtmp_ingest import RtmpIngest

from .conftest import until

API = "/api/v1"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ingest(client: TestClient) -> Iterator[RtmpIngest]:
    services = client.app.state.services
    listening = RtmpIngest(
        services.rooms, host="127.0.0.1", port=0, allows=services.gatekeeper.accepts
    )
    yield listening
    listening.close()


def pushing(ingest: RtmpIngest, key: str, seconds: float) -> subprocess.Popen[bytes]:
    """A sender in a process of its own, which pushes faster than the sound lasts."""
    url = f"rtmp://127.0.0.1:{ingest.port}/live/{key}"
    command = [sys.executable, "-m", "tests.audio.push", url, str(seconds), "0"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def sessions(client: TestClient, room: str) -> list[dict[str, object]]:
    store = client.app.state.services.store
    found = [dict(e.data) for e in store.events_after(0) if e.room == room]
    return [
        data["session"] for data in found if data.get("change") == "off-air" and data["session"]
    ]


def rooms(client: TestClient) -> dict[str, dict[str, object]]:
    return {room["name"]: room for room in client.get(f"{API}/rooms").json()["items"]}


def test_a_push_under_a_new_name_makes_the_room_and_is_heard_to_its_end(
    client: TestClient, ingest: RtmpIngest
) -> None:
    with pushing(ingest, "studio", 4) as sender:
        until(lambda: "studio" in rooms(client), 15, "the room")
        until(lambda: rooms(client)["studio"]["session"], 10, "its session")
        assert sender.wait(timeout=30) == 0
    until(lambda: not rooms(client)["studio"]["session"], 20, "the end of the session")
    (session,) = sessions(client, "studio")
    assert 3_700 <= session["media_ms"] <= 4_300
    assert rooms(client)["studio"]["trouble"] is None


def test_two_senders_fill_two_rooms_at_once(client: TestClient, ingest: RtmpIngest) -> None:
    known = client.post(f"{API}/rooms", json={"name": "二号直播间"}).json()["id"]
    with pushing(ingest, "one", 4), pushing(ingest, known, 4):
        until(lambda: sessions(client, "one") and sessions(client, known), 40, "both sessions")
    assert set(rooms(client)) == {"one", "二号直播间"}


def test_a_room_hears_one_sender_after_another(client: TestClient, ingest: RtmpIngest) -> None:
    for count in (1, 2):
        with pushing(ingest, "again", 2):
            until(lambda n=count: len(sessions(client, "again")) == n, 30, "the session's end")


def test_what_is_no_rtmp_is_hung_up_on(client: TestClient, ingest: RtmpIngest) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", ingest.port)) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n" + bytes(2000))
        stranger.settimeout(10)
        assert stranger.recv(100) == b""
    assert rooms(client) == {}
