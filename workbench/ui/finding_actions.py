"""What can be done with findings: buttons and what they call. Roles are checked by the service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from workbench.clean import finding_service, service
from workbench.clean.cases import Case, CasePage
from workbench.records import FindingState
from workbench.review import service as review
from workbench.ui import components, context, finding_marks
from workbench.ui.text import t

_LAST = "clean_last_decided"
_VERDICTS: tuple[tuple[str, FindingState], ...] = (
    ("accept", "accepted"),
    ("dismiss", "dismissed"),
)


def page_buttons(found: CasePage) -> None:
    """Run the checks, send drafts to review, take the last act back."""
    actor = context.actor()
    with st.container(horizontal=True, gap="small"):
        if found.examples and actor.may("curate"):
            button("clean.run", "run", _start, kind="primary")
        if found.drafts and actor.may("review"):
            button("clean.queue", "queue", _send, n=found.drafts)
        if last := st.session_state.get(_LAST):
            button("clean.undo_last", "undo", decide, list(last), "open", n=len(last))


def case_buttons(case: Case) -> None:
    """Accept and dismiss, in the words of the finding's kind; of a decided one, undo."""
    finding = case.finding
    if not context.actor().may("review"):
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        if finding.state != "open":
            components.status_badge(finding.state)
            button("clean.reopen", f"reopen-{finding.id}", decide, [finding.id], "open")
            return
        for verb, state in _VERDICTS:
            key = f"clean.{verb}_{finding.kind}"
            button(key, f"{verb}-{finding.id}", decide, [finding.id], state)
        if finding.kind == "pii":
            with st.popover(t("clean.equal_values"), help=t("clean.equal_values_help")):
                for verb, state in _VERDICTS:
                    key = f"equal-{verb}-{finding.id}"
                    button(f"clean.{verb}_pii", key, decide_equal, finding.id, state)
            finding_marks.more(finding)


def bulk_buttons(
    cases: Sequence[Case], total: int, kinds: Sequence[str], types: Sequence[str]
) -> None:
    """Decide all open cases on this page, or all `total` of these kinds and types."""
    ids = [case.finding.id for case in cases if case.finding.state == "open"]
    if len(ids) < 2 or not context.actor().may("review"):
        return
    with st.container(horizontal=True, gap="small"):
        for verb, state in _VERDICTS:
            button(f"clean.{verb}_shown", f"{verb}-shown", decide, ids, state, n=len(ids))
        if total > len(ids) and context.actor().may("curate"):
            with st.popover(t("clean.every", n=total), help=t("clean.every_help")):
                for verb, state in _VERDICTS:
                    label, key = f"clean.{verb}_every", f"{verb}-every"
                    button(label, key, decide_all, state, tuple(kinds), tuple(types), n=total)


def button(
    label: str,
    key: str,
    run: Callable[..., None],
    *args: Any,
    kind: str = "secondary",
    **params: int,
) -> None:
    st.button(
        t(label, **params),
        key=key,
        type="primary" if kind == "primary" else "secondary",
        on_click=context.guarded,
        args=(lambda: run(*args),),
    )


def _start() -> None:
    service.start_checks(context.workspace(), context.actor(), context.project().id)
    st.toast(t("clean.running"))


def _send() -> None:
    sent = review.enqueue_examples(context.workspace(), context.actor(), context.project().id)
    st.toast(t("clean.queued", n=sent))


def remember(ids: list[str]) -> None:
    """What the button that takes the last act back will reopen."""
    st.session_state[_LAST] = ids


def decide(ids: list[str], state: FindingState) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    changed = finding_service.decide_findings(ws, actor, project.id, ids, state)
    st.session_state[_LAST] = [] if state == "open" else ids
    st.toast(t("clean.undone" if state == "open" else "clean.decided", n=changed))


def decide_all(state: FindingState, kinds: Sequence[str], types: Sequence[str]) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    ids = finding_service.decide_all(ws, actor, project.id, state, kinds=kinds, types=types)
    if ids:  # the second half of a double click finds none, and must not forget the first
        st.session_state[_LAST] = ids
    st.toast(t("clean.decided", n=len(ids)))


def decide_equal(finding_id: str, state: FindingState) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    ids = finding_service.decide_equal_values(ws, actor, project.id, finding_id, state)
    st.session_state[_LAST] = ids
    st.toast(t("clean.decided", n=len(ids)))
