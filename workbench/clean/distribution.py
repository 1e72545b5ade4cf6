"""How a project's examples are spread: lengths, categories, styles, sources, first words. Pure.

Rows are tallied once, apart by status and language; a view of some of them is a sum of tallies.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from io import StringIO
from math import ceil
from typing import Literal, get_args

from workbench.clean.normal import plain
from workbench.export.formats.csv import guarded
from workbench.ingest.chunking import estimate_tokens
from workbench.records import Message, Record

Dimension = Literal[
    "category", "style", "language", "document", "status", "origin", "answerable", "first_word",
    "last_word",
]  # fmt: skip
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Measure = Literal["question", "answer"]
Unit = Literal["characters", "tokens"]
LANGUAGES = ("ko", "en", "other")
LEAST_ROWS = 30
"""Below, no skew is told from chance."""
BINS = 24

_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_ENDING = re.compile(r"[가-힣]{1,4}$|[a-z0-9가-힣]+$")


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of an example."""

    status: str
    category: str
    style: str
    origin: str
    answerable: bool
    document: str
    """Its name; empty where it comes from none."""
    question: str
    answer: str


@dataclass(slots=True)
class Tally:
    """Of the rows of one status and language."""

    rows: int = 0
    counts: dict[Dimension, Counter[str]] = field(
        default_factory=lambda: {dimension: Counter() for dimension in DIMENSIONS}
    )
    lengths: dict[tuple[Measure, Unit], array[int]] = field(default_factory=dict)
    answers: Counter[bytes] = field(default_factory=Counter)
    """By digest."""


class Share(Record):
    value: str
    count: int


class Bin(Record):
    low: int
    high: int
    """Exclusive."""
    count: int


class Lengths(Record):
    """In characters or estimated tokens."""

    measure: Measure
    unit: Unit
    middle: int
    low: int
    """5 % are shorter."""
    high: int
    """5 % are longer."""
    most: int
    bins: tuple[Bin, ...]


class Distribution(Record):
    rows: int
    counts: Mapping[Dimension, tuple[Share, ...]]
    """Most frequent first."""
    lengths: tuple[Lengths, ...]
    warnings: tuple[Message, ...]


Tallies = Mapping[tuple[str, str], Tally]
"""By (status, language)."""


# ---- counting ------------------------------------------------------------------------------------


def tallied(rows: Iterable[Row]) -> dict[tuple[str, str], Tally]:
    tallies: dict[tuple[str, str], Tally] = {}
    for row in rows:
        language = language_of(f"{row.question} {row.answer}")
        tally = tallies.setdefault((row.status, language), Tally())
        _count(tally, row, language)
    return tallies


def language_of(text: str) -> str:
    """`ko`, `en` (Latin letters) or `other`, by most letters; Korean may hold Latin names."""
    korean, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    if korean * 3 >= latin and korean:
        return "ko"
    letters = sum(map(str.isalpha, text)) if not text.isascii() else latin
    return "en" if latin and latin * 2 >= letters else "other"


def _count(tally: Tally, row: Row, language: str) -> None:
    tally.rows += 1
    values: dict[Dimension, str] = {
        "category": row.category,
        "style": row.style,
        "language": language,
        "document": row.document,
        "status": row.status,
        "origin": row.origin,
        "answerable": "yes" if row.answerable else "no",
        "first_word": first_word(row.question),
        "last_word": last_word(row.question),
    }
    for dimension, value in values.items():
        tally.counts[dimension][value] += 1
    texts: tuple[tuple[Measure, str], ...] = (("question", row.question), ("answer", row.answer))
    for measure, text in texts:
        sizes: tuple[tuple[Unit, int], ...] = (
            ("characters", len(text)),
            ("tokens", estimate_tokens(text)),
        )
        for unit, size in sizes:
            tally.lengths.setdefault((measure, unit), array("l")).append(size)
    tally.answers[
        blake2b(plain(row.answer).encode("utf-8", "replace"), digest_size=8).digest()
    ] += 1


def first_word(question: str) -> str:
    """In lower case, without punctuation; two words where the first is a short English one."""
    words = [word for word in (_EDGE.sub("", w) for w in plain(question).split()) if word]
    if len(words) > 1 and words[0].isascii() and len(words[0]) <= 5:
        return f"{words[0]} {words[1]}"
    return words[0] if words else ""


def last_word(question: str) -> str:
    """The last syllables of a Korean question (`인가요`), the last word of another."""
    words = _EDGE.sub("", plain(question)).split()
    found = _ENDING.search(words[-1]) if words else None
    return found[0] if found else ""


# ---- viewing -------------------------------------------------------------------------------------


def distribution(tallies: Tallies, status: str = "", language: str = "") -> Distribution:
    """Of rows with this status and this language; empty is all."""
    chosen = [
        tally
        for (own_status, own_language), tally in sorted(tallies.items())
        if status in ("", own_status) and language in ("", own_language)
    ]
    rows = sum(tally.rows for tally in chosen)
    counts: dict[Dimension, Counter[str]] = {dimension: Counter() for dimension in DIMENSIONS}
    answers: Counter[bytes] = Counter()
    for tally in chosen:
        answers.update(tally.answers)
        for dimension in DIMENSIONS:
            counts[dimension].update(tally.counts[dimension])
    lengths = _lengths(chosen)
    return Distribution(
        rows=rows,
        counts={dimension: _shares(counter) for dimension, counter in counts.items()},
        lengths=lengths,
        warnings=tuple(warnings(rows, counts, lengths, max(answers.values(), default=0))),
    )


