"""当场更正: 说错了, 口误 — the host takes back what was just said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.core.text.normalise import NormalizedText, normalise

_CUES = re.compile(
    "(?:我|刚才|刚刚|前面|不好意思|抱歉|对不起)*(?:说|讲|念|报)错(?!过)了?|口误|嘴瓢|嘴快了|更正一下|纠正一下|收回(?:刚才|刚刚|前面|这句)|"
    "(?:刚才|刚刚|前面)(?:那句|说的|讲的|报的)?[^，。？]{0,6}(?:不对|不准确|不作数|不算|有误|错了|不严谨)|啊?不对不对|应该是说"
)
_TELLING = re.compile("[错误瓢快正回对准作算严应]")
"""One of these stands in every cue, so that most speech is spared the search."""
_DENIED = re.compile("没(?:有)?[说讲念报]错|不是口误|不会[说讲]错|有没有[说讲]错")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A taking back; `start` and `end` are offsets of its cue in the text."""

    start: int
    end: int
    cue: str


def find_correction(text: str) -> Correction | None:
    """The first words in `text` that take back something said before them, or None.

    What was said earlier in the same text, and in the utterance just before when nothing stands
    before the cue, is what they take back.
    """
    return correction_in(normalise(text))


def correction_in(normal: NormalizedText) -> Correction | None:
    """The same for a text that is already normalised."""
    if _TELLING.search(normal.skeleton) is None:
        return None
    found = _CUES.search(normal.skeleton)
    if found is None or _DENIED.search(normal.skeleton):
        return None
    start, end = normal.span(found.start(), found.end())
    return Correction(start=start, end=end, cue=found.group())
