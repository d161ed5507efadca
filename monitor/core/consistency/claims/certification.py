"""Certificates and approvals: 有机认证, GIA 证书, 蓝帽子, 备案号 against those on the card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.consistency.vocabulary import ApprovalKind
from monitor.core.text.normalise import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateClaim(Claim):
    """A certificate said to be held; `name` is the vocabulary's."""

    name: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalClaim(Claim):
    """A kind of approval said to be held, or (`number`) an approval number read out."""

    kind: ApprovalKind | None
    number: str
    word: str


_NOT_AFTER: Final = re.compile(r"^(?:餐厅|店|专柜|大会|展|平台|机构人员)")
_NATION: Final = re.compile(r"(?:美国|欧盟|德国|日本|国际|国家|瑞士|法国|英国|中国)的?$")
_TAIL: Final = re.compile(r"^(?:的)?(?:认证|证书|检测报告|检测|报告|标志|标准|认可|批准)")
_LAWS: Final = ("adlaw-28-2", "adlaw-11", "consumer-reg-9")


class CertificationTopic:
    """认证与批准文号."""

    category = "mismatch-certification"

    def find(self, scene: Scene) -> Iterator[CertificateClaim | ApprovalClaim]:
        """Certificates, kinds of approval, and approval numbers."""
        words = scene.vocabulary.certificates
        for found in scene.find(words.pattern):
            a, b = found.span()
            if _NOT_AFTER.match(scene.reading.after(b, 6)) or scene.in_name(a, b):
                continue
            nation = _NATION.search(scene.reading.before(a, 4))
            tail = _TAIL.match(scene.reading.after(b, 6))
            start = a - len(nation.group()) if nation else a
            end = b + tail.end() if tail else b
            if scene.claimed(start, end):
                numerals = tuple(
                    i for i, n in enumerate(scene.reading.numerals) if start <= n.start < end
                )
                word = found.group()
                yield CertificateClaim(
                    start=start, end=end, numerals=numerals, name=words.names[word], word=word
                )
        for kind in scene.vocabulary.approval_kinds:
            for found in scene.find(kind.pattern):
                if scene.claimed(found.start(), found.end()):
                    yield ApprovalClaim(
                        start=found.start(), end=found.end(), kind=kind, number="",
                        word=found.group(),
                    )  # fmt: skip
        yield from _numbers(scene)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's certificates and approvals; a card that lists none says nothing."""
        if isinstance(claim, ApprovalClaim):
            return _approval(claim, card)
        if not isinstance(claim, CertificateClaim):
            return None
        expected = "、".join(card.card.certifications)
        if claim.name in card.certificates or any(
            claim.word in fold(item) for item in (*card.card.certifications, *card.card.approvals)
        ):
            return match(claim.word, expected)
        if any(claim.word in spec.key + spec.value for spec in card.specs):
            return match(claim.word)
        if not card.card.certifications:
            return cannot_tell(claim.word, "商品卡没有写认证；宣称认证须有证书")
        return contradiction(
            claim.word,
            expected,
            f"疑似认证与商品卡不符：说有{claim.word}，商品卡只有{expected}",
            why="认证、资质应当真实，商品卡没有列出的不得宣称",
            suggestion=f"只说商品卡上的认证：{expected}",
            laws=_LAWS,
        )


def _numbers(scene: Scene) -> Iterator[ApprovalClaim]:
    for found in scene.find(scene.vocabulary.numbered):
        if scene.claimed(found.start(1), found.end(1)):
            a, b = found.span(1)
            numerals = tuple(i for i, n in enumerate(scene.reading.numerals) if a <= n.start < b)
            yield ApprovalClaim(
                start=a, end=b, numerals=numerals, kind=None, number=found[1], word=found[1]
            )


def _approval(claim: ApprovalClaim, card: CardFacts) -> Outcome:
    approvals = [fold(item) for item in card.card.approvals]
    expected = "、".join(card.card.approvals)
    if not approvals:
        return cannot_tell(claim.word, "商品卡没有写批准文号")
    if claim.kind is not None:
        agrees = any(mark in item for item in approvals for mark in claim.kind.marks)
    else:
        digits = re.sub(r"\D", "", claim.number)
        agrees = any(digits and digits in re.sub(r"\D", "", item) for item in approvals)
    if agrees:
        return match(claim.word, expected)
    return contradiction(
        claim.word,
        expected,
        f"疑似批准文号与商品卡不符：说{claim.word}，商品卡为{expected}",
        why="批准、备案的种类和编号应当与商品信息一致",
        suggestion=f"按商品卡说：{expected}",
        laws=_LAWS,
    )
