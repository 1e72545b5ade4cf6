"""What a run's model answered to a few validation rows, measurement by measurement."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from workbench.records import Project, TrainingRun
from workbench.train import service
from workbench.train.samples import Sample
from workbench.ui import components, context
from workbench.ui.text import literal, t


def show(project: Project, run: TrainingRun) -> None:
    found = service.samples(context.workspace(), context.actor(), project.id, run.id)
    if not found:
        return
    with st.expander(t("train.samples"), expanded=True):
        st.caption(t("train.samples_help"))
        by_row = [list(group) for _, group in groupby(found, key=lambda sample: sample.number)]
        names = [t("train.sample_name", n=group[0].number) for group in by_row]
        for tab, group in zip(st.tabs(names), by_row, strict=True):
            with tab:
                st.markdown(f"**{t('train.sample_question')}**")
                st.markdown(components.paragraphs(group[0].question))
                st.table(
                    [_row(f"{sample.step:,}", _words(sample)) for sample in reversed(group)]
                    + [_row(t("train.sample_expected"), group[0].expected)],
                    hide_index=True,
                )


def _row(when: str, text: str) -> dict[str, str]:
    return {t("train.step"): when, t("train.sample_answer"): literal(" ".join(text.split()))}


def _words(sample: Sample) -> str:
    return sample.text + (" …" if sample.cut else "")
