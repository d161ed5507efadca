"""Alembic migrations, run by `monitor.runtime.store.migrate` at open."""
