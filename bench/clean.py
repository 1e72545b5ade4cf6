"""Cleaning: duplicates, personal data, quality, the gates, and what rows cost in bulk.

The parts that have a benchmark of their own (dedup, quality) run as they do there; the rest is
here: texts that are labelled, values planted before the gates, and the cost curve of the commands.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import BENCHES, Figure, pii
from bench.pii_material import FORMS, PARTICLES, word
from workbench.clean.engines import NATIVE
from workbench.clean.masking import mask
from workbench.clean.part_files import line
from workbench.clean.part_tasks import Quality, Scan, Task
from workbench.clean.parts import into_folder
from workbench.clean.recognizers import find
from workbench.egress import Gate
from workbench.export.gate import Judged, check_row
from workbench.export.rows import Source, row_texts
from workbench.records import Decision, Example, ExampleRevision, Finding, Message
from workbench.train.formatting import TrainingRow
from workbench.train.gate import masked, unjudged
from workbench.ui.text import render

OTHERS = ("dedup", "quality")
PLANTED = 1000
CURVE = (10_000, 100_000)
FILES = 10
ON_PAPER = 100_000_000
MOST_GROWTH = 1.5
"""Cost of a row at the end of the curve against its beginning."""
SEED = 31
_KEY = bytes(range(32))
_AT = datetime(2026, 3, 1, tzinfo=UTC)
_NOBODY = Judged(frozenset(), frozenset())


def run(rows: int | None = None) -> list[Figure]:
    """`rows` adds a point to the cost curves."""
    figures = [figure for name in OTHERS if name in BENCHES for figure in _other(name)]
    figures += pii.run()
    figures.append(got_out(PLANTED))
    points = (*CURVE, rows) if rows else CURVE
    for name, task in (("pii", Scan()), ("quality", Quality("en", render))):
        figures += _curve(name, task, points)
    return figures


def _other(name: str) -> list[Figure]:
    run_other = import_module(BENCHES[name]).run
    found: list[Figure] = run_other()
    return found


# ---- gates -------------------------------------------------------------------------------------


def got_out(count: int) -> Figure:
    """Values that stand in what left an export, a request or a training start; each third of
    `count` is planted before one of the gates. Half of the exports know an open finding of the
    value; the others only have the last scan."""
    draw = random.Random(SEED)
    passed = 0
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        value = form.value(draw)
        before = f"{word(draw)} {word(draw)} {draw.choice(form.before)}"
        text = f"{before}{value}{draw.choice(PARTICLES)} {word(draw)}."
        leaves = (_exported, _sent, _trained)[number % 3]
        passed += any(value in each for each in leaves(text, len(before), value, number))
    return Figure(f"planted values that got out, of {count:,}", passed, "", 0)


def _exported(text: str, start: int, value: str, number: int) -> Iterator[str]:
    """Texts of the row, where it is not blocked, and of what an override lets pass."""
    own = Source(
        example=_example(str(number)),
        revision=ExampleRevision(
            id="r", project_id="p", example_id=str(number), number=1, question="?", answer=text,
            editor="curator", created_at=_AT,
        ),
        decision=_decision(str(number)),
    )  # fmt: skip
    end = start + len(value)
    findings = [_finding(str(number), start, end)] if number % 2 else []
    for override in (False, True):
        checked = check_row(
            own, findings, _NOBODY, lambda text, spans: mask(text, spans, _KEY), find, override
        )
        if override or not checked.blocked:
            yield from (held for _, held in row_texts(checked.row))


def _sent(text: str, start: int, value: str, number: int) -> Iterator[str]:
    yield Gate("https://llm.example.com/v1", "external", _KEY).outgoing(text)


def _trained(text: str, start: int, value: str, number: int) -> Iterator[str]:
    if not unjudged(text, _NOBODY, find):
        yield text
    yield masked(TrainingRow(prompt="?", completion=text), _NOBODY, find, _KEY).completion


def _example(own_id: str) -> Example:
    return Example(
        id=own_id, project_id="p", origin="written", revision_id="r", content_hash="h",
        created_at=_AT, created_by="curator",
    )  # fmt: skip


def _decision(own_id: str) -> Decision:
    return Decision(
        id="d", key="k", project_id="p", slot_id="s", example_id=own_id, revision_id="r",
        reviewer="reviewer", action="approve", at=_AT,
    )  # fmt: skip


def _finding(own_id: str, start: int, end: int) -> Finding:
    return Finding(
        id="f", project_id="p", kind="pii", type="PHONE", subject_kind="example",
        subject_id=own_id, revision_id="r", field="answer", start=start, end=end, score=0.9,
        reason=Message(key="clean.reason.pii_format"), rule_version="bench", created_at=_AT,
    )  # fmt: skip


# ---- cost --------------------------------------------------------------------------------------


def _curve(name: str, task: Task, points: tuple[int, ...]) -> list[Figure]:
    figures, costs = [], []
    for rows in points:
        before = _peak_mb()
        seconds = _cost(task, rows)
        costs.append(seconds / rows)
        figures += [
            Figure(f"{name}, {rows:,} rows", seconds, "s"),
            Figure(f"{name}, {rows:,} rows, memory", _peak_mb() - before, "MB"),
        ]
    return [
        *figures,
        Figure(f"{name}, cost of a row, last to first", costs[-1] / costs[0], "x", MOST_GROWTH),
        Figure(f"{name}, {ON_PAPER:,} rows on paper", costs[-1] * ON_PAPER / 3600, "h"),
    ]


def _cost(task: Task, rows: int) -> float:
    """CPU seconds of the command over files of `rows` rows, reading and writing included."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "in")
        folder.mkdir()
        for number, part in enumerate(_parted(rows)):
            with (folder / f"{number}.jsonl").open("w", encoding="utf-8") as out:
                out.writelines(line(row) for row in _rows(number, part))
        began = time.process_time()
        into_folder(task, f"{folder}/*.jsonl", Path(place, "out"), NATIVE, lambda done, of: None)
        return time.process_time() - began


def _parted(rows: int) -> list[int]:
    return [rows // FILES] * FILES


def _rows(number: int, count: int) -> Iterator[dict[str, Any]]:
    """Rows of a question, an answer and a passage; the same each run."""
    draw = random.Random(SEED * 1000 + number)
    for place in range(count):
        form = FORMS[draw.randrange(len(FORMS))]
        thing, days = word(draw), draw.randrange(2, 60)
        told = f"{thing} 신청은 {days}일 안에 처리하며 결과는 {word(draw)} 부서에서 알려 드립니다."
        if place % 4 == 0:
            told += f" 문의는 {draw.choice(form.before)}{form.value(draw)}로 하십시오."
        yield {
            "id": f"{number}-{place}",
            "question": f"{thing} 신청은 며칠 안에 처리되나요?",
            "answer": told,
            "passage": f"{thing} 신청은 접수한 날부터 {days}일 안에 처리한다. {json.dumps(place)}",
        }


def _peak_mb() -> float:
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
