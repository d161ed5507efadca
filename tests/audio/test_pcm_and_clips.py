"""Pushed PCM, the ring of recent sound, and the excerpts cut out of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import AudioError
from monitor.runtime.audio.clip import write_addressed_clip, write_clip
from monitor.runtime.audio.pcm import PcmDecoder
from monitor.runtime.audio.recent import RecentAudio
from monitor.runtime.audio.source import AudioChunk, Pcm

from .media import ladder, second_heard


def frames(data: bytes, sizes: list[int]) -> list[bytes]:
    """Cut `data` into pieces of the given sizes, over and over."""
    out, at, turn = [], 0, 0
    while at < len(data):
        out.append(data[at : at + sizes[turn % len(sizes)]])
        at += sizes[turn % len(sizes)]
        turn += 1
    return out


def decode(decoder: PcmDecoder, pieces: list[bytes]) -> Pcm:
    return np.concatenate([*(decoder.feed(piece) for piece in pieces), decoder.flush()])


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(1, 5_000), min_size=1, max_size=6))
def test_samples_split_between_frames_are_put_together(sizes: list[int]) -> None:
    pcm = ladder(0.4)
    data = (pcm * 32767).astype("<i2").tobytes()
    out = decode(PcmDecoder(), frames(data, sizes))
    assert out.dtype == np.float32
    assert len(out) == len(pcm)
    assert float(np.abs(out - pcm).max()) < 1e-3


@pytest.mark.parametrize("form", ["s16le", "f32le"])
@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (8_000, 1), (16_000, 6)])
def test_any_rate_and_channel_count_becomes_16_khz_mono(
    form: str, rate: int, channels: int
) -> None:
    pcm = np.repeat(ladder(3, rate=rate)[:, None], channels, axis=1)
    data = (pcm * 32767).astype("<i2").tobytes() if form == "s16le" else pcm.tobytes()
    decoder = PcmDecoder(format=form, sample_rate=rate, channels=channels)
    out = decode(decoder, frames(data, [3_201, 777]))
    assert abs(len(out) - 3 * 16_000) < 200
    assert [second_heard(out[k * 16_000 + 4000 : k * 16_000 + 12_000]) for k in range(3)] == [
        0, 1, 2,
    ]  # fmt: skip


def test_not_a_number_does_not_spoil_what_follows() -> None:
    bad = np.array([np.nan, np.inf, -np.inf, 9.0] * 100, dtype="<f4")
    decoder = PcmDecoder(format="f32le", sample_rate=48_000)
    decoder.feed(bad.tobytes())
    out = decoder.feed(ladder(1, rate=48_000).astype("<f4").tobytes())
    assert np.isfinite(out).all()
    assert second_heard(out[4_000:12_000]) == 0


@pytest.mark.parametrize(
    "start", [{"format": "mp3"}, {"sample_rate": 0}, {"sample_rate": 10**9}, {"channels": 0}]
)
def test_a_push_that_cannot_be_decoded_is_refused(
    start: dict[str, object],
) -> None:
    with pytest.raises(AudioError, match="不支持") as caught:
        PcmDecoder(**start)  # type: ignore[arg-type]
    assert "可用" in caught.value.diagnostics()


def feed(ring: RecentAudio, pcm: Pcm, *, from_ms: int = 0, chunk: int = 1_234) -> None:
    for at in range(0, len(pcm), chunk):
        ring.add(AudioChunk(pcm=pcm[at : at + chunk], start_ms=from_ms + at // 16))


def test_recent_sound_is_found_by_media_time() -> None:
    ring = RecentAudio(seconds=4)
    feed(ring, ladder(9))
    assert (ring.start_ms, ring.end_ms) == (5_000, 9_000)
    assert second_heard(ring.read(6_100, 6_900)) == 6
    assert second_heard(ring.read(8_000, 9_000)) == 8
    assert len(ring.read(4_000, 6_000)) == 16_000
    assert len(ring.read(8_500, 12_000)) == 8_000
    assert len(ring.read(0, 5_000)) == 0


def test_a_gap_reads_as_silence_and_later_sound_keeps_its_place() -> None:
    ring = RecentAudio(seconds=20)
    feed(ring, ladder(2))
    feed(ring, ladder(2), from_ms=5_000)
    assert not ring.read(2_100, 4_900).any()
    assert second_heard(ring.read(6_000, 7_000)) == 1
    feed(ring, ladder(1), from_ms=100_000)
    assert (ring.start_ms, ring.end_ms) == (81_000, 101_000)
    assert not ring.read(81_000, 100_000).any()


def test_a_clip_is_lossless_seekable_and_named_by_its_bytes(tmp_path: Path) -> None:
    pcm = ladder(3)
    clip = write_addressed_clip(pcm, tmp_path)
    data = clip.path.read_bytes()
    assert clip.sha256 == hashlib.sha256(data).hexdigest() == clip.path.stem
    assert (clip.size, clip.duration_ms) == (len(data), 3_000)
    with soundfile.SoundFile(clip.path) as opened:
        assert (opened.samplerate, opened.channels, opened.format) == (16_000, 1, "FLAC")
        opened.seek(32_000)
        tail = opened.read(dtype="float32")
    assert float(np.abs(tail - pcm[32_000:]).max()) < 1e-4
    assert write_addressed_clip(pcm, tmp_path).path == clip.path


def test_a_clip_of_the_ring_is_exact(tmp_path: Path) -> None:
    ring = RecentAudio(seconds=5)
    feed(ring, ladder(5))
    clip = write_clip(ring.read_int16(1_000, 2_000), tmp_path / "a" / "clip.flac")
    samples, _rate = soundfile.read(clip.path, dtype="int16")
    assert (samples == ring.read_int16(1_000, 2_000)).all()


def test_a_disk_that_refuses_leaves_no_half_clip(tmp_path: Path) -> None:
    blocked = tmp_path / "clips"
    blocked.write_text("not a folder")
    with pytest.raises(AudioError, match="磁盘"):
        write_clip(ladder(1), blocked / "clip.flac")
    with pytest.raises(AudioError, match="没有可保存"):
        write_clip(ladder(0), tmp_path / "empty.flac")
    assert [path.name for path in tmp_path.iterdir()] == ["clips"]
