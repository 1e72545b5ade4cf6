"""The questions of a report, those on which systems differ most first."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from workbench.grade.outcome import QuestionResult, Report, SystemScore
from workbench.ui import components
from workbench.ui.components import badge_markdown, paragraphs
from workbench.ui.text import example_label, literal, t

SHOWN = 10


def show(report: Report) -> None:
    st.subheader(t("grade.differences"), anchor=False)
    graded = [result for result in report.results if result.accuracy]
    found = _filtered(graded)
    if not found:
        st.caption(t("grade.none_found"))
        return
    found.sort(key=lambda result: (-result.spread, result.question.seq))
    offset = components.pagination(len(found), SHOWN, "questions")
    for result in found[offset : offset + SHOWN]:
        _question(result, report)


def _filtered(graded: list[QuestionResult]) -> list[QuestionResult]:
    """By category and style, both in the URL."""
    with st.container(horizontal=True, gap="medium"):
        category = _filter("category", [result.question.category for result in graded])
        style = _filter("style", [result.question.style for result in graded])
    return [
        result
        for result in graded
        if category in ("", result.question.category) and style in ("", result.question.style)
    ]


def _filter(field: Literal["category", "style"], values: list[str]) -> str:
    known = {value: example_label(field, value) for value in values if value}
    labels = {"": t(f"grade.all_{field}"), **known}
    return components.select(field, labels, t(f"grade.{field}"), width=200)


def _question(result: QuestionResult, report: Report) -> None:
    question = result.question
    labels = [example_label("category", question.category), example_label("style", question.style)]
    if not question.answerable:
        labels.append(t("grade.unanswerable"))
    with st.container(border=True, gap="small"):
        marks = " ".join(badge_markdown(label) for label in labels if label)
        spread = t("grade.spread", n=f"{result.spread:.1f}")
        st.markdown(f"{marks} :gray[{t('grade.card.number', n=question.seq)} · {literal(spread)}]")
        st.markdown(f"**{paragraphs(question.question)}**")
        gold = question.gold or t("grade.no_answer_expected")
        st.markdown(f":gray[{t('grade.gold')}]  \n{paragraphs(gold)}")
        there = [score for score in report.scores if score.system.id in result.answers]
        for column, score in zip(st.columns(len(there)), there, strict=True):
            with column:
                _answer(result, score)
        for comment in result.comments:
            st.caption(f"“{literal(comment)}”")


def _answer(result: QuestionResult, score: SystemScore) -> None:
    system = score.system
    answer = result.answers[system.id]
    marks = [f"**{literal(system.name)}**"]
    if system.random_weights:
        marks.append(badge_markdown(t("grade.random_short"), "orange"))
    if answer.state == "not_found":
        marks.append(badge_markdown(t("grade.card.not_found")))
    st.markdown(" ".join(marks))
    scores = [
        f"{t(f'grade.head_{axis}')} {given[system.id]:g}"
        for axis, given in (("accuracy", result.accuracy), ("detail", result.detail))
        if system.id in given
    ]
    if scores:
        st.caption(" · ".join(scores))
    st.markdown(paragraphs(answer.text) or "–")
