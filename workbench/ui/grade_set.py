"""One evaluation set: its questions, written, imported and changed until its first campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.augment.pairs import CATEGORIES, STYLES
from workbench.grade import set_service
from workbench.grade.questions import QuestionDraft
from workbench.records import EvaluationQuestion, EvaluationSet
from workbench.ui import components, context, errors, grade_sets
from workbench.ui.forms import form_key, taken
from workbench.ui.text import example_label, literal, t

_REMOVED = "grade_removed"


def show(found: EvaluationSet) -> None:
    st.button(t("grade.back"), type="tertiary", key="back", on_click=_back)
    questions, total = _questions(found, 0)
    _head(found, total)
    may_change = context.actor().may("evaluate") and found.frozen_at is None
    if found.frozen_at is not None:
        st.caption(t("grade.frozen_note"))
    if may_change:
        with st.container(horizontal=True, gap="small"):
            with st.popover(t("grade.write_question"), key=f"write-{form_key('question')}"):
                _write(found)
            with st.popover(t("grade.import_more"), key=f"more-{form_key('more')}"):
                _import(found)
        _undo_removal(found)
    if not total:
        components.empty_state("grade.set_empty")
        return
    if offset := components.pagination(total):
        questions, _ = _questions(found, offset)
    chosen = _table(questions, offset)
    if chosen is None:
        st.caption(t("grade.choose_question"))
    elif may_change:
        _edit(chosen)
    else:
        _read(chosen)


def _back() -> None:
    for name in ("set", "page"):
        st.query_params.pop(name, None)
    st.query_params["tab"] = "sets"


def _questions(found: EvaluationSet, offset: int) -> tuple[list[EvaluationQuestion], int]:
    ws, who, project = context.workspace(), context.actor(), context.project()
    size = components.PAGE_SIZE
    return set_service.questions(ws, who, project.id, found.id, size, offset)


def _head(found: EvaluationSet, total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(literal(found.name), anchor=False, width="content")
        components.level_badge(found.level)
        if found.frozen_at is not None:
            st.badge(t("grade.set_frozen"), color="gray")
        st.space("stretch")
        if context.actor().may("evaluate"):
            with st.popover(t("grade.copy"), key=f"copy-{form_key('copy')}"):
                _copy(found)
            with st.popover(t("grade.change_level"), key=f"level-{form_key('level')}"):
                _level(found)
            if total and st.button(t("grade.use_set"), type="primary", key="use_set"):
                context.go("grade", tab="campaigns", new="campaign", of=found.id)
    st.caption(t("grade.question_count", n=total))


def _copy(found: EvaluationSet) -> None:
    with st.form(form_key("copy"), border=False):
        name = st.text_input(
            t("grade.copy_name"), t("grade.copy_of", name=found.name), max_chars=200
        )
        pressed = st.form_submit_button(t("grade.copy"))
    if pressed:
        with errors.shown():
            ws, who, project = context.workspace(), context.actor(), context.project()
            made = set_service.copy_set(ws, who, project.id, found.id, name)
            taken("copy")
            grade_sets.note("success", t("grade.copied", name=made.name))
            context.go("grade", set=made.id)


def _level(found: EvaluationSet) -> None:
    key = form_key("level")
    with st.form(key, border=False):
        level = grade_sets.level_box(f"{key}-box", found.level)
        reason = st.text_input(t("grade.level_reason"), help=t("grade.level_reason_help"))
        pressed = st.form_submit_button(t("grade.change_level"))
    if pressed:
        with errors.shown():
            ws, who, project = context.workspace(), context.actor(), context.project()
            set_service.set_level(ws, who, project.id, found.id, level, reason)
            taken("level")
            grade_sets.note("success", t("grade.level_changed", level=t(f"common.level_{level}")))
            st.rerun()


# ---- questions -----------------------------------------------------------------------------------


def fields(key: str, now: QuestionDraft) -> QuestionDraft:
    """The words of one question; categories and styles are the known ones or a project's own."""
    question = st.text_area(t("grade.question"), now.question, key=f"{key}-question", height=80)
    gold = st.text_area(
        t("grade.gold"), now.gold, key=f"{key}-gold", height=100, help=t("grade.gold_help")
    )
    left, right = st.columns(2)
    with left:
        category = _label_box("category", CATEGORIES, now.category, key)
    with right:
        style = _label_box("style", STYLES, now.style, key)
    answerable = st.checkbox(
        t("grade.answerable"),
        now.answerable,
        key=f"{key}-answerable",
        help=t("grade.answerable_help"),
    )
    return QuestionDraft(
        question=question,
        gold=gold,
        category=category,
        style=style,
        answerable=answerable,
        chunk_id=now.chunk_id,
    )


