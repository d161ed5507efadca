"""How fast text is judged, beside plain multi-pattern search by other libraries.

    uv run --with ahocorasick_rs --with flashtext python -m benchmarks.matching_throughput

Prints a Markdown table. Each figure is the best of several rounds on one core over the lines of
tests/corpus (ordinary compliant speech), in seconds of processor time; a library that is not
installed is left out. The others find exact words only; the monitor also normalises, reads
disguises, runs phrases and context.
"""

from __future__ import annotations

import argparse
import importlib
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ahocorasick
import jieba

from monitor.core.matching import MatchContext, Matcher
from monitor.core.matching.segmenting import warm
from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.types import Lexicon, RulePack, UserTerm
from monitor.model import PackRef

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
Search = Callable[[str], object]


def speech() -> list[str]:
    """The corpus lines without their category column."""
    lines: list[str] = []
    for path in sorted((ROOT / "tests" / "corpus").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                lines.append(line.rpartition("\t")[2].strip())
    return lines


def terms(count: int) -> list[str]:
    """Words of three to six characters of jieba's dictionary, drawn with a fixed seed."""
    known = jieba.Tokenizer()
    known.initialize()
    words = sorted(word for word, seen in known.FREQ.items() if seen and 3 <= len(word) <= 6)
    return random.Random(7).sample(words, count)


def default_pack() -> RulePack:
    """The rules that ship with the program."""
    folder = ROOT / "rules" / "cn-livestream"
    return load_pack_files(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}
    )


def empty_pack() -> RulePack:
    """A pack without rules, so that only the user's own words count."""
    return RulePack(
        ref=PackRef(id="empty", version="0", digest=""),
        rules=(),
        laws={},
        vocab={},
        lexicon=Lexicon(),
    )


def matcher_search(matcher: Matcher) -> Search:
    context = MatchContext(category="food")
    return lambda line: matcher.match(line, context)


def contenders(words: list[str]) -> Iterator[tuple[str, Callable[[], Search]]]:
    """Each contender's name and how to build its search over the words."""

    def plain() -> Search:
        automaton = ahocorasick.Automaton()
        for word in words:
            automaton.add_word(word, word)
        automaton.make_automaton()
        return lambda line: list(automaton.iter(line))

    def rust() -> Search:
        found = importlib.import_module("ahocorasick_rs").AhoCorasick(words)
        return lambda line: found.find_matches_as_strings(line, overlapping=True)

    def flash() -> Search:
        processor = importlib.import_module("flashtext").KeywordProcessor()
        processor.non_word_boundaries = set()
        processor.add_keywords_from_list(words)
        return processor.extract_keywords  # type: ignore[no-any-return]

    def alternation() -> Search:
        pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        return pattern.findall

    def own_words() -> Search:
        return matcher_search(Matcher(empty_pack(), [UserTerm(term=word) for word in words]))

    yield "pyahocorasick, exact words", plain
    yield "ahocorasick_rs, exact words", rust
    yield "flashtext, exact words", flash
    yield "re alternation, exact words", alternation
    yield "monitor, every method", own_words


def measure(search: Search, lines: list[str], rounds: int) -> tuple[float, float]:
    """(characters a second, 99th percentile of one line in ms), the best of the rounds.

    The clock costs a microsecond, so lines are timed one by one only for the percentile.
    """
    size = sum(map(len, lines))
    best, tail = 0.0, 9e9
    for line in lines:
        search(line)
    for _ in range(rounds):
        before = time.process_time()
        for line in lines:
            search(line)
        best = max(best, size / (time.process_time() - before))
        each: list[float] = []
        for line in lines:
            before = time.process_time()
            search(line)
            each.append(time.process_time() - before)
        tail = min(tail, sorted(each)[int(len(each) * 0.99)] * 1000)
    return best, tail


def row(name: str, build: Callable[[], Search], lines: list[str], rounds: int) -> None:
    before = time.process_time()
    try:
        search = build()
    except ImportError:
        return
    built = time.process_time() - before
    speed, tail = measure(search, lines, rounds)
    print(f"| {name} | {built:.2f} s | {speed:,.0f} | {tail:.2f} ms |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    lines = speech()
    words = terms(options.terms)
    warm()
    print(f"{len(lines)} lines, {sum(map(len, lines))} characters, {len(words)} terms\n")
    print("| search | build | characters/s | p99 a line |\n|---|---|---|---|")
    slow = {"re alternation, exact words"}
    for name, build in contenders(words):
        rounds = 1 if name in slow else options.rounds
        row(name, build, lines[:20] if name in slow else lines, rounds)
    row(
        "monitor, default rules",
        lambda: matcher_search(Matcher(default_pack())),
        lines,
        options.rounds,
    )


if __name__ == "__main__":
    main()
