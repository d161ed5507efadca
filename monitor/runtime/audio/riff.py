"""How long a WAV file says it is: FFmpeg believes the file's size, and so never sees a cut."""

from __future__ import annotations

import struct
from pathlib import Path

_UNKNOWN_SIZES = frozenset({0, 0xFFFFFFFF, 0x7FFFFFFF})


def declared_wav_ms(path: Path) -> int | None:
    """Return the length that a RIFF header declares, or None where it declares none.

    Layout: Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0", WAVE form.
    """
    byte_rate = 0
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"RIFF" or stream.seek(8) != 8 or stream.read(4) != b"WAVE":
                return None
            while len(head := stream.read(8)) == 8:
                name, size = struct.unpack("<4sI", head)
                if name == b"data":
                    known = byte_rate > 0 and size not in _UNKNOWN_SIZES
                    return size * 1000 // byte_rate if known else None
                if name == b"fmt ":
                    body = stream.read(size)
                    byte_rate = struct.unpack_from("<I", body, 8)[0] if len(body) >= 12 else 0
                else:
                    stream.seek(size, 1)
                stream.seek(size % 2, 1)
    except OSError:
        return None
    return None
