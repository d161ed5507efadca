"""What a second listening heard: its hits, laid on the words of the first hypothesis by sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from monitor.core.matching.hit import Hit, MatchContext
from monitor.core.matching.matcher import Matcher
from monitor.core.text.normalise import normalise
from monitor.core.text.sounds import sound
from monitor.model import Method

NEAR_BY_SOUND = 60.0
"""The first hypothesis must hold something like the words, or the decoder made them up; 0..100."""
CERTAINTY = 0.85


def reheard_hits(
    matcher: Matcher,
    text: str,
    alternatives: Iterable[str],
    context: MatchContext,
    known: Sequence[Hit],
) -> list[Hit]:
    """Hits in the alternatives that `text` itself does not give, with offsets into `text`."""
    found: list[Hit] = []
    taken = {hit.rule.category for hit in known}
    normal = normalise(text)
    heard = sound(normal.skeleton)
    for alternative in alternatives:
        for hit in matcher.match(alternative, context):
            if hit.rule.category in taken:
                continue
            quote = alternative[hit.start : hit.end]
            place = _place(sound(normalise(quote).skeleton), heard)
            if place is None:
                continue
            start, end = normal.span(*place)
            taken.add(hit.rule.category)
            found.append(
                replace(
                    hit,
                    start=start,
                    end=end,
                    method=Method.PHONETIC,
                    confidence=round(hit.confidence * CERTAINTY, 3),
                    note=f"再听一遍为“{quote}”",
                )
            )
    return found


def _place(wanted: str, heard: str) -> tuple[int, int] | None:
    """Where `heard` sounds most like `wanted`; None when nowhere near enough."""
    if not wanted or not heard:
        return None
    aligned = fuzz.partial_ratio_alignment(wanted, heard, score_cutoff=NEAR_BY_SOUND)
    if aligned is None or aligned.dest_end <= aligned.dest_start:
        return None
    return aligned.dest_start, aligned.dest_end
