"""Drafting on the augment page: three steps, what they will send, and the runs so far."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from workbench import jobs
from workbench.augment import service
from workbench.augment.drafters import DRAFTERS
from workbench.augment.pairs import Language
from workbench.augment.params import DraftEstimate, DraftParams, PreviewChunk
from workbench.augment.rules import DEFAULT_PER_CHUNK
from workbench.egress import host_of
from workbench.records import Document, Endpoint, Job, utc_now
from workbench.ui import components, context, errors, job_cards
from workbench.ui.augment_empty import empty_line
from workbench.ui.augment_examples import words_badges
from workbench.ui.components import paragraphs
from workbench.ui.text import ago, language, literal, message, t

KINDS = ("draft", "import")
SHOWN_RUNS = 10


def steps(documents: list[Document], endpoints: list[Endpoint]) -> DraftParams:
    """From what, what, with what. Raises UserError where a model is wanted and none is named."""
    st.subheader(t("augment.step_from"), anchor=False)
    names = {document.id: document.name for document in documents}
    asked = st.query_params.get("document")
    chosen = st.multiselect(
        t("augment.documents"),
        list(names),
        default=[asked] if asked in names else [],
        format_func=lambda key: names[key],
        placeholder=t("augment.documents_all"),
        key="augment-documents",
    )
    only_uncovered = st.toggle(t("augment.only_uncovered"), key="augment-uncovered")
    st.subheader(t("augment.step_what"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        per_chunk = st.number_input(
            t("augment.per_chunk"), 1, 20, DEFAULT_PER_CHUNK, key="augment-per-chunk", width=180
        )
        spoken = _language()
        seed = st.number_input(
            t("augment.seed"), 0, 999_999, 0, help=t("augment.seed_help"), key="augment-seed",
            width=120,
        )  # fmt: skip
    st.subheader(t("augment.step_with"), anchor=False)
    drafter, endpoint_id = _with_what(endpoints)
    return DraftParams(
        drafter=drafter,
        endpoint_id=endpoint_id,
        per_chunk=int(per_chunk),
        seed=int(seed),
        document_ids=tuple(chosen),
        only_uncovered=only_uncovered,
        language=spoken,
    )


def _language() -> Language | None:
    """Of the questions; None is the chunk's own."""
    names = {code: t(f"common.language_{code}") for code in get_args(Language)}
    chosen: Language | None = st.selectbox(
        t("augment.language"),
        [None, *get_args(Language)],
        format_func=lambda code: names[code] if code else t("augment.language_auto"),
        key="augment-language",
        width=130,
    )
    return chosen


def _with_what(endpoints: list[Endpoint]) -> tuple[str, str | None]:
    names = {name: t(f"augment.drafter_{name}") for name in DRAFTERS.names()}
    drafter = st.radio(
        t("augment.drafter"),
        list(names),
        format_func=lambda name: names[name],
        horizontal=True,
        key="augment-drafter",
        label_visibility="collapsed",
    )
    if not DRAFTERS[drafter].calls_a_model:
        st.caption(t("augment.offline_note"))
        return drafter, None
    if not endpoints:
        st.caption(t("augment.no_endpoint"))
        return drafter, None
    labels = {e.id: f"{e.name} · {e.model} · {t(f'augment.trust_{e.trust}')}" for e in endpoints}
    endpoint_id = st.selectbox(
        t("augment.endpoint"),
        list(labels),
        format_func=lambda key: labels[key],
        help=t("augment.trust_help"),
        key="augment-endpoint",
    )
    return drafter, endpoint_id


def what_will_be_sent(found: DraftEstimate, per_chunk: int) -> None:
    """Where, at which level, how many: always in view before the start."""
    st.subheader(t("augment.will_send"), anchor=False)
    if found.target is None:
        st.markdown(t("augment.stays_here"))
    else:
        host = literal(host_of(found.target.base_url))
        place = t("augment.goes_to", host=host, model=literal(found.target.model))
        trust = t(f"augment.trust_{found.target.trust}")
        st.markdown(f"**{place}** {components.badge_markdown(trust, 'violet')}")
        if found.masked:
            st.caption(t("augment.masked_note"))
    for plan in found.levels:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            components.level_badge(plan.level)
            st.markdown(t("augment.chunks_at_level", n=plan.chunks), width="content")
            goes = "used" if found.target is None else "goes" if plan.allowed else "stops"
            word = t(f"augment.level_{goes}")
            st.markdown(f":red[**{word}**]" if goes == "stops" else word, width="content")
    counts = {"chunks": found.chunks, "examples": found.chunks * per_chunk}
    if found.target is not None:
        counts |= {
            "calls": found.calls,
            "prompt_tokens": found.prompt_tokens,
            "completion_tokens": found.completion_tokens,
        }
    for name, value in counts.items():
        with st.container(horizontal=True, gap="small"):
            st.markdown(t(f"augment.n_{name}"), width="stretch")
            st.markdown(f"**{value:,}**", width="content")


