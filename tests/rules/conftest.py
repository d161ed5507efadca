"""A small pack that every test of the rules may change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.core.rules.diagnostics import Diagnostic, RulePackError
from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.types import RulePack

PACK = "id: demo\nversion: 1.0.0\ntitle: 示例规则\n"
LAWS = """\
- id: adlaw-9
  law: 广告法
  article: 第九条
  checked: read
"""
VOCAB = "platform: [全网, 全平台]\n"
RULE = """\
- id: lowest-price
  title: 最低价
  category: price-lowest
  severity: high
  message: 疑似宣称最低价
  why: 须有依据
  basis: [adlaw-9]
  match:
    terms: [地板价]
    phrases: ["@platform ..4 最低 价?"]
  unless:
  - id: brand
    reason: 店名
    over: [地板价折扣店]
  tests:
    violating: [今天就是地板价, 全网今天最低价]
    compliant: [欢迎来到地板价折扣店]
"""

Files = dict[str, bytes]


@pytest.fixture
def files() -> Files:
    """A pack without faults, as a loader gets it."""
    texts = {
        "pack.yaml": PACK,
        "laws.yaml": LAWS,
        "vocab.yaml": VOCAB,
        "rules/price.yaml": RULE,
    }
    return {name: text.encode() for name, text in texts.items()}


@pytest.fixture
def pack(files: Files) -> RulePack:
    """The small pack, loaded."""
    return load_pack_files(files)


@pytest.fixture
def faults_of() -> Callable[[Files], list[Diagnostic]]:
    """What a loader tells of files that have faults."""

    def load(given: Files) -> list[Diagnostic]:
        with pytest.raises(RulePackError) as caught:
            load_pack_files(given)
        return list(caught.value.items)

    return load


@pytest.fixture
def edited(files: Files) -> Callable[[str, str], Files]:
    """The small pack with some words of its rule replaced."""

    def replace(before: str, after: str) -> Files:
        text = files["rules/price.yaml"].decode()
        assert before in text
        return {**files, "rules/price.yaml": text.replace(before, after).encode()}

    return replace
