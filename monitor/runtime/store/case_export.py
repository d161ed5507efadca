"""Export alerts as one case: a zip that a third party verifies without this program."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from monitor import __version__
from monitor.core.alerting import Alert
from monitor.core.ledger import EvidenceRecord, canonical, open_checkpoint
from monitor.core.ledger.audit import StoredLeaf
from monitor.core.ledger.merkle import inclusion_proof
from monitor.errors import LedgerError, UsageError
from monitor.runtime.store import case_text, case_verify
from monitor.runtime.store.evidence_files import ObjectRef, hash_file
from monitor.runtime.store.store import Store

SCHEMA = "livestream-monitor/case/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedCase:
    """The zip's place and SHA-256, and what it holds."""

    path: Path
    sha256: str
    alerts: tuple[str, ...]
    records: int
    files: int


def export_case(store: Store, alerts: Sequence[str], out: Path, *, who: str) -> ExportedCase:
    """Write the case of these alerts to `out`; the export itself goes into the ledger first.

    Raises:
        UsageError: no alert is named, or `out` cannot be written.
        NotFoundError: an alert does not exist, or its evidence was erased.
        LedgerError: the ledger cannot prove a record (run `verify`).
    """
    if not alerts:
        raise UsageError("没有指定要导出的告警", hint="在命令里写出告警编号")
    held = [store.get_alert(a) for a in dict.fromkeys(alerts)]
    exported = [_note_export(store, alert, who) for alert in held]
    note = store.latest_checkpoint()
    if note is None:
        raise LedgerError("账本没有检查点，无法证明记录")
    size = open_checkpoint(note, store.verifier).size
    leaves: dict[int, StoredLeaf] = {}
    for alert in held:
        for leaf in store.evidence_of(alert.id, session=alert.session):
            if leaf.body is not None and leaf.index < size:
                leaves[leaf.index] = leaf
    records = [EvidenceRecord.from_bytes(leaves[i].body or b"") for i in sorted(leaves)]
    files: dict[str, ObjectRef] = {}
    for record in records:
        for named in record.objects:
            ref = store.files.find(named["sha256"])
            files[_file_path(record, named["role"], ref)] = ref
    hashes = store.leaf_hashes(size)
    verifier = store.verifier
    parts: dict[str, bytes] = {
        "checkpoint.txt": note.encode(),
        "public-key.txt": (verifier.vkey() + "\n").encode(),
        "public-key.pem": _pem(verifier.public),
        "verify.py": Path(case_verify.__file__).read_bytes(),
        "README.md": case_text.readme(verifier, size).encode(),
    }
    for index in sorted(leaves):
        parts[case_verify.record_path(index)] = leaves[index].body or b""
        proof = [h.hex() for h in inclusion_proof(hashes, index)]
        parts[case_verify.proof_path(index)] = canonical(
            {"index": index, "size": size, "leaf": leaves[index].leaf.hex(), "proof": proof}
        )
    parts["case.json"] = _manifest(held, records, files, exported[-1], size)
    _write_zip(out, parts, files)
    return ExportedCase(
        path=out,
        sha256=hash_file(out),
        alerts=tuple(a.id for a in held),
        records=len(records),
        files=len(files),
    )


def _note_export(store: Store, alert: Alert, who: str) -> EvidenceRecord:
    """Record the export, with the transcript as it stands and a summary (on disk first)."""
    entries = store.evidence_of(alert.id, session=alert.session)
    bodies = [e.body for e in entries if e.body is not None]
    records = [EvidenceRecord.from_bytes(body) for body in bodies]
    transcript = store.files.put_object(canonical(store.transcript(alert.session)))
    summary = store.files.put_object(case_text.summary(alert, records).encode(), ".md")
    return store.note_custody(
        case_verify.EXPORTED,
        who=who,
        alert=alert.id,
        session=alert.session,
        custody={"records": [r.index for r in records], "state": alert.state.value},
        objects=[("transcript", transcript), ("summary", summary)],
    )


def _manifest(
    alerts: Sequence[Alert],
    records: Sequence[EvidenceRecord],
    files: dict[str, ObjectRef],
    export: EvidenceRecord,
    size: int,
) -> bytes:
    held = {
        "schema": SCHEMA,
        "software": f"livestream-monitor {__version__}",
        "exported_by": export.who["operator"],
        "exported_at": export.logged_at,
        "alerts": [a.id for a in alerts],
        "records": [r.index for r in records],
        "checkpoint_size": size,
        "files": [
            {"path": path, "sha256": ref.sha256, "bytes": ref.size, "media_type": ref.media_type}
            for path, ref in sorted(files.items())
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=2).encode() + b"\n"


def _file_path(record: EvidenceRecord, role: str, ref: ObjectRef) -> str:
    """Where a recorded file lies in the case: by its hash, and the summary by its alert."""
    if role == "summary":
        return f"summary-{record.alert}-{record.index}.md"
    return f"{role}s/{ref.path.name}"


def _pem(public: bytes) -> bytes:
    return Ed25519PublicKey.from_public_bytes(public).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _write_zip(out: Path, parts: dict[str, bytes], files: dict[str, ObjectRef]) -> None:
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
            for name, ref in files.items():
                archive.write(ref.path, name)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(out)
    except OSError as error:
        raise UsageError(f"案件包写不进去：{error.strerror}", where=str(out)) from error
