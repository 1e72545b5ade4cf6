"""Training runs and what was measured at their steps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import count, insert, many, one, to_row
from storage.schema import projects, run_events, training_runs
from workbench.records import RunEvent, RunState, TrainingRun

ACTIVE: tuple[RunState, ...] = ("queued", "running", "stopping")
MEASURES = ("loss", "eval_loss", "learning_rate", "tokens_per_s")


def add(connection: sa.Connection, run: TrainingRun) -> TrainingRun:
    """Insert with the project's next number, whatever number it came with.

    Safe against a race: SQLite writes one at a time, on PostgreSQL the project's row is locked.
    """
    project = sa.select(projects.c.id).where(projects.c.id == run.project_id)
    connection.execute(project.with_for_update()).one()
    t = training_runs
    newest = sa.select(sa.func.max(t.c.number)).where(t.c.project_id == run.project_id)
    number = (connection.execute(newest).scalar_one() or 0) + 1
    numbered = run.model_copy(update={"number": number})
    insert(connection, t, numbered)
    return numbered


def get(connection: sa.Connection, project_id: str, run_id: str) -> TrainingRun | None:
    t = training_runs
    query = sa.select(t).where(t.c.project_id == project_id, t.c.id == run_id)
    return one(connection, TrainingRun, query)


def by_number(connection: sa.Connection, project_id: str, number: int) -> TrainingRun | None:
    t = training_runs
    query = sa.select(t).where(t.c.project_id == project_id, t.c.number == number)
    return one(connection, TrainingRun, query)


def page(
    connection: sa.Connection, project_id: str, limit: int, offset: int
) -> tuple[list[TrainingRun], int]:
    """Newest first."""
    t = training_runs
    query = sa.select(t).where(t.c.project_id == project_id)
    newest = query.order_by(t.c.number.desc()).limit(limit).offset(offset)
    return many(connection, TrainingRun, newest), count(connection, query)


def last_done(connection: sa.Connection, host: str) -> TrainingRun | None:
    """Of all projects, on this machine: what its speed is known from."""
    t = training_runs
    query = sa.select(t).where(t.c.state == "done", t.c.host == host)
    return one(connection, TrainingRun, query.order_by(t.c.finished_at.desc()).limit(1))


def change(connection: sa.Connection, run_id: str, **values: Any) -> None:
    statement = sa.update(training_runs).where(training_runs.c.id == run_id)
    connection.execute(statement.values(**values))


def change_where(
    connection: sa.Connection, run_id: str, states: tuple[RunState, ...], **values: Any
) -> bool:
    """Only where the run is in one of `states`; False where it is not."""
    t = training_runs
    statement = sa.update(t).where(t.c.id == run_id, t.c.state.in_(states))
    return bool(connection.execute(statement.values(**values)).rowcount)


def put_events(connection: sa.Connection, events: list[RunEvent]) -> None:
    """One row a step; what is set in a later event of the same step replaces what was there."""
    if not events:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(run_events)
    kept = {name: sa.func.coalesce(new.excluded[name], run_events.c[name]) for name in MEASURES}
    statement = new.on_conflict_do_update(
        index_elements=["run_id", "step"], set_={**kept, "at": new.excluded.at}
    )
    connection.execute(statement, [to_row(event) for event in events])


def events(connection: sa.Connection, run_id: str, after: int = 0) -> list[RunEvent]:
    """In the order of steps, those with a higher step than `after`."""
    t = run_events
    query = sa.select(t).where(t.c.run_id == run_id, t.c.step > after).order_by(t.c.step)
    return many(connection, RunEvent, query)


def curves(
    connection: sa.Connection, project_id: str, run_ids: list[str], points: int = 40
) -> dict[str, list[float]]:
    """About `points` training losses of each run, evenly spread, for a small picture."""
    e, r = run_events, training_runs
    position = sa.func.row_number().over(partition_by=e.c.run_id, order_by=e.c.step)
    total = sa.func.count().over(partition_by=e.c.run_id)
    numbered = (
        sa.select(
            e.c.run_id,
            e.c.step,
            e.c.loss,
            position.label("position"),
            total.label("total"),
        )
        .join(r, r.c.id == e.c.run_id)
        .where(r.c.project_id == project_id, r.c.id.in_(run_ids), e.c.loss.is_not(None))
        .subquery()
    )
    n = numbered.c
    query = (
        sa.select(n.run_id, n.loss)
        .where((n.position - 1) % (n.total // points + 1) == 0)
        .order_by(n.run_id, n.step)
    )
    found: dict[str, list[float]] = {run_id: [] for run_id in run_ids}
    for run_id, loss in connection.execute(query):
        found[run_id].append(loss)
    return found
