"""An RTSP server just large enough to play the ladder as PCMU over interleaved TCP (RFC 2326)."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from types import TracebackType

import numpy as np

from .media import Pcm, ladder

_RATE = 8_000
_PER_PACKET = 160


class RtspServer:
    """Serves one listener at a time on this machine, at the speed of speech times eight."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"rtsp://127.0.0.1:{self._socket.getsockname()[1]}/room"

    def __enter__(self) -> RtspServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = self._socket.accept()
                with connection, contextlib.suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        buffer = b""
        while True:
            while b"\r\n\r\n" not in buffer:
                data = connection.recv(4096)
                if not data:
                    return
                buffer += data
            head, buffer = buffer.split(b"\r\n\r\n", 1)
            request = head.decode().split("\r\n")
            method = request[0].split()[0]
            sequence = next(line for line in request if line.lower().startswith("cseq"))
            connection.sendall(self._answer(method, sequence).encode())
            if method == "PLAY":
                self._play(connection)
                return

    def _answer(self, method: str, sequence: str) -> str:
        lines, body = ["RTSP/1.0 200 OK", sequence], ""
        if method == "OPTIONS":
            lines.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif method == "DESCRIBE":
            body = (
                "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=room\r\nt=0 0\r\n"
                "m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=control:track0\r\n"
            )
            lines += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"]
        elif method == "SETUP":
            lines += ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"]
        else:
            lines += ["Session: 1", "RTP-Info: url=track0;seq=0;rtptime=0"]
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def _play(self, connection: socket.socket) -> None:
        law = mu_law(ladder(self._seconds, rate=_RATE))
        for index in range(len(law) // _PER_PACKET):
            payload = law[index * _PER_PACKET : (index + 1) * _PER_PACKET].tobytes()
            rtp = struct.pack(">BBHII", 0x80, 0, index & 0xFFFF, index * _PER_PACKET, 1) + payload
            connection.sendall(b"$\x00" + struct.pack(">H", len(rtp)) + rtp)
            time.sleep(_PER_PACKET / _RATE / 8)
        time.sleep(3)


def mu_law(pcm: Pcm) -> np.ndarray:
    """ITU-T G.711 μ-law of samples in -1..1, shape (n,), uint8."""
    magnitude = np.minimum(np.abs(pcm) * 32768, 32635).astype(np.int64) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int64) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(pcm < 0, 0x80, 0)
    return (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
