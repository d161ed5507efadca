"""An excerpt of sound as a FLAC file: lossless, seekable, named by what it holds."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from monitor.errors import AudioError
from monitor.runtime.audio.recent import to_int16
from monitor.runtime.audio.source import SAMPLE_RATE, Pcm


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A written excerpt; `sha256` is the digest of the file's bytes, in hex."""

    path: Path
    sha256: str
    duration_ms: int
    size: int


def write_clip(pcm: Pcm | npt.NDArray[np.int16], path: Path) -> Clip:
    """Write mono 16 kHz PCM (float32 or int16) to `path` as 16-bit FLAC and return its digest.

    The file is on the disk (fsync) under its name when this returns, or not there at all. Raises
    `AudioError` when nothing is given or the disk refuses.
    """
    return _write(pcm, path.parent, lambda _digest: path)


def write_addressed_clip(pcm: Pcm | npt.NDArray[np.int16], folder: Path) -> Clip:
    """As `write_clip`, but named by its content: `folder/ab/abcd….flac`."""
    return _write(pcm, folder, lambda digest: folder / digest[:2] / f"{digest}.flac")


def _write(pcm: Pcm | npt.NDArray[np.int16], folder: Path, name: Callable[[str], Path]) -> Clip:
    if not len(pcm):
        raise AudioError("没有可保存的声音", hint="这段时间不在监测范围内")
    if pcm.dtype == np.int16:
        samples = np.asarray(pcm, dtype=np.int16)
    else:
        samples = to_int16(np.asarray(pcm, dtype=np.float32))
    data = flac_bytes(samples)
    digest = hashlib.sha256(data).hexdigest()
    path = name(digest)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_durably(path, data)
    except OSError as error:
        raise AudioError(
            "证据录音写不进磁盘", where=str(folder), hint="请检查剩余空间和写入权限"
        ) from error
    return Clip(
        path=path, sha256=digest, duration_ms=len(samples) * 1000 // SAMPLE_RATE, size=len(data)
    )


def flac_bytes(samples: npt.NDArray[np.int16]) -> bytes:
    """Return mono 16 kHz int16 samples, shape (n,), as the bytes of a 16-bit FLAC file."""
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return buffer.getvalue()


def _write_durably(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, then rename: a reader never sees half a clip."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".clip-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
