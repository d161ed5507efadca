"""One sender's RTMP connection as a state machine: bytes in, answers and FLV out; no socket.

The part of Adobe's RTMP 1.0 that a publisher needs: plain handshake, chunks, AMF0 commands. Only
the sound is kept.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, Final

from monitor.errors import AudioError

FLV_HEAD: Final = b"FLV\x01\x04\x00\x00\x00\x09\x00\x00\x00\x00"
_HANDSHAKE: Final = 1536
_LARGEST_MESSAGE: Final = 16 * 1024 * 1024
_LARGEST_COMMAND: Final = 64 * 1024
_MOST_STREAMS: Final = 64
_OUR_CHUNK: Final = 65_536
_ACK_EVERY: Final = 1_000_000
_MARK: Final = 0xFFFFFF

_SET_CHUNK, _ABORT, _ACK, _WINDOW, _BANDWIDTH, _SOUND, _COMMAND = 1, 2, 3, 5, 6, 8, 20


class RtmpError(AudioError):
    """A sender that does not speak RTMP as it should."""


@dataclass(slots=True)
class _ChunkStream:
    """What the next chunk of one chunk stream may leave out because the last one said it."""

    kind: int = 0
    size: int = 0
    time_ms: int = 0
    delta_ms: int = 0
    extended: bool = False
    got: int = 0
    body: bytearray = field(default_factory=bytearray)


class RtmpLink:
    """`feed` takes what came and gives the answer to send; then look at the attributes.

    `key` is the name under which the sender wants to publish: answer with `accept` or `refuse`.
    `ended` is true once the sender has said that it is done. Raises RtmpError.
    """

    def __init__(self) -> None:
        self.key: str | None = None
        self.ended = False
        self._in = bytearray()
        self._out = bytearray()
        self._flv = bytearray()
        self._shaken = 0
        self._chunk = 128
        self._streams: dict[int, _ChunkStream] = {}
        self._received = self._acknowledged = 0

    def feed(self, data: bytes) -> bytes:
        """The bytes to send back after `data`."""
        self._in += data
        self._received += len(data)
        if self._received - self._acknowledged >= _ACK_EVERY:
            self._acknowledged = self._received
            self._send(_ACK, struct.pack(">I", self._received & 0xFFFFFFFF))
        if self._shaken < 2:
            self._shake_hands()
        if self._shaken == 2:
            while self._take_chunk():
                pass
        return self._sent()

    def accept(self) -> bytes:
        """The answer that lets the sender begin."""
        self._flv += FLV_HEAD
        self._status("status", "NetStream.Publish.Start", "ok")
        return self._sent()

    def refuse(self, why: str) -> bytes:
        """The answer that sends the sender away."""
        self._status("error", "NetStream.Publish.BadName", why)
        return self._sent()

    def sound(self) -> bytes:
        """The FLV bytes that have come since the last call."""
        taken = bytes(self._flv)
        self._flv.clear()
        return taken

    def _shake_hands(self) -> None:
        if self._shaken == 0 and len(self._in) > _HANDSHAKE:
            if self._in[0] != 3:
                raise RtmpError("对方说的不是 RTMP", hint="推流地址应是 rtmp://主机:端口/live")
            hello = bytes(self._in[1 : 1 + _HANDSHAKE])
            del self._in[: 1 + _HANDSHAKE]
            # Zeros in the version field choose the plain handshake without digests.
            self._out += b"\x03" + bytes(_HANDSHAKE) + hello
            self._shaken = 1
        if self._shaken == 1 and len(self._in) >= _HANDSHAKE:
            del self._in[:_HANDSHAKE]
            self._shaken = 2

    def _take_chunk(self) -> bool:
        """Take one chunk from what has come; False when it is not all there yet."""
        data = self._in
        if len(data) < 3:
            return False
        form, number, at = data[0] >> 6, data[0] & 0x3F, 1
        if number < 2:
            at = 2 + number
            number = 64 + int.from_bytes(data[1:at], "little")
        head = (11, 7, 3, 0)[form]
        if len(data) < at + head:
            return False
        known = self._streams.get(number)
        if known is None:
            if form == 3 or len(self._streams) >= _MOST_STREAMS:
                raise RtmpError("RTMP 数据有误")
            known = self._streams[number] = _ChunkStream()
        stamp = int.from_bytes(data[at : at + 3], "big") if form < 3 else 0
        size = int.from_bytes(data[at + 3 : at + 6], "big") if form < 2 else known.size
        kind = data[at + 6] if form < 2 else known.kind
        extended = stamp == _MARK if form < 3 else known.extended
        at += head
        if extended:
            if len(data) < at + 4:
                return False
            stamp = int.from_bytes(data[at : at + 4], "big")
            at += 4
        if size > _LARGEST_MESSAGE or (kind == _COMMAND and size > _LARGEST_COMMAND):
            raise RtmpError("RTMP 消息太大")
        count = min(self._chunk, size - known.got)
        if len(data) < at + count:
            return False
        if form < 3:
            known.size, known.kind, known.extended = size, kind, extended
        if known.got == 0:
            self._note_time(known, form, stamp)
        if kind != 9:  # the picture is passed over
            known.body += data[at : at + count]
        known.got += count
        del data[: at + count]
        if known.got >= size:
            body, known.body, known.got = bytes(known.body), bytearray(), 0
            self._message(kind, body, known.time_ms)
        return True

    def _note_time(self, known: _ChunkStream, form: int, stamp: int) -> None:
        if form == 0:
            known.time_ms, known.delta_ms = stamp, 0
            return
        if form < 3:
            known.delta_ms = stamp
        known.time_ms = (known.time_ms + known.delta_ms) & 0xFFFFFFFF

    def _message(self, kind: int, body: bytes, time_ms: int) -> None:
        if kind == _SET_CHUNK and len(body) >= 4:
            self._chunk = max(1, min(int.from_bytes(body[:4], "big"), _LARGEST_MESSAGE))
        elif kind == _ABORT and len(body) >= 4:
            self._streams.pop(int.from_bytes(body[:4], "big"), None)
        elif kind == _SOUND and self.key is not None:
            self._flv += _tag(body, time_ms)
        elif kind == _COMMAND:
            self._command(_amf_values(body))

    def _command(self, values: list[Any]) -> None:
        name = values[0] if values else None
        number = values[1] if len(values) > 1 and isinstance(values[1], float) else 0.0
        if name == "connect":
            self._send(_WINDOW, struct.pack(">I", 5_000_000))
            self._send(_BANDWIDTH, struct.pack(">IB", 5_000_000, 2))
            self._send(_SET_CHUNK, struct.pack(">I", _OUR_CHUNK))
            status = {"level": "status", "code": "NetConnection.Connect.Success"}
            self._send(_COMMAND, _amf("_result", number, {"fmsVer": "FMS/3,0,1,123"}, status))
        elif name == "createStream":
            self._send(_COMMAND, _amf("_result", number, None, 1.0))
        elif name == "publish":
            if len(values) < 4 or not isinstance(values[3], str):
                raise RtmpError("推流没有给出串流密钥", hint="把直播间的名称填在“串流密钥”里")
            self.key = values[3]
        elif name in ("FCUnpublish", "deleteStream", "closeStream"):
            self.ended = True
        elif number:
            self._send(_COMMAND, _amf("_result", number, None))

    def _status(self, level: str, code: str, description: str) -> None:
        info = {"level": level, "code": code, "description": description}
        self._send(_COMMAND, _amf("onStatus", 0.0, None, info), on=1)

    def _send(self, kind: int, body: bytes, *, on: int = 0) -> None:
        # One chunk a message: commands come after our chunk size was told, others are short.
        at = 3 if kind == _COMMAND else 2
        head = bytes([at]) + bytes(3) + len(body).to_bytes(3, "big") + bytes([kind])
        self._out += head + struct.pack("<I", on) + body

    def _sent(self) -> bytes:
        out = bytes(self._out)
        self._out.clear()
        return out


def _tag(body: bytes, time_ms: int) -> bytes:
    """A sound tag of an FLV file."""
    stamp = (time_ms & _MARK).to_bytes(3, "big") + bytes([(time_ms >> 24) & 0x7F])
    head = bytes([_SOUND]) + len(body).to_bytes(3, "big") + stamp + bytes(3)
    return head + body + struct.pack(">I", 11 + len(body))


def _amf(*values: str | float | dict[str, str] | None) -> bytes:
    return b"".join(_amf_one(value) for value in values)


def _amf_one(value: str | float | dict[str, str] | None) -> bytes:
    if value is None:
        return b"\x05"
    if isinstance(value, str):
        text = value.encode()
        return b"\x02" + struct.pack(">H", len(text)) + text
    if isinstance(value, dict):
        items = b"".join(_amf_one(key)[1:] + _amf_one(text) for key, text in value.items())
        return b"\x03" + items + b"\x00\x00\x09"
    return b"\x00" + struct.pack(">d", value)


def _amf_values(body: bytes) -> list[Any]:
    """The leading plain values of a command; an object stands as None, other kinds end the list."""
    values: list[Any] = []
    at = 0
    while at < len(body):
        kind, at = body[at], at + 1
        if kind == 0 and at + 8 <= len(body):
            values.append(struct.unpack_from(">d", body, at)[0])
            at += 8
        elif kind == 2 and at + 2 <= len(body):
            size = int.from_bytes(body[at : at + 2], "big")
            values.append(body[at + 2 : at + 2 + size].decode(errors="replace"))
            at += 2 + size
        elif kind == 5:
            values.append(None)
        else:
            break
    return values
