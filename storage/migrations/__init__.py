"""Alembic migrations. `HEAD` is the newest revision; how to add one: README.md beside this file."""

KNOWN: tuple[str, ...] = (
    "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009",
)  # fmt: skip
"""All revisions, oldest first; a database that names another one is of a newer release."""
HEAD = KNOWN[-1]
