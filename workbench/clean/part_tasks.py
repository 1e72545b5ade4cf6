"""What is done with one partition: personal data said or masked, quality, the keys of its rows.

A task reads its file row by row and writes one part beside it; it is a value that pickles, so that
every engine runs the same one, and its part is the same wherever it ran.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from workbench.clean import part_columns, quality, recognizers
from workbench.clean.leaks import Originals
from workbench.clean.masking import mask
from workbench.clean.part_files import (
    PARQUET,
    Row,
    batches,
    line,
    naming,
    parquet,
    replacing,
    rows_of,
)
from workbench.clean.rows import NEVER_TEXT, row_id, subject_of, texts, with_texts
from workbench.clean.rules import Find
from workbench.records import Message, Record

PAIR = ("question", "answer")
GROUP_ROWS = 1 << 16
GROUP_BYTES = 1 << 26
"""At which a row group of a masked Parquet file is written: what is in memory of it."""


class Tally(Record):
    """What was read and found."""

    rows: int = 0
    found: Mapping[str, int] = {}
    fields: frozenset[str] = frozenset()
    """Names of the rows' fields."""
    known: int = 0
    """Spans whose value a project knows."""

    def __add__(self, other: Tally) -> Tally:
        found = Counter(self.found)
        found.update(other.found)
        return Tally(
            rows=self.rows + other.rows,
            found=dict(sorted(found.items())),
            fields=self.fields | other.fields,
            known=self.known + other.known,
        )


class Task(Protocol):
    def version(self) -> tuple[str, ...]:
        """Changes with the rules and with every parameter that the part depends on."""
        ...

    def name(self, source: str) -> str:
        """Of the part of a file of this name."""
        ...

    def run(self, source: Path, target: Path) -> Tally:
        """Write the part, complete or not at all. Raises UserError naming file and row."""
        ...


@dataclass(frozen=True)
class Lists:
    """What a project adds to the recognizers, and which values it knows."""

    find: Find
    known: Originals
    stamp: str
    """Changes with them."""


@dataclass(frozen=True)
class Scan:
    """Where personal data stands, one JSON line each; never the value."""

    fields: tuple[str, ...] = ()
    lists: Lists | None = None

    def version(self) -> tuple[str, ...]:
        own = "" if self.lists is None else self.lists.stamp
        return "scan-1", recognizers.RULE_VERSION, own, *self.fields

    def name(self, source: str) -> str:
        return _as_lines(source)

    def run(self, source: Path, target: Path) -> Tally:
        return _written(source, target, self._found, rows_of(source))

    def _found(self, number: int, row: Row) -> Iterator[tuple[str, Row]]:
        find = recognizers.find if self.lists is None else self.lists.find
        for name, text in texts(row, self.fields):
            for span in find(text):
                place = {"row": number, "id": row_id(row, number), "field": name}
                found = {"start": span.start, "end": span.end, "type": span.type}
                how: Row = {"score": span.score, "recognizer": span.recognizer}
                if self.lists is not None:
                    how["known"] = self.lists.known.holds(span.type, text[span.start : span.end])
                yield span.type, {**place, **found, **how}


