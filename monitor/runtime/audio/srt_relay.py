"""SRT through the ffmpeg program: PyAV's published wheels are built without libsrt."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from monitor.errors import AudioError
from monitor.runtime.audio.address import MediaAddress, Transport
from monitor.runtime.audio.explain import NobodyCameError, NoSoundError
from monitor.runtime.audio.options import LISTEN_S
from monitor.runtime.audio.pyav import DecodedSound, MediaInfo, PyAvConnection
from monitor.runtime.audio.source import SAMPLE_RATE

_LAST_WORDS: Final = 4096
_LEAVE_S: Final = 2.0
_CAUSES: Final = (
    ("Protocol not found", "这台机器的 ffmpeg 不支持 SRT", "请安装带 libsrt 的 ffmpeg"),
    ("matches no streams", "这里面没有声音", "请在推流时打开麦克风"),
    ("Incorrect passphrase", "SRT 口令不对", "请核对地址里的 passphrase"),
    ("SRTO_PASSPHRASE", "SRT 口令的长度不对", "passphrase 应为 10 到 79 个字符"),
    ("REJECT", "对方拒绝了 SRT 连接", "请核对 streamid 和 passphrase"),
    ("resolve hostname", "找不到这个主机", "请检查网络和主机名"),
    ("Invalid data", "收到的内容不是可识别的音视频流", "请确认推流用的是 MPEG-TS"),
    ("already in use", "端口已被占用", "请换一个端口，或先停止占用它的程序"),
    ("timed out", "等待超时，没有收到数据", "请检查网络和地址，直播可能还没有开始"),
    ("Input/output error", "连接不上", "请检查网络、主机名和端口，直播可能还没有开始"),
)
"""What ffmpeg's last words mean, the most telling first."""


class SrtConnection:
    """A `MediaConnection` whose bytes ffmpeg receives and decodes, with their timestamps.

    The address goes to ffmpeg through a pipe, for it may hold a passphrase and a command line is
    open to everybody on the machine. Raises `AudioError`; `NobodyCameError` for a listener to whom
    no sender came. `open_s` and `stall_s` bound the waits for a connection and for data.
    """

    def __init__(
        self, address: MediaAddress, *, open_s: float, stall_s: float, look_s: float
    ) -> None:
        program = shutil.which("ffmpeg")
        if program is None:
            raise AudioError(
                "接收 SRT 需要 ffmpeg 程序，这台机器上没有",
                where=address.label,
                hint="请安装 ffmpeg（Debian：apt install ffmpeg），或改用 rtmp、rtsp、http 地址",
            )
        playlist = _playlist(address, open_s, stall_s)
        self._address = address
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 — closed with the connection
        self._process = subprocess.Popen(
            _command(program, look_s),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            with contextlib.suppress(BrokenPipeError), self._process.stdin as told:
                told.write(playlist.encode())
            with self._process.stdout as pipe:
                # FFmpeg's libraries read from a copy of their own.
                self._sound = PyAvConnection(
                    replace(address, url=f"pipe:{pipe.fileno()}", transport=Transport.PIPE),
                    open_timeout_s=None,
                    read_timeout_s=None,
                    container="nut",
                )
        except AudioError as error:
            raise self._reason(error) from error
        except BaseException:
            self._leave()
            raise

    @property
    def info(self) -> MediaInfo:
        """What the container says of itself: decoded sound, whatever was sent."""
        return self._sound.info

    @property
    def last_ms(self) -> int:
        """The end of the last packet that was read."""
        return self._sound.last_ms

    def sound(self) -> Iterator[DecodedSound]:
        """Yield decoded sound until the sender ends or falls silent."""
        return self._sound.sound()

    def close(self) -> None:
        """Hang up."""
        self._sound.close()
        self._leave()

    def _reason(self, error: AudioError) -> AudioError:
        """The error told by ffmpeg's last words, which stay out of it: they hold the address."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LEAVE_S)
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - _LAST_WORDS))
        said = self._words.read().decode("utf-8", "replace")
        self._leave()
        where = self._address.label
        for sign, message, hint in _CAUSES:
            if sign not in said:
                continue
            if sign == "timed out" and self._address.listen:
                return NobodyCameError("还没有人推流过来", where=where, hint="请开始推流")
            if sign == "matches no streams":
                return NoSoundError(message, where=where, hint=hint)
            return AudioError(message, where=where, hint=hint)
        return error

    def _leave(self) -> None:
        self._process.kill()
        self._process.wait()
        self._words.close()


def _command(program: str, look_s: float) -> list[str]:
    return [
        program, "-nostdin", "-hide_banner", "-loglevel", "error",
        "-analyzeduration", str(int(look_s * 1_000_000)),
        "-protocol_whitelist", "pipe,fd,srt,udp", "-f", "concat", "-safe", "0", "-i", "pipe:0",
        "-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le",
        "-flush_packets", "1", "-f", "nut", "pipe:1",
    ]  # fmt: skip


def _playlist(address: MediaAddress, open_s: float, stall_s: float) -> str:
    """A playlist of one entry. Raises AudioError for an address that would not stay one."""
    if any(char.isspace() or not char.isprintable() for char in address.url):
        raise AudioError("地址里有空白或控制字符", where=address.label, hint="请重新复制地址")
    given = parse_qs(urlsplit(address.url).query)
    limits = {
        "timeout": int(stall_s * 1_000_000),
        "connect_timeout": int(open_s * 1000),
        "listen_timeout": LISTEN_S * 1_000_000,
    }
    more = "&".join(f"{name}={value}" for name, value in limits.items() if name not in given)
    joint = "&" if urlsplit(address.url).query else "?"
    quoted = (address.url + (joint + more if more else "")).replace("'", r"'\''")
    return f"ffconcat version 1.0\nfile '{quoted}'\n"
