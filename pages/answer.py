"""A chat over the project's documents: answers with numbered sources, the cited page beside it."""

import streamlit as st

from workbench.answer import index_service, service
from workbench.answer.beside import side_by_side
from workbench.ingest import service as ingest_service
from workbench.records import System
from workbench.ui import answer_chat, answer_source, answer_systems, components, context, errors
from workbench.ui.text import t

CHAT_AND_PAGE, CHATS_AND_PAGE = (6, 5), (7, 4)
CHAT_HEIGHT = 440
"""Pixels; the chat scrolls in its own pane, so that the page stays beside it."""


def ask(question: str) -> None:
    """Answer as it comes, one system after the other, then show the chat with it."""
    answer_chat.question(question)
    if len(systems) == 1:
        with st.chat_message("assistant", avatar=answer_chat.AVATAR):
            done = [ask_one(systems[0], question)]
    else:
        done = []
        for column, system in zip(st.columns(len(systems), border=True), systems, strict=True):
            with column:
                done.append(ask_one(system, question))
    if any(done):
        st.query_params.pop("source", None)
    if all(done):
        st.rerun()


def ask_one(system: System, question: str) -> bool:
    """False where it could not be asked; the sentence why stays in its place."""
    place = st.empty()
    place.caption(t("answer.looking"))
    with errors.shown():
        done = service.ask(
            ws,
            actor,
            project.id,
            question,
            system_name=system.id,
            chat_id=st.query_params.get("chat"),
            on_piece=lambda text: place.markdown(components.paragraphs(text)),
        )
        st.query_params["chat"] = done.chat_id
        return True
    place.empty()
    return False


project = context.project()
ws, actor = context.workspace(), context.actor()
ready = ingest_service.status_counts(ws, actor, project.id).get("ready", 0)

components.header("answer")
if not ready:
    components.job_status(["ingest"])
    if components.empty_state("answer.empty", "answer.to_ingest"):
        context.go("ingest")
    st.stop()
if not index_service.ensure_index(ws, actor, project.id):
    components.job_status(["index"], limit=1)

with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    systems = answer_systems.picker()
    answer_chat.new_and_past()
    if actor.may("train"):
        answer_systems.adding()

exchanges = answer_chat.current()
widths = CHAT_AND_PAGE if len(systems) == 1 else CHATS_AND_PAGE
left, page = st.columns(widths, gap="medium")
talk = left.container(height=CHAT_HEIGHT, border=False, autoscroll=True)
# in the column, not pinned to the window: a pinned one scrolls the title out of sight
asked = left.chat_input(t("answer.ask_here"), max_chars=None, key="question")
with page:
    answer_source.show(exchanges)
with talk:
    if not exchanges and not asked:
        st.markdown(t("answer.hello"))
    for group in side_by_side(exchanges):
        answer_chat.show(group)
    if asked:
        ask(asked)
