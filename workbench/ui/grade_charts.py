"""Charts of a report: differences with their intervals, and means in cells with their n."""

from __future__ import annotations

from typing import Any

from workbench.grade.crossed import crossed
from workbench.grade.outcome import GroupScore, Report, SystemScore
from workbench.grade.statistics import LEAST_N, Difference, Estimate
from workbench.ui.text import example_label, t

ROW, STEP = 16, 20
"""Pixels between systems, and around each group of them."""
COLOURS = ("#2563eb", "#c2410c", "#0f766e")
SHAPES = ("circle", "diamond", "square")
LOW, MIDDLE, HIGH, GREY = "#fdba74", "#fef3c7", "#93c5fd", "#e2e8f0"
INK, FAINT = "#0f172a", "#475569"


def counted(report: Report) -> list[SystemScore]:
    """Those that have means: random weights are in no chart."""
    return [score for score in report.scores if not score.system.random_weights]


def group_name(grouping: str, name: str) -> str:
    if not name:
        return t("grade.no_label")
    return example_label("category" if grouping == "category" else "style", name)


def differences(report: Report) -> list[dict[str, Any]]:
    """Rows of the forest: the whole, then each category; one for every system compared."""
    rows = []
    for score in counted(report):
        if score.against is None:
            continue
        parts = [(t("grade.whole"), score.against)]
        parts += [
            (group_name("category", group.name), group.against)
            for group in score.groups
            if group.grouping == "category" and group.against is not None
        ]
        whole_only = len(parts) == 2
        for name, difference in parts[:1] if whole_only else parts:
            if difference.mean is not None:
                rows.append(_difference(name, score.system.name, difference))
    return rows


def _difference(name: str, system: str, value: Difference) -> dict[str, Any]:
    mean = value.mean or 0.0
    low = mean if value.low is None else value.low
    high = mean if value.high is None else value.high
    return {
        "group": name,
        "system": system,
        "mean": round(mean, 3),
        "low": round(low, 3),
        "high": round(high, 3),
        "n": value.n,
        "few": value.n < LEAST_N,
        "words": f"{mean:+.2f}  n={value.n}",
    }


def forest(rows: list[dict[str, Any]], baseline: str) -> Any:
    """Points with interval bars around a line at zero: told apart by shape as well as colour."""
    import altair as alt

    groups = list(dict.fromkeys(row["group"] for row in rows))
    systems = list(dict.fromkeys(row["system"] for row in rows))
    reach = max([0.5, *(abs(row[end]) for row in rows for end in ("low", "high"))])
    x = alt.X(
        "mean:Q",
        title=t("grade.forest_axis", baseline=baseline),
        scale=alt.Scale(domain=[-reach * 1.1, reach * 1.45], nice=False),
        axis=alt.Axis(format="+.1f", tickCount=7),
    )
    y = alt.Y("group:N", sort=groups, title=None, axis=alt.Axis(labelLimit=200))
    offset = alt.YOffset("system:N", sort=systems)
    colour = alt.Color(
        "system:N",
        title=None,
        sort=systems,
        scale=alt.Scale(domain=systems, range=list(COLOURS[: len(systems)])),
        legend=alt.Legend(orient="top", labelLimit=300),
    )
    shape = alt.Shape(
        "system:N",
        sort=systems,
        scale=alt.Scale(domain=systems, range=list(SHAPES[: len(systems)])),
    )
    faint = alt.condition("datum.few", alt.value(0.45), alt.value(1.0))
    tips = [
        alt.Tooltip("group:N", title=" "),
        alt.Tooltip("system:N", title=t("grade.head_system")),
        alt.Tooltip("mean:Q", title=t("grade.head_against"), format="+.2f"),
        alt.Tooltip("low:Q", title=t("grade.interval_low"), format="+.2f"),
        alt.Tooltip("high:Q", title=t("grade.interval_high"), format="+.2f"),
        alt.Tooltip("n:Q", title="n"),
    ]
    chart = alt.Chart(alt.InlineData(values=rows)).encode(y=y, yOffset=offset, tooltip=tips)
    bars = chart.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q"), x2="high:Q", color=colour, opacity=faint
    )
    points = chart.mark_point(filled=True, size=70).encode(
        x=x, color=colour, shape=shape, opacity=faint
    )
    words = chart.mark_text(align="left", dx=8, fontSize=11, color="#64748b").encode(
        x=alt.X("high:Q"), text="words:N"
    )
    zero = (
        alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        .mark_rule(strokeDash=[4, 3], color="#94a3b8")
        .encode(x=alt.X("zero:Q"))
    )
    height = max(70, len(groups) * (ROW * len(systems) + STEP))
    return alt.layer(zero, bars, points, words).properties(height=height)


def by_system(report: Report, grouping: str) -> list[dict[str, Any]]:
    """Cells of category (or style) x system."""
    return [
        _cell(group_name(grouping, group.name), score.system.name, group.accuracy)
        for score in counted(report)
        for group in score.groups
        if group.grouping == grouping
    ]


def by_category_and_style(report: Report, system_id: str) -> list[dict[str, Any]]:
    """Cells of category x style of one system."""
    return [
        _cell(
            group_name("category", cell.category),
            group_name("style", cell.style),
            cell.accuracy,
        )
        for cell in crossed(report, system_id)
    ]


def _cell(row: str, column: str, value: Estimate) -> dict[str, Any]:
    shown = "–" if value.mean is None else f"{value.mean:.2f}"
    spread = "" if value.low is None else f"{value.low:.2f} – {value.high:.2f}"
    return {
        "row": row,
        "column": column,
        "mean": value.mean,
        "n": value.n,
        "few": value.n < LEAST_N,
        "words": shown,
        "interval": spread,
        "count": f"n={value.n}",
    }


def heat(cells: list[dict[str, Any]]) -> Any:
    """Mean and n in every cell; grey where n says next to nothing."""
    import altair as alt

    rows = list(dict.fromkeys(cell["row"] for cell in cells))
    columns = list(dict.fromkeys(cell["column"] for cell in cells))
    chart = alt.Chart(alt.InlineData(values=cells)).encode(
        x=alt.X(
            "column:N",
            sort=columns,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, labelLimit=140),
        ),
        y=alt.Y("row:N", sort=rows, title=None, axis=alt.Axis(labelLimit=160)),
        tooltip=[
            alt.Tooltip("row:N", title=" "),
            alt.Tooltip("column:N", title=" "),
            alt.Tooltip("words:N", title=t("grade.head_accuracy")),
            alt.Tooltip("interval:N", title=t("grade.interval")),
            alt.Tooltip("n:Q", title="n"),
        ],
    )
    scale = alt.Scale(domain=[0, 1, 2], range=[LOW, MIDDLE, HIGH], interpolate="rgb")
    fill = alt.condition(
        "datum.few", alt.value(GREY), alt.Color("mean:Q", scale=scale, legend=None)
    )
    ink = alt.condition("datum.few", alt.value(FAINT), alt.value(INK))
    boxes = chart.mark_rect(stroke="#ffffff", strokeWidth=1).encode(color=fill)
    means = chart.mark_text(dy=-6, fontSize=14, fontWeight="bold").encode(text="words:N", color=ink)
    ns = chart.mark_text(dy=10, fontSize=11).encode(text="count:N", color=ink)
    return alt.layer(boxes, means, ns).properties(height=46 * len(rows) + 30)


def has_groups(groups: tuple[GroupScore, ...], grouping: str) -> bool:
    return any(group.name for group in groups if group.grouping == grouping)
