"""A throw-away PostgreSQL server on a unix socket, for the store's contract suite."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path


def binaries() -> Path | None:
    """The folder of initdb and postgres: the newest installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    folder = Path(on_path).resolve().parent if on_path else None
    return folder if folder and (folder / "postgres").exists() else None


class PostgresServer:
    """Runs from construction until `stop`; `url` names its database."""

    def __init__(self, bin_dir: Path) -> None:
        self._bin = bin_dir
        self._home = Path(tempfile.mkdtemp(prefix="pg"))
        # postgres refuses to run as root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self._home, "postgres")
        data = self._home / "data"
        self._run(str(bin_dir / "initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-N")
        options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={self._home}")
        options += ("-c", "fsync=off", "-c", "max_connections=40")
        self._server = subprocess.Popen(
            [*self._as, str(bin_dir / "postgres"), "-D", str(data), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    @property
    def url(self) -> str:
        """The URL of its database."""
        return f"postgresql://tester@/postgres?host={self._home}"

    def stop(self) -> None:
        """Stop the server and delete its files."""
        stop = ("-D", str(self._home / "data"), "-m", "immediate", "stop")
        self._run(str(self._bin / "pg_ctl"), *stop)
        self._server.wait(timeout=30)
        shutil.rmtree(self._home, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self._psql("SELECT 1")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(0.1)
            else:
                return

    def _psql(self, sql: str) -> None:
        self._run(
            str(self._bin / "psql"),
            "-h",
            str(self._home),
            "-U",
            "tester",
            "-d",
            "postgres",
            "-qc",
            sql,
        )

    def _run(self, *command: str) -> None:
        subprocess.run([*self._as, *command], check=True, capture_output=True, cwd="/")
