"""The error tree: every failure a person can do something about is a MonitorError."""

from __future__ import annotations


class MonitorError(Exception):
    """A failure with a stable code, a place and a way out.

    `code` is a stable word for programs; `message` is one sentence for people; `where` names the
    file, line or address; `hint` says what to do next.
    """

    code = "monitor-error"

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def diagnostics(self) -> str:
        """The text shown to people: where, what, and the way out."""
        head = f"{self.where}：{self.message}" if self.where else self.message
        return f"{head}\n  → {self.hint}" if self.hint else head


class UsageError(MonitorError):
    """A command line or request that cannot be understood."""

    code = "usage"


class RuleError(MonitorError):
    """A rule pack that cannot be loaded."""

    code = "rule-error"


class CardError(MonitorError):
    """A product card that cannot be loaded."""

    code = "card-error"


class TextInputError(MonitorError):
    """A script or word list that cannot be read."""

    code = "text-input"


class AudioError(MonitorError):
    """A media file or stream that cannot be opened or decoded."""

    code = "audio-error"


class TranscriptionError(MonitorError):
    """A speech model that cannot be found, verified or run."""

    code = "transcription-error"


class LedgerError(MonitorError):
    """Evidence that cannot be written or does not verify."""

    code = "ledger-error"


class StoreError(MonitorError):
    """A database or data directory that cannot be used."""

    code = "store-error"


class NotFoundError(MonitorError):
    """A room, alert or product that does not exist."""

    code = "not-found"


class ConflictError(MonitorError):
    """An action that the present state does not allow."""

    code = "conflict"


class CapacityError(MonitorError):
    """A new room that the machine cannot carry beside those already running."""

    code = "capacity"
