"""Silero voice activity, one probability for each 32 ms, with its state kept across chunks.

The network (Silero VAD, MIT) ships with faster-whisper, whose own wrapper forgets its state between
calls and zeroes part of the caller's array; here the ONNX session is run directly.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from monitor.errors import TranscriptionError
from monitor.runtime.asr.port import Pcm

FRAME = 512
FRAME_MS = 32
_CONTEXT = 64


class VoiceActivity(Protocol):
    """Speech probabilities of sound that arrives in pieces of any size."""

    def feed(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """Probabilities of the 512-sample frames completed by these samples, shape (k,)."""
        ...

    def reset(self) -> None:
        """Forget what was heard: the next sample begins a new stream."""
        ...


class SileroNetwork:
    """The network itself: stateless, shared by all rooms, safe to run from several threads."""

    def __init__(self, path: Path | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        model = path if path is not None else _network_file()
        self._session: Any = onnxruntime.InferenceSession(
            str(model), providers=["CPUExecutionProvider"], sess_options=options
        )

    def run(
        self, frames: npt.NDArray[np.float32], h: Any, c: Any
    ) -> tuple[npt.NDArray[np.float32], Any, Any]:
        """Probabilities of consecutive frames, shape (k, 576) → (k,), and the next state."""
        output, h, c = self._session.run(None, {"input": frames, "h": h, "c": c})
        return np.asarray(output, np.float32).reshape(-1), h, c


class SileroVad:
    """One room's voice activity: 512 samples a frame, the last 64 of the frame before as context.

    The caller's arrays are never written to.
    """

    def __init__(self, network: SileroNetwork) -> None:
        self._network = network
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._tail = np.zeros(_CONTEXT, np.float32)

    def feed(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """Probabilities of the frames completed by `pcm`; a rest waits for the next call."""
        sound = np.concatenate((self._tail, pcm.astype(np.float32, copy=False)))
        count = (len(sound) - _CONTEXT) // FRAME
        if count == 0:
            self._tail = sound
            return np.zeros(0, np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(sound, FRAME + _CONTEXT)
        frames = np.ascontiguousarray(windows[: count * FRAME : FRAME])
        probabilities, self._h, self._c = self._network.run(frames, self._h, self._c)
        self._tail = sound[count * FRAME :].copy()
        return probabilities


def _network_file() -> Path:
    spec = importlib.util.find_spec("faster_whisper")
    folders = spec.submodule_search_locations if spec is not None else None
    found = sorted(Path(next(iter(folders)), "assets").glob("silero_vad*.onnx")) if folders else []
    if not found:
        raise TranscriptionError(
            "找不到语音活动检测模型（silero_vad）", hint="重新安装：pip install faster-whisper"
        )
    return found[-1]
