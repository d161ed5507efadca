"""One broadcast in one room: sound in, stored transcript, alerts and gaps out.

The source's thread feeds sound and the recogniser's threads bring hypotheses; one lock makes each
step whole. Everything that a person can see is committed to the store before it is told.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from monitor.core.alerting import Context, draft_of
from monitor.errors import NotFoundError, TranscriptionError
from monitor.model import CoverageGap, Finding, FindingState, Severity, Utterance
from monitor.runtime.asr.port import Hypothesis
from monitor.runtime.asr.requests import DecodeKind, DecodeRequest
from monitor.runtime.asr.scheduler import Answer, Tell
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.audio.clip import flac_bytes
from monitor.runtime.audio.recent import RecentAudio
from monitor.runtime.audio.source import AudioChunk
from monitor.runtime.session.provisional import Provisional
from monitor.runtime.session.ruling import Ruling
from monitor.runtime.store import Store
from monitor.runtime.store.evidence_files import ObjectRef
from monitor.runtime.store.records import utterance_dict

log = logging.getLogger(__name__)

CLIP_BEFORE_MS = 8_000
CLIP_AFTER_MS = 2_000
RECENT_S = 60.0
REMEMBERED = 32
"""Utterances that a late second listening may still add to."""
CONTEXT_CHARACTERS = 200
DEDUP_S = 30.0


class DecodePool(Protocol):
    """The part of the recogniser pool that a session uses."""

    def submit(self, request: DecodeRequest, tell: Tell) -> None:
        """Queue a decode; `tell` is called on a worker's thread, or never for a dropped one."""

    @property
    def stretch(self) -> float:
        """How much longer heartbeats should be under the present load."""

    @property
    def beam_size(self) -> int:
        """How many hypotheses a final is worth under the present load."""

    @property
    def thrifty(self) -> bool:
        """True when decodes should cost as little as they can."""

    @property
    def relisten_allowed(self) -> bool:
        """False when there is no time for second listenings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What an evidence record says of a session beside the words."""

    room: str
    session: str
    started_at: datetime
    source: str
    model: str


