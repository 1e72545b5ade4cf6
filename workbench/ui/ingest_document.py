"""One document: its pages beside what was read on them, its tables, chunks and problems."""

from __future__ import annotations

import streamlit as st

from workbench.errors import NotFound
from workbench.ingest import service
from workbench.ingest.media import KINDS
from workbench.records import Document, Element, Page
from workbench.ui import components, context, ingest_library, page_view
from workbench.ui.text import literal, message, size, t

VIEW = "page_view"
TABLES_ON_PAGE = 10


def show(document_id: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    document = service.document(ws, actor, project.id, document_id)
    pages = service.pages(ws, actor, project.id, document_id)
    _head(document)
    if document.status == "queued":
        components.job_status(("ingest",))
        st.info(t("ingest.not_ready"))
        return
    first = "pages" if pages else "rows"
    tabs = {first: t(f"ingest.tab_{first}")}
    if pages:
        tabs["tables"] = t("ingest.tab_tables")
    tabs |= {name: t(f"ingest.tab_{name}") for name in ("chunks", "problems")}
    tab = components.choice("tab", tabs)
    if tab == "pages":
        _pages(document, pages)
    elif tab == "rows":
        _rows(document)
    elif tab == "tables":
        _tables(document)
    elif tab == "chunks":
        _chunks(document)
    else:
        _problems(document)


def _head(document: Document) -> None:
    context.page_link("ingest", f"‹ {t('ingest.back')}")
    st.title(literal(document.name), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        components.level_badge(document.level)
        components.status_badge(document.status)
        kind = KINDS.get(document.media_type, document.media_type)
        facts = [kind, size(document.size)]
        if document.page_count:
            facts.append(t("ingest.page_count", n=document.page_count))
        st.caption(" · ".join(facts), width="content")
        components.relative_time(document.created_at)
        st.space("stretch")
        if context.actor().may("curate"):
            with st.popover(t("ingest.change_level")):
                ingest_library.change_level([document.id], document.level)
            if document.status == "failed" and st.button(t("ingest.read_again")):
                ingest_library.read_again([document.id])
    if document.problem is not None:
        sentence = literal(message(document.problem))
        (st.error if document.status == "failed" else st.warning)(sentence)
        if document.problem.key in _LOCKED and context.actor().may("curate"):
            _password(document)


_LOCKED = ("error.encrypted_pdf", "error.wrong_password")


def _password(document: Document) -> None:
    """Asks for the password of an encrypted document; it is handed on and kept nowhere."""
    with st.form("unlock", clear_on_submit=True, width=420):
        given = st.text_input(t("ingest.password"), type="password", help=t("ingest.password_help"))
        if st.form_submit_button(t("ingest.unlock")):
            ws, actor, project = context.workspace(), context.actor(), context.project()
            service.unlock(ws, actor, project.id, document.id, given)
            st.rerun()


def _pages(document: Document, pages: list[Page]) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    number = _page_number(document, len(pages))
    page = pages[number - 1]
    st.pagination(len(pages), key="at", bind="query-params", on_change=_forget_element)
    try:
        image = service.page_image(ws, actor, project.id, document.id, number)
    except NotFound:
        image = None
    elements = service.elements(ws, actor, project.id, document.id, number)
    page_view.show(VIEW, page, image, elements, st.query_params.get("element"), _choose)


def _page_number(document: Document, count: int) -> int:
    """From the URL: `?at=` a page, else the page of `?element=`, else the first."""
    asked = st.query_params.get("at", "")
    if asked.isdigit() and 1 <= int(asked) <= count:
        return int(asked)
    if element_id := st.query_params.get("element"):
        ws, actor, project = context.workspace(), context.actor(), context.project()
        element = service.element(ws, actor, project.id, element_id)
        if element.document_id == document.id and element.page:
            st.session_state["at"] = element.page
            return element.page
    return 1


def _choose() -> None:
    chosen = st.session_state[VIEW].get("chosen")
    if isinstance(chosen, str) and chosen.isalnum():
        st.query_params["element"] = chosen


def _forget_element() -> None:
    st.query_params.pop("element", None)


def _rows(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    total = service.element_list(ws, actor, project.id, document.id, limit=1)[1]
    offset = components.pagination(total)
    rows, _ = service.element_list(ws, actor, project.id, document.id, offset=offset)
    page_view.show(VIEW, None, None, rows, st.query_params.get("element"), _choose)


def _tables(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    total = service.element_list(ws, actor, project.id, document.id, ("table",), limit=1)[1]
    if not total:
        st.caption(t("ingest.no_tables"))
        return
    offset = components.pagination(total, TABLES_ON_PAGE)
    found, _ = service.element_list(
        ws, actor, project.id, document.id, ("table",), limit=TABLES_ON_PAGE, offset=offset
    )
    for element in found:
        with st.container(border=True, gap="small"):
            _link_to(document, element)
            page_view.show(f"table-{element.id}", None, None, [element], None, _stay)


def _place(element: Element) -> str:
    """The page, else sheet and row, else the path within the document."""
    if element.page:
        return t("ingest.on_page", n=element.page)
    where = element.locator
    named = [part for part in (where.sheet, where.row and str(where.row)) if part]
    return literal(" · ".join(named) or where.path or "")


def _stay() -> None:
    """A table in its own tab is not chosen by pressing it."""


def _link_to(document: Document, element: Element) -> None:
    first, _, rest = element.text.partition("\n")
    title = first if rest and ": " not in first else t("ingest.kind.table")
    place = _place(element)
    context.page_link(
        "ingest", f"{literal(title)} · {place}", document=document.id, at=element.page,
        element=element.id,
    )  # fmt: skip


def _chunks(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    total = service.chunks(ws, actor, project.id, document.id, limit=1)[1]
    if not total:
        st.caption(t("ingest.no_chunks"))
        return
    offset = components.pagination(total, 20)
    found, _ = service.chunks(ws, actor, project.id, document.id, 20, offset)
    for chunk in found:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                path = " › ".join(chunk.section_path) or t("common.chunk_number", n=chunk.seq + 1)
                st.markdown(f"**{literal(path)}**", width="content")
                st.caption(t("ingest.tokens", n=chunk.tokens), width="content")
                if chunk.page:
                    context.page_link(
                        "ingest", t("ingest.on_page", n=chunk.page), document=document.id,
                        at=chunk.page, element=chunk.element_ids[0],
                    )  # fmt: skip
            st.markdown(components.paragraphs(chunk.text))


def _problems(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    total = service.element_list(ws, actor, project.id, document.id, unread=True, limit=1)[1]
    if document.problem is None and not total:
        st.success(t("ingest.no_problems"))
        return
    offset = components.pagination(total)
    found, _ = service.element_list(ws, actor, project.id, document.id, unread=True, offset=offset)
    for element in found:
        flags = ", ".join(t(f"ingest.flag.{flag}") for flag in element.flags)
        label = (
            f"{t('ingest.on_page', n=element.page or 0)} · {t('ingest.not_read_here')} · {flags}"
        )
        context.page_link(
            "ingest", label, document=document.id, at=element.page, element=element.id
        )
