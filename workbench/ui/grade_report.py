"""What a campaign comes to: sentences first, then the numbers that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.grade import report_service
from workbench.grade.html import interval, p_value, render_report, signed
from workbench.grade.outcome import Report, SystemScore
from workbench.grade.service import CampaignState
from workbench.grade.statistics import LEAST_N, Agreement
from workbench.grade.table import as_csv, as_jsonl
from workbench.records import Message
from workbench.ui import components, context, grade_charts, grade_differences
from workbench.ui.text import example_label, language, literal, message, t


def show(state: CampaignState) -> None:
    ws, who = context.workspace(), context.actor()
    if not report_service.may_see_report(ws, who, state.campaign):
        _hidden(state)
        return
    report = _report(state)
    if not report.graded:
        components.empty_state("grade.report_no_grades")
        return
    _head(report)
    _findings(report)
    _systems(report)
    _forest(report)
    _heat(report)
    _agreement(report)
    grade_differences.show(report)


def _hidden(state: CampaignState) -> None:
    """Names would end the blindness of who still grades."""
    key = "grade.report_blind" if context.actor().may("review") else "grade.report_later"
    if components.empty_state(key, "grade.to_progress", number=state.campaign.number):
        st.query_params["part"] = "progress"
        st.rerun()


def _report(state: CampaignState) -> Report:
    """One that is closed does not change any more, so that it is worked out once."""
    ws, who, campaign = context.workspace(), context.actor(), state.campaign
    if campaign.closed_at is None:
        return report_service.report(ws, who, campaign.project_id, campaign.id)
    return _closed(campaign.id, campaign.project_id)


@st.cache_data(max_entries=10, ttl=600, show_spinner=False)
def _closed(campaign_id: str, project_id: str) -> Report:
    ws, who = context.workspace(), context.actor()
    return report_service.report(ws, who, project_id, campaign_id)


def _head(report: Report) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        graders = " · ".join(f"{literal(name)} {n:,}" for name, n in report.graders.items())
        st.caption(
            t(
                "grade.report_basis",
                questions=report.questions,
                graded=report.graded,
                graders=graders,
            ),
            width="stretch",
        )
        with st.popover(t("grade.export"), icon=":material/download:"):
            _downloads(report)
    if report.interim:
        st.warning(t("grade.report_interim"))
    if report.overlapping:
        st.warning(t("grade.report_overlapping", n=report.overlapping))
    random = [score.system.name for score in report.scores if score.system.random_weights]
    if random:
        st.warning(t("grade.report_random", systems=literal(", ".join(random))))


def _downloads(report: Report) -> None:
    """Made when they are asked for."""
    spoken = language()
    name = f"grade-{report.campaign.number}"
    for ending, mime, made in (
        ("html", "text/html", lambda: render_report(report, spoken).encode()),
        ("csv", "text/csv", lambda: as_csv(report)),
        ("jsonl", "application/x-ndjson", lambda: as_jsonl(report)),
    ):
        st.download_button(
            t(f"grade.download_{ending}"),
            data=made,
            file_name=f"{name}.{ending}",
            mime=mime,
            key=f"download-{ending}",
            type="tertiary",
            on_click="ignore",
        )


def finding_sentence(found: Message) -> str:
    """With the category in the reader's language."""
    group = str(found.params.get("group", ""))
    named = example_label("category", group) or t("grade.no_label")
    return message(found.model_copy(update={"params": {**found.params, "group": named}}))


def _findings(report: Report) -> None:
    if not report.findings:
        return
    first, *rest = report.findings
    with st.container(border=True, gap="small"):
        st.markdown(f"#### {literal(finding_sentence(first))}")
        lines = [f"- {literal(finding_sentence(each))}" for each in rest]
        if lines:
            st.markdown("\n".join(lines))


# ---- tables --------------------------------------------------------------------------------------


def _systems(report: Report) -> None:
    st.subheader(t("grade.report_systems"), anchor=False)
    right = st.column_config.TextColumn(alignment="right")
    heads = ("n", "accuracy", "detail", "right")
    st.dataframe(
        [_scores(score, report) for score in report.scores],
        hide_index=True,
        column_config={t(f"grade.head_{name}"): right for name in heads}
        | {t("grade.head_system"): st.column_config.TextColumn(width=190)},
        key="scores",
    )
    st.caption(t("grade.scores_note"))
    habits = ("refused_rightly", "refused_wrongly", "characters", "took")
    names = (*habits, "personal_data", "memorised", "invented")
    st.dataframe(
        [_behaviour(score, report) for score in report.scores],
        hide_index=True,
        column_config={t(f"grade.head_{name}"): right for name in names}
        | {t("grade.head_system"): st.column_config.TextColumn(width=190)},
        key="behaviour",
    )
    for score in report.scores:
        if score.memorised:
            name = literal(score.system.name)
            st.warning(t("grade.memorised_notice", system=name, n=score.memorised))
    if any(score.personal_data for score in report.scores):
        st.caption(t("grade.leaks_note"))


def _name(score: SystemScore, report: Report) -> str:
    if score.system.random_weights:
        return f"{score.system.name} · {t('grade.random_short')}"
    if report.baseline is not None and score.system.id == report.baseline.system.id:
        return f"{score.system.name} · {t('grade.baseline')}"
    return score.system.name


