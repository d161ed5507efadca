"""SRT for real: ffmpeg sends from this machine, as an encoder or a relay of a room would."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.errors import AudioError
from monitor.runtime.audio.live import Patience
from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.source import GapReason

from .media import encode, heard, join, second_heard
from .test_streams import listen, past, until

SECRET = "zhibojian-4711"
Send = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("srt") / "ladder.ts"
    encode(path, 12, container="mpegts", video=True)
    return path


@pytest.fixture
def send(ladder: Path) -> Iterator[Send]:
    """Plays the ladder at the speed of speech to an SRT address; hung up when the test ends."""
    senders: list[subprocess.Popen[bytes]] = []

    def start(url: str) -> subprocess.Popen[bytes]:
        command = ["ffmpeg", "-loglevel", "quiet", "-re", "-i", str(ladder)]
        sender = subprocess.Popen(
            [*command, "-c", "copy", "-f", "mpegts", url], stderr=subprocess.DEVNULL
        )
        senders.append(sender)
        return sender

    yield start
    for sender in senders:
        sender.kill()
        sender.wait()


def test_srt_is_pulled_from_a_listener(send: Send, free_port: int) -> None:
    send(f"srt://127.0.0.1:{free_port}?mode=listener")
    chunks, gaps = heard(until(listen(f"srt://127.0.0.1:{free_port}"), past(4_500)))
    assert gaps == []
    assert chunks[0].start_ms == 0
    assert second_heard(join(chunks)[3 * 16_000 + 4_000 : 3 * 16_000 + 12_000]) == 3


def test_a_room_may_listen_for_an_srt_sender(send: Send, free_port: int) -> None:
    later = threading.Timer(1.0, send, [f"srt://127.0.0.1:{free_port}"])
    later.start()
    source = listen(f"srt://127.0.0.1:{free_port}?mode=listener")
    chunks, gaps = heard(until(source, past(3_500)))
    assert gaps == []
    assert second_heard(join(chunks)[2 * 16_000 + 4_000 : 2 * 16_000 + 12_000]) == 2


def test_a_sender_that_goes_away_leaves_a_gap_and_is_heard_again(
    send: Send, free_port: int
) -> None:
    url = f"srt://127.0.0.1:{free_port}?mode=listener"
    first = send(url)

    def change() -> None:
        time.sleep(3)
        first.kill()
        first.wait()
        send(url)

    threading.Thread(target=change, daemon=True).start()
    source = listen(f"srt://127.0.0.1:{free_port}", Patience(stall_s=2.0, first_wait_s=0.2))
    items = until(source, past(9_000), within_s=40)
    chunks, gaps = heard(items)
    assert gaps
    assert {gap.reason for gap in gaps} <= {GapReason.DISCONNECTED, GapReason.STALLED}
    assert chunks[-1].start_ms > gaps[-1].end_ms


def test_the_passphrase_stands_in_no_command_line(send: Send, free_port: int) -> None:
    send(f"srt://127.0.0.1:{free_port}?mode=listener&passphrase={SECRET}")
    source = listen(f"srt://127.0.0.1:{free_port}?passphrase={SECRET}")
    seen: list[str] = []

    def look(item: object) -> bool:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().decode("utf-8", "replace").split("\0")
            except OSError:
                continue
            if "nut" in words:
                seen.append(" ".join(words))
        return bool(seen)

    until(source, look)
    assert not any(SECRET in line for line in seen)
    assert SECRET not in source.describe()


def test_a_wrong_passphrase_is_told(send: Send, free_port: int) -> None:
    send(f"srt://127.0.0.1:{free_port}?mode=listener&passphrase={SECRET}")
    time.sleep(0.5)
    with pytest.raises(AudioError, match="口令不对"):
        list(listen(f"srt://127.0.0.1:{free_port}?passphrase=quite-another").chunks())


def test_nobody_there_is_told(free_port: int) -> None:
    source = listen(f"srt://127.0.0.1:{free_port}", Patience(open_s=2.0))
    with pytest.raises(AudioError, match="连接不上"):
        list(source.chunks())


def test_an_address_that_is_no_single_line_never_reaches_ffmpeg(free_port: int) -> None:
    source = open_source(f"srt://127.0.0.1:{free_port}?streamid=a b'c")
    with pytest.raises(AudioError, match="空白"):
        list(source.chunks())


def test_without_ffmpeg_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(AudioError) as caught:
        list(open_source("srt://127.0.0.1:9").chunks())
    assert "ffmpeg" in caught.value.diagnostics()
    assert "rtmp" in caught.value.diagnostics()
