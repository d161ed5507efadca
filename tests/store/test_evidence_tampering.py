"""Tampering with a data folder is found, and the report says which record or file."""

import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from monitor.core.ledger import Signer, leaf_hash
from monitor.core.ledger.audit import Pin
from monitor.errors import LedgerError, StoreError
from monitor.runtime.store import Store
from monitor.runtime.store.evidence_verify import latest_pin, verify_data


@pytest.fixture
def case(store, on_air, draft, spoken):
    """A session with words, two alerts, a clip and a verdict, ended."""
    store.add_utterance(*on_air, spoken("u1", 0, "全网最低价"))
    first = store.raise_alert(draft("f1", 1_000)).alert
    store.attach_clip(first.id, store.files.put_clip(b"the sound of it"))
    store.raise_alert(draft("f2", 90_000))
    store.record_verdict(first.id, "confirm", who="王", reason="无依据")
    store.end_session("ses-1")
    return first.id


@pytest.fixture
def found(place, tmp_path, store):
    """Verify, and give what failed as {(step, code, place)}."""

    def verify(pin=None, key=None):
        steps = verify_data(place, data_dir=tmp_path, pin=pin, key=key)
        return {(s.name, f.code, f.where) for s in steps for f in s.failures}

    return verify


@pytest.fixture
def sql(store):
    """Change the database behind the program's back."""

    def run(statement, **values):
        with store._db.write() as conn:
            return conn.execute(text(statement), values)

    return run


def test_an_untouched_folder_verifies(case, found):
    assert found() == set()


def test_an_empty_ledger_verifies(store, found):
    assert found() == set()


def test_a_changed_word_in_a_record_is_found(case, found, sql):
    sql("UPDATE evidence SET body = replace(body, '最低', '最高') WHERE kind = 'alert.created'")
    codes = {(code, where.split()[0]) for _, code, where in found() if code == "record-changed"}
    assert codes == {("record-changed", "#1"), ("record-changed", "#3")}


def test_a_forged_hash_does_not_help(case, found, sql, store):
    record = store.leaves()[1]
    forged = record.body.replace("最低".encode(), "最高".encode())
    sql(
        "UPDATE evidence SET body = :b, leaf = :l WHERE idx = 1",
        b=forged.decode(),
        l=leaf_hash(forged).hex(),
    )
    codes = {code for _, code, _ in found()}
    assert {"chain-broken", "root-differs"} <= codes


def test_a_hash_that_is_no_hash_is_found(case, found, sql):
    sql("UPDATE evidence SET leaf = 'zz' WHERE idx = 2")
    assert any(code == "record-changed" and w.startswith("#2 ") for _, code, w in found())


def test_a_flipped_bit_in_a_clip_is_found(case, found, store):
    clip = next(f for f in store.files.all() if f.media_type == "audio/flac")
    sound = bytearray(clip.path.read_bytes())
    sound[3] ^= 1
    clip.path.write_bytes(sound)
    assert found() == {("files", "file-changed", "#2 alert.clip")}


def test_a_deleted_transcript_is_found(case, found, store):
    transcript = next(f for f in store.files.all() if f.media_type == "application/json")
    transcript.path.unlink()
    assert found() == {("files", "file-missing", "#5 session.ended")}


def test_two_records_exchanged_are_found(case, found, sql):
    sql("UPDATE evidence SET idx = -1 WHERE idx = 1")
    sql("UPDATE evidence SET idx = 1 WHERE idx = 3")
    sql("UPDATE evidence SET idx = 3 WHERE idx = -1")
    assert {"record-mislabelled", "root-differs"} <= {code for _, code, _ in found()}


def test_a_deleted_record_is_found(case, found, sql):
    sql("DELETE FROM evidence WHERE idx = 3")
    assert ("numbering", "record-missing", "#3") in found()


def test_a_truncated_ledger_is_found(case, found, sql):
    sql("DELETE FROM evidence WHERE idx = 5")
    assert ("checkpoints", "ledger-truncated", "@6") in found()


def test_truncation_with_its_checkpoint_is_found_by_a_pin(case, found, sql, place, tmp_path):
    pin = latest_pin(place, data_dir=tmp_path)
    sql("DELETE FROM evidence WHERE idx = 5")
    sql("DELETE FROM checkpoints WHERE size = 6")
    assert found() == set()
    assert found(pin) == {("pin", "ledger-truncated", "@6")}


def test_words_cleared_without_a_tombstone_are_found(case, found, sql):
    sql("UPDATE evidence SET body = NULL WHERE idx = 1")
    assert ("erasures", "erased-unexplained", "#1") in found()


