"""A process that reviews until it is killed; each decision it was told is safe goes to stdout."""

from __future__ import annotations

import sys

from workbench.access import Actor
from workbench.records import new_id
from workbench.review import decision_service, service
from workbench.review.cards import DecisionInput
from workbench.settings import Settings
from workbench.workspace import open_workspace


def main(project_id: str, name: str) -> None:
    actor = Actor(name=name, roles=("reviewer",))
    ws = open_workspace(Settings())
    turn = 0
    while hand := service.claim(ws, actor, project_id):
        for card in hand:
            turn += 1
            wanted = DecisionInput(
                key=new_id(),
                slot_id=card.slot_id,
                token=card.token,
                action="edit" if turn % 3 == 0 else "approve",
                answer=f"{card.revision.answer} ({turn})",
            )
            decision_service.submit(ws, actor, project_id, wanted)
            sys.stdout.write(f"{wanted.key} {card.slot_id}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
