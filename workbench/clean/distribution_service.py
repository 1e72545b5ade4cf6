"""The distribution of a project's examples, counted once for each state of them."""

from __future__ import annotations

import threading
from collections import OrderedDict

from storage import distribution as rows
from workbench.access import Actor, require
from workbench.clean.distribution import (
    LANGUAGES,
    Distribution,
    Row,
    Tallies,
    distribution,
    tallied,
)
from workbench.errors import UserError
from workbench.records import ExampleStatus
from workbench.workspace import Workspace

STATUSES: tuple[ExampleStatus, ...] = ("draft", "queued", "approved", "rejected", "disputed")
KEPT = 4
"""Projects whose counts this process keeps."""

_Key = tuple[str, str]
_kept: OrderedDict[_Key, tuple[tuple[object, ...], Tallies]] = OrderedDict()
_lock = threading.Lock()


def distribution_of(
    ws: Workspace, actor: Actor, project_id: str, status: str = "", language: str = ""
) -> Distribution:
    """Of the examples with this status and in this language; empty is all. Raises UserError for a
    status or language that there is none of."""
    require(actor, "read")
    if status and status not in STATUSES:
        raise UserError("error.quality_status_unknown", name=status, known=", ".join(STATUSES))
    if language and language not in LANGUAGES:
        raise UserError("error.quality_language_unknown", name=language, known=", ".join(LANGUAGES))
    return distribution(_tallies(ws, project_id), status, language)


def _tallies(ws: Workspace, project_id: str) -> Tallies:
    """Two readers at once may both count; the numbers are the same."""
    key = (ws.db.url.render_as_string(), project_id)
    with ws.db.read() as connection:
        state = rows.state(connection, project_id)
        with _lock:
            kept = _kept.get(key)
        if kept is not None and kept[0] == state:
            return kept[1]
        tallies = tallied(Row(*row) for row in rows.rows(connection, project_id))
    with _lock:
        _kept[key] = state, tallies
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return tallies
