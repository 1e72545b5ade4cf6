"""Audit events as lines that a person reads."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.records import AuditEvent, utc_now
from workbench.ui.text import ago, has, language, literal, t


def action_name(event: AuditEvent) -> str:
    key = f"overview.action.{event.action}"
    return t(key) if has(key) else literal(event.action)


def counts_line(event: AuditEvent) -> str:
    """`문서 3 · 단락 41`."""
    return " · ".join(f"{_count_name(name)} {number:,}" for name, number in event.counts.items())


def _count_name(name: str) -> str:
    key = f"overview.count.{name}"
    return t(key) if has(key) else literal(name)


def activity_list(events: Sequence[AuditEvent]) -> None:
    if not events:
        st.caption(t("overview.no_activity"))
    for event in events:
        when = ago(event.at, utc_now(), language())
        more = counts_line(event)
        st.markdown(
            f"{action_name(event)} :small[:gray[{literal(event.actor)} · {when}"
            + (f" · {more}" if more else "")
            + "]]"
        )
