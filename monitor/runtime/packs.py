"""Rule packs on disk: the default one that ships with the program, and any folder of a user's."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.types import RulePack
from monitor.errors import RuleError

DEFAULT_PACK: Final = "cn-livestream"


def default_pack_path() -> Path:
    """The folder of the default pack: inside the installed package, else in the source tree.

    Raises:
        RuleError: neither place holds it.
    """
    packaged = Path(str(resources.files("monitor"))) / "data" / "rules" / DEFAULT_PACK
    tree = Path(__file__).resolve().parents[2] / "rules" / DEFAULT_PACK
    for folder in (packaged, tree):
        if (folder / "pack.yaml").is_file():
            return folder
    raise RuleError("找不到默认规则包", where=DEFAULT_PACK, hint="重新安装程序，或用路径指定规则包")


def read_pack_files(path: Path) -> dict[str, bytes]:
    """The pack's YAML files: relative path with forward slashes → bytes.

    Raises:
        RuleError: the folder is not there or cannot be read.
    """
    if not path.is_dir():
        raise RuleError("不是规则包的文件夹", where=str(path), hint="指定含有 pack.yaml 的文件夹")
    try:
        return {
            found.relative_to(path).as_posix(): found.read_bytes()
            for found in sorted(path.rglob("*"))
            if found.suffix in (".yaml", ".yml")
            and found.is_file()
            and not any(part.startswith(".") for part in found.relative_to(path).parts)
        }
    except OSError as err:
        raise RuleError(f"规则包读不了：{err.strerror}", where=str(path)) from err


def load_pack(path: Path | None = None) -> RulePack:
    """The pack in a folder, the default pack without one.

    Raises:
        RulePackError: the pack has faults; it tells every one.
        RuleError: there is no such folder.
    """
    folder = default_pack_path() if path is None else path
    return load_pack_files(read_pack_files(folder), prefix=f"{folder}/")
