"""Rules on disk: the pack that ships with the program, a folder of a user's, a site's overrides."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from monitor.core.consistency.vocabulary import Vocabulary
from monitor.core.consistency.vocabulary import load_vocabulary as read_vocabulary
from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.overrides import Overrides, apply_overrides, read_overrides
from monitor.core.rules.types import RulePack, UserTerm
from monitor.errors import RuleError

DEFAULT_PACK: Final = "cn-livestream"
CONSISTENCY: Final = "consistency"
OVERRIDES_FOLDER: Final = "overrides"
OVERRIDES_FILE: Final = "overrides.yaml"
LEARNED_FILE: Final = "learned.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The rules as one site judges by them: the changed pack, and the site's own words.

    `base` is the pack before the site changed it; its examples are about that one.
    """

    pack: RulePack
    base: RulePack
    user_terms: tuple[UserTerm, ...] = ()


def load_pack(path: Path | None = None) -> RulePack:
    """The pack in a folder, the default pack without one; no overrides.

    Raises:
        RulePackError: the pack has faults; it tells every one.
        RuleError: there is no such folder.
    """
    folder = rules_folder() / DEFAULT_PACK if path is None else path
    return load_pack_files(read_yaml_files(folder), prefix=f"{folder}/")


def load_default_pack(data: Path | None = None) -> SiteRules:
    """The default pack with the overrides that lie in the data folder, if one is given.

    Raises:
        RulePackError: the pack or the overrides have faults.
    """
    return load_site_rules(None, None if data is None else data / OVERRIDES_FOLDER)


def load_site_rules(path: Path | None, overrides: Path | None) -> SiteRules:
    """The pack at `path` (the default one for None) with the files of the folder `overrides`.

    Raises:
        RulePackError: the pack or the overrides have faults.
        RuleError: a folder cannot be read.
    """
    pack = load_pack(path)
    if overrides is None:
        return SiteRules(pack=pack, base=pack)
    changes = load_overrides(overrides, pack)
    changed = apply_overrides(pack, changes)
    return SiteRules(pack=changed, base=pack, user_terms=changes.words)


def load_overrides(folder: Path, pack: RulePack) -> Overrides:
    """The changes in a folder; none when it or its files are not there.

    Raises:
        RulePackError: the files have faults.
    """
    files: dict[str, bytes] = {}
    for name in (OVERRIDES_FILE, LEARNED_FILE):
        found = folder / name
        try:
            files[str(found)] = found.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as err:
            raise RuleError(f"本站规则读不了：{err.strerror}", where=str(found)) from err
    return read_overrides(files, pack)


def load_vocabulary() -> Vocabulary:
    """The words and units by which speech is compared with product cards.

    Raises:
        RuleError: the data that ships with the program is damaged.
    """
    return read_vocabulary(read_yaml_files(rules_folder() / CONSISTENCY))


def rules_folder() -> Path:
    """The folder that holds the packs: inside the installed package, else in the source tree.

    Raises:
        RuleError: neither place holds the default pack.
    """
    packaged = Path(str(resources.files("monitor"))) / "data" / "rules"
    tree = Path(__file__).resolve().parents[2] / "rules"
    for folder in (packaged, tree):
        if (folder / DEFAULT_PACK / "pack.yaml").is_file():
            return folder
    raise RuleError("找不到默认规则包", where=DEFAULT_PACK, hint="重新安装程序，或用路径指定规则包")


def read_yaml_files(folder: Path) -> dict[str, bytes]:
    """The YAML files below a folder: relative path with forward slashes → bytes.

    Raises:
        RuleError: the folder is not there or cannot be read.
    """
    if not folder.is_dir():
        raise RuleError("不是规则包的文件夹", where=str(folder), hint="指定含有 pack.yaml 的文件夹")
    try:
        return {
            found.relative_to(folder).as_posix(): found.read_bytes()
            for found in sorted(folder.rglob("*"))
            if found.suffix in (".yaml", ".yml")
            and found.is_file()
            and not any(part.startswith(".") for part in found.relative_to(folder).parts)
        }
    except OSError as err:
        raise RuleError(f"规则包读不了：{err.strerror}", where=str(folder)) from err


def default_overrides_folder() -> Path:
    """Where a site's rules lie when nobody says otherwise: `overrides` in the data folder."""
    return user_data_path("livestream-monitor", appauthor=False) / OVERRIDES_FOLDER
