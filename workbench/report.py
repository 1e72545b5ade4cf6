"""The report of a story: one HTML file that needs nothing else, on screen and on paper. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from workbench.export.rows import Row
from workbench.records import DatasetVersion
from workbench.ui.text import has, render


@dataclass(frozen=True)
class Sample:
    split: str
    row: Row


@dataclass(frozen=True)
class Facts:
    """What the report shows. `findings` counts by kind what the check found."""

    project: str
    document: str
    version: DatasetVersion
    pages: int
    chunks: int
    examples: int
    approved: int
    rejected: int
    findings: Mapping[str, int]
    samples: Sequence[Sample]
    paths: Mapping[str, str]
    sections: Sequence[str] = ()
    """HTML of what came after the dataset."""


def render_report(facts: Facts, language: str) -> str:
    """All text is escaped: what a document says stays text here, too."""
    text = _Text(language)
    title = escape(text("report_title", project=facts.project))
    sections = [
        _head(facts, text, title),
        _way(facts, text),
        _splits(facts, text),
        _findings(facts, text),
        _samples(facts, text),
        *facts.sections,
        _use(facts, text),
    ]
    return html_page(title, language, sections)


def html_page(title: str, language: str, sections: Sequence[str]) -> str:
    """One file with its style in it; title and sections are HTML already."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(sections)
        + "\n</main>\n</body>\n</html>\n"
    )


@dataclass(frozen=True)
class _Text:
    language: str

    def __call__(self, key: str, **params: str | int) -> str:
        return render(f"demo.{key}", params, self.language)

    def word(self, *keys: str, default: str) -> str:
        """The first of these keys that the catalogues have."""
        found = next((key for key in keys if has(key, self.language)), None)
        return render(found, {}, self.language) if found else default


def _head(facts: Facts, text: _Text, title: str) -> str:
    version = facts.version
    level = text.word(f"common.level_{version.level}", default=version.level)
    made = f"{version.created_at:%Y-%m-%d %H:%M} UTC"
    line = text("report_line", document=facts.document, number=version.number, date=made)
    return (
        f'<header>\n<h1>{title}</h1>\n<p class="lead">{escape(line)}</p>\n'
        f'<p><span class="badge">{escape(level)}</span></p>\n'
        f'<p class="notice">{escape(text("report_demo"))}</p>\n</header>'
    )


def _way(facts: Facts, text: _Text) -> str:
    rows = sum(file.rows for file in facts.version.files)
    steps = [
        ("pages", facts.pages),
        ("chunks", facts.chunks),
        ("examples", facts.examples),
        ("approved", facts.approved),
        ("rows", rows),
    ]
    tiles = "".join(
        f'<li><span class="number">{number:,}</span>'
        f"<span>{escape(text(f'count_{name}'))}</span></li>"
        for name, number in steps
    )
    title = escape(text("report_way"))
    return f'<section>\n<h2>{title}</h2>\n<ol class="way">{tiles}</ol>\n</section>'


def _splits(facts: Facts, text: _Text) -> str:
    total = sum(file.rows for file in facts.version.files) or 1
    rows = []
    for file in facts.version.files:
        share = 100 * file.rows / total
        bar = f'<span class="bar"><span style="width:{share:.1f}%"></span></span>'
        name = text.word(f"export.{file.split}", default=file.split)
        rows.append(
            [escape(name), f"{file.rows:,}", f"{share:.1f} % {bar}", f"<code>{file.sha256}</code>"]
        )
    heads = [text(f"head_{name}") for name in ("split", "rows", "share", "sha256")]
    groups = text("report_groups", n=int(facts.version.parameters["groups"]))
    return (
        f"<section>\n<h2>{escape(text('report_splits'))}</h2>\n"
        f"{html_table(heads, rows)}<p>{escape(groups)}</p>\n</section>"
    )


def _findings(facts: Facts, text: _Text) -> str:
    found = [
        [escape(text(f"kind_{kind}")), f"{count:,}", escape(text(f"became_{kind}"))]
        for kind, count in facts.findings.items()
    ]
    masked = sorted(dict(facts.version.parameters["masked"]).items())
    told = ", ".join(f"{name} {count:,}" for name, count in masked)
    line = text("report_masked", counts=told) if told else text("report_masked_none")
    left = [
        [escape(text.word(f"export.left_out_reason.{reason}", default=reason)), f"{count:,}"]
        for reason, count in sorted(dict(facts.version.parameters["left_out"]).items())
    ]
    found_heads = [text(f"head_{name}") for name in ("kind", "count", "became")]
    left_heads = [text(f"head_{name}") for name in ("reason", "count")]
    out = (
        f"<h3>{escape(text('report_left_out'))}</h3>\n{html_table(left_heads, left)}"
        if left
        else ""
    )
    return (
        f"<section>\n<h2>{escape(text('report_findings'))}</h2>\n{html_table(found_heads, found)}"
        f"<p>{escape(line)}</p>\n{out}</section>"
    )