def _shares(counter: Counter[str]) -> tuple[Share, ...]:
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(value=value, count=count) for value, count in ordered)


def _lengths(tallies: Sequence[Tally]) -> tuple[Lengths, ...]:
    found = []
    keys = {key for tally in tallies for key in tally.lengths}
    for measure, unit in sorted(keys, key=lambda key: (key[1], key[0] == "answer")):
        sizes = sorted(size for tally in tallies for size in tally.lengths.get((measure, unit), ()))
        low, middle, high = (_quantile(sizes, q) for q in (0.05, 0.5, 0.95))
        found.append(
            Lengths(
                measure=measure, unit=unit, middle=middle, low=low, high=high, most=sizes[-1],
                bins=_bins(sizes, _quantile(sizes, 0.99)),
            )
        )  # fmt: skip
    return tuple(found)


def _quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least this share is not above."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _bins(ordered: Sequence[int], reach: int) -> tuple[Bin, ...]:
    """Equal ones of a round width up to `reach`; the last one holds all that is longer."""
    width = _round_width(max(1, reach) / BINS)
    last = reach // width
    counted = Counter(min(size // width, last) for size in ordered)
    most = ordered[-1] + 1
    return tuple(
        Bin(
            low=n * width,
            high=max((n + 1) * width, most) if n == last else (n + 1) * width,
            count=counted[n],
        )
        for n in range(last + 1)
    )


def _round_width(width: float) -> int:
    """1, 2, 5, 10, 20, 50, … not below `width`."""
    power = 1
    while power * 10 <= width:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= width)


# ---- skew ----------------------------------------------------------------------------------------

_TOO_MUCH: tuple[tuple[Dimension, float], ...] = (
    ("document", 0.6),
    ("category", 0.7),
    ("style", 0.8),
    ("first_word", 0.4),
    ("last_word", 0.6),
)
"""Shares of one value from which on a sentence says so."""
FEW_OF_A_LANGUAGE = 0.1
MANY_UNANSWERABLE = 0.4
SAME_ANSWER = 0.05
MANY_TIMES_LONGER = 8


def warnings(
    rows: int,
    counts: Mapping[Dimension, Counter[str]],
    lengths: Sequence[Lengths],
    same_answer: int,
) -> Iterable[Message]:
    """Sentences about what is skewed, none for few rows. A dimension with no second value is none
    that could be spread, but for documents and words."""
    if rows < LEAST_ROWS:
        return
    for dimension, most in _TOO_MUCH:
        values = counts[dimension]
        value, count = max(values.items(), key=lambda item: (item[1], item[0]))
        spread = len(values) > 1 or dimension in ("first_word", "last_word")
        if value and spread and count >= most * rows:
            yield _warning(dimension, count, rows, name=value)
    for language, count in sorted(counts["language"].items()):
        if count < FEW_OF_A_LANGUAGE * rows and language != "other":
            yield _warning("language", count, rows, name=language)
    if counts["answerable"]["no"] >= MANY_UNANSWERABLE * rows:
        yield _warning("answerable", counts["answerable"]["no"], rows)
    if same_answer >= max(5, SAME_ANSWER * rows):
        yield _warning("same_answer", same_answer, rows)
    for length in lengths:
        if (length.measure, length.unit) == ("answer", "tokens"):
            times = length.high // max(1, length.middle)
            if times >= MANY_TIMES_LONGER:
                yield Message(
                    key="distribution.warning.long_answers",
                    params={"high": length.high, "middle": length.middle, "times": times},
                )


def _warning(kind: str, count: int, rows: int, name: str = "") -> Message:
    params: dict[str, str | int | float] = {
        "percent": max(1, round(100 * count / rows)),
        "count": count,
        "name": name,
    }
    return Message(key=f"distribution.warning.{kind}", params=params)


def as_table(found: Distribution) -> list[tuple[str, str, int, float]]:
    """(dimension, value, count, share) of all that is shown, lengths as `low-high`."""
    rows = max(1, found.rows)
    table: list[tuple[str, str, int, float]] = [
        (dimension, share.value, share.count, round(share.count / rows, 4))
        for dimension, shares in found.counts.items()
        for share in shares
    ]
    for length in found.lengths:
        name = f"{length.measure}_{length.unit}"
        table += [
            (name, f"{one.low}-{one.high - 1}", one.count, round(one.count / rows, 4))
            for one in length.bins
        ]
    return table


def as_csv(found: Distribution) -> str:
    """`as_table` as a spreadsheet opens it: a byte order mark, nothing that runs as a formula."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(("dimension", "value", "count", "share"))
    lines.writerows((kind, guarded(value), n, share) for kind, value, n, share in as_table(found))
    return "\ufeff" + out.getvalue()
