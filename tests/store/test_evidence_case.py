"""An exported case: a third party verifies it with Python alone, and sees any change."""

import base64
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotFoundError, UsageError
from monitor.runtime.store.case_export import export_case
from monitor.runtime.store.case_verify import (
    NotACaseError,
    ed25519_verify,
    record_path,
    verify_case,
)


@pytest.fixture
def alert(store, on_air, draft, spoken):
    store.add_utterance(*on_air, spoken("u1", 0, "全网最低价|赶紧拍"))
    raised = store.raise_alert(draft("f1", 1_000)).alert
    store.attach_clip(raised.id, store.files.put_clip(b"the sound of it"))
    store.raise_alert(draft("f2", 90_000, rule="cn/other", term="根治"))
    store.record_verdict(raised.id, "confirm", who="王", reason="无依据")
    return raised.id


@pytest.fixture
def exported(store, alert, tmp_path):
    return export_case(store, [alert], tmp_path / "out" / "case.zip", who="李")


def failures(path, key=None):
    return {(s.name, f.code, f.where) for s in verify_case(path, key) for f in s.failures}


@pytest.fixture
def unpacked(exported, tmp_path) -> Path:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(exported.path) as archive:
        archive.extractall(folder)
    return folder


def test_a_case_verifies_as_zip_and_unpacked(exported, unpacked):
    assert failures(exported.path) == set()
    assert failures(unpacked) == set()


def test_the_bundled_script_needs_nothing_but_python(unpacked):
    # -I -S: no site packages, no environment, no path to this program.
    command = [sys.executable, "-I", "-S", "verify.py"]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("通过 ok") == 5
    clip = next((unpacked / "clips").iterdir())
    clip.write_bytes(b"another sound")
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 1
    assert clip.name in done.stdout


def test_the_bundled_script_refuses_what_is_no_case(unpacked, tmp_path):
    command = [sys.executable, str(unpacked / "verify.py"), str(tmp_path / "nothing.zip")]
    assert subprocess.run(command, capture_output=True).returncode == 2


def test_the_readme_gives_commands_that_work(unpacked):
    openssl = shutil.which("openssl")
    assert openssl, "openssl belongs to the base system"
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    start = readme.index("       head -n 3")
    script = readme[start : readme.index("\n\n", start)]
    done = subprocess.run(["bash", "-ec", script], cwd=unpacked, capture_output=True, text=True)
    assert "Success" in done.stdout, done.stderr


def test_a_case_holds_one_alert_and_not_the_others(exported, unpacked, alert, store):
    records = [json.loads(p.read_bytes()) for p in sorted((unpacked / "records").iterdir())]
    assert {r.get("alert") for r in records} == {None, alert}
    assert [r["kind"] for r in records] == [
        "session.started",
        "alert.created",
        "alert.clip",
        "alert.verdict",
        "custody.exported",
    ]
    assert exported.records == 5
    assert exported.files == 3


def test_the_export_itself_is_in_the_chain_of_custody(exported, store, alert):
    last = store.evidence_of(alert)[-1]
    assert last.kind == "custody.exported"
    record = json.loads(last.body)
    assert record["who"] == {"operator": "李"}
    assert record["custody"]["records"] == [0, 1, 2, 4]


def test_the_summary_says_suspected_and_names_the_verdict(unpacked):
    (path,) = unpacked.glob("summary-*.md")
    summary = path.read_text(encoding="utf-8")
    assert "疑似" in summary
    assert "违规" not in summary
    assert "王" in summary
    assert "家人们**全网最低价**赶紧拍" in summary


def test_several_alerts_share_one_case(store, alert, tmp_path):
    other = store.list_alerts(rule="cn/other").items[0].id
    case = export_case(store, [alert, other, alert], tmp_path / "two.zip", who="李")
    assert case.alerts == (alert, other)
    assert failures(case.path) == set()


def test_a_changed_summary_is_found(unpacked):
    (path,) = unpacked.glob("summary-*.md")
    path.write_text("全都没说过", encoding="utf-8")
    assert {code for _, code, _ in failures(unpacked)} == {"changed"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("records", "not-in-tree"),
        ("clips", "changed"),
        ("transcripts", "changed"),
        ("proofs", "unreadable"),
    ],
)
def test_one_flipped_bit_names_its_file(unpacked, name, expected):
    path = sorted((unpacked / name).iterdir())[0]
    content = bytearray(path.read_bytes())
    content[5] ^= 0x80
    path.write_bytes(content)
    found = failures(unpacked)
    assert any(code == expected and path.stem.lstrip("0") in w for _, code, w in found), found


