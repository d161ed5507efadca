"""The signing key of a data folder, and what the machine says of itself in every record."""

from __future__ import annotations

import hashlib
import os
import platform
import uuid
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitor import __version__
from monitor.core.ledger import Signer, Verifier
from monitor.errors import LedgerError
from monitor.runtime.store.evidence_files import write_durably

KEY_FILE = "evidence/signing.key"
PUBLIC_FILE = "evidence/signing.pub"


def open_signer(data_dir: Path, epoch: str) -> Signer:
    """The folder's signer; its key is made at the first opening, readable by the owner only.

    Raises:
        LedgerError: the key cannot be read or written, or is not an Ed25519 key.
    """
    path = data_dir / KEY_FILE
    name = f"livestream-monitor/{epoch}"
    public = data_dir / PUBLIC_FILE
    if not path.exists():
        if public.exists():
            raise LedgerError(
                "签名密钥不见了，而公钥还在",
                where=str(path),
                hint="从备份恢复密钥；若确已丢失，请把整个数据目录归档后另建一个",
            )
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_durably(path, pem, mode=0o600)
    try:
        loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise LedgerError(
            "签名密钥读不出来", where=str(path), hint="从备份恢复密钥文件，并核对其权限"
        ) from error
    if not isinstance(loaded, Ed25519PrivateKey):
        raise LedgerError("签名密钥不是 Ed25519", where=str(path))
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise LedgerError(
            "签名密钥对其他用户可读", where=str(path), hint=f"运行：chmod 600 {path.name}"
        )
    signer = Signer(name=name, key=loaded)
    if not public.exists():
        write_durably(public, (signer.verifier.vkey() + "\n").encode())
    elif read_verifier(data_dir) != signer.verifier:
        raise LedgerError(
            "签名密钥与公钥文件不符",
            where=str(public),
            hint="密钥、公钥或数据库被换过；运行 monitor evidence verify 核验",
        )
    return signer


def read_verifier(data_dir: Path) -> Verifier:
    """The folder's published public key.

    Raises:
        LedgerError: there is none, or it is damaged.
    """
    path = data_dir / PUBLIC_FILE
    try:
        return Verifier.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError("找不到公钥文件", where=str(path)) from error


def device_facts() -> dict[str, str]:
    """Machine, system and program, as a record names them; the machine's id is a hash."""
    return {
        "machine": hashlib.sha256(f"{uuid.getnode():012x}".encode()).hexdigest()[:16],
        "os": platform.platform(),
        "python": platform.python_version(),
        "software": f"livestream-monitor {__version__}",
    }
