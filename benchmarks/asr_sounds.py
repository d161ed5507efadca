"""Sounds in which nobody says anything: made from a seed, float32 mono, 16 kHz.

Babble is many voices at once, made from recordings given by the caller: nobody can be understood.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

RATE = 16_000
Pcm = npt.NDArray[np.float32]


def _scaled(sound: npt.NDArray[np.float64], level_db: float) -> Pcm:
    rms = float(np.sqrt(np.mean(sound**2))) or 1.0
    return (sound / rms * 10 ** (level_db / 20)).astype(np.float32)


def white_noise(seconds: float, level_db: float = -30, seed: int = 1) -> Pcm:
    return _scaled(np.random.default_rng(seed).normal(size=int(seconds * RATE)), level_db)


def pink_noise(seconds: float, level_db: float = -25, seed: int = 2) -> Pcm:
    size = int(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=size))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    return _scaled(np.fft.irfft(spectrum, size), level_db)


def hum(seconds: float, level_db: float = -25) -> Pcm:
    t = np.arange(int(seconds * RATE)) / RATE
    tones = (np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 2, 3, 5))
    return _scaled(np.sum(list(tones), axis=0), level_db)


def music(seconds: float, level_db: float = -20, seed: int = 3) -> Pcm:
    """Chords, a bass and a drum in four-four time: a shop's background, without a voice."""
    rng = np.random.default_rng(seed)
    size = int(seconds * RATE)
    out = np.zeros(size)
    t = np.arange(int(0.5 * RATE)) / RATE
    for beat in range(int(seconds * 2)):
        root = 220 * 2 ** (int(rng.choice([0, 3, 5, 7])) / 12)
        chord = sum(
            np.sin(2 * np.pi * root * ratio * k * t) / k**2 * np.exp(-3 * t)
            for ratio in (1, 1.26, 1.5)
            for k in (1, 2, 3, 4)
        )
        drum = rng.normal(size=len(t)) * np.exp(-40 * t) * (1.5 if beat % 2 else 0.7)
        at = beat * len(t)
        part = (chord + drum)[: size - at]
        out[at : at + len(part)] += part
    return _scaled(out, level_db)


def hummed_tune(seconds: float, level_db: float = -22, seed: int = 4) -> Pcm:
    """A voice-like tune without words: a buzz through two formants, gliding between notes."""
    rng = np.random.default_rng(seed)
    size = int(seconds * RATE)
    notes = np.repeat(rng.choice([165, 185, 208, 220, 247], size=int(seconds * 2) + 1), RATE // 2)
    pitch = np.convolve(notes, np.ones(1600) / 1600, mode="same")[:size]
    pitch = pitch * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * np.arange(size) / RATE))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    weights = {k: np.exp(-(((k * 200 - 500) / 300) ** 2)) + 0.3 for k in range(1, 9)}
    voice = sum(w * np.sin(k * phase) / k for k, w in weights.items())
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 0.7 * np.arange(size) / RATE)
    return _scaled(voice * swell, level_db)


def clicks(seconds: float, seed: int = 5) -> Pcm:
    rng = np.random.default_rng(seed)
    out = np.zeros(int(seconds * RATE), np.float32)
    for at in rng.integers(0, len(out) - 400, size=int(seconds * 2)):
        out[at : at + 400] += (rng.normal(size=400) * np.exp(-np.arange(400) / 60)).astype(
            np.float32
        ) * 0.3
    return out


def babble(voices: Sequence[Pcm], seconds: float, level_db: float = -22, seed: int = 6) -> Pcm:
    """Eight stretches of the voices at once, some of them backwards."""
    rng = np.random.default_rng(seed)
    size = int(seconds * RATE)
    out = np.zeros(size)
    for index in range(8):
        voice = voices[index % len(voices)]
        # A short recording goes round, from another place for each of the eight.
        part = np.resize(np.roll(voice, -int(rng.integers(0, len(voice)))), size)
        out += part[::-1] if index % 2 else part
    return _scaled(out, level_db)


def backwards(voice: Pcm, seconds: float) -> Pcm:
    """Speech played backwards: the sound of a voice in no language."""
    return voice[: int(seconds * RATE)][::-1].copy()
