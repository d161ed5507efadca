"""Bring a database to this program's schema at open, with the migrations shipped in the package."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.runtime.store.database import Database

# The newest revision in `migrations/versions`; a test holds them together. Known here, so that an
# up-to-date database opens without loading the migrations.
HEAD = "0001"


def migrate(database: Database) -> None:
    """Upgrade to `HEAD`; several processes opening at once take turns.

    Raises:
        StoreError: the database is newer than this program, or an upgrade failed.
    """
    with database.write() as conn:
        current = _current(conn)
        if current == HEAD:
            return
        # Alembic loads slowly, and an up-to-date database needs none of it.
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise StoreError(
                f"数据库由更新的版本写成（结构版本 {current}，本程序到 {HEAD}）",
                where=database.where,
                hint="升级本程序，或换一个数据目录",
            )
        config.attributes["connection"] = conn
        command.upgrade(config, "head")


def _current(conn: sa.Connection) -> str | None:
    """The revision the database says it has, or None when it is new."""
    if not sa.inspect(conn).has_table("alembic_version"):
        return None
    found: str | None = conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found
