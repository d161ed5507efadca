"""Text as said or written, brought to one plain form whose every character knows its source."""

from monitor.core.text.normalise import NormalizedText, normalise

__all__ = ["NormalizedText", "normalise"]
