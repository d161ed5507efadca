"""Signed notes and checkpoints against the published example, and against every small change."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.ledger import Checkpoint, Signer, Verifier, open_checkpoint
from monitor.errors import LedgerError

# The example of golang.org/x/mod/sumdb/note, from which c2sp.org/signed-note comes.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""  # noqa: E501
# The signing key of RFC 8032 §7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
ROOT = bytes(range(32))


def signer(name: str = "log.example/1", seed: bytes = SEED) -> Signer:
    return Signer(name=name, key=Ed25519PrivateKey.from_private_bytes(seed))


def signed() -> str:
    return signer().sign(Checkpoint(origin="log.example/1", size=7, root=ROOT).text())


def test_the_published_note_verifies():
    text = Verifier.parse(GO_VKEY).verify(GO_NOTE)
    assert text.startswith("If you think cryptography")
    assert text.endswith("problem is.\n")


def test_a_published_key_reads_and_writes_the_same():
    assert Verifier.parse(GO_VKEY).vkey() == GO_VKEY


def test_a_checkpoint_comes_back_from_its_note():
    checkpoint = open_checkpoint(signed(), signer().verifier)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("log.example/1", 7, ROOT)


def test_a_checkpoint_is_three_lines_and_a_signature():
    lines = signed().split("\n")
    assert lines[:2] == ["log.example/1", "7"]
    assert base64.b64decode(lines[2]) == ROOT
    assert lines[3] == ""
    assert lines[4].startswith("— log.example/1 ")


def test_signatures_of_others_beside_ours_are_ignored():
    other = signer("witness.example", bytes(32)).sign(
        Checkpoint(origin="log.example/1", size=7, root=ROOT).text()
    )
    both = signed() + other.rpartition("\n\n")[2]
    assert open_checkpoint(both, signer().verifier).size == 7


def test_another_key_of_the_same_name_does_not_verify():
    with pytest.raises(LedgerError, match="没有这把密钥"):
        open_checkpoint(signed(), signer(seed=bytes(32)).verifier)


def test_a_signature_has_one_spelling():
    # Two bits of the last character before the padding are read by nobody.
    note = signed()
    at = note.rindex("=") - 1
    while note[at] == "=":
        at -= 1
    for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/":
        if other != note[at]:
            with pytest.raises(LedgerError):
                open_checkpoint(note[:at] + other + note[at + 1 :], signer().verifier)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_changed_character_verifies(data):
    note = signed()
    at = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != note[at]))
    changed = note[:at] + other + note[at + 1 :]
    try:
        checkpoint = open_checkpoint(changed, signer().verifier)
    except LedgerError:
        return
    pytest.fail(f"verified after a change: {checkpoint}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        "origin\n1\nnot base64\n",
        "origin\n01\nAAAA\n",
        "origin\n-1\nAAAA\n",
        "origin\n٣\n" + base64.b64encode(ROOT).decode() + "\n",
        "\n1\n" + base64.b64encode(ROOT).decode() + "\n",
        "origin\n1\n" + base64.b64encode(b"short").decode() + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(LedgerError):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000+AAAA",
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        "a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_refused(vkey):
    with pytest.raises(LedgerError):
        Verifier.parse(vkey)


def test_a_name_with_a_space_or_plus_is_refused():
    for name in ("", "a b", "a+b"):
        with pytest.raises(LedgerError):
            signer(name)


def test_a_text_without_its_newline_is_not_signed():
    with pytest.raises(LedgerError):
        signer().sign("no newline")
