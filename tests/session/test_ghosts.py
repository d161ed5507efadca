"""Ten minutes each of silence, noise and music through a room: no text, no alert; and babble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.asr_sounds import babble
from monitor.runtime.asr.fakes import VirtualClock
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import Pcm
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser
from monitor.runtime.audio.source import AudioChunk
from monitor.runtime.engine import Engine
from monitor.runtime.session.room import RoomSession, SessionFacts
from monitor.runtime.session.ruling import ruling_of
from monitor.runtime.store import Store

from .virtual import START, VirtualPool

RATE = 16_000
MINUTES = 10
CHUNK_S = 1.0
AUDIO = Path(__file__).parents[2] / "fixtures" / "audio"


def quiet(at: int, size: int, noise: np.random.Generator) -> Pcm:
    del at, noise
    return np.zeros(size, np.float32)


def hiss(at: int, size: int, noise: np.random.Generator) -> Pcm:
    """White noise that swells and falls, with a mains hum."""
    seconds = (at + np.arange(size)) / RATE
    swell = 0.05 + 0.04 * np.sin(2 * np.pi * seconds / 7)
    hum = 0.05 * np.sin(2 * np.pi * 50 * seconds)
    return (swell * noise.standard_normal(size) + hum).astype(np.float32)


def tune(at: int, size: int, noise: np.random.Generator) -> Pcm:
    """Chords of plucked tones over a beat."""
    del noise
    seconds = (at + np.arange(size)) / RATE
    roots = np.array([220.0, 174.6, 261.6, 196.0])[(seconds // 2).astype(int) % 4]
    pluck = np.exp(-3 * (seconds % 0.5))
    tones = sum(np.sin(2 * np.pi * roots * ratio * seconds) for ratio in (1, 1.26, 1.5, 2))
    drum = np.exp(-40 * (seconds % 0.5)) * np.sin(2 * np.pi * 60 * seconds)
    return (0.08 * pluck * tones + 0.3 * drum).astype(np.float32)


def heard(
    store: Store,
    engine: Engine,
    minutes: float,
    sound: Callable[[int, int, np.random.Generator], Pcm],
) -> tuple[str, list[object]]:
    """The session's id and the partial texts, once the room has heard that much of the sound."""
    store.create_room(title="r", id="r")
    session = store.start_session("r", data={}).id
    clock = VirtualClock()
    pool = VirtualPool(WhisperRecogniser(resolve_model(), workers=1, device="cpu"), clock)  # type: ignore[arg-type]
    partials: list[object] = []
    room = RoomSession(
        SessionFacts(room="r", session=session, started_at=START, source="", model="base"),
        ruling=ruling_of(engine, (), category=None, session=session),
        stream=RoomStream(SileroVad(SileroNetwork()), room="r"),
        pool=pool,
        store=store,
        partial=partials.append,
        now=lambda: START,
    )
    noise = np.random.default_rng(3)
    size = int(CHUNK_S * RATE)
    for at in range(0, int(minutes * 60 * RATE), size):
        room.feed(AudioChunk(pcm=sound(at, size, noise), start_ms=at * 1000 // RATE))
        clock.advance(CHUNK_S)
        pool.run()
    pool.draining = True
    room.finish(timeout_s=0.0)
    return session, partials


@pytest.mark.slow
@pytest.mark.parametrize("sound", [quiet, hiss, tune])
def test_nothing_is_said_and_nothing_is_heard(
    store: Store, engine: Engine, sound: Callable[[int, int, np.random.Generator], Pcm]
) -> None:
    session, partials = heard(store, engine, MINUTES, sound)
    assert store.list_utterances(session) == ()
    assert partials == []
    assert store.list_alerts(limit=1).items == ()
    assert store.list_gaps(session) == ()


@pytest.mark.slow
def test_a_room_full_of_voices_is_no_speech(
    store: Store, engine: Engine, request: pytest.FixtureRequest
) -> None:
    # Two minutes, or as many as --soak-minutes says: each voice is decoded in vain.
    minutes = max(2.0, float(request.config.getoption("--soak-minutes")))
    voices = [
        soundfile.read(path, dtype="float32")[0]
        for path in sorted(AUDIO.glob("*.ogg"))
        if path.stem in ("appliance", "baby", "digital", "food", "jewelry", "skincare")
    ]
    crowd = babble(voices, minutes * 60)
    session, _ = heard(store, engine, minutes, lambda at, size, _: crowd[at : at + size])
    # What was shown for a moment and withdrawn has no text.
    believed = [said for said in store.list_utterances(session) if said.text]
    assert len(believed) <= max(1, 2 * minutes / 10)
    assert store.list_alerts(limit=1).items == ()
