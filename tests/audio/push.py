"""Pushes the ladder to a stream address: `python -m tests.audio.push URL SECONDS AFTER_S`."""

from __future__ import annotations

import sys
import time

import av

from .media import encode


def main(url: str, seconds: float, after_s: float) -> int:
    """Wait, then push until it succeeds, as OBS does; 1 when nobody listens for 10 seconds."""
    time.sleep(after_s)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            encode(url, seconds, container="flv", rate=44_100)
        except (OSError, av.error.FFmpegError):
            time.sleep(0.1)
        else:
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
