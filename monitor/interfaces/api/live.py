"""`WS /live`: drives one console's hub over one socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from monitor.interfaces.api.services import Services, services_of
from monitor.interfaces.console.hub import (
    CLOSE_PROTOCOL,
    CLOSE_SLOW,
    CLOSE_UNAUTHORISED,
    HEARTBEAT_S,
    REPLAY_LIMIT,
    Close,
    ConsoleLink,
    Offer,
    parse_hello,
)

router = APIRouter()

HELLO_TIMEOUT_S = 10.0
SEND_TIMEOUT_S = 20.0
SNAPSHOT_UTTERANCES = 60
PONG_TIMEOUT_S = 3 * HEARTBEAT_S


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """One console, from its hello to its goodbye."""
    await socket.accept()
    services = services_of(socket)
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        opened = await _opened(socket, services)
        if isinstance(opened, Close):
            await socket.close(opened.code, opened.reason)
            return
        await _Driver(socket, services, opened).run()


async def _opened(socket: WebSocket, services: Services) -> ConsoleLink | Close:
    """The console's link after a valid hello, or why it is refused."""
    try:
        frame = json.loads(await asyncio.wait_for(socket.receive_text(), HELLO_TIMEOUT_S))
    except TimeoutError:
        return Close(code=CLOSE_PROTOCOL, reason="没有等到 hello")
    except (ValueError, KeyError):
        return Close(code=CLOSE_PROTOCOL, reason="不是合法的 JSON 文本帧")
    hello = parse_hello(frame)
    if isinstance(hello, Close):
        return hello
    keeper = services.gatekeeper
    by_token = hello.token is not None and keeper.accepts(hello.token)
    if not by_token and not keeper.accepts_request(socket.headers, socket.cookies):
        return Close(code=CLOSE_UNAUTHORISED, reason="访问令牌不对，请重新登录")
    return ConsoleLink(hello=hello)


class _Driver:
    """Moves what the link gives to the socket; the link decides, this only waits and sends."""

    def __init__(self, socket: WebSocket, services: Services, link: ConsoleLink) -> None:
        self._socket = socket
        self._services = services
        self._link = link
        self._due = asyncio.Event()
        self._close: Close | None = None
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()

    async def run(self) -> None:
        # Subscribed before the head is read: what is committed in between comes twice, and the
        # link passes over what it has seen; nothing can fall between the two.
        unsubscribe = self._services.feed.subscribe(self._from_feed)
        try:
            await self._welcome()
            reader = asyncio.create_task(self._read())
            writer = asyncio.create_task(self._write())
            done, rest = await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
            for task in done:
                task.result()
        finally:
            unsubscribe()

    def _from_feed(self, events: Sequence[Mapping[str, Any]]) -> None:
        self._loop.call_soon_threadsafe(self._offer, tuple(events))

    def _offer(self, events: Sequence[Mapping[str, Any]]) -> None:
        for event in events:
            if self._link.offer(event) is Offer.CLOSE:
                self._close = Close(code=CLOSE_SLOW, reason="读得太慢，请按 seq 续传")
        self._due.set()

    async def _welcome(self) -> None:
        store, link = self._services.store, self._link
        epoch, head = await asyncio.to_thread(store.head)
        resumes = link.can_resume(epoch=epoch, head=head)
        await self._send(
            {
                "type": "welcome",
                "epoch": epoch,
                "seq": head,
                "recovered": resumes,
                "heartbeat_s": HEARTBEAT_S,
                "pack": self._services.engine.current.pack.ref.as_dict(),
            }
        )
        if resumes:
            link.seq = link.hello.resume_seq
            missed = await asyncio.to_thread(store.events_after, link.seq, limit=REPLAY_LIMIT)
            self._offer([event.as_dict() for event in missed])
            return
        rooms = await asyncio.to_thread(self._services.rooms.list_rooms)
        snapshot = await asyncio.to_thread(store.snapshot)
        link.seq = snapshot["seq"]
        wanted = [room for room in rooms if link.sees(room["id"])]
        alerts = [a for a in snapshot["alerts"] if link.sees(a["room"]) and link.minds(a)]
        spoken = {
            room["id"]: await asyncio.to_thread(
                self._services.rooms.transcript, room["id"], limit=SNAPSHOT_UTTERANCES
            )
            for room in wanted
        }
        await self._send(
            {
                "type": "snapshot",
                "epoch": snapshot["epoch"],
                "seq": snapshot["seq"],
                "rooms": wanted,
                "alerts": alerts,
                "utterances": spoken,
            }
        )

    async def _write(self) -> None:
        while self._close is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), HEARTBEAT_S)
            if not self._due.is_set():
                if self._loop.time() - self._heard_at > PONG_TIMEOUT_S:
                    self._close = Close(code=CLOSE_SLOW, reason="没有心跳回应")
                    break
                await self._send({"type": "ping"})
                continue
            self._due.clear()
            for frame in self._link.frames():
                await self._send(frame)
        await self._socket.close(self._close.code, self._close.reason)

    async def _send(self, frame: Mapping[str, Any]) -> None:
        text = json.dumps(frame, ensure_ascii=False)
        try:
            await asyncio.wait_for(self._socket.send_text(text), SEND_TIMEOUT_S)
        except TimeoutError:
            # Nothing more can be written to a reader that does not read; the socket is dropped.
            raise WebSocketDisconnect(CLOSE_SLOW) from None

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            self._heard_at = self._loop.time()
            if not _is_object(message.get("text")):
                self._close = Close(code=CLOSE_PROTOCOL, reason="不是合法的 JSON 文本帧")
                self._due.set()
                await asyncio.sleep(SEND_TIMEOUT_S)


def _is_object(text: str | None) -> bool:
    if text is None:
        return False
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
