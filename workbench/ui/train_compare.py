"""Several runs side by side: their curves in one picture, and only the settings that differ."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.errors import UserError
from workbench.records import Project, TrainingRun
from workbench.train import service
from workbench.train.comparing import MEASURED, Comparison
from workbench.ui import context, errors
from workbench.ui.text import t
from workbench.ui.train_run import param_name, param_value, state_word

URL = "compare"
COLOURS = ("#4C78A8", "#F58518", "#54A24B", "#B279A2", "#E45756", "#72B7B2")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])


def chosen() -> list[str]:
    """Numbers of the runs that the URL compares."""
    return [n for n in st.query_params.get(URL, "").split(",") if n.isdecimal()]


def choose(numbers: list[int]) -> None:
    """Two or more are compared; with fewer the comparison closes."""
    if len(numbers) > 1:
        st.query_params[URL] = ",".join(map(str, numbers))
    else:
        st.query_params.pop(URL, None)


def show(project: Project, numbers: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(t("train.compare"), anchor=False, width="content")
        st.space("stretch")
        st.button(t("train.compare_close"), key="compare-close", type="tertiary", on_click=_close)
    try:
        found = service.compare(context.workspace(), context.actor(), project.id, numbers)
    except UserError as error:
        errors.show(error)
        return
    if any(found.curves):
        st.altair_chart(_chart(found), key="compare-curves")
    else:
        st.caption(t("train.no_steps"))
    st.markdown(f"**{t('train.differences')}**")
    if not found.differences:
        st.caption(t("train.no_differences"))
    st.dataframe(_rows(found), hide_index=True, height="content", key="compare-table")


def _close() -> None:
    st.query_params.pop(URL, None)
    st.session_state["runs_opened"] = st.session_state.get("runs_opened", 0) + 1


def label(run: TrainingRun) -> str:
    return t("train.run_title", number=run.number)


def _rows(found: Comparison) -> list[dict[str, str]]:
    """Settings that differ, then what came of them."""
    names = [label(run) for run in found.runs]
    lines = [
        (param_name(each.name), [param_value(each.name, value) for value in each.values])
        for each in found.differences
    ]
    lines.append((t("train.state"), [state_word(run) for run in found.runs]))
    lines.append((t("train.step"), [f"{run.step:,}" for run in found.runs]))
    for name in MEASURED:
        values = [run.metrics.get(name) for run in found.runs]
        if any(value is not None for value in values):
            lines.append((t(f"train.measured.{name}"), [_number(v) for v in values]))
    what = t("train.setting")
    return [{what: name, **dict(zip(names, values, strict=True))} for name, values in lines]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.4f}"


def _chart(found: Comparison) -> Any:
    """A run is told by colour and dash, its validation loss by points of the colour."""
    import altair as alt

    names = [label(run) for run in found.runs]
    measured = [
        {"step": event.step, "run": name, "loss": event.loss, "eval": event.eval_loss}
        for name, events in zip(names, found.curves, strict=True)
        for event in events
    ]
    loss, validation = t("train.loss_train"), t("train.loss_eval")
    colour = alt.Color(
        "run:N",
        title=None,
        scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
        legend=alt.Legend(orient="top", columns=3, symbolType="stroke"),
    )
    dash = alt.StrokeDash(
        "run:N", title=None, scale=alt.Scale(domain=names, range=list(DASHES[: len(names)]))
    )
    x = alt.X("step:Q", title=t("train.step"), axis=alt.Axis(format=",d", tickMinStep=1))
    y = {"title": t("train.loss"), "scale": alt.Scale(zero=False)}
    tips = [
        alt.Tooltip("run:N", title=" "),
        alt.Tooltip("step:Q", title=t("train.step"), format=",d"),
    ]
    lines = [row for row in measured if row["loss"] is not None]
    points = [row for row in measured if row["eval"] is not None]
    line = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_line(strokeWidth=1.5, clip=True)
        .encode(x=x, y=alt.Y("loss:Q", **y), color=colour, strokeDash=dash)
        .encode(tooltip=[*tips, alt.Tooltip("loss:Q", title=loss, format=".4f")])
    )
    dots = (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(filled=True, size=70, shape="diamond")
        .encode(x=x, y=alt.Y("eval:Q", **y), color=colour)
        .encode(tooltip=[*tips, alt.Tooltip("eval:Q", title=validation, format=".4f")])
    )
    return alt.layer(line, dots).properties(height=300)
