"""Verify an exported case with Python's standard library alone.

This file is part of the livestream monitor and is also copied into every case as `verify.py`, so
that a third party needs neither the monitor nor any package: `python3 verify.py`.

The steps, in order:

1. `package`     the listed files are there, and no others                → `_check_package`
2. `key`         the public key is well formed (and the one you expect)   → `_check_key`
3. `checkpoint`  the checkpoint is signed by that key (Ed25519)           → `_check_checkpoint`
4. `records`     each record is in the signed tree (RFC 9162 §2.1.3)      → `_check_records`
5. `files`       each file named by a record has the recorded SHA-256     → `_check_files`
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

STEPS = {
    "package": ("案件包完整", "the package is complete"),
    "key": ("公钥有效", "the public key is valid"),
    "checkpoint": ("检查点签名有效", "the checkpoint is signed"),
    "records": ("记录在签名的账本内且未改动", "records are in the signed ledger, unchanged"),
    "files": ("录音与文字稿未改动", "sound and transcripts are unchanged"),
}
FAILURES = {
    "missing": ("缺少文件", "file is missing"),
    "extra": ("多出未登记的文件", "file is not listed"),
    "unreadable": ("内容读不懂", "cannot be read"),
    "key-other": ("与您给出的公钥不同", "is not the key you gave"),
    "bad-signature": ("签名无效", "signature is invalid"),
    "not-in-tree": ("不在签名的账本内，或被改动过", "is not in the signed ledger, or was changed"),
    "mislabelled": ("编号与内容不符", "number and content differ"),
    "unlisted-record": ("导出登记了这条记录，包内没有", "was exported, but is not in the package"),
    "no-custody": ("没有这条告警的导出登记", "has no record of its export"),
    "changed": ("内容与登记的 SHA-256 不符", "content and recorded SHA-256 differ"),
}
FIXED = {"README.md", "verify.py", "case.json", "checkpoint.txt", "public-key.txt"}
FIXED |= {"public-key.pem"}
EXPORTED = "custody.exported"
# What file managers leave in an unpacked folder.
IGNORED = (".DS_Store", "Thumbs.db", "desktop.ini")


class CaseFailure(NamedTuple):
    """What does not fit: a code of `FAILURES` and the exact place."""

    code: str
    where: str


class CaseStep(NamedTuple):
    """One step: a name of `STEPS`, how many things were checked, what failed."""

    name: str
    checked: int
    failures: list[CaseFailure]


class NotACaseError(Exception):
    """The path holds no exported case at all."""


def verify_case(path: Path, expected_key: str | None = None) -> list[CaseStep]:
    """All steps over a case's zip or its unpacked folder; `expected_key` is a trusted key line.

    Raises:
        NotACaseError: neither a zip nor a folder with a `case.json`.
    """
    names, read = _opened(path)
    try:
        manifest = json.loads(read("case.json"))
        files = {str(f["path"]): f for f in manifest["files"]}
        indexes = [int(i) for i in manifest["records"]]
        alerts = [str(a) for a in manifest["alerts"]]
    except (KeyError, ValueError, TypeError) as error:
        raise NotACaseError(f"case.json: {error}") from error
    case = _Case(names, read, files, indexes, alerts)
    steps = [case.check_package()]
    steps.append(case.check_key(expected_key))
    steps.append(case.check_checkpoint())
    steps.append(case.check_records())
    steps.append(case.check_files())
    return steps


class _Case:
    """The case being checked, and what the steps so far have found out."""

    def __init__(
        self,
        names: set[str],
        read: Callable[[str], bytes],
        files: dict[str, dict[str, Any]],
        indexes: list[int],
        alerts: list[str],
    ) -> None:
        self.names = names
        self.read = read
        self.listed = files
        self.indexes = indexes
        self.alerts = alerts
        self.key_name = ""
        self.public = b""
        self.size = 0
        self.root = b""
        self.records: dict[int, dict[str, Any]] = {}

    def check_package(self) -> CaseStep:
        expected = set(FIXED) | set(self.listed)
        for index in self.indexes:
            expected |= {record_path(index), proof_path(index)}
        failed = [CaseFailure("missing", name) for name in sorted(expected - self.names)]
        failed += [CaseFailure("extra", name) for name in sorted(self.names - expected)]
        # No file of a case is empty: nothing read means that the archive is damaged there.
        whole = sorted(expected & self.names)
        failed += [CaseFailure("unreadable", name) for name in whole if not self.read(name)]
        return CaseStep("package", len(expected), failed)

    def check_key(self, expected: str | None) -> CaseStep:
        try:
            line = self.read("public-key.txt").decode().strip()
            name, key_id, encoded = line.split("+", 2)
            raw = unbase64(encoded)
            digest = hashlib.sha256(name.encode() + b"\n" + raw).digest()
            if len(raw) != 33 or raw[0] != 1 or digest[:4].hex() != key_id:
                raise ValueError(line)
        except (KeyError, ValueError):
            return CaseStep("key", 1, [CaseFailure("unreadable", "public-key.txt")])
        self.key_name, self.public = name, raw[1:]
        other = expected is not None and expected.strip() != line
        return CaseStep("key", 1, [CaseFailure("key-other", name)] if other else [])

    def check_checkpoint(self) -> CaseStep:
        place = "checkpoint.txt"
        try:
            head, _, tail = self.read(place).decode().rpartition("\n\n")
            text = head + "\n"
            origin, size, root = text.split("\n")[:3]
            self.size, self.root = int(size), unbase64(root)
            digest = hashlib.sha256(self.key_name.encode() + b"\n\x01" + self.public).digest()
            for line in tail.splitlines():
                _, name, encoded = line.split(" ")
                raw = unbase64(encoded)
                if name == self.key_name == origin and raw[:4] == digest[:4]:
                    good = ed25519_verify(self.public, text.encode(), raw[4:])
                    failed = [] if good else [CaseFailure("bad-signature", place)]
                    return CaseStep("checkpoint", 1, failed)
        except (KeyError, ValueError):
            return CaseStep("checkpoint", 1, [CaseFailure("unreadable", place)])
        return CaseStep("checkpoint", 1, [CaseFailure("bad-signature", place)])

    def check_records(self) -> CaseStep:
        failed = []
        for index in self.indexes:
            place = record_path(index)
            try:
                body = self.read(place)
                proof = json.loads(self.read(proof_path(index)))
                path = [bytes.fromhex(h) for h in proof["proof"]]
                leaf = hashlib.sha256(b"\x00" + body).digest()
                if not included(leaf, index, self.size, path, self.root):
                    failed.append(CaseFailure("not-in-tree", place))
                    continue
                record = json.loads(body)
                if record["index"] != index:
                    failed.append(CaseFailure("mislabelled", place))
                self.records[index] = record
            except (KeyError, ValueError, TypeError):
                failed.append(CaseFailure("unreadable", place))
        exported = set()
        for record in self.records.values():
            if record.get("kind") == EXPORTED:
                exported.add(record.get("alert"))
            for index in record.get("custody", {}).get("records", []):
                if index not in self.indexes:
                    failed.append(CaseFailure("unlisted-record", f"#{index}"))
        failed += [CaseFailure("no-custody", a) for a in self.alerts if a not in exported]
        return CaseStep("records", len(self.indexes), failed)

    def check_files(self) -> CaseStep:
        by_hash = {str(f["sha256"]): path for path, f in self.listed.items()}
        failed, checked = [], 0
        for index, record in self.records.items():
            for held in record.get("integrity", {}).get("objects", []):
                checked += 1
                path = by_hash.get(held["sha256"])
                place = f"#{index} {held['role']} {path or held['sha256']}"
                try:
                    content = self.read(path or "")
                except KeyError:
                    failed.append(CaseFailure("missing", place))
                    continue
                if hashlib.sha256(content).hexdigest() != held["sha256"]:
                    failed.append(CaseFailure("changed", place))
        return CaseStep("files", checked, failed)


def unbase64(text: str) -> bytes:
    """The bytes of base64 in its one spelling; ValueError for any other."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw


