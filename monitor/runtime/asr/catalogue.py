"""What speech models can be named, and which of them are on this machine."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from monitor.runtime.asr.download import is_fetched
from monitor.runtime.asr.model_files import read_stamp
from monitor.runtime.asr.models import (
    DEFAULT_MODEL,
    PACKAGED_FILES,
    REPOSITORIES,
    packaged_ready,
)

_SIZES_MB: Mapping[str, int] = MappingProxyType(
    {
        "base": 148,
        "tiny": 78,
        "small": 486,
        "medium": 1530,
        "large-v1": 3090,
        "large-v2": 3090,
        "large-v3": 3090,
        "large-v3-turbo": 1620,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """One model that can be named. `size_mb` on disk; `path` is where it lies or would lie.

    `verified`: its hash was checked and the files have not changed since.
    """

    name: str
    origin: str
    packaged: bool
    size_mb: int
    path: Path
    present: bool
    verified: bool


def catalogue(root: Path) -> list[ModelEntry]:
    """All models that can be named, the packaged default first; reads the disk, no network."""
    entries = [_packaged_entry(root)]
    for name, repository in REPOSITORIES.items():
        present = is_fetched(name, root)
        entries.append(
            ModelEntry(
                name=name,
                origin=repository,
                packaged=False,
                size_mb=_SIZES_MB[name],
                path=root / name,
                present=present,
                verified=present and "model.bin" in read_stamp(root / name),
            )
        )
    return entries


def _packaged_entry(root: Path) -> ModelEntry:
    modules = sorted({module for item in PACKAGED_FILES for module, _ in item.parts})
    ready = packaged_ready(root)
    installed = all(importlib.util.find_spec(module) is not None for module in modules)
    return ModelEntry(
        name=DEFAULT_MODEL,
        origin=" + ".join(module.replace("_", "-") for module in modules),
        packaged=True,
        size_mb=_SIZES_MB[DEFAULT_MODEL],
        path=root / DEFAULT_MODEL,
        present=ready or installed,
        verified=ready,
    )
