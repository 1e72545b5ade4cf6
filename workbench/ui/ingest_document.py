"""One document: its pages beside what was read, its tables, chunks, problems and history."""

from __future__ import annotations

import streamlit as st

from workbench import staleness
from workbench.errors import NotFound
from workbench.ingest import correction_service, edition_service, service
from workbench.ingest.media import KINDS, ROWS_KINDS
from workbench.ingest.parsed import ATTENTION_FLAGS
from workbench.records import Document, Element, Page
from workbench.ui import (
    components,
    context,
    ingest_chunks,
    ingest_correct,
    ingest_history,
    ingest_inside,
    ingest_library,
    page_view,
)
from workbench.ui.job_cards import active_jobs
from workbench.ui.text import literal, size, t

VIEW = "page_view"
TABLES_ON_PAGE = 10


def show(document_id: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    document = service.document(ws, actor, project.id, document_id)
    pages = service.pages(ws, actor, project.id, document_id)
    newer = edition_service.superseded_by(ws, actor, project.id, document_id)
    _head(document, newer)
    if document.status == "queued":
        components.job_status(("ingest",))
        st.info(t("ingest.not_ready"))
        return
    ingest_inside.links(document)
    listed = service.element_list(ws, actor, project.id, document_id, limit=1)[1]
    if not listed and not pages:
        return
    stale = staleness.of_document(ws, actor, project.id, document_id)
    tab = components.choice("tab", _tabs(document, bool(pages), stale))
    may_correct = actor.may("curate") and newer is None and document.status == "ready"
    if tab == "pages":
        _pages(document, pages, may_correct)
    elif tab == "content":
        _content(document, listed, may_correct)
    elif tab == "tables":
        _tables(document)
    elif tab == "chunks":
        ingest_chunks.chunks(document, may_correct)
    elif tab == "problems":
        _problems(document)
    elif tab == "history":
        ingest_history.history(document, may_correct)
    else:
        ingest_history.stale(document, stale)


def _tabs(document: Document, has_pages: bool, stale: staleness.Staleness) -> dict[str, str]:
    """Name -> what it is called: what was read of a sheet are rows, of a text its contents."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    if has_pages:
        tabs = {"pages": t("ingest.tab_pages")}
    else:
        words = "ingest.tab_rows" if document.media_type in ROWS_KINDS else "ingest.tab_content"
        tabs = {"content": t(words)}
    if service.element_list(ws, actor, project.id, document.id, ("table",), limit=1)[1]:
        tabs["tables"] = t("ingest.tab_tables")
    tabs |= {name: t(f"ingest.tab_{name}") for name in ("chunks", "problems", "history")}
    if not stale.is_empty:
        tabs["stale"] = f"{t('ingest.tab_stale')} {stale.examples:,}"
    return tabs


def _head(document: Document, newer: str | None) -> None:
    context.page_link("ingest", f"‹ {t('ingest.back')}")
    st.title(literal(document.name), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        components.level_badge(document.level)
        if newer is None:
            components.status_badge(document.status)
        else:
            st.badge(t("ingest.superseded"), color="gray")
        kind = KINDS.get(document.media_type, document.media_type)
        facts = [kind, size(document.size)]
        if document.page_count:
            facts.append(t("ingest.page_count", n=document.page_count))
        st.caption(" · ".join(facts), width="content")
        components.relative_time(document.created_at)
        if document.supersedes:
            older = t("ingest.supersedes_note")
            context.page_link("ingest", older, document=document.supersedes)
        st.space("stretch")
        if context.actor().may("curate"):
            _acts(document, newer)
    if newer is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f":orange[:material/history:] {t('ingest.superseded_note')}", width="content"
            )
            context.page_link("ingest", t("ingest.to_newest"), document=newer)
    if document.problem is not None:
        sentence = literal(ingest_library.problem_of(document))
        (st.error if document.status == "failed" else st.warning)(sentence)
        if document.problem.key in _LOCKED and context.actor().may("curate"):
            _password(document)
    if active_jobs(("rechunk",)):
        components.job_status(("rechunk",), limit=0)
    elif newer is None:
        ingest_chunks.pending(document)


_LOCKED = ("error.encrypted_pdf", "error.wrong_password")


def _password(document: Document) -> None:
    """Asks for the password of an encrypted document; it is handed on and kept nowhere."""
    with st.form("unlock", clear_on_submit=True, width=420):
        given = st.text_input(t("ingest.password"), type="password", help=t("ingest.password_help"))
        if st.form_submit_button(t("ingest.unlock")):
            ws, actor, project = context.workspace(), context.actor(), context.project()
            service.unlock(ws, actor, project.id, document.id, given)
            st.rerun()


def _acts(document: Document, newer: str | None) -> None:
    with st.popover(t("ingest.change_level")):
        ingest_library.change_level(lambda: [document.id], document.level, document.id)
    if document.status == "failed" and st.button(t("ingest.read_again")):
        ingest_library.read_again([document.id])
    again = document.status == "ready" and newer is None
    if again and st.button(t("ingest.read_again"), help=t("ingest.read_again_help")):
        ingest_library.read_again([document.id], ready=True)


def _pages(document: Document, pages: list[Page], may_correct: bool) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    number = _page_number(document, len(pages))
    page = pages[number - 1]
    st.pagination(len(pages), key="at", bind="query-params", on_change=_forget_element)
    try:
        image = service.page_image(ws, actor, project.id, document.id, number)
    except NotFound:
        image = None
    elements = service.elements(ws, actor, project.id, document.id, number)
    ingest_correct.bar(document, elements, number, may_correct)
    _view(document, page, image, elements)


def _view(
    document: Document, page: Page | None, image: bytes | None, elements: list[Element]
) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    args = (ws, actor, project.id, document.id)
    out = correction_service.left_out_ids(*args, elements)
    corrected = frozenset(correction_service.edits(*args).values)
    chosen = st.query_params.get("element")
    page_view.show(VIEW, page, image, elements, chosen, _choose, left_out=out, corrected=corrected)


def _page_number(document: Document, count: int) -> int:
    """From the URL: `?at=` a page, else the page of `?element=`, else the first."""
    asked = st.query_params.get("at", "")
    if asked.isdigit() and 1 <= int(asked) <= count:
        return int(asked)
    if element_id := st.query_params.get("element"):
        ws, actor, project = context.workspace(), context.actor(), context.project()
        element = service.element(ws, actor, project.id, element_id, document.id)
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


def _content(document: Document, total: int, may_correct: bool) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    if (chosen := st.query_params.get("element")) and "page" not in st.query_params:
        # A link names the element, not the part of the list that it stands in.
        place = service.element_place(ws, actor, project.id, document.id, chosen)
        st.query_params["page"] = str(place // components.PAGE_SIZE + 1)
    offset = components.pagination(total)
    rows, _ = service.element_list(ws, actor, project.id, document.id, offset=offset)
    ingest_correct.bar(document, rows, None, may_correct)
    _view(document, None, None, rows)


def _tables(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    total = service.element_list(ws, actor, project.id, document.id, ("table",), limit=1)[1]
    offset = components.pagination(total, TABLES_ON_PAGE)
    found, _ = service.element_list(
        ws, actor, project.id, document.id, ("table",), limit=TABLES_ON_PAGE, offset=offset
    )
    for element in found:
        with st.container(border=True, gap="small"):
            _link_to(document, element)
            page_view.show(f"table-{element.id}", None, None, [element], None, _stay)


def _place(element: Element) -> str:
    """The page, else sheet and row, else the section: a path says nothing to a person."""
    if element.page:
        return t("ingest.on_page", n=element.page)
    where = element.locator
    named = [part for part in (where.sheet, where.row and str(where.row)) if part]
    return literal(" · ".join(named) or " › ".join(element.section_path[-1:]))


def _stay() -> None:
    """A table in its own tab is not chosen by pressing it."""


def _link_to(document: Document, element: Element) -> None:
    first, _, rest = element.text.partition("\n")
    title = first if rest and ": " not in first else t("ingest.kind.table")
    label = " · ".join(part for part in (literal(title), _place(element)) if part)
    context.page_link("ingest", label, document=document.id, at=element.page, element=element.id)


def _problems(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    args = (ws, actor, project.id, document.id)
    unread = service.element_list(*args, unread=True, limit=1)[1]
    doubtful = service.element_list(*args, doubtful=True, limit=1)[1]
    flagged = service.element_list(*args, flags=ATTENTION_FLAGS, limit=1)[1]
    if document.problem is None and not unread + doubtful + flagged:
        st.success(t("ingest.no_problems"))
    if unread:
        st.subheader(f"{t('ingest.problem_unread')} {unread:,}", anchor=False)
        offset = components.pagination(unread)
        for element in service.element_list(*args, unread=True, offset=offset)[0]:
            _line(document, element, t("ingest.not_read_here"))
    if doubtful:
        st.subheader(f"{t('ingest.doubtful_elements')} {doubtful:,}", anchor=False)
        offset = components.pagination(doubtful, key="doubtful")
        for element in service.element_list(*args, doubtful=True, offset=offset)[0]:
            _line(document, element, _beginning(element))
    if flagged:
        st.subheader(f"{t('ingest.flagged')} {flagged:,}", anchor=False)
        offset = components.pagination(flagged, key="flagged")
        for element in service.element_list(*args, flags=ATTENTION_FLAGS, offset=offset)[0]:
            _line(document, element, _beginning(element))


def _beginning(element: Element) -> str:
    return literal(element.text.partition("\n")[0][:80])


def _line(document: Document, element: Element, words: str) -> None:
    flags = ", ".join(t(f"ingest.flag.{flag}") for flag in element.flags)
    parts = (_place(element), words or t(f"ingest.kind.{element.kind}"), flags)
    label = " · ".join(part for part in parts if part)
    context.page_link("ingest", label, document=document.id, at=element.page, element=element.id)
