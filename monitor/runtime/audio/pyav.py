"""The only file that knows PyAV: opens media, decodes its sound, resamples it to 16 kHz mono."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
import av.logging
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from monitor.errors import AudioError
from monitor.runtime.audio.address import MediaAddress, Transport
from monitor.runtime.audio.explain import explain, no_sound
from monitor.runtime.audio.options import ffmpeg_options
from monitor.runtime.audio.riff import declared_wav_ms
from monitor.runtime.audio.source import SAMPLE_RATE, Pcm

# FFmpeg writes to stderr by itself; what matters reaches people as an AudioError.
av.logging.set_level(None)

# Containers whose declared duration is written down and not guessed from the bit rate.
_DECLARES_DURATION = frozenset(
    {"flac", "wav", "w64", "mov", "mp4", "matroska", "webm", "flv", "avi"}
)
# Containers in which a seek lands where the timestamps say.
_SEEKS_EXACTLY = frozenset({"flac", "wav", "w64", "mov", "mp4", "matroska", "webm", "ogg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What the container says of itself; `duration_ms` is None for live streams.

    `duration_declared` is true when the duration was written by the maker of the file, so that a
    shorter sound means that something is missing.
    """

    container: str
    codec: str
    sample_rate: int
    channels: int
    has_video: bool
    duration_ms: int | None
    duration_declared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedSound:
    """16 kHz mono float32 PCM; `at_ms` is its place on the stream's clock, None where untold."""

    pcm: Pcm
    at_ms: int | None


class MediaConnection(Protocol):
    """One opening of a media address, read once."""

    @property
    def info(self) -> MediaInfo:
        """What the container says of itself."""

    @property
    def last_ms(self) -> int:
        """The end of the last packet of any kind (sound, picture) that was read."""

    def sound(self) -> Iterator[DecodedSound]:
        """Yield decoded sound until the end; raise `AudioError` when reading breaks off."""

    def close(self) -> None:
        """Give the address back; only from the thread that reads."""


