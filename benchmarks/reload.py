"""How much a reload of the rules delays the judging of an utterance.

    python -m benchmarks.reload

Lines of tests/corpus are judged one after another, as a room on air does, first alone and then
while the default pack is read, built and freed again on another thread: as Python would, and as
the program does (`monitor/runtime/quiet_work.py`). A line's delay is its time beyond its own
median when nothing else runs. Prints a Markdown table, in milliseconds. Run it on an otherwise
idle machine: the first row shows how much the machine itself disturbs.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from benchmarks.matching_throughput import speech
from monitor.model import Utterance
from monitor.runtime.engine import Engine
from monitor.runtime.packs import load_default_pack
from monitor.runtime.quiet_work import quietly, release

LINES = 300
PAUSE_S = 0.002


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    lines = speech()[: parser.parse_args().lines]
    engine = Engine.over(load_default_pack())
    engine.matcher.warm()
    gc.collect()
    gc.freeze()
    rounds = [judged(engine, lines) for _ in range(3)]
    usual = [statistics.median(times) for times in zip(*rounds, strict=True)]
    alone = judged(engine, lines)
    print(f"{len(lines)} lines, median {statistics.median(usual):.1f} ms a line\n")
    print("| while | lines | delay: median | 99 % | most | build, s |")
    print("|---|---:|---:|---:|---:|---:|")
    row("nothing else runs", delays(alone, usual), 0.0)
    for name, turns in (
        ("building, as Python would", contextlib.nullcontext),
        ("building, as the program does", quietly),
    ):
        during, seconds = while_building(engine, lines, usual, turns)
        row(name, during, seconds)


def judged(
    engine: Engine, lines: Sequence[str], until: Callable[[], bool] | None = None
) -> list[float]:
    """Milliseconds for each line, judged in order; stops early once `until` is true."""
    judge = engine.judge()
    times: list[float] = []
    for number, line in enumerate(lines):
        if until is not None and until():
            break
        begun = time.perf_counter()
        judge.feed(Utterance(id=str(number), text=line))
        times.append((time.perf_counter() - begun) * 1000)
        # Rooms wait for sound between utterances: each begins without holding the interpreter.
        time.sleep(PAUSE_S)
    return times


def while_building(
    engine: Engine,
    lines: Sequence[str],
    usual: Sequence[float],
    turns: Callable[[], AbstractContextManager[None]],
) -> tuple[list[float], float]:
    """Each line's delay while a new engine is read and built, and how long that took."""
    took: list[float] = []

    def build() -> None:
        begun = time.perf_counter()
        with turns():
            made = [Engine.over(load_default_pack(), vocabulary=engine.vocabulary)]
            # What comes after a swap: the engine that is no longer in use goes.
            release(made) if turns is quietly else made.clear()
        took.append(time.perf_counter() - begun)

    thread = threading.Thread(target=build)
    thread.start()
    found: list[float] = []
    while thread.is_alive():
        found += delays(judged(engine, lines, lambda: not thread.is_alive()), usual)
    thread.join()
    return found, took[0]


def delays(times: Sequence[float], usual: Sequence[float]) -> list[float]:
    """What each line took beyond its own usual time."""
    return [max(0.0, time - own) for time, own in zip(times, usual, strict=False)]


def row(name: str, found: list[float], seconds: float) -> None:
    """One line of the table."""
    found = sorted(found)
    worst = found[min(len(found) - 1, int(len(found) * 0.99))]
    middle = statistics.median(found)
    print(
        f"| {name} | {len(found)} | {middle:.1f} | {worst:.1f} | {found[-1]:.1f} | {seconds:.1f} |"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
