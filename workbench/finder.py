"""What is personal data in a project: the recognizers, and the project's own lists.

Every gate looks with the finder of its project: checks, freezing, the start of training, each
external call, and the report on answers. Of no stage, as all of them need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from storage import findings, pseudonyms, versions
from storage import pii_rules as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.clean import recognizers, rules, token_model
from workbench.clean.checks import text_of
from workbench.clean.known_values import Value
from workbench.clean.leaks import Originals, originals
from workbench.clean.patterns import compiled
from workbench.clean.pseudonyms import ATTEMPTS, Wanted, draw, has_range
from workbench.clean.rules import Find, Rules
from workbench.clean.sealing import unseal, value_digest
from workbench.records import PiiRule, Project, Pseudonym, new_id
from workbench.workspace import Workspace

REMEMBERED = 8
"""Projects whose lists a process keeps open."""


def finder_for(
    ws: Workspace, project: Project, rendered: bool = False, model: bool = False
) -> Find:
    """`find(text)` of this project, as its lists are now.

    With `rendered` the text may hold the project's pseudonyms, which are left alone: rows of a
    version, answers of a model. In what people wrote they would be somebody's. With `model` the
    token classifier of the settings, where there is one, is asked too: what it finds is for review.
    """
    with ws.db.read() as connection:
        stamp = (*rows.stamp(connection, project.id), 0, "")
        if rendered:
            stamp = (*stamp[:2], *pseudonyms.stamp(connection, project.id))
    found = _rules(_Lists(ws, project, stamp))
    folder = ws.settings.pii_model
    if model and folder is not None:
        return partial(recognizers.find, rules=found, detector=token_model.recognizer(folder))
    return partial(recognizers.find, rules=found) if found else recognizers.find


def stamp_of(ws: Workspace, project: Project) -> str:
    """Changes with all that `finder_for` and `originals_for` depend on; says nothing of it."""
    with ws.db.read() as connection:
        stamps = (
            rows.stamp(connection, project.id),
            pseudonyms.stamp(connection, project.id),
            findings.original_stamp(connection, project.id),
        )
    return f"{project.id} {stamps}"


class _Lists:
    """Equal while the lists of a project are as they were."""

    def __init__(self, ws: Workspace, project: Project, stamp: tuple[int, str, int, str]) -> None:
        self.ws, self.project, self.stamp = ws, project, stamp
        self._key = (str(ws.db.url), project.id, project.secret_key, stamp)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Lists) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def originals_for(ws: Workspace, project: Project) -> Originals:
    """Keyed digests of all that is known to be personal data in this project: values of findings
    that nobody dismissed, and of the always-find list."""
    with ws.db.read() as connection:
        ruled, found = (
            rows.stamp(connection, project.id),
            findings.original_stamp(connection, project.id),
        )
    return _originals(_Lists(ws, project, (*ruled, *found)))


@lru_cache(maxsize=REMEMBERED)
def _originals(lists: _Lists) -> Originals:
    ws, project = lists.ws, lists.project
    with ws.db.read() as connection:
        known = {
            (rule.type, rule.digest)
            for rule in rows.every(connection, project.id)
            if rule.kind == "deny"
        }
    after = ""
    while True:
        with ws.db.read() as connection:
            batch = findings.originals(connection, project.id, after)
            named = {finding.revision_id for finding in batch if finding.revision_id}
            revisions = versions.revisions(connection, project.id, named)
        if not batch:
            return originals(project.secret_key, known)
        after = batch[-1].id
        for finding in batch:
            revision = revisions.get(finding.revision_id or "")
            if revision is not None:
                value = text_of(revision, finding.field)[finding.start : finding.end]
                known.add((finding.type, value_digest(project.secret_key, finding.type, value)))


@lru_cache(maxsize=REMEMBERED)
def _rules(lists: _Lists) -> Rules:
    with lists.ws.db.read() as connection:
        found = rows.every(connection, lists.project.id)
        made = pseudonyms.every(connection, lists.project.id) if lists.stamp[2] else []
    stand_ins = [Value(each.type, each.replacement) for each in made]
    return opened(found, lists.project.secret_key, stand_ins)


def opened(found: Sequence[PiiRule], secret_key: str, stand_ins: Sequence[Value] = ()) -> Rules:
    values: dict[str, list[Value]] = {"allow": [], "deny": [], "words": []}
    patterns = []
    for rule in found:
        text = unseal(secret_key, rule.sealed)
        if rule.kind == "pattern":
            patterns.append((rule.type, compiled(text)))
        else:
            values[rule.kind].append(Value(rule.type, text))
    return rules.build(values["deny"], values["words"], values["allow"], patterns, stand_ins)


def allocate(
    ws: Workspace, project: Project, values: Sequence[Wanted]
) -> dict[tuple[str, str], str]:
    """(type, digest) -> pseudonym of all values; those without one get one that no other value of
    the project has, and that is none of these values itself. A value whose type has no reserved
    range, or whose range is spent, stays without. Doing it again changes nothing."""
    own = {(value.type, value.digest) for value in values}
    table, taken = _known(ws, project)
    for attempt in range(ATTEMPTS):
        missing = [value for value in values if (value.type, value.digest) not in table]
        made: dict[str, Pseudonym] = {}
        for value in missing:
            drawn = draw(project.secret_key, value, attempt)
            if drawn is None or drawn in taken or drawn in made:
                continue
            if (value.type, value_digest(project.secret_key, value.type, drawn)) in own:
                continue
            made[drawn] = Pseudonym(
                id=new_id(),
                project_id=project.id,
                type=value.type,
                digest=value.digest,
                replacement=drawn,
                created_at=ws.clock(),
            )
        fresh = list(made.values())
        for start in range(0, len(fresh), MAX_ROWS_PER_TRANSACTION):
            with ws.db.write() as connection:
                pseudonyms.add(connection, fresh[start : start + MAX_ROWS_PER_TRANSACTION])
        if fresh:
            table, taken = _known(ws, project)
        if all((value.type, value.digest) in table or not has_range(value) for value in values):
            break
    return table


def _known(ws: Workspace, project: Project) -> tuple[dict[tuple[str, str], str], set[str]]:
    with ws.db.read() as connection:
        found = pseudonyms.every(connection, project.id)
    table = {(each.type, each.digest): each.replacement for each in found}
    return table, set(table.values())
