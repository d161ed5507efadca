"""A speech model's files on the disk, and the note of which of them were checked."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_STAMP = "verified.json"

_Stamps = dict[str, tuple[int, int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A model ready to be loaded: its name, its folder, and a fingerprint of its weights.

    `identity` is the first 16 hex digits of model.bin's SHA-256 where it was checked, otherwise
    derived from the folder's path, size and time; calibration is cached under it.
    """

    name: str
    path: Path
    identity: str
    verified: bool


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_stamp(folder: Path, hashes: Mapping[str, str]) -> None:
    """Note that each file had its hash when it had this size and this modification time."""
    stamps: _Stamps = {}
    for name, sha256 in hashes.items():
        status = (folder / name).stat()
        stamps[name] = (status.st_size, status.st_mtime_ns, sha256)
    part = folder / f"{_STAMP}.part"
    with part.open("w", encoding="utf-8") as out:
        json.dump(stamps, out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(folder / _STAMP)


def read_stamp(folder: Path) -> dict[str, str]:
    """Hashes of the files that are unchanged since they were checked; empty without a stamp."""
    try:
        stamps = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        unchanged: dict[str, str] = {}
        for name, (size, mtime_ns, sha256) in stamps.items():
            status = (folder / name).stat()
            if (status.st_size, status.st_mtime_ns) == (size, mtime_ns):
                unchanged[name] = sha256
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return unchanged
