"""Clips and transcripts, named by their SHA-256, on disk before the record that names them.

A file is written beside its place, synced, renamed, and its folder synced, so a name that exists
always has its whole content.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from monitor.errors import LedgerError, NotFoundError

_SHA256 = re.compile(r"[0-9a-f]{64}")
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".flac": "audio/flac",
        ".wav": "audio/wav",
        ".json": "application/json",
        ".srt": "application/x-subrip",
        ".md": "text/markdown",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRef:
    """A stored file: its SHA-256 (hex), length in bytes, media type and place."""

    sha256: str
    size: int
    media_type: str
    path: Path

    def as_dict(self, role: str) -> dict[str, Any]:
        """How an evidence record names the file."""
        return {
            "role": role,
            "sha256": self.sha256,
            "bytes": self.size,
            "media_type": self.media_type,
        }


class EvidenceFiles:
    """The `clips/` and `evidence/objects/` folders of a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir
        self._clips = data_dir / "clips"
        self._objects = data_dir / "evidence" / "objects"

    def put_clip(self, sound: bytes, suffix: str = ".flac") -> ObjectRef:
        """Store an encoded clip (FLAC or WAV bytes); the same bytes are stored once.

        Raises:
            LedgerError: the disk refuses.
        """
        return _put(self._clips, sound, suffix)

    def put_object(self, content: bytes, suffix: str = ".json") -> ObjectRef:
        """Store a transcript or snapshot.

        Raises:
            LedgerError: the disk refuses.
        """
        return _put(self._objects, content, suffix)

    def find(self, sha256: str) -> ObjectRef:
        """The stored file of that hash; its content is not checked here (see `verify`).

        Raises:
            NotFoundError: there is none.
        """
        if _SHA256.fullmatch(sha256):
            for folder in (self._clips, self._objects):
                for path in (folder / sha256[:2]).glob(sha256 + ".*"):
                    return _ref(path)
        raise NotFoundError("证据文件不存在或已按保留期清除", where=sha256)

    def erase(self, sha256: str) -> int:
        """Delete the file of that hash; gives the bytes freed (0 when it was gone)."""
        try:
            ref = self.find(sha256)
            ref.path.unlink()
        except (NotFoundError, FileNotFoundError):
            return 0
        except OSError as error:
            raise LedgerError(
                f"证据文件无法删除：{error.strerror}", where=str(self.root)
            ) from error
        return ref.size

    def all(self) -> Iterator[ObjectRef]:
        """Every stored file, in no order; unfinished ones (`.part`) are not among them."""
        for folder in (self._clips, self._objects):
            for path in folder.glob("*/*"):
                if _SHA256.fullmatch(path.stem) and path.suffix != ".part":
                    yield _ref(path)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's content, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write the whole file or nothing: temporary name, sync, rename, sync of the folder.

    Raises:
        LedgerError: the disk refuses.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise LedgerError(
            f"证据文件写不进去：{error.strerror}",
            where=str(path.parent),
            hint="检查磁盘空间和目录权限；未写成的证据不会产生告警记录",
        ) from error


def _put(folder: Path, content: bytes, suffix: str) -> ObjectRef:
    digest = hashlib.sha256(content).hexdigest()
    path = folder / digest[:2] / (digest + suffix)
    # A file of the right name and length may still have been damaged; then it is written again.
    if not path.exists() or hash_file(path) != digest:
        write_durably(path, content)
    return _ref(path)


def _ref(path: Path) -> ObjectRef:
    return ObjectRef(
        sha256=path.stem,
        size=path.stat().st_size,
        media_type=MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        path=path,
    )


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder for syncing; the rename is durable there by journalling.
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