class PyAvConnection:
    """A `MediaConnection` through FFmpeg's libraries.

    Opening blocks for at most `open_timeout_s`, each read for at most `read_timeout_s`; a listener
    to whom nobody comes raises `NobodyCameError`. `start_ms` asks to begin there; sound may come
    from earlier. `look_s` of a stream are read to find out what is in it, unless
    `container` names its format.
    """

    def __init__(
        self,
        address: MediaAddress,
        *,
        open_timeout_s: float | None = 10.0,
        read_timeout_s: float | None = 10.0,
        start_ms: int = 0,
        look_s: float = 3.0,
        headers: dict[str, str] | None = None,
        container: str | None = None,
    ) -> None:
        self._address = address
        self._last_ms = 0
        try:
            self._container: InputContainer = av.open(
                address.url,
                mode="r",
                format=container,
                options=ffmpeg_options(address, look_s, headers or {}),
                timeout=(open_timeout_s, read_timeout_s),
                metadata_errors="replace",
            )
        except (av.error.FFmpegError, ValueError, OSError) as error:
            raise explain(error, address) from error
        try:
            self._stream = _sound_stream(self._container, address)
            self._start_us = self._container.start_time or 0
            self.info = _info(self._container, self._stream, address)
            if start_ms and _formats(self._container) & _SEEKS_EXACTLY:
                self._container.seek(start_ms * 1000 + self._start_us)
        except (av.error.FFmpegError, ValueError, OSError) as error:
            self._container.close()
            raise explain(error, address) from error
        except AudioError:
            self._container.close()
            raise

    @property
    def last_ms(self) -> int:
        """The end of the last packet of any kind that was read, on the stream's clock."""
        return self._last_ms

    def sound(self) -> Iterator[DecodedSound]:
        """Yield decoded sound; a packet that can't be decoded leaves a step in `at_ms`."""
        resampler = _MonoResampler()
        for packet in self._packets():
            if packet.stream.index != self._stream.index:
                continue
            try:
                frames = self._stream.decode(packet)
            except (av.error.FFmpegError, ValueError):
                # One damaged packet: what follows decodes again, and its timestamp tells the gap.
                continue
            for frame in frames:
                at_ms = self._frame_ms(frame)
                pcm = resampler.push(frame)
                if len(pcm):
                    yield DecodedSound(pcm=pcm, at_ms=at_ms)
        tail = resampler.flush()
        if len(tail):
            yield DecodedSound(pcm=tail, at_ms=None)

    def close(self) -> None:
        """Close the container."""
        self._container.close()

    def _packets(self) -> Iterator[Packet[Stream]]:
        try:
            for packet in self._container.demux():
                self._note_end(packet)
                yield packet
        except (av.error.FFmpegError, ValueError, OSError) as error:
            if not isinstance(error, av.error.EOFError):
                raise explain(error, self._address) from error

    def _note_end(self, packet: Packet[Stream]) -> None:
        if packet.pts is None or packet.time_base is None:
            return
        end = (packet.pts + (packet.duration or 0)) * packet.time_base
        self._last_ms = max(self._last_ms, int(end * 1000) - self._start_us // 1000)

    def _frame_ms(self, frame: AudioFrame) -> int | None:
        if frame.pts is None or frame.time_base is None:
            return None
        return int(frame.pts * frame.time_base * 1000) - self._start_us // 1000


class _MonoResampler:
    """Frames of any layout in, float32 mono at 16 kHz out; survives a change of format."""

    def __init__(self) -> None:
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    def push(self, frame: AudioFrame) -> Pcm:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        head = np.zeros(0, dtype=np.float32)
        if shape != self._shape:
            head = self.flush()
            self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
            self._shape = shape
        assert self._resampler is not None
        # The resampler would fill or cut by timestamps; the timeline does that, and says so.
        frame.pts = None
        return np.concatenate([head, *_arrays(self._resampler.resample(frame))])

    def flush(self) -> Pcm:
        if self._resampler is None:
            return np.zeros(0, dtype=np.float32)
        resampler, self._resampler, self._shape = self._resampler, None, None
        return np.concatenate([np.zeros(0, dtype=np.float32), *_arrays(resampler.resample(None))])


class RateConverter:
    """Mono float32 of one sample rate in, 16 kHz out, keeping its state between calls."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._resampler = _MonoResampler()

    def push(self, pcm: Pcm) -> Pcm:
        """Return the 16 kHz samples that are ready; a few stay behind for the next call."""
        if self._rate == SAMPLE_RATE or not len(pcm):
            return pcm
        plane: npt.NDArray[np.float32] = np.ascontiguousarray(pcm, dtype=np.float32)[None, :]
        frame = AudioFrame.from_ndarray(plane, format="flt", layout="mono")
        frame.sample_rate = self._rate
        return self._resampler.push(frame)

    def flush(self) -> Pcm:
        """Return the samples that stayed behind."""
        return self._resampler.flush()


def _arrays(frames: list[AudioFrame]) -> list[Pcm]:
    return [frame.to_ndarray().reshape(-1).astype(np.float32, copy=False) for frame in frames]


def _formats(container: InputContainer) -> frozenset[str]:
    return frozenset(container.format.name.split(","))


def _sound_stream(container: InputContainer, address: MediaAddress) -> AudioStream:
    if not container.streams.audio:
        raise no_sound(address, container.format.name, has_video=bool(container.streams.video))
    return container.streams.audio[0]


def _info(container: InputContainer, stream: AudioStream, address: MediaAddress) -> MediaInfo:
    duration = container.duration // 1000 if container.duration and container.duration > 0 else None
    if container.format.name == "wav" and address.transport is Transport.FILE:
        duration = declared_wav_ms(Path(address.url)) or duration
    return MediaInfo(
        container=container.format.name,
        codec=stream.codec_context.name,
        sample_rate=stream.codec_context.sample_rate or 0,
        channels=stream.codec_context.channels or 0,
        has_video=bool(container.streams.video),
        duration_ms=duration,
        duration_declared=duration is not None and bool(_formats(container) & _DECLARES_DURATION),
    )
