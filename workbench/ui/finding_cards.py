"""Findings as cards: the text with its labelled spans, two texts and their differences."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.clean.cases import Case, CaseText
from workbench.clean.pairs import MERGED
from workbench.records import Finding
from workbench.ui import components
from workbench.ui.components import badge_markdown, paragraphs
from workbench.ui.text import has, literal, message, t

SURE = 0.8
"""From here a finding needs no second look."""
AROUND = 240
"""Characters of a long text that are shown on either side of its findings."""


def check_name(name: str) -> str:
    """`전화번호` for PHONE; a custom type is shown as it is."""
    key = f"clean.check.{name}"
    return t(key) if has(key) else literal(name)


def field_name(field: str | None) -> str:
    if field and field.startswith("history."):
        return t("clean.history", n=int(field.partition(".")[2]) + 1)
    return t(f"clean.{field}") if field and has(f"clean.{field}") else ""


def spans_markdown(text: str, findings: Sequence[Finding]) -> str:
    """The text, literally, each span on colour behind a badge with its type.

    A long text is cut to what stands around the spans. Spans do not overlap or are skipped.
    """
    spans = sorted(
        (f.start, f.end, f) for f in findings if f.start is not None and f.end is not None
    )
    first, last = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    begin, stop = max(0, first - AROUND), min(len(text), last + AROUND)
    parts, position = ["… " if begin else ""], begin
    for start, end, finding in spans:
        if start < position or end > len(text):
            continue
        colour = "blue" if finding.score >= SURE else "orange"
        parts.append(_literal_lines(text[position:start]))
        label = f":{colour}-badge[{check_name(finding.type)}]"
        parts.append(f"{label} :{colour}-background[**{literal(text[start:end])}**]")
        position = end
    parts.append(_literal_lines(text[position:stop]))
    return "".join(parts) + (" …" if stop < len(text) else "")


def _literal_lines(text: str) -> str:
    """Literal, with line breaks and the spaces at both ends kept."""
    return "  \n".join(literal(line) for line in text.split("\n"))


def value_line(case: Case) -> str:
    """`전화번호 010-1234-5678 · 확신 97% · 왜`."""
    colour = "blue" if case.finding.score >= SURE else "orange"
    label = f":{colour}-badge[{check_name(case.finding.type)}]"
    return f"{label} **{literal(case.value)}** {reason_line(case.finding)}"


def reason_line(finding: Finding) -> str:
    percent = t("clean.score", percent=round(finding.score * 100))
    return f":small[:gray[{percent} · {message(finding.reason)}]]"


def text_body(text: CaseText) -> None:
    st.markdown(f"**{paragraphs(text.question)}**")
    st.markdown(paragraphs(text.answer))


def pair_card(case: Case) -> None:
    """The example that stays, marked and why, beside the one in question with the differences."""
    finding, other = case.finding, case.other
    st.markdown(f"{badge_markdown(check_name(finding.type), 'orange')} {reason_line(finding)}")
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch"):
        if other is None:
            st.caption("–")
        else:
            duplicate = finding.kind == "duplicate" and finding.type in (*MERGED, "picked")
            mark = "stays" if duplicate else "compared"
            kept = str(finding.reason.params.get("kept", ""))
            why = f" :small[:gray[{t(f'clean.kept.{kept}')}]]" if kept else ""
            status = t(f"common.status_{other.status}")
            colour: components.Colour = "green" if duplicate else "gray"
            st.markdown(
                f"{badge_markdown(t(f'clean.{mark}'), colour)} {badge_markdown(status)}{why}"
            )
            text_body(other)
    with right.container(border=True, height="stretch"):
        status = badge_markdown(t(f"common.status_{case.text.status}"))
        leaves = finding.kind == "duplicate" and finding.type in (*MERGED, "picked")
        mark = f"{badge_markdown(t('clean.leaves'), 'red')} " if leaves else ""
        st.markdown(f"{mark}{status}")
        if other is None:
            text_body(case.text)
        else:
            st.markdown(components.diff_markdown(other.question, case.text.question))
            st.markdown(components.diff_markdown(other.answer, case.text.answer))


def quality_card(case: Case) -> None:
    """The example, and in it the place that a check points at."""
    finding = case.finding
    st.markdown(f"{badge_markdown(check_name(finding.type), 'orange')} {reason_line(finding)}")
    for field, text in (("question", case.text.question), ("answer", case.text.answer)):
        here = finding.field == field and finding.start is not None
        body = spans_markdown(text, [finding]) if here else paragraphs(text)
        st.markdown(f"**{body}**" if field == "question" and not here else body)
    if finding.field == "evidence_quote":
        st.markdown(f"> {literal(case.text.evidence_quote)}")
