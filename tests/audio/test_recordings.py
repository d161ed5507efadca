"""Files of every sort are heard on their own playing time, and damage is told."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from monitor.errors import AudioError
from monitor.runtime.audio.opener import open_source, probe
from monitor.runtime.audio.source import GapReason

from .media import encode, heard, join, second_heard

FORMATS = [
    ("wav", "pcm_s16le", 44_100, 2, False),
    ("mp3", "libmp3lame", 22_050, 1, False),
    ("m4a", "aac", 48_000, 2, False),
    ("ogg", "libopus", 48_000, 2, False),
    ("flac", "flac", 16_000, 1, False),
    ("flv", "aac", 44_100, 2, False),
    ("mkv", "aac", 48_000, 2, True),
    ("ts", "aac", 48_000, 2, False),
    ("mp4", "aac", 44_100, 2, True),
]


def make(folder: Path, suffix: str, codec: str, rate: int, channels: int, video: bool) -> Path:
    path = folder / f"ladder.{suffix}"
    container = {"mkv": "matroska", "ts": "mpegts"}.get(suffix)
    encode(path, 6, container=container, codec=codec, rate=rate, channels=channels, video=video)
    return path


@pytest.mark.parametrize(("suffix", "codec", "rate", "channels", "video"), FORMATS)
def test_whatever_ffmpeg_opens_is_heard_as_16_khz_mono_on_playing_time(
    tmp_path: Path, suffix: str, codec: str, rate: int, channels: int, video: bool
) -> None:
    path = make(tmp_path, suffix, codec, rate, channels, video)
    chunks, gaps = heard(open_source(path).chunks())
    pcm = join(chunks)
    assert gaps == []
    assert abs(len(pcm) - 6 * 16_000) < 0.12 * 16_000
    assert float(np.abs(pcm).max()) <= 1.0
    assert [second_heard(pcm[k * 16_000 + 4000 : k * 16_000 + 12_000]) for k in range(6)] == [
        *range(6)
    ]


@pytest.mark.parametrize(("suffix", "codec", "rate", "channels", "video"), FORMATS)
def test_a_later_start_keeps_the_same_media_time(
    tmp_path: Path, suffix: str, codec: str, rate: int, channels: int, video: bool
) -> None:
    path = make(tmp_path, suffix, codec, rate, channels, video)
    chunks, _gaps = heard(open_source(path, start_ms=3_200).chunks())
    assert 3_200 <= chunks[0].start_ms <= 3_400
    assert abs(chunks[-1].end_ms - 6_000) < 120
    pcm = join(chunks)
    at_4s = (4_200 - chunks[0].start_ms) * 16
    assert second_heard(pcm[at_4s : at_4s + 9_600]) == 4


def test_a_file_says_what_it_is_before_it_is_heard(tmp_path: Path) -> None:
    path = make(tmp_path, "mp4", "aac", 44_100, 2, True)
    info = probe(path)
    assert info.codec == "aac"
    assert info.has_video
    assert info.sample_rate == 44_100
    assert info.duration_ms is not None
    assert abs(info.duration_ms - 6_000) < 100


def test_realtime_pace_gives_sound_when_it_would_be_spoken(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    encode(path, 1.2, codec="pcm_s16le")
    began = time.monotonic()
    lateness = []
    for item in open_source(path, pace="realtime").chunks():
        lateness.append(time.monotonic() - began - item.end_ms / 1000)
    assert min(lateness) > -0.02
    assert max(lateness) < 0.4


def test_closing_ends_a_recording_that_is_paced(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    encode(path, 30, codec="pcm_s16le", rate=16_000, channels=1)
    source = open_source(path, pace="realtime")
    began = time.monotonic()
    for item in source.chunks():
        if item.end_ms >= 200:
            source.close()
    assert time.monotonic() - began < 2


def test_a_recording_describes_itself_by_name(tmp_path: Path) -> None:
    path = tmp_path / "晚场.wav"
    encode(path, 1, codec="pcm_s16le")
    source = open_source(path)
    assert source.describe() == "晚场.wav"
    assert not source.live


@pytest.mark.parametrize(
    ("suffix", "codec", "container"),
    [("flac", "flac", None), ("wav", "pcm_s16le", None), ("flv", "aac", None),
     ("mkv", "aac", "matroska")],
)  # fmt: skip
def test_of_a_truncated_file_the_beginning_is_heard_and_the_rest_is_a_gap(
    tmp_path: Path, suffix: str, codec: str, container: str | None
) -> None:
    path = tmp_path / f"cut.{suffix}"
    encode(path, 8, codec=codec, container=container, rate=48_000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    chunks, gaps = heard(open_source(path).chunks())
    assert 2_500 < chunks[-1].end_ms < 5_500
    assert second_heard(join(chunks)[2 * 16_000 + 4000 : 2 * 16_000 + 12_000]) == 2
    assert [gap.reason for gap in gaps] == [GapReason.TRUNCATED]
    assert abs(gaps[0].end_ms - 8_000) < 150


def test_damage_in_the_middle_is_a_gap_and_what_follows_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "scratched.ts"
    encode(path, 8, codec="aac", container="mpegts", rate=48_000)
    data = bytearray(path.read_bytes())
    third = len(data) // 3
    data[third : third + len(data) // 6] = bytes(len(data) // 6)
    path.write_bytes(bytes(data))
    chunks, gaps = heard(open_source(path).chunks())
    assert gaps
    assert all(gap.reason == GapReason.BROKEN for gap in gaps)
    assert abs(chunks[-1].end_ms - 8_000) < 300
    last = next(chunk for chunk in chunks if chunk.start_ms > 6_000)
    assert second_heard(last.pcm[: 16 * 700]) in {6, 7}


def test_a_video_without_sound_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    encode(path, 2, video=True, sound=False)
    assert "没有声音" in told(path)


def test_a_missing_file_a_folder_and_an_empty_file_are_told_apart(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp3"
    empty.touch()
    assert "找不到" in told(tmp_path / "nowhere.mp3")
    assert "文件夹" in told(tmp_path)
    assert "空" in told(empty)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_script_given_as_sound_is_told_where_it_belongs(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "话术.mp3"
    path.write_bytes(("家人们晚上好，今天直播间九块九包邮。\n" * 400).encode(encoding))
    assert "文本" in told(path)


def test_a_picture_and_noise_are_not_sound(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = tmp_path / "noise.mp4"
    noise.write_bytes(np.random.default_rng(7).bytes(50_000))
    picture = tmp_path / "cover.png"
    encode_picture(picture)
    for path in (noise, picture):
        assert told(path)
    out, err = capfd.readouterr()
    assert out == err == ""


def test_a_recording_whose_index_was_cut_off_is_an_error_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "noindex.mp4"
    encode(path, 4)
    path.write_bytes(path.read_bytes()[:20_000])
    assert "无法识别" in told(path)


def encode_picture(path: Path) -> None:
    import av

    image = np.full((48, 64, 3), 128, dtype=np.uint8)
    with av.open(str(path), "w", format="image2") as out:
        stream = out.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))


def told(path: Path) -> str:
    """What a person reads when this can't be heard: Chinese, with a way out, and no library."""
    with pytest.raises(AudioError) as caught:
        list(open_source(path).chunks())
    text = caught.value.diagnostics()
    assert "→" in text
    assert not any(word in text for word in ("Errno", "Error", "av.", "FFmpeg", "Invalid"))
    return text