class RoomSession:
    """The live session of one room. Thread-safe."""

    def __init__(
        self,
        facts: SessionFacts,
        *,
        ruling: Ruling,
        stream: RoomStream,
        pool: DecodePool,
        store: Store,
        partial: Callable[[Mapping[str, Any]], None],
        now: Callable[[], datetime],
    ) -> None:
        self.facts = facts
        self._stream = stream
        self._pool = pool
        self._store = store
        self._partial = partial
        self._now = now
        self._recent = RecentAudio(seconds=RECENT_S)
        self._provisional = Provisional()
        self._said = ""
        self._judged: OrderedDict[str, Utterance] = OrderedDict()
        self._second: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        """What second listenings heard of utterances that are not final yet."""
        self._marks_told: OrderedDict[str, frozenset[str]] = OrderedDict()
        self._clips_due: dict[str, Finding] = {}
        self._lock = threading.RLock()
        self._idle = threading.Condition(self._lock)
        self._in_flight: dict[int, DecodeRequest] = {}
        self._ended = False
        self._rule_by(ruling)

    @property
    def media_ms(self) -> int:
        """Media time heard so far."""
        return self._stream.heard_ms

    @property
    def on_air(self) -> str | None:
        """The product on air."""
        return self._judge.on_air

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many claims matched the card, contradicted it, or could not be told."""
        return dict(self._judge.verdicts)

    def feed(self, chunk: AudioChunk) -> None:
        """Hear one chunk of sound."""
        with self._lock:
            self._recent.add(chunk)
            self._stream.heartbeat_stretch = self._pool.stretch
            self._stream.beam_size = self._pool.beam_size
            self._stream.thrifty = self._pool.thrifty
            requests = self._stream.feed(chunk.pcm, chunk.start_ms)
            self._note_gaps()
            self._ask(requests)
            self._complete_clips(chunk.end_ms)

    def skip(self, gap: CoverageGap) -> None:
        """Media time that could not be heard: recorded, never passed over in silence."""
        with self._lock:
            self._ask(self._stream.skip_to(gap.end_ms, None))
            self._store.add_gap(self.facts.room, self.facts.session, gap)

    def put_on_air(self, product: str | None) -> None:
        """A person says which product is on air."""
        with self._lock:
            self._judge.put_on_air(product)
            self._listen_for(product)

    def rejudge_with(self, ruling: Ruling) -> None:
        """Go on with another ruling: the cards or the rules have changed."""
        with self._lock:
            ruling.judge.take_over(self._judge)
            self._rule_by(ruling)

    def finish(self, timeout_s: float = 30.0) -> None:
        """The sound has ended: decode what is open, judge the duties, and wait for all of it."""
        with self._idle:
            self._ask(self._stream.flush())
            self._idle.wait_for(lambda: not self._in_flight, timeout=timeout_s)
            if self._ended:
                return
            self._ended = True
            self._note_gaps()
            for finding in self._judge.finish().findings:
                self._raise(finding, Context(before=self._said))
            self._complete_clips(self._recent.end_ms + CLIP_AFTER_MS)
            for request in self._in_flight.values():
                if request.needed:
                    self._gap(request, "结束时仍有声音未识别完")

    def _listen_for(self, product: str | None) -> None:
        self._stream.vocabulary = self._ruling.vocabulary(product)

    def _rule_by(self, ruling: Ruling) -> None:
        self._judge = ruling.judge
        self._listening = ruling.listening
        self._dedup_s = ruling.dedup_s
        self._ruling = ruling
        self._listen_for(self._judge.on_air)
        self._stream.promising = ruling.listening.promising if ruling.listening else None

    def _ask(self, requests: list[DecodeRequest]) -> None:
        for request in requests:
            if request.settled is not None:
                self._accept(request, request.settled)
                continue
            # A heartbeat may be dropped for a newer one without a word, so nobody waits for it.
            if not request.droppable:
                self._in_flight[id(request)] = request
            self._pool.submit(request, self._decoded)

    def _decoded(self, request: DecodeRequest, answer: Answer) -> None:
        with self._idle:
            try:
                if isinstance(answer, TranscriptionError):
                    for utterance in self._stream.reject(request, answer.message):
                        self._told(utterance)
                else:
                    self._accept(request, answer)
                self._note_gaps()
            except Exception as error:
                # A fault in one utterance must neither silence the room nor end the recogniser's
                # thread; what it cost is told as a gap. The trace holds no speech.
                log.exception("judging failed in room %s", self.facts.room)
                self._gap(request, f"这一句没能判断（{type(error).__name__}）")
            finally:
                self._in_flight.pop(id(request), None)
                self._idle.notify_all()

    def _gap(self, request: DecodeRequest, reason: str) -> None:
        gap = CoverageGap(start_ms=request.start_ms, end_ms=request.end_ms, reason=reason)
        self._store.add_gap(self.facts.room, self.facts.session, gap)

    def _accept(self, request: DecodeRequest, hypothesis: Hypothesis) -> None:
        if request.kind is DecodeKind.RELISTEN:
            self._heard_again(request, hypothesis)
            return
        for utterance in self._stream.accept(request, hypothesis):
            self._told(utterance)
            if self._listening is not None and self._pool.relisten_allowed:
                again = self._listening.again(request, hypothesis, utterance)
                if again is not None:
                    self._ask([again])

    def _told(self, utterance: Utterance) -> None:
        if not utterance.final:
            self._shown(utterance)
        else:
            self._final(self._with_second(utterance))

    def _with_second(self, utterance: Utterance) -> Utterance:
        """Earlier partials are no second opinion; what a second listening heard is."""
        return replace(utterance, alternatives=self._second.get(utterance.id, ()))

    def _heard_again(self, request: DecodeRequest, hypothesis: Hypothesis) -> None:
        """A second listening came back: before its utterance was judged, or after."""
        if not hypothesis.text:
            return
        judged = self._judged.get(request.utterance)
        if judged is not None:
            self._reheard(replace(judged, alternatives=(hypothesis.text,)))
            return
        before = self._second.get(request.utterance, ())
        self._second[request.utterance] = (*before, hypothesis.text)
        _forget_old(self._second)
        for utterance in self._stream.accept(request, hypothesis):
            if not utterance.final:
                self._shown(utterance)

    def _reheard(self, utterance: Utterance) -> None:
        """Judge once more with what was heard the second time; only what is new is told."""
        findings = self._judge.peek(utterance).findings
        told = self._marks_told.get(utterance.id, frozenset())
        fresh = [finding for finding in findings if finding.id not in told]
        if not fresh:
            return
        self._store.add_utterance(
            self.facts.room, self.facts.session, utterance, extra={"marks": _marks(findings)}
        )
        for finding in fresh:
            self._raise(finding, self._around(utterance, finding))

    def _shown(self, utterance: Utterance) -> None:
        findings = self._judge.peek(self._with_second(utterance)).findings
        self._partial(
            {
                "type": "utterance",
                "room": self.facts.room,
                "at": self._now().isoformat(),
                "data": {
                    **utterance_dict(utterance, self.facts.session),
                    "marks": _marks(findings),
                },
            }
        )
        for finding in self._provisional.new(utterance, findings):
            self._raise(finding, self._around(utterance, finding))

    def _final(self, utterance: Utterance) -> None:
        before = self._judge.on_air
        judgement = self._judge.feed(utterance)
        if judgement.on_air != before:
            self._listen_for(judgement.on_air)
        self._second.pop(utterance.id, None)
        self._remember(utterance, judgement.findings)
        firm, withdrawn = self._provisional.settle(utterance, judgement.findings)
        self._store.add_utterance(
            self.facts.room,
            self.facts.session,
            utterance,
            extra={
                "marks": _marks(judgement.findings),
                "on_air": judgement.on_air,
                "claims": self.verdicts,
            },
        )
        for finding in withdrawn:
            # What was never written cannot be taken back; the firm ones must still be told.
            with contextlib.suppress(NotFoundError):
                self._raise(replace(finding, state=FindingState.WITHDRAWN), Context())
        for finding in firm:
            self._raise(finding, self._around(utterance, finding))
        self._said = (self._said + utterance.text)[-CONTEXT_CHARACTERS:]

    def _remember(self, utterance: Utterance, findings: tuple[Finding, ...]) -> None:
        self._judged[utterance.id] = utterance
        self._marks_told[utterance.id] = frozenset(finding.id for finding in findings)
        _forget_old(self._judged)
        _forget_old(self._marks_told)

    def _around(self, utterance: Utterance, finding: Finding) -> Context:
        """The words before and after, so that a reader can judge without listening."""
        if finding.utterance != utterance.id:
            return Context()
        before = self._said + utterance.text[: finding.start]
        return Context(before=before[-CONTEXT_CHARACTERS:], after=utterance.text[finding.end :])

    def _raise(self, finding: Finding, context: Context) -> None:
        if not finding.severity.at_least(Severity.LOW):
            return
        withdrawn = finding.state is FindingState.WITHDRAWN
        clip = None if withdrawn else self._clip(finding)
        raised = self._store.raise_alert(
            draft_of(
                finding,
                room=self.facts.room,
                session=self.facts.session,
                observed_at=self._now(),
                dedup_s=self._dedup_s.get(finding.rule, DEDUP_S),
                context=context,
                clip=clip.sha256 if clip else None,
                evidence=self._evidence(finding),
            )
        )
        if finding.end_ms is not None and not withdrawn and raised.alert.count == 1:
            self._clips_due[raised.alert.id] = finding

    def _complete_clips(self, heard_ms: int) -> None:
        """Give alerts the sound after their words, not yet heard when they were raised."""
        due = [
            (alert, finding)
            for alert, finding in self._clips_due.items()
            if (finding.end_ms or 0) + CLIP_AFTER_MS <= heard_ms
        ]
        for alert, finding in due:
            del self._clips_due[alert]
            if (clip := self._clip(finding)) is not None:
                self._store.attach_clip(alert, clip)

    def _clip(self, finding: Finding) -> ObjectRef | None:
        start, end = finding.start_ms, finding.end_ms
        if start is None or end is None:
            return None
        pcm = self._recent.read_int16(max(0, start - CLIP_BEFORE_MS), end + CLIP_AFTER_MS)
        if not len(pcm):
            return None
        return self._store.files.put_clip(flac_bytes(pcm))

    def _evidence(self, finding: Finding) -> Mapping[str, Any]:
        return {
            "how": {
                "source": self.facts.source,
                "model": self.facts.model,
                "pack": finding.pack.as_dict(),
                "method": finding.method.value,
            },
            "when": {
                "session_started_at": self.facts.started_at.isoformat(),
                "media_start_ms": finding.start_ms,
                "media_end_ms": finding.end_ms,
            },
        }

    def _note_gaps(self) -> None:
        for gap in self._stream.take_gaps():
            self._store.add_gap(self.facts.room, self.facts.session, gap)


def _forget_old(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


def _marks(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Where the words stand that an utterance's findings speak of, for the transcript's colours."""
    return [
        {
            "start": finding.start,
            "end": finding.end,
            "severity": finding.severity.value,
            "category": finding.category,
            "rule": finding.rule,
            "finding": finding.id,
        }
        for finding in findings
        if finding.state in (FindingState.FIRM, FindingState.PROVISIONAL)
    ]
