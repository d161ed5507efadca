"""The user's own words: one a line, `term`, then optionally tab, severity, tab, category."""

from __future__ import annotations

from pathlib import Path

from monitor.core.rules.types import UserTerm
from monitor.errors import TextInputError
from monitor.model import Severity
from monitor.runtime.checking.documents import decode_text


def read_words(path: Path) -> tuple[UserTerm, ...]:
    """The words in a file; blank lines and lines starting with # are passed over.

    Raises TextInputError that names every bad line at once.
    """
    if not path.is_file():
        raise TextInputError(
            "词表文件不存在", where=str(path), hint="每行一个词；可加制表符、级别、制表符、类别"
        )
    return parse_words(str(path), decode_text(str(path), path.read_bytes()))


def parse_words(name: str, text: str) -> tuple[UserTerm, ...]:
    """The words in `text`. Raises TextInputError."""
    terms: dict[str, UserTerm] = {}
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        term, *rest = (part.strip() for part in line.split("\t"))
        severity = rest[0] if rest and rest[0] else Severity.MEDIUM.value
        category = rest[1] if len(rest) > 1 and rest[1] else "custom"
        if not term:
            problems.append(f"{name}:{number}：制表符前没有词")
        elif severity not in set(Severity):
            allowed = "、".join(Severity)
            problems.append(f"{name}:{number}：级别“{severity}”不认识，可用 {allowed}")
        elif len(rest) > 2:
            problems.append(f"{name}:{number}：一行最多三栏（词、级别、类别）")
        else:
            terms.setdefault(
                term, UserTerm(term=term, severity=Severity(severity), category=category)
            )
    if problems:
        raise TextInputError(
            "词表有错：\n" + "\n".join(problems[:50]), where=name, hint="改正这些行后再试"
        )
    return tuple(terms.values())
