"""What went wrong with a media address, in one sentence for people and a way out."""

from __future__ import annotations

from monitor.errors import AudioError
from monitor.runtime.audio.address import MediaAddress, Transport

# FFmpeg opens these as "video", but they hold no moving picture.
_PICTURES = ("_pipe", "image2", "gif", "apng")
_GIVE_MEDIA = "请给出音视频文件"
_TEXTS = frozenset({"tty", "srt", "ass", "webvtt", "lrc", "sub", "subviewer"})


class NoSoundError(AudioError):
    """A medium that opens, but holds no sound track."""


class MissingProtocolError(AudioError):
    """The FFmpeg inside PyAV was built without what the address needs."""


class NobodyCameError(AudioError):
    """A listener to whom no sender connected for a while: listen again."""


def no_sound(address: MediaAddress, container: str, *, has_video: bool) -> NoSoundError:
    """Return the error for a medium without a sound track, told by what it is."""
    if container in _TEXTS:
        return NoSoundError("这是文本或字幕文件，不是音视频", where=address.label, hint=_GIVE_MEDIA)
    if any(container.endswith(name) for name in _PICTURES):
        return NoSoundError("这是一张图片，没有声音", where=address.label, hint=_GIVE_MEDIA)
    if has_video:
        return NoSoundError(
            "这个视频里没有声音",
            where=address.label,
            hint="请换用带声音的录像，或在推流时打开麦克风",
        )
    return NoSoundError("这里面没有声音", where=address.label, hint=_GIVE_MEDIA)


def explain(error: Exception, address: MediaAddress) -> AudioError:
    """Return what FFmpeg's error means for people; its own text stays out of it."""
    if address.listen and type(error).__name__ == "TimeoutError":
        return NobodyCameError(
            "还没有人推流过来", where=address.label, hint="请在推流软件里开始推流"
        )
    message, hint = _words(error, address)
    if type(error).__name__ == "ProtocolNotFoundError":
        return MissingProtocolError(message, where=address.label, hint=hint)
    return AudioError(message, where=address.label, hint=hint)


def _words(error: Exception, address: MediaAddress) -> tuple[str, str]:
    """The cause by the class of the error: PyAV names each of FFmpeg's codes."""
    name = type(error).__name__
    is_file = address.transport is Transport.FILE
    if name == "HTTPNotFoundError":
        return "服务器上没有这个地址（404）", "直播可能还没有开始或已经结束，请核对地址"
    if name in {"HTTPForbiddenError", "HTTPUnauthorizedError"}:
        return "服务器拒绝访问（没有权限）", "地址里的密钥可能已过期，请重新获取拉流地址"
    if name.startswith("HTTP"):
        return "服务器返回错误", "请稍后再试，或换一个拉流地址"
    if name in {"ExitError", "TimeoutError"}:
        return "等待超时，没有收到数据", "请检查网络和地址，直播可能还没有开始"
    if name == "ConnectionRefusedError":
        return "连接被拒绝", "请检查地址和端口，直播服务可能没有开启"
    if isinstance(error, PermissionError):
        return "没有权限打开", "请检查文件权限" if is_file else "端口或地址不允许使用，请换一个"
    if isinstance(error, FileNotFoundError):
        return "找不到要打开的内容", "请检查路径和地址"
    if name == "ProtocolNotFoundError":
        message = f"当前安装的 PyAV 不支持 {address.transport.value.upper()}"
        return message, "请改用 rtmp、rtsp 或 http(s) 的 flv/m3u8 地址，或安装带该协议的 PyAV"
    if name in {"InvalidDataError", "DemuxerNotFoundError", "DecoderNotFoundError", "EOFError"}:
        if is_file:
            return "文件损坏或不是音视频，无法识别", "请确认文件能正常播放，或重新导出"
        return "收到的内容不是可识别的音视频流", "请确认这是拉流地址，而不是网页地址"
    if getattr(error, "errno", None) == 98:
        return "端口已被占用", "请换一个端口，或先停止占用它的程序"
    if getattr(error, "errno", None) == 5 and not is_file:
        return "连接不上，或收到的内容不是音视频流", "请检查网络和主机名，并确认这是拉流地址"
    if is_file:
        return "无法读取这个文件", "请确认文件能正常播放，或重新导出"
    return "无法连接这个地址", "请检查网络、主机名和端口"
