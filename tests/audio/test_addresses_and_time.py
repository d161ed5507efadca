"""Addresses are understood before anything is opened; media time never runs backwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import AudioError
from monitor.model import CoverageGap
from monitor.runtime.audio.address import Transport, parse_address
from monitor.runtime.audio.live import LiveSource, Patience
from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.source import AudioSource, merge_gaps
from monitor.runtime.audio.timeline import Timeline


@pytest.mark.parametrize(
    ("url", "transport", "live", "listen"),
    [
        ("http://a.cn/live/1.flv?auth=9", Transport.HTTP, True, False),
        ("https://a.cn/live/index.m3u8", Transport.HTTP, True, False),
        ("https://a.cn/昨晚.mp4", Transport.HTTP, False, False),
        ("rtmp://a.cn/live/1", Transport.RTMP, True, False),
        ("rtmp://0.0.0.0:1935/live/1?listen=1", Transport.RTMP, True, True),
        ("rtsp://user:pass@10.0.0.8/cam", Transport.RTSP, True, False),
        ("srt://0.0.0.0:9000?mode=listener", Transport.SRT, True, True),
    ],
)
def test_an_address_says_how_it_will_be_heard(
    url: str, transport: Transport, live: bool, listen: bool
) -> None:
    address = parse_address(url)
    assert (address.transport, address.live, address.listen) == (transport, live, listen)


@pytest.mark.parametrize(
    "url", ["rtsp://user:secret@10.0.0.8/cam", "http://a.cn/live/1.flv?auth_key=secret"]
)
def test_keys_and_passwords_are_not_shown(url: str) -> None:
    assert "secret" not in open_source(url).describe()


@pytest.mark.parametrize("text", ["", "  ", "ftp://a.cn/1.flv", "http:///1.flv", "rtmp://a:b:c/1"])
def test_what_can_never_be_opened_is_refused_at_once(text: str) -> None:
    with pytest.raises(AudioError) as caught:
        open_source(text)
    assert "可用" in caught.value.diagnostics()


def test_a_caller_may_know_better_whether_it_is_live(tmp_path: Path) -> None:
    assert isinstance(open_source("https://a.cn/show.mp4", live=True), LiveSource)
    source = open_source("https://a.cn/show.m3u8", live=False)
    assert not source.live
    assert isinstance(source, AudioSource)


def test_waits_double_up_to_the_longest() -> None:
    patience = Patience(first_wait_s=1, longest_wait_s=30)
    assert [patience.wait_s(n) for n in (1, 2, 3, 5, 6, 99)] == [1, 2, 4, 16, 30, 30]


def test_a_hole_in_the_timestamps_is_missing_sound_and_a_restart_is_not() -> None:
    line = Timeline()
    assert line.missing_before(90_000, at_most_ms=60_000) == 0
    line.advance(16_000)
    assert line.missing_before(91_020, at_most_ms=60_000) == 0
    assert line.missing_before(96_000, at_most_ms=60_000) == 5_000
    line.skip(5_000)
    line.advance(16_000)
    assert line.position_ms == 7_000
    assert line.missing_before(3, at_most_ms=60_000) == 0
    line.advance(16_000)
    assert line.missing_before(1_003, at_most_ms=60_000) == 0
    assert line.missing_before(9_999_999, at_most_ms=60_000) == 0
    assert line.position_ms == 8_000


@given(
    stamps=st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9)), max_size=40),
    limit=st.integers(0, 10**6),
)
def test_whatever_the_timestamps_do_media_time_moves_on_and_gaps_stay_in_bounds(
    stamps: list[int | None], limit: int
) -> None:
    line = Timeline()
    for stamp in stamps:
        before = line.position_ms
        missing = line.missing_before(stamp, at_most_ms=limit)
        assert 0 <= missing <= limit
        line.skip(missing)
        line.advance(160)
        assert line.position_ms == before + missing + 10


def test_gaps_that_touch_are_one_gap() -> None:
    def gap(start: int, end: int, reason: str = "断流") -> CoverageGap:
        return CoverageGap(start_ms=start, end_ms=end, reason=reason)

    assert merge_gaps([gap(5, 9), gap(0, 5), gap(9, 12, "损坏"), gap(20, 30)]) == [
        gap(0, 9),
        gap(9, 12, "损坏"),
        gap(20, 30),
    ]
