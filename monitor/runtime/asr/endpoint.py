"""Where speech begins, pauses, ends and is cut: counters over 32 ms speech probabilities.

Nothing here knows sound or text. A frame's probability goes in; marks come out, each naming frames
counted from the start of the stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.runtime.asr.vad import FRAME_MS


class MarkKind(StrEnum):
    """What the counters noticed."""

    START = "start"
    HEARTBEAT = "heartbeat"
    PAUSE = "pause"
    FINAL = "final"
    CUT = "cut"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something noticed: the utterance so far is frames `begin` (inclusive) to `end` (exclusive).

    A CUT closes the utterance at `end`, and the next one begins there without a START. DISCARD
    closes one too short to be speech. `speech_ratio` is the share of its frames that were speech.
    `new_speech` is false when nothing was spoken since the last mark that asked for a decode.
    """

    kind: MarkKind
    begin: int
    end: int
    speech_ratio: float = 0.0
    new_speech: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPolicy:
    """The segmenter's times in milliseconds and its thresholds in probability.

    `speech`: at or above, a frame is speech. `silence`: below, a pause begins. `pre_roll_ms`: kept
    from before the first speech frame. `pause_ms`: a micro-pause worth a decode, None for none.
    `final_ms`: the pause that ends an utterance. `max_ms`: an utterance is cut here at the latest,
    at the deepest dip of the last `cut_search_ms`. `heartbeat_ms`: time between decodes inside
    speech, None for none; `hasten_ms`: when the words so far are the beginning of a listed phrase.
    `min_speech_ms`: shorter is no speech.
    """

    speech: float = 0.5
    silence: float = 0.35
    pre_roll_ms: int = 250
    pause_ms: int | None = 128
    final_ms: int = 256
    max_ms: int = 8000
    cut_search_ms: int = 2500
    heartbeat_ms: int | None = 1000
    hasten_ms: int = 350
    min_speech_ms: int = 96


def _frames(milliseconds: int) -> int:
    return max(1, -(-milliseconds // FRAME_MS))


class Endpointer:
    """Counts frames of speech and of silence, and says when to decode and when to close."""

    def __init__(self, policy: EndpointPolicy | None = None) -> None:
        self.policy = policy if policy is not None else EndpointPolicy()
        self.heartbeat_ms = self.policy.heartbeat_ms
        """Time between decodes inside speech; longer under load, None for none."""
        self._frame = 0
        """Frames seen since the stream began."""
        self._begin: int | None = None
        """First frame of the open utterance, None between utterances."""
        self._silent = 0
        """Frames since the voice fell silent inside the utterance; 0 while it speaks."""
        self._since_decode = 0
        """Frames since the last mark that asked for a decode."""
        self._new_speech = 0
        """Speech frames since the last mark that asked for a decode."""
        self._closed_at = 0
        """Frame at which the last utterance's speech ended; pre-roll does not reach before it."""
        self._hastened = False
        """The words so far are the beginning of a listed phrase: decode again soon."""
        self._probabilities: list[float] = []
        """Probability of each frame of the open utterance."""

    @property
    def speaking(self) -> bool:
        """True while an utterance is open."""
        return self._begin is not None

    @property
    def needed_from(self) -> int:
        """The earliest frame whose sound may still be asked for."""
        if self._begin is not None:
            return self._begin
        return max(self._closed_at, self._frame - _frames(self.policy.pre_roll_ms))

    def hasten(self) -> None:
        """Ask for the next heartbeat after `hasten_ms` instead of a whole beat."""
        self._hastened = True

    def push(self, probability: float) -> list[Mark]:
        """The marks at the end of this frame, at most two, in order."""
        self._frame += 1
        if self._begin is None:
            if probability < self.policy.speech:
                return []
            return [self._open(probability)]
        return self._inside(probability)

    def close(self) -> list[Mark]:
        """The mark that ends an open utterance now: the stream ends or breaks here."""
        return [self._finish()] if self._begin is not None else []

    def _open(self, probability: float) -> Mark:
        onset = self._frame - 1
        self._begin = max(0, self._closed_at, onset - _frames(self.policy.pre_roll_ms))
        self._probabilities = [0.0] * (onset - self._begin) + [probability]
        self._silent = 0
        self._since_decode = 1
        self._new_speech = 1
        return Mark(kind=MarkKind.START, begin=self._begin, end=self._frame)

    def _inside(self, probability: float) -> list[Mark]:
        self._probabilities.append(probability)
        self._since_decode += 1
        if probability >= self.policy.speech:
            self._silent = 0
            self._new_speech += 1
        elif self._silent or probability < self.policy.silence:
            self._silent += 1
        if self._silent >= _frames(self.policy.final_ms):
            return [self._finish()]
        if len(self._probabilities) >= _frames(self.policy.max_ms):
            return [self._cut()]
        if self.policy.pause_ms is not None and self._silent == _frames(self.policy.pause_ms):
            return [self._decode_mark(MarkKind.PAUSE)] if self._worth_decoding() else []
        if self._beat_due():
            return [self._decode_mark(MarkKind.HEARTBEAT)]
        return []

    def _worth_decoding(self) -> bool:
        return self._new_speech >= _frames(self.policy.min_speech_ms)

    def _beat_due(self) -> bool:
        if self.heartbeat_ms is None or self._silent:
            return False
        due = min(self.policy.hasten_ms, self.heartbeat_ms) if self._hastened else self.heartbeat_ms
        return self._since_decode >= _frames(due) and self._worth_decoding()

    def _decode_mark(self, kind: MarkKind) -> Mark:
        assert self._begin is not None
        mark = Mark(
            kind=kind, begin=self._begin, end=self._frame, speech_ratio=self._ratio(self._frame)
        )
        self._since_decode = 0
        self._new_speech = 0
        self._hastened = False
        return mark

    def _finish(self) -> Mark:
        assert self._begin is not None
        spoken = sum(p >= self.policy.speech for p in self._probabilities)
        enough = spoken >= _frames(self.policy.min_speech_ms)
        mark = Mark(
            kind=MarkKind.FINAL if enough else MarkKind.DISCARD,
            begin=self._begin,
            end=self._frame,
            speech_ratio=self._ratio(self._frame),
            new_speech=self._new_speech > 0,
        )
        self._closed_at = self._frame - max(0, self._silent - 2)
        self._begin = None
        self._probabilities = []
        self._hastened = False
        return mark

    def _cut(self) -> Mark:
        assert self._begin is not None
        at = self._begin + self._deepest_dip()
        mark = Mark(kind=MarkKind.CUT, begin=self._begin, end=at, speech_ratio=self._ratio(at))
        self._probabilities = self._probabilities[at - self._begin :]
        self._begin = at
        self._since_decode = len(self._probabilities)
        self._new_speech = sum(p >= self.policy.speech for p in self._probabilities)
        self._hastened = False
        return mark

    def _deepest_dip(self) -> int:
        """Frames from the begin to the middle of the quietest three of the search window."""
        heard = self._probabilities
        first = max(1, len(heard) - _frames(self.policy.cut_search_ms))
        last = len(heard) - 1
        return min(
            range(first, last), key=lambda at: (sum(heard[at - 1 : at + 2]), -at), default=last
        )

    def _ratio(self, end: int) -> float:
        assert self._begin is not None
        heard = self._probabilities[: end - self._begin]
        return sum(p >= self.policy.speech for p in heard) / max(1, len(heard))
