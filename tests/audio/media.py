"""Real media for the tests: a ladder of tones, a new one each second, in any container."""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from monitor.model import CoverageGap
from monitor.runtime.audio.source import AudioChunk

Pcm = npt.NDArray[np.float32]
LOWEST_HZ, STEP_HZ = 400, 150


def ladder(seconds: float, *, rate: int = 16_000) -> Pcm:
    """Second k sounds at 400 + 150·k Hz, so that any excerpt says where it comes from."""
    time = np.arange(int(seconds * rate)) / rate
    hertz = LOWEST_HZ + STEP_HZ * np.floor(time)
    return (0.5 * np.sin(2 * np.pi * np.cumsum(hertz) / rate)).astype(np.float32)


def second_heard(pcm: Pcm, *, rate: int = 16_000) -> int:
    """Which second of the ladder this excerpt sounds like."""
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    peak = float(np.argmax(spectrum)) * rate / len(pcm)
    return round((peak - LOWEST_HZ) / STEP_HZ)


def encode(
    target: Path | str | io.BytesIO,
    seconds: float,
    *,
    container: str | None = None,
    codec: str = "aac",
    rate: int = 48_000,
    channels: int = 2,
    video: bool = False,
    sound: bool = True,
    options: dict[str, str] | None = None,
) -> None:
    """Write the ladder (and, if asked, grey pictures) with PyAV."""
    with av.open(
        str(target) if isinstance(target, Path) else target,
        "w",
        format=container,
        options=options or {},
    ) as out:
        layout = "stereo" if channels == 2 else "mono"
        audio = out.add_stream(codec, rate=rate, layout=layout) if sound else None
        picture = out.add_stream("mpeg4", rate=10) if video else None
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        pcm = ladder(seconds, rate=rate)
        for second in range(int(np.ceil(seconds))):
            if picture is not None:
                for index in range(10):
                    image = np.full((48, 64, 3), 90 + second, dtype=np.uint8)
                    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                    frame.pts, frame.time_base = second * 10 + index, Fraction(1, 10)
                    out.mux(picture.encode(frame.reformat(format="yuv420p")))
            if audio is not None:
                part = pcm[second * rate : (second + 1) * rate]
                planes = np.repeat(part[None, :], channels, axis=0)
                sound_frame = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(planes), format="fltp", layout=layout
                )
                sound_frame.sample_rate, sound_frame.pts = rate, second * rate
                sound_frame.time_base = Fraction(1, rate)
                out.mux(audio.encode(sound_frame))
        for stream in (audio, picture):
            if stream is not None:
                out.mux(stream.encode(None))


def flv_bytes(seconds: float) -> bytes:
    """The ladder as an FLV stream without a duration, as a live server sends it."""
    buffer = io.BytesIO()
    encode(
        buffer,
        seconds,
        container="flv",
        rate=44_100,
        options={"flvflags": "no_duration_filesize"},
    )
    return buffer.getvalue()


def heard(items: Iterable[AudioChunk | CoverageGap]) -> tuple[list[AudioChunk], list[CoverageGap]]:
    """Split what a source gave, and check that it touches from the first item to the last."""
    chunks: list[AudioChunk] = []
    gaps: list[CoverageGap] = []
    end_ms: int | None = None
    for item in items:
        # A chunk's length need not be a whole number of milliseconds.
        assert end_ms is None or abs(item.start_ms - end_ms) <= 1
        end_ms = item.end_ms
        if isinstance(item, AudioChunk):
            assert item.pcm.dtype == np.float32
            assert item.pcm.ndim == 1
            chunks.append(item)
        else:
            gaps.append(item)
    return chunks, gaps


def join(chunks: list[AudioChunk]) -> Pcm:
    """All the sound in one array."""
    return np.concatenate([chunk.pcm for chunk in chunks])
