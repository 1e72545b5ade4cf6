"""What all commands share: the workspace, who acts, JSON lines, progress, and one JSON object."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from workbench.errors import UserError

if TYPE_CHECKING:
    from workbench.access import Actor
    from workbench.records import Job, Project, Push
    from workbench.workspace import Workspace

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
ProjectOption = Annotated[
    str | None,
    typer.Option("--project", "-p", help="Name or id; not needed where there is only one."),
]
UserOption = Annotated[
    str | None,
    typer.Option("--as", help="Act as this user; the owner of the installation otherwise."),
]
RepoOption = Annotated[
    str, typer.Option("--repo", metavar="OWNER/NAME", help="Repository; made where there is none.")
]
PublicOption = Annotated[
    bool, typer.Option("--public", help="Readable by everybody; for public data only.")
]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="File to write.")]


@cache
def workspace() -> Workspace:
    """The data folder of the settings, opened once for this command."""
    from workbench.workspace import open_workspace

    return open_workspace()


def actor(name: str | None = None) -> Actor:
    from workbench.accounts import actor_for_name

    return actor_for_name(workspace(), name)


def resolve_project(name: str | None, acting: Actor) -> Project:
    from workbench.projects import project_named

    return project_named(workspace(), acting, name)


def language() -> str:
    """Language of messages: the setting, else the locale of the terminal, else English."""
    chosen = os.environ.get("WORKBENCH_LANGUAGE", "auto")
    if chosen in ("ko", "en"):
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


def say(line: str) -> None:
    """A line for a person, on stderr: stdout is for results."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def tell(key: str, **params: str | int | float) -> None:
    """A sentence of the catalogues, on stderr."""
    from workbench.ui.text import render

    say(render(key, params, language()))


def emit(payload: dict[str, Any], json_output: bool, lines: Iterable[str] | None = None) -> None:
    """The result on stdout: one JSON object, or `lines` (the payload as `key: value` if None)."""
    if json_output:
        text = json.dumps(payload, ensure_ascii=False, default=str)
    else:
        plain = (f"{key}: {_plain(value)}" for key, value in payload.items())
        shown = plain if lines is None else lines
        text = "\n".join(shown)
    print(text, flush=True)  # noqa: T201


def _plain(value: Any) -> str:
    """Counts and lists as a person writes them."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "-"
    return str(value)


def follow(ws: Workspace, job: Job) -> Job:
    """Run `job` to its end with progress on stderr; a worker is started where none is alive.

    Raises UserError with the job's own message where it failed.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from workbench import jobs
    from workbench.supervise import ensure_worker
    from workbench.ui.text import render

    label = render(f"jobs.kind.{job.kind}", {}, language())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bars = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    with ensure_worker(ws), bars:
        task = bars.add_task(label, total=None)

        def show(state: Job) -> None:
            bars.update(task, total=state.total or None, completed=state.done + state.failed)

        ended = jobs.wait(ws, job.project_id, job.id, show)
    if ended.state == "failed":
        error = ended.error
        raise UserError(error.key, **error.params) if error else UserError("error.job_failed")
    say(f"{label}: {ended.done}/{ended.total}")
    return ended


def emit_push(ended: Job, json_output: bool) -> None:
    """What a push job made."""
    from workbench.ui.text import render

    result = ended.result
    key = "export.push_already" if result["already"] else "export.push_done"
    params = {name: str(result[name]) for name in ("repo_id", "tag", "url")}
    emit(result, json_output, [render(key, params, language())])


def push_rows(pushes: Iterable[Push]) -> list[dict[str, Any]]:
    from workbench.export.hub_request import push_url

    return [{**push.model_dump(mode="json"), "url": push_url(push)} for push in pushes]


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Stream (line number from 1, object). Blank lines are passed over.

    Raises UserError naming the line that is no JSON object, or a file that cannot be read.
    """
    try:
        with path.open("r", encoding="utf-8-sig", errors="strict") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    raise UserError("error.jsonl_line", name=path.name, line=number) from None
                if not isinstance(row, dict):
                    raise UserError("error.jsonl_line", name=path.name, line=number)
                yield number, row
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=path.name) from None
    except OSError as error:
        raise cannot_read(path, error) from None


def cannot_read(path: Path, error: OSError) -> UserError:
    return UserError("error.cannot_read", name=path.name, reason=error.strerror or "?")


@contextlib.contextmanager
def atomic_output(path: Path, *sources: Path) -> Iterator[IO[str]]:
    """Write text beside `path` and rename at the end; on any error nothing is left.

    Raises UserError where `path` is one of the `sources`, which it would replace.
    """
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise UserError("error.output_is_input", name=path.name)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UserError(
            "error.cannot_write", name=path.name, reason=error.strerror or "?"
        ) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            yield out
        part.chmod(0o644)
        part.replace(path)
    except OSError as error:
        raise UserError(
            "error.cannot_write", name=path.name, reason=error.strerror or "?"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def write_line(out: IO[str], row: dict[str, Any]) -> None:
    """One JSON line; Korean stays readable."""
    out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
