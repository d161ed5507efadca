"""What a room's stream asks of the recogniser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.runtime.asr.port import DecodeInput, Hypothesis, Pcm


class DecodeKind(StrEnum):
    """Why a decode is wanted. Only a heartbeat may be dropped for a newer one."""

    HEARTBEAT = "heartbeat"
    PAUSE = "pause"
    FINAL = "final"
    RELISTEN = "relisten"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodeRequest:
    """One stretch of a room's sound to decode.

    `utterance` is the id of the utterance that it belongs to; `revision` rises with each request of
    the room. `pcm` begins at media time `start_ms` and ends at `end_ms`; `trigger_ms` is the media
    time at which the decode was asked for. `settled`: the answer is known already (a micro-pause
    was decoded, and then nothing more was said), so the recogniser need not be asked. `first` is
    the hypothesis that a second listening (RELISTEN) listens to again, for `hotwords`.
    """

    room: str
    utterance: str
    kind: DecodeKind
    revision: int
    pcm: Pcm
    start_ms: int
    end_ms: int
    trigger_ms: int
    speech_ratio: float = 1.0
    prompt: str = ""
    hotwords: tuple[str, ...] = ()
    want_words: bool = True
    beam_size: int = 1
    hotword_tokens: int | None = None
    final: bool = False
    settled: Hypothesis | None = None
    first: Hypothesis | None = None

    @property
    def droppable(self) -> bool:
        """True for a heartbeat: a newer request of the room makes it worthless."""
        return self.kind is DecodeKind.HEARTBEAT

    @property
    def shape(self) -> tuple[int, str, tuple[str, ...]]:
        """Requests of one shape have prompts of one length and make one batch."""
        return self.beam_size, self.prompt, self.hotwords

    @property
    def needed(self) -> bool:
        """True when nothing else would hear this sound: not a heartbeat, not a second listening."""
        return self.kind in (DecodeKind.PAUSE, DecodeKind.FINAL)

    def overtakes(self, other: DecodeRequest) -> bool:
        """True when `other`, still waiting, is worthless now: this one holds its sound and more."""
        if other.room != self.room or self.kind is DecodeKind.RELISTEN:
            return False
        later_of_same = other.utterance == self.utterance and other.revision < self.revision
        return other.droppable or (other.kind is DecodeKind.PAUSE and later_of_same)

    def as_input(self) -> DecodeInput:
        """The recogniser's part of the request."""
        return DecodeInput(
            pcm=self.pcm,
            prompt=self.prompt,
            hotwords=self.hotwords,
            want_words=self.want_words,
            provisional=self.kind is DecodeKind.HEARTBEAT,
            speech_ratio=self.speech_ratio,
            beam_size=self.beam_size,
            hotword_tokens=self.hotword_tokens,
        )

    def again_for(self, first: Hypothesis, hotwords: tuple[str, ...]) -> DecodeRequest:
        """The second listening: the same sound, this time listening for `hotwords`."""
        return replace(
            self,
            kind=DecodeKind.RELISTEN,
            hotwords=(*hotwords, *self.hotwords),
            first=first,
            settled=None,
            want_words=False,
            hotword_tokens=None,
        )
