"""The list of evaluation sets, and making one: from a file, or empty to write into."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.grade import set_service
from workbench.grade.set_service import AddedQuestions, SetRow
from workbench.records import CONFIDENTIALITY_LEVELS, ConfidentialityLevel, utc_now
from workbench.ui import components, context, errors
from workbench.ui.forms import form_key, form_token, taken
from workbench.ui.text import ago, language, literal, t

FILE_TYPES = ("csv", "tsv", "xlsx", "json", "jsonl")
_NOTES = "grade_notes"


def note(kind: str, sentence: str) -> None:
    """Said on the next page that is shown."""
    st.session_state.setdefault(_NOTES, []).append((kind, sentence))


def notes() -> None:
    for kind, sentence in st.session_state.pop(_NOTES, []):
        {"success": st.success, "warning": st.warning, "info": st.info}[kind](literal(sentence))


def note_added(added: AddedQuestions) -> None:
    counts = {"added": added.added, "known": added.known}
    kind = "success" if added.added else "info"
    note(kind, t("grade.added", set=added.set.name, **counts))
    if added.overlapping:
        note("warning", t("grade.overlap_warning", n=added.overlapping))


@contextmanager
def on_disk(upload: Any) -> Iterator[Path]:
    """What a browser sent, as a file for as long as it is read."""
    scratch = context.workspace().scratch()
    with tempfile.TemporaryDirectory(dir=scratch, prefix="upload-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(upload.getbuffer())
        yield path


def nothing_yet() -> None:
    if not context.actor().may("evaluate"):
        components.empty_state("grade.empty_read_only")
        return
    if components.empty_state("grade.empty", "grade.new_set"):
        _open_form()
        st.rerun()
    template_button()


def _open_form() -> None:
    st.query_params["tab"] = "sets"
    st.query_params["new"] = "set"


def _close_form() -> None:
    st.query_params.pop("new", None)


def show(sets: Sequence[SetRow]) -> None:
    if context.actor().may("evaluate"):
        if st.query_params.get("new") == "set":
            new_set()
        else:
            st.button(t("grade.new_set"), type="primary", key="new_set", on_click=_open_form)
    if sets:
        _table(sets)


def _table(sets: Sequence[SetRow]) -> None:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    chosen = components.opening_table(
        [
            {
                t("grade.set"): row.set.name,
                t("grade.questions"): row.questions,
                t("grade.campaigns"): row.campaigns,
                t("grade.level"): t(f"common.level_{row.set.level}"),
                t("grade.state"): t(f"grade.set_{'frozen' if row.set.frozen_at else 'open'}"),
                t("grade.date"): ago(row.set.created_at, utc_now(), language()),
                t("grade.by"): row.set.created_by,
            }
            for row in sets
        ],
        t("grade.set"),
        "sets",
        {
            t("grade.set"): text(width=210),
            t("grade.questions"): number(format="localized", width=75),
            t("grade.campaigns"): number(format="localized", width=75),
            t("grade.level"): text(width=80),
            t("grade.state"): text(width=80),
            t("grade.date"): text(width=85),
        },
    )
    if chosen is not None:
        context.go("grade", set=sets[chosen].set.id)
    st.caption(t("grade.choose_set"))


def level_box(key: str, now: ConfidentialityLevel = "confidential") -> ConfidentialityLevel:
    labels = {level: t(f"common.level_{level}") for level in CONFIDENTIALITY_LEVELS}
    return st.selectbox(
        t("grade.level"),
        CONFIDENTIALITY_LEVELS,
        index=CONFIDENTIALITY_LEVELS.index(now),
        format_func=labels.__getitem__,
        key=key,
        help=t("grade.level_help"),
    )


def template_button() -> None:
    """A file to fill in, as a spreadsheet opens it."""
    st.download_button(
        t("grade.template_button"),
        data=("\ufeff" + t("grade.template")).encode(),
        file_name=t("grade.template_name"),
        mime="text/csv",
        key="template",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def file_box(key: str, label: str = "grade.file_more") -> Any:
    return st.file_uploader(
        t(label), type=list(FILE_TYPES), help=t("grade.file_help"), key=f"{key}-file"
    )


def new_set() -> None:
    key = form_key("evaluation_set")
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{t('grade.new_set')}**", width="content")
            st.space("stretch")
            template_button()
            st.button(t("common.cancel"), type="tertiary", key="close-form", on_click=_close_form)
        with st.form(key, border=False):
            left, right = st.columns([3, 1], gap="medium")
            name = left.text_input(t("grade.set_name"), max_chars=200, key=f"{key}-name")
            with right:
                level = level_box(f"{key}-level")
            upload = file_box(key, "grade.file")
            pressed = st.form_submit_button(t("grade.make_set"), type="primary")
    if pressed:
        with errors.shown():
            _make(name, level, upload)


def _make(name: str, level: ConfidentialityLevel, upload: Any) -> None:
    """From the file where there is one; without a name it is called as the file."""
    ws, who, project = context.workspace(), context.actor(), context.project()
    if upload is None:
        token = form_token("evaluation_set")
        made = set_service.create_set(ws, who, project.id, name, level, token)
        note("success", t("grade.set_made", name=made.name))
    else:
        called = name.strip() or Path(upload.name).stem
        with on_disk(upload) as path:
            added = set_service.import_questions(
                ws, who, project.id, path, upload.name, called, level
            )
        made = added.set
        note_added(added)
    taken("evaluation_set")
    context.go("grade", set=made.id)
