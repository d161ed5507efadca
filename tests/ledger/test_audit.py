"""The audit finds every kind of tampering, and says where."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitor.core.ledger import Checkpoint, EvidenceRecord, Frontier, Signer
from monitor.core.ledger.audit import Auditor, Pin, StoredLeaf
from monitor.errors import LedgerError

SIGNER = Signer(name="log/1", key=Ed25519PrivateKey.from_private_bytes(bytes(32)))
THIEF = Signer(name="log/1", key=Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))


def ledger(size=6, signer=SIGNER, words="全网最低价"):
    """Leaves and checkpoints of a sound ledger."""
    leaves, notes, frontier, prev = [], [], Frontier(), ""
    for index in range(size):
        record = EvidenceRecord(
            index=index,
            prev=prev,
            kind="alert.created",
            logged_at="2026-03-01T12:00:00.000Z",
            alert=f"al_{index}",
            what={"quote": words},
        )
        leaf = record.leaf()
        leaves.append(
            StoredLeaf(
                index=index,
                kind=record.kind,
                alert=record.alert,
                session=None,
                leaf=leaf,
                body=record.to_bytes(),
            )
        )
        frontier, prev = frontier.append(leaf), leaf.hex()
        checkpoint = Checkpoint(origin=signer.name, size=index + 1, root=frontier.root())
        notes.append((index + 1, signer.sign(checkpoint.text())))
    return leaves, notes


def audited(leaves, notes, pin=None, verifier=SIGNER.verifier):
    auditor = Auditor(verifier, notes, pin)
    for leaf in leaves:
        auditor.feed(leaf)
    return {(s.name, f.code, f.where) for s in auditor.finish() for f in s.failures}


def pin_of(notes, size, signer=SIGNER):
    return Pin(verifier=signer.verifier, note=notes[size - 1][1])


def test_a_sound_ledger_passes():
    assert audited(*ledger()) == set()
    assert audited([], []) == set()


def test_a_changed_byte_names_its_record():
    leaves, notes = ledger()
    body = leaves[3].body.replace("最低".encode(), "最高".encode())
    leaves[3] = replace(leaves[3], body=body)
    assert audited(leaves, notes) == {("content", "record-changed", "#3 alert.created al_3")}


def test_a_changed_record_with_its_hash_breaks_chain_and_roots():
    leaves, notes = ledger()
    record = EvidenceRecord.from_bytes(leaves[3].body)
    forged = replace(record, what={"quote": "没说过"})
    leaves[3] = replace(leaves[3], body=forged.to_bytes(), leaf=forged.leaf())
    found = audited(leaves, notes)
    assert ("chain", "chain-broken", "#4 alert.created al_4") in found
    assert {w for s, _, w in found if s == "checkpoints"} == {"@4", "@5", "@6"}


def test_records_in_another_order_are_noticed():
    leaves, notes = ledger()
    leaves[2], leaves[3] = leaves[3], leaves[2]
    found = {code for _, code, _ in audited(leaves, notes)}
    assert {"record-missing", "chain-broken", "root-differs"} <= found


def test_swapped_numbers_do_not_hide_another_order():
    leaves, notes = ledger()
    leaves[2], leaves[3] = replace(leaves[3], index=2), replace(leaves[2], index=3)
    assert ("content", "record-mislabelled", "#2 alert.created al_3") in audited(leaves, notes)


def test_a_missing_record_is_noticed():
    leaves, notes = ledger()
    del leaves[2]
    assert ("numbering", "record-missing", "#2") in audited(leaves, notes)


def test_a_truncated_ledger_is_shorter_than_its_checkpoint():
    leaves, notes = ledger()
    assert ("checkpoints", "ledger-truncated", "@6") in audited(leaves[:-1], notes)


def test_truncation_with_its_checkpoint_needs_a_pin():
    leaves, notes = ledger()
    assert audited(leaves[:4], notes[:4]) == set()
    found = audited(leaves[:4], notes[:4], pin_of(notes, 6))
    assert found == {("pin", "ledger-truncated", "@6")}


def test_a_ledger_rewritten_with_a_stolen_key_needs_a_pin():
    _, notes = ledger()
    forged, forged_notes = ledger(words="今天有活动")
    assert audited(forged, forged_notes) == set()
    assert audited(forged, forged_notes, pin_of(notes, 3)) == {("pin", "root-differs", "@3")}


def test_a_ledger_rewritten_with_another_key_needs_a_pin_or_the_key():
    _, notes = ledger()
    forged, forged_notes = ledger(signer=THIEF)
    assert audited(forged, forged_notes, verifier=THIEF.verifier) == set()
    assert {c for _, c, _ in audited(forged, forged_notes)} == {"checkpoint-invalid"}
    found = audited(forged, forged_notes, pin_of(notes, 3), THIEF.verifier)
    assert ("pin", "key-swapped", "log/1") in found


def test_records_after_the_last_checkpoint_are_not_signed():
    leaves, notes = ledger()
    assert audited(leaves, notes[:4]) == {("coverage", "uncovered", "#4–#5")}


def test_a_pin_of_an_earlier_time_fits_a_grown_ledger():
    leaves, notes = ledger()
    assert audited(leaves, notes, pin_of(notes, 2)) == set()


def test_erased_words_need_a_tombstone():
    leaves, notes = ledger()
    leaves[1] = replace(leaves[1], body=None)
    assert audited(leaves, notes) == {("erasures", "erased-unexplained", "#1")}


@pytest.mark.parametrize(("listed", "codes"), [(None, set()), ("00" * 32, {"erased-changed"})])
def test_a_tombstone_explains_only_the_hash_it_lists(listed, codes):
    leaves, notes = ledger()
    hidden = leaves[1]
    leaves[1] = replace(hidden, body=None)
    stone = EvidenceRecord(
        index=6,
        prev=leaves[5].leaf.hex(),
        kind="tombstone",
        logged_at="2029-03-01T12:00:00.000Z",
        what={"erased": [{"index": 1, "leaf": listed or hidden.leaf.hex()}]},
    )
    leaf = StoredLeaf(
        index=6,
        kind="tombstone",
        alert=None,
        session=None,
        leaf=stone.leaf(),
        body=stone.to_bytes(),
    )
    frontier = Frontier()
    for held in [*leaves, leaf]:
        frontier = frontier.append(held.leaf)
    text = Checkpoint(origin="log/1", size=7, root=frontier.root()).text()
    found = audited([*leaves, leaf], [*notes, (7, SIGNER.sign(text))])
    assert {code for _, code, _ in found} == codes


def test_a_pin_comes_back_from_its_text_and_only_signed():
    _, notes = ledger()
    pin = pin_of(notes, 3)
    assert Pin.parse(pin.text()) == pin
    with pytest.raises(LedgerError):
        Pin.parse(pin.text().replace("\n3\n", "\n4\n"))
    with pytest.raises(LedgerError):
        Pin.parse("")
