"""The words of an exported case: how to verify it, and what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.alerting import Alert, iso
from monitor.core.ledger import EvidenceRecord, Verifier

_README = """\
# 直播监测案件包 · 核验说明

本包由“直播带货合规监测”程序导出。机器所述均为**疑似线索**，供执法人员与复核人核实；
是否构成违法违规，由有权机关认定。案情见 `summary-*.md`（便于阅读；其内容在账本内登记）。

## 一条命令核验（只需 Python 3.9 以上，无需联网，无需安装任何程序）

    python3 verify.py

全部通过时退出码为 0；任何一处被改动，会指出是哪一条记录、哪一个文件，退出码为 1。
若您事先另存了公钥（或由对方另行告知），请一并核对——这能发现整个账本连同密钥被替换：

    python3 verify.py --key 另存的公钥.txt

## 包内有什么

| 文件 | 内容 |
|---|---|
| `records/编号.json` | 证据记录，RFC 8785 规范 JSON；一字节之差哈希即不同 |
| `proofs/编号.json` | 该记录在账本（RFC 6962 默克尔树）内的包含证明 |
| `checkpoint.txt` | 账本的签名检查点（C2SP signed note，Ed25519）：来源、记录数、根哈希 |
| `public-key.txt` / `.pem` | 签名公钥（同一把，两种格式） |
| `clips/` | 录音片段，文件名即 SHA-256 |
| `transcripts/` | 整场文字稿与监测缺口（未听到的时段），文件名即 SHA-256 |
| `summary-*.md` | 案情摘要，其 SHA-256 登记在导出记录中 |
| `case.json` | 目录 |

## 不用 verify.py，逐步自行核验

1. 文件：`sha256sum clips/* transcripts/*`，与文件名、与记录中 `integrity.objects` 一致。
2. 叶哈希：SHA-256(0x00 ‖ 记录文件的全部字节)。
3. 包含证明：自叶哈希起，按 RFC 9162 §2.1.3.2 依次与 `proof` 中各哈希合并
   （SHA-256(0x01 ‖ 左 ‖ 右)），结果应等于 `checkpoint.txt` 第三行（Base64）。
4. 签名：被签的是 `checkpoint.txt` 的前三行（含第三行的换行）；签名是末行 Base64 解码后
   去掉前 4 字节（密钥编号）的 64 字节。用 openssl 3 核验：

       head -n 3 checkpoint.txt > signed.txt
       tail -n 1 checkpoint.txt | cut -d' ' -f3 | base64 -d | tail -c 64 > signature.bin
       openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin \\
           -in signed.txt -sigfile signature.bin

## 本包能证明什么，不能证明什么

能：包内记录、录音、文字稿自签署检查点以来未被改动、调换或插入；每条记录写明前一条的哈希。
不能单独证明：检查点签署之前的真实性（见记录中的采集方式 `how`、设备 `device`）；
与本案无关的记录是否存在；账本连同密钥被整体重写（需与另存的检查点或公钥核对，
`monitor evidence pin`）。时间为该设备的时钟，未另行说明时没有第三方时间戳。

公钥：`{vkey}`
账本记录数：{size}
"""

_STATES = {
    "new": "待复核",
    "claimed": "已认领",
    "confirmed": "人工已确认",
    "dismissed": "人工已排除",
    "muted": "已静音",
    "reopened": "已重开",
    "withdrawn": "机器已撤回",
}
_KINDS = {
    "session.started": "开始监测",
    "session.ended": "结束监测，文字稿存证",
    "alert.created": "发现疑似线索",
    "alert.repeated": "再次听到",
    "alert.firm": "复听确认",
    "alert.withdrawn": "机器撤回",
    "alert.corrected": "主播已当场更正",
    "alert.clip": "录音存证",
    "alert.verdict": "人工复核",
    "custody.exported": "导出",
    "custody.viewed": "查看",
}


def readme(verifier: Verifier, size: int) -> str:
    """How a third party verifies the case."""
    return _README.format(vkey=verifier.vkey(), size=size)


def summary(alert: Alert, records: Sequence[EvidenceRecord]) -> str:
    """What one alert is about, for reading; every statement of the machine is 疑似."""
    lines = ["# 案情摘要", "", "以下为机器发现的疑似线索，供核实。", "", *_alert_lines(alert)]
    lines += ["", "| 记录 | 时间（UTC） | 经过 | 经手 |", "|---|---|---|---|"]
    for record in records:
        who = record.human.get("who") or record.who.get("operator") or "程序"
        did = _KINDS.get(record.kind, record.kind)
        lines.append(f"| #{record.index} | {record.logged_at} | {did} | {_cell(who)} |")
    return "\n".join(lines) + "\n"


def _alert_lines(alert: Alert) -> list[str]:
    finding = alert.finding
    first = alert.occurrences[0]
    laws = "；".join(f"《{b['law']}》{b['article']}" for b in finding.get("basis", []))
    before, after = _cell(alert.context.before), _cell(alert.context.after)
    span = f"{first.start_ms / 1000:.1f}–{first.end_ms / 1000:.1f}"
    lines = [
        f"## {alert.id}",
        "",
        f"- 疑似：{_cell(alert.message)}",
        f"- 原话：“{before}**{_cell(alert.quote)}**{after}”",
        f"- 位置：场次 {alert.session} 第 {span} 秒，共 {alert.count} 次",
        f"- 听到的时间：{iso(alert.observed_at)}（UTC）",
        f"- 规则：{alert.rule}（规则包 {_pack(finding)}）",
        f"- 状态：{_STATES[alert.state.value]}",
    ]
    if laws:
        lines.insert(4, f"- 涉嫌违反：{laws}（供核实）")
    if alert.product:
        lines.append(f"- 商品：{_cell(alert.product)}")
    if alert.corrected:
        lines.append("- 主播已在直播中更正")
    if verdict := alert.verdict:
        lines.append(f"- 复核：{_cell(verdict.who)}，{iso(verdict.at)}，{_cell(verdict.reason)}")
    return lines


def _pack(finding: object) -> str:
    pack = finding.get("pack", {}) if isinstance(finding, dict) else {}
    return f"{pack.get('id')} {pack.get('version')}，SHA-256 {pack.get('digest')}"


def _cell(text: object) -> str:
    """Text that cannot break out of its line or table cell."""
    return str(text).replace("\n", " ").replace("|", "\\|")
