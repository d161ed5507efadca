"""Alembic's entry: migrate on the connection that the store hands over, in its transaction."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite cannot alter most of a table in place; batch mode copies it.
    render_as_batch=True,
)
# No begin_transaction(): the caller's transaction holds the whole upgrade, all or nothing.
context.run_migrations()
