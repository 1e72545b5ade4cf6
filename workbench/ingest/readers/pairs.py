"""JSON Lines and JSON of existing pairs and dialogues: Alpaca, ShareGPT, prompt and completion,
messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.ingest.encoding import detect_encoding
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
        with path.open("r", encoding=_encoding(path, name), errors="strict") as lines:
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
        data = json.loads(path.read_text(encoding=_encoding(path, name)))
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=name) from None
    except (ValueError, RecursionError):
        raise UserError("error.broken_json", name=name) from None
    if isinstance(data, dict):
        data = _wrapped(data)
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UserError("error.broken_json", name=name)
    if not data:
        raise UserError("error.no_rows", name=name)
    for number, row in enumerate(data, start=1):
        yield from _object(row, Locator(row=number))


def _encoding(path: Path, name: str) -> str:
    """JSON is UTF-8 (RFC 8259); files of Windows programs in Korea are not always."""
    try:
        return detect_encoding(path, name)
    except UserError:
        raise UserError("error.not_utf8", name=name) from None


def _wrapped(data: dict[str, Any]) -> list[Any]:
    """The list that an object is only the envelope of: a known name, or its one list of objects."""
    known = next((data[key] for key in _WRAPPERS if isinstance(data.get(key), list)), None)
    if known is not None:
        return list(known)
    if any(key in data for key in (*_LISTS, "prompt")):
        return [data]
    lists = [
        value
        for value in data.values()
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value)
    ]
    return lists[0] if len(lists) == 1 else [data]


def _object(row: dict[str, Any], where: Locator) -> Iterator[ParsedElement]:
    for key in _LISTS:
        turns = row.get(key)
        if isinstance(turns, list) and turns and all(isinstance(turn, dict) for turn in turns):
            yield from _dialogue(row, key, where)
            return
    talk = [turn for key in ("prompt", "completion") for turn in _messages(row.get(key))]
    if talk:
        yield from _dialogue({**row, "messages": talk}, "messages", where)
        return
    names = [key for key, value in row.items() if value is not None]
    values = [_text(row[key]) for key in names]
    yield row_element(names, values, where, ())


def _messages(value: Any) -> list[dict[str, Any]]:
    """A prompt or completion that is written as messages; nothing where it is a string."""
    if not isinstance(value, list) or not all(isinstance(turn, dict) for turn in value):
        return []
    return [turn for turn in value if any(key in turn for key in _SPEAKER)]


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
