"""`monitor evidence`: what people type, what they read, and the exit codes scripts rely on."""

import pytest
from typer.testing import CliRunner

from monitor.core.alerting import draft_of
from monitor.interfaces.cli.evidence_cmd import _FAILURES, _STEPS, evidence_app
from monitor.model import Finding, Kind, Method, PackRef, Severity
from monitor.runtime.store import Store
from monitor.runtime.store.case_verify import FAILURES, STEPS


def run(*arguments):
    return CliRunner().invoke(evidence_app, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path, clock):
    """A data folder with one alert and its clip; gives (folder, alert id)."""
    place = tmp_path / "data"
    finding = Finding(
        id="f1",
        rule="cn/lowest",
        category="price-lowest",
        kind=Kind.CLAIM,
        severity=Severity.HIGH,
        confidence=0.9,
        method=Method.LITERAL,
        start=0,
        end=3,
        quote="最低价",
        term="最低价",
        message="疑似宣称最低价",
        pack=PackRef(id="cn", version="1", digest="0"),
        start_ms=1_000,
        end_ms=1_900,
    )
    with Store.open(place, clock=clock) as store:
        room = store.create_room(title="一号间").id
        session = store.start_session(room).id
        clip = store.files.put_clip(b"sound")
        draft = draft_of(
            finding, room=room, session=session, observed_at=clock.now, clip=clip.sha256
        )
        alert = store.raise_alert(draft).alert.id
    return place, alert


def test_a_sound_folder_exits_zero_with_numbered_steps(folder):
    done = run("verify", folder[0])
    assert done.exit_code == 0
    assert "1. 记录编号连续，无缺失：通过（2）" in done.output
    assert "核验通过" in done.output
    assert "--pinned" in done.output


def test_a_changed_clip_exits_one_and_is_named(folder):
    clip = next((folder[0] / "clips").glob("*/*"))
    clip.write_bytes(b"other")
    done = run("verify", folder[0])
    assert done.exit_code == 1
    assert "#1 alert.created：文件内容与 SHA-256 不符" in done.output
    assert "核验不通过" in done.output


def test_a_place_without_evidence_exits_two(tmp_path):
    for place in (tmp_path, tmp_path / "none.zip", tmp_path / "none"):
        assert run("verify", place).exit_code == 2
    (tmp_path / "x.zip").write_text("not a zip")
    done = run("verify", tmp_path / "x.zip")
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_case_is_exported_verified_and_tampering_is_seen(folder, tmp_path):
    out = tmp_path / "case.zip"
    done = run("export", folder[1], "--data", folder[0], "--out", out, "--who", "王")
    assert done.exit_code == 0, done.output
    assert "SHA-256 " in done.output
    assert run("verify", out).exit_code == 0
    content = bytearray(out.read_bytes())
    content[200] ^= 0xFF
    out.write_bytes(content)
    assert run("verify", out).exit_code in (1, 2)


def test_a_pin_catches_what_the_folder_alone_cannot(folder, tmp_path):
    place, _ = folder
    pin = tmp_path / "elsewhere" / "pin.txt"
    assert run("pin", place, "--out", pin).exit_code == 0
    assert run("verify", place, "--pinned", pin).exit_code == 0
    with Store.open(place) as store, store._db.write() as conn:
        conn.exec_driver_sql("DELETE FROM evidence WHERE idx = 1")
        conn.exec_driver_sql("DELETE FROM checkpoints WHERE size = 2")
        for table in ("findings", "alerts"):
            conn.exec_driver_sql(f"DELETE FROM {table}")
    assert run("verify", place).exit_code == 0
    done = run("verify", place, "--pinned", pin)
    assert done.exit_code == 1
    assert "末尾被删" in done.output


def test_a_pin_is_printed_without_a_file(folder):
    done = run("pin", folder[0])
    assert done.exit_code == 0
    assert done.output.startswith("livestream-monitor/")
    assert "\n— livestream-monitor/" in done.output


def test_a_pin_that_was_changed_is_bad_input(folder, tmp_path):
    pin = tmp_path / "pin.txt"
    run("pin", folder[0], "--out", pin)
    pin.write_text(pin.read_text().replace("\n2\n", "\n1\n"))
    assert run("verify", folder[0], "--pinned", pin).exit_code == 2


def test_a_kept_key_is_used_instead_of_the_folders(folder, tmp_path):
    key = folder[0] / "evidence" / "signing.pub"
    assert run("verify", folder[0], "--key", key).exit_code == 0
    Store.open(tmp_path / "b").close()
    other = tmp_path / "b" / "evidence" / "signing.pub"
    assert run("verify", folder[0], "--key", other).exit_code == 1
    out = tmp_path / "case.zip"
    run("export", folder[1], "--data", folder[0], "--out", out)
    assert run("verify", out, "--key", key).exit_code == 0
    assert run("verify", out, "--key", other).exit_code == 1


def test_an_export_of_nothing_known_is_bad_input(folder, tmp_path):
    out = tmp_path / "x.zip"
    assert run("export", "al_none", "--data", folder[0], "--out", out).exit_code == 2
    assert run("export", "al_none", "--data", tmp_path / "no", "--out", out).exit_code == 2
    assert not out.exists()
    assert not (tmp_path / "no").exists()


def test_english_on_request(folder):
    done = run("verify", folder[0], "--lang", "en")
    assert "records are numbered without a gap" in done.output
    assert "Verified." in done.output


def test_every_code_has_its_words_in_both_languages():
    import inspect

    from monitor.core.ledger import audit
    from monitor.runtime.store import case_verify, evidence_verify

    for module, phrases, steps in (
        (audit, _FAILURES, _STEPS),
        (evidence_verify, _FAILURES, _STEPS),
        (case_verify, FAILURES, STEPS),
    ):
        source = inspect.getsource(module)
        for code, (zh, en) in {**phrases, **steps}.items():
            assert zh != en, code
        import re

        for code in re.findall(r'(?:code=|CaseFailure\()"([a-z-]+)"', source):
            assert code in phrases
        for code in re.findall(r'_fail\("[a-z]+", "([a-z-]+)"', source):
            assert code in phrases
