"""Write the next migration: `python -m storage.migrations.new "what changes"`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

from storage import schema
from storage.database import Database
from storage.migrate import alembic_config, upgrade
from storage.migrations import HEAD, KNOWN


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder).as_posix()}/head.sqlite")
        if KNOWN:
            upgrade(db)
        with db.write() as connection:
            config = alembic_config(connection)
            config.attributes["target_metadata"] = schema.metadata
            number = f"{len(KNOWN) + 1:04d}"
            slug = re.sub(r"\W+", "_", message).strip("_").lower()
            command.revision(
                config,
                message=message,
                autogenerate=True,
                rev_id=number,
                head=HEAD if KNOWN else "base",
                splice=False,
            )
        db.close()
    print(f"wrote revision {number} ({slug}); now set HEAD and KNOWN in storage/migrations")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