def test_a_removed_record_is_missed(unpacked):
    (unpacked / record_path(1)).unlink()
    assert ("package", "missing", record_path(1)) in failures(unpacked)


def test_a_record_taken_off_the_list_is_missed(unpacked):
    manifest = json.loads((unpacked / "case.json").read_bytes())
    manifest["records"].remove(1)
    (unpacked / "case.json").write_text(json.dumps(manifest))
    assert ("records", "unlisted-record", "#1") in failures(unpacked)


def test_a_case_without_its_export_record_is_missed(unpacked, alert):
    manifest = json.loads((unpacked / "case.json").read_bytes())
    manifest["records"].pop()
    (unpacked / "case.json").write_text(json.dumps(manifest))
    assert ("records", "no-custody", alert) in failures(unpacked)


def test_records_exchanged_are_not_in_the_tree(unpacked):
    one, two = unpacked / record_path(1), unpacked / record_path(2)
    a, b = one.read_bytes(), two.read_bytes()
    one.write_bytes(b)
    two.write_bytes(a)
    codes = {(code, where) for _, code, where in failures(unpacked)}
    assert {("not-in-tree", record_path(1)), ("not-in-tree", record_path(2))} <= codes


def test_a_file_slipped_in_is_noticed(unpacked):
    (unpacked / "clips" / "extra.flac").write_bytes(b"x")
    assert ("package", "extra", "clips/extra.flac") in failures(unpacked)


def test_another_root_is_not_signed(unpacked):
    place = unpacked / "checkpoint.txt"
    lines = place.read_text().split("\n")
    lines[2] = base64.b64encode(bytes(32)).decode()
    place.write_text("\n".join(lines))
    assert ("checkpoint", "bad-signature", "checkpoint.txt") in failures(unpacked)


def test_a_swapped_key_is_noticed(unpacked, store):
    from monitor.core.ledger import Verifier

    trusted = store.verifier.vkey()
    other = Verifier(
        name=store.verifier.name,
        public=Ed25519PrivateKey.generate().public_key().public_bytes_raw(),
    )
    (unpacked / "public-key.txt").write_text(other.vkey() + "\n")
    assert "bad-signature" in {code for _, code, _ in failures(unpacked)}
    assert "key-other" in {code for _, code, _ in failures(unpacked, trusted)}


def test_a_damaged_zip_is_not_taken_for_good(exported, tmp_path):
    content = bytearray(exported.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content)
    assert failures(damaged)
    damaged.write_bytes(content[: len(content) // 2])
    with pytest.raises(NotACaseError):
        verify_case(damaged)


def test_an_erased_case_can_not_be_exported(store, alert, tmp_path):
    store.end_session("ses-1")
    store.erase_session("ses-1", who="王", reason="申请")
    with pytest.raises(NotFoundError):
        export_case(store, [alert], tmp_path / "x.zip", who="李")


def test_an_export_names_its_alerts_and_a_place_that_can_be_written(store, alert, tmp_path):
    with pytest.raises(UsageError):
        export_case(store, [], tmp_path / "x.zip", who="李")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="写不进去"):
        export_case(store, [alert], tmp_path / "file" / "x.zip", who="李")


def test_exporting_later_gives_a_case_of_the_grown_ledger(store, alert, draft, tmp_path):
    first = export_case(store, [alert], tmp_path / "1.zip", who="李")
    session = store.start_session("room-1", id="ses-2").id
    store.raise_alert(replace(draft("g1"), session=session))
    second = export_case(store, [alert], tmp_path / "2.zip", who="李")
    assert failures(first.path) == failures(second.path) == set()
    assert second.records == first.records + 1


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_the_bundled_ed25519_agrees_with_the_library(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519_verify(public, message, signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not ed25519_verify(public, message, bytes(flipped))
    assert not ed25519_verify(public, message + b"!", signature)


def test_the_bundled_ed25519_passes_the_rfc_vector():
    # RFC 8032 §7.1, test 2.
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert ed25519_verify(public, b"\x72", signature)
    assert not ed25519_verify(public, b"\x73", signature)
    assert not ed25519_verify(public[:-1], b"\x72", signature)
    # The same signature with s + L must be refused (RFC 8032 §5.1.7).
    s = int.from_bytes(signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    assert not ed25519_verify(public, b"\x72", signature[:32] + s.to_bytes(32, "little"))