def _samples(facts: Facts, text: _Text) -> str:
    cards = "\n".join(_sample(sample, text) for sample in facts.samples)
    return f"<section>\n<h2>{escape(text('report_samples'))}</h2>\n{cards}\n</section>"


def _sample(sample: Sample, text: _Text) -> str:
    row = sample.row
    place = [row.document, row.section]
    if row.page is not None:
        place.append(text.word("common.page_number", default="{n}").format(n=row.page))
    where = " › ".join(escape(part) for part in place if part)
    split = text.word(f"export.{sample.split}", default=sample.split)
    names = (
        text.word(f"augment.category.{row.category}", default=row.category),
        text.word(f"augment.style.{row.style}", default=row.style),
        split,
    )
    tags = "".join(f"<span>{escape(name)}</span>" for name in names if name)
    quote = (
        f"<blockquote>{html_lines(row.evidence_quote)}</blockquote>" if row.evidence_quote else ""
    )
    return (
        f'<article>\n<p class="place">{where}</p>\n<h3>{html_lines(row.question)}</h3>\n'
        f'<p>{html_lines(row.answer)}</p>\n{quote}<p class="tags">{tags}</p>\n</article>'
    )


def html_lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def _use(facts: Facts, text: _Text) -> str:
    items = "".join(
        f"<li>{escape(text(f'path_{name}'))}: <code>{escape(path)}</code></li>"
        for name, path in facts.paths.items()
        if name != "report"
    )
    code = f"import datasets\n\ndatasets.load_dataset({facts.paths['dataset']!r})"
    return (
        f"<section>\n<h2>{escape(text('report_use'))}</h2>\n<ul>{items}</ul>\n"
        f"<pre><code>{escape(code)}</code></pre>\n</section>"
    )


def html_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are HTML already; heads are not."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n"


_STYLE = """
:root { --ink: #17202b; --soft: #56626f; --line: #d9dfe6; --tint: #f3f6f9; --mark: #1d4ed8; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; line-height: 1.65; font-size: 15px;
  font-family: Pretendard, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR",
  "Noto Sans CJK KR", system-ui, sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
main { max-width: 880px; margin: 0 auto; padding: 48px 24px 72px; }
h1 { font-size: 28px; line-height: 1.3; margin: 0 0 8px; }
h2 { font-size: 19px; margin: 44px 0 14px; }
h3 { font-size: 16px; margin: 2px 0 6px; line-height: 1.5; }
p { margin: 0 0 10px; }
.lead { color: var(--soft); }
.badge { display: inline-block; border: 1px solid var(--line); border-radius: 999px;
  padding: 1px 12px; font-size: 13px; }
.notice { border-left: 3px solid #b45309; background: #fff7ed; padding: 10px 14px; }
.way { list-style: none; display: grid; grid-template-columns: repeat(5, 1fr); gap: 10px;
  padding: 0; margin: 0; }
.way li { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
.way .number { display: block; font-size: 24px; font-weight: 700; line-height: 1.3;
  font-variant-numeric: tabular-nums; }
.way li span:last-child { color: var(--soft); font-size: 13px; }
table { border-collapse: collapse; width: 100%; margin-bottom: 12px; font-size: 14px; }
th, td { border-bottom: 1px solid var(--line); padding: 7px 10px 7px 0; text-align: left;
  vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
td { font-variant-numeric: tabular-nums; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12px; }
pre { background: var(--tint); border-radius: 8px; padding: 12px 14px; overflow-x: auto; }
.bar { display: inline-block; width: 120px; height: 8px; background: var(--tint);
  border-radius: 4px; margin-left: 8px; vertical-align: middle; overflow: hidden; }
.bar span { display: block; height: 100%; background: var(--mark); }
article { border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 0 0 12px;
  break-inside: avoid; }
.place { color: var(--soft); font-size: 13px; margin: 0; }
blockquote { margin: 8px 0; padding: 2px 12px; border-left: 3px solid var(--line);
  color: var(--soft); }
.tags { margin: 8px 0 0; display: flex; gap: 6px; flex-wrap: wrap; }
.tags span { background: var(--tint); border-radius: 4px; padding: 1px 8px; font-size: 12px; }
@media (max-width: 640px) { .way { grid-template-columns: repeat(2, 1fr); } }
@media print {
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  .bar span, .notice, .tags span, pre { print-color-adjust: exact; }
  @page { margin: 18mm 16mm; }
}
"""
