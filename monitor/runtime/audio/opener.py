"""From what people type to a source that can be listened to."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from monitor.runtime.audio.address import MediaAddress, Transport, parse_address
from monitor.runtime.audio.explain import MissingProtocolError, NoSoundError
from monitor.runtime.audio.live import LiveSource, Patience
from monitor.runtime.audio.options import LISTEN_S
from monitor.runtime.audio.pyav import MediaConnection, MediaInfo, PyAvConnection
from monitor.runtime.audio.recorded import Pace, RecordedSource
from monitor.runtime.audio.srt_relay import SrtConnection

# HLS comes a segment at a time, and segments last up to 10 s.
_HLS_STALL_S = 30.0
_OPEN_TIMEOUT_S = 10.0
# The first look at a stream delays its beginning; most show their sound track in the first second.
_FIRST_LOOK_S, _LONG_LOOK_S = 1.0, 8.0


def open_source(
    address: str | Path,
    *,
    pace: Pace = "fast",
    start_ms: int = 0,
    live: bool | None = None,
    patience: Patience | None = None,
    headers: Mapping[str, str] | None = None,
) -> RecordedSource | LiveSource:
    """Return the source for a file or a stream address; raise `AudioError` for a bad address.

    Nothing is connected yet: that happens in `chunks()`. `pace` and `start_ms` are for recordings.
    `live` overrides what the address looks like (an HTTP .m3u8 or .flv is taken as live).
    `headers` go with HTTP requests, for servers that ask for a Referer.
    """
    checked = parse_address(address)
    if checked.live if live is None else live:
        patience = patience or _patience(checked)
        return LiveSource(
            checked,
            functools.partial(_connect_live, checked, patience, dict(headers or {})),
            patience=patience,
        )
    connect = functools.partial(
        PyAvConnection,
        checked,
        open_timeout_s=_OPEN_TIMEOUT_S,
        read_timeout_s=_OPEN_TIMEOUT_S,
        start_ms=start_ms,
        headers=dict(headers or {}),
    )
    return RecordedSource(checked, connect, pace=pace, start_ms=start_ms)


def probe(address: str | Path) -> MediaInfo:
    """Return what a file says of itself, without decoding it; raise `AudioError`."""
    connection = PyAvConnection(replace(parse_address(address), live=False))
    try:
        return connection.info
    finally:
        connection.close()


def _connect_live(
    address: MediaAddress, patience: Patience, headers: dict[str, str]
) -> MediaConnection:
    """Connect with a short look at the stream, and a long one when that shows no sound."""

    def connect(look_s: float) -> MediaConnection:
        # The listener notices a stall first and says so; this only frees the thread.
        stall_s = patience.stall_s + 2.0
        try:
            return PyAvConnection(
                address,
                open_timeout_s=patience.open_s + look_s + (LISTEN_S if address.listen else 0),
                read_timeout_s=stall_s,
                look_s=look_s,
                headers=headers,
            )
        except MissingProtocolError:
            if address.transport is not Transport.SRT:
                raise
            return SrtConnection(address, open_s=patience.open_s, stall_s=stall_s, look_s=look_s)

    try:
        return connect(_FIRST_LOOK_S)
    except NoSoundError:
        if address.listen:
            raise
        return connect(_LONG_LOOK_S)


def _patience(address: MediaAddress) -> Patience:
    if address.transport is Transport.HTTP and ".m3u8" in address.url.lower():
        return Patience(open_s=_HLS_STALL_S, stall_s=_HLS_STALL_S)
    return Patience()
