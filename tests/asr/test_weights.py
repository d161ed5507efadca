"""Rows of a matrix in a CTranslate2 model file, and files that are no such thing."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from monitor.runtime.asr.weights import UnknownWeightsError, rows_kept

TABLE = np.arange(12, dtype=np.float16).reshape(4, 3)
BIAS = np.array([7, 8], np.float32)


def text(said: str) -> bytes:
    return struct.pack("<H", len(said) + 1) + said.encode() + b"\0"


def variable(name: str, kind: int, values: np.ndarray) -> bytes:
    shape = b"".join(struct.pack("<I", size) for size in values.shape)
    raw = values.tobytes()
    return text(name) + bytes((values.ndim,)) + shape + bytes((kind,)) + size_of(raw) + raw


def size_of(raw: bytes) -> bytes:
    return struct.pack("<I", len(raw))


def model(table: np.ndarray, version: int = 6) -> bytes:
    return b"".join(
        (
            struct.pack("<I", version),
            text("WhisperSpec"),
            struct.pack("<II", 3, 3),
            variable("encoder/bias", 0, BIAS),
            variable("words", 4, table),
            variable("decoder/bias", 0, BIAS),
            struct.pack("<I", 1) + text("projection") + text("words"),
        )
    )


def test_the_rows_come_in_the_order_asked_for_and_all_else_stays() -> None:
    assert rows_kept(model(TABLE), "words", [3, 0, 1]) == model(TABLE[[3, 0, 1]])


def test_all_rows_give_the_same_file() -> None:
    assert rows_kept(model(TABLE), "words", range(4)) == model(TABLE)


def test_a_matrix_too_small_to_matter_is_left() -> None:
    whole = model(TABLE)
    share = TABLE.nbytes / len(whole)
    assert rows_kept(whole, "words", [0], least=share * 1.01) is None
    assert rows_kept(whole, "words", [0], least=share * 0.99) is not None


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not a model at all",
        model(TABLE, version=7),
        model(TABLE)[:40],
        model(TABLE).replace(b"words\0", b"werds\0", 1),
        model(TABLE[:2]),
        model(TABLE).replace(b"encoder/", b"\xff\xfe\xff\xfe\xff\xfe\xff/"),
    ],
    ids=["empty", "text", "version", "cut off", "no such name", "too few rows", "name no text"],
)
def test_another_file_is_refused(file: bytes) -> None:
    with pytest.raises(UnknownWeightsError):
        rows_kept(file, "words", [0, 3])
