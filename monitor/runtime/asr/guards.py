"""Guards against ghosts: words that a recogniser prints where nobody spoke, or says in a loop.

All are plain functions over a hypothesis' numbers. The thresholds come from
`benchmarks/asr_ghosts.py`, which plays noise, hum, music and babble: of pauses and finals in
speech 99 of 100 came out at a mean log probability above -0.8 (in strong noise above -1.05), of
babble half below -2.0; in the middle of speech the model is less sure, and babble comes nearer.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from monitor.runtime.asr.port import Hypothesis

_LOOP_MIN_CHARS = 12
_LOOP_UNIT_MAX = 12
_ECHO_RUN = 6
_ECHO_START = 5
_STUTTER = re.compile(r"(.)\1{6}|(.{2,12}?)\2{3}|(.{5,12}?)\3{2}")
"""Seven times one character, four times the same two to twelve, three times the same five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLimits:
    """When a hypothesis is not believed.

    `min_speech_ratio`: share of VAD frames that were speech. `no_speech` with `unsure_logprob`: the
    model itself doubts that there is speech, and is not sure of the words. `stutter_logprob`: below
    it the same words over and over are not believed; hosts who really said 不要犹豫不要犹豫 or
    冲冲冲冲冲 came out above -0.5, crowds at -0.6 to -0.9. `min_logprob`: mean log
    probability of a token below which no text is believed; `min_provisional_logprob`: nor a text in
    the middle of speech, of which the next one hears more. `max_compression`: zlib ratio of text
    that repeats itself. `max_chars_per_s`: faster than anyone speaks.
    """

    min_speech_ratio: float = 0.15
    no_speech: float = 0.8
    unsure_logprob: float = -0.8
    stutter_logprob: float = -0.55
    min_logprob: float = -1.1
    min_provisional_logprob: float = -0.95
    max_compression: float = 2.4
    max_chars_per_s: float = 14.0

    @classmethod
    def none(cls) -> GuardLimits:
        """Limits that everything but a loop passes, for measuring what the guards do."""
        return cls(
            min_speech_ratio=0.0,
            no_speech=1.0,
            stutter_logprob=float("-inf"),
            min_logprob=float("-inf"),
            min_provisional_logprob=float("-inf"),
            max_compression=float("inf"),
            max_chars_per_s=float("inf"),
        )


def compression_ratio(text: str) -> float:
    """Bytes of the text per byte of its zlib form; text that repeats itself is above 2.4."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 1.0


def is_loop(text: str) -> bool:
    """True when most of the text is one unit of up to 12 characters said over and over.

    A host's own repetition (买它买它买它, 来来来来) is short of the limit: five times and twelve
    characters, and three quarters of the text.
    """
    bare = "".join(ch for ch in text if ch.isalnum())
    size = len(bare)
    if size < _LOOP_MIN_CHARS:
        return False
    for unit in range(1, min(_LOOP_UNIT_MAX, size // 5) + 1):
        run = longest = 0
        for at in range(unit, size):
            run = run + 1 if bare[at] == bare[at - unit] else 0
            longest = max(longest, run)
        covered = longest + unit
        if covered >= 5 * unit and covered >= _LOOP_MIN_CHARS and covered >= 0.75 * size:
            return True
    return False


def ghost_reason(
    hypothesis: Hypothesis,
    *,
    style: str = "",
    speech_ratio: float | None = None,
    provisional: bool = False,
    limits: GuardLimits | None = None,
) -> str | None:
    """The guard that this text does not pass, or None when it may be believed.

    `style` is the fixed prompt that sets the model's manner: text that repeats it was not said.
    Names and terms given as hotwords are another matter, for a host does say them.
    """
    bound = limits if limits is not None else GuardLimits()
    bare = _bare(hypothesis.text)
    if not bare:
        return None
    if hypothesis.looped or is_loop(hypothesis.text):
        return "loop"
    if hypothesis.avg_logprob < bound.stutter_logprob and _STUTTER.search(bare):
        return "loop"  # 订阅订阅订阅订阅 out of a crowd; a host who says it so is heard surely
    if hypothesis.compression_ratio > bound.max_compression and len(bare) > 30:
        return "loop"
    if speech_ratio is not None and speech_ratio < bound.min_speech_ratio:
        return "no-speech"
    least = bound.min_provisional_logprob if provisional else bound.min_logprob
    if hypothesis.avg_logprob < least:
        return "low-probability"
    if (
        hypothesis.no_speech_prob > bound.no_speech
        and hypothesis.avg_logprob < bound.unsure_logprob
    ):
        return "no-speech"
    if len(bare) > 4 + bound.max_chars_per_s * hypothesis.duration_s:
        return "too-fast"
    if _echoes(bare, _bare(style)):
        return "prompt-echo"
    return None


def _echoes(text: str, style: str) -> bool:
    """True when the text is a part of the style, begins so, or holds six of its characters."""
    if len(text) >= 4 and text in style:
        return True
    if len(style) >= _ECHO_START and text.startswith(style[:_ECHO_START]):
        return True
    runs = range(len(style) - _ECHO_RUN + 1)
    return any(style[at : at + _ECHO_RUN] in text for at in runs)


def _bare(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum())
