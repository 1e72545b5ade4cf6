"""The chat of the answer page: questions, answers with their sources, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.answer import service
from workbench.augment import example_service
from workbench.errors import NotFound
from workbench.records import Citation, Exchange, utc_now
from workbench.ui import components, context, errors, grade_from_answer
from workbench.ui.components import Colour
from workbench.ui.text import ago, language, literal, message, t

SHOWN_OF_LONG = 200
AVATAR = ":material/menu_book:"
LABEL_COLOURS: dict[str, Colour] = {
    "extract": "green",
    "generated": "blue",
    "near": "orange",
    "not_found": "gray",
}


def current() -> list[Exchange]:
    """The chat that the URL names; a new one where it names none, or not one of the actor's."""
    chat_id = st.query_params.get("chat")
    if not chat_id:
        return []
    ws, actor, project = context.workspace(), context.actor(), context.project()
    try:
        return service.chat(ws, actor, project.id, chat_id)
    except NotFound as error:
        errors.show(error)
        st.query_params.pop("chat", None)
        return []


def new_and_past() -> None:
    if st.button(t("answer.new_chat"), key="new-chat"):
        _open(None)
    with st.popover(t("answer.past_chats")):
        past = service.chats(context.workspace(), context.actor(), context.project().id)
        if not past:
            st.caption(t("answer.no_chats"))
        for chat in past:
            label = f"{literal(chat.first_question[:60])} · {ago(chat.at, utc_now(), language())}"
            if st.button(label, key=f"chat-{chat.id}", type="tertiary"):
                _open(chat.id)


def _open(chat_id: str | None) -> None:
    for name in ("chat", "source"):
        st.query_params.pop(name, None)
    if chat_id:
        st.query_params["chat"] = chat_id
    st.rerun()


def question(text: str) -> None:
    """One that is too long to be asked is cut, so that the sentence about it stays in sight."""
    if len(text) > service.MOST_QUESTION:
        text = f"{text[:SHOWN_OF_LONG]} …"
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(components.paragraphs(text))


def show(group: Sequence[Exchange]) -> None:
    """A question with its answer, or with those of several systems beside each other."""
    question(group[0].question)
    if len(group) == 1:
        with st.chat_message("assistant", avatar=AVATAR):
            _answer(group[0])
        return
    for column, exchange in zip(st.columns(len(group), border=True), group, strict=True):
        with column:
            _answer(exchange)


def _answer(exchange: Exchange) -> None:
    with st.container():
        _badges(exchange)
        if exchange.notice is not None:
            reason = message(exchange.notice)
            st.caption(f":material/info: {literal(t('answer.words_only', reason=reason))}")
        if exchange.state == "near":
            st.caption(t("answer.near_note"))
        st.markdown(components.paragraphs(exchange.text))
        if exchange.error is not None:
            st.warning(literal(message(exchange.error)))
        with st.container(gap=None):
            for citation in exchange.citations:
                if citation.number == 2 and exchange.extractive:
                    st.caption(t("answer.related"))
                _source(exchange, citation)
        if exchange.error is None:
            with st.container(horizontal=True, gap="small"):
                if context.actor().may("curate"):
                    _as_example(exchange)
                if context.actor().may("evaluate"):
                    grade_from_answer.button(exchange)


def _badges(exchange: Exchange) -> None:
    kind = exchange.state if exchange.state != "answer" else _how(exchange)
    marks = [components.badge_markdown(t(f"answer.label_{kind}"), LABEL_COLOURS[kind])]
    if exchange.random_weights:
        marks.append(components.badge_markdown(t("answer.random_badge"), "red"))
    st.markdown(f"{' '.join(marks)} :gray[{literal(exchange.system_name)}]")
    if exchange.random_weights:
        st.caption(t("answer.random_weights"))


def _how(exchange: Exchange) -> str:
    return "extract" if exchange.extractive else "generated"


def _source(exchange: Exchange, citation: Citation) -> None:
    """A press opens the page beside the chat; which one is open is in the URL."""
    name = f"{exchange.id}.{citation.number}"
    if st.button(
        f"**[{citation.number}]** {place(citation)}",
        key=f"source-{name}",
        type="tertiary",
        help="  \n".join(literal(quote) for quote in citation.quotes) or None,
    ):
        st.query_params["source"] = name
        st.rerun()


def place(citation: Citation) -> str:
    """`매뉴얼.pdf › 4.2 업무 절차 › 3쪽`; the whole path is in the source's head."""
    parts = [literal(citation.document_name), *map(literal, citation.section_path[-1:])]
    if citation.page is not None:
        parts.append(t("common.page_number", n=citation.page))
    return " › ".join(parts)


def _as_example(exchange: Exchange) -> None:
    with (
        st.popover(t("answer.make_example"), type="tertiary"),
        st.form(f"example-{exchange.id}", border=False),
    ):
        asked = st.text_area(t("answer.example_question"), exchange.question)
        told = st.text_area(t("answer.example_answer"), exchange.text)
        if st.form_submit_button(t("answer.save_example")):
            _save(exchange, asked, told)


def _save(exchange: Exchange, asked: str, told: str) -> None:
    """With the first source as its chunk, and its first quote as evidence."""
    source = exchange.citations[0] if exchange.citations else None
    with errors.shown():
        example_service.write_example(
            context.workspace(),
            context.actor(),
            context.project().id,
            asked,
            told,
            chunk_id=source.chunk_id if source else None,
            evidence_quote=source.quotes[0] if source and source.quotes else "",
            answerable=exchange.state != "not_found",
        )
        st.toast(t("answer.example_saved"))
