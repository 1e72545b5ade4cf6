"""One document in one process of its own: `python -m workbench.ingest.sandbox REQUEST`.

The parent (`parse`) starts it with a memory and CPU limit and waits so long and no longer; a crash
or a hang of a parser costs that document only. The child writes elements as it finds them, page
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
from dataclasses import asdict, dataclass
from pathlib import Path

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
_EXIT_MEMORY, _EXIT_DISK = 3, 4
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
            "limits": asdict(limits),
            "parent": os.getpid(),
        }
        (folder / _REQUEST).write_text(json.dumps(request), encoding="utf-8")
        _run(folder, name, limits)
        yield _outcome(folder, name)


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


def _run(folder: Path, name: str, limits: Limits) -> None:
    command = [sys.executable, "-m", "workbench.ingest.sandbox", str(folder)]
    root = str(Path(__file__).resolve().parents[2])
    search = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
    quiet = subprocess.DEVNULL
    # Parsers of files from anywhere need no key and no password of a database.
    kept = {name: v for name, v in os.environ.items() if not name.upper().startswith("WORKBENCH_")}
    environment = {**kept, "PYTHONPATH": search}
    try:
        code = _forked(folder, limits, environment)
        if code is None:
            code = subprocess.run(
                command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=limits.timeout_s,
                check=False, env=environment, cwd=folder,
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
    if code != 0 or not (folder / _OUTCOME).is_file():
        raise UserError("error.parser_crashed", name=name)


def _forked(folder: Path, limits: Limits, environment: dict[str, str]) -> int | None:
    """Exit status of a forked reader; None for PDF, which is read in a process started for it."""
    request = json.loads((folder / _REQUEST).read_text(encoding="utf-8"))
    if request["media_type"] == PDF:
        return None
    return nursery.read(folder, limits.timeout_s, environment)


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
    watch = threading.Thread(target=_end_with, args=(request["parent"], folder), daemon=True)
    watch.start()
    _limit_process(limits)
    report = Report(folder=folder / _ATTACHED)
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
        _draw(path, name, folder, limits)


def _draw(path: Path, name: str, folder: Path, limits: Limits) -> None:
    """Page images; a page that cannot be drawn has none."""
    from workbench.ingest.layout.pdfium import PdfFile, PdfiumError
    from workbench.ingest.readers.pdf import open_pdf

    (folder / _IMAGES).mkdir()
    with contextlib.ExitStack() as stack:
        pdf: PdfFile = open_pdf(path, name, limits.max_pages, Report(), stack)
        for number in range(1, len(pdf) + 1):
            with contextlib.suppress(UserError, PdfiumError, ValueError):
                page = pdf.page(number)
                try:
                    _image_path(folder, number).write_bytes(page.image_webp(PAGE_DPI))
                finally:
                    page.close()


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