def record_path(index: int) -> str:
    """Where a record's canonical bytes lie in the case."""
    return f"records/{index:08d}.json"


def proof_path(index: int) -> str:
    """Where a record's inclusion proof lies in the case."""
    return f"proofs/{index:08d}.json"


def included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """True when the proof shows the leaf in the tree of that root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            computed = hashlib.sha256(b"\x01" + sibling + computed).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = hashlib.sha256(b"\x01" + computed + sibling).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and computed == root


# Ed25519 after RFC 8032 §6, checking only; points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Q = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int, int, int]


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """True when the signature (64 bytes) of the message is by that public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = _decompress(public), _decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= _Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % _Q
    base = _decompress((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    assert base is not None
    left, right = _times(s, base), _add(r, _times(h, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % _P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _decompress(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    x2 = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(x2, (_P + 3) // 8, _P)
    if (x * x - x2) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - x2) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _opened(path: Path) -> tuple[set[str], Callable[[str], bytes]]:
    """The names in the case and a reader of their content (KeyError when a name is absent)."""
    if path.is_dir():
        found = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
        found = {name: p for name, p in found.items() if p.name not in IGNORED}
        if "case.json" not in found:
            raise NotACaseError(f"{path}: case.json?")
        return set(found), lambda name: found[name].read_bytes()
    try:
        archive = zipfile.ZipFile(path)
        names = archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise NotACaseError(f"{path}: {error}") from error
    if "case.json" not in names or len(set(names)) != len(names):
        raise NotACaseError(f"{path}: case.json?")

    def read(name: str) -> bytes:
        try:
            return archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
            # Damaged inside the archive: let the hashes say which record it breaks.
            return b""

    return set(names), read


def main(arguments: list[str]) -> int:
    """Check the case that lies around this file, or the given one; 0 good, 1 bad, 2 no case."""
    key = None
    if "--key" in arguments:
        at = arguments.index("--key")
        key = Path(arguments[at + 1]).read_text(encoding="utf-8")
        del arguments[at : at + 2]
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        steps = verify_case(path, key)
    except NotACaseError as error:
        sys.stderr.write(f"不是案件包 / not a case: {error}\n")
        return 2
    for number, step in enumerate(steps, start=1):
        zh, en = STEPS[step.name]
        mark = "不通过 FAILED" if step.failures else f"通过 ok ({step.checked})"
        sys.stdout.write(f"{number}. {zh} / {en}: {mark}\n")
        for failure in step.failures:
            zh, en = FAILURES[failure.code]
            sys.stdout.write(f"   - {failure.where}: {zh} / {en}\n")
    return 1 if any(step.failures for step in steps) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
