"""The self test of a pack in a process of its own: no room waits while examples are judged.

Run by itself (`python -m monitor.runtime.rule_proof FOLDER`) it prints the report as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from monitor.core.rules.selftest import Outcome, SelfTestReport, SelfTestResult
from monitor.core.rules.types import Location, RulePack
from monitor.errors import MonitorError, RuleError
from monitor.runtime.packs import load_pack
from monitor.runtime.rule_tests import selftest

_POLL_S: Final = 0.2
_LONGEST_S: Final = 600.0
_NICENESS: Final = 10


class ProofStopped(RuleError):
    """The program ends before the proof has."""


def prove(
    folder: Path, pack: RulePack, stop: threading.Event, *, longest_s: float = _LONGEST_S
) -> SelfTestReport:
    """What the examples of the pack in `folder` show; `pack` is that pack as it was read.

    Raises:
        ProofStopped: `stop` was set meanwhile.
        RuleError: the files changed once more meanwhile, or the process failed or took too long.
    """
    command = [sys.executable, "-m", "monitor.runtime.rule_proof", str(folder)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    try:
        answer = _answer(child, stop, longest_s)
    finally:
        child.kill()
        child.wait()
    if answer.get("digest") != pack.ref.digest:
        raise RuleError(
            "规则文件在自测时又有改动", where=str(folder), hint="再保存一次即可重新读入"
        )
    return SelfTestReport(
        rules=answer["rules"],
        examples=answer["examples"],
        failures=tuple(_result(item) for item in answer["failures"]),
        fixed_gaps=(),
    )


def _answer(child: subprocess.Popen[bytes], stop: threading.Event, longest_s: float) -> Any:
    waited = 0.0
    while not stop.is_set() and waited < longest_s:
        with contextlib.suppress(subprocess.TimeoutExpired):
            output, _ = child.communicate(timeout=_POLL_S)
            try:
                return json.loads(output)
            except ValueError as error:
                raise RuleError(
                    "规则自测的进程出错", hint="运行 monitor rules test 查看"
                ) from error
        waited += _POLL_S
    if stop.is_set():
        raise ProofStopped("服务正在停止")
    raise RuleError(f"规则自测超过 {longest_s:.0f} 秒", hint="运行 monitor rules test 查看")


def _result(item: dict[str, Any]) -> SelfTestResult:
    location = item.pop("location")
    return SelfTestResult(
        **{**item, "outcome": Outcome(item["outcome"])},
        location=Location(**location) if location else None,
    )


def main(folder: Path) -> int:
    """Print the report; 1 when the pack cannot be read."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICENESS)
    try:
        pack = load_pack(folder)
    except MonitorError:
        return 1
    report = selftest(pack)
    document = {
        "digest": pack.ref.digest,
        "rules": report.rules,
        "examples": report.examples,
        "failures": [asdict(result) for result in report.failures],
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
