"""`monitor check`: formats, exit codes, inputs good and bad."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest

from .conftest import Run

BAD = "大家好\n全网最低价就在今天\n"
CARD = """\
- id: coat
  name: 羊毛大衣
  category: apparel
  materials: [{name: 羊毛, percent: 30}, {name: 聚酯纤维, percent: 70}]
"""


def test_json_holds_every_finding_with_its_place_and_law(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text(BAD, encoding="utf-8")
    done = run("check", script, "--format", "json")
    assert done.code == 1
    document = done.json
    assert document["schema"] == 1
    assert document["pack"]["digest"]
    [file] = document["files"]
    assert file["name"] == str(script)
    assert file["lines"] == 2
    finding = next(f for f in file["findings"] if f["category"] == "price-lowest")
    assert finding["line"] == 2
    assert BAD.splitlines()[1][finding["start"] : finding["end"]] == finding["quote"]
    assert finding["rule"].startswith("cn-livestream/")
    assert finding["basis"][0]["law"]
    assert finding["suggestion"]
    assert finding["kind"] == "claim"
    assert finding["product"] is None
    for key in ("id", "severity", "confidence", "method", "term", "message", "pack"):
        assert finding[key] not in (None, "")


def test_a_clean_script_exits_0_and_says_so(run: Run) -> None:
    done = run("check", "-", stdin="大家好，欢迎来到直播间\n")
    assert done.code == 0
    assert "未发现" in done.out


def test_fail_on_decides_the_exit_code(run: Run) -> None:
    assert run("check", "--fail-on", "critical", stdin=BAD).code == 0
    assert run("check", "--fail-on", "never", stdin=BAD).code == 0
    assert run("check", "--fail-on", "high", stdin=BAD).code == 1


def test_a_card_contradicts_what_is_said(run: Run, tmp_path: Path) -> None:
    cards = tmp_path / "cards.yaml"
    cards.write_text(CARD, encoding="utf-8")
    line = "这件大衣是百分之百纯羊毛的"
    done = run("check", "--products", cards, "--format", "json", stdin=line)
    found = next(
        f for f in done.json["files"][0]["findings"] if f["category"] == "mismatch-material"
    )
    assert found["product"] == "coat"
    assert "30" in found["expected"]
    assert done.code == 1


def test_the_users_own_words_are_found_however_they_are_written(run: Run, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# 本平台词表\n超级奶爸\thigh\tplatform\n秋季大赏\n", encoding="utf-8")
    text = "欢迎来到超-级-奶-爸专场\n今天秋季大赏\n"
    done = run("check", "--words", words, "--format", "json", stdin=text)
    findings = {f["term"]: f for f in done.json["files"][0]["findings"]}
    assert findings["超级奶爸"]["severity"] == "high"
    assert findings["超级奶爸"]["category"] == "platform"
    assert findings["秋季大赏"]["severity"] == "medium"
    assert findings["秋季大赏"]["category"] == "custom"


def test_a_bad_word_list_names_every_bad_line(run: Run, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("好词\n坏词\tsevere\n\thigh\n", encoding="utf-8")
    run("check", "--words", words, stdin="x").assert_told("words.txt:2", "words.txt:3", "critical")


def test_word_and_excel_scripts_are_read_by_paragraph_and_row(run: Run, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("大家好")
    document.add_paragraph("加我微信领券")
    document.save(str(tmp_path / "a.docx"))
    book = openpyxl.Workbook()
    book.active.append(["时间", "话术"])
    book.active.append(["20:00", "全网最低价"])
    book.save(tmp_path / "b.xlsx")
    done = run("check", "a.docx", "b.xlsx", "--format", "json")
    word, excel = done.json["files"]
    assert any(f["line"] == 2 and f["category"] == "off-platform" for f in word["findings"])
    assert any(f["line"] == 2 and f["category"] == "price-lowest" for f in excel["findings"])


def test_other_encodings_are_understood(run: Run, tmp_path: Path) -> None:
    for name, encoding in (("gb.txt", "gb18030"), ("u16.txt", "utf-16"), ("bom.txt", "utf-8-sig")):
        (tmp_path / name).write_text(BAD, encoding=encoding)
        assert run("check", name).code == 1, name


def test_sarif_and_html_stand_on_their_own(run: Run) -> None:
    sarif = run("check", "--format", "sarif", stdin=BAD).json
    [result, *_] = sarif["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 2
    page = run("check", "--format", "html", stdin="<b>全网最低价</b>\n").out
    assert "<mark" in page
    assert "&lt;b&gt;" in page


def test_english_messages_on_request(run: Run) -> None:
    done = run("check", "--lang", "en", stdin=BAD)
    assert "lowest-price claim" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.txt"], ["none.txt", "不存在"]),
        (["."], ["文件夹"]),
        (["bin.txt"], ["bin.txt", "replay"]),
        (["old.doc"], ["docx"]),
        (["broken.docx"], ["broken.docx"]),
        (["-", "--products", "none.yaml"], ["none.yaml"]),
        (["-", "--products", "bad.yaml"], ["bad.yaml:2:", "naem", "name"]),
        (["-", "--products", "broken.yaml"], ["broken.yaml:"]),
        (["-", "--category", "cosmtic"], ["cosmetic"]),
        (["-", "--words", "none.txt"], ["none.txt"]),
    ],
)
def test_bad_input_is_one_clear_message(
    run: Run, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    (tmp_path / "bin.txt").write_bytes(b"\x00\x01\x02RIFF")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "bad.yaml").write_text("- id: a\n  naem: x\n  category: food\n", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("- id: [a\n  name: x\n", encoding="utf-8")
    run("check", *arguments, stdin="你好").assert_told(*words)


def test_the_gate_answers_each_line_and_goes_on_after_a_bad_one(run: Run) -> None:
    lines = '{"text":"大家好"}\nnot json\n{"text":"加我微信"}\n'
    done = run("gate", stdin=lines)
    first, bad, last = map(json.loads, done.out.splitlines())
    assert first["decision"] == "pass"
    assert bad["error"]["line"] == 2
    assert last["decision"] == "mask"


def test_the_installed_program_runs_by_itself(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "check", "none.txt"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "none.txt" in done.stderr
    assert "Traceback" not in done.stderr
