"""Where partitions are worked on: one after the other in this process, or by Daft on all cores of
this machine or on a Ray cluster. Daft and Ray are optional, and tell nobody that they ran.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from importlib.util import find_spec
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from workbench.errors import MissingDependency, UserError

NATIVE = "native"
T = TypeVar("T")
Work = Callable[[int], str]
"""What is done with the n-th partition, and what came of it; pickles."""


def check(engine: str) -> None:
    """Raises UserError for an engine that there is not, MissingDependency for one that is not
    installed."""
    if engine == NATIVE:
        return
    if engine != "daft" and not engine.startswith("ray://"):
        raise UserError("error.engine_unknown", engine=engine)
    if find_spec("daft") is None:
        raise MissingDependency("error.daft_missing")
    if engine.startswith("ray://") and find_spec("ray") is None:
        raise MissingDependency("error.ray_missing")


def done(engine: str, work: Work, numbers: Sequence[int]) -> Generator[str]:
    """What came of each of `numbers`, in their order, as they are done. Raises UserError where the
    engine fails."""
    if engine == NATIVE or not numbers:
        yield from map(work, numbers)
        return
    with closing(apart(_outcomes, engine, work, list(numbers))) as outcomes:
        yield from outcomes


def _outcomes(engine: str, work: Work, numbers: Sequence[int]) -> Iterator[str]:
    daft = start(engine)

    def batch(places: Any) -> list[str]:
        return [work(place) for place in places.to_pylist()]

    # A process each: recognizers are Python, and threads of one process would take turns.
    made = daft.func.batch(return_dtype=daft.DataType.string(), batch_size=1, use_process=True)
    frame = daft.from_pydict({"place": numbers})
    if engine != "daft":
        frame = frame.into_partitions(len(numbers))
    for row in frame.select(made(batch)(daft.col("place")).alias("done")).iter_rows():
        yield row["done"]


def start(engine: str) -> Any:
    """Daft on the runner that `engine` names: `daft`, or `ray://HOST:PORT`."""
    # Daft reports its use to a server on the internet when it is imported, unless told not to.
    os.environ["DAFT_ANALYTICS_ENABLED"] = "0"
    os.environ["DAFT_PROGRESS_BAR"] = "0"
    import daft

    if engine.startswith("ray://"):
        daft.set_runner_ray(engine, noop_if_initialized=True)
    return daft


def apart(make: Callable[..., Iterator[T]], *given: Any) -> Generator[T]:
    """What `make(*given)` yields, in a process of its own, which ends with this generator.

    Daft works on in threads after a result is no longer wanted (Ctrl-C, a broken row), and aborts
    the process that ends before them. Raises UserError where the process fails.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(there, make, given), daemon=False)
    child.start()
    there.close()
    try:
        while (said := _received(here))[0] == "value":
            yield said[1]
        if said[0] == "failed":
            raise UserError("error.engine_failed", reason=said[1])
    finally:
        here.close()
        _end(child)


def _received(here: Any) -> tuple[str, Any]:
    try:
        kind, value = here.recv()
    except EOFError:
        return "failed", "?"
    return kind, value


def _send(there: Any, make: Callable[..., Iterator[Any]], given: Sequence[Any]) -> None:
    # Ctrl-C is for the process that waits for this one; it ends all of this group.
    os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        for value in make(*given):
            there.send(("value", value))
    except Exception as error:
        there.send(("failed", type(error).__name__))
    else:
        there.send(("end", None))
    # Without the interpreter's own end, which Daft's threads would disturb.
    there.close()
    os._exit(0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)


def _end(child: SpawnProcess) -> None:
    """The process and all that it started."""
    if child.pid is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()  # where it has no group yet
    child.join()