def _scores(score: SystemScore, report: Report) -> dict[str, str]:
    return {
        t("grade.head_system"): _name(score, report),
        t("grade.head_n"): f"{score.accuracy.n:,}",
        t("grade.head_accuracy"): interval(score.accuracy),
        t("grade.head_detail"): interval(score.detail),
        t("grade.head_right"): interval(score.right, percent=True),
    }


def _behaviour(score: SystemScore, report: Report) -> dict[str, str]:
    wrongly = score.refused - score.refused_rightly
    answers = sum(score.system.id in result.answers for result in report.results)
    answerable = answers - score.unanswerable
    return {
        t("grade.head_system"): _name(score, report),
        t("grade.head_refused_rightly"): f"{score.refused_rightly:,} / {score.unanswerable:,}",
        t("grade.head_refused_wrongly"): f"{wrongly:,} / {max(0, answerable):,}",
        t("grade.head_characters"): (
            "–" if score.characters is None else f"{score.characters:,.0f}"
        ),
        t("grade.head_took"): "–" if _untimed(score) else f"{(score.took_ms or 0) / 1000:,.1f} s",
        t("grade.head_personal_data"): f"{score.personal_data:,} / {answers:,}",
        t("grade.head_memorised"): f"{score.memorised:,}",
        t("grade.head_invented"): f"{score.invented:,}",
    }


def _untimed(score: SystemScore) -> bool:
    return score.took_ms is None or score.system.kind == "imported"


def _agreement(report: Report) -> None:
    rows = [(axis, found) for axis, found in report.agreement.items() if found.answers]
    if not rows:
        st.caption(t("grade.one_grader"))
        return
    st.subheader(t("grade.report_agreement"), anchor=False, help=t("grade.agreement_help"))
    st.dataframe(
        [{t("grade.head_axis"): t(f"grade.head_{axis}"), **_agreed(found)} for axis, found in rows],
        hide_index=True,
        key="agreement",
    )
    if any(found.kappa is None for _, found in rows):
        st.caption(t("grade.constant_note"))


def _agreed(found: Agreement) -> dict[str, str]:
    def number(value: float | None) -> str:
        return t("grade.constant") if value is None else f"{value:.2f}"

    return {
        t("grade.head_shared"): f"{found.answers:,}",
        t("grade.head_percent"): "–" if found.percent is None else f"{100 * found.percent:.0f} %",
        t("grade.head_kappa"): number(found.kappa),
        t("grade.head_alpha"): number(found.alpha),
        "AC2": number(found.ac2),
    }


# ---- charts --------------------------------------------------------------------------------------


def _forest(report: Report) -> None:
    rows = grade_charts.differences(report)
    if not rows or report.baseline is None:
        return
    baseline = report.baseline.system.name
    title = t("grade.forest_title", baseline=literal(baseline))
    st.subheader(title, anchor=False, help=t("grade.forest_help"))
    _compared(report)
    st.altair_chart(grade_charts.forest(rows, baseline), key="forest")
    with st.expander(t("grade.chart_numbers")):
        _numbers(rows)


def _compared(report: Report) -> None:
    """Each system against the baseline, on the questions that both have."""
    text = st.column_config.TextColumn
    widths = {"n": 45, "accuracy": 150, "detail": 150, "p": 70, "detectable": 95}
    lines = []
    for score in report.scores:
        against = score.against
        if against is None:
            continue
        detectable = against.detectable
        lines.append(
            {
                t("grade.head_system"): score.system.name,
                t("grade.head_n"): f"{against.n:,}",
                t("grade.head_accuracy"): signed(against),
                t("grade.head_detail"): signed(score.against_detail),
                t("grade.head_p"): p_value(score.corrected_p),
                t("grade.head_detectable"): "–" if detectable is None else f"{detectable:.2f}",
            }
        )
    st.dataframe(
        lines,
        hide_index=True,
        column_config={t("grade.head_system"): text(width=150)}
        | {t(f"grade.head_{n}"): text(width=w, alignment="right") for n, w in widths.items()},
        key="compared",
    )
    st.caption(t("grade.compared_note"))


def _numbers(rows: Sequence[dict[str, Any]]) -> None:
    st.dataframe(
        [
            {
                t("grade.category"): row["group"],
                t("grade.head_system"): row["system"],
                t("grade.head_against"): row["mean"],
                t("grade.interval_low"): row["low"],
                t("grade.interval_high"): row["high"],
                "n": row["n"],
            }
            for row in rows
        ],
        hide_index=True,
        key="forest-numbers",
    )


def _heat(report: Report) -> None:
    counted = grade_charts.counted(report)
    if not counted:
        return
    groupings = [
        name for name in ("category", "style") if grade_charts.has_groups(counted[0].groups, name)
    ]
    if not groupings:
        return
    views = {name: t(f"grade.heat_{name}") for name in groupings}
    if len(groupings) == 2:
        views |= {
            score.system.id: t("grade.heat_system", name=score.system.name) for score in counted
        }
    st.subheader(t("grade.report_groups"), anchor=False)
    view = components.select("heat", views, t("grade.heat"))
    if view in groupings:
        cells = grade_charts.by_system(report, view)
    else:
        cells = grade_charts.by_category_and_style(report, view)
    st.altair_chart(grade_charts.heat(cells), key="heat")
    st.caption(t("grade.report_small", n=LEAST_N))
