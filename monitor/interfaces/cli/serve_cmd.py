"""`monitor serve`: the server and its console."""

from __future__ import annotations

import ipaddress
import logging
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.errors import UsageError
from monitor.interfaces.cli.console import LANG_OPTION, Lang, out, told
from monitor.interfaces.cli.data_folder import default_data

if TYPE_CHECKING:
    from monitor.interfaces.api.assembly import Server


def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 8000,
    data: Annotated[Path | None, typer.Option(help="数据文件夹")] = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="不要令牌（仅限本机地址）")] = False,
    model: Annotated[str, typer.Option(help="语音模型：名称或路径")] = "base",
    rtmp_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="OBS 推流的 RTMP 端口；不写则不开")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="在演示直播间播放自带录音")] = False,
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """启动服务和控制台，打印带访问令牌的地址。"""
    with told():
        if no_auth and not is_loopback(host):
            raise UsageError(
                f"--no-auth 只能用于本机地址，{host} 会让别人也能进来",
                where="--no-auth",
                hint="去掉 --no-auth，或用 --host 127.0.0.1",
            )
        listener = _listen(host, port)
        # Imported here: the other commands should not wait for the server and the recogniser.
        from monitor.interfaces.api.assembly import assemble
        from monitor.interfaces.api.auth import load_token
        from monitor.interfaces.cli.demo import start_demo
        from monitor.runtime.asr.models import resolve_model
        from monitor.runtime.asr.whisper import WhisperRecogniser

        folder = data or default_data()
        token = None if no_auth else load_token(folder)
        server = assemble(
            data=folder, recogniser=WhisperRecogniser(resolve_model(model)), token=token
        )
        if demo:
            start_demo(server.services.rooms)
        if rtmp_port is not None:
            _listen_rtmp(server, host, rtmp_port, lang)
        _announce(listener, token, lang)
        _run(server, listener)


def is_loopback(host: str) -> bool:
    """True for an address of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises UsageError when the port is taken or the address is not ours.

    Bound before the model is loaded, so that a port in use is told at once and nobody else can
    take it meanwhile.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # From now on callers wait instead of being refused, and nobody else can take the port.
        listener.listen()
    except OSError as error:
        raise UsageError(
            f"不能监听 {host}:{port}：{error.strerror}",
            where="--port" if error.errno != -2 else "--host",
            hint="端口可能已被占用：换一个 --port，或停掉占用它的程序",
        ) from error
    listener.set_inheritable(True)
    return listener


def _listen_rtmp(server: Server, host: str, port: int, lang: Lang) -> None:
    from monitor.runtime.session.rtmp_ingest import RtmpIngest

    services = server.services
    try:
        ingest = RtmpIngest(
            services.rooms, host=host, port=port, allows=services.gatekeeper.accepts
        )
    except OSError as error:
        raise UsageError(
            f"RTMP 不能监听 {host}:{port}：{error.strerror}",
            where="--rtmp-port",
            hint="端口可能已被占用：换一个 --rtmp-port",
        ) from error
    shown = f"[{host}]" if ":" in host else host
    label = "RTMP (OBS)" if lang is Lang.EN else "OBS 推流地址"
    out().print(f"{label}：rtmp://{shown}:{ingest.port}/live", soft_wrap=True)


def _announce(listener: socket.socket, token: str | None, lang: Lang) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
    label = "Console" if lang is Lang.EN else "控制台"
    out().print(f"{label}：{address}", style="bold", soft_wrap=True)
    sys.stdout.flush()


def _run(server: Server, listener: socket.socket) -> None:
    import uvicorn

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    config = uvicorn.Config(
        server.app,
        log_level="warning",
        # The address of a request can hold the token; it is not for logs.
        access_log=False,
        ws_max_size=8 * 1024 * 1024,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])
