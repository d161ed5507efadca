"""How many recorded evasions are read as meant, with the lexicon and with it emptied.

    python -m benchmarks.matching_evasions PAIRS.tsv

PAIRS.tsv: what was said, what was meant, how often (tab-separated; # starts a comment). Each pair
is spoken in three carrier sentences and counts when two of them come out right. Extra readings are
counted over tests/corpus, ordinary compliant speech. Emptied means: no evasive form is known, only
the standard words that the lexicon's forms stand for.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.matching_throughput import default_pack, speech
from monitor.core.matching import MatchContext, Matcher
from monitor.core.rules.types import Lexicon, LexiconEntry
from monitor.core.text.normalise import fold
from monitor.model import Source

CARRIERS = ("我跟大家说{}这个事情", "那么{}呢,大家都知道", "有{}的姐妹听好了")
CONTEXT = MatchContext(category="health-food", source=Source.AUDIO)


def pairs(path: Path) -> list[tuple[str, str, int]]:
    """(said, meant, count) of each line that has them."""
    out: list[tuple[str, str, int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if not line.startswith("#") and len(parts) >= 3 and parts[2].isdigit():
            out.append((parts[0], parts[1], int(parts[2])))
    return out


def emptied(lexicon: Lexicon) -> Lexicon:
    """The lexicon with its meanings but without any evasive form."""
    words = dict.fromkeys(entry.means for entry in lexicon.entries)
    entries = tuple(LexiconEntry(said=word, means=word) for word in words)
    return replace(lexicon, entries=entries)


def reads(matcher: Matcher, text: str) -> str:
    """The text with every disguised form replaced by what it stands for."""
    for start, end, meaning in reversed(matcher.resolve(text, CONTEXT)):
        text = text[:start] + meaning + text[end:]
    return fold(text)


def score(matcher: Matcher, said: list[tuple[str, str, int]]) -> tuple[float, float]:
    """(share of pairs, share weighted by how often they were heard)."""
    right = heard = total = 0
    for form, meant, count in said:
        good = sum(fold(meant) in reads(matcher, carrier.format(form)) for carrier in CARRIERS)
        total += count
        if good >= 2:
            right += 1
            heard += count
    return right / len(said), heard / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    said = pairs(parser.parse_args().pairs)
    pack = default_pack()
    lines = speech()
    size = sum(map(len, lines))
    print("| lexicon | pairs read | weighted by count | extra per 10,000 characters |")
    print("|---|---|---|---|")
    for name, lexicon in (("full", pack.lexicon), ("emptied", emptied(pack.lexicon))):
        matcher = Matcher(replace(pack, lexicon=lexicon))
        share, weighted = score(matcher, said)
        extra = sum(len(matcher.resolve(line, CONTEXT)) for line in lines)
        print(f"| {name} | {share:.1%} | {weighted:.1%} | {extra / size * 10_000:.1f} |")


if __name__ == "__main__":
    main()
