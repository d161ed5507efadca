"""One console's side of the live protocol as a state machine: events in, frames or a close out.

No socket, no clock: the driver calls `hello`, `offer` and `sent`, and does what they return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from monitor.model import Severity

PROTOCOL = 1
HEARTBEAT_S = 15
REPLAY_LIMIT = 2000
"""Events a console may have missed and still get one by one; beyond it a snapshot is shorter."""
DURABLE_LIMIT = 5000
PARTIAL_LIMIT = 32

CLOSE_PROTOCOL = 4400
CLOSE_UNAUTHORISED = 4401
CLOSE_SLOW = 4429


class Offer(Enum):
    """What became of an event that was offered to a console."""

    SEND = "send"
    DROP = "drop"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """End the connection with this code and reason."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """A console's first frame, validated."""

    token: str | None = None
    resume_epoch: str | None = None
    resume_seq: int = 0
    rooms: frozenset[str] = frozenset({"*"})
    min_severity: Severity = Severity.LOW


def parse_hello(frame: object) -> Hello | Close:
    """The hello in a decoded frame, or the close that a wrong one earns."""
    if not isinstance(frame, dict) or frame.get("type") != "hello":
        return Close(code=CLOSE_PROTOCOL, reason="第一帧必须是 hello")
    if frame.get("v") != PROTOCOL:
        return Close(code=CLOSE_PROTOCOL, reason=f"协议版本必须是 {PROTOCOL}")
    token = frame.get("token")
    rooms = frame.get("rooms", ["*"])
    severity = frame.get("min_severity", Severity.LOW.value)
    resume = frame.get("resume")
    if token is not None and not isinstance(token, str):
        return Close(code=CLOSE_PROTOCOL, reason="token 必须是文字")
    if not isinstance(rooms, list) or not all(isinstance(room, str) for room in rooms):
        return Close(code=CLOSE_PROTOCOL, reason="rooms 必须是房间号列表")
    if severity not in set(Severity):
        return Close(code=CLOSE_PROTOCOL, reason=f"min_severity 不认识：{severity}")
    epoch, seq = None, 0
    if resume is not None:
        if not isinstance(resume, dict) or not isinstance(resume.get("seq"), int):
            return Close(code=CLOSE_PROTOCOL, reason="resume 必须有 epoch 和 seq")
        epoch, seq = str(resume.get("epoch")), resume["seq"]
    return Hello(
        token=token,
        resume_epoch=epoch,
        resume_seq=seq,
        rooms=frozenset(rooms or ["*"]),
        min_severity=Severity(severity),
    )


@dataclass(slots=True)
class ConsoleLink:
    """The state of one connected console after its hello."""

    hello: Hello
    seq: int = 0
    dropped: int = 0
    _durable: list[Mapping[str, Any]] = field(default_factory=list)
    _partial: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def can_resume(self, *, epoch: str, head: int) -> bool:
        """True when the console's place is in this log and near enough to replay from."""
        place = self.hello.resume_seq
        same = self.hello.resume_epoch == epoch and 0 <= place <= head
        return same and head - place <= REPLAY_LIMIT

    def sees(self, room: str | None) -> bool:
        """True when the console asked for this room, or for all."""
        return room is None or "*" in self.hello.rooms or room in self.hello.rooms

    def minds(self, alert: Mapping[str, Any]) -> bool:
        """True when the alert is as severe as the console asked for."""
        severity = alert.get("severity")
        return severity is None or Severity(severity).at_least(self.hello.min_severity)

    def wants(self, event: Mapping[str, Any]) -> bool:
        """True when the event is for a room and a severity that the console asked for."""
        if not self.sees(event.get("room")):
            return False
        if str(event["type"]).startswith("alert."):
            return self.minds(event["data"].get("alert", {}))
        return True

    def offer(self, event: Mapping[str, Any]) -> Offer:
        """Take one durable event (it has a `seq`) or one partial utterance (it has none)."""
        if "seq" not in event:
            return self._offer_partial(event)
        if event["seq"] <= self.seq:
            return Offer.DROP
        self.seq = event["seq"]
        if not self.wants(event):
            return Offer.DROP
        if len(self._durable) >= DURABLE_LIMIT:
            return Offer.CLOSE
        self._durable.append(event)
        return Offer.SEND

    def _offer_partial(self, event: Mapping[str, Any]) -> Offer:
        if not self.wants(event):
            return Offer.DROP
        key = f"{event.get('room')}/{event['data'].get('id')}"
        if key not in self._partial and len(self._partial) >= PARTIAL_LIMIT:
            self.dropped += 1
            return Offer.DROP
        # A newer hypothesis of the same utterance makes the older one worthless.
        self._partial[key] = event
        return Offer.SEND

    def frames(self) -> Sequence[dict[str, Any]]:
        """The frames that are due now; the queues are empty afterwards."""
        out: list[dict[str, Any]] = []
        if self._durable:
            out.append({"type": "events", "items": list(self._durable)})
            self._durable.clear()
        out.extend({**event, "type": "utterance"} for event in self._partial.values())
        self._partial.clear()
        if self.dropped:
            out.append({"type": "dropped", "n": self.dropped})
            self.dropped = 0
        return out
