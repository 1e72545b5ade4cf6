"""Rows as Parquet: equal rows give equal bytes, so that a sha256 names a version's content.

Deterministic for one release of pyarrow: fixed schema, compression and row-group size, no time and
no host in the file. Pages carry checksums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from workbench.export.rows import COLUMNS, Row

if TYPE_CHECKING:
    import pyarrow

ROWS_PER_GROUP = 1000
"""A page of rows is read without reading the whole file."""


def schema() -> pyarrow.Schema:
    import pyarrow as pa

    turn = pa.struct([("role", pa.string()), ("content", pa.string())])
    types = {"history": pa.list_(turn), "answerable": pa.bool_(), "page": pa.int64()}
    return pa.schema([(column, types.get(column, pa.string())) for column in COLUMNS])


def write_rows(rows: Iterable[Row], out: BinaryIO) -> int:
    """Write all rows to `out`; returns how many. Memory is one row group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    written, block = 0, list[dict[str, Any]]()
    fixed = schema()
    with pq.ParquetWriter(
        out, fixed, compression="zstd", compression_level=3, write_page_checksum=True
    ) as writer:
        for row in rows:
            block.append(row.model_dump(mode="python"))
            if len(block) == ROWS_PER_GROUP:
                writer.write_table(pa.Table.from_pylist(block, fixed), ROWS_PER_GROUP)
                written += len(block)
                block = []
        if block or not written:
            writer.write_table(pa.Table.from_pylist(block, fixed), ROWS_PER_GROUP)
    return written + len(block)


def read_rows(path: Path, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    """Rows from `offset` (from 0), at most `limit`; only the groups they lie in are read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        left = file.metadata.num_rows if limit is None else limit
        for number in range(file.num_row_groups):
            size = file.metadata.row_group(number).num_rows
            if offset >= size:
                offset -= size
                continue
            if left <= 0:
                return
            for values in file.read_row_group(number).slice(offset, left).to_pylist():
                yield Row.model_validate(values)
                left -= 1
            offset = 0


def count_ids(path: Path, ids: Collection[str]) -> int:
    """How many rows are of these examples; only that column is read."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    column = pq.read_table(path, columns=["id"])["id"]
    found = pc.is_in(column, value_set=pa.array(sorted(ids), pa.string()))
    return int(pc.sum(found).as_py() or 0)
