"""JSON Lines and JSON of existing pairs and dialogues: Alpaca, prompt and completion, messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.rows import cells_of, row_element
from workbench.records import Locator

_LISTS = ("messages", "conversations", "conversation", "dialogue", "turns")
_SPEAKER = ("role", "from", "speaker", "화자")
_TEXT = ("content", "value", "text", "utterance", "발화")
_WRAPPERS = ("data", "rows", "examples", "items", "records")


def read_jsonl(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """One object a line. Raises UserError naming the first line that is none."""
    seen = False
    try:
        with path.open("r", encoding="utf-8-sig", errors="strict") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    raise UserError("error.jsonl_line", name=name, line=number) from None
                if not isinstance(row, dict):
                    raise UserError("error.jsonl_line", name=name, line=number)
                seen = True
                yield from _object(row, Locator(row=number))
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=name) from None
    if not seen:
        raise UserError("error.no_rows", name=name)


def read_json(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """A list of objects, or one object that holds such a list. Raises UserError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=name) from None
    except (ValueError, RecursionError):
        raise UserError("error.broken_json", name=name) from None
    if isinstance(data, dict):
        inner = next((data[key] for key in _WRAPPERS if isinstance(data.get(key), list)), None)
        data = inner if inner is not None else [data]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UserError("error.broken_json", name=name)
    if not data:
        raise UserError("error.no_rows", name=name)
    for number, row in enumerate(data, start=1):
        yield from _object(row, Locator(row=number))


def _object(row: dict[str, Any], where: Locator) -> Iterator[ParsedElement]:
    for key in _LISTS:
        turns = row.get(key)
        if isinstance(turns, list) and turns and all(isinstance(turn, dict) for turn in turns):
            yield from _dialogue(row, key, where)
            return
    names = [key for key, value in row.items() if value is not None]
    values = [_text(row[key]) for key in names]
    yield row_element(names, values, where, ())


def _dialogue(row: dict[str, Any], key: str, where: Locator) -> Iterator[ParsedElement]:
    """Each message as a turn; the dialogue's name is its id, or its line."""
    name = _text(row.get("id") or row.get("dialogue_id") or where.row)
    for index, turn in enumerate(row[key]):
        speaker = next((_text(turn[k]) for k in _SPEAKER if turn.get(k)), "")
        text = next((_text(turn[k]) for k in _TEXT if turn.get(k)), "")
        if not text:
            continue
        yield ParsedElement(
            kind="turn",
            text=text,
            locator=where.model_copy(update={"path": f"{key}[{index}]"}),
            section_path=(name,),
            cells=cells_of(("dialogue", "speaker", "text"), (name, speaker, text)),
        )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(part, dict) and "text" in part for part in value):
        return "\n".join(str(part["text"]) for part in value)
    return json.dumps(value, ensure_ascii=False)
