"""核验: whether a ledger is what its checkpoints say, record by record.

The steps, in the order of `Auditor.finish`:

1. `numbering`   records are numbered 0, 1, 2, … without a gap        → `_number`
2. `content`     each record's bytes have the hash in the ledger      → `_content`
3. `chain`       each record names the hash of the one before it      → `_content`
4. `erasures`    what was erased is listed by a tombstone             → `_erasures`
5. `checkpoints` each checkpoint is signed and has the tree's root    → `_checkpoints`
6. `coverage`    the newest checkpoint covers every record            → `_coverage`
7. `pin`         a checkpoint kept elsewhere fits this ledger         → `_pin`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.core.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from monitor.core.ledger.note import Verifier, open_checkpoint
from monitor.core.ledger.record import EvidenceRecord
from monitor.errors import LedgerError

ERASED_BY = "tombstone"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLeaf:
    """One row of the ledger as it is stored; `body` is None where the words were erased."""

    index: int
    kind: str
    alert: str | None
    session: str | None
    leaf: bytes
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What does not fit: a stable code, the exact place, and detail for people."""

    code: str
    where: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a verification; it passed when nothing failed. `checked` counts things seen."""

    name: str
    checked: int
    failures: tuple[Failure, ...] = ()

    @property
    def ok(self) -> bool:
        """True when nothing failed."""
        return not self.failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A checkpoint kept elsewhere, with the key that was in use then."""

    verifier: Verifier
    note: str

    def text(self) -> str:
        """One file's text: the key's line, then the signed note."""
        return f"{self.verifier.vkey()}\n{self.note}"

    @classmethod
    def parse(cls, text: str) -> Pin:
        """The pin of its text; the signature is checked.

        Raises:
            LedgerError: not a pin, or its note is not signed by its key.
        """
        line, _, note = text.replace("\r\n", "\n").partition("\n")
        pin = cls(verifier=Verifier.parse(line), note=note)
        open_checkpoint(note, pin.verifier)
        return pin


class Auditor:
    """Feed it every stored leaf in order, then `finish`; memory does not grow with the records."""

    def __init__(
        self,
        verifier: Verifier,
        checkpoints: Sequence[tuple[int, str]],
        pin: Pin | None = None,
    ) -> None:
        self._verifier = verifier
        self._checkpoints = checkpoints
        self._pin_wanted = pin
        pinned = open_checkpoint(pin.note, pin.verifier) if pin else None
        self._pinned = pinned
        self._wanted = {size for size, _ in checkpoints} | ({pinned.size} if pinned else set())
        self._roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self._frontier = Frontier()
        self._previous = ""
        self._bodies = 0
        self._failed: dict[str, list[Failure]] = {}
        self._erased: dict[int, bytes] = {}
        self._tombstones: dict[int, str] = {}

    def feed(self, leaf: StoredLeaf) -> EvidenceRecord | None:
        """Take the next leaf; gives its record when it could be read and is unchanged."""
        self._number(leaf)
        record = self._content(leaf)
        self._frontier = self._frontier.append(leaf.leaf)
        if self._frontier.size in self._wanted:
            self._roots[self._frontier.size] = self._frontier.root()
        self._previous = leaf.leaf.hex()
        return record

    def finish(self) -> tuple[Step, ...]:
        """All steps, after the last leaf."""
        self._erasures()
        self._signed()
        self._coverage()
        size = self._frontier.size
        counts = {
            "numbering": size,
            "content": self._bodies,
            "chain": size,
            "erasures": len(self._erased),
            "checkpoints": len(self._checkpoints),
            "coverage": size,
        }
        if self._pin_wanted is not None:
            self._pin()
            counts["pin"] = 1
        return tuple(
            Step(name=name, checked=n, failures=tuple(self._failed.get(name, ())))
            for name, n in counts.items()
        )

    def _number(self, leaf: StoredLeaf) -> None:
        if leaf.index != self._frontier.size:
            self._fail("numbering", "record-missing", f"#{self._frontier.size}")

    def _content(self, leaf: StoredLeaf) -> EvidenceRecord | None:
        where = _place(leaf)
        if leaf.body is None:
            self._erased[leaf.index] = leaf.leaf
            return None
        self._bodies += 1
        if leaf_hash(leaf.body) != leaf.leaf:
            self._fail("content", "record-changed", where)
            return None
        try:
            record = EvidenceRecord.from_bytes(leaf.body)
        except LedgerError as error:
            self._fail("content", "record-unreadable", where, error.message)
            return None
        columns = (leaf.index, leaf.kind, leaf.alert, leaf.session)
        if columns != (record.index, record.kind, record.alert, record.session):
            self._fail("content", "record-mislabelled", where)
        if record.prev != self._previous:
            self._fail("chain", "chain-broken", where)
        if record.kind == ERASED_BY:
            self._note_erased(record.what)
        return record

    def _note_erased(self, what: Mapping[str, Any]) -> None:
        for entry in what.get("erased", []):
            self._tombstones[entry["index"]] = entry["leaf"]

    def _erasures(self) -> None:
        for index, leaf in self._erased.items():
            listed = self._tombstones.get(index)
            if listed is None:
                self._fail("erasures", "erased-unexplained", f"#{index}")
            elif listed != leaf.hex():
                self._fail("erasures", "erased-changed", f"#{index}")

    def _signed(self) -> None:
        for size, note in self._checkpoints:
            where = f"@{size}"
            try:
                checkpoint = open_checkpoint(note, self._verifier)
            except LedgerError as error:
                self._fail("checkpoints", "checkpoint-invalid", where, error.message)
                continue
            if checkpoint.size != size or checkpoint.origin != self._verifier.name:
                self._fail("checkpoints", "checkpoint-mislabelled", where)
            elif size not in self._roots:
                self._fail("checkpoints", "ledger-truncated", where)
            elif checkpoint.root != self._roots[size]:
                self._fail("checkpoints", "root-differs", where)

    def _coverage(self) -> None:
        covered = max((size for size, _ in self._checkpoints), default=0)
        if covered < self._frontier.size:
            self._fail("coverage", "uncovered", f"#{covered}–#{self._frontier.size - 1}")

    def _pin(self) -> None:
        assert self._pin_wanted is not None
        assert self._pinned is not None
        where = f"@{self._pinned.size}"
        if self._pin_wanted.verifier != self._verifier:
            self._fail("pin", "key-swapped", self._verifier.name)
        if self._pinned.size not in self._roots:
            self._fail("pin", "ledger-truncated", where)
        elif self._roots[self._pinned.size] != self._pinned.root:
            self._fail("pin", "root-differs", where)

    def _fail(self, step: str, code: str, where: str, detail: str = "") -> None:
        self._failed.setdefault(step, []).append(Failure(code=code, where=where, detail=detail))


def _place(leaf: StoredLeaf) -> str:
    owner = leaf.alert or leaf.session
    return f"#{leaf.index} {leaf.kind}" + (f" {owner}" if owner else "")
