"""Dataset versions: the list, a new one, and one of them."""

import streamlit as st

from workbench import projects, staleness
from workbench.export import service
from workbench.records import DatasetVersion
from workbench.ui import components, context
from workbench.ui.export_freeze import freeze_form, freeze_jobs
from workbench.ui.export_version import show_version
from workbench.ui.text import ago, language, literal, t

WIDTHS = [1, 2, 2, 2, 2, 4, 2]


def version_list(found: list[DatasetVersion]) -> None:
    heads = ("number", "train", "validation", "level", "date", "note", "by")
    for column, name in zip(st.columns(WIDTHS), heads, strict=True):
        column.caption(t(f"export.{name}"))
    stale = staleness.stale_rows(workspace, actor, project.id, found)
    for version in found:
        line(version, stale.get(version.id, 0))


def line(version: DatasetVersion, stale: int) -> None:
    rows = {file.split: file.rows for file in version.files}
    columns = st.columns(WIDTHS, vertical_alignment="center")
    with columns[0]:
        context.page_link("export", f"**v{version.number}**", version=version.number)
        if stale:
            st.badge(t("export.stale_rows", n=stale), color="orange")
    columns[1].markdown(f"{rows.get('train', 0):,}")
    columns[2].markdown(f"{rows.get('validation', 0):,}")
    with columns[3]:
        components.level_badge(version.level)
    exact = version.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    when = ago(version.created_at, workspace.clock(), language())
    columns[4].markdown(when, help=exact)
    columns[5].markdown(literal(version.note) or "–")
    columns[6].markdown(literal(version.created_by))


def list_page() -> None:
    found, total = service.versions(workspace, actor, project.id, components.PAGE_SIZE)
    approved = projects.overview(workspace, actor, project.id).examples.get("approved", 0)
    head = [
        components.Count(t("export.count_versions"), total),
        components.Count(
            t("export.count_approved"), approved, "review", {"tab": "search", "status": "approved"}
        ),
    ]
    components.header("export", head)
    if started := st.session_state.pop("export_started", None):
        st.toast(t(started))
    freeze_jobs(project)
    if not total and not approved:
        if components.empty_state("export.empty", "export.to_review"):
            context.go("review")
        return
    if not total or st.query_params.get("view") == "new":
        st.subheader(t("export.new_version"), anchor=False)
        freeze_form(project)
    elif actor.may("export"):
        st.button(t("export.new_version"), type="primary", key="new", on_click=new_version)
    if total:
        st.subheader(t("export.versions"), anchor=False)
        if offset := components.pagination(total):
            found, _ = service.versions(workspace, actor, project.id, components.PAGE_SIZE, offset)
        version_list(found)


def new_version() -> None:
    st.query_params["view"] = "new"


project = context.project()
workspace, actor = context.workspace(), context.actor()
if number := st.query_params.get("version"):
    show_version(project, service.version(workspace, actor, project.id, number))
else:
    list_page()
