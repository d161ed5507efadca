"""Sound made harder: music or noise mixed under it at a given ratio, or spoken faster."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

from benchmarks.asr_sounds import RATE, music, pink_noise

Pcm = npt.NDArray[np.float32]
CONDITIONS = ("clean", "music 10", "music 5", "noise 10", "noise 5", "fast 1.25")


def under(condition: str, pcm: Pcm) -> Pcm:
    """The sound under the condition: `music 10` is music 10 dB below the voice, `fast 1.25` the
    same speech in four fifths of the time at its own pitch."""
    kind, _, figure = condition.partition(" ")
    if kind == "clean":
        return pcm
    if kind == "fast":
        return faster(pcm, float(figure))
    seconds = len(pcm) / RATE + 1
    other = (music(seconds) if kind == "music" else pink_noise(seconds))[: len(pcm)]
    voiced = pcm[np.abs(pcm) > 0.01]
    gain = _rms(voiced) / _rms(other) / 10 ** (float(figure) / 20)
    mixed = pcm + other * np.float32(gain)
    return (mixed / max(1.0, float(np.abs(mixed).max()))).astype(np.float32)


def faster(pcm: Pcm, factor: float) -> Pcm:
    """FFmpeg's `atempo`: the tempo changes and the pitch does not."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono")
    tempo = graph.add("atempo", f"{factor}")
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(pcm[None, :], format="flt", layout="mono")
    frame.sample_rate = RATE
    source.push(frame)
    source.push(None)
    out = []
    while True:
        try:
            out.append(sink.pull().to_ndarray().reshape(-1))
        except (av.error.EOFError, av.error.BlockingIOError):
            return np.concatenate(out).astype(np.float32)


def tempo_of(condition: str) -> float:
    """By how much times of the original are to be divided."""
    kind, _, figure = condition.partition(" ")
    return float(figure) if kind == "fast" else 1.0


def _rms(pcm: Pcm) -> float:
    return float(np.sqrt(np.mean(np.square(pcm, dtype=np.float64))))
