"""One dataset version: its card, its rows, its files, what changed, and writing it."""

from __future__ import annotations

import io
import re
from typing import Any

import streamlit as st

from workbench import staleness
from workbench.export import archive_service, push_service, service
from workbench.export.archive import MEDIA_TYPES
from workbench.export.compare import VersionDiff
from workbench.export.outcome import Archive
from workbench.export.rows import Row
from workbench.records import DatasetVersion, Project, Split
from workbench.ui import components, context, errors
from workbench.ui.push_part import PushSubject, push_part
from workbench.ui.text import ago, example_label, language, literal, size, t

FORMATS = ("hf", "xlsx", "csv")
TABS = ("card", "rows", "files", "diff", "push")
SHOWN_CHANGES = 20
_HEADING = re.compile("^(?=#)", re.MULTILINE)
"""The card's own title is a part of this page, not its head."""


def show_version(project: Project, version: DatasetVersion) -> None:
    st.button(t("export.back"), type="tertiary", on_click=_back)
    st.title(t("export.version_title", number=version.number), anchor=False)
    _head(version)
    _downloads(project, version)
    tabs = {name: t(f"export.tab_{name}") for name in TABS}
    chosen = components.choice("tab", tabs)
    if chosen == "card":
        _card(version)
    elif chosen == "rows":
        _rows(version)
    elif chosen == "files":
        _files(version)
    elif chosen == "diff":
        _differences(project, version)
    else:
        _push(project, version)


def _back() -> None:
    for name in ("version", "tab", "split", "page"):
        st.query_params.pop(name, None)


def _head(version: DatasetVersion) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        for file in version.files:
            st.markdown(f"{t(f'export.{file.split}')} **{file.rows:,}**", width="content")
        components.level_badge(version.level)
        when = ago(version.created_at, context.workspace().clock(), language())
        exact = version.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
        st.caption(f"{when} · {literal(version.created_by)}", width="content", help=exact)
    if version.note:
        st.markdown(literal(version.note))
    ws, who = context.workspace(), context.actor()
    stale = staleness.stale_rows(ws, who, version.project_id, [version]).get(version.id, 0)
    if stale:
        total = sum(file.rows for file in version.files)
        st.warning(t("export.stale_note", n=stale, total=total))
        context.page_link("review", t("export.stale_link"), tab="search", stale=1)
    if version.override is not None:
        found = version.override
        st.warning(
            t(
                "export.overridden",
                actor=literal(found.actor),
                findings=found.findings,
                reason=literal(found.reason),
            )
        )


# Writing ------------------------------------------------------------------------------------------


def _downloads(project: Project, version: DatasetVersion) -> None:
    ws, who = context.workspace(), context.actor()
    if not who.may("export"):
        return
    ready = {a.format: a for a in archive_service.archives(ws, who, project.id, version.id)}
    with st.container(horizontal=True, gap="small"):
        for name in FORMATS:
            if name in ready:
                _download(ready[name])
            else:
                st.button(
                    t(f"export.make_{name}"),
                    key=f"make-{name}",
                    on_click=_make,
                    args=(project, version, name),
                )
    latest = [j for j in _write_jobs(project, version) if j.state != "done"]
    if latest:
        components.job_status(["write"], limit=1)


def _write_jobs(project: Project, version: DatasetVersion) -> list[Any]:
    from workbench import jobs

    recent = jobs.recent_jobs(context.workspace(), project.id)
    return [
        j for j in recent if j.kind == "write" and j.parameters.get("version_id") == version.id
    ][:1]


def _make(project: Project, version: DatasetVersion, name: str) -> None:
    with errors.shown():
        archive_service.archive(context.workspace(), context.actor(), project.id, version.id, name)


def _download(archive: Archive) -> None:
    """The bytes are read only when the button is pressed."""
    ws, who = context.workspace(), context.actor()

    def opened() -> io.BufferedReader:
        return archive_service.archive_path(ws, who, archive).open("rb")

    st.download_button(
        t("export.download", name=archive.name, size=size(archive.size)),
        data=opened,
        file_name=archive.name,
        mime=MEDIA_TYPES.get("." + archive.name.rsplit(".", 1)[-1]),
        key=f"download-{archive.format}",
        icon=":material/download:",
        on_click="ignore",
    )


# Tabs ---------------------------------------------------------------------------------------------


def _card(version: DatasetVersion) -> None:
    text = service.card(context.workspace(), version)
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    with st.container(border=True):
        st.markdown(_HEADING.sub("##", body))
    with st.expander("YAML"):
        st.code(head, language="yaml", wrap_lines=True)


