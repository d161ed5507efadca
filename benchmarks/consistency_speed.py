"""How long one utterance takes against many cards, and whether it grows as a session goes on.

    python benchmarks/consistency_speed.py [--cards 200] [--hours 3] [--audio] [--profile]

A session of the given length, one utterance of two seconds after another from
`consistency_cases.yaml` about cards made of its own; the tracker follows the product on air.
Times are of the processor, so that a busy machine does not count.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import re
import statistics
import time
from datetime import date
from pathlib import Path

import yaml

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.onair import OnAirTracker
from monitor.core.consistency.vocabulary import load_vocabulary
from monitor.core.matching.segmenting import is_word
from monitor.model import ProductCard, Source

ROOT = Path(__file__).resolve().parent.parent
SECONDS_AN_UTTERANCE = 2
_ON = date(2026, 11, 1)


def session(cards: int, hours: float) -> tuple[list[ProductCard], list[str]]:
    """The room's cards, and its utterances: every two minutes another link goes on air."""
    kinds = yaml.safe_load((ROOT / "benchmarks/consistency_cases.yaml").read_text("utf-8"))
    random.seed(7)
    made = []
    for number in range(cards):
        kind = kinds[number % len(kinds)]["card"]
        series = f"{number // len(kinds)}" if number >= len(kinds) else ""
        name = f"{kind['name']}{series}"
        made.append(kind | {"id": f"card-{number}", "link": number + 1, "name": name})
    spoken = []
    total = int(hours * 3600 / SECONDS_AN_UTTERANCE)
    on_air = 0
    for index in range(total):
        if index % 60 == 0:
            on_air = random.randrange(cards)
            spoken.append(f"我们来看{on_air + 1}号链接。")
        else:
            spoken.append(random.choice(kinds[on_air % len(kinds)]["says"])[2])
    # The last quarter says what the first one said, so that only the session's length parts them.
    quarter = len(spoken) // 4
    return parse_cards(made), [*spoken[:-quarter], *spoken[:quarter]]


def run(cards: int, hours: float, *, audio: bool) -> None:
    folder = ROOT / "rules" / "consistency"
    vocabulary = load_vocabulary({p.name: p.read_bytes() for p in folder.glob("*.yaml")})
    source = Source.AUDIO if audio else Source.TEXT
    room, spoken = session(cards, hours)
    if audio:
        spoken = [re.sub("[，。、？]", "", text) for text in spoken]
    began = time.thread_time()
    checker = ConsistencyChecker(room, vocabulary)
    tracker = OnAirTracker(room, checker.names)
    checker.check("今天到手价九十九块，百分之百纯羊毛，七天无理由", source, on_air=None)
    is_word("商品")
    ready = time.thread_time() - began
    times: list[float] = []
    claims = 0
    for text in spoken:
        began = time.thread_time()
        claims += len(checker.check(text, source, on_air=tracker.current, on=_ON))
        tracker.update(text, source)
        times.append(1000 * (time.thread_time() - began))
    quarter = len(times) // 4
    first, last = times[:quarter], times[-quarter:]
    print(
        "| 商品卡 | 语句 | 宣称 | 准备 s | 中位 ms/句 | 95% | 最长 | 平均 ms/宣称 "
        "| 前四分之一 ms/句 | 后四分之一 ms/句 |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {cards} | {len(times)} | {claims} | {ready:.2f} | {statistics.median(times):.2f} "
        f"| {statistics.quantiles(times, n=20)[-1]:.2f} | {max(times):.1f} "
        f"| {sum(times) / max(claims, 1):.2f} | {statistics.mean(first):.2f} "
        f"| {statistics.mean(last):.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=200)
    parser.add_argument("--hours", type=float, default=3)
    parser.add_argument("--audio", action="store_true", help="without punctuation, as recognised")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    options = parser.parse_args()
    if not options.profile:
        run(options.cards, options.hours, audio=options.audio)
        return
    profile = cProfile.Profile()
    profile.runcall(run, options.cards, options.hours, audio=options.audio)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
