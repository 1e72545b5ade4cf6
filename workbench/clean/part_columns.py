"""Strings of Arrow columns changed in place: every other value, the types and the order stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Change = Callable[[str], str]


def has_text(kind: Any) -> bool:
    """Whether a column of this Arrow type holds strings, at any depth."""
    import pyarrow.types as t

    if _is_text(kind):
        return True
    if t.is_dictionary(kind):
        return has_text(kind.value_type)
    if t.is_map(kind):
        return has_text(kind.item_type)
    if hasattr(kind, "storage_type"):
        return has_text(kind.storage_type)
    return any(has_text(kind.field(n).type) for n in range(kind.num_fields))


def changed(column: Any, change: Change) -> Any:
    """The array with `change` applied to every string in it; of its own type."""
    import pyarrow as pa
    import pyarrow.types as t

    kind = column.type
    if not has_text(kind):
        return column
    if _is_text(kind):
        return pa.array([_of(value, change) for value in column.to_pylist()], type=kind)
    if t.is_dictionary(kind):
        plain = changed(column.cast(kind.value_type), change)
        return plain.dictionary_encode().cast(kind)
    if t.is_struct(kind):
        fields = [kind.field(n) for n in range(kind.num_fields)]
        inner = [changed(each, change) for each in column.flatten()]
        return pa.StructArray.from_arrays(inner, fields=fields, mask=column.is_null())
    if t.is_list(kind) or t.is_large_list(kind):
        return _list(column, change)
    if hasattr(kind, "storage_type"):
        return pa.ExtensionArray.from_storage(kind, changed(column.storage, change))
    # maps and lists of one size: their items are told from their keys by the values themselves
    return pa.array([_any(value, change) for value in column.to_pylist()], type=kind)


def _is_text(kind: Any) -> bool:
    import pyarrow.types as t

    return bool(t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind))


def _of(value: str | None, change: Change) -> str | None:
    return None if value is None else change(value)


def _list(column: Any, change: Change) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    large = pa.types.is_large_list(column.type)
    ends = pa.array([0, *lengths.cumsum().tolist()], type=pa.int64() if large else pa.int32())
    values = changed(column.flatten(), change)
    make = pa.LargeListArray if large else pa.ListArray
    return make.from_arrays(ends, values, type=column.type, mask=column.is_null())


def _any(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _any(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_any(inner, change) for inner in value]
    if isinstance(value, tuple):  # an entry of a map
        return value[0], _any(value[1], change)
    return value
