"""The RTMP port to which OBS pushes: each stream key is a room, many at a time."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import os
import queue
import re
import select
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from monitor.errors import ConflictError, MonitorError, NotFoundError
from monitor.runtime.audio.address import MediaAddress, Transport
from monitor.runtime.audio.explain import NobodyCameError
from monitor.runtime.audio.live import LiveSource, Patience
from monitor.runtime.audio.pyav import PyAvConnection
from monitor.runtime.audio.rtmp_link import RtmpLink
from monitor.runtime.session.manager import RoomManager

log = logging.getLogger(__name__)

MOST_SENDERS: Final = 64
_SILENCE_S: Final = 30.0
_COME_BACK_S: Final = 60.0
_ROOM_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_LONGEST_NAME: Final = 200


@dataclass(slots=True)
class _Feed:
    """One room's pushed sound: senders' FLV pipes, one after another, heard as one source."""

    pipes: queue.Queue[int] = field(default_factory=queue.Queue)
    source: LiveSource | None = None
    busy: bool = False

    def connect(self) -> PyAvConnection:
        """The next sender's sound. Raises NobodyCameError after a while without one."""
        try:
            pipe = self.pipes.get(timeout=1.0)
        except queue.Empty:
            raise NobodyCameError("还没有人推流过来") from None
        address = MediaAddress(url=f"pipe:{pipe}", label="RTMP 推流", transport=Transport.PIPE)
        try:
            return PyAvConnection(
                address, open_timeout_s=None, read_timeout_s=None, look_s=1.0, container="flv"
            )
        finally:
            # FFmpeg reads from a copy of its own.
            os.close(pipe)


class RtmpIngest:
    """Listens from its making on; raises OSError when the port is not to be had.

    `allows` judges the token in a key (`room?token=…`); a sender on this machine needs none.
    """

    def __init__(
        self, rooms: RoomManager, *, host: str, port: int, allows: Callable[[str | None], bool]
    ) -> None:
        self._rooms = rooms
        self._allows = allows
        self._feeds: dict[str, _Feed] = {}
        self._lock = threading.Lock()
        self._senders: set[socket.socket] = set()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family)
        self._closed = False
        threading.Thread(target=self._accept, name="rtmp", daemon=True).start()

    @property
    def port(self) -> int:
        """The port that senders reach."""
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        """Hang up on every sender and free the port."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for sender in list(self._senders):
            with contextlib.suppress(OSError):
                sender.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed:
            try:
                sender, peer = self._socket.accept()
            except OSError:
                return
            if len(self._senders) >= MOST_SENDERS:
                sender.close()
                continue
            self._senders.add(sender)
            threading.Thread(
                target=self._serve, args=(sender, str(peer[0])), name="rtmp-sender", daemon=True
            ).start()

    def _serve(self, sender: socket.socket, peer: str) -> None:
        try:
            with sender:
                sender.settimeout(_SILENCE_S)
                self._hear(sender, peer)
        except MonitorError as error:
            log.warning("an RTMP sender was refused: %s", error.code)
        except OSError:
            # The line broke; the room's source tells of it as a gap.
            return
        finally:
            self._senders.discard(sender)

    def _hear(self, sender: socket.socket, peer: str) -> None:
        link = RtmpLink()
        while link.key is None:
            data = sender.recv(65_536)
            if not data:
                return
            sender.sendall(link.feed(data))
        try:
            feed = self._admit(link.key, peer)
        except MonitorError as error:
            sender.sendall(link.refuse(error.message))
            raise
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        feed.pipes.put(reading)
        try:
            sender.sendall(link.accept())
            while not link.ended:
                _write(writing, link.sound())
                data = sender.recv(65_536)
                if not data:
                    break
                if answer := link.feed(data):
                    sender.sendall(answer)
            _write(writing, link.sound())
        finally:
            if link.ended and feed.source is not None:
                feed.source.finish()
            os.close(writing)
            feed.busy = False

    def _admit(self, key: str, peer: str) -> _Feed:
        """The feed that the sender may fill. Raises ConflictError, CapacityError."""
        name, _, query = key.partition("?")
        token = parse_qs(query).get("token", [None])[-1]
        if not ipaddress.ip_address(peer.partition("%")[0]).is_loopback and not self._allows(token):
            raise ConflictError("推流需要访问令牌", hint="串流密钥写成 直播间?token=令牌")
        with self._lock:
            room = self._room(name[:_LONGEST_NAME])
            feed = self._feeds.get(room["id"])
            if feed is not None and feed.busy:
                raise ConflictError("这个直播间已经有人在推流", where=room["id"])
            if feed is None or not room["session"]:
                feed = self._feeds[room["id"]] = _Feed()
                label = f"RTMP 推流 /live/{room['id']}"
                address = MediaAddress(url="", label=label, transport=Transport.RTMP, live=True)
                patience = Patience(give_up_s=_COME_BACK_S)
                feed.source = LiveSource(address, feed.connect, patience=patience)
                self._rooms.start_listening(room["id"], feed.source)
            feed.busy = True
            return feed

    def _room(self, name: str) -> dict[str, Any]:
        """The room with this id or name, or a new one."""
        if not name:
            raise ConflictError("推流没有给出串流密钥", hint="串流密钥填直播间的编号或名称")
        with contextlib.suppress(NotFoundError):
            return self._rooms.get_room(name)
        for room in self._rooms.list_rooms():
            if room["name"] == name:
                return room
        if _ROOM_ID.fullmatch(name):
            # The id of a room that was taken away is not given again.
            with contextlib.suppress(ConflictError):
                return self._rooms.create_room(room=name, name=name)
        return self._rooms.create_room(name=name)


def _write(pipe: int, data: bytes) -> None:
    """All of `data`. Raises OSError once the room no longer listens."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(pipe, view) :]
        except BlockingIOError:
            room_in = select.poll()
            room_in.register(pipe, select.POLLOUT)
            if not room_in.poll(_SILENCE_S * 1000):
                raise TimeoutError("nobody reads the pushed sound") from None
