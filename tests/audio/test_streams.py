"""Live streams over real sockets: heard as they come, and their outages told."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from monitor.errors import AudioError
from monitor.model import CoverageGap
from monitor.runtime.audio.live import LiveSource, Patience
from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.source import AudioChunk, GapReason, merge_gaps

from .conftest import WebServer, begin
from .media import encode, flv_bytes, heard, join, second_heard
from .rtmp import RtmpServer
from .rtsp import RtspServer

IMPATIENT = Patience(stall_s=1.0, first_wait_s=0.2, longest_wait_s=0.4, give_up_s=6.0)


def listen(url: str, patience: Patience = IMPATIENT) -> LiveSource:
    source = open_source(url, live=True, patience=patience)
    assert isinstance(source, LiveSource)
    return source


def until(
    source: LiveSource, enough: Callable[[AudioChunk | CoverageGap], bool], *, within_s: float = 20
) -> list[AudioChunk | CoverageGap]:
    """Listen until an item is enough; a source that never gives it fails the test."""
    items = []
    alarm = threading.Timer(within_s, source.close)
    alarm.start()
    try:
        for item in source.chunks():
            items.append(item)
            if enough(item):
                return items
    finally:
        alarm.cancel()
        source.close()
    raise AssertionError(f"only {items[-3:]} after {within_s} s")


def past(ms: int) -> Callable[[AudioChunk | CoverageGap], bool]:
    return lambda item: isinstance(item, AudioChunk) and item.end_ms > ms


def test_http_flv_is_heard_from_its_first_sample(web: WebServer) -> None:
    web.serve("/live.flv", flv_bytes(5))
    source = listen(web.url("/live.flv"))
    chunks, gaps = heard(until(source, past(4_500)))
    assert source.live
    assert gaps == []
    assert chunks[0].start_ms == 0
    assert second_heard(join(chunks)[3 * 16_000 + 4000 : 3 * 16_000 + 12_000]) == 3


def test_a_stream_that_breaks_is_reconnected_and_the_outage_is_a_gap(web: WebServer) -> None:
    stream = flv_bytes(3)

    def answer(request: BaseHTTPRequestHandler) -> None:
        begin(request)
        request.wfile.write(stream)
        if len(web.requests) > 1:
            time.sleep(10)

    web.routes["/live.flv"] = answer
    source = listen(web.url("/live.flv"))
    chunks, gaps = heard(until(source, past(5_000)))
    assert len(web.requests) == 2
    joined = merge_gaps(gaps)
    assert [gap.reason for gap in joined] == [GapReason.DISCONNECTED]
    assert 150 <= joined[0].end_ms - joined[0].start_ms < 3_000
    after = [chunk for chunk in chunks if chunk.start_ms >= joined[0].end_ms]
    assert second_heard(join(after)[4_000:12_000]) == 0


def test_silence_on_the_line_is_noticed_and_left(web: WebServer) -> None:
    stream = flv_bytes(3)

    def answer(request: BaseHTTPRequestHandler) -> None:
        begin(request)
        request.wfile.write(stream)
        request.wfile.flush()
        time.sleep(15)

    web.routes["/live.flv"] = answer
    source = listen(web.url("/live.flv"))
    began = time.monotonic()
    _chunks, gaps = heard(until(source, past(5_000)))
    assert time.monotonic() - began < 8
    assert GapReason.STALLED in {gap.reason for gap in gaps}
    assert merge_gaps(gaps)[0].end_ms - merge_gaps(gaps)[0].start_ms > 1_000


def test_a_long_outage_is_told_while_it_lasts_and_given_up_in_the_end(web: WebServer) -> None:
    stream = flv_bytes(2)

    def answer(request: BaseHTTPRequestHandler) -> None:
        if len(web.requests) > 1:
            request.send_error(404)
            return
        begin(request)
        request.wfile.write(stream)

    web.routes["/live.flv"] = answer
    source = listen(
        web.url("/live.flv"),
        Patience(stall_s=1.0, first_wait_s=0.2, longest_wait_s=0.3, give_up_s=1.5),
    )
    gaps = []
    with pytest.raises(AudioError, match="断流"):
        gaps += [item for item in source.chunks() if isinstance(item, CoverageGap)]
    assert len(web.requests) > 3


def test_a_mistyped_address_is_told_at_once(web: WebServer, free_port: int) -> None:
    web.serve("/page.flv", b"<html><body>not a stream</body></html>" * 50, "text/html")
    for url, words in [
        (web.url("/nothing.flv"), "404"),
        (web.url("/page.flv"), "音视频流"),
        (f"http://127.0.0.1:{free_port}/live.flv", "拒绝"),
        (f"rtmp://127.0.0.1:{free_port}/live/room", "拒绝"),
        (f"rtsp://127.0.0.1:{free_port}/room", "拒绝"),
    ]:
        with pytest.raises(AudioError) as caught:
            list(listen(url).chunks())
        assert words in caught.value.diagnostics()


def test_closing_ends_a_stream_that_says_nothing(web: WebServer) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        begin(request)
        time.sleep(10)

    web.routes["/live.flv"] = answer
    source = listen(web.url("/live.flv"), Patience(stall_s=30))
    threading.Timer(0.5, source.close).start()
    began = time.monotonic()
    assert list(source.chunks()) == []
    assert time.monotonic() - began < 2


def test_hls_is_heard_across_its_segments_and_ends_where_it_ends(
    web: WebServer, tmp_path: Path
) -> None:
    encode(
        tmp_path / "live.m3u8", 6, container="hls", rate=44_100,
        options={"hls_time": "2", "hls_list_size": "0"},
    )  # fmt: skip
    for path in tmp_path.iterdir():
        web.serve(f"/{path.name}", path.read_bytes(), "video/mp2t")
    source = listen(web.url("/live.m3u8"))
    chunks, gaps = heard(source.chunks())
    assert gaps == []
    assert abs(chunks[-1].end_ms - 6_000) < 150
    assert second_heard(join(chunks)[4 * 16_000 + 4000 : 4 * 16_000 + 12_000]) == 4


def test_a_playlist_from_the_net_cannot_name_files_of_this_machine(
    web: WebServer, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.ts"
    encode(secret, 3, container="mpegts")
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    web.serve("/evil.m3u8", playlist.encode(), "application/vnd.apple.mpegurl")
    with pytest.raises(AudioError):
        list(listen(web.url("/evil.m3u8")).chunks())


@contextlib.contextmanager
def pushing(url: str, seconds: float, *, after_s: float = 0.0) -> Iterator[None]:
    """Push the ladder to an RTMP address, as a streaming program does.

    From a process of its own: PyAV holds the interpreter's lock while it connects to write, and a
    listener in the same process needs that lock to answer.
    """
    command = [sys.executable, "-m", "tests.audio.push", url, str(seconds), str(after_s)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL) as sender:
        try:
            yield
        finally:
            sender.kill()


def test_obs_can_push_to_us_and_push_again(free_port: int) -> None:
    address = f"rtmp://127.0.0.1:{free_port}/live/room"
    source = listen(f"{address}?listen=1")
    items: list[AudioChunk | CoverageGap] = []
    stream = source.chunks()
    alarm = threading.Timer(30, source.close)
    alarm.start()
    with pushing(address, 4):
        for item in stream:
            items.append(item)
            if item.end_ms > 3_500:
                break
    with pushing(address, 4):
        for item in stream:
            items.append(item)
            if isinstance(items[-1], AudioChunk) and any(
                isinstance(old, CoverageGap) for old in items
            ):
                break
    alarm.cancel()
    source.close()
    chunks, gaps = heard(items)
    assert {gap.reason for gap in gaps} == {GapReason.DISCONNECTED}
    assert second_heard(join(chunks)[2 * 16_000 + 4000 : 2 * 16_000 + 12_000]) == 2
    assert "等待推流" in source.describe()


def test_a_closed_listener_frees_its_port(free_port: int) -> None:
    source = listen(f"rtmp://127.0.0.1:{free_port}/live/room?listen=1")
    threading.Timer(0.5, source.close).start()
    assert list(source.chunks()) == []
    deadline = time.monotonic() + 8
    while True:
        try:
            socket.create_server(("127.0.0.1", free_port)).close()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_a_listener_waits_for_a_sender_that_comes_late(free_port: int) -> None:
    address = f"rtmp://127.0.0.1:{free_port}/live/room"
    source = listen(f"{address}?listen=1")
    with pushing(address, 4, after_s=4.5):
        chunks, gaps = heard(until(source, past(2_500)))
    assert (chunks[0].start_ms, gaps) == (0, [])


def test_rtmp_is_pulled_from_a_server() -> None:
    with RtmpServer(flv_bytes(5)) as server:
        chunks, gaps = heard(until(listen(server.url), past(3_500)))
    assert gaps == []
    assert second_heard(join(chunks)[2 * 16_000 + 4000 : 2 * 16_000 + 12_000]) == 2


def test_rtsp_is_pulled_over_tcp() -> None:
    with RtspServer(seconds=5) as server:
        chunks, gaps = heard(until(listen(server.url), past(3_000)))
    assert gaps == []
    assert second_heard(join(chunks)[1 * 16_000 + 4000 : 1 * 16_000 + 12_000]) == 1
