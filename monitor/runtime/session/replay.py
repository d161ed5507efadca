"""A recording heard from end to end: transcript, findings, gaps; resumable, faster than speech."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.core.judging.judge import Judge
from monitor.model import CoverageGap, Finding, ProductCard, Source, Utterance
from monitor.runtime.asr.port import Recogniser
from monitor.runtime.asr.recording import HeardTo, transcribe_recording
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.audio.opener import open_source, probe
from monitor.runtime.audio.source import merge_gaps
from monitor.runtime.engine import Engine
from monitor.runtime.session.journal import Journal, NoJournal
from monitor.runtime.session.listening import SecondListening, card_words

Tell = Callable[[int, int | None], None]
"""Progress: media milliseconds finished, and the whole length when the file states one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """What was heard in a recording and what is suspected in it."""

    media: Mapping[str, Any]
    utterances: tuple[Utterance, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[CoverageGap, ...]
    pack: Mapping[str, str]
    claims: Mapping[str, int]

    @property
    def transcript(self) -> list[dict[str, Any]]:
        """The utterances as `{start_s, end_s, text}`."""
        return [
            {
                "start_s": round((u.start_ms or 0) / 1000, 3),
                "end_s": round((u.end_ms or 0) / 1000, 3),
                "text": u.text,
            }
            for u in self.utterances
        ]

    def as_dict(self) -> dict[str, Any]:
        """The public JSON object of `findings.json`; `segment` is an index into the transcript."""
        segments = {utterance.id: index for index, utterance in enumerate(self.utterances)}
        return {
            "schema": 1,
            "media": dict(self.media),
            "transcript": self.transcript,
            "findings": [
                {**finding.as_dict(), "segment": segments.get(finding.utterance or "")}
                for finding in self.findings
            ],
            "gaps": [
                {
                    "start_s": round(gap.start_ms / 1000, 3),
                    "end_s": round(gap.end_ms / 1000, 3),
                    "reason": gap.reason,
                }
                for gap in self.gaps
            ],
            "claims": dict(self.claims),
            "pack": dict(self.pack),
        }


def transcribe_and_judge(
    path: Path,
    *,
    engine: Engine,
    recogniser: Recogniser,
    cards: Sequence[ProductCard] = (),
    category: str | None = None,
    spoken_on: date | None = None,
    journal_in: Path | None = None,
    tell: Tell = lambda done, total: None,
) -> ReplayResult:
    """Hear and judge one recording. Raises AudioError or TranscriptionError.

    With `journal_in`, finished parts are kept there and a later call goes on after them; the
    findings are the same as of one run, for the judge is fed every utterance in order either way.
    """
    info = probe(path)
    listening = SecondListening(engine.pack, cards, remembers=False)
    media = {
        "name": path.name,
        "sha256": _sha256(path),
        "bytes": path.stat().st_size,
        "model": recogniser.name,
    }
    utterances: list[Utterance] = []
    gaps: list[CoverageGap] = []
    heard_ms = 0
    key = {
        **media,
        "version": __version__,
        "listening": listening.key,
        "words": list(card_words(cards)),
    }
    with Journal(journal_in, key) if journal_in else NoJournal() as journal:
        progress = journal.open()
        utterances.extend(progress.utterances)
        gaps.extend(progress.gaps)
        heard_ms = progress.media_ms
        tell(heard_ms, info.duration_ms)
        # Read from the beginning, for decoding sound costs little and a seek is not exact.
        source = open_source(path, pace="fast", live=False)
        parts = transcribe_recording(
            source.chunks(),
            recogniser,
            SileroVad(SileroNetwork()),
            from_ms=heard_ms,
            suspects=listening.suspects,
            vocabulary=card_words(cards),
        )
        for part in parts:
            if isinstance(part, HeardTo):
                heard_ms = max(heard_ms, part.media_ms)
                if part.sealed:
                    journal.heard_to(part.media_ms)
                tell(heard_ms, info.duration_ms)
            elif isinstance(part, CoverageGap):
                gaps.append(part)
                journal.gap(part)
            elif part.text:
                # Numbered in order, so that ids do not hang on where a resumed run began.
                spoken = replace(part, id=f"s{len(utterances):05d}")
                utterances.append(spoken)
                journal.utterance(spoken)
    judge = engine.judge(
        cards=cards,
        category=category,
        source=Source.AUDIO,
        spoken_on=spoken_on,
        scope=str(media["sha256"]),
    )
    return ReplayResult(
        media={**media, "duration_s": round(max(heard_ms, info.duration_ms or 0) / 1000, 3)},
        utterances=tuple(utterances),
        findings=judge_utterances(judge, utterances),
        gaps=tuple(merge_gaps(gaps)),
        pack=engine.pack.ref.as_dict(),
        claims=dict(judge.verdicts),
    )


def judge_utterances(judge: Judge, utterances: Sequence[Utterance]) -> tuple[Finding, ...]:
    """What is suspected in a whole recording, by media time."""
    findings: dict[str, Finding] = {}
    for utterance in utterances:
        findings.update({f.id: f for f in judge.feed(utterance).findings})
    findings.update({f.id: f for f in judge.finish().findings})
    return tuple(sorted(findings.values(), key=lambda f: (f.start_ms or 0, f.start)))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
