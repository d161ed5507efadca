"""`monitor retention`: holds, what is due, and erasing it, as people type it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from monitor.interfaces.cli.evidence_cmd import evidence_app
from monitor.interfaces.cli.retention_cmd import retention_app
from monitor.model import Source, Utterance
from monitor.runtime.store import Store
from monitor.runtime.store.retention import KEEP


def run(*arguments):
    done = CliRunner().invoke(retention_app, [str(a) for a in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def folder(tmp_path, clock):
    """A data folder with a session that ended four years ago and one of yesterday."""
    place = tmp_path / "data"
    with Store.open(place) as store:
        room = store.create_room(title="一号间").id
        today = store.start_session(room, id="ses-new").started_at
        store.end_session("ses-new")
    clock.now = today - KEEP - timedelta(days=30)
    with Store.open(place, clock=clock) as store:
        store.start_session(room, id="ses-old")
        said = Utterance(
            id="u1", text="全网最低价", source=Source.AUDIO, start_ms=0, end_ms=900, final=True
        )
        store.add_utterance(room, "ses-old", said)
        store.end_session("ses-old")
    return place


def words_of(folder, session):
    with Store.open(folder) as store:
        return [said.text for said in store.list_utterances(session)]


def test_list_names_what_is_due_and_only_that(folder):
    done = run("list", "--data", folder)
    assert done.exit_code == 0
    assert "封存 0 处" in done.output
    assert "到期 1 场" in done.output
    assert "ses-old" in done.output
    assert "ses-new" not in done.output


def test_nothing_is_erased_without_yes(folder):
    for command in (["purge"], ["erase", "ses-old", "--reason", "本人申请"]):
        done = run(*command, "--data", folder)
        assert done.exit_code == 0
        assert "ses-old" in done.output
        assert "没有清除" in done.output
    assert words_of(folder, "ses-old") == ["全网最低价"]


def test_purge_erases_what_is_due_and_the_ledger_still_verifies(folder):
    done = run("purge", "--yes", "--data", folder)
    assert done.exit_code == 0
    assert "已清除 1 场" in done.output
    assert words_of(folder, "ses-old") == []
    assert "到期 0 场" in run("list", "--data", folder).output
    assert CliRunner().invoke(evidence_app, ["verify", str(folder)]).exit_code == 0


def test_a_held_session_stays_until_it_is_released(folder):
    held = run(
        "hold", "session", "ses-old", "--reason", "立案 7 号", "--who", "法务", "--data", folder
    )
    hold = re.search(r"hold-\w+", held.output).group()
    listed = run("list", "--data", folder).output
    assert hold in listed
    assert "法务：立案 7 号" in listed
    assert "封存着没有清除：ses-old" in run("purge", "--yes", "--data", folder).output
    refused = run("erase", "ses-old", "--reason", "申请", "--yes", "--data", folder)
    assert refused.exit_code == 2
    assert hold in refused.output
    assert words_of(folder, "ses-old") == ["全网最低价"]
    assert run("release", hold, "--reason", "结案", "--data", folder).exit_code == 0
    assert "已清除 1 场" in run("purge", "--yes", "--data", folder).output


def test_a_session_is_erased_early_on_request(folder):
    done = run("erase", "ses-new", "--reason", "本人申请", "--yes", "--data", folder)
    assert done.exit_code == 0
    with Store.open(folder) as store:
        assert store.get_session("ses-new").purged
        assert "本人申请" in store.leaves()[-1].body.decode()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["hold", "session", "ses-typo", "--reason", "立案"], "没有场次“ses-typo”"),
        (["hold", "room", "room-typo", "--reason", "立案"], "没有直播间“room-typo”"),
        (["hold", "planet", "earth", "--reason", "立案"], "可用：room、session、alert"),
        (["hold", "session", "ses-old", "--reason", " "], "没有写原因"),
        (["release", "hold-none", "--reason", "结案"], "没有生效中的封存"),
        (["erase", "ses-typo", "--reason", "申请", "--yes"], "没有场次"),
        (["erase", "ses-typo", "--reason", "申请"], "没有场次"),
        (["purge", "--keep-days", "30", "--yes"], "不能短于"),
        (["list", "--keep-days", "-1"], "不能短于"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(folder, command, told):
    done = run(*command, "--data", folder)
    assert done.exit_code == 2
    assert told in done.output
    assert words_of(folder, "ses-old") == ["全网最低价"]


def test_a_folder_without_data_is_told_and_none_is_made(tmp_path):
    done = run("list", "--data", tmp_path / "nothing")
    assert done.exit_code == 2
    assert "没有监测数据库" in done.output
    assert not (tmp_path / "nothing").exists()


def test_it_speaks_english_when_asked(folder):
    done = run("list", "--lang", "en", "--data", folder)
    assert "1 session(s) due" in done.output
