"""What a document really says, beside the file: read from `*.gt.json`, or known by its maker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Grid = list[list[str]]
"""Rows and columns of a table, spanning cells repeated."""


@dataclass
class Truth:
    """Everything that is to be read out of one PDF, in reading order where there is one."""

    blocks: list[str] = field(default_factory=list)
    """Paragraphs, list items, headings: each is one unbroken piece of text."""
    flow: str = ""
    """All text in reading order, tables row by row; empty where only parts are known."""
    headings: list[tuple[int | None, str]] = field(default_factory=list)
    """(level, text); the level None where it is not known."""
    tables: list[Grid] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    """Headers, footers and page numbers, each as one page shows it."""
    every_page: bool = True
    """False where blocks and tables are those of `pages` only."""
    pages: list[int] = field(default_factory=list)


@dataclass
class Sample:
    """A PDF with its truth. `kinds` say which goals it counts for."""

    name: str
    path: Path
    truth: Truth
    kinds: frozenset[str]
    """Of: one_column, two_columns, sideways, ruled, ruleless, mixed."""


_KINDS = {
    "authored_security_manual": frozenset({"one_column", "ruled"}),
    "authored_huge_600p_cidfont": frozenset({"one_column", "ruled"}),
}


def samples(folder: Path) -> Iterator[Sample]:
    """The PDFs of a folder that have a `NAME.gt.json` beside them."""
    for path in sorted(folder.glob("*.gt.json")):
        name = path.name.removesuffix(".gt.json")
        pdf = folder / f"{name}.pdf"
        if not pdf.is_file():
            continue
        data = json.loads(path.read_text(encoding="utf-8"))
        truth = _sampled(data) if "sample" in data else _whole(data)
        yield Sample(name, pdf, truth, _KINDS.get(name, frozenset({"one_column", "ruled"})))


def _whole(data: dict[str, object]) -> Truth:
    """A document known to its last line; lines of tables are told from lines of text."""
    tables = [table["grid"] for table in data["tables"]]  # type: ignore[attr-defined,union-attr]
    captions = {str(table.get("caption")) for table in data["tables"]}  # type: ignore[attr-defined]
    rows = {_squash("".join(_once(row))) for grid in tables for row in grid}
    lines = str(data["text"]).split("\n")
    blocks = [line for line in lines if _squash(line) not in rows and line not in captions]
    blocks = [line for line in blocks if not _in_tables(line, tables)]
    furniture = [str(data[key]) for key in ("header", "footer") if data.get(key)]
    headings = [(int(h["level"]), str(h["text"])) for h in data["headings"]]  # type: ignore[attr-defined]
    return Truth(blocks, str(data["text"]), headings, tables, furniture)


def _in_tables(line: str, tables: list[Grid]) -> bool:
    """Whether a line is a row of a table with spans: made of a row's cells in their order."""
    plain = _squash(line)
    for grid in tables:
        for row in grid:
            rest = plain
            for cell in _once(row):
                rest = rest.removeprefix(_squash(cell))
            if not rest:
                return True
    return False


def _sampled(data: dict[str, object]) -> Truth:
    """A long document of which each so-many-th page is known."""
    truth = Truth(every_page=False)
    for page in data["sample"]:  # type: ignore[attr-defined]
        truth.pages.append(int(page["page"]))
        truth.blocks += [str(line) for line in page["lines"]]
        if page["table"]:
            truth.tables.append(page["table"])
    truth.headings = [(None, str(h["text"])) for h in data["headings"]]  # type: ignore[attr-defined]
    truth.furniture = [str(data["header"])]
    return truth


def _once(row: list[str]) -> list[str]:
    """A row's texts, a cell that spans columns once."""
    return [cell for index, cell in enumerate(row) if not index or cell != row[index - 1]]


def _squash(text: str) -> str:
    return "".join(text.split())


def known_strings(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Strings without blanks that stand in real documents, from the folder's manifest."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return
    for entry in json.loads(manifest.read_text(encoding="utf-8"))["files"]:
        path = folder / entry["file"]
        if path.suffix == ".pdf" and entry.get("known_strings_nospace") and path.is_file():
            yield path, list(entry["known_strings_nospace"])
