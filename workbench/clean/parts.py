"""A task over many files: one part each, any engine, and a run that was cut off goes on.

Parts are made in a folder beside the result (`OUT.parts`), which takes its place when all are
there: nobody meets half a result. Each part has a note (`.parts/NAME.json`) with a key of its file,
the rules and the parameters; a part whose note has the same key is not made again, also when the
result stands and some of its files have changed. Every step can be the last one: a note is removed
before its part is replaced, and written after it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.clean import engines
from workbench.clean.part_files import (
    base_of,
    fingerprint,
    partitions,
    replacing,
)
from workbench.clean.part_tasks import Tally, Task
from workbench.errors import UserError

NOTES = ".parts"
KEY_BYTES = 32
Progress = Callable[[int, int], None]
"""Partitions done, partitions in all."""
Job = tuple[Path, Path, Path | None, str]
"""A file, its part, the part's note (None where none is kept) and key."""


def into_file(
    task: Task, source: Path, out: Path, engine: str, needed: Sequence[str] = ()
) -> Tally:
    """One file to one file. `needed` are fields that some row must have. Raises UserError; then
    nothing is written."""
    engines.check(engine)
    if out.exists() and source.exists() and out.samefile(source):
        raise UserError("error.output_is_input", name=out.name)
    with (
        replacing(out) as ready,
        TemporaryDirectory(
            dir=out.parent, prefix=f".{out.name}.", ignore_cleanup_errors=True
        ) as folder,
    ):
        part = Path(folder, task.name(source.name)).resolve()
        work = partial(_work, task, [(source.resolve(), part, None, "")])
        with closing(engines.done(engine, work, [0])) as outcomes:
            tally = _with_fields(_tally(next(outcomes), part), needed, source.name)
        part.replace(ready)
    return tally


def into_folder(
    task: Task,
    pattern: str,
    out: Path,
    engine: str,
    progress: Progress,
    needed: Sequence[str] = (),
) -> Tally:
    """All files of a pattern to a folder of parts. Raises UserError; the parts that are done are
    kept beside `out`, and `out` is as it was."""
    engines.check(engine)
    _recover(out)
    sources = _named(task, pattern, _outside(partitions(pattern), out))
    _check_own(out)
    kept = {name: _noted(out, name, _key(task, path)) for name, path in sources.items()}
    found = [tally for tally in kept.values() if tally is not None]
    if len(found) == len(sources) and _files(out) == set(sources):
        progress(len(found), len(sources))
        discard(beside(out))
        return _with_fields(sum(found, Tally()), needed, pattern)
    tally = made(task, sources, beside(out), engine, progress, earlier=out)
    _with_fields(tally, needed, pattern)
    _publish(beside(out), out)
    return tally


def made(
    task: Task,
    sources: Mapping[str, Path],
    folder: Path,
    engine: str,
    progress: Progress,
    earlier: Path | None = None,
) -> Tally:
    """The parts of `sources`, which are by the name of their part, in `folder`. What stands there
    or in `earlier` with the same key is taken as it is."""
    engines.check(engine)
    if folder.exists() and not (folder / NOTES).is_dir():
        raise UserError("error.output_taken", name=folder.name)
    (folder / NOTES).mkdir(parents=True, exist_ok=True)
    total = Tally()
    jobs: list[Job] = []
    for name, path in sources.items():
        key = _key(task, path)
        found = _noted(folder, name, key)
        if found is None and earlier is not None:
            found = _adopted(earlier, folder, name, key)
        if found is None:
            jobs.append((path.resolve(), (folder / name).resolve(), _note(folder, name), key))
        else:
            total += found
    finished = len(sources) - len(jobs)
    if finished:
        progress(finished, len(sources))
    work = partial(_work, task, jobs)
    try:
        with closing(engines.done(engine, work, range(len(jobs)))) as outcomes:
            for job, outcome in zip(jobs, outcomes, strict=True):
                total += _tally(outcome, job[1])
                finished += 1
                progress(finished, len(sources))
    finally:
        _tidy(folder, sources)
    return total


def beside(out: Path) -> Path:
    """Where parts are until all are there."""
    return out.with_name(f"{out.name}.parts")


def discard(folder: Path) -> None:
    """Remove parts, where it is parts that are there."""
    if (folder / NOTES).is_dir():
        shutil.rmtree(folder, ignore_errors=True)


def key_of_run(out: Path) -> bytes:
    """A random key, the same one until the run is through, also after it was cut off."""
    path = _key_file(out)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        known = path.read_bytes()
        if len(known) == KEY_BYTES:
            return known
        path.unlink()  # cut off before it was written: nothing was masked with it
        return key_of_run(out)
    except OSError as error:
        reason = error.strerror or "?"
        raise UserError("error.cannot_write", name=out.name, reason=reason) from None
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(key)
    return key


