"""Who may do what. Services call `require`; pages only hide what would be refused anyway."""

from __future__ import annotations

from typing import Literal

from workbench.errors import NotAllowed
from workbench.records import Record, Role

Permission = Literal[
    "read",
    "review",
    "curate",
    "lower_level",
    "export",
    "train",
    "evaluate",
    "override_gate",
    "administer",
]

GRANTS: dict[Permission, frozenset[Role]] = {
    "read": frozenset({"viewer", "reviewer", "curator", "engineer", "admin"}),
    "review": frozenset({"reviewer", "curator", "admin"}),
    "curate": frozenset({"curator", "admin"}),
    "lower_level": frozenset({"curator", "admin"}),
    "export": frozenset({"engineer", "curator", "admin"}),
    "train": frozenset({"engineer", "admin"}),
    "evaluate": frozenset({"engineer", "curator", "admin"}),
    "override_gate": frozenset({"admin"}),
    "administer": frozenset({"admin"}),
}


class Actor(Record):
    """Who acts: a signed-in user, the owner of an installation without users, or `demo`."""

    name: str
    roles: tuple[Role, ...]

    def may(self, permission: Permission) -> bool:
        return any(role in GRANTS[permission] for role in self.roles)


OWNER = Actor(name="owner", roles=("admin",))
"""Acts while an installation has no users: the person at this machine."""
DEMO = Actor(name="demo", roles=("admin",))
"""Acts in stories; versions, cards and reports name it."""


def require(actor: Actor, permission: Permission) -> None:
    """Raises NotAllowed, naming the roles that would do."""
    if not actor.may(permission):
        needed = ", ".join(sorted(GRANTS[permission]))
        raise NotAllowed("error.not_allowed", actor=actor.name, roles=needed)