def show_preview(found: list[PreviewChunk]) -> None:
    st.subheader(t("augment.preview_title"), anchor=False)
    st.caption(t("augment.preview_note"))
    for chunk in found:
        with st.container(border=True):
            passage, pairs = st.columns(2, gap="medium")
            with passage:
                where = " › ".join([chunk.document_name, *chunk.section_path])
                st.caption(f"{t('augment.passage')} · {literal(where)}")
                st.markdown(paragraphs(chunk.text))
            with pairs:
                st.caption(t("augment.pairs"))
                _previewed_pairs(chunk)


def _previewed_pairs(chunk: PreviewChunk) -> None:
    if chunk.error is not None:
        st.error(message(chunk.error))
    elif not chunk.pairs:
        st.markdown(t("augment.preview_none"))
    for pair in chunk.pairs:
        marks = " ".join(components.badge_markdown(*badge) for badge in words_badges(pair))
        st.markdown(f"**{paragraphs(pair.question)}** {marks}")
        st.markdown(paragraphs(pair.answer))
    if chunk.dropped:
        st.caption(t("augment.preview_dropped", n=len(chunk.dropped)))


def runs() -> None:
    """What ran, with what, and how many examples were kept; failures with their reasons."""
    st.subheader(t("augment.runs"), anchor=False)
    components.job_status(KINDS, limit=0)
    ws, project = context.workspace(), context.project()
    found = [job for job in jobs.recent_jobs(ws, project.id, 50) if job.kind in KINDS]
    ended = [job for job in found if job.state not in job_cards.ACTIVE][:SHOWN_RUNS]
    if not found:
        st.caption(t("augment.runs_none"))
    if ended:
        rows = [_run_row(job) for job in ended]
        st.dataframe(rows, hide_index=True, width="stretch", placeholder="–")
    for number, job in enumerate(ended):
        if line := empty_line(job.result, language()):
            if not job.result.get("examples") and number == 0:
                st.warning(line)
            else:
                st.caption(f"{ago(job.created_at, utc_now(), language())} · {line}")
        if job.failed and job.kind == service.DRAFT:
            _failures(job)
        elif job.state == "failed" or job.failed:
            job_cards.job_card(job)


def _run_row(job: Job) -> dict[str, str | int | None]:
    target = job.parameters.get("target") or {}
    drafts = job.kind == service.DRAFT
    with_what = target.get("model") or (t("augment.drafter_offline") if drafts else "")
    return {
        t("augment.run_when"): ago(job.created_at, utc_now(), language()),
        t("augment.run_with"): f"{job_cards.job_name(job)} · {with_what}".rstrip(" ·"),
        t("augment.run_state"): t(f"common.status_{job.state}"),
        t("augment.run_kept"): job.result.get("examples"),
        t("augment.run_failed"): job.failed,
        t("augment.run_chunks"): job.total if drafts else None,
        t("augment.run_blocked"): job.parameters.get("blocked"),
        t("augment.run_who"): job.created_by,
    }


def _failures(job: Job) -> None:
    with st.expander(t("augment.failed_title", n=job.failed)):
        rows = service.failed(context.workspace(), context.actor(), job.project_id, job.id)
        st.dataframe([_failed_row(row) for row in rows], hide_index=True, width="stretch")
        if job.failed > len(rows):
            st.caption(t("common.and_more", n=job.failed - len(rows)))
        if context.actor().may("curate"):
            st.button(t("augment.retry"), key=f"retry-{job.id}", on_click=_retry, args=(job,))


def _failed_row(row: service.FailedChunk) -> dict[str, str | int | None]:
    return {
        t("augment.passage"): row.section_path[-1] if row.section_path else row.document_name,
        t("augment.failed_reason"): message(row.item.error),
        t("augment.documents"): row.document_name,
        t("augment.failed_page"): row.page,
        t("augment.failed_attempts"): row.item.attempts,
    }


def _retry(job: Job) -> None:
    with errors.shown():
        jobs.retry(context.workspace(), context.actor(), job.project_id, job.id)
        st.toast(t("augment.retried"))
