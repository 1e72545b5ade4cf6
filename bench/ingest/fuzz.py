"""Mutated files, read as uploads are: each must be read or refused with a reason, none may hang."""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from workbench.errors import UserError
from workbench.ingest.gate import inspect
from workbench.ingest.parsed import Limits
from workbench.ingest.sandbox import parse

LIMITS = Limits(timeout_s=60, page_s=10)
SLACK_S = 15


def mutated(data: bytes, draw: random.Random) -> bytes:
    """A damaged file; of a ZIP, as office files are, every other time what is inside of it."""
    if data[:4] == b"PK\x03\x04" and draw.random() < 0.5:
        return _mutated_inside(data, draw)
    return _damaged(data, draw)


def _mutated_inside(data: bytes, draw: random.Random) -> bytes:
    """The archive anew, whole, with one of its members damaged."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        infos = old.infolist()
        chosen = draw.choice([info for info in infos if info.file_size >= 64]).filename
        for info in infos:
            content = old.read(info)
            if info.filename == chosen:
                content = _damaged(content, draw)
            new.writestr(info.filename, content, info.compress_type)
    return made.getvalue()


def _damaged(data: bytes, draw: random.Random) -> bytes:
    """One of six ways to damage bytes."""
    way = draw.randrange(6)
    changed = bytearray(data)
    if way == 0:  # single bytes
        for _ in range(draw.choice((1, 10, 100))):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    elif way == 1:  # cut off
        changed = changed[: draw.randrange(16, len(changed))]
    elif way == 2:  # a piece left out
        start = draw.randrange(len(changed))
        del changed[start : start + draw.randrange(1, 4000)]
    elif way == 3:  # a piece twice
        start = draw.randrange(len(changed))
        piece = changed[start : start + draw.randrange(1, 4000)]
        at = draw.randrange(len(changed))
        changed[at:at] = piece
    elif way == 4:  # numbers of the structure
        for _ in range(draw.randrange(1, 20)):
            at = changed.find(b"obj", draw.randrange(len(changed)))
            if at > 4:
                changed[at - 4 : at - 2] = b"%02d" % draw.randrange(100)
    else:  # noise
        start = draw.randrange(len(changed))
        changed[start : start + 200] = draw.randbytes(200)
    return bytes(changed)


def outcome(path: Path, name: str) -> str:
    """`read`, or the key of the refusal."""
    try:
        media_type = inspect(path, name, LIMITS)
        with parse(path, name, media_type, LIMITS, images=False, scratch=path.parent) as parsed:
            for _ in parsed.elements():
                pass
            return "read" if parsed.readable else "nothing readable"
    except UserError as error:
        return error.key


def outcomes(
    sources: list[Path], number: int, folder: Path, seed: int
) -> tuple[Counter[str], list[str]]:
    """How often each outcome came, and files that ended without a reason or hung."""
    draw = random.Random(seed)
    counts: Counter[str] = Counter()
    bad: list[str] = []
    for index in range(number):
        source = sources[index % len(sources)]
        path = folder / f"mutated{source.suffix}"
        path.write_bytes(mutated(source.read_bytes(), draw))
        began = time.monotonic()
        try:
            found = outcome(path, path.name)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
            bad.append(f"{source.name} #{index}: {found}")
        if time.monotonic() - began > LIMITS.timeout_s + SLACK_S:
            bad.append(f"{source.name} #{index}: took too long")
        if found in ("error.parser_crashed", "error.parse_timeout"):
            bad.append(f"{source.name} #{index}: {found}")
        counts[found] += 1
        if index % 50 == 49:
            print(f"{index + 1} of {number}", file=sys.stderr, flush=True)
    return counts, bad
