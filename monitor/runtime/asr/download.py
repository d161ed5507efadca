"""Fetches a named speech model from the model hub, and says plainly when there is no network."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import TranscriptionError
from monitor.runtime.asr.model_files import ModelFiles, read_stamp, sha256_of, write_stamp

_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_WANTED = (*_NEEDED, "preprocessor_config.json", "vocabulary.*")


def is_fetched(name: str, root: Path) -> bool:
    """True when the model's files are all in its folder under `root`."""
    return all((root / name / file).is_file() for file in _NEEDED)


def fetch_model(name: str, repository: str, root: Path, *, download: bool = True) -> ModelFiles:
    """The model's files under `root/name`, downloaded when they are not there.

    The hub checks each file's size and hash on the way; the hash of the weights is then noted, so
    that a later change on disk shows. Raises TranscriptionError without a network.
    """
    folder = root / name
    if not is_fetched(name, root):
        if not download:
            raise TranscriptionError(
                f"语音模型 {name} 还没有下载", hint=f"运行 monitor models fetch {name}"
            )
        _download(name, repository, folder)
    known = read_stamp(folder)
    if "model.bin" not in known:
        known = {"model.bin": sha256_of(folder / "model.bin")}
        write_stamp(folder, known)
    return ModelFiles(name=name, path=folder, identity=known["model.bin"][:16], verified=True)


def _download(name: str, repository: str, folder: Path) -> None:
    import httpx
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    try:
        snapshot_download(
            repository, local_dir=folder, allow_patterns=list(_WANTED), etag_timeout=8
        )
    except (OSError, ValueError, HfHubHTTPError, httpx.HTTPError) as error:
        raise TranscriptionError(
            f"下载不了语音模型 {name}：连不上模型仓库 {repository}",
            hint="联网后重试；可用环境变量 HF_ENDPOINT 指定镜像；"
            "或在别处下载后把文件夹路径交给 --model；不联网时请用自带的 base",
        ) from error
    if not all((folder / file).is_file() for file in _NEEDED):
        raise TranscriptionError(
            f"语音模型 {name} 下载不完整",
            where=str(folder),
            hint=f"再次运行 monitor models fetch {name}",
        )
