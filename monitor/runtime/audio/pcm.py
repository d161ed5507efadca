"""PCM pushed over a socket: frames of any size, rate and channel count, to 16 kHz mono."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from monitor.errors import AudioError
from monitor.runtime.audio.pyav import RateConverter
from monitor.runtime.audio.source import Pcm

PcmFormat = Literal["s16le", "f32le"]

_SAMPLE_BYTES: dict[str, int] = {"s16le": 2, "f32le": 4}
_LOWEST_RATE, _HIGHEST_RATE = 4_000, 384_000
_MOST_CHANNELS = 32


class PcmDecoder:
    """Bytes in, float32 mono 16 kHz out. A sample may be split between two frames.

    Raises `AudioError` for a format, rate or channel count that can't be decoded.
    """

    def __init__(self, *, format: str = "s16le", sample_rate: int = 16_000, channels: int = 1):
        if format not in get_args(PcmFormat):
            raise AudioError(f"不支持的 PCM 格式 {format}", hint="可用：s16le、f32le")
        if not _LOWEST_RATE <= sample_rate <= _HIGHEST_RATE:
            raise AudioError(
                f"不支持的采样率 {sample_rate}",
                hint=f"可用：{_LOWEST_RATE} 到 {_HIGHEST_RATE}，推荐 16000",
            )
        if not 1 <= channels <= _MOST_CHANNELS:
            raise AudioError(f"不支持的声道数 {channels}", hint=f"可用：1 到 {_MOST_CHANNELS}")
        self._format = format
        self._channels = channels
        self._frame_bytes = _SAMPLE_BYTES[format] * channels
        self._rest = b""
        self._converter = RateConverter(sample_rate)

    def feed(self, data: bytes) -> Pcm:
        """Return the samples that these bytes complete: float32 mono 16 kHz, shape (n,)."""
        data = self._rest + data
        whole = len(data) - len(data) % self._frame_bytes
        self._rest = data[whole:]
        if self._format == "s16le":
            samples = np.frombuffer(data[:whole], dtype="<i2").astype(np.float32) / 32768.0
        else:
            samples = np.frombuffer(data[:whole], dtype="<f4").astype(np.float32)
            # A stray NaN would poison the resampler's state for good.
            samples = np.clip(np.nan_to_num(samples), -1.0, 1.0)
        mono = samples.reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
        return self._converter.push(mono)

    def flush(self) -> Pcm:
        """Return what is left; an incomplete last sample is dropped."""
        self._rest = b""
        return self._converter.flush()
