"""A publisher's RTMP connection, without sockets: whole, byte by byte, and broken."""

from __future__ import annotations

import struct

import pytest

from monitor.runtime.audio.rtmp_link import FLV_HEAD, RtmpError, RtmpLink

HELLO = b"\x03" + bytes(1536)
STILL = bytes(1536)


def text(value: str) -> bytes:
    return b"\x02" + struct.pack(">H", len(value.encode())) + value.encode()


def number(value: float) -> bytes:
    return b"\x00" + struct.pack(">d", value)


def message(kind: int, body: bytes, *, time_ms: int = 0, at: int = 4, chunk: int = 128) -> bytes:
    stamp = min(time_ms, 0xFFFFFF)
    more = struct.pack(">I", time_ms) if stamp == 0xFFFFFF else b""
    head = bytes([at]) + stamp.to_bytes(3, "big") + len(body).to_bytes(3, "big")
    head += bytes([kind]) + bytes(4) + more
    pieces = [body[i : i + chunk] for i in range(0, len(body), chunk)] or [b""]
    return head + (bytes([0xC0 | at]) + more).join(pieces)


CONNECT = message(20, text("connect") + number(1) + b"\x03\x00\x00\x09", at=3)
CREATE = message(20, text("createStream") + number(2) + b"\x05", at=3)
PUBLISH = message(20, text("publish") + number(3) + b"\x05" + text("room-1") + text("live"), at=3)
TALK = HELLO + STILL + CONNECT + CREATE + PUBLISH


def tags(flv: bytes) -> list[tuple[int, bytes]]:
    """(milliseconds, body) of each tag."""
    assert flv.startswith(FLV_HEAD)
    at, found = len(FLV_HEAD), []
    while at < len(flv):
        assert flv[at] == 8
        size = int.from_bytes(flv[at + 1 : at + 4], "big")
        time_ms = flv[at + 7] << 24 | int.from_bytes(flv[at + 4 : at + 7], "big")
        found.append((time_ms, flv[at + 11 : at + 11 + size]))
        at += 11 + size + 4
    return found


def published() -> RtmpLink:
    link = RtmpLink()
    link.feed(TALK)
    link.accept()
    return link


def test_a_sender_is_answered_until_it_names_its_key() -> None:
    link = RtmpLink()
    answer = link.feed(HELLO)
    assert answer[:1] == b"\x03"
    assert len(answer) == 1 + 2 * 1536
    assert b"NetConnection.Connect.Success" in link.feed(STILL + CONNECT)
    assert b"_result" in link.feed(CREATE)
    assert link.key is None
    link.feed(PUBLISH)
    assert link.key == "room-1"
    assert b"NetStream.Publish.Start" in link.accept()


def test_the_same_bytes_one_by_one_give_the_same() -> None:
    whole, single = RtmpLink(), RtmpLink()
    talk = TALK + message(8, b"\xaf" * 300, time_ms=40)
    answer = whole.feed(talk)
    assert b"".join(single.feed(talk[i : i + 1]) for i in range(len(talk))) == answer
    assert single.key == whole.key
    assert single.sound() == whole.sound()


def test_sound_comes_out_as_flv_and_the_picture_is_passed_over() -> None:
    link = published()
    link.feed(message(8, b"\xaf\x00head"))
    link.feed(message(9, b"\x17" * 5000, time_ms=20, at=6))
    link.feed(message(8, b"\xaf\x01" + b"s" * 400, time_ms=23))
    assert tags(link.sound()) == [(0, b"\xaf\x00head"), (23, b"\xaf\x01" + b"s" * 400)]
    assert link.sound() == b""


def test_times_go_on_from_the_last_one() -> None:
    link = published()
    link.feed(message(8, b"\xafa", time_ms=1000))
    link.feed(b"\x44" + (23).to_bytes(3, "big") + (2).to_bytes(3, "big") + b"\x08" + b"\xafb")
    link.feed(b"\x84" + (24).to_bytes(3, "big") + b"\xafc")
    link.feed(b"\xc4" + b"\xafd")
    assert [time for time, _ in tags(link.sound())] == [1000, 1023, 1047, 1071]


def test_a_time_beyond_four_hours_is_kept() -> None:
    link = published()
    link.feed(message(8, b"\xaf" * 200, time_ms=0x1234567))
    assert [time for time, _ in tags(link.sound())] == [0x1234567]


def test_larger_chunks_are_taken_once_they_are_told() -> None:
    link = published()
    link.feed(message(1, struct.pack(">I", 4096), at=2))
    link.feed(message(8, b"\xaf" * 3000, chunk=4096))
    assert len(tags(link.sound())[0][1]) == 3000


@pytest.mark.parametrize("name", ["FCUnpublish", "deleteStream", "closeStream"])
def test_a_sender_that_says_goodbye_has_ended(name: str) -> None:
    link = published()
    link.feed(message(20, text(name) + number(0) + b"\x05", at=3))
    assert link.ended


@pytest.mark.parametrize(
    "rubbish",
    [
        b"GET / HTTP/1.1\r\n" + bytes(1600),
        HELLO + STILL + b"\xc5" + bytes(40),
        HELLO + STILL + message(20, b"x")[:4] + b"\xff\xff\xff\x14" + bytes(40),
        HELLO + STILL + message(20, text("publish") + number(1) + b"\x05", at=3),
    ],
    ids=["http", "no first chunk", "huge command", "no key"],
)
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(RtmpError):
        RtmpLink().feed(rubbish)
