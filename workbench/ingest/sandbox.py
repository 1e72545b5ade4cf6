"""One document in one process of its own: `python -m workbench.ingest.sandbox REQUEST`.

The parent (`parse`) starts it with a memory and CPU limit and waits so long and no longer; a crash
or a hang of a parser costs one page where the child had said which page it was at (it is started
again without that page), else that document. A password comes by standard input and is written
nowhere. The child writes elements as it finds them, page
images where they are wanted, and what it has to say; the parent reads them back from the folder.
The child ends with its parent; a folder that a killed process left goes with the next document.
PDFium and the other parsers are loaded in the child only. Children that read no PDF are forked from
a kept process, so that thousands of small documents do not wait for Python (nursery.py).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from workbench.errors import UserError
from workbench.ingest import nursery
from workbench.ingest.media import PDF
from workbench.ingest.parsed import Attachment, Limits, ParsedElement, ParsedPage, Report
from workbench.records import Message, new_id

PAGE_DPI = 110
_ELEMENTS, _OUTCOME, _IMAGES, _REQUEST = "elements.jsonl", "outcome.json", "images", "request.json"
_ATTACHED = "attached"
_PAGE = "page"
"""Holds the number of the page that the child is at, 0 between pages."""
_EXIT_MEMORY, _EXIT_DISK, _EXIT_STUCK = 3, 4, 5
_MOST_SKIPPED = 8
"""A document with more bad pages than this is not worth starting again."""
_WAIT_FACTOR = 6
"""A page may take so many times its processor time by the clock: the machine may be busy."""
_PARENT_POLL_S = 1.0


@dataclass(frozen=True)
class Parsed:
    """A document that was read; its folder lives as long as the `with` block of `parse`."""

    folder: Path
    pages: list[ParsedPage]
    notices: list[Message]
    readable: bool
    attached: tuple[Attachment, ...] = ()
    """Files that were found inside of it."""

    def attachment(self, attached: Attachment) -> Path:
        return self.folder / _ATTACHED / attached.file

    def elements(self) -> Iterator[ParsedElement]:
        """All elements in reading order, streamed."""
        with (self.folder / _ELEMENTS).open("r", encoding="utf-8") as lines:
            for line in lines:
                yield ParsedElement.model_validate_json(line)

    def image(self, number: int) -> Path | None:
        """The page as WebP; None where it could not be drawn or was not wanted."""
        path = _image_path(self.folder, number)
        return path if path.is_file() else None


def _image_path(folder: Path, number: int) -> Path:
    return folder / _IMAGES / f"{number}.webp"


@contextlib.contextmanager
def parse(
    path: Path,
    name: str,
    media_type: str,
    limits: Limits,
    images: bool,
    scratch: Path | None = None,
) -> Iterator[Parsed]:
    """Read a document that has passed the gate.

    Its text is kept under `scratch` meanwhile, in the system's temporary folder where that is None.
    Raises UserError where it cannot be read, its parser crashed, took longer than
    `limits.timeout_s`, or needed more memory than `limits.memory_bytes`.
    """
    with _folder(scratch) as folder:
        request = {
            "path": str(path.absolute()),
            "name": name,
            "media_type": media_type,
            "images": images,
            "parent": os.getpid(),
        }
        _run_past_bad_pages(folder, name, limits, request)
        yield _outcome(folder, name)


def _run_past_bad_pages(
    folder: Path, name: str, limits: Limits, request: dict[str, object]
) -> None:
    """Run the child, again without a page at which it crashed or hung, within one time limit."""
    until = time.monotonic() + limits.timeout_s
    while True:
        written = replace(limits, password=None)
        asked = {**request, "limits": asdict(written)}
        (folder / _REQUEST).write_text(json.dumps(asked), encoding="utf-8")
        (folder / _PAGE).unlink(missing_ok=True)
        try:
            return _run(folder, name, limits, max(1.0, until - time.monotonic()))
        except UserError as error:
            page = _page_at(folder)
            known = len(limits.skip_pages) >= _MOST_SKIPPED or page in limits.skip_pages
            if error.key not in _PAGE_ERRORS or not page or known:
                raise
            limits = replace(limits, skip_pages=(*limits.skip_pages, page))


_PAGE_ERRORS = frozenset({"error.parser_crashed", "error.parse_memory", "error.page_timeout"})


def _page_at(folder: Path) -> int:
    """The page at which the child ended; 0 where it was at none."""
    try:
        return int((folder / _PAGE).read_bytes() or b"0")
    except (OSError, ValueError):
        return 0


@contextlib.contextmanager
def _folder(scratch: Path | None) -> Iterator[Path]:
    if scratch is None:
        with tempfile.TemporaryDirectory(prefix="workbench-parse-") as name:
            yield Path(name)
        return
    root = scratch / "parsing"
    root.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(root)
    folder = root / new_id()
    # Locked before it is there and until it is gone; the system lets go however this process ends.
    with _lock(folder):
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    _lock_path(folder).unlink(missing_ok=True)


def _remove_leftovers(root: Path) -> None:
    """Folders that no process holds any more."""
    for folder in [path for path in root.iterdir() if path.is_dir()]:
        try:
            with _lock(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except Timeout:
            continue
        with contextlib.suppress(OSError):
            _lock_path(folder).unlink()


def _lock(folder: Path) -> FileLock:
    return FileLock(_lock_path(folder), timeout=0, thread_local=False)


def _lock_path(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _run(folder: Path, name: str, limits: Limits, most_s: float) -> None:
    command = [sys.executable, "-m", "workbench.ingest.sandbox", str(folder)]
    root = str(Path(__file__).resolve().parents[2])
    search = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
    quiet = subprocess.DEVNULL
    # Parsers of files from anywhere need no key and no password of a database.
    kept = {name: v for name, v in os.environ.items() if not name.upper().startswith("WORKBENCH_")}
    environment = {**kept, "PYTHONPATH": search}
    try:
        code = _forked(folder, most_s, environment)
        if code is None:
            code = subprocess.run(
                command, input=(limits.password or "").encode(), stdout=quiet, stderr=quiet,
                timeout=most_s, check=False, env=environment, cwd=folder,
            ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UserError("error.parse_timeout", name=name, seconds=limits.timeout_s) from None
    except OSError as error:
        reason = error.strerror or "?"
        raise UserError("error.cannot_read", name=name, reason=reason) from None
    if code == _EXIT_MEMORY:
        limit = limits.memory_bytes >> 20
        raise UserError("error.parse_memory", name=name, limit=limit)
    if code == _EXIT_DISK:
        raise UserError("error.disk_full")
    if code == _EXIT_STUCK:
        raise UserError("error.page_timeout", name=name, seconds=limits.page_s)
    if code != 0 or not (folder / _OUTCOME).is_file():
        raise UserError("error.parser_crashed", name=name)


def _forked(folder: Path, most_s: float, environment: dict[str, str]) -> int | None:
    """Exit status of a forked reader; None for PDF, which is read in a process started for it."""
    request = json.loads((folder / _REQUEST).read_text(encoding="utf-8"))
    if request["media_type"] == PDF:
        return None
    return nursery.read(folder, most_s, environment)


def _outcome(folder: Path, name: str) -> Parsed:
    outcome = json.loads((folder / _OUTCOME).read_text(encoding="utf-8"))
    if error := outcome.get("error"):
        raise UserError(error["key"], **error["params"])
    return Parsed(
        folder=folder,
        pages=[ParsedPage.model_validate(page) for page in outcome["pages"]],
        notices=[Message.model_validate(notice) for notice in outcome["notices"]],
        readable=outcome["readable"],
        attached=tuple(Attachment.model_validate(found) for found in outcome["attached"]),
    )


# In the child -----------------------------------------------------------------------------------


def main(folder: Path) -> int:
    """Read the request in `folder`, leave the outcome there; 0 also for a document refused."""
    request = json.loads((folder / _REQUEST).read_text(encoding="utf-8"))
    limits = Limits(**request["limits"])
    limits = replace(
        limits,
        password=_password(request),
        skip_pages=tuple(limits.skip_pages),
    )
    watch = threading.Thread(target=_end_with, args=(request["parent"], folder), daemon=True)
    watch.start()
    _limit_process(limits)
    report = Report(folder=folder / _ATTACHED)
    report.at = _Watch(folder / _PAGE, limits.page_s).at
    try:
        _read(folder, request, limits, report)
        outcome = {
            "pages": [page.model_dump() for page in report.pages],
            "notices": [notice.model_dump() for notice in report.notices],
            "readable": report.readable,
            "attached": [found.model_dump() for found in report.attached],
        }
    except UserError as error:
        outcome = {"error": {"key": error.key, "params": error.params}}
    except MemoryError:
        return _EXIT_MEMORY
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return _EXIT_DISK
        params = {"name": request["name"], "reason": error.strerror or "?"}
        outcome = {"error": {"key": "error.cannot_read", "params": params}}
    (folder / _OUTCOME).write_text(json.dumps(outcome), encoding="utf-8")
    return 0


def _password(request: dict[str, Any]) -> str | None:
    """Only a process that was started for one document is given one, on its standard input."""
    return sys.stdin.buffer.read().decode() or None if request["media_type"] == PDF else None


class _Watch:
    """Writes down the page that is worked at, and ends this process where one takes too long.

    Processor time counts, for the machine may be busy; much more time by the clock ends it too.
    """

    def __init__(self, path: Path, page_s: int) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
        self._page_s = page_s
        self._since: tuple[float, float] | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def at(self, page: int | None) -> None:
        number = b"%-8d" % (page or 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, number)
        self._since = None if page is None else (time.process_time(), time.monotonic())

    def _watch(self) -> None:
        while True:
            time.sleep(0.5)
            if (since := self._since) is None:
                continue
            used, passed = time.process_time() - since[0], time.monotonic() - since[1]
            if used > self._page_s or passed > _WAIT_FACTOR * self._page_s:
                os._exit(_EXIT_STUCK)


def _end_with(parent: int, folder: Path) -> None:
    """End this process, and what it has written, once the process `parent` is gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(parent)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(_PARENT_POLL_S)
    os.chdir(folder.parent)  # no system but POSIX removes a folder that is worked in
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _read(folder: Path, request: dict[str, object], limits: Limits, report: Report) -> None:
    from workbench.ingest.readers import READERS

    path, name = Path(str(request["path"])), str(request["name"])
    media_type = str(request["media_type"])
    with (folder / _ELEMENTS).open("w", encoding="utf-8", newline="\n") as out:
        for element in READERS[media_type](path, name, limits, report):
            out.write(element.model_dump_json() + "\n")
    if request["images"] and media_type == PDF:
        _draw(path, name, folder, limits, report)


def _draw(path: Path, name: str, folder: Path, limits: Limits, report: Report) -> None:
    """Page images; a page that cannot be drawn has none."""
    from workbench.ingest.layout.pdfium import PdfFile, PdfiumError
    from workbench.ingest.readers.pdf import open_pdf

    (folder / _IMAGES).mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        pdf: PdfFile = open_pdf(path, name, limits, Report(), stack)
        for number in range(1, len(pdf) + 1):
            if number in limits.skip_pages:
                continue
            report.at(number)
            with contextlib.suppress(UserError, PdfiumError, ValueError):
                page = pdf.page(number)
                try:
                    _image_path(folder, number).write_bytes(page.image_webp(PAGE_DPI))
                finally:
                    page.close()
            report.at(None)


def _limit_process(limits: Limits) -> None:
    """Where the system can: no more memory and CPU time than allowed, and no core file."""
    try:
        import resource
    except ImportError:
        return
    wanted = (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.timeout_s + 5),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
