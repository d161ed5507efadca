"""`monitor replay`: real recordings through the real model; reports, resumption, bad media."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest

from .conftest import Run

AUDIO = Path(__file__).parents[2] / "fixtures" / "audio"

pytestmark = pytest.mark.slow


def test_a_recording_gives_findings_a_transcript_a_report_and_clips(
    run: Run, tmp_path: Path
) -> None:
    done = run(
        *("replay", AUDIO / "demo.ogg", "--products", AUDIO / "demo.cards.yaml"),
        *("--out", tmp_path / "out"),
    )
    assert done.code == 1, done.err
    document = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert document["schema"] == 1
    assert document["media"]["sha256"]
    assert document["gaps"] == []
    lowest = next(f for f in document["findings"] if f["category"] == "price-lowest")
    assert 5 < lowest["start_s"] < 16
    segment = document["transcript"][lowest["segment"]]
    assert segment["text"][lowest["start"] : lowest["end"]] == lowest["quote"]
    clip = tmp_path / "out" / lowest["clip"]
    assert clip.read_bytes()[:4] == b"fLaC"
    srt = (tmp_path / "out" / "transcript.srt").read_text(encoding="utf-8")
    assert srt.startswith("1\n00:00:0")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert lowest["clip"] in report
    assert "<mark" in report


def test_a_replay_goes_on_after_a_kill_with_the_same_findings(run: Run, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    assert run("replay", AUDIO / "demo.ogg", "--out", whole).code == 1
    parts = tmp_path / "parts"
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "replay", str(AUDIO / "demo.ogg"), "--out", str(parts)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    journal = parts / "progress.jsonl"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if journal.exists() and "heard_to" in journal.read_text(encoding="utf-8"):
            os.kill(process.pid, signal.SIGKILL)
            break
        time.sleep(0.05)
    process.wait()
    kept = journal.read_text(encoding="utf-8")
    assert run("replay", AUDIO / "demo.ogg", "--out", parts).code == 1
    # What was finished was not done again.
    assert journal.read_text(encoding="utf-8").startswith(kept[: kept.rindex('{"heard_to"')])

    # The transcript to the letter, the findings, the clips: as if nothing had happened.
    once, twice = (
        json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        for folder in (whole, parts)
    )
    assert twice == once


def test_several_recordings_get_a_folder_each_and_an_index(run: Run, tmp_path: Path) -> None:
    done = run(
        *("replay", AUDIO / "compliant.ogg", tmp_path / "none.mp4", "--out", tmp_path / "all")
    )
    assert done.code == 2
    assert "none.mp4" in done.err
    assert (tmp_path / "all" / "compliant" / "report.html").is_file()
    assert "compliant/report.html" in (tmp_path / "all" / "index.html").read_text(encoding="utf-8")


def test_a_truncated_recording_is_heard_as_far_as_it_goes(run: Run, tmp_path: Path) -> None:
    sound = (AUDIO / "demo.ogg").read_bytes()
    (tmp_path / "cut.ogg").write_bytes(sound[: len(sound) // 3])
    done = run("replay", "cut.ogg", "--out", "cut", "--fail-on", "never")
    assert done.code == 0, done.err
    document = json.loads((tmp_path / "cut" / "findings.json").read_text(encoding="utf-8"))
    assert document["transcript"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.mp4", ["none.mp4", "不存在"]),
        ("text.mp4", ["text.mp4"]),
        ("empty.mp4", ["empty.mp4"]),
        ("folder", ["folder"]),
        ("mute.mkv", ["mute.mkv", "声音"]),
    ],
)
def test_bad_media_is_one_clear_message(
    run: Run, tmp_path: Path, name: str, words: list[str]
) -> None:
    (tmp_path / "text.mp4").write_text("这是一个文本文件", encoding="utf-8")
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    _write_mute_video(tmp_path / "mute.mkv")
    run("replay", name).assert_told(*words)


def test_a_recording_without_speech_gives_no_words(run: Run, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "silence.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(b"\x00\x00" * 16000 * 20)
    done = run("replay", "silence.wav", "--out", "silence")
    assert done.code == 0
    document = json.loads((tmp_path / "silence" / "findings.json").read_text(encoding="utf-8"))
    assert document["transcript"] == []
    assert document["findings"] == []


def test_an_unknown_model_is_one_clear_sentence(run: Run) -> None:
    run("replay", AUDIO / "demo.ogg", "--model", "no-such-model").assert_told("no-such-model")


def _write_mute_video(path: Path) -> None:
    import av
    import numpy as np

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
