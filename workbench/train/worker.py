"""The trainer process, `python -m workbench.train.worker RUN_DIR`; torch lives from here on.

It knows a folder and nothing else: no database, no job engine. Asked to stop, by a file or by
SIGTERM, it ends the step, saves a checkpoint and ends. Killed, it leaves its newest complete
checkpoint; started again on the same folder it goes on from there, bit for bit.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from workbench.errors import UserError
from workbench.records import Message, utc_now
from workbench.train.base import is_hub_name
from workbench.train.formatting import data_hash
from workbench.train.process import note_self
from workbench.train.run_folder import RunFolder, RunSpec, TrainerEvent, append_event

log = logging.getLogger("workbench.train")

HEARTBEAT_S = 2.0
WAIT_S = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 for done, stopped or nothing to do (someone else trains here), 1 for failed."""
    folder = RunFolder(Path((arguments or sys.argv[1:])[0]).absolute())
    lock = FileLock(folder.lock, thread_local=False)
    try:
        lock.acquire(timeout=2)
    except Timeout:
        return 0
    try:
        note_self(folder)
        _log_to_file(folder.log)
        _beat(folder)
        _listen_for_signals(folder)
        with _turn(folder):
            return _train(folder)
    finally:
        lock.release()


@contextmanager
def _turn(folder: RunFolder) -> Iterator[None]:
    """One trainer at a time on a data folder: two would share what memory there is and both end.
    A run that is asked to stop waits no longer, and then ends before its first step."""
    turn = FileLock(folder.path.parent / "turn.lock", thread_local=False)
    told = False
    while True:
        try:
            turn.acquire(timeout=0)
            break
        except Timeout:
            if not told:
                log.info("waiting for another training run on this machine to end")
                told = True
            if folder.stop.exists():
                break
            time.sleep(WAIT_S)
    try:
        yield
    finally:
        turn.release()


def _train(folder: RunFolder) -> int:
    try:
        spec = folder.read_spec()
        if folder.stop.exists():
            log.info("stopped before it began")
            append_event(folder.events, TrainerEvent(kind="end", at=utc_now(), state="stopped"))
            return 0
        if data_hash(spec.template_hash, folder.rows) != spec.data_sha256:
            raise UserError("error.train_data_changed")
        _prepare_environment(spec)
        from workbench.train.tuning import tune

        tune(folder, spec)
        return 0
    except Exception as error:
        message = message_of(error)
        params = ", ".join(f"{name}={value}" for name, value in message.params.items())
        log.error("failed: %s %s", message.key, params)
        append_event(
            folder.events, TrainerEvent(kind="end", at=utc_now(), state="failed", error=message)
        )
        return 1


def _prepare_environment(spec: RunSpec) -> None:
    """Before any library is imported. Offline, unless a person named a model of the hub; nothing
    is ever reported to anybody."""
    if not is_hub_name(spec.params.base_model):
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    if "LOCAL_RANK" not in os.environ:
        # One process trains on one device; several need a launcher.
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")
    if spec.params.threads is not None:
        os.environ["OMP_NUM_THREADS"] = str(spec.params.threads)


def message_of(error: BaseException) -> Message:
    """One sentence for a person. What libraries say may quote a row, so it goes nowhere."""
    if isinstance(error, UserError):
        return Message(key=error.key, params=error.params)
    if _is_out_of_memory(error):
        return Message(key="error.train_out_of_memory")
    if isinstance(error, OSError) and error.errno == 28:
        return Message(key="error.train_disk_full")
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    log.error("%s at %s", type(error).__name__, places)
    return Message(key="error.train_unexpected", params={"type": type(error).__name__})


def _is_out_of_memory(error: BaseException) -> bool:
    """PyTorch raises a plain RuntimeError where the CPU's memory ends; only its words tell."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        sign in words for sign in ("out of memory", "can't allocate memory", "not enough memory")
    )


def _beat(folder: RunFolder) -> None:
    def beat() -> None:
        while True:
            try:
                folder.heartbeat.touch()
            except OSError:
                return
            pause.wait(HEARTBEAT_S)

    pause = threading.Event()
    threading.Thread(target=beat, name="heartbeat", daemon=True).start()


def _listen_for_signals(folder: RunFolder) -> None:
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: folder.stop.touch())


def _log_to_file(path: Path) -> None:
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


def leave(code: int) -> None:
    """End at once: threads of libraries must not hold a trainer that has finished."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
