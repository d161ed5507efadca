"""`WS /rooms/{id}/audio`: PCM pushed into a room."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from monitor.errors import AudioError, MonitorError
from monitor.interfaces.api.services import Services, services_of
from monitor.runtime.audio.pcm import PcmDecoder
from monitor.runtime.audio.source import SAMPLES_PER_MS, AudioChunk, Pcm
from monitor.runtime.session.room import RoomSession

router = APIRouter()

CLOSE_BAD_FRAME = 4400
CLOSE_UNAUTHORISED = 4401
CLOSE_NO_ROOM = 4404
CLOSE_CONFLICT = 4409
CLOSE_CAPACITY = 4503
START_TIMEOUT_S = 10.0
LARGEST_FRAME = 4 * 1024 * 1024

_CODES = {"not-found": CLOSE_NO_ROOM, "conflict": CLOSE_CONFLICT, "capacity": CLOSE_CAPACITY}


@router.websocket("/rooms/{room}/audio")
async def audio(socket: WebSocket, room: str) -> None:
    """One pushed session: start, frames, end."""
    await socket.accept()
    services = services_of(socket)
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        try:
            if not _allowed(socket, services):
                await socket.close(CLOSE_UNAUTHORISED, "访问令牌不对")
                return
            await _pushed(socket, services, room)
        except MonitorError as error:
            await _refuse(socket, error)


def _allowed(socket: WebSocket, services: Services) -> bool:
    keeper = services.gatekeeper
    token = socket.query_params.get("token")
    if token is not None:
        return keeper.accepts(token)
    return keeper.accepts_request(socket.headers, socket.cookies)


async def _refuse(socket: WebSocket, error: MonitorError) -> None:
    await _send(socket, {"type": "error", "code": error.code, "detail": error.diagnostics()})
    await socket.close(_CODES.get(error.code, CLOSE_BAD_FRAME), error.message[:100])


async def _pushed(socket: WebSocket, services: Services, room: str) -> None:
    # Asked first, so that a room that does not exist is told before anything is sent.
    await asyncio.to_thread(services.rooms.get_room, room)
    decoder = await _started(socket)
    session = await asyncio.to_thread(services.rooms.open_push, room, "推送的声音（WebSocket）")
    trouble: str | None = "推送连接断开，没有收到结束标记"
    try:
        await _send(socket, {"type": "ready", "session": session.facts.session})
        await _Receiver(socket=socket, session=session, decoder=decoder).run()
        trouble = None
    except AudioError as error:
        trouble = error.diagnostics()
        raise
    finally:
        # Shielded: the room goes off air even when the connection's own task is cancelled.
        await asyncio.shield(asyncio.to_thread(services.rooms.close_push, room, session, trouble))
    await _send(socket, {"type": "ended", "media_s": round(session.media_ms / 1000, 3)})
    await socket.close(1000)


async def _started(socket: WebSocket) -> PcmDecoder:
    """The decoder that the start frame asks for. Raises AudioError."""
    try:
        message = await asyncio.wait_for(socket.receive(), START_TIMEOUT_S)
    except TimeoutError as error:
        raise AudioError("没有等到 start 帧", hint=_START_HINT) from error
    frame = _text_frame(message)
    if frame is None or frame.get("type") != "start":
        raise AudioError("第一帧必须是 start 文本帧", hint=_START_HINT)
    rate, channels = frame.get("sample_rate", 16000), frame.get("channels", 1)
    if not isinstance(rate, int) or not isinstance(channels, int):
        raise AudioError("sample_rate 和 channels 必须是整数", hint=_START_HINT)
    return PcmDecoder(format=str(frame.get("format", "s16le")), sample_rate=rate, channels=channels)


_START_HINT = '例如 {"type":"start","format":"s16le","sample_rate":16000,"channels":1}'


@dataclass(slots=True, kw_only=True)
class _Receiver:
    socket: WebSocket
    session: RoomSession
    decoder: PcmDecoder
    samples: int = 0

    async def run(self) -> None:
        """Hear frames until the end frame. Raises AudioError for a frame that is none."""
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            data = message.get("bytes")
            if data is not None:
                if len(data) > LARGEST_FRAME:
                    raise AudioError("一帧太大", hint="每帧不超过 4 MB，建议 100 毫秒一帧")
                await asyncio.to_thread(self._hear, self.decoder.feed(data))
                continue
            frame = _text_frame(message)
            if frame is None or frame.get("type") != "end":
                raise AudioError("看不懂这一帧", hint='声音用二进制帧，结束用 {"type":"end"}')
            await asyncio.to_thread(self._hear, self.decoder.flush())
            return

    def _hear(self, pcm: Pcm) -> None:
        if len(pcm):
            self.session.feed(AudioChunk(pcm=pcm, start_ms=self.samples // SAMPLES_PER_MS))
            self.samples += len(pcm)


def _text_frame(message: Any) -> dict[str, Any] | None:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    try:
        frame = json.loads(message.get("text") or "")
    except ValueError:
        return None
    return frame if isinstance(frame, dict) else None


async def _send(socket: WebSocket, frame: dict[str, Any]) -> None:
    await socket.send_text(json.dumps(frame, ensure_ascii=False))
