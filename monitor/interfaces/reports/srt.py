"""A transcript as SubRip subtitles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def to_srt(transcript: Sequence[Mapping[str, Any]]) -> str:
    """SubRip text of `{start_s, end_s, text}` segments."""
    blocks = [
        f"{number}\n{_time(part['start_s'])} --> {_time(part['end_s'])}\n{part['text']}\n"
        for number, part in enumerate(transcript, start=1)
    ]
    return "\n".join(blocks)


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, fraction = divmod(rest, 1000)
    return f"{hours:02d}:{minutes:02d}:{whole:02d},{fraction:03d}"
