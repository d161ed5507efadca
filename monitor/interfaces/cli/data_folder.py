"""Where the data is, for the commands that look into what a server wrote."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from monitor.errors import UsageError


def default_data() -> Path:
    """The data folder of someone who gave none."""
    return Path(platformdirs.user_data_dir("livestream-monitor"))


def existing_data(data: Path | None) -> Path:
    """The data folder, which must hold a database: looking makes none.

    Raises:
        UsageError: there is no database.
    """
    place = data or default_data()
    if not (place / "monitor.db").is_file():
        raise UsageError("这里没有监测数据库", where=str(place), hint="用 --data 指定数据目录")
    return place
