"""What the words around a hit say about it; each reading in its own file."""

from monitor.core.matching.context.deciding import READINGS, set_aside
from monitor.core.matching.context.view import HitView, Reading

__all__ = ["READINGS", "HitView", "Reading", "set_aside"]
