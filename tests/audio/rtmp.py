"""An RTMP server just large enough to play one FLV to one listener (Adobe RTMP 1.0)."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from io import BufferedRWPair
from types import TracebackType

Duplex = BufferedRWPair
_HANDSHAKE = 1536
_OUR_CHUNK = 1 << 20
_COMMAND = 20


class RtmpServer:
    """Answers connect, createStream and play, then sends the tags of `flv` and stays silent."""

    def __init__(self, flv: bytes) -> None:
        self._flv = flv
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._done = threading.Event()
        self.url = f"rtmp://127.0.0.1:{self._socket.getsockname()[1]}/live/room"

    def __enter__(self) -> RtmpServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            connection, _peer = self._socket.accept()
            with connection:
                stream = connection.makefile("rwb")
                hello = _exactly(stream, 1 + _HANDSHAKE)
                # Zeros in the version field choose the plain handshake without digests.
                stream.write(b"\x03" + bytes(_HANDSHAKE) + hello[1:])
                stream.flush()
                _exactly(stream, _HANDSHAKE)
                self._talk(stream)
                self._done.wait(10)

    def _talk(self, stream: Duplex) -> None:
        stream.write(_message(1, struct.pack(">I", _OUR_CHUNK), at=2))
        for command, transaction in _commands(stream):
            if command == b"connect":
                status = {"code": "NetConnection.Connect.Success", "level": "status"}
                reply = _amf("_result") + _amf(transaction) + _amf({}) + _amf(status)
                stream.write(_message(_COMMAND, reply))
            elif command == b"createStream":
                reply = _amf("_result") + _amf(transaction) + b"\x05" + _amf(1.0)
                stream.write(_message(_COMMAND, reply))
            elif command == b"play":
                status = {"code": "NetStream.Play.Start", "level": "status"}
                reply = _amf("onStatus") + _amf(0.0) + b"\x05" + _amf(status)
                stream.write(_message(_COMMAND, reply, on=1))
                self._play(stream)
                return
            stream.flush()

    def _play(self, stream: Duplex) -> None:
        at = 9 + 4
        while at + 11 <= len(self._flv):
            kind = self._flv[at]
            size = int.from_bytes(self._flv[at + 1 : at + 4], "big")
            time_ms = int.from_bytes(self._flv[at + 4 : at + 7], "big")
            body = self._flv[at + 11 : at + 11 + size]
            stream.write(_message(kind, body, time_ms=time_ms, at=4, on=1))
            at += 11 + size + 4
        stream.flush()


def _exactly(stream: Duplex, count: int) -> bytes:
    data: bytes = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _message(kind: int, body: bytes, *, time_ms: int = 0, at: int = 3, on: int = 0) -> bytes:
    head = bytes([at]) + time_ms.to_bytes(3, "big") + len(body).to_bytes(3, "big") + bytes([kind])
    return head + struct.pack("<I", on) + body


def _amf(value: str | float | dict[str, str]) -> bytes:
    if isinstance(value, str):
        return b"\x02" + struct.pack(">H", len(value)) + value.encode()
    if isinstance(value, dict):
        items = b"".join(
            struct.pack(">H", len(key)) + key.encode() + _amf(text) for key, text in value.items()
        )
        return b"\x03" + items + b"\x00\x00\x09"
    return b"\x00" + struct.pack(">d", value)


def _commands(stream: Duplex) -> Iterator[tuple[bytes, float]]:
    """Yield (name, transaction) of each command, putting chunks of any header type together."""
    sizes: dict[int, tuple[int, int]] = {}
    bodies: dict[int, bytes] = {}
    chunk_size = 128
    while True:
        first = _exactly(stream, 1)[0]
        form, at = first >> 6, first & 0x3F
        if form < 3:
            head = _exactly(stream, (11, 7, 3)[form])
            if form < 2:
                sizes[at] = (int.from_bytes(head[3:6], "big"), head[6])
        size, kind = sizes[at]
        body = bodies.pop(at, b"")
        body += _exactly(stream, min(chunk_size, size - len(body)))
        if len(body) < size:
            bodies[at] = body
        elif kind == 1:
            chunk_size = int.from_bytes(body, "big")
        elif kind == _COMMAND:
            length = int.from_bytes(body[1:3], "big")
            name = body[3 : 3 + length]
            yield name, struct.unpack(">d", body[4 + length : 12 + length])[0]
