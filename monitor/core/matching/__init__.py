"""Words that rules forbid, found in text however they are written, said or hidden."""

from monitor.core.matching.hit import Explained, Hit, MatchContext
from monitor.core.matching.matcher import Matcher

__all__ = ["Explained", "Hit", "MatchContext", "Matcher"]
