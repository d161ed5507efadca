"""What people teach the program while it runs: one line more in the site's lexicon."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Final

from monitor.core.rules.types import LexiconEntry, RulePack
from monitor.errors import RuleError
from monitor.runtime.packs import LEARNED_FILE, load_overrides

_LEARNED_HEAD: Final = "# 本站学到的说法：said（主播怎么说）代替 means（实际的意思）。可以手改。\n"


def learn(folder: Path, entry: LexiconEntry, *, on: date, pack: RulePack) -> Path:
    """Add an evasive form to the site's lexicon, and give the file it went into.

    Raises:
        RuleError: the same pair is known already, or the file cannot be written.
        RulePackError: the site's files have faults; nothing is added to them.
    """
    known = load_overrides(folder, pack).entries + pack.lexicon.entries
    if any((e.said, e.means) == (entry.said, entry.means) for e in known):
        raise RuleError(f"“{entry.said}”代替“{entry.means}”已在词典里", where=str(folder))
    path = folder / LEARNED_FILE
    # A JSON string is a YAML string too, whatever characters people typed.
    pairs = {"said": entry.said, "means": entry.means}
    parts = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in pairs.items()]
    if entry.categories:
        parts.append(f"categories: [{', '.join(entry.categories)}]")
    line = f"- {{{', '.join(parts)}}}  # {on.isoformat()}\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else _LEARNED_HEAD
        joint = "" if before.endswith("\n") else "\n"
        aside = path.with_suffix(".tmp")
        aside.write_text(f"{before}{joint}{line}", "utf-8")
        aside.replace(path)
    except OSError as err:
        raise RuleError(f"本站词典写不了：{err.strerror}", where=str(path)) from err
    return path
