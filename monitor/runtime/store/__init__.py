"""What survives a restart: rooms, sessions, alerts, the event log, tamper-evident evidence."""

from monitor.runtime.store.evidence_files import EvidenceFiles, ObjectRef
from monitor.runtime.store.records import (
    AlertPage,
    Event,
    Head,
    Hold,
    RaisedAlert,
    Room,
    SessionRecord,
    utterance_dict,
)
from monitor.runtime.store.store import Store

__all__ = [
    "AlertPage",
    "Event",
    "EvidenceFiles",
    "Head",
    "Hold",
    "ObjectRef",
    "RaisedAlert",
    "Room",
    "SessionRecord",
    "Store",
    "utterance_dict",
]
