"""Push in a process of its own, which ends with this one."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from pydantic import ValidationError

import workbench
from workbench.errors import ConfidentialityBlocked, StaleWrite, UserError
from workbench.export.hub_request import HubAnswer, HubRequest, HubResult
from workbench.export.hub_target import Hub, environment

log = logging.getLogger("workbench.export")

ERRORS: dict[str, type[UserError]] = {
    "error.hub_conflict": StaleWrite,
    "error.hub_level": ConfidentialityBlocked,
}


def deliver(hub: Hub, request: HubRequest) -> HubResult:
    """Push and wait. Raises UserError with the sentence of what went wrong.

    The request goes in by a pipe that stays open: when this process ends, however it does, the
    pipe closes and the pushing process ends as well. What it prints beside its answer is dropped,
    since a client's messages may hold addresses with a key in them.
    """
    root = str(Path(workbench.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench.export.hub"],
        env=environment(hub, request.level, root),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(request.model_dump_json().encode() + b"\n")
            process.stdin.flush()
            said = process.stdout.read()
        except OSError:
            said = b""
    return _answer(said, process.returncode)


def _answer(said: bytes, code: int) -> HubResult:
    try:
        answer = HubAnswer.model_validate_json(said.splitlines()[-1] if said.strip() else b"")
    except ValidationError:
        log.error("push ended without an answer, exit code %d", code)
        raise UserError("error.hub_process_died") from None
    if answer.result is not None:
        return answer.result
    if answer.places:
        log.error("push failed at %s", answer.places)
    found = answer.error
    if found is None:
        raise UserError("error.hub_process_died")
    raise ERRORS.get(found.key, UserError)(found.key, **found.params)
