"""存证: canonical records, a Merkle tree over them, and signed checkpoints. Pure."""

from monitor.core.ledger.canonical import canonical, parse_canonical, sha256_hex
from monitor.core.ledger.merkle import Frontier, leaf_hash
from monitor.core.ledger.note import Checkpoint, Signer, Verifier, open_checkpoint
from monitor.core.ledger.record import EvidenceRecord

__all__ = [
    "Checkpoint",
    "EvidenceRecord",
    "Frontier",
    "Signer",
    "Verifier",
    "canonical",
    "leaf_hash",
    "open_checkpoint",
    "parse_canonical",
    "sha256_hex",
]
