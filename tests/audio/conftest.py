"""Servers that the audio tests listen to; all on this machine, all real."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Handler = Callable[[BaseHTTPRequestHandler], None]


class WebServer:
    """An HTTP server whose answers a test gives, one function a path."""

    def __init__(self) -> None:
        self.routes: dict[str, Handler] = {}
        self.requests: list[str] = []
        routes, requests = self.routes, self.requests

        class _Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                requests.append(path)
                if path in routes:
                    routes[path](self)
                else:
                    self.send_error(404)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class _Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A listener that hangs up is what these tests are about."""

        self._server = _Server(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def serve(self, path: str, body: bytes, content_type: str = "video/x-flv") -> None:
        """Answer `path` with `body` and close."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            begin(request, content_type)
            request.wfile.write(body)

        self.routes[path] = answer

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def begin(request: BaseHTTPRequestHandler, content_type: str = "video/x-flv") -> None:
    """Send the head of an answer whose length is not known."""
    request.send_response(200)
    request.send_header("Content-Type", content_type)
    request.end_headers()


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
