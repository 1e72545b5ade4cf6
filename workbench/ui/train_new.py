"""The form of a new training run: few fields, the rest folded, and what to expect beside it."""

from __future__ import annotations

import streamlit as st

from workbench.errors import UserError
from workbench.records import DatasetVersion, Project
from workbench.train import start_service
from workbench.train.plan import METHODS, TINY, DataFacts, Estimate, TrainParams
from workbench.train.service import is_installed
from workbench.ui import context, errors
from workbench.ui.text import duration, language, message, size, t


def new_run_form(project: Project, versions: list[DatasetVersion]) -> None:
    if not is_installed():
        st.warning(t("train.not_installed"))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        version = _version(versions)
        params = _fields()
    with right:
        found = _estimated(project, version, params)
        st.button(
            t("train.start"),
            type="primary",
            key="start",
            disabled=found is None,
            on_click=_start,
            args=(project, version, params),
        )


def _version(versions: list[DatasetVersion]) -> DatasetVersion:
    names = {version.id: _version_name(version) for version in versions}
    chosen = st.selectbox(
        t("train.version"), list(names), format_func=names.__getitem__, key="train_version"
    )
    return next(version for version in versions if version.id == chosen)


def _version_name(version: DatasetVersion) -> str:
    rows = sum(file.rows for file in version.files if file.split == "train")
    return t("train.version_name", number=version.number, rows=rows)


def _fields() -> TrainParams:
    kinds = {name: t(f"train.base_{name}") for name in ("tiny", "named")}
    kind = st.radio(
        t("train.base_kind"), list(kinds), format_func=kinds.__getitem__, key="base_kind"
    )
    base = TINY
    if kind == "named":
        base = st.text_input(
            t("train.base_name"), key="base_name", help=t("train.base_name_help"), max_chars=1000
        ).strip()
    columns = st.columns(2)
    methods = {name: t(f"train.method_{name}") for name in METHODS}
    method = columns[0].radio(
        t("train.method"),
        METHODS,
        format_func=methods.__getitem__,
        key=f"method_{kind}",
        index=METHODS.index("full" if kind == "tiny" else "lora"),
        horizontal=True,
        help=t("train.method_help"),
    )
    epochs = columns[1].number_input(
        t("train.epochs"), 0.1, 1000.0, 3.0, 1.0, key="epochs", help=t("train.epochs_help")
    )
    usual = TrainParams(base_model=base or TINY, method=method, epochs=epochs)
    with st.expander(t("train.more")):
        more = _more(usual)
    return more.model_copy(update={"base_model": base})


def _more(usual: TrainParams) -> TrainParams:
    first, second, third = st.columns(3)
    batch_size = first.number_input(t("train.batch_size"), 1, 1024, usual.batch_size, key="batch")
    max_length = second.number_input(
        t("train.max_length"),
        16,
        131_072,
        usual.max_length,
        key="max_length",
        help=t("train.max_length_help"),
    )
    rate = third.number_input(
        t("train.learning_rate"), 0.0, 1.0, 0.0, 1e-5, format="%.6f", key="learning_rate"
    )
    accumulate = first.number_input(t("train.accumulate"), 1, 1024, 1, key="accumulate")
    every = second.number_input(
        t("train.checkpoint_every"),
        1,
        1_000_000,
        usual.checkpoint_every,
        key="checkpoint_every",
        help=t("train.checkpoint_help"),
    )
    most = third.number_input(t("train.max_steps"), 0, 10_000_000, 0, key="max_steps")
    seed = first.number_input(t("train.seed"), 0, 2**31 - 1, 0, key="seed")
    rank = usual.lora_rank
    if usual.method == "lora":
        rank = second.number_input(t("train.lora_rank"), 1, 1024, rank, key="lora_rank")
    save_memory = third.toggle(t("train.save_memory"), key="save_memory")
    return usual.model_copy(
        update={
            "batch_size": int(batch_size),
            "max_length": int(max_length),
            "learning_rate": float(rate) or None,
            "accumulate": int(accumulate),
            "checkpoint_every": int(every),
            "max_steps": int(most) or None,
            "seed": int(seed),
            "lora_rank": int(rank),
            "lora_alpha": 2 * int(rank),
            "save_memory": save_memory,
        }
    )


def _estimated(project: Project, version: DatasetVersion, params: TrainParams) -> Estimate | None:
    """None, and one sentence why, where it cannot be started like this."""
    with st.container(border=True):
        st.markdown(f"**{t('train.estimate')}**")
        if not params.base_model:
            st.caption(t("train.name_base"))
            return None
        ws, who = context.workspace(), context.actor()
        try:
            data = _data(version.id, params.max_length, project)
            found = start_service.estimate(ws, who, project.id, version.id, params, data)
        except UserError as error:
            errors.show(error)
            return None
        _say(found)
        return found


@st.cache_data(max_entries=50, show_spinner=False)
def _data(version_id: str, max_length: int, _project: Project) -> DataFacts:
    """Versions never change, so their rows are counted once."""
    ws, who = context.workspace(), context.actor()
    return start_service.data_of(ws, who, _project.id, version_id, max_length)


def _say(found: Estimate) -> None:
    st.markdown(t("train.estimate_steps", steps=found.steps, tokens=found.tokens))
    if found.parameters is not None and found.trainable is not None:
        st.markdown(
            t(
                "train.estimate_model",
                parameters=f"{found.parameters:,}",
                trainable=f"{found.trainable:,}",
            )
        )
    if found.memory is not None and found.fastest_s is not None and found.slowest_s is not None:
        fastest, slowest = (duration(s, language()) for s in (found.fastest_s, found.slowest_s))
        key = "train.estimate_same" if fastest == slowest else "train.estimate_memory"
        st.markdown(t(key, memory=size(found.memory), fastest=fastest, slowest=slowest))
    for warning in found.warnings:
        st.markdown(f":orange[:material/warning:] {message(warning)}")
    if not found.warnings:
        st.markdown(f":green[:material/check_circle:] {t('train.no_warnings')}")


def _start(project: Project, version: DatasetVersion, params: TrainParams) -> None:
    with errors.shown():
        run = start_service.start_run(
            context.workspace(), context.actor(), project.id, version.id, params
        )
        st.session_state["train_started"] = True
        st.query_params.pop("view", None)
        st.query_params["run"] = str(run.number)
