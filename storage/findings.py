"""Findings, and the heads of examples that are checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import schema as s
from storage.database import MAX_ROWS_PER_TRANSACTION, insert_new, many
from workbench.records import Example, ExampleRevision, Finding, FindingState, Message

CHECKED_STATUSES = ("draft", "queued", "approved")
"""Rejected and disputed examples are not checked; what was found in them is not shown."""
_IN_BATCH = 500

Head = tuple[Example, ExampleRevision, str]
"""An example, its newest revision, and the text of its chunk (empty where it has none)."""
Examples = dict[str, tuple[Example, ExampleRevision]]
"""Examples with their newest revisions, by id."""


def checked_ids(
    connection: sa.Connection, project_id: str, after: str = "", limit: int = 1000
) -> list[str]:
    """Ids of examples that are checked, behind `after`, ascending."""
    e = s.examples.c
    query = (
        sa.select(e.id)
        .where(e.project_id == project_id, e.status.in_(CHECKED_STATUSES), e.id > after)
        .order_by(e.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def heads(connection: sa.Connection, project_id: str, first: str, last: str) -> list[Head]:
    """Checked examples with ids from `first` to `last`, both included, ascending."""
    e, r, c = s.examples, s.example_revisions, s.chunks
    ids = (
        e.c.project_id == project_id,
        e.c.status.in_(CHECKED_STATUSES),
        e.c.id.between(first, last),
    )
    examples = many(connection, Example, sa.select(e).where(*ids).order_by(e.c.id))
    revisions = {
        revision.id: revision
        for revision in many(
            connection, ExampleRevision, sa.select(r).join(e, e.c.revision_id == r.c.id).where(*ids)
        )
    }
    texts = connection.execute(
        sa.select(e.c.id, c.c.text).join(c, c.c.id == e.c.chunk_id).where(*ids)
    )
    passages = {str(example_id): str(text) for example_id, text in texts}
    return [
        (example, revisions[example.revision_id], passages.get(example.id, ""))
        for example in examples
        if example.revision_id in revisions
    ]


def replace_open(
    connection: sa.Connection,
    project_id: str,
    subject_ids: Sequence[str],
    kinds: Sequence[str],
    findings: Sequence[Finding],
) -> int:
    """Put `findings` in the place of the open ones of these subjects and kinds; decided ones stay,
    and what has the id of one is not added. At most 500 subjects; returns how many are new."""
    f = s.findings.c
    connection.execute(
        sa.delete(s.findings).where(
            f.project_id == project_id,
            f.subject_id.in_(subject_ids),
            f.kind.in_(kinds),
            f.state == "open",
        )
    )
    return insert_new(connection, s.findings, list(findings))


def delete_open(
    connection: sa.Connection, project_id: str, kinds: Sequence[str], limit: int
) -> int:
    """Delete at most `limit` open findings of these kinds; returns how many."""
    f = s.findings.c
    some = (
        sa.select(f.id)
        .where(f.project_id == project_id, f.kind.in_(kinds), f.state == "open")
        .limit(limit)
    )
    return connection.execute(sa.delete(s.findings).where(f.id.in_(some))).rowcount


def add(connection: sa.Connection, findings: Sequence[Finding]) -> int:
    """At most 1,000; those whose id is there already are left as they are."""
    return insert_new(connection, s.findings, list(findings[:MAX_ROWS_PER_TRANSACTION]))


def settled(connection: sa.Connection, project_id: str) -> tuple[set[frozenset[str]], set[str]]:
    """Pairs of examples that a person decided on, the later one unchanged since, and the examples
    that were accepted as duplicates."""
    f, mine = s.findings.c, s.examples.alias("mine")
    query = (
        sa.select(f.subject_id, f.other_id, f.state, f.kind)
        .join(mine, sa.and_(mine.c.id == f.subject_id, mine.c.revision_id == f.revision_id))
        .where(
            f.project_id == project_id,
            f.kind.in_(("duplicate", "contradiction")),
            f.state != "open",
        )
    )
    pairs: set[frozenset[str]] = set()
    accepted: set[str] = set()
    for row in connection.execute(query):
        pairs.add(frozenset((row.subject_id, row.other_id)))
        if row.state == "accepted" and row.kind == "duplicate":
            accepted.add(row.subject_id)
    return pairs, accepted


# ---- reading -----------------------------------------------------------------------------------


def _shown(
    project_id: str,
    kinds: Sequence[str] = (),
    types: Sequence[str] = (),
    states: Sequence[str] = (),
) -> sa.Select[Any]:
    """Findings on the head revisions of examples that are checked."""
    f, e = s.findings.c, s.examples.c
    query = (
        sa.select(s.findings)
        .join(s.examples, sa.and_(e.id == f.subject_id, e.revision_id == f.revision_id))
        .where(f.project_id == project_id, e.status.in_(CHECKED_STATUSES))
    )
    for column, wanted in ((f.kind, kinds), (f.type, types), (f.state, states)):
        if wanted:
            query = query.where(column.in_(wanted))
    return query


def page(
    connection: sa.Connection,
    project_id: str,
    kinds: Sequence[str],
    types: Sequence[str],
    states: Sequence[str],
    limit: int,
    offset: int,
) -> tuple[list[Finding], int]:
    """The surest first, those about the same example together."""
    query = _shown(project_id, kinds, types, states)
    f = s.findings.c
    together = sa.func.coalesce(f.other_id, f.subject_id)
    ordered = query.order_by(f.score.desc(), together, f.subject_id, f.start, f.id)
    total = sa.select(sa.func.count()).select_from(query.subquery())
    found = many(connection, Finding, ordered.limit(limit).offset(offset))
    return found, int(connection.execute(total).scalar_one())


def counts(connection: sa.Connection, project_id: str) -> list[tuple[str, str, str, int]]:
    """(kind, type, state, how many), of those that `page` shows."""
    shown = _shown(project_id).subquery().c
    query = sa.select(shown.kind, shown.type, shown.state, sa.func.count()).group_by(
        shown.kind, shown.type, shown.state
    )
    return [(str(k), str(t), str(st), int(n)) for k, t, st, n in connection.execute(query)]


def checked_statuses(connection: sa.Connection, project_id: str) -> dict[str, int]:
    """How many examples that are checked have each status."""
    e = s.examples.c
    query = (
        sa.select(e.status, sa.func.count())
        .where(e.project_id == project_id, e.status.in_(CHECKED_STATUSES))
        .group_by(e.status)
    )
    return {str(status): int(number) for status, number in connection.execute(query)}


def walk(
    connection: sa.Connection,
    project_id: str,
    kinds: Sequence[str],
    types: Sequence[str],
    states: Sequence[str],
    after: str = "",
) -> list[Finding]:
    """The next 500 of those that `page` shows, by id."""
    f = s.findings.c
    query = _shown(project_id, kinds, types, states).where(f.id > after)
    return many(connection, Finding, query.order_by(f.id).limit(_IN_BATCH))


def get(connection: sa.Connection, project_id: str, ids: Sequence[str]) -> list[Finding]:
    f = s.findings.c
    found: list[Finding] = []
    for batch in _batches(ids):
        query = sa.select(s.findings).where(f.project_id == project_id, f.id.in_(batch))
        found += many(connection, Finding, query.order_by(f.id))
    return found


def of_example(connection: sa.Connection, project_id: str, example_id: str) -> list[Finding]:
    """All findings on the newest revision of one example, of every state."""
    query = _shown(project_id).where(s.findings.c.subject_id == example_id)
    return many(connection, Finding, query.order_by(s.findings.c.kind, s.findings.c.start))


def examples_of(
    connection: sa.Connection, project_id: str, ids: Sequence[str]
) -> dict[str, tuple[Example, ExampleRevision]]:
    """Examples with their newest revisions, by id."""
    e, r = s.examples, s.example_revisions
    found: dict[str, tuple[Example, ExampleRevision]] = {}
    for batch in _batches(ids):
        mine = (e.c.project_id == project_id, e.c.id.in_(batch))
        revisions = {
            revision.id: revision
            for revision in many(
                connection,
                ExampleRevision,
                sa.select(r).join(e, e.c.revision_id == r.c.id).where(*mine),
            )
        }
        for example in many(connection, Example, sa.select(e).where(*mine)):
            if example.revision_id in revisions:
                found[example.id] = example, revisions[example.revision_id]
    return found


def original_stamp(connection: sa.Connection, project_id: str) -> tuple[int, str]:
    """Changes when personal data is found or decided."""
    f = s.findings.c
    query = sa.select(sa.func.count(), sa.func.max(f.decided_at), sa.func.max(f.created_at)).where(
        f.project_id == project_id, f.kind == "pii", f.state != "dismissed"
    )
    number, decided, created = connection.execute(query).one()
    return int(number), f"{decided} {created}"


def originals(connection: sa.Connection, project_id: str, after: str = "") -> list[Finding]:
    """The next 500 findings of personal data that nobody dismissed, on whatever revision, by id."""
    f = s.findings.c
    query = sa.select(s.findings).where(
        f.project_id == project_id, f.kind == "pii", f.state != "dismissed", f.id > after
    )
    return many(connection, Finding, query.order_by(f.id).limit(_IN_BATCH))


# ---- clusters ----------------------------------------------------------------------------------


def clusters(
    connection: sa.Connection,
    project_id: str,
    kinds: Sequence[str],
    types: Sequence[str],
    state: str,
    min_score: float,
    limit: int,
    offset: int,
) -> tuple[list[str], int, int]:
    """Ids of clusters with findings like these, best first, how many there are, and how many
    findings they have. Contradictions are there whatever they score."""
    chosen = _clustered(project_id, kinds, types, state, min_score).subquery().c
    grouped = (
        sa.select(chosen.cluster, sa.func.max(chosen.score).label("best"))
        .group_by(chosen.cluster)
        .order_by(sa.desc("best"), chosen.cluster)
    )
    found = connection.execute(grouped.limit(limit).offset(offset))
    counted = connection.execute(
        sa.select(sa.func.count(sa.distinct(chosen.cluster)), sa.func.count())
    ).one()
    return [str(row.cluster) for row in found], int(counted[0]), int(counted[1])


def in_clusters(
    connection: sa.Connection,
    project_id: str,
    ids: Sequence[str],
    kinds: Sequence[str],
    types: Sequence[str],
    state: str,
    min_score: float,
) -> list[Finding]:
    """Findings like these in the clusters named, the surest of each first. At most 500 ids."""
    f = s.findings.c
    query = _clustered(project_id, kinds, types, state, min_score).where(f.cluster.in_(ids))
    return many(connection, Finding, query.order_by(f.cluster, f.score.desc(), f.id))


def _clustered(
    project_id: str, kinds: Sequence[str], types: Sequence[str], state: str, min_score: float
) -> sa.Select[Any]:
    f = s.findings.c
    query = _shown(project_id, kinds, types, (state,)).where(f.cluster.is_not(None))
    return query.where(sa.or_(f.score >= min_score, f.kind == "contradiction"))


def scores(connection: sa.Connection, project_id: str) -> list[tuple[str, str, float, int]]:
    """(type, state, score, how many) of duplicates; scores have two decimals."""
    shown = _shown(project_id, ("duplicate",)).subquery().c
    query = sa.select(shown.type, shown.state, shown.score, sa.func.count()).group_by(
        shown.type, shown.state, shown.score
    )
    return [(str(t), str(st), float(sc), int(n)) for t, st, sc, n in connection.execute(query)]


def remove_picked(
    connection: sa.Connection, project_id: str, picked: str, ids: Sequence[str]
) -> int:
    """Delete findings of type `picked` that these contradictions led to; see cluster_service."""
    f, about = s.findings.c, s.findings.alias("about")
    query = sa.select(about.c.subject_id, about.c.other_id).where(
        about.c.project_id == project_id, about.c.id.in_(ids), about.c.kind == "contradiction"
    )
    removed = 0
    for one, other in connection.execute(query).all():
        pair = (one, other)
        removed += connection.execute(
            sa.delete(s.findings).where(
                f.project_id == project_id, f.type == picked,
                f.subject_id.in_(pair), f.other_id.in_(pair),
            )
        ).rowcount  # fmt: skip
    return removed


# ---- deciding ----------------------------------------------------------------------------------


def set_state(
    connection: sa.Connection,
    project_id: str,
    ids: Sequence[str],
    state: FindingState,
    actor: str,
    at: datetime,
) -> int:
    """Decide at most 1,000 findings; returns how many changed. `open` takes a decision back."""
    f = s.findings.c
    decided = {"decided_by": actor, "decided_at": at}
    if state == "open":
        decided = {"decided_by": None, "decided_at": None}
    changed = 0
    for batch in _batches(ids[:MAX_ROWS_PER_TRANSACTION]):
        changed += connection.execute(
            sa.update(s.findings)
            .where(f.project_id == project_id, f.id.in_(batch), f.state != state)
            .values(state=state, **decided)
        ).rowcount
    return changed


def retype(
    connection: sa.Connection,
    project_id: str,
    ids: Sequence[str],
    span_type: str,
    reason: Message,
    actor: str,
    at: datetime,
) -> int:
    """Accept at most 1,000 findings under another type, as sure as a person is. Their ids stay, so
    that a check, which makes them from what it saw, does not find them again."""
    f = s.findings.c
    values = {
        "type": span_type,
        "score": 1.0,
        "reason": reason.model_dump(mode="json"),
        "state": "accepted",
        "decided_by": actor,
        "decided_at": at,
    }
    changed = 0
    for batch in _batches(ids[:MAX_ROWS_PER_TRANSACTION]):
        chosen = sa.and_(f.project_id == project_id, f.kind == "pii", f.id.in_(batch))
        changed += connection.execute(sa.update(s.findings).where(chosen).values(values)).rowcount
    return changed


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _IN_BATCH):
        yield ids[start : start + _IN_BATCH]
