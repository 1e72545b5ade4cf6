"""Training: the list of runs, a new one, and one of them."""

import streamlit as st

from workbench import staleness
from workbench.export import service as export
from workbench.records import DatasetVersion, TrainingRun
from workbench.train import service
from workbench.ui import components, context, train_compare
from workbench.ui.text import ago, language, t
from workbench.ui.train_new import new_run_form
from workbench.ui.train_run import show_run, state_word

VERSIONS = 200


def run_table(found: list[TrainingRun], versions: list[DatasetVersion]) -> None:
    numbers = {version.id: version.number for version in versions}
    stale = staleness.stale_run_ids(workspace, actor, project.id, found)
    curves = service.curves(workspace, actor, project.id, [run.id for run in found])
    rows = [
        {
            t("train.number"): run.number,
            t("train.state"): state_word(run),
            t("train.curve"): curves[run.id],
            t("train.loss"): measured(run, "loss"),
            t("train.eval_loss"): measured(run, "eval_loss"),
            t("train.step"): f"{run.step:,} / {run.total_steps:,}" if run.total_steps else "",
            t("train.base"): run.base_model.rstrip("/").rsplit("/", 1)[-1],
            t("train.method"): t(f"train.method_{run.method}"),
            t("train.version_short"): f"v{numbers.get(run.version_id, '?')}"
            + (f" · {t('train.stale_mark')}" if run.id in stale else ""),
            t("train.date"): ago(run.created_at, workspace.clock(), language()),
            t("train.by"): run.created_by,
        }
        for run in found
    ]
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        key=f"runs-{st.session_state.get('runs_opened', 0)}",
        column_config={
            t("train.number"): st.column_config.NumberColumn(width="small"),
            t("train.curve"): st.column_config.LineChartColumn(width="medium"),
            t("train.loss"): st.column_config.TextColumn(alignment="right"),
            t("train.eval_loss"): st.column_config.TextColumn(alignment="right"),
            t("train.step"): st.column_config.TextColumn(alignment="right"),
        },
    )
    selection = event["selection"]
    if pressed := [row for row, _ in selection.get("cells", []) if row < len(found)]:
        st.session_state["runs_opened"] = st.session_state.get("runs_opened", 0) + 1
        context.go("train", run=found[pressed[0]].number)
    if ticked := sorted(found[row].number for row in selection["rows"] if row < len(found)):
        train_compare.choose(ticked)
    st.caption(t("train.choose_run"))


def measured(run: TrainingRun, name: str) -> str:
    return f"{run.metrics[name]:.3f}" if name in run.metrics else "–"


def list_page() -> None:
    versions, version_total = export.versions(workspace, actor, project.id, VERSIONS)
    found, total = service.runs(workspace, actor, project.id, components.PAGE_SIZE)
    head = [
        components.Count(t("train.count_runs"), total),
        components.Count(t("train.count_versions"), version_total, "export"),
    ]
    components.header("train", head)
    if not versions:
        if components.empty_state("train.empty_no_version", "train.to_export"):
            context.go("export")
        return
    if not actor.may("train"):
        if not total:
            components.empty_state("train.empty")
    elif not total or st.query_params.get("view") == "new":
        st.subheader(t("train.new_run"), anchor=False)
        new_run_form(project, versions)
    else:
        st.button(t("train.new_run"), type="primary", key="new", on_click=new_run)
    if total:
        st.subheader(t("train.runs"), anchor=False)
        if offset := components.pagination(total):
            found, _ = service.runs(workspace, actor, project.id, components.PAGE_SIZE, offset)
        run_table(found, versions)
    if numbers := train_compare.chosen():
        train_compare.show(project, numbers)


def new_run() -> None:
    st.query_params["view"] = "new"


project = context.project()
workspace, actor = context.workspace(), context.actor()
if number := st.query_params.get("run"):
    show_run(project, service.run(workspace, actor, project.id, number))
else:
    list_page()
