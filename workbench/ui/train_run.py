"""One training run: its curve while it is drawn, its log, its last error, and stop or resume."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench import staleness
from workbench.export import service as export
from workbench.records import Project, RunEvent, TrainingRun
from workbench.train import push_service, service, start_service
from workbench.ui import context, errors, train_samples
from workbench.ui.components import Colour
from workbench.ui.push_part import PushSubject, push_part
from workbench.ui.text import ago, duration, language, literal, message, t

REFRESH = "2s"
ACTIVE = ("queued", "running", "stopping")
SILENT_S = 60.0
POINTS = 600
"""A longer curve is thinned to about so many points; the table beside it has them all."""
COLOURS: dict[str, Colour] = {
    "queued": "gray",
    "running": "blue",
    "stopping": "orange",
    "stopped": "gray",
    "failed": "red",
    "done": "green",
}


def state_word(run: TrainingRun) -> str:
    return t(f"train.states.{run.state}")


def param_name(name: str) -> str:
    return t(f"train.param.{name}")


def param_value(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name == "version":
        return f"v{value}"
    if name == "method":
        return t(f"train.method_{value}")
    if isinstance(value, bool):
        return t("train.yes") if value else t("train.no")
    if name == "base_model":
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def show_run(project: Project, run: TrainingRun) -> None:
    st.button(t("train.back"), type="tertiary", on_click=_back)
    if st.session_state.pop("train_started", None):
        st.toast(t("train.started"))
    _head(project, run)
    if staleness.stale_run_ids(context.workspace(), context.actor(), project.id, [run]):
        st.caption(f":orange[:material/warning:] {t('train.stale_note')}")
    if run.random_weights:
        st.caption(f":orange[:material/warning:] {t('train.random_note')}")
    if run.override is not None:
        who, why = literal(run.override.actor), literal(run.override.reason)
        st.warning(t("train.overridden", actor=who, reason=why))
    if run.error is not None and run.state == "failed":
        st.error(message(run.error))
    active = run.state in ACTIVE

    @st.fragment(run_every=REFRESH if active else None)
    def live() -> None:
        with errors.shown():
            now = service.run(context.workspace(), context.actor(), project.id, run.id)
            if active and (now.state not in ACTIVE or now.state != run.state):
                st.rerun()
            _progress(now)
            _curve(project, now)
            train_samples.show(project, now)
            if run.state == "done":
                _result(project, run)
            _log(project, now)

    live()
    if run.state == "done":
        _push(project, run)
    with st.expander(t("train.parameters")):
        _parameters(run)


def _parameters(run: TrainingRun) -> None:
    """In the words of the form; those of another method or base model say nothing here."""
    shown = {
        name: value
        for name, value in run.parameters.items()
        if (run.method == "lora" or not name.startswith("lora_"))
        and (run.base_model == "tiny" or not name.startswith("tiny_"))
    }
    what, how = t("train.setting"), t("train.setting_value")
    rows = [{what: param_name(name), how: _or_usual(name, shown[name])} for name in shown]
    st.dataframe(rows, hide_index=True, height="content")


def _or_usual(name: str, value: Any) -> str:
    return t("train.usual") if value is None else param_value(name, value)


def _back() -> None:
    st.query_params.pop("run", None)


def _head(project: Project, run: TrainingRun) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(t("train.run_title", number=run.number), anchor=False, width="content")
        st.badge(state_word(run), color=COLOURS[run.state])
        if run.random_weights:
            st.badge(t("train.random_weights"), color="orange")
        st.space("stretch")
        if context.actor().may("train"):
            _buttons(project, run)
    ws, who = context.workspace(), context.actor()
    version = export.version(ws, who, project.id, run.version_id)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        label = f"{t('train.version')} **v{version.number}**"
        context.page_link("export", label, version=version.number)
        st.markdown(f"{t('train.base')} **{literal(run.base_model)}**", width="content")
        st.markdown(f"{t('train.method')} **{t(f'train.method_{run.method}')}**", width="content")
        when = ago(run.created_at, ws.clock(), language())
        st.caption(f"{when} · {literal(run.created_by)}", width="content")


def _buttons(project: Project, run: TrainingRun) -> None:
    if run.state in ("queued", "running"):
        st.button(
            t("train.stop"),
            key="stop",
            help=t("train.stop_help"),
            icon=":material/stop:",
            on_click=_act,
            args=("stop", project, run),
        )
    elif run.state in ("stopped", "failed"):
        st.button(
            t("train.resume"),
            key="resume",
            type="primary",
            help=t("train.resume_help"),
            on_click=_act,
            args=("resume", project, run),
        )


def _act(what: str, project: Project, run: TrainingRun) -> None:
    act = start_service.stop if what == "stop" else start_service.resume
    with errors.shown():
        act(context.workspace(), context.actor(), project.id, run.id)


def _progress(run: TrainingRun) -> None:
    if run.state in ACTIVE:
        share = run.step / run.total_steps if run.total_steps else 0.0
        words = state_word(run)
        if run.total_steps:
            words += f" · {t('train.step')} {run.step:,} / {run.total_steps:,}"
        if run.eta_s is not None:
            words += " · " + t("common.time_left", time=duration(run.eta_s, language()))
        st.progress(min(1.0, share), text=words)
        _silence(run)
    values = (
        ("loss", run.metrics.get("loss"), "{:.4f}"),
        ("eval_loss", run.metrics.get("eval_loss"), "{:.4f}"),
        ("speed", run.metrics.get("tokens_per_s"), t("train.tokens_per_s")),
    )
    columns = st.columns(4)
    for column, (name, value, form) in zip(columns, values, strict=False):
        shown = "–" if value is None else form.format(value, n=value)
        column.metric(t(f"train.{name}"), shown, border=True)
    steps = f"{run.step:,}" + (f" / {run.total_steps:,}" if run.total_steps else "")
    columns[3].metric(t("train.step"), steps, border=True)


def _silence(run: TrainingRun) -> None:
    if run.state != "running" or run.heartbeat_at is None:
        return
    passed = (context.workspace().clock() - run.heartbeat_at).total_seconds()
    if passed > SILENT_S:
        st.warning(t("train.silent", time=duration(passed, language())))


def _curve(project: Project, run: TrainingRun) -> None:
    measured = service.events(context.workspace(), context.actor(), project.id, run.id)
    st.markdown(f"**{t('train.curve')}**", help=t("train.curve_help"))
    if not measured:
        st.caption(t("train.no_events" if run.state in ACTIVE else "train.no_steps"))
        return
    st.altair_chart(_chart(measured), key="curve")
    with st.expander(t("train.curve_numbers")):
        st.dataframe(
            [
                {
                    t("train.step"): event.step,
                    t("train.loss"): event.loss,
                    t("train.eval_loss"): event.eval_loss,
                    t("train.learning_rate_short"): event.learning_rate,
                    t("train.speed"): event.tokens_per_s,
                }
                for event in reversed(measured)
            ],
            hide_index=True,
            height=240,
        )


def _chart(measured: list[RunEvent]) -> Any:
    """Training loss as a line, validation loss as points: told apart without colour."""
    import altair as alt

    stride = len(measured) // POINTS + 1
    step, loss = t("train.step"), t("train.loss")
    train = [
        {"step": e.step, "loss": e.loss, "what": t("train.loss_train")}
        for number, e in enumerate(measured)
        if e.loss is not None and (number % stride == 0 or number == len(measured) - 1)
    ]
    validation = [
        {"step": e.step, "loss": e.eval_loss, "what": t("train.loss_eval")}
        for e in measured
        if e.eval_loss is not None
    ]
    names = [t("train.loss_train"), t("train.loss_eval")]
    x = alt.X("step:Q", title=step, axis=alt.Axis(format=",d", tickMinStep=1))
    y = alt.Y("loss:Q", title=loss, scale=alt.Scale(zero=False))
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=names, range=["#4C78A8", "#F58518"]),
        legend=alt.Legend(orient="top"),
    )
    tips = [
        alt.Tooltip("step:Q", title=step, format=",d"),
        alt.Tooltip("loss:Q", title=loss, format=".4f"),
        alt.Tooltip("what:N", title=" "),
    ]
    line = alt.Chart(alt.InlineData(values=train)).mark_line(strokeWidth=1.5, clip=True)
    dots = alt.Chart(alt.InlineData(values=validation)).mark_point(
        filled=True, size=70, shape="diamond"
    )
    layers = [layer.encode(x=x, y=y, color=colour, tooltip=tips) for layer in (line, dots)]
    return alt.layer(*layers).properties(height=280)


def _result(project: Project, run: TrainingRun) -> None:
    ws, who = context.workspace(), context.actor()
    st.markdown(f"**{t('train.result')}**")
    if run.system_id is not None:
        system = service.system(ws, who, project.id, run.system_id)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.markdown(t("train.registered", name=literal(system.name)), width="content")
            context.page_link("answer", t("train.ask_it"), system=system.id)
    if who.may("train"):
        st.caption(t("train.model_folder"))
        folder = service.model_folder(ws, who, project.id, run.id)
        st.code(str(folder), language=None, wrap_lines=True)


def _push(project: Project, run: TrainingRun) -> None:
    ws, who = context.workspace(), context.actor()

    def start(repo_id: str, public: bool) -> None:
        push_service.start_push(
            context.workspace(), context.actor(), project.id, run.id, repo_id, public
        )

    st.markdown(f"**{t('export.push')}**")
    if run.random_weights:
        st.caption(t("train.push_random"))
    level = export.version(ws, who, project.id, run.version_id).level
    push_part(
        PushSubject("push_model", "run_id", run.id, level, f"run-{run.number}"),
        push_service.pushes(ws, who, project.id, run.id),
        start if who.may("train") else None,
    )


def _log(project: Project, run: TrainingRun) -> None:
    with st.expander(t("train.log"), expanded=run.state == "failed"):
        lines = service.log_tail(context.workspace(), context.actor(), project.id, run.id)
        if run.host:
            st.caption(t("train.log_host", host=literal(run.host)))
        if lines:
            st.code("\n".join(lines), language=None, height=240 if len(lines) > 8 else "content")
        else:
            st.caption(t("train.no_log"))
