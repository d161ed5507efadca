"""Precision, recall and abstention of the consistency checker per claim type.

    python benchmarks/consistency.py [--audio] [--misses]

Runs `consistency_cases.yaml`; `--audio` drops the punctuation as a recogniser does.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import yaml

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.core.consistency.vocabulary import load_vocabulary
from monitor.model import Severity, Source

ROOT = Path(__file__).resolve().parent.parent
VERDICTS = {"c": "不符", "m": "相符", "u": "卡上没有", "n": "不是宣称"}


def run(*, audio: bool, misses: bool) -> dict[str, Counter[str]]:
    folder = ROOT / "rules" / "consistency"
    vocabulary = load_vocabulary({p.name: p.read_bytes() for p in folder.glob("*.yaml")})
    cases = yaml.safe_load((ROOT / "benchmarks/consistency_cases.yaml").read_text("utf-8"))
    source = Source.AUDIO if audio else Source.TEXT
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for kind in cases:
        checker = ConsistencyChecker(parse_cards([kind["card"]]), vocabulary)
        for expected, category, text in kind["says"]:
            spoken = re.sub("[，。、？]", "", text) if audio else text
            found = checker.check(spoken, source, on=date(2026, 11, 1))
            wrong = [
                c
                for c in found
                if c.verdict is Verdict.CONTRADICTION and c.severity.at_least(Severity.MEDIUM)
            ]
            mine = [c for c in found if c.category == f"mismatch-{category}"]
            row = table[category]
            row["statements"] += 1
            row[expected] += 1
            if expected == "c":
                good = any(c.category == f"mismatch-{category}" for c in wrong)
                row["found"] += good
            else:
                good = not wrong
                row["false"] += not good
                if expected == "m":
                    agreed = any(c.verdict is Verdict.MATCH for c in mine)
                    row["agreed"] += agreed
                    good = good and (agreed or not misses)
                else:
                    row["abstained"] += good
            if misses and not good:
                seen = [(c.verdict.value, c.category, c.quote) for c in found]
                print(f"{kind['kind']} {VERDICTS[expected]} {category}: {spoken}  {seen}")
    return table


def show(table: dict[str, Counter[str]]) -> None:
    print(
        "| 宣称 | 条数 | 不符（认出/应认） | 误报 | 精确率 | 召回率 | 相符被证实 | 该放过的放过 |"
    )
    print("|---|---|---|---|---|---|---|---|")
    total: Counter[str] = Counter()
    for category in sorted(table):
        total.update(table[category])
        print(_line(category, table[category]))
    print(_line("合计", total))


def _line(name: str, row: Counter[str]) -> str:
    def rate(part: int, whole: int) -> str:
        return f"{100 * part / whole:.0f}%" if whole else "–"

    silent = row["u"] + row["n"]
    return (
        f"| {name} | {row['statements']} | {row['found']}/{row['c']} | {row['false']} "
        f"| {rate(row['found'], row['found'] + row['false'])} | {rate(row['found'], row['c'])} "
        f"| {rate(row['agreed'], row['m'])} | {rate(row['abstained'], silent)} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audio", action="store_true", help="without punctuation, as recognised")
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    show(run(audio=options.audio, misses=options.misses))


if __name__ == "__main__":
    main()
