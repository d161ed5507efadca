"""C2SP signed notes and tlog checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint).

A note is text, an empty line, and signature lines `— <name> base64(key id ‖ signature)`. A
checkpoint's text is three lines: origin, tree size, base64 root.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from monitor.errors import LedgerError

_ED25519 = b"\x01"
_DASH = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A public key and its name: what checks a note. Text form `name+keyid+base64` (the vkey)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, algorithm, key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def vkey(self) -> str:
        """The verifier key as one line of text."""
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """The verifier of a vkey line.

        Raises:
            LedgerError: the line is not an Ed25519 vkey, or its key id does not fit its key.
        """
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not _name_ok(parts[0]):
            raise LedgerError("公钥格式不对", hint="应为“名称+密钥编号+Base64”一行")
        raw = _unbase64(parts[2])
        if len(raw) != 33 or raw[:1] != _ED25519:
            raise LedgerError("公钥不是 Ed25519")
        verifier = cls(name=parts[0], public=raw[1:])
        if verifier.key_id.hex() != parts[1].lower():
            raise LedgerError("公钥与它的密钥编号不符")
        return verifier

    def verify(self, note: str) -> str:
        """The signed text of the note (with its final newline).

        Raises:
            LedgerError: the note is malformed, or carries no valid signature of this key.
        """
        text, signatures = _split_note(note)
        for name, raw in signatures:
            if name != self.name or raw[:4] != self.key_id:
                continue
            try:
                Ed25519PublicKey.from_public_bytes(self.public).verify(raw[4:], text.encode())
            except InvalidSignature:
                raise LedgerError("检查点的签名无效", hint="检查点或公钥被改动过") from None
            return text
        raise LedgerError("检查点没有这把密钥的签名", hint="公钥可能被换过，请与另存的公钥核对")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A named Ed25519 key that signs notes."""

    name: str
    key: Ed25519PrivateKey

    def __post_init__(self) -> None:
        if not _name_ok(self.name):
            raise LedgerError("签名者名称不能为空，也不能含空格或加号")

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(name=self.name, public=self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of a text that ends with a newline.

        Raises:
            LedgerError: the text does not end with a newline or holds control characters.
        """
        if not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
            raise LedgerError("待签文本须以换行结尾且不含控制字符")
        raw = self.verifier.key_id + self.key.sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {base64.b64encode(raw).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """检查点: the tree's size and root under the log's name; signed, it fixes all before it."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The checkpoint's note text."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text; extension lines are allowed and ignored.

        Raises:
            LedgerError: the text is not a checkpoint.
        """
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit():
            raise LedgerError("检查点格式不对", hint="应为来源、记录数、根哈希三行")
        if lines[1] != str(int(lines[1])):
            raise LedgerError("检查点的记录数写法不对")
        root = _unbase64(lines[2])
        if len(root) != 32:
            raise LedgerError("检查点的根哈希不是 32 字节")
        return cls(origin=lines[0], size=int(lines[1]), root=root)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a signed note, its signature checked.

    Raises:
        LedgerError: malformed, unsigned, or signed by another key.
    """
    return Checkpoint.parse(verifier.verify(note))


def _split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text and the signatures of a note."""
    head, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise LedgerError("检查点格式不对：缺少签名部分")
    signatures = []
    for line in tail[:-1].split("\n"):
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        raw = _unbase64(encoded)
        if not line.startswith(_DASH) or not space or not _name_ok(name) or len(raw) < 5:
            raise LedgerError("检查点的签名行格式不对")
        signatures.append((name, raw))
    return head + "\n", signatures


def _name_ok(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def _unbase64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LedgerError("Base64 内容损坏") from None
    # The last character of a group may carry bits that nothing reads: one spelling, no other.
    if base64.b64encode(raw).decode() != text:
        raise LedgerError("Base64 内容损坏")
    return raw
