"""The port between sound and the session: sources give chunks of PCM and the gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from monitor.model import CoverageGap

SAMPLE_RATE = 16_000
SAMPLES_PER_MS = SAMPLE_RATE // 1000

Pcm = npt.NDArray[np.float32]


class GapReason(StrEnum):
    """Why media time was not heard; the value is the text that people read."""

    NO_SOUND = "媒体中这一段没有音轨数据"
    BROKEN = "这一段数据损坏，无法解码"
    TRUNCATED = "文件不完整，后面的内容缺失"
    INTERRUPTED = "读取中断，后面的内容没有读到"
    STALLED = "直播流停顿，没有收到声音"
    DISCONNECTED = "直播流断开，正在重连"
    OVERFLOW = "处理不及，丢弃了这一段声音"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioChunk:
    """Sound as it was heard: float32 mono PCM in -1..1, 16 kHz, shape (n,), at `start_ms`."""

    pcm: Pcm
    start_ms: int

    @property
    def duration_ms(self) -> int:
        """Whole milliseconds of sound in this chunk."""
        return len(self.pcm) // SAMPLES_PER_MS

    @property
    def end_ms(self) -> int:
        """Media time just after the last sample."""
        return self.start_ms + self.duration_ms


@runtime_checkable
class AudioSource(Protocol):
    """Anything that can be listened to once, from its beginning to its end.

    Chunks and gaps come in the order of media time and leave nothing out: each begins where the
    one before it ended. A long outage is told as several gaps that touch (`merge_gaps` joins them),
    so that people hear of it while it lasts.
    """

    @property
    def live(self) -> bool:
        """True when the sound arrives at the speed of speech and cannot be read again."""

    def chunks(self) -> Iterator[AudioChunk | CoverageGap]:
        """Yield sound and gaps until the source ends or is closed; raise `AudioError`."""

    def close(self) -> None:
        """End `chunks` soon, from any thread; closing twice does no harm."""

    def describe(self) -> str:
        """Say what is being heard, without passwords or access keys."""


def merge_gaps(gaps: Iterable[CoverageGap]) -> list[CoverageGap]:
    """Return the gaps with those that touch and have one reason joined, in order of time."""
    merged: list[CoverageGap] = []
    for gap in sorted(gaps, key=lambda g: (g.start_ms, g.end_ms)):
        last = merged[-1] if merged else None
        if last and last.reason == gap.reason and gap.start_ms <= last.end_ms:
            end = max(last.end_ms, gap.end_ms)
            merged[-1] = CoverageGap(start_ms=last.start_ms, end_ms=end, reason=last.reason)
        else:
            merged.append(gap)
    return merged
