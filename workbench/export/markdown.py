"""Markdown of cards: a table, and text of people that cannot break out of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells as they are: text of a person goes through `one_line` first."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def one_line(text: str) -> str:
    """One line that stays text inside a Markdown table: no markup, no link, no HTML."""
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\`*_[]|<>#!" else c for c in flat)
