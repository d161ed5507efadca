"""Records: canonical bytes, and what is refused."""

import pytest

from monitor.core.ledger import EvidenceRecord, canonical, parse_canonical
from monitor.errors import LedgerError


def record(**changes):
    base = {
        "index": 3,
        "prev": "ab" * 32,
        "kind": "alert.created",
        "logged_at": "2026-03-01T12:00:00.000Z",
        "alert": "al_1",
        "session": "ses-1",
        "room": "room-1",
        "what": {"quote": "全网最低价", "confidence": 0.9},
        "integrity": {"objects": [{"role": "clip", "sha256": "00", "bytes": 5}]},
    }
    return EvidenceRecord(**{**base, **changes})


def test_canonical_bytes_follow_the_rfc():
    # RFC 8785 §3.2.2 and §3.2.3: number form, escapes, order by UTF-16 units.
    value = {"\u20ac": "Euro", "\r": "CR", "1": 333333333.33333329, "\u0080": [1e30, 4.50, 2e-3]}
    assert canonical(value) == (
        '{"\\r":"CR","1":333333333.3333333,"\u0080":[1e+30,4.5,0.002],"€":"Euro"}'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, {1: 2}, object()])
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(LedgerError):
        canonical(value)


def test_a_record_comes_back_from_its_bytes():
    assert EvidenceRecord.from_bytes(record().to_bytes()) == record()


def test_the_order_of_keys_does_not_change_the_leaf():
    a = record(what={"a": 1, "b": 2})
    b = record(what={"b": 2, "a": 1})
    assert a.leaf() == b.leaf()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"schema": "livestream-monitor/evidence/1"}',
        b'{"schema":"livestream-monitor/evidence/2"}',
        b'{"schema":"livestream-monitor/evidence/1"}',
        record().to_bytes().replace(b'"index":3', b'"index":true'),
        record().to_bytes().replace(b'"index":3', b'"index":"3"'),
        record(what={"x": 1}).to_bytes().replace(b'{"x":1}', b"[1]"),
        record().to_bytes() + b" ",
    ],
)
def test_what_is_no_record_is_refused(data):
    with pytest.raises(LedgerError):
        EvidenceRecord.from_bytes(data)


def test_the_same_key_twice_is_refused():
    with pytest.raises(LedgerError):
        parse_canonical(b'{"a":1,"a":2}')


def test_empty_groups_are_left_out():
    assert "custody" not in record().as_dict()
    assert record().objects == [{"role": "clip", "sha256": "00", "bytes": 5}]
