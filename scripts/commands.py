"""Write docs/commands.md from the command line itself: `python scripts/commands.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TARGET = ROOT / "docs" / "commands.md"

HEAD = """# Commands

Written by `python scripts/commands.py` from the command line itself; `--help` of each says more.
`python -m workbench` is the same command. Results go to stdout, with `--json` as one JSON object;
progress and errors go to stderr. Exit code 0: done; 1: something a person can put right, said in
one line; 2: wrong usage.

| command | what it does |
|---|---|
"""


def commands() -> Iterator[tuple[str, str]]:
    """(`workbench group name`, first sentence of its help), in the order of --help."""
    from workbench.cli import app

    yield from _walk(typer.main.get_command(app), "workbench")


def _walk(command: Any, path: str) -> Iterator[tuple[str, str]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, " ".join((command.help or "").split())
        return
    for name, child in children.items():
        yield from _walk(child, f"{path} {name}")


def page() -> str:
    return HEAD + "".join(f"| `{path}` | {text} |\n" for path, text in commands())


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(list(commands()))} commands")
