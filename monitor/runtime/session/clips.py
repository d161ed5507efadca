"""Cuts the sound around findings out of a recording in one pass over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.model import CoverageGap, Finding
from monitor.runtime.audio.clip import write_clip
from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.recent import RecentAudio

BEFORE_MS = 5_000
AFTER_MS = 3_000
WINDOW_S = 60.0


def cut_clips(media: Path, findings: Sequence[Finding], folder: Path) -> Mapping[str, str]:
    """Write a FLAC for each finding with times; gives file names by finding id.

    Raises AudioError when the recording or the folder fails.
    """
    due = sorted((f for f in findings if f.start_ms is not None), key=lambda f: f.end_ms or 0)
    names: dict[str, str] = {}
    if not due:
        return names
    recent = RecentAudio(seconds=WINDOW_S)

    def write_until(heard_ms: int) -> None:
        while due and (due[0].end_ms or 0) + AFTER_MS <= heard_ms:
            finding = due.pop(0)
            start, end = (
                max(0, (finding.start_ms or 0) - BEFORE_MS),
                (finding.end_ms or 0) + AFTER_MS,
            )
            pcm = recent.read_int16(start, end)
            if len(pcm):
                name = f"{finding.id}.flac"
                write_clip(pcm, folder / name)
                names[finding.id] = name

    source = open_source(media, pace="fast", live=False)
    for item in source.chunks():
        if isinstance(item, CoverageGap):
            continue
        recent.add(item)
        write_until(item.end_ms)
        if not due:
            source.close()
            break
    write_until(recent.end_ms + AFTER_MS)
    return names
