"""One room's sound becomes decode requests, and the answers become utterances.

Sans-io: sound comes in with its media time, nothing here reads a clock, starts a thread or calls a
recogniser. The session gives the requests to the recogniser pool and brings each answer back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from monitor.model import CoverageGap, Source, Utterance, Word
from monitor.runtime.asr.endpoint import Endpointer, EndpointPolicy, Mark, MarkKind
from monitor.runtime.asr.load import STRETCH_MIN
from monitor.runtime.asr.port import SAMPLE_RATE, Hypothesis, Pcm
from monitor.runtime.asr.requests import DecodeKind, DecodeRequest
from monitor.runtime.asr.soundbuffer import SoundBuffer
from monitor.runtime.asr.vad import FRAME, VoiceActivity
from monitor.runtime.asr.wordtimes import shifted_words, spread_words

PER_MS = SAMPLE_RATE // 1000
JITTER_MS = 60
CARRY_CHARS = 12
KEPT_ALTERNATIVES = 3
THRIFTY_HOTWORDS = 32
HASTEN_BELOW = 1.2
"""No decode is hastened when heartbeats are stretched further than this."""


@dataclass(slots=True, kw_only=True)
class _Heard:
    """What is known of one utterance until its final was accepted."""

    revision: int = 0
    text: str = ""
    words: tuple[Word, ...] = ()
    shown: bool = False
    others: tuple[str, ...] = ()
    pause: int | None = None
    pause_answer: Hypothesis | None = None
    closed: bool = False

    def others_than(self, text: str) -> tuple[str, ...]:
        """Earlier texts of the stretch that differ from this one, the latest last."""
        earlier = dict.fromkeys(each for each in (*self.others, self.text) if each)
        return tuple(each for each in earlier if each != text)[-KEPT_ALTERNATIVES:]


class RoomStream:
    """The streaming policy of one room.

    `vad` gives speech probabilities. `promising` says whether a text's tail is the beginning of a
    listed phrase, so that the rest is decoded as soon as it is said. Not safe between threads: the
    session that owns it calls it from one place.
    """

    def __init__(
        self,
        vad: VoiceActivity,
        *,
        room: str = "",
        policy: EndpointPolicy | None = None,
        promising: Callable[[str], bool] | None = None,
    ) -> None:
        self.room = room
        self._vad = vad
        self._policy = policy if policy is not None else EndpointPolicy()
        self.promising = promising
        self._endpointer = Endpointer(self._policy)
        self._sound = SoundBuffer()
        self._origin_ms = 0
        self._fed = 0
        self._started = False
        self._revision = 0
        self._current: str | None = None
        self._carry = ""
        self._open: dict[str, _Heard] = {}
        self._gaps: list[CoverageGap] = []
        self.heartbeat_stretch = 1.0
        self.vocabulary: tuple[str, ...] = ()
        """Names worth listening for (products, brands, materials); the first matter most."""
        self.beam_size = 1
        """Beam of micro-pauses and finals: 5 hears better where there is time for it."""
        self.thrifty = False
        """Under load: few hot words, for each token of them costs time in every decode."""

    @property
    def heartbeat_stretch(self) -> float:
        """How much longer than the policy's the heartbeats are; below 1.0 while there is time."""
        return self._stretch

    @heartbeat_stretch.setter
    def heartbeat_stretch(self, factor: float) -> None:
        self._stretch = max(STRETCH_MIN, factor)
        beat = self._policy.heartbeat_ms
        self._endpointer.heartbeat_ms = None if beat is None else int(beat * self._stretch)

    @property
    def heard_ms(self) -> int:
        """Media time up to which sound was fed."""
        return self._origin_ms + self._fed // PER_MS

    @property
    def speaking(self) -> bool:
        """True while somebody speaks."""
        return self._endpointer.speaking

    @property
    def pending(self) -> int:
        """Utterances whose final answer has not come back."""
        return sum(1 for heard in self._open.values() if heard.closed)

    def feed(self, pcm: Pcm, start_ms: int) -> list[DecodeRequest]:
        """Requests that this sound gives rise to, in order; `pcm` float32 mono 16 kHz, (n,).

        Sound that begins more than 60 ms after the sound before it leaves a CoverageGap (see
        `take_gaps`) and ends the open utterance; sound from before what was heard is cut off.
        """
        requests: list[DecodeRequest] = []
        if not self._started:
            self._begin_at(start_ms)
        jump = start_ms - self.heard_ms
        if jump > JITTER_MS:
            requests += self.skip_to(start_ms, "这一段声音没有收到")
        elif jump < -JITTER_MS:
            pcm = pcm[-jump * PER_MS :]
        self._sound.append(pcm)
        self._fed += len(pcm)
        for probability in self._vad.feed(pcm):
            for mark in self._endpointer.push(float(probability)):
                requests += self._on_mark(mark)
        self._sound.trim(self._endpointer.needed_from * FRAME)
        return requests

    def skip_to(self, media_ms: int, reason: str | None) -> list[DecodeRequest]:
        """Go on at `media_ms` after sound that was not heard; ends the open utterance.

        With a `reason` the gap is added to `take_gaps`; None when the source told of it already.
        """
        requests = self.flush()
        if reason is not None and self._started and media_ms > self.heard_ms:
            self._gaps.append(CoverageGap(start_ms=self.heard_ms, end_ms=media_ms, reason=reason))
        self._begin_at(media_ms)
        return requests

    def forget(self) -> tuple[int, list[DecodeRequest]]:
        """Begin anew where nobody speaks: what comes next hangs on nothing that was heard before.

        Returns the media time at which a fresh stream, fed from there, would go on just like this
        one (a quarter of a second back, so that no beginning of speech is lost), and the requests
        of the sound since then. Must not be called while `speaking`.
        """
        assert not self.speaking
        first = self._endpointer.needed_from
        media_ms = self._media_ms(first)
        tail = self._sound.slice(first * FRAME, self._fed)
        self._begin_at(media_ms)
        return media_ms, self.feed(tail, media_ms)

    def flush(self) -> list[DecodeRequest]:
        """The final request of an open utterance: the stream ends here, or breaks off."""
        requests: list[DecodeRequest] = []
        for mark in self._endpointer.close():
            requests += self._on_mark(mark)
        return requests

    def take_gaps(self) -> list[CoverageGap]:
        """Gaps noticed since the last call."""
        gaps, self._gaps = self._gaps, []
        return gaps

    def accept(self, request: DecodeRequest, hypothesis: Hypothesis) -> list[Utterance]:
        """Utterances (none or one) that the answer gives: a partial, or the final of the same id.

        Answers that come after a newer one, or after the final, give nothing. A final without text
        is given only when partial text was shown before, so that it can be withdrawn.
        """
        if request.kind is DecodeKind.RELISTEN:
            return self._reheard(request, hypothesis)
        heard = self._open.get(request.utterance)
        if heard is None:
            return []
        if request.revision == heard.pause:
            heard.pause_answer = hypothesis
        final = request.final or (heard.closed and request.revision == heard.pause)
        if not final and request.revision <= heard.revision:
            return []
        if final:
            del self._open[request.utterance]
        if not hypothesis.text and not (final and heard.shown):
            return []
        utterance = self._utterance(request, hypothesis, heard, final=final)
        self._remember(heard, request, utterance)
        return [utterance]

    def reject(self, request: DecodeRequest, reason: str) -> list[Utterance]:
        """The recogniser failed: a lost final leaves a CoverageGap and firms up what was shown."""
        heard = self._open.get(request.utterance)
        final = heard is not None and (
            request.final or (heard.closed and request.revision == heard.pause)
        )
        if heard is None or not final:
            return []
        del self._open[request.utterance]
        self._gaps.append(
            CoverageGap(start_ms=request.start_ms, end_ms=request.end_ms, reason=reason)
        )
        if not heard.shown:
            return []
        last = Hypothesis(text=heard.text)
        return [self._utterance(request, last, heard, final=True)]

    def _begin_at(self, media_ms: int) -> None:
        self._vad.reset()
        stretch = self.heartbeat_stretch
        self._endpointer = Endpointer(self._policy)
        self.heartbeat_stretch = stretch
        self._sound = SoundBuffer()
        self._origin_ms = media_ms
        self._fed = 0
        self._started = True
        self._current = None
        self._carry = ""

    def _on_mark(self, mark: Mark) -> list[DecodeRequest]:
        if mark.kind is MarkKind.START:
            self._carry = ""
            self._current = self._new_utterance(mark.begin)
            return []
        assert self._current is not None
        identity = self._current
        heard = self._open[identity]
        if mark.kind is MarkKind.DISCARD:
            self._current = None
            return self._close_unheard(identity, heard, mark)
        if mark.kind is MarkKind.FINAL and heard.pause is not None and not mark.new_speech:
            self._current = None
            heard.closed = True
            if heard.pause_answer is None:
                return []
            return [self._request(DecodeKind.FINAL, identity, mark, settled=heard.pause_answer)]
        if mark.kind in (MarkKind.FINAL, MarkKind.CUT):
            request = self._request(DecodeKind.FINAL, identity, mark)
            heard.closed = True
            # More was said since the micro-pause: its answer, still to come, is not the final.
            heard.pause = None
            self._current = None
            if mark.kind is MarkKind.CUT:
                self._carry = heard.text[-CARRY_CHARS:]
                self._current = self._new_utterance(mark.end)
            return [request]
        kind = DecodeKind.PAUSE if mark.kind is MarkKind.PAUSE else DecodeKind.HEARTBEAT
        request = self._request(kind, identity, mark)
        heard.pause = request.revision if kind is DecodeKind.PAUSE else None
        heard.pause_answer = None
        return [request]

    def _new_utterance(self, begin_frame: int) -> str:
        identity = f"u{self._media_ms(begin_frame):08d}"
        self._open[identity] = _Heard()
        return identity

    def _close_unheard(self, identity: str, heard: _Heard, mark: Mark) -> list[DecodeRequest]:
        if not heard.shown:
            del self._open[identity]
            return []
        heard.closed = True
        return [self._request(DecodeKind.FINAL, identity, mark, settled=Hypothesis(text=""))]

    def _request(
        self, kind: DecodeKind, identity: str, mark: Mark, settled: Hypothesis | None = None
    ) -> DecodeRequest:
        self._revision += 1
        begin = mark.begin * FRAME
        end = mark.end * FRAME
        return DecodeRequest(
            room=self.room,
            utterance=identity,
            kind=kind,
            revision=self._revision,
            pcm=self._sound.slice(begin, end),
            start_ms=self._media_ms(mark.begin),
            end_ms=self._media_ms(mark.end),
            trigger_ms=self.heard_ms,
            speech_ratio=mark.speech_ratio,
            prompt=self._carry,
            hotwords=self.vocabulary,
            want_words=kind is not DecodeKind.HEARTBEAT,
            beam_size=1 if kind is DecodeKind.HEARTBEAT else self.beam_size,
            hotword_tokens=THRIFTY_HOTWORDS if self.thrifty else None,
            final=kind is DecodeKind.FINAL,
            settled=settled,
        )

    def _media_ms(self, frame: int) -> int:
        return self._origin_ms + frame * FRAME // PER_MS

    def _utterance(
        self, request: DecodeRequest, hypothesis: Hypothesis, heard: _Heard, *, final: bool
    ) -> Utterance:
        words = (
            shifted_words(hypothesis.words, request.start_ms)
            if hypothesis.words
            else spread_words(hypothesis.text, request.start_ms, request.end_ms)
        )
        return Utterance(
            id=request.utterance,
            text=hypothesis.text,
            source=Source.AUDIO,
            start_ms=request.start_ms,
            end_ms=request.end_ms,
            words=words,
            final=final,
            avg_logprob=hypothesis.avg_logprob,
            alternatives=heard.others_than(hypothesis.text),
        )

    def _remember(self, heard: _Heard, request: DecodeRequest, utterance: Utterance) -> None:
        heard.revision = request.revision
        heard.shown = heard.shown or bool(utterance.text)
        heard.others = utterance.alternatives
        heard.text = utterance.text
        current = request.utterance == self._current and self._stretch <= HASTEN_BELOW
        if current and self.promising is not None and self.promising(utterance.text):
            self._endpointer.hasten()

    def _reheard(self, request: DecodeRequest, hypothesis: Hypothesis) -> list[Utterance]:
        """The first text once more, with what the second listening heard as an alternative."""
        if request.first is None or not hypothesis.text:
            return []
        heard = self._open.get(request.utterance)
        if heard is not None and heard.revision > request.revision:
            return []
        told = self._utterance(
            request, request.first, heard or _Heard(), final=request.final or heard is None
        )
        return [replace(told, alternatives=(*told.alternatives, hypothesis.text))]