def test_a_changed_alert_is_found_though_the_ledger_is_sound(case, found, sql):
    sql('UPDATE alerts SET finding = \'{"quote": "活动价"}\' WHERE id = :id', id=case)
    assert found() == {("alerts", "alert-differs", case)}


def test_a_changed_verdict_is_found(case, found, sql):
    sql("UPDATE triage SET after = 'dismissed', reason = '没问题' WHERE alert = :id", id=case)
    assert found() == {("alerts", "verdict-differs", case)}


def test_a_removed_alert_is_found(case, found, sql):
    for table in ("triage", "findings"):
        sql(f"DELETE FROM {table} WHERE alert = :id", id=case)
    sql("DELETE FROM alerts WHERE id = :id", id=case)
    assert found() == {("alerts", "alert-removed", case)}


def test_a_record_moved_to_another_alert_is_found(case, found, sql):
    sql("UPDATE evidence SET alert = 'al_other' WHERE idx = 1")
    assert ("content", "record-mislabelled", "#1 alert.created al_other") in found()


def test_a_swapped_public_key_is_found(case, found, tmp_path):
    other = tmp_path / "other"
    Store.open(other).close()
    shutil.copy(other / "evidence" / "signing.pub", tmp_path / "evidence" / "signing.pub")
    assert {code for _, code, _ in found()} == {"checkpoint-invalid"}


def test_a_ledger_signed_anew_with_another_key_is_found_by_a_pin(
    case, found, store, place, tmp_path
):
    pin = latest_pin(place, data_dir=tmp_path)
    resign(store, tmp_path)
    assert found() == set()
    assert ("pin", "key-swapped", store.verifier.name) in found(pin)
    assert "checkpoint-invalid" in {code for _, code, _ in found(key=pin.verifier)}


def resign(store, folder):
    """What a thief with the whole machine would do: a new key, and every checkpoint again."""
    thief = Signer(name=store.verifier.name, key=Ed25519PrivateKey.generate())
    with store._db.write() as conn:
        for size, note in store.checkpoints():
            signed = thief.sign(note.partition("\n\n")[0] + "\n")
            conn.execute(
                text("UPDATE checkpoints SET note = :n WHERE size = :s"), {"n": signed, "s": size}
            )
    (folder / "evidence" / "signing.pub").write_text(thief.verifier.vkey() + "\n")


def test_an_erased_session_still_verifies_and_so_does_its_pin(
    case, found, store, clock, place, tmp_path
):
    pin = latest_pin(place, data_dir=tmp_path)
    clock.now += timedelta(days=4 * 366)
    store.purge()
    assert found(pin) == set()


def test_a_growing_ledger_verifies_against_an_early_pin(case, found, store, draft, place, tmp_path):
    pin = latest_pin(place, data_dir=tmp_path)
    session = store.start_session("room-1", id="ses-2").id
    store.raise_alert(replace(draft("g1"), session=session))
    assert found(pin) == set()


def test_a_pin_is_text_that_anyone_can_keep(case, place, tmp_path):
    pin = latest_pin(place, data_dir=tmp_path)
    assert Pin.parse(pin.text()) == pin


def test_verifying_writes_nothing(case, place, tmp_path, store):
    if "://" in place:
        with store._db.read() as conn:
            before = conn.execute(sa.text("SELECT count(*) FROM events")).scalar()
            verify_data(place, data_dir=tmp_path)
            assert conn.execute(sa.text("SELECT count(*) FROM events")).scalar() == before
        return
    store.close()
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.db") if p.is_file()}
    verify_data(place, data_dir=tmp_path)
    assert {p: p.read_bytes() for p in before} == before


def test_a_folder_without_a_ledger_is_explained(tmp_path):
    with pytest.raises(LedgerError, match="公钥"):
        verify_data(tmp_path)
    other = tmp_path / "other"
    Store.open(other).close()
    (other / "monitor.db").unlink()
    with pytest.raises(StoreError, match="没有监测数据库"):
        verify_data(other)
    sqlite3.connect(other / "monitor.db").execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(StoreError, match="没有证据账本"):
        verify_data(other)


def test_a_record_lists_who_what_when_how_and_on_what_machine(case, store):
    record = json.loads(store.leaves()[1].body)
    assert record["device"] == {"os": "test"}
    assert record["how"] == {"model": "base"}
    assert record["what"]["nature"].startswith("疑似")
    assert record["what"]["product_card"]["name"] == "面膜"
    assert record["what"]["context"] == {"before": "家人们", "after": "赶紧拍"}
    assert record["when"]["observed_at"] == "2026-03-01T12:00:00.000Z"
    assert record["who"]["product"] == "sku-1"