def forget_key(out: Path) -> None:
    _key_file(out).unlink(missing_ok=True)


def _key_file(out: Path) -> Path:
    return out.with_name(f".{out.name}.key")


# ---- one part ----------------------------------------------------------------------------------


def _work(task: Task, jobs: Sequence[Job], place: int) -> str:
    """Runs where the engine runs it; what came of it is text, so that any engine can carry it."""
    source, target, note, key = jobs[place]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if note is not None:
            note.parent.mkdir(parents=True, exist_ok=True)
            note.unlink(missing_ok=True)
        tally = task.run(source, target)
        if note is not None:
            with replacing(note) as path:
                kept = {"key": key, "bytes": target.stat().st_size, "tally": _plain(tally)}
                path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    except UserError as error:
        return json.dumps({"error": error.key, "params": error.params})
    return json.dumps({"tally": _plain(tally)})


def _plain(tally: Tally) -> dict[str, object]:
    return {**tally.model_dump(), "fields": sorted(tally.fields)}


def _tally(outcome: str, target: Path) -> Tally:
    said = json.loads(outcome)
    if "error" in said:
        raise UserError(said["error"], **said["params"])
    if not target.exists():  # written on a machine of the cluster that has other files
        raise UserError("error.files_not_shared", name=target.name)
    return Tally.model_validate(said["tally"])


def _key(task: Task, path: Path) -> str:
    try:
        return fingerprint(path, *task.version())
    except OSError as error:
        reason = error.strerror or "?"
        raise UserError("error.cannot_read", name=path.name, reason=reason) from None


def _note(folder: Path, name: str) -> Path:
    return (folder / NOTES / f"{name}.json").resolve()


def _noted(folder: Path, name: str, key: str) -> Tally | None:
    """What was found in a part that is done and stands as it was written."""
    try:
        kept = json.loads(_note(folder, name).read_text(encoding="utf-8"))
        same = kept["key"] == key and (folder / name).stat().st_size == kept["bytes"]
        return Tally.model_validate(kept["tally"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _adopted(earlier: Path, folder: Path, name: str, key: str) -> Tally | None:
    """The same for a part of an earlier result, which is then a part of this one too."""
    tally = _noted(earlier, name, key)
    if tally is None:
        return None
    part, note = folder / name, _note(folder, name)
    note.unlink(missing_ok=True)
    part.unlink(missing_ok=True)
    for old, new in ((earlier / name, part), (_note(earlier, name), note)):
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.hardlink_to(old)
        except OSError:  # a file system without links
            with replacing(new) as path:
                shutil.copyfile(old, path)
    return tally


# ---- the folder --------------------------------------------------------------------------------


def _outside(files: Sequence[Path], out: Path) -> list[Path]:
    """Without the parts of an earlier run, where the pattern reaches into the result."""
    ours = [out.resolve(), beside(out).resolve()]
    found = [f for f in files if not any(f.resolve().is_relative_to(each) for each in ours)]
    if not found:
        raise UserError("error.output_is_input", name=out.name)
    return found


def _named(task: Task, pattern: str, files: Sequence[Path]) -> dict[str, Path]:
    base = base_of(pattern)
    named: dict[str, Path] = {}
    for path in files:
        name = path.relative_to(base)
        part = name.with_name(task.name(name.name)).as_posix()
        if part in named:
            raise UserError("error.parts_alike", one=named[part].name, other=path.name)
        named[part] = path
    return named


def _check_own(out: Path) -> None:
    """Raises UserError where something else is there: it would be replaced."""
    if not out.exists():
        return
    if not out.is_dir() or any(not _note(out, name).exists() for name in _files(out)):
        raise UserError("error.output_taken", name=out.name)


def _files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if NOTES not in path.parts}


def _with_fields(tally: Tally, needed: Sequence[str], name: str) -> Tally:
    for field in needed:
        if tally.rows and field not in tally.fields:
            raise UserError("error.field_missing", name=name, field=field)
    return tally


def _tidy(folder: Path, names: Collection[str]) -> None:
    """Leave the parts of this run only, and nothing that a process left which was ended."""
    known = {*names, *(f"{NOTES}/{name}.json" for name in names)}
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in known:
            path.unlink(missing_ok=True)


def _publish(folder: Path, out: Path) -> None:
    """The parts in the place of the result."""
    old = _old(out)
    if out.exists():
        out.replace(old)
    folder.replace(out)
    shutil.rmtree(old, ignore_errors=True)


def _recover(out: Path) -> None:
    """After a run that ended between the two renames of `_publish`, or right after them."""
    old = _old(out)
    if old.exists() and not out.exists():
        old.replace(out)
    shutil.rmtree(old, ignore_errors=True)


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}.old")
