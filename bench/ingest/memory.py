"""Memory of the reading process over a long document, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_PAGE = 100


def lengthened(source: Path, pages: int, path: Path) -> Path:
    """The source's pages again and again, until there are so many."""
    import pikepdf

    with pikepdf.open(source) as pdf, pikepdf.new() as longer:
        while len(longer.pages) < pages:
            longer.pages.extend(pdf.pages[: pages - len(longer.pages)])
        longer.save(path)
    return path


def grown(path: Path) -> tuple[float, float]:
    """MB from the first page to the peak, and from page 100 of the first pass to the peak."""
    command = [sys.executable, "-m", "bench.ingest.memory", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, hundredth, peak = json.loads(done.stdout)
    return (peak - first) / (1 << 20), (peak - hundredth) / (1 << 20)


def main(path: Path) -> None:
    import psutil

    from workbench.ingest.parsed import Limits, Report
    from workbench.ingest.readers.pdf import read_pdf

    process, seen = psutil.Process(), []
    report = Report()

    def at(page: int | None) -> None:
        if page is not None:
            seen.append(process.memory_info().rss)

    report.at = at
    for _ in read_pdf(path, path.name, Limits(), report):
        pass
    seen.append(process.memory_info().rss)
    print(json.dumps([seen[1], seen[min(_PAGE, len(seen) - 1)], max(seen)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
