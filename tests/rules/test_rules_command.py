"""`monitor rules` tells everything at once, in the language asked for, with its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from monitor.interfaces.cli.rules_cmd import rules_app

Files = dict[str, bytes]


def write(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def run(*args: object) -> Result:
    return CliRunner().invoke(rules_app, [str(arg) for arg in args])


@pytest.fixture
def pack_folder(tmp_path: Path, files: Files) -> Path:
    return write(tmp_path / "pack", files)


def broken(folder: Path) -> None:
    path = folder / "rules" / "price.yaml"
    text = path.read_text("utf-8").replace("severity: high", "severity: hihg")
    path.write_text(text.replace("  why:", "  whi:"), "utf-8")


def test_check_says_that_a_pack_is_sound(pack_folder: Path) -> None:
    result = run("check", pack_folder)
    assert result.exit_code == 0
    assert "没有错误：demo 1.0.0，1 条规则" in result.stdout


def test_check_tells_every_fault_and_exits_2(pack_folder: Path) -> None:
    broken(pack_folder)
    result = run("check", pack_folder)
    assert result.exit_code == 2
    assert f"{pack_folder}/rules/price.yaml:4:13" in result.stderr
    assert "是不是想写“why”" in result.stderr
    assert "规则共有 3 处错误" in result.stderr


def test_check_speaks_english(pack_folder: Path) -> None:
    broken(pack_folder)
    assert "did you mean “why”" in run("check", pack_folder, "--lang", "en").stderr


def test_check_of_a_place_without_a_pack_exits_2(tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "pack.yaml" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_pack_that_ships_with_the_program_is_checked_without_a_path() -> None:
    result = run("check")
    assert result.exit_code == 0, result.stderr


def test_test_passes_a_pack_whose_examples_hold(pack_folder: Path) -> None:
    result = run("test", pack_folder)
    assert result.exit_code == 0, result.stdout
    assert "规则 1 条，例句 3 句，未通过 0 处" in result.stdout


def test_test_tells_what_no_example_needs(tmp_path: Path, files: Files) -> None:
    files["rules/price.yaml"] = files["rules/price.yaml"].replace(
        "[地板价]\n".encode(), "[地板价, 骨折价]\n".encode()
    )
    folder = write(tmp_path / "pack", files)
    result = run("test", folder)
    assert result.exit_code == 1
    assert "没有例句需要它" in result.stdout
    assert run("test", folder, "--no-need").exit_code == 0


def test_list_can_be_asked_for_one_day(tmp_path: Path, files: Files) -> None:
    files["rules/price.yaml"] = files["rules/price.yaml"].replace(
        b"  match:", b"  effective_from: 2026-02-01\n  match:"
    )
    folder = write(tmp_path / "pack", files)
    assert "demo/lowest-price" in run("list", folder, "--effective", "2026-02-01").stdout
    assert "demo/lowest-price" not in run("list", folder, "--effective", "2026-01-31").stdout
    assert run("list", folder, "--effective", "2026-13-01").exit_code == 2


def test_docs_hold_what_a_lawyer_asks_for(pack_folder: Path, tmp_path: Path) -> None:
    result = run("docs", pack_folder, "--out", tmp_path / "pages")
    assert result.exit_code == 0, result.stderr
    page = (tmp_path / "pages" / "lowest-price.html").read_text("utf-8")
    for words in (
        "最低价",
        "疑似宣称最低价",
        "须有依据",
        "《广告法》第九条",
        "已核对条文原文",
        "店名",
        "今天就是地板价",
    ):
        assert words in page
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    assert 'href="lowest-price.html"' in index


def test_diff_tells_what_is_found_anew_no_longer_and_otherwise(
    pack_folder: Path, tmp_path: Path, files: Files
) -> None:
    text = files["rules/price.yaml"].decode()
    after = text.replace("[地板价]\n", "[骨折价]\n").replace("severity: high", "severity: low")
    newer = write(tmp_path / "newer", {**files, "rules/price.yaml": after.encode()})
    transcript = tmp_path / "said.txt"
    transcript.write_text("今天地板价\n今天骨折价\n全网今天最低价\n", "utf-8")
    result = run("diff", pack_folder, newer, "--transcript", transcript)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["- 1", "+ 2", "~ 3"]
    assert lines[2].split("\t")[1] == "高→低"
    assert lines[-1] == "新增 1 处，减少 1 处，改变 1 处"


def test_learn_keeps_what_it_is_taught(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    taught = ["learn", "咕噜咕噜", "微信", "--category", "cosmetic", "--overrides", folder]
    result = run(*taught)
    assert result.exit_code == 0, result.stderr
    assert '{said: "咕噜咕噜", means: "微信", categories: [cosmetic]}' in (
        folder / "learned.yaml"
    ).read_text("utf-8")
    assert run(*taught).exit_code == 2


def test_learn_refuses_a_category_that_does_not_exist(tmp_path: Path) -> None:
    result = run("learn", "咕噜", "微信", "--category", "cosmetics", "--overrides", tmp_path)
    assert result.exit_code == 2
    assert "cosmetic" in result.stderr