@dataclass(frozen=True)
class Mask:
    """The same rows with placeholders for personal data."""

    fields: tuple[str, ...]
    key: bytes = field(repr=False)

    def version(self) -> tuple[str, ...]:
        own = hmac.new(self.key, b"part", hashlib.sha256).hexdigest()
        return "mask-1", recognizers.RULE_VERSION, own, *self.fields

    def name(self, source: str) -> str:
        return source

    def run(self, source: Path, target: Path) -> Tally:
        found: Counter[str] = Counter()

        def masked(text: str) -> str:
            spans = recognizers.find(text)
            found.update(span.type for span in spans)
            return mask(text, spans, self.key)

        if source.suffix == PARQUET:
            rows, seen = self._parquet(source, target, masked)
        else:
            rows, seen = self._lines(source, target, masked)
        return Tally(rows=rows, found=dict(found), fields=frozenset(seen))

    def _lines(
        self, source: Path, target: Path, masked: Callable[[str], str]
    ) -> tuple[int, set[str]]:
        rows, seen = 0, set[str]()
        with replacing(target) as path, _lines_to(path) as out:
            for _, row in rows_of(source):
                rows += 1
                seen.update(row)
                out.write(line(with_texts(row, self.fields, masked)))
        return rows, seen

    def _parquet(
        self, source: Path, target: Path, masked: Callable[[str], str]
    ) -> tuple[int, set[str]]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = 0
        with parquet(source) as file, replacing(target) as path:
            schema = file.schema_arrow
            chosen = set(_chosen(schema, self.fields))
            with pq.ParquetWriter(path, schema, compression=_compression(file)) as out:
                group: list[Any] = []
                for batch in batches(source, file):
                    columns = [
                        part_columns.changed(column, masked) if name in chosen else column
                        for name, column in zip(schema.names, batch.columns, strict=True)
                    ]
                    group.append(pa.RecordBatch.from_arrays(columns, schema=schema))
                    rows += batch.num_rows
                    if _is_full(group):
                        out.write_table(pa.Table.from_batches(group))
                        group = []
                if group:
                    out.write_table(pa.Table.from_batches(group))
        return rows, set(schema.names)


@dataclass(frozen=True)
class Quality:
    """What is wrong with question-answer pairs, one JSON line a finding."""

    language: str
    render: Callable[[str, dict[str, str | int | float], str], str]
    """(key, parameters, language) of a reason to its sentence; of a module, so that it pickles."""

    def version(self) -> tuple[str, ...]:
        return "quality-1", quality.RULE_VERSION, self.language

    def name(self, source: str) -> str:
        return _as_lines(source)

    def run(self, source: Path, target: Path) -> Tally:
        return _written(source, target, self._found, rows_of(source, PAIR))

    def _found(self, number: int, row: Row) -> Iterator[tuple[str, Row]]:
        for hit in quality.examine(subject_of(row, number)):
            found = {"check": hit.check, "score": hit.score, "reason": self._said(hit.reason)}
            yield hit.check, {"id": row_id(row, number), **found}

    def _said(self, reason: Message) -> str:
        return self.render(reason.key, reason.params, self.language)


def _as_lines(source: str) -> str:
    return f"{source}.jsonl" if source.endswith(PARQUET) else source


def _written(
    source: Path,
    target: Path,
    found: Callable[[int, Row], Iterable[tuple[str, Row]]],
    rows: Iterable[tuple[int, Row]],
) -> Tally:
    counted: Counter[str] = Counter()
    number, known, seen = 0, 0, set[str]()
    with naming(source), replacing(target) as path, _lines_to(path) as out:
        for place, row in rows:
            number += 1
            seen.update(row)
            for kind, each in found(place, row):
                counted[kind] += 1
                known += each.get("known") is True
                out.write(line(each))
    return Tally(rows=number, found=dict(counted), fields=frozenset(seen), known=known)


def _lines_to(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="\n")


def _chosen(schema: Any, fields: Sequence[str]) -> list[str]:
    """Columns whose strings are masked: the named ones, else all that hold strings but the id."""
    named = fields or [name for name in schema.names if name not in NEVER_TEXT]
    return [n for n in named if n in schema.names and part_columns.has_text(schema.field(n).type)]


def _compression(file: Any) -> str:
    """As the file has it; of its first column."""
    about = file.metadata
    if not about.num_row_groups or not about.num_columns:
        return "snappy"
    return str(about.row_group(0).column(0).compression)


def _is_full(group: Sequence[Any]) -> bool:
    rows, size = sum(b.num_rows for b in group), sum(b.nbytes for b in group)
    return bool(rows >= GROUP_ROWS or size >= GROUP_BYTES)
