"""What FFmpeg is told for each transport: how long to look, and what it may open."""

from __future__ import annotations

from monitor.runtime.audio.address import MediaAddress, Transport

# How long one wait for a sender lasts: a listener that is closed frees its port after this.
LISTEN_S = 3


def ffmpeg_options(address: MediaAddress, look_s: float, headers: dict[str, str]) -> dict[str, str]:
    """Return FFmpeg's options for an address, of which `look_s` are read to find its tracks.

    `headers` go with HTTP requests. Each transport may only speak the protocols it needs.
    """
    look = {"analyzeduration": str(int(look_s * 1_000_000))}
    match address.transport:
        case Transport.FILE:
            return {"protocol_whitelist": "file,crypto,data"}
        case Transport.HTTP:
            return look | {
                # A playlist from the net must not name files of this machine.
                "protocol_whitelist": "http,https,tcp,tls,crypto,data,httpproxy",
                "allowed_extensions": "ALL",
                "extension_picky": "0",
                "headers": "".join(f"{name}: {value}\r\n" for name, value in headers.items()),
            }
        case Transport.RTMP:
            if address.listen:
                return look | {"listen": "1", "timeout": str(LISTEN_S)}
            return look | {"rtmp_live": "live"}
        case Transport.RTSP:
            return look | {"rtsp_transport": "tcp"}
        case Transport.SRT | Transport.PIPE:
            return look
