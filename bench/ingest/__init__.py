"""Reading PDFs against exact truth, with pdfplumber (and PyMuPDF4LLM if installed) beside us."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import Figure
from bench.ingest import peers, scores
from bench.ingest.scores import HeadingScore, Reading, Share, TableScore
from bench.ingest.truth import Sample, known_strings, samples

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SEED = 1


@dataclass
class Scores:
    """One reader's scores over all documents."""

    unit: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    whole: Share = field(default_factory=Share)
    order: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    tables: dict[str, TableScore] = field(default_factory=lambda: defaultdict(TableScore))
    headings: HeadingScore = field(default_factory=HeadingScore)
    knows_headings: bool = False
    furniture: int = 0
    lost: int = 0
    cpu_s: float = 0.0
    our_cpu_s: float = 1e-9
    """What as many pages of the same documents took us."""
    pages: int = 0


def run(docs: Path | None = None, fuzz: int = 0, seed: int = SEED, only: str = "") -> list[Figure]:
    """All figures; `docs` is a folder of PDFs with `NAME.gt.json` beside them."""
    if docs is None:
        _say("No folder of documents was given (--docs DIR): only made documents are read.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        everything = [s for s in _samples(folder, docs, seed) if only in s.name]
        readers = peers.available()
        results = {reader: Scores() for reader in ("ours", *readers)}
        boxes = Share()
        for sample in everything:
            _say(f"{sample.name}")
            reading, elements = peers.ours(sample.path)
            _add(results["ours"], sample, reading, "ours")
            if "pdfplumber" in readers:
                boxes.add(*_boxes(sample, elements))
            for reader, read in readers.items():
                theirs = read(sample.path)
                results[reader].our_cpu_s += reading.cpu_s * theirs.pages / max(1, reading.pages)
                _add(results[reader], sample, theirs, reader)
        figures = list(_figures(results, boxes))
        if not only:
            figures += _known(docs) + _scan(docs) + _memory(docs, everything, folder)
        if fuzz:
            figures += _fuzz(fuzz, folder, docs, everything)
    return figures


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _samples(folder: Path, docs: Path | None, seed: int) -> Iterator[Sample]:
    if docs is not None:
        yield from samples(docs)
    chromium = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        _say("Chromium is not installed: no further documents are made.")
        return
    from bench.ingest import strangers
    from bench.ingest.manuals import make

    yield from make(folder, chromium, seed)
    yield from make(folder, chromium, seed, strangers.recipes(seed))


def _add(result: Scores, sample: Sample, reading: Reading, reader: str) -> None:
    truth, pieces = sample.truth, reading.pieces or []
    text = reading.text
    if truth.pages:  # of a long document only some pages are known, and peers read its beginning
        known = [page for page in truth.pages if page in reading.page_texts]
        if reader != "ours":
            result.cpu_s, result.pages = result.cpu_s + reading.cpu_s, result.pages + reading.pages
            return
        text = "\n".join(reading.page_texts[page] for page in known)
    layout = next(iter(sample.kinds & {"one_column", "two_columns", "sideways"}), "one_column")
    hits, total, missing = scores.unbroken(truth, text)
    result.unit[layout].add(hits, total)
    whole, _, split = scores.in_one_piece(truth, pieces)
    result.whole.add(whole, total)
    if truth.flow:
        result.order[layout].add(scores.order(truth, text), 1)
    ruling = "ruleless" if "ruleless" in sample.kinds else "ruled"
    inexact = []
    if not truth.pages:
        inexact = result.tables[ruling].add(truth.tables, reading.tables)
    wrong: tuple[list[str], list[str]] = ([], [])
    if reading.headings is not None:
        result.knows_headings = True
        wrong = result.headings.add(truth, reading.headings)
    left, lost = scores.furniture_left(truth, pieces), scores.lines_lost(truth, text)
    result.furniture += len(left)
    result.lost += len(lost)
    result.cpu_s += reading.cpu_s
    result.pages += reading.pages
    if reader == "ours":
        _explain("broken", missing)
        _explain("in two elements", split)
        _explain("table not exact", [f"{a} <> {b}" for a, b in inexact])
        _explain("heading missed", wrong[0])
        _explain("heading wrong", wrong[1])
        _explain("header or footer left", left)
        _explain("lost", lost)


def _explain(what: str, found: list[str]) -> None:
    for text in found[:6]:
        _say(f"  {what}: {text[:400]}")
    if len(found) > 6:
        _say(f"  {what}: … {len(found)} in all")


def _boxes(sample: Sample, elements: list[object]) -> tuple[int, int]:
    from bench.ingest.boxes import outside

    total, missing = outside(sample.path, elements, peers.MOST_PAGES)  # type: ignore[arg-type]
    _explain("box without its text", missing)
    return total - len(missing), total


def _figures(results: dict[str, Scores], boxes: Share) -> Iterator[Figure]:
    def row(
        name: str, pick: Callable[[Scores], float], least: float | None = None, unit: str = "",
        limit: float | None = None,
    ) -> Figure:  # fmt: skip
        values = {reader: pick(result) for reader, result in results.items()}
        mine = values.pop("ours")
        return Figure(name, mine, unit, limit, least, values)

    for layout, label in (
        ("one_column", "one column"), ("two_columns", "two columns"), ("sideways", "sideways")
    ):  # fmt: skip
        yield row(f"blocks unbroken, {label}", lambda r, k=layout: r.unit[k].value, 0.995)
    yield row("blocks within one element", lambda r: r.whole.value)
    for layout, label in (("one_column", "one column"), ("sideways", "sideways")):
        yield row(f"order similarity, {label}", lambda r, k=layout: r.order[k].value)
    yield row("order similarity, two columns", lambda r: r.order["two_columns"].value, 0.99)
    for ruling in ("ruled", "ruleless"):
        yield row(f"table cells F1, {ruling}", lambda r, k=ruling: r.tables[k].cells.value, 0.95)
        yield row(f"table places F1, {ruling}", lambda r, k=ruling: r.tables[k].places.value, 0.93)
    nan = float("nan")
    for name in ("recall", "precision", "level"):
        yield row(
            f"headings, {name}",
            lambda r, k=name: getattr(r.headings, k).value if r.knows_headings else nan,
            0.97,
        )
    yield row("headers and footers left in text", lambda r: r.furniture, limit=0)
    yield row("body lines lost", lambda r: r.lost, limit=0)
    yield row("pages a CPU second", lambda r: r.pages / max(r.cpu_s, 1e-6))
    if "pdfplumber" in results:
        peer = results["pdfplumber"]
        yield Figure("times pdfplumber, same pages", peer.cpu_s / peer.our_cpu_s, "x", least=4.0)
        yield Figure("boxes that contain their text", 100 * boxes.value, "%", least=100.0)


def _known(docs: Path | None) -> list[Figure]:
    """Strings known to stand in real documents."""
    if docs is None:
        return []
    share = Share()
    for path, strings in known_strings(docs):
        reading, _ = peers.ours(path)
        plain = scores.squash(reading.text)
        missing = [text for text in strings if scores.squash(text) not in plain]
        share.add(len(strings) - len(missing), len(strings))
        _explain(f"{path.name}: known string not found", missing)
    return [Figure("known strings of real documents", 100 * share.value, "%")]


SCAN = "authored_scanned_manual_p1-3.pdf"
SCAN_OF = "authored_security_manual.pdf"
SCAN_PAGES = 3


def _scan(docs: Path | None) -> list[Figure]:
    """A scan of the first pages of a manual, against what that manual says there."""
    from workbench.ingest.ocr import languages

    if docs is None or not (docs / SCAN).is_file() or "kor" not in languages():
        _say("No scan was read: it needs the folder of documents and tesseract with Korean.")
        return []
    printed, _ = peers.ours(docs / SCAN_OF)
    truth = "\n".join(printed.page_texts[page] for page in range(1, SCAN_PAGES + 1))
    scanned, elements = peers.ours(docs / SCAN)
    alike = scores.similarity(truth, scanned.text)
    sure = [e.recognition.confidence for e in elements if e.recognition]
    return [
        Figure("scan, similarity of characters", alike, least=0.92),
        Figure("scan, mean confidence", sum(sure) / max(1, len(sure))),
    ]


MEMORY_PAGES = 1000
MEMORY_MB = 80.0


def _memory(docs: Path | None, everything: list[Sample], folder: Path) -> list[Figure]:
    """Growth while a long document is read, and what of it comes after page 100."""
    from bench.ingest.memory import grown, lengthened

    longest = max(everything, key=lambda sample: sample.path.stat().st_size, default=None)
    huge = docs / "authored_huge_600p_cidfont.pdf" if docs else None
    source = huge if huge and huge.is_file() else longest.path if longest else None
    if source is None:
        return []
    path = lengthened(source, MEMORY_PAGES, folder / "long.pdf")
    _say(f"{MEMORY_PAGES} pages of {source.name}")
    whole, late = grown(path)
    return [
        Figure(f"memory over {MEMORY_PAGES} pages", whole, "MB", MEMORY_MB),
        Figure("memory after page 100 of the first pass", late, "MB"),
    ]


def _fuzz(number: int, folder: Path, docs: Path | None, everything: list[Sample]) -> list[Figure]:
    """Mutated files, each read in a process of its own as uploads are."""
    from bench.ingest.fuzz import outcomes

    sources = [sample.path for sample in everything if sample.path.stat().st_size < 3 << 20]
    if docs is not None:
        sources += [path for path in sorted(docs.iterdir()) if path.stat().st_size < 3 << 20]
    counts, bad = outcomes(sources, number, folder, SEED)
    _say("outcomes: " + ", ".join(f"{key} {count}" for key, count in counts.most_common()))
    _explain("without a reason, or over the watchdog", bad)
    return [
        Figure("mutated files read or refused", number - len(bad), ""),
        Figure("mutated files without a reason", len(bad), "", 0),
    ]
