"""What people type as a source: a file or a stream address, checked before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from monitor.errors import AudioError

_SUPPORTED = "可用：本地音视频文件，或 http(s) 的 flv/m3u8、rtmp、rtsp、srt 地址"
_TEXT_PROBE_BYTES = 4096


class Transport(StrEnum):
    """How the bytes arrive."""

    FILE = "file"
    HTTP = "http"
    RTMP = "rtmp"
    RTSP = "rtsp"
    SRT = "srt"
    PIPE = "pipe"


_SCHEMES = {
    "file": Transport.FILE,
    "http": Transport.HTTP,
    "https": Transport.HTTP,
    "rtmp": Transport.RTMP,
    "rtmps": Transport.RTMP,
    "rtsp": Transport.RTSP,
    "rtsps": Transport.RTSP,
    "srt": Transport.SRT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAddress:
    """A checked address. `url` may hold access keys; `label` never does and is shown to people.

    `listen` means that the sender connects to us (OBS pushing RTMP, an SRT caller).
    `live` is what the address looks like; a caller may know better.
    """

    url: str
    label: str
    transport: Transport
    live: bool = False
    listen: bool = False


def parse_address(text: str | Path) -> MediaAddress:
    """Return the checked address; raise `AudioError` for what can never be opened.

    RTMP listens with `?listen=1` (`rtmp://0.0.0.0:1935/live/room?listen=1`), SRT with
    `?mode=listener`. Files must exist, hold something and not be plain text.
    """
    raw = str(text).strip()
    if not raw:
        raise AudioError("没有给出音频来源", hint=_SUPPORTED)
    scheme = raw.split("://", 1)[0].lower() if "://" in raw else ""
    if not scheme:
        return _file(Path(raw))
    transport = _SCHEMES.get(scheme)
    if transport is None:
        raise AudioError(f"不支持的地址类型 {scheme}://", where=_redacted(raw), hint=_SUPPORTED)
    if transport is Transport.FILE:
        return _file(Path(unquote(urlsplit(raw).path)))
    return _stream(raw, transport)


def _file(path: Path) -> MediaAddress:
    where = str(path)
    try:
        if path.is_dir():
            raise AudioError("这是文件夹，不是音视频", where=where, hint="请给出其中的一个文件")
        if not path.exists():
            raise AudioError("找不到这个文件", where=where, hint="请检查路径和文件名")
        if path.stat().st_size == 0:
            raise AudioError("文件是空的", where=where, hint="请重新导出或下载这个文件")
        with path.open("rb") as stream:
            head = stream.read(_TEXT_PROBE_BYTES)
    except OSError as error:
        raise AudioError("无法读取这个文件", where=where, hint="请检查文件权限") from error
    if _is_text(head):
        raise AudioError(
            "这是文本文件，不是音视频",
            where=where,
            hint="检查话术稿请用 monitor check，回放录音请给出音视频文件",
        )
    # An absolute path can't be mistaken for a protocol ("a:b.mp3") by FFmpeg.
    return MediaAddress(url=str(path.absolute()), label=path.name, transport=Transport.FILE)


def _stream(raw: str, transport: Transport) -> MediaAddress:
    label = _redacted(raw)
    try:
        parts = urlsplit(raw)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise AudioError("地址写法不对", where=label, hint=_SUPPORTED) from error
    query = parse_qs(parts.query)
    listen = False
    if transport is Transport.RTMP and "listen" in query:
        listen = query["listen"][-1] not in {"0", "false", ""}
        raw = urlunsplit(parts._replace(query=_without_listen(parts.query)))
    elif transport is Transport.SRT:
        listen = query.get("mode", [""])[-1] == "listener"
    if not host and not listen:
        raise AudioError("地址里没有主机名", where=label, hint=_SUPPORTED)
    live = transport is not Transport.HTTP or parts.path.lower().endswith((".flv", ".m3u8"))
    return MediaAddress(url=raw, label=label, transport=transport, live=live, listen=listen)


def _without_listen(query: str) -> str:
    return "&".join(part for part in query.split("&") if not part.startswith("listen"))


def _redacted(url: str) -> str:
    """Return the address without user, password and query, where access keys stand."""
    parts = urlsplit(url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _is_text(head: bytes) -> bool:
    """True for UTF-8 or GB18030 prose; playlists are text as well, but lead to sound."""
    if head.startswith((b"#EXTM3U", b"\xef\xbb\xbf#EXTM3U")) or b"\x00" in head:
        return False
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
