"""A campaign's report as one HTML file that needs nothing else, on screen and on paper. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from workbench.grade.outcome import GroupScore, QuestionResult, Report, SystemScore
from workbench.grade.statistics import LEAST_N, Agreement, Difference, Estimate
from workbench.report import html_lines, html_page, html_table
from workbench.ui.text import render

SHOWN_QUESTIONS = 20
"""Where systems differ most; all of them are in the CSV."""
MOST_SHOWN = 600
"""Characters of an answer."""
_WIDTH, _ROW, _LABEL = 640, 34, 190
"""Of the plot of differences, in pixels."""


def render_report(report: Report, language: str) -> str:
    text = _Text(language)
    title = escape(text("report_title", name=_name(report), set=report.set.name))
    sections = [
        f'<header>\n<h1>{title}</h1>\n<p class="lead">{escape(_lead(report, text))}</p>'
        f"{''.join(_notices(report, text))}</header>",
        _findings(report, text),
        f"<section>{report_part(report, language)}</section>",
        _groups(report, text),
        _agreement(report, text),
        _questions(report, text),
    ]
    return html_page(title, language, [section for section in sections if section])


def report_part(report: Report, language: str) -> str:
    """The table of systems and the plot of differences: what another report can show as well."""
    text = _Text(language)
    head = f"<h2>{escape(text('report_systems'))}</h2>\n"
    return f"{head}{_systems(report, text)}{_forest(report, text)}"


class _Text:
    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **params: str | int | float) -> str:
        return render(f"grade.{key}", params, self.language)


def _name(report: Report) -> str:
    campaign = report.campaign
    return f"#{campaign.number} {campaign.name}".strip()


def _lead(report: Report, text: _Text) -> str:
    return text(
        "report_lead",
        questions=report.questions,
        graded=report.graded,
        graders=", ".join(f"{name} ({n})" for name, n in report.graders.items()) or "–",
    )


def _notices(report: Report, text: _Text) -> list[str]:
    notices = []
    if report.interim:
        notices.append(text("report_interim"))
    if report.overlapping:
        notices.append(text("report_overlapping", n=report.overlapping))
    random = [score.system.name for score in report.scores if score.system.random_weights]
    if random:
        notices.append(text("report_random", systems=", ".join(random)))
    return [f'<p class="notice">{escape(notice)}</p>' for notice in notices]


def _findings(report: Report, text: _Text) -> str:
    if not report.findings:
        return f"<section><p>{escape(text('report_no_grades'))}</p></section>"
    items = "".join(
        f"<li>{escape(render(each.key, each.params, text.language))}</li>"
        for each in report.findings
    )
    return f"<section><ul>{items}</ul></section>"


def interval(value: Estimate, percent: bool = False) -> str:
    """`1.42 (1.20 – 1.61)`; `–` where there is nothing to say."""
    if value.mean is None:
        return "–"
    scale, unit, digits = (100, " %", 0) if percent else (1, "", 2)
    mean = f"{scale * value.mean:.{digits}f}{unit}"
    if value.low is None or value.high is None:
        return mean
    return f"{mean} ({scale * value.low:.{digits}f} – {scale * value.high:.{digits}f})"


def signed(value: Difference | None) -> str:
    """`+0.31 (+0.10 – +0.52)`."""
    if value is None or value.mean is None:
        return "–"
    if value.low is None or value.high is None:
        return f"{value.mean:+.2f}"
    return f"{value.mean:+.2f} ({value.low:+.2f} – {value.high:+.2f})"


def p_value(p: float | None) -> str:
    return "–" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"


def _systems(report: Report, text: _Text) -> str:
    scores = ("system", "n", "accuracy", "detail", "right", "against", "p", "detectable")
    habits = ("system", "refused", "characters", "took", "personal_data", "memorised", "invented")
    return html_table(
        [text(f"head_{name}") for name in scores], [_score_row(s, text) for s in report.scores]
    ) + html_table(
        [text(f"head_{name}") for name in habits], [_habit_row(s, text) for s in report.scores]
    )


def _system_name(score: SystemScore, text: _Text) -> str:
    name = escape(score.system.name)
    if not score.system.random_weights:
        return name
    return f'{name} <span class="badge">{escape(text("random_badge"))}</span>'


def _score_row(score: SystemScore, text: _Text) -> list[str]:
    against = score.against
    detectable = against.detectable if against else None
    return [
        _system_name(score, text),
        str(score.accuracy.n),
        interval(score.accuracy),
        interval(score.detail),
        interval(score.right, percent=True),
        signed(against),
        p_value(score.corrected_p),
        "–" if detectable is None else f"{detectable:.2f}",
    ]


def _habit_row(score: SystemScore, text: _Text) -> list[str]:
    return [
        _system_name(score, text),
        f"{score.refused} / {score.refused_rightly} / {score.unanswerable}",
        "–" if score.characters is None else f"{score.characters:,.0f}",
        "–" if score.took_ms is None else f"{score.took_ms / 1000:,.1f} s",
        str(score.personal_data),
        str(score.memorised),
        str(score.invented),
    ]


def _forest(report: Report, text: _Text) -> str:
    """Differences of accuracy to the baseline, as SVG; the numbers are in the table above."""
    shown = [score for score in report.scores if score.against and score.against.low is not None]
    if not shown or report.baseline is None:
        return ""
    title = text("forest_title", baseline=report.baseline.system.name)
    middle = (_LABEL + _WIDTH) / 2
    half = (_WIDTH - _LABEL) / 2 - 12
    marks = [
        f'<line x1="{middle}" y1="0" x2="{middle}" y2="{_ROW * len(shown)}" stroke="#94a3b8"/>'
    ]
    for index, score in enumerate(shown):
        against = score.against
        assert against is not None and against.low is not None and against.high is not None
        assert against.mean is not None
        y = _ROW * index + _ROW / 2
        low, mean, high = (middle + half * v / 2 for v in (against.low, against.mean, against.high))
        marks.append(
            f'<text x="0" y="{y + 5}" font-size="13">{escape(score.system.name[:24])}</text>'
            f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="#1d4ed8" '
            f'stroke-width="2"/><circle cx="{mean:.1f}" cy="{y}" r="5" fill="#1d4ed8"/>'
        )
    height = _ROW * len(shown) + 22
    axis = "".join(
        f'<text x="{middle + half * v / 2:.1f}" y="{height - 4}" font-size="11" '
        f'text-anchor="middle">{v:+d}</text>'
        for v in (-2, -1, 0, 1, 2)
    )
    return (
        f"<h3>{escape(title)}</h3>\n"
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="100%" role="img" '
        f'aria-label="{escape(title)}">{"".join(marks)}{axis}</svg>\n'
    )


def _groups(report: Report, text: _Text) -> str:
    """Accuracy by category, then by style, a column a system; grey where n is small."""
    counted = [score for score in report.scores if not score.system.random_weights]
    parts = []
    for grouping in ("category", "style"):
        names = list(
            dict.fromkeys(
                group.name
                for score in counted
                for group in score.groups
                if group.grouping == grouping
            )
        )
        if names in ([], [""]):
            continue
        heads = [text(f"head_{grouping}"), *(score.system.name for score in counted)]
        rows = [
            [escape(name or "–"), *(_cell(score.groups, grouping, name) for score in counted)]
            for name in names
        ]
        parts.append(f"<h3>{escape(text(f'report_by_{grouping}'))}</h3>\n{html_table(heads, rows)}")
    if not parts:
        return ""
    note = escape(text("report_small", n=LEAST_N))
    title = escape(text("report_groups"))
    return f"<section><h2>{title}</h2>\n{''.join(parts)}<p>{note}</p></section>"


def _cell(groups: Sequence[GroupScore], grouping: str, name: str) -> str:
    found = next((g for g in groups if g.grouping == grouping and g.name == name), None)
    if found is None or found.accuracy.mean is None:
        return "–"
    shown = f"{interval(found.accuracy)}, n = {found.accuracy.n}"
    return f'<span class="lead">{shown}</span>' if found.accuracy.n < LEAST_N else shown


def _agreement(report: Report, text: _Text) -> str:
    rows = [
        [escape(text(f"head_{axis}")), *_agreed(found, text)]
        for axis, found in report.agreement.items()
        if found.answers
    ]
    if not rows:
        return ""
    heads = [text(f"head_{name}") for name in ("axis", "shared", "percent", "kappa", "alpha")]
    title = escape(text("report_agreement"))
    return f"<section><h2>{title}</h2>\n{html_table([*heads, 'AC2'], rows)}</section>"


def _agreed(found: Agreement, text: _Text) -> list[str]:
    constant = escape(text("constant"))
    return [
        str(found.answers),
        "–" if found.percent is None else f"{100 * found.percent:.0f} %",
        constant if found.kappa is None else f"{found.kappa:.2f}",
        constant if found.alpha is None else f"{found.alpha:.2f}",
        "–" if found.ac2 is None else f"{found.ac2:.2f}",
    ]


def _questions(report: Report, text: _Text) -> str:
    """Those on which systems differ most, with what each said."""
    graded = [result for result in report.results if result.accuracy]
    if not graded:
        return ""
    shown = sorted(graded, key=lambda r: (-r.spread, r.question.seq))[:SHOWN_QUESTIONS]
    cards = "\n".join(_question(result, report, text) for result in shown)
    title = escape(text("report_questions", n=len(shown), total=len(graded)))
    return f"<section><h2>{title}</h2>\n{cards}</section>"


def shorten(text: str) -> str:
    """The CSV holds all of it."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN].rstrip()} …"


def _question(result: QuestionResult, report: Report, text: _Text) -> str:
    question = result.question
    tags = "".join(
        f"<span>{escape(tag)}</span>" for tag in (question.category, question.style) if tag
    )
    gold = question.gold or text("no_answer_expected")
    answers = ""
    for score in report.scores:
        answer = result.answers.get(score.system.id)
        if answer is None:
            continue
        marks = " / ".join(
            "–" if value is None else f"{value:g}"
            for value in (
                result.accuracy.get(score.system.id),
                result.detail.get(score.system.id),
            )
        )
        badge = f" · {text('random_badge')}" if score.system.random_weights else ""
        answers += (
            f'<p class="place">{escape(score.system.name + badge)} · {escape(marks)}</p>'
            f"<p>{html_lines(shorten(answer.text)) or '–'}</p>"
        )
    return (
        f"<article>\n<h3>{html_lines(question.question)}</h3>\n"
        f"<blockquote>{html_lines(gold)}</blockquote>\n{answers}"
        f'<p class="tags">{tags}</p>\n</article>'
    )