def _label_box(field: Any, known: Sequence[str], now: str, key: str) -> str:
    options = list(dict.fromkeys([*([now] if now else []), *known]))
    names = {value: example_label(field, value) for value in options}
    chosen = st.selectbox(
        t(f"grade.{field}"),
        options,
        index=options.index(now) if now else None,
        format_func=lambda value: names.get(value, value),
        accept_new_options=True,
        placeholder=t("grade.label_placeholder"),
        key=f"{key}-{field}",
    )
    return str(chosen or "")


def _write(found: EvaluationSet) -> None:
    key = form_key("question")
    with st.form(key, border=False):
        draft = fields(key, QuestionDraft(question=""))
        pressed = st.form_submit_button(t("grade.add_question"), type="primary")
    if pressed:
        with errors.shown():
            _add(found, [draft])
            taken("question")
            st.rerun()


def _add(found: EvaluationSet, drafts: Sequence[QuestionDraft]) -> None:
    ws, who, project = context.workspace(), context.actor(), context.project()
    grade_sets.note_added(set_service.add_questions(ws, who, project.id, found.id, drafts))


def _import(found: EvaluationSet) -> None:
    key = form_key("more")
    grade_sets.template_button()
    with st.form(key, border=False):
        upload = grade_sets.file_box(key)
        pressed = st.form_submit_button(t("grade.import_button"), type="primary")
    if pressed and upload is not None:
        with errors.shown():
            ws, who, project = context.workspace(), context.actor(), context.project()
            with grade_sets.on_disk(upload) as path:
                added = set_service.import_questions(
                    ws, who, project.id, path, upload.name, found.name, found.level
                )
            grade_sets.note_added(added)
            taken("more")
            st.rerun()


def _table(questions: Sequence[EvaluationQuestion], offset: int) -> EvaluationQuestion | None:
    wide = st.column_config.TextColumn
    event = st.dataframe(
        [
            {
                t("grade.number"): each.seq,
                t("grade.question"): each.question,
                t("grade.gold"): each.gold,
                t("grade.category"): example_label("category", each.category),
                t("grade.style"): example_label("style", each.style),
                t("grade.answerable_short"): t(
                    "grade.yes" if each.answerable else "grade.unanswerable"
                ),
            }
            for each in questions
        ],
        hide_index=True,
        height=min(36 * (len(questions) + 1) + 2, 420),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            t("grade.number"): st.column_config.NumberColumn(width=55),
            t("grade.question"): wide(width=300),
            t("grade.gold"): wide(width=260),
            t("grade.category"): wide(width=85),
            t("grade.style"): wide(width=85),
            t("grade.answerable_short"): wide(width=110),
        },
        key=f"questions-{offset}-{st.session_state.get('grade_changed', 0)}",
    )
    rows = event["selection"]["rows"]
    return questions[rows[0]] if rows and rows[0] < len(questions) else None


def _draft(chosen: EvaluationQuestion) -> QuestionDraft:
    return QuestionDraft(**chosen.model_dump(include=set(QuestionDraft.model_fields)))


def _read(chosen: EvaluationQuestion) -> None:
    labels = [example_label("category", chosen.category), example_label("style", chosen.style)]
    components.record_card(
        chosen.question,
        chosen.gold or t("grade.no_answer_expected"),
        badges=[(label, "gray") for label in labels if label],
    )


def _edit(chosen: EvaluationQuestion) -> None:
    key = f"edit-{chosen.id}"
    with st.form(key):
        st.markdown(f"**{t('grade.edit_question', n=chosen.seq)}**")
        draft = fields(key, _draft(chosen))
        with st.container(horizontal=True):
            saved = st.form_submit_button(t("grade.save"), type="primary")
            removed = st.form_submit_button(t("grade.remove"))
    if not (saved or removed):
        return
    with errors.shown():
        ws, who, project = context.workspace(), context.actor(), context.project()
        if saved:
            set_service.edit_question(ws, who, project.id, chosen.id, draft)
            grade_sets.note("success", t("grade.question_saved"))
        else:
            set_service.remove_question(ws, who, project.id, chosen.id)
            st.session_state[_REMOVED] = (chosen.set_id, _draft(chosen))
        st.session_state["grade_changed"] = st.session_state.get("grade_changed", 0) + 1
        st.rerun()


def _undo_removal(found: EvaluationSet) -> None:
    set_id, draft = st.session_state.get(_REMOVED, ("", None))
    if draft is None or set_id != found.id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("grade.removed", question=literal(draft.question[:60])), width="content")
        if st.button(t("grade.undo_removal"), key="undo-removal"):
            st.session_state.pop(_REMOVED, None)
            with errors.shown():
                _add(found, [draft])
                st.rerun()
