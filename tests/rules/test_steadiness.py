"""A claim stays a claim when a host opens or ends the sentence as hosts do."""

from __future__ import annotations

from itertools import cycle
from typing import Final

from monitor.core.matching.hit import MatchContext
from monitor.core.matching.matcher import Matcher
from monitor.model import Severity
from monitor.runtime.packs import load_default_pack

# Words that change nothing of what is claimed; {} stands for the claim.
AROUND: Final = (
    "姐妹们，{}",
    "今天{}",
    "说实话{}",
    "我们家{}",
    "{}，懂的都懂",
    "跟大家说{}",
    "{}，你们自己看",
    "本店{}",
    "{}，别犹豫了",
    "不瞒你说{}",
)
# A few examples turn into another sentence by their opening; many lost means an exception too wide.
MOST_LOST: Final = 0.01


def test_a_claim_is_found_whatever_ordinary_words_stand_around_it() -> None:
    pack = load_default_pack().pack
    matcher = Matcher(pack)
    claims = [
        (example, rule.ref)
        for rule in pack.rules
        if rule.duty is None and rule.severity.at_least(Severity.MEDIUM)
        for example in rule.tests.violating
    ]
    lost = []
    for (example, ref), around in zip(claims, cycle(AROUND), strict=False):
        text = around.format(example.text)
        context = MatchContext(category=example.category, card=example.card)
        hits = matcher.match(text, context)
        if not any(hit.rule.severity.at_least(Severity.MEDIUM) for hit in hits):
            lost.append(f"{ref}: {text}")
    assert len(lost) <= MOST_LOST * len(claims), "\n".join(lost)
