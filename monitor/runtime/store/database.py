"""One engine over SQLite (WAL) or PostgreSQL: transactions, and errors that people can act on.

Writes are one at a time: an in-process lock, then BEGIN IMMEDIATE (SQLite) or an advisory lock
(PostgreSQL), so that `seq` becomes visible in the order it was given.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event, exc

from monitor.errors import StoreError

# Any constant of our own: PostgreSQL's advisory locks are told apart by number.
_LOCK_KEY = 0x6C6D6F6E


class Database:
    """A place to run transactions; safe to share between threads."""

    def __init__(self, url: sa.URL, *, busy_ms: int = 10_000) -> None:
        self.where = url.render_as_string(hide_password=True)
        self._lock = threading.RLock()
        self.is_sqlite = url.get_backend_name() == "sqlite"
        try:
            self.engine = sa.create_engine(
                url,
                json_serializer=_to_json,
                pool_pre_ping=not self.is_sqlite,
                connect_args={"timeout": busy_ms / 1000} if self.is_sqlite else {},
            )
        except ModuleNotFoundError as error:
            raise StoreError(
                f"缺少数据库驱动 {error.name}",
                where=self.where,
                hint='使用 PostgreSQL 须先安装驱动：pip install "psycopg[binary]"',
            ) from error
        except exc.NoSuchModuleError as error:
            raise StoreError(
                "数据库地址看不懂", where=self.where, hint="只支持 SQLite 文件和 postgresql:// 地址"
            ) from error
        if self.is_sqlite:
            prepare = _prepare_reader if url.query.get("mode") == "ro" else _prepare_sqlite
            event.listen(self.engine, "connect", prepare)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(monitor_writer=True)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment of the database.

        Raises:
            StoreError: the database cannot be used.
        """
        with translated(self.where), self.engine.connect() as conn:
            if not self.is_sqlite:
                conn = conn.execution_options(isolation_level="REPEATABLE READ")
            with conn.begin():
                yield conn

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """The only transaction writing at this time; committed at the end, or undone by an error.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._lock, translated(self.where), self._writer.begin() as conn:
            if not self.is_sqlite:
                conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY)))
            yield conn

    def close(self) -> None:
        """Release all connections."""
        self.engine.dispose()


def url_of(url_or_path: str | Path) -> sa.URL:
    """The URL of a URL, a database file or a data folder (`monitor.db` inside), made if need be.

    Raises:
        StoreError: the address is not understood, or the folder cannot be made or written.
    """
    if "://" in (text := str(url_or_path)):
        return _parsed(text)
    path = database_file(Path(text))
    try:
        # A new folder is its owner's alone: speech and stream keys will lie in it.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial = path.parent / ".writable"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise StoreError(
            f"数据目录无法写入：{error.strerror}",
            where=str(path.parent),
            hint="换一个目录（--data），或修改目录权限、清理磁盘空间",
        ) from error
    return sa.URL.create("sqlite", database=str(path))


def read_only_url_of(url_or_path: str | Path) -> sa.URL:
    """As `url_of`, but nothing is made and a SQLite file is opened for reading only.

    Raises:
        StoreError: the address is not understood, or there is no such file.
    """
    if "://" in (text := str(url_or_path)):
        return _parsed(text)
    path = database_file(Path(text))
    if not path.is_file():
        raise StoreError("这里没有监测数据库", where=str(path), hint="给出数据目录或案件 zip")
    query = {"mode": "ro", "uri": "true"}
    if not os.access(path.parent, os.W_OK):
        # A write-ahead log needs a file beside it; on a read-only disk nobody else writes either.
        query["immutable"] = "1"
    database = "file:" + quote(str(path.resolve()))
    return sa.URL.create("sqlite", database=database, query=query)


def database_file(path: Path) -> Path:
    """The database file meant by a path: itself, or `monitor.db` in that folder."""
    if path.is_dir() or path.suffix not in (".db", ".sqlite", ".sqlite3"):
        return path / "monitor.db"
    return path


def _parsed(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except (exc.ArgumentError, ValueError) as error:
        raise StoreError(
            "数据库地址看不懂", hint="只支持 SQLite 文件和 postgresql:// 地址"
        ) from error
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Driver errors inside become StoreErrors that say what to do.

    Raises:
        StoreError: for every database failure inside the block.
    """
    try:
        yield
    except exc.DBAPIError as error:
        message, hint = _explain(str(error.orig))
        raise StoreError(message, where=where, hint=hint) from error
    except exc.SQLAlchemyError as error:
        raise StoreError(f"数据库操作失败：{type(error).__name__}", where=where) from error


def _explain(text: str) -> tuple[str, str]:
    """What happened and what to do, from the driver's own words."""
    low = text.lower()
    table = (
        ("not a database", "文件不是数据库，或已损坏", "从备份恢复，或换一个数据目录"),
        ("malformed", "数据库文件已损坏", "从备份恢复；证据文件仍在 clips/ 与 evidence/ 中"),
        ("locked", "数据库被另一个程序占用", "关闭使用同一数据目录的其他程序后重试"),
        ("readonly", "数据库文件只读", "修改文件权限，或换一个数据目录"),
        ("unable to open", "数据库文件打不开", "检查路径与权限"),
        ("disk is full", "磁盘已满", "清理磁盘空间，或运行保留期清理"),
        ("disk i/o", "磁盘读写出错", "检查磁盘"),
        ("connect", "连不上数据库服务器", "检查地址、端口、用户名和密码"),
        ("authentication", "数据库拒绝登录", "检查用户名和密码"),
    )
    for sign, message, hint in table:
        if sign in low:
            return message, hint
    return f"数据库出错：{text.splitlines()[0][:200]}", "稍后重试；反复出现时请检查数据库"


def _prepare_sqlite(dbapi: Any, _record: object) -> None:
    # The driver's own implicit BEGIN would be a deferred one; ours is in `_begin_sqlite`.
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: a committed alert survives a power cut, as the evidence it is.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Erased words must not linger in free pages.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _prepare_reader(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None


def _begin_sqlite(conn: sa.Connection) -> None:
    writer = conn.get_execution_options().get("monitor_writer")
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
