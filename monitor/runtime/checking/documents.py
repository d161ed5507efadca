"""Scripts as numbered lines: .txt, .md, .docx, .xlsx or bytes from standard input."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import TextInputError

MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """One utterance of a script: its 1-based line, paragraph or row number and its exact text."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script's name and its non-empty lines in order."""

    name: str
    lines: tuple[ScriptLine, ...]


def read_script(path: Path) -> Script:
    """The script in a file. Raises TextInputError with the place and the way out."""
    name = str(path)
    if not path.exists():
        raise TextInputError("文件不存在", where=name, hint="检查路径；用 - 从标准输入读取")
    if path.is_dir():
        raise TextInputError("这是一个文件夹，不是脚本文件", where=name, hint="请给出其中的文件")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TextInputError(
                f"文件有 {size // 2**20} MB，超过 {MAX_BYTES // 2**20} MB 的上限",
                where=name,
                hint="脚本是文字；音视频请用 monitor replay",
            )
        data = path.read_bytes()
    except OSError as error:
        raise TextInputError(f"读不了文件：{error.strerror}", where=name) from error
    return parse_script(name, data, suffix=path.suffix.lower())


def parse_script(name: str, data: bytes, *, suffix: str = ".txt") -> Script:
    """The script in `data`, read as the suffix says. Raises TextInputError."""
    if suffix in (".docx", ".xlsx", ".xlsm"):
        # Imported here: the Office readers take longer to load than a plain script to check.
        from monitor.runtime.checking.office import docx_lines, xlsx_lines

        read = docx_lines if suffix == ".docx" else xlsx_lines
        return _script(name, read(name, data))
    if suffix in (".doc", ".xls"):
        raise TextInputError(
            f"不支持旧的 {suffix} 格式", where=name, hint=f"请另存为 {suffix}x 或 .txt"
        )
    return _script(name, enumerate(decode_text(name, data).splitlines(), start=1))


def decode_text(name: str, data: bytes) -> str:
    """Text from UTF-8 (with or without a mark), UTF-16 with a mark, or GB 18030.

    Raises TextInputError when the bytes are none of these, or plainly not text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise TextInputError(
            "这不是文本文件（含有二进制内容）",
            where=name,
            hint="脚本用 .txt、.md、.docx、.xlsx；音视频请用 monitor replay",
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TextInputError("认不出文字编码", where=name, hint="请另存为 UTF-8 编码")


def _script(name: str, numbered: Iterable[tuple[int, str]]) -> Script:
    lines = tuple(ScriptLine(number=number, text=text) for number, text in numbered if text.strip())
    return Script(name=name, lines=lines)
