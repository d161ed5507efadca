"""The real recogniser and voice detector, loaded once for the slow tests."""

from __future__ import annotations

from importlib.resources import as_file, files

import numpy as np
import pytest
import soundfile

from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import Pcm
from monitor.runtime.asr.vad import SileroNetwork
from monitor.runtime.asr.whisper import WhisperRecogniser


@pytest.fixture(scope="session")
def ear() -> WhisperRecogniser:
    return WhisperRecogniser(resolve_model(), device="cpu")


@pytest.fixture(scope="session")
def network() -> SileroNetwork:
    return SileroNetwork()


@pytest.fixture(scope="session")
def samples() -> dict[str, Pcm]:
    """Three short sentences: clean, in noise, over music."""
    found: dict[str, Pcm] = {}
    for name in ("clean", "noise", "music"):
        with as_file(files("monitor.runtime.asr") / "samples" / f"{name}.flac") as path:
            pcm, rate = soundfile.read(path, dtype="float32")
        assert rate == 16_000
        found[name] = np.asarray(pcm, np.float32)
    return found
