"""The digest of a pack: SHA-256 over the RFC 8785 form of what judges, wherever it was read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import rfc8785

from monitor.core.rules.types import Location


def digest(content: Mapping[str, Any]) -> str:
    """64 hexadecimal digits; comments, order of keys and file names do not change them."""
    return hashlib.sha256(rfc8785.dumps(plain(content))).hexdigest()


def plain(value: Any) -> Any:
    """Frozen types as JSON values; places in files, None and empty parts are left out."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {k: plain(v) for k, v in pairs if not _left_out(v)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, Sequence):
        return [plain(v) for v in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _left_out(value: Any) -> bool:
    return value is None or isinstance(value, Location) or value in ("", (), {})
