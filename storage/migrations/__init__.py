"""Alembic migrations. `HEAD` is the newest revision; how to add one: README.md beside this file."""

KNOWN: tuple[str, ...] = ("0001", "0002", "0003")
"""All revisions, oldest first; a database that names another one is of a newer release."""
HEAD = KNOWN[-1]
