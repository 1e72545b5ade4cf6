"""One card at a time, decided with keys; search and bulk; and what was decided."""

import base64
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.review import decision_service, history_service, service
from workbench.review.cards import ExampleFilter, Progress, ReviewCard
from workbench.ui import components, context, review_card, review_lists
from workbench.ui.text import language, render_error, t

TABS = ("queue", "search", "history")
MOST_ACKS = 200


def receive() -> None:
    """A message of the card: record each decision, and remember what to answer."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    sent = st.session_state[review_card.KEY].get("message")
    decisions, broken, images = review_card.read_message(sent)
    acks: dict[str, Any] = st.session_state.setdefault("review_acks", {})
    for key in broken:
        acks[key] = {"ok": False, "message": t("error.review_unreadable")}
    for decision in decisions:
        try:
            done = decision_service.submit(ws, actor, project.id, decision).decision
            acks[decision.key] = {"ok": True, "slot": done.slot_id}
        except WorkbenchError as error:
            message = render_error(error, language())
            acks[decision.key] = {"ok": False, "message": message}
    for key in list(acks)[:-MOST_ACKS]:
        del acks[key]
    st.session_state["review_images"] = images


def wanted_images(cards: list[ReviewCard]) -> dict[str, str]:
    """Data URLs of the pages that the card asked for; empty where there is no image."""
    found: dict[str, str] = {}
    for key in st.session_state.pop("review_images", []):
        document_id, _, number = key.partition("/")
        try:
            image = history_service.page_image(ws, actor, project.id, document_id, int(number))
            found[key] = f"data:image/webp;base64,{base64.b64encode(image).decode()}"
        except (WorkbenchError, ValueError):
            found[key] = ""
    return found


def empty_sentence(progress: Progress) -> str:
    if progress.waiting:
        return t("review.empty_others", n=progress.waiting)
    if progress.today:
        return t("review.empty_done", n=progress.today)
    return t("review.empty")


def what_next() -> None:
    """Under an empty queue: the one thing that brings the project on."""
    drafts = ExampleFilter(statuses=("draft",))
    waiting = history_service.list_examples(ws, actor, project.id, drafts, limit=1)[1]
    approved = ExampleFilter(statuses=("approved",))
    if waiting:
        if st.button(t("review.queue_drafts", n=waiting), type="primary", key="queue_drafts"):
            service.enqueue_examples(ws, actor, project.id)
            st.rerun()
    elif history_service.list_examples(ws, actor, project.id, approved, limit=1)[1]:
        context.page_link("export", t("review.go_export"))
    else:
        context.page_link("augment", t("review.go_augment"))


@st.fragment
def queue() -> None:
    cards = service.claim(ws, actor, project.id)
    progress = history_service.progress(ws, actor, project.id)
    run = st.session_state["review_run"] = st.session_state.get("review_run", 0) + 1
    review_card.show(
        scope=f"{project.id}.{actor.name}",
        cards=cards,
        progress=progress,
        empty=empty_sentence(progress),
        acks=st.session_state.get("review_acks", {}),
        images=wanted_images(cards),
        run=run,
        on_message=receive,
    )
    if not cards and not progress.waiting:
        what_next()


project = context.project()
ws, actor = context.workspace(), context.require("read")

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    st.title(t("review.title"), anchor=False, help=t("review.lead"), width="content")
    tab = components.choice("tab", {tab: t(f"review.tab_{tab}") for tab in TABS})
if tab == "search":
    review_lists.search(ws, actor, project)
elif tab == "history":
    review_lists.history(ws, actor, project)
elif actor.may("review"):
    queue()
else:
    st.info(t("review.read_only"))
