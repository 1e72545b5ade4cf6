"""What is personal data in a project: the recognizers, and the project's own lists.

Every gate looks with the finder of its project: checks, freezing, the start of training, each
external call, and the report on answers. Of no stage, as all of them need it.
"""

from __future__ import annotations

from functools import lru_cache, partial

from storage import pii_rules as rows
from workbench.clean import recognizers, rules
from workbench.clean.known_values import Value
from workbench.clean.patterns import compiled
from workbench.clean.rules import Find, Rules
from workbench.clean.sealing import unseal
from workbench.records import PiiRule, Project
from workbench.workspace import Workspace

REMEMBERED = 8
"""Projects whose lists a process keeps open."""


def finder_for(ws: Workspace, project: Project) -> Find:
    """`find(text)` of this project, as its lists are now."""
    with ws.db.read() as connection:
        stamp = rows.stamp(connection, project.id)
    found = _rules(_Lists(ws, project, stamp))
    return partial(recognizers.find, rules=found) if found else recognizers.find


class _Lists:
    """Equal while the lists of a project are as they were."""

    def __init__(self, ws: Workspace, project: Project, stamp: tuple[int, str]) -> None:
        self.ws, self.project = ws, project
        self._key = (str(ws.db.url), project.id, project.secret_key, stamp)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Lists) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=REMEMBERED)
def _rules(lists: _Lists) -> Rules:
    with lists.ws.db.read() as connection:
        found = rows.every(connection, lists.project.id)
    return opened(found, lists.project.secret_key)


def opened(found: list[PiiRule], secret_key: str) -> Rules:
    values: dict[str, list[Value]] = {"allow": [], "deny": [], "words": []}
    patterns = []
    for rule in found:
        text = unseal(secret_key, rule.sealed)
        if rule.kind == "pattern":
            patterns.append((rule.type, compiled(text)))
        else:
            values[rule.kind].append(Value(rule.type, text))
    return rules.build(values["deny"], values["words"], values["allow"], patterns)
