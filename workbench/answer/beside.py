"""Exchanges of a chat that stand side by side: one question that several systems answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.records import Exchange


def side_by_side(exchanges: Sequence[Exchange]) -> list[list[Exchange]]:
    """In their order; those that follow each other with the same question and answers of different
    systems are together."""
    groups: list[list[Exchange]] = []
    for each in exchanges:
        last = groups[-1] if groups else []
        if last and _belongs(each.question, each.system_id, last):
            last.append(each)
        else:
            groups.append([each])
    return groups


def own_history(
    exchanges: Sequence[Exchange], system_id: str, question: str
) -> tuple[Exchange, ...]:
    """What a system is told of the chat before `question`: where several answered, its own answer,
    else the last; not what another has just answered to the same question."""
    groups = side_by_side(exchanges)
    if groups and _belongs(question.strip(), system_id, groups[-1]):
        groups.pop()
    return tuple(_own(group, system_id) for group in groups)


def _belongs(question: str, system_id: str, group: Sequence[Exchange]) -> bool:
    return group[0].question == question and all(e.system_id != system_id for e in group)


def _own(group: Sequence[Exchange], system_id: str) -> Exchange:
    return next((each for each in group if each.system_id == system_id), group[-1])