def _rows(version: DatasetVersion) -> None:
    counts: dict[Split, int] = {file.split: file.rows for file in version.files}
    names = {str(split): f"{t(f'export.{split}')} {rows:,}" for split, rows in counts.items()}
    chosen_name = components.choice("split", names)
    split = next(split for split in counts if split == chosen_name)
    offset = components.pagination(counts[split])
    rows = service.read_rows(context.workspace(), version, split, components.PAGE_SIZE, offset)
    event = st.dataframe(
        [_line(row) for row in rows],
        hide_index=True,
        height=420,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            t("export.question"): st.column_config.TextColumn(width=270),
            t("export.answer"): st.column_config.TextColumn(width=290),
            t("export.document"): st.column_config.TextColumn(width=150),
        },
        key=f"rows-{split}-{offset}",
    )
    chosen = event["selection"]["rows"]
    if chosen:
        _row(rows[chosen[0]])
    else:
        st.caption(t("export.choose_row"))


def _line(row: Row) -> dict[str, Any]:
    return {
        t("export.question"): row.question,
        t("export.answer"): row.answer,
        t("export.category"): example_label("category", row.category),
        t("export.style"): example_label("style", row.style),
        t("export.document"): row.document,
        t("export.page"): row.page,
    }


def _row(row: Row) -> None:
    where = " › ".join(part for part in (row.document, row.section) if part)
    names = (example_label("category", row.category), example_label("style", row.style))
    components.record_card(
        row.question,
        row.answer,
        badges=[(name, "gray") for name in names if name],
        meta=where,
        evidence=row.evidence_quote,
    )
    components.lineage(example_id=row.id)


def _push(project: Project, version: DatasetVersion) -> None:
    def start(repo_id: str, public: bool) -> None:
        ws, who = context.workspace(), context.actor()
        push_service.start_push(ws, who, project.id, version.id, repo_id, public)

    made = push_service.pushes(context.workspace(), context.actor(), project.id, version.id)
    push_part(
        PushSubject("push", "version_id", version.id, version.level, f"v{version.number}"),
        made,
        start if context.actor().may("export") else None,
    )


def _files(version: DatasetVersion) -> None:
    checked = service.verify(context.workspace(), version)
    sizes = {f"{file.split}.parquet": file.size for file in version.files}
    st.dataframe(
        [
            {
                t("export.file"): file.name,
                t("export.bytes"): size(sizes[file.name]) if file.name in sizes else "",
                t("export.sha256"): file.sha256,
                t("export.intact"): t("export.file_ok" if file.ok else "export.file_damaged"),
            }
            for file in checked.files
        ],
        hide_index=True,
        column_config={t("export.sha256"): st.column_config.TextColumn(width="large")},
    )
    if checked.ok:
        st.success(t("export.verified"))
    else:
        st.error(t("export.damaged"))


def _differences(project: Project, version: DatasetVersion) -> None:
    ws, who = context.workspace(), context.actor()
    others = [v for v in service.versions(ws, who, project.id)[0] if v.id != version.id]
    if not others:
        st.caption(t("export.no_other"))
        return
    earlier = [v for v in others if v.number < version.number]
    other = st.selectbox(
        t("export.compare_with"),
        others,
        index=others.index(earlier[0]) if earlier else 0,
        format_func=lambda v: t("export.version_title", number=v.number),
        key=f"compare-{version.id}",
    )
    before, after = sorted((other, version), key=lambda v: v.number)
    found = _diff(before.id, after.id, before, after)
    st.markdown(f"**{t('export.diff_line', a=before.number, b=after.number)}**")
    columns = st.columns(5)
    for column, name in zip(columns, ("added", "removed", "changed", "moved", "same"), strict=True):
        column.metric(t(f"export.{name}"), f"{getattr(found, name):,}", border=True)
    _changes(before, after, found)


@st.cache_data(max_entries=20, show_spinner=False)
def _diff(
    before_id: str, after_id: str, _before: DatasetVersion, _after: DatasetVersion
) -> VersionDiff:
    """Versions never change, so a difference is worked out once."""
    return service.diff(context.workspace(), _before, _after)


def _changes(before: DatasetVersion, after: DatasetVersion, found: VersionDiff) -> None:
    ws = context.workspace()
    shown = set(found.changed_ids[:SHOWN_CHANGES])
    old, new = service.rows_by_id(ws, before, shown), service.rows_by_id(ws, after, shown)
    for example_id in sorted(shown):
        with st.container(border=True):
            st.caption(t("export.changed"))
            components.diff(old[example_id].question, new[example_id].question)
            components.diff(old[example_id].answer, new[example_id].answer)
    groups = (("added", after, found.added_ids), ("removed", before, found.removed_ids))
    for name, version, ids in groups:
        rows = service.rows_by_id(ws, version, set(ids[:SHOWN_CHANGES]))
        if rows:
            st.caption(t(f"export.{name}"))
            heads = (t("export.question"), t("export.answer"))
            lines = [{heads[0]: r.question, heads[1]: r.answer} for r in rows.values()]
            st.dataframe(lines, hide_index=True)
