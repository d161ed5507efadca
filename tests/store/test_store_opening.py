"""Opening: migrations, and errors that say what to do."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.errors import LedgerError, StoreError
from monitor.interfaces.api.auth import load_token
from monitor.runtime.store import Store, migrate, schema
from monitor.runtime.store.database import Database, url_of


def test_the_migrations_build_exactly_the_tables(store):
    with store._db.engine.connect() as conn:
        context = MigrationContext.configure(conn)
        assert compare_metadata(context, schema.metadata) == []


def test_the_known_head_is_the_newest_migration():
    config = Config()
    folder = Path(migrate.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_a_database_from_the_future_is_refused(opened, place, tmp_path):
    with opened()._db.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="更新的版本") as caught:
        Store.open(place, data_dir=tmp_path)
    assert "升级" in caught.value.hint


def test_a_folder_opens_as_a_store(tmp_path):
    with Store.open(tmp_path / "new" / "data") as store:
        assert store.data_dir == tmp_path / "new" / "data"
    assert (tmp_path / "new" / "data" / "monitor.db").exists()


def test_a_new_folder_is_its_owners_alone_and_an_old_one_stays_as_it_is(tmp_path):
    (tmp_path / "shared").mkdir(mode=0o750)
    for name, mode in (("new", 0o700), ("shared", 0o750)):
        with Store.open(tmp_path / name):
            assert (tmp_path / name).stat().st_mode & 0o777 == mode


def test_a_token_makes_its_folder_private(tmp_path):
    token = load_token(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert load_token(tmp_path / "data") == token


def test_a_folder_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="无法写入") as caught:
        Store.open(tmp_path / "file" / "data")
    assert "--data" in caught.value.hint


def test_a_file_that_is_no_database_is_explained(tmp_path):
    (tmp_path / "monitor.db").write_text("这不是数据库" * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="不是数据库"):
        Store.open(tmp_path)


def test_a_damaged_database_is_explained(tmp_path):
    with Store.open(tmp_path) as store:
        for i in range(200):
            store.append_event("test", None, {"i": i, "pad": "x" * 200})
    path = tmp_path / "monitor.db"
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="损坏"), Store.open(tmp_path) as store:
        store.events_after(0)


def test_a_database_held_by_another_program_is_explained(tmp_path):
    Store.open(tmp_path).close()
    holder = sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    database = Database(url_of(tmp_path), busy_ms=50)
    with pytest.raises(StoreError, match="占用"), database.write():
        pass
    holder.close()
    database.close()


def test_an_address_of_another_kind_is_explained():
    with pytest.raises(StoreError, match="地址看不懂"):
        Store.open("carrier-pigeon://coop")


def test_a_server_that_is_not_there_is_explained_without_its_password(tmp_path):
    url = f"postgresql://someone:geheim@/none?host={tmp_path}"
    with pytest.raises(StoreError, match="连不上") as caught:
        Store.open(url, data_dir=tmp_path)
    assert "geheim" not in caught.value.diagnostics()


def test_a_write_ahead_log_is_used(tmp_path):
    with Store.open(tmp_path) as store, store._db.read() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_the_key_is_readable_by_its_owner_only(tmp_path):
    Store.open(tmp_path).close()
    key = tmp_path / "evidence" / "signing.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    with pytest.raises(LedgerError, match="其他用户"):
        Store.open(tmp_path)


def test_a_lost_key_is_not_quietly_replaced(tmp_path):
    Store.open(tmp_path).close()
    (tmp_path / "evidence" / "signing.key").unlink()
    with pytest.raises(LedgerError, match="不见了"):
        Store.open(tmp_path)


def test_a_swapped_key_is_refused(tmp_path):
    for name in ("a", "b"):
        Store.open(tmp_path / name).close()
    swapped = tmp_path / "a" / "evidence" / "signing.key"
    swapped.write_bytes((tmp_path / "b" / "evidence" / "signing.key").read_bytes())
    with pytest.raises(LedgerError, match="不符"):
        Store.open(tmp_path / "a")
