"""The tab of distribution: what is skewed in a sentence, then lengths, values and words as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.clean.distribution import (
    LANGUAGES,
    Dimension,
    Distribution,
    Lengths,
    Share,
    Unit,
    as_csv,
)
from workbench.clean.distribution_service import STATUSES, distribution_of
from workbench.records import Message
from workbench.ui import components, context
from workbench.ui.text import example_label, has, literal, t

BARS = 12
"""Values of one kind that are drawn; the table beneath has all."""
PAIRS: tuple[tuple[Dimension, Dimension], ...] = (
    ("category", "style"),
    ("document", "status"),
    ("first_word", "last_word"),
    ("origin", "language"),
)


def show() -> None:
    """The whole tab."""
    status, language = _filters()
    found = distribution_of(
        context.workspace(), context.actor(), context.project().id, status, language
    )
    if not found.rows:
        st.caption(t("distribution.empty"))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(t("distribution.lead", rows=found.rows), width="stretch")
        st.download_button(
            t("distribution.csv"),
            lambda: as_csv(found).encode(),
            file_name="distribution.csv",
            mime="text/csv",
            on_click="ignore",
            key="distribution-csv",
        )
    _warnings(found.warnings)
    _lengths(found)
    for pair in PAIRS:
        for dimension, column in zip(pair, st.columns(2, gap="large"), strict=True):
            with column:
                _values(dimension, found)
    with st.columns(2, gap="large")[0]:
        _values("answerable", found)


def _filters() -> tuple[str, str]:
    with st.container(horizontal=True, gap="large"):
        statuses = {"all": t("distribution.all")}
        statuses |= {status: t(f"common.status_{status}") for status in STATUSES}
        status = components.choice("of", statuses, t("distribution.status"))
        languages = {"all": t("distribution.all")}
        languages |= {language: t(f"distribution.{language}") for language in LANGUAGES}
        language = components.choice("in", languages, t("distribution.language"))
    return ("" if status == "all" else status), ("" if language == "all" else language)


def _warnings(warnings: Sequence[Message]) -> None:
    st.subheader(t("distribution.warnings"), anchor=False)
    if not warnings:
        st.caption(t("distribution.no_warning"))
    for warning in warnings:
        dimension = warning.key.rpartition(".")[2]
        name = value_name(dimension, str(warning.params.get("name", "")))
        st.markdown(f"- {t(warning.key, **{**warning.params, 'name': literal(name)})}")


def value_name(dimension: str, value: str) -> str:
    """As a person reads it: `정의` for the category `definition`."""
    if not value:
        return t("distribution.no_value")
    if dimension == "category":
        return example_label("category", value)
    if dimension == "style":
        return example_label("style", value)
    for key in (f"distribution.{dimension}.{value}", f"common.status_{value}"):
        if dimension in ("origin", "answerable", "status") and has(key):
            return t(key)
    return t(f"distribution.{value}") if dimension == "language" else value


# ---- lengths -------------------------------------------------------------------------------------


def _lengths(found: Distribution) -> None:
    st.subheader(t("distribution.lengths"), anchor=False)
    units = {unit: t(f"distribution.unit_{unit}") for unit in ("tokens", "characters")}
    unit = components.choice("unit", units, t("distribution.length_unit"))
    shown = [length for length in found.lengths if length.unit == unit]
    for length, column in zip(shown, st.columns(len(shown), gap="large"), strict=True):
        with column:
            what = t(f"distribution.{length.measure}")
            st.altair_chart(_length_chart(length, what), key=f"length-{length.measure}")
            st.caption(
                t(
                    "distribution.length_line",
                    what=what, middle=length.middle, low=length.low, high=length.high,
                    most=length.most,
                )
            )  # fmt: skip
    with st.expander(t("distribution.numbers"), key="numbers-lengths"):
        st.dataframe(_length_rows(shown), hide_index=True)


def _length_chart(length: Lengths, what: str) -> Any:
    import altair as alt

    unit: Unit = length.unit
    step = length.bins[0].high - length.bins[0].low
    rows = [
        {"low": one.low, "end": one.low + step, "high": one.high - 1, "n": one.count}
        for one in length.bins
    ]
    number = t("distribution.rows")
    title = t(f"distribution.unit_{unit}")
    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color="#1d4ed8", stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("low:Q", title=title, bin="binned", axis=alt.Axis(format=",d")),
            x2="end:Q",
            y=alt.Y("n:Q", title=number, axis=alt.Axis(format=",d", tickMinStep=1)),
            tooltip=[
                alt.Tooltip("low:Q", title=t("distribution.from_"), format=",d"),
                alt.Tooltip("high:Q", title=t("distribution.to"), format=",d"),
                alt.Tooltip("n:Q", title=number, format=",d"),
            ],
        )
        .properties(
            height=260, title=what, description=t("distribution.bars_alt", what=f"{what} {title}")
        )
    )


def _length_rows(lengths: Sequence[Lengths]) -> list[dict[str, Any]]:
    return [
        {
            t("distribution.name"): t(f"distribution.{length.measure}"),
            t("distribution.from_"): one.low,
            t("distribution.to"): one.high - 1,
            t("distribution.rows"): one.count,
        }
        for length in lengths
        for one in length.bins
    ]


# ---- values --------------------------------------------------------------------------------------


def _values(dimension: Dimension, found: Distribution) -> None:
    shares = found.counts[dimension]
    name = t(f"distribution.by.{dimension}")
    st.subheader(name, anchor=False)
    rows = _rows(dimension, shares, found.rows)
    st.altair_chart(_bars(rows[:BARS], name), key=f"bars-{dimension}")
    if len(rows) > BARS:
        st.caption(t("distribution.more", n=len(rows) - BARS))
        with st.expander(t("distribution.numbers"), key=f"numbers-{dimension}"):
            st.dataframe(
                [
                    {
                        t("distribution.name"): row["name"],
                        t("distribution.rows"): row["n"],
                        t("distribution.share"): row["percent"],
                    }
                    for row in rows[:1000]
                ],
                hide_index=True,
                column_config={
                    t("distribution.share"): st.column_config.NumberColumn(format="%.1f%%")
                },
            )


def _rows(dimension: Dimension, shares: Sequence[Share], rows: int) -> list[dict[str, Any]]:
    """`order` keeps values apart that two languages name alike."""
    return [
        {
            "order": n,
            "name": value_name(dimension, share.value),
            "n": share.count,
            "percent": round(100 * share.count / rows, 1),
            "words": f"{share.count:,} · {share.count / rows:.0%}",
        }
        for n, share in enumerate(shares)
    ]


def _bars(rows: list[dict[str, Any]], name: str) -> Any:
    """Lying bars, each with its number and share beside it."""
    import altair as alt

    names = list(dict.fromkeys(row["name"] for row in rows))
    most = max(row["n"] for row in rows)
    chart = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=180)),
        x=alt.X(
            "n:Q",
            title=None,
            axis=alt.Axis(labels=False, ticks=False, grid=False, domain=False),
            scale=alt.Scale(domain=[0, most * 1.35]),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("n:Q", title=t("distribution.rows"), format=",d"),
            alt.Tooltip("percent:Q", title="%"),
        ],
    )
    bars = chart.mark_bar(color="#1d4ed8", height=14)
    words = chart.mark_text(align="left", dx=4, color="#64748b").encode(text="words:N")
    return alt.layer(bars, words).properties(
        height=26 * len(names) + 24, description=t("distribution.bars_alt", what=name)
    )
