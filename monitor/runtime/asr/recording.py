"""A recording is heard faster than real time: no heartbeats, longer stretches, all workers busy.

The answers come out in the order of media time whatever order the workers finish in, and each is
followed by the position up to which everything was heard. About every half minute, where nobody
speaks, the stream forgets its past: such a position is sealed, and a run that begins there hears
what a run from the beginning hears, to the letter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from monitor.model import CoverageGap, Utterance
from monitor.runtime.asr.endpoint import EndpointPolicy
from monitor.runtime.asr.port import DecodeInput, Hypothesis, Pcm, Recogniser
from monitor.runtime.asr.requests import DecodeRequest
from monitor.runtime.asr.stream import PER_MS, RoomStream
from monitor.runtime.asr.vad import VoiceActivity
from monitor.runtime.audio.source import AudioChunk

RECORDING_POLICY = EndpointPolicy(
    pause_ms=None, heartbeat_ms=None, final_ms=416, max_ms=15_000, cut_search_ms=6_000
)
RECORDING_BEAM = 5
SEAL_MS = 30_000
"""At least so much lies between two sealed positions: it is what a kill can cost."""

STEP_MS = 96
"""How often the stream is asked whether anybody speaks; pauses between sentences are short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardTo:
    """Everything before `media_ms` was heard and given out; a later run can begin at a sealed one.

    Elsewhere the voice detector and the batches of the recogniser remember what came before.
    """

    media_ms: int
    sealed: bool = False


Suspects = Callable[[str], Sequence[str]]
_Batch = list[DecodeRequest]
_Answers = Future[list[tuple[Hypothesis, str | None]]]


def transcribe_recording(
    chunks: Iterable[AudioChunk | CoverageGap],
    recogniser: Recogniser,
    vad: VoiceActivity,
    *,
    workers: int = 2,
    from_ms: int = 0,
    policy: EndpointPolicy = RECORDING_POLICY,
    suspects: Suspects | None = None,
    vocabulary: tuple[str, ...] = (),
    beam_size: int = RECORDING_BEAM,
) -> Iterator[Utterance | CoverageGap | HeardTo]:
    """Final utterances, gaps and positions of a recording, in order of media time.

    `chunks` begins at the recording's beginning; what lies before `from_ms` (0 or a sealed
    position) is skipped without a decode. `suspects` gives,
    for a hypothesis, terms worth a second listening, whose text becomes an alternative.
    `vocabulary` are names worth listening for: products, brands, materials. Raises
    TranscriptionError when the recogniser fails.
    """
    stream = RoomStream(vad, policy=policy)
    stream.vocabulary = vocabulary
    stream.beam_size = beam_size
    width = recogniser.batch_size
    in_flight: deque[tuple[_Batch, _Answers] | HeardTo] = deque()
    pending: _Batch = []
    sealed_ms = from_ms
    # The next chunk's first sample, for its own time is given in whole milliseconds.
    place = 0

    def decode(batch: _Batch) -> list[tuple[Hypothesis, str | None]]:
        answers = recogniser.transcribe_many([request.as_input() for request in batch])
        return [
            (first, _again(recogniser, request, first, suspects))
            for request, first in zip(batch, answers, strict=True)
        ]

    def given_out(limit: int) -> Iterator[Utterance | HeardTo]:
        while in_flight and (len(in_flight) > limit or isinstance(in_flight[0], HeardTo)):
            first_out = in_flight.popleft()
            if isinstance(first_out, HeardTo):
                yield first_out
                continue
            batch, future = first_out
            for request, (first, second) in zip(batch, future.result(), strict=True):
                for utterance in stream.accept(request, first):
                    yield _with_alternative(utterance, second)
            yield HeardTo(media_ms=batch[-1].end_ms)

    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="asr-file") as executor:

        def launch() -> None:
            nonlocal pending
            if pending:
                in_flight.append((pending, executor.submit(decode, pending)))
                pending = []

        for item in chunks:
            if isinstance(item, CoverageGap):
                if item.end_ms <= from_ms:
                    continue
                pending += stream.skip_to(item.end_ms, None)
                launch()
                yield from given_out(0)
                yield item
                yield HeardTo(media_ms=item.end_ms, sealed=True)
                sealed_ms = item.end_ms
                continue
            if abs(item.start_ms * PER_MS - place) >= PER_MS:
                place = item.start_ms * PER_MS
            if item.end_ms <= from_ms:
                place += len(item.pcm)
                continue
            skipped = max(0, from_ms * PER_MS - place)
            for at, pcm in _steps(item.pcm[skipped:], place + skipped):
                pending += stream.feed(pcm, at // PER_MS)
                if stream.heard_ms - sealed_ms >= SEAL_MS and not stream.speaking:
                    launch()
                    sealed_ms, begun = stream.forget()
                    pending += begun
                    in_flight.append(HeardTo(media_ms=sealed_ms, sealed=True))
            place += len(item.pcm)
            for gap in stream.take_gaps():
                launch()
                yield from given_out(0)
                yield gap
            if len(pending) >= width:
                launch()
                yield from given_out(2 * workers)
            elif in_flight and isinstance(in_flight[0], HeardTo):
                yield from given_out(2 * workers)
            elif not in_flight and not pending and not stream.speaking:
                yield HeardTo(media_ms=stream.heard_ms)
        pending += stream.flush()
        launch()
        yield from given_out(0)
        yield HeardTo(media_ms=stream.heard_ms, sealed=True)


def _steps(pcm: Pcm, place: int) -> Iterator[tuple[int, Pcm]]:
    """The sound in steps short enough to meet a pause, cut at the same samples in every run."""
    step = STEP_MS * PER_MS
    while len(pcm):
        size = step - place % step
        yield place, pcm[:size]
        pcm = pcm[size:]
        place += size


def _again(
    recogniser: Recogniser, request: DecodeRequest, first: Hypothesis, suspects: Suspects | None
) -> str | None:
    """What a second listening heard, or None when there was nothing to listen for."""
    if suspects is None or not first.text:
        return None
    terms = tuple(suspects(first.text))
    if not terms:
        return None
    again = DecodeInput(
        pcm=request.pcm,
        prompt=request.prompt,
        hotwords=(*terms, *request.hotwords),
        speech_ratio=request.speech_ratio,
    )
    return recogniser.transcribe(again).text or None


def _with_alternative(utterance: Utterance, second: str | None) -> Utterance:
    if second is None or second == utterance.text:
        return utterance
    return replace(utterance, alternatives=(*utterance.alternatives, second))
