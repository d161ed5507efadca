"""A CTranslate2 model file with some rows of one of its matrices left out.

The format (CTranslate2's `model_spec.py`, binary version 6): a version, the specification's name
and revision, the number of variables; each variable with its name, shape, type and bytes; then
aliases, which are names of variables. Numbers are little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

BINARY_VERSION = 6
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")


class UnknownWeightsError(ValueError):
    """The file is not in the format that this module knows."""


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self._data = data
        self.at = 0

    def take(self, size: int) -> memoryview:
        if self.at + size > len(self._data):
            raise UnknownWeightsError("the file ends too early")
        self.at += size
        return self._data[self.at - size : self.at]

    def u8(self) -> int:
        return self.take(1)[0]

    def u32(self) -> int:
        return int(_U32.unpack(self.take(4))[0])

    def text(self) -> str:
        size = _U16.unpack(self.take(2))[0]
        try:
            return bytes(self.take(size)[:-1]).decode()
        except UnicodeDecodeError:
            raise UnknownWeightsError("a name is no text") from None


def rows_kept(model: bytes, name: str, rows: Sequence[int], *, least: float = 0.0) -> bytes | None:
    """`model` with only `rows` of the variable `name`, in that order.

    None when the variable is less than the share `least` of the file. Raises UnknownWeightsError
    when the file is in another format, or has no such variable, or not so many rows.
    """
    data = memoryview(model)
    reader = _Reader(data)
    if reader.u32() != BINARY_VERSION:
        raise UnknownWeightsError("another binary version")
    reader.text()
    reader.u32()
    for _ in range(reader.u32()):
        found = reader.text()
        shape_at = reader.at
        shape = [reader.u32() for _ in range(reader.u8())]
        kind = reader.u8()
        body = reader.take(reader.u32())
        if found != name:
            continue
        if not shape or not shape[0] or max(rows) >= shape[0] or len(body) % shape[0]:
            raise UnknownWeightsError(f"{name} has another shape")
        if len(body) < least * len(data):
            return None
        table = np.frombuffer(body, np.uint8).reshape(shape[0], -1)
        chosen = table[np.asarray(rows)].tobytes()
        head = bytes((len(shape),)) + b"".join(_U32.pack(size) for size in (len(rows), *shape[1:]))
        return b"".join(
            (
                data[:shape_at],
                head,
                bytes((kind,)),
                _U32.pack(len(chosen)),
                chosen,
                data[reader.at :],
            )
        )
    raise UnknownWeightsError(f"there is no {name}")
