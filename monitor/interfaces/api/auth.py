"""Who may speak to the server: a bearer token, or the console's cookie after its login page."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from monitor.errors import StoreError

COOKIE = "monitor_session"


class Gatekeeper:
    """Checks tokens in constant time; without a token (`--no-auth`) everybody passes."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    @property
    def open(self) -> bool:
        """True when no token is asked for."""
        return self.token is None

    def accepts(self, token: str | None) -> bool:
        """True when `token` is the server's token, or none is needed."""
        if self.token is None:
            return True
        return token is not None and hmac.compare_digest(token.encode(), self.token.encode())

    def accepts_request(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> bool:
        """True when the bearer header or the console's cookie carries the token.

        A cookie counts only for pages of this very origin, so that another site open in the same
        browser can neither read the alerts nor act on them.
        """
        if self.open:
            return same_origin(headers)
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.accepts(value.strip())
        return self.accepts(cookies.get(COOKIE)) and same_origin(headers)


def same_origin(headers: Mapping[str, str]) -> bool:
    """True when the request names no origin, or its own host."""
    origin = headers.get("origin")
    return not origin or urlsplit(origin).netloc == headers.get("host")


def load_token(folder: Path) -> str:
    """The data folder's access token, made on first use and readable by its owner alone.

    Raises StoreError when the folder cannot be written.
    """
    path = folder / "token"
    try:
        # Speech and stream keys will lie in it: its owner's business alone.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            token = path.read_text(encoding="ascii").strip()
            if token:
                return token
        except FileNotFoundError:
            pass
        token = secrets.token_urlsafe(24)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(token + "\n")
        return token
    except OSError as error:
        raise StoreError(
            f"数据文件夹不能写入：{error.strerror}",
            where=str(folder),
            hint="用 --data 换一个可写的文件夹",
        ) from error
