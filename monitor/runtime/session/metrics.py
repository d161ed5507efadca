"""What /metrics tells: the pool's figures read at the moment of asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from monitor.runtime.asr.load import PoolFigures

_GAUGES = (
    ("rooms", "Rooms that hear"),
    ("queued", "Decodes that wait"),
    ("lag_s", "Seconds that the oldest decode has waited"),
    ("busy", "Share of the recogniser's time in use"),
    ("stretch", "How much longer heartbeats are under load"),
    ("decode_s", "Mean seconds of one decode"),
    ("real_time_factor", "Seconds of decoding for one second of sound"),
)
_COUNTERS = (
    ("decodes", "Decodes done"),
    ("failures", "Decodes that failed"),
    ("dropped_heartbeats", "Heartbeats dropped for newer ones"),
    ("ghosts", "Hypotheses suppressed as hallucinations"),
)


class _PoolCollector:
    def __init__(self, figures: Callable[[], PoolFigures]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        figures = self._figures()
        for name, text in _GAUGES:
            yield GaugeMetricFamily(f"monitor_{name}", text, value=float(getattr(figures, name)))
        for name, text in _COUNTERS:
            yield CounterMetricFamily(f"monitor_{name}", text, value=float(getattr(figures, name)))


def registry(figures: Callable[[], PoolFigures]) -> CollectorRegistry:
    """A registry of its own, so that two servers in one process do not collide."""
    made = CollectorRegistry()
    made.register(_PoolCollector(figures))
    return made
