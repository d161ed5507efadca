"""RFC 8785 canonical JSON: one value, one sequence of bytes, in every language."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785

from monitor.errors import LedgerError


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value.

    Raises:
        LedgerError: the value is not JSON, or a number cannot be exact (NaN, beyond 2**53).
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise LedgerError(f"证据记录无法规范化：{error}") from error


def parse_canonical(data: bytes) -> dict[str, Any]:
    """The JSON object whose canonical bytes are exactly `data`.

    Raises:
        LedgerError: not JSON, not an object, or not in canonical form.
    """
    try:
        value = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise LedgerError("证据记录不是合法的 JSON") from error
    if not isinstance(value, dict):
        raise LedgerError("证据记录不是 JSON 对象")
    if canonical(value) != data:
        raise LedgerError("证据记录不是 RFC 8785 规范形式")
    return value


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
