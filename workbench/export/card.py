"""The dataset card: Markdown with the YAML head that the Hugging Face hub reads. Pure.

English, because the hub and its tools are, with a summary in Korean. Every text of a person
(project name, note, reason, document names) comes in already masked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from workbench.export.card_facts import CardFacts
from workbench.export.markdown import one_line, table
from workbench.export.rows import COLUMNS
from workbench.export.template import TEMPLATE_HASH, TEMPLATE_VERSION
from workbench.records import Turn

NUMBER_MARK = "<!-- version number -->"
"""A version's number is given when it is inserted, after its card was made; see `numbered`."""

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that a YAML stream may not hold, or folds as line breaks (YAML 1.1 and 1.2)."""
MEANINGS = {
    "id": "the example; stays the same over versions",
    "revision_id": "the wording that was approved",
    "question": "the question, personal data masked",
    "answer": "the answer, personal data masked",
    "history": "turns before the question, oldest first",
    "prompt": "history and question as a model is asked",
    "completion": "what a model is to answer after the prompt",
    "category": "kind of question",
    "style": "how it is phrased",
    "answerable": "false where the passage does not hold the answer",
    "evidence_quote": "words of the passage that the answer rests on",
    "document": "file name of the source",
    "section": "headings above the passage, outermost first",
    "page": "first page of the passage, from 1",
    "chunk_id": "the passage",
    "decision_id": "the approval",
    "reviewer": "account name of who approved",
    "origin": "drafted, paraphrased, imported or written",
    "model": "what drafted it; `rules` is the offline drafter",
    "level": "public, internal or confidential",
}


def render_card(facts: CardFacts) -> str:
    parts = [
        _head(facts),
        _summary(facts),
        _origin(facts),
        _approval(facts),
        _cleaning(facts),
        _splits(facts),
        _columns(),
        _limitations(facts),
    ]
    return "\n".join(parts)


def numbered(card: str, number: int) -> str:
    """The card as people see it: the stored one with the version's number filled in."""
    return card.replace(NUMBER_MARK, str(number))


def _head(facts: CardFacts) -> str:
    features = [{"name": column, **_feature(column)} for column in COLUMNS]
    splits = [{"name": f.split, "num_bytes": f.size, "num_examples": f.rows} for f in facts.files]
    size = sum(f.size for f in facts.files)
    drafted = any(name not in ("", "written", "imported") for name in facts.origins)
    head: dict[str, Any] = {
        "pretty_name": facts.project,
        "language": sorted(facts.languages) or ["ko"],
        "license": facts.license or "other",
        **({} if facts.license else {"license_name": "unspecified"}),
        "size_categories": [_size(facts.rows)],
        "task_categories": ["question-answering", "text-generation"],
        "annotations_creators": ["machine-generated" if _only_demo(facts) else "expert-generated"],
        "language_creators": ["machine-generated" if drafted else "found"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": f.split, "path": f"data/{f.split}-*.parquet"} for f in facts.files
                ],
            }
        ],
        "dataset_info": {
            "features": features,
            "splits": splits,
            "download_size": size,
            "dataset_size": size,
        },
    }
    # A JSON value is a YAML value (YAML 1.2, section 1.3), so no text can break out of the head.
    lines = [f"{key}: {_yaml(value)}" for key, value in head.items()]
    return "\n".join(["---", *lines, "---", ""])


def _yaml(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _feature(column: str) -> dict[str, Any]:
    if column == "history":
        return {"list": [{"name": name, "dtype": "string"} for name in Turn.model_fields]}
    return {"dtype": {"answerable": "bool", "page": "int64"}.get(column, "string")}


def _size(rows: int) -> str:
    return next((name for most, name in SIZES if rows < most), "1M<n<10M")


def _only_demo(facts: CardFacts) -> bool:
    return set(facts.reviewers) == {"demo"}


def _summary(facts: CardFacts) -> str:
    train, validation = (_rows(facts, split) for split in ("train", "validation"))
    lines = [f"# {one_line(facts.project)}, version {NUMBER_MARK}", ""]
    if facts.purpose:
        lines += [one_line(facts.purpose), ""]
    lines += [
        f"{facts.rows:,} approved question-answer pairs from {len(facts.sources)} documents: "
        f"{train:,} for training, {validation:,} for validation.",
        "",
        f"승인된 질문–답변 {facts.rows:,}건(학습 {train:,}, 검증 {validation:,}), 문서 "
        f"{len(facts.sources)}개, 보안 등급 {_LEVELS_KO[facts.level]}.",
        "",
        table(
            ("Property", "Value"),
            [
                ("Confidentiality level", f"**{facts.level}** (the highest of its documents)"),
                (
                    "Frozen",
                    f"{facts.created_at:%Y-%m-%d %H:%M} UTC by `{one_line(facts.created_by)}`",
                ),
                ("Version id", f"`{facts.version_id}`"),
                ("Prompt template", f"version {TEMPLATE_VERSION}, `{TEMPLATE_HASH[:16]}`"),
                ("License", facts.license or "not specified; ask the owners before passing it on"),
                *([("Note", one_line(facts.note))] if facts.note else []),
            ],
        ),
    ]
    return "\n".join(lines)


_LEVELS_KO = {"public": "공개", "internal": "사내", "confidential": "기밀"}


def _origin(facts: CardFacts) -> str:
    sources = [(one_line(s.name), s.level, f"{s.rows:,}") for s in facts.sources]
    made = ", ".join(f"{name} {number:,}" for name, number in facts.origins.items())
    models = ", ".join(f"{_model(name)} {number:,}" for name, number in facts.models.items())
    drafted = f" Drafted by: {models}." if models else ""
    return "\n".join(
        [
            "## Sources",
            "",
            table(("Document", "Level", "Rows"), sources),
            f"How the pairs came about: {made}.{drafted}",
            "",
            table(("Category", "Rows"), _counted(facts.categories)),
            table(("Phrasing", "Rows"), _counted(facts.styles)),
            f"{facts.unanswerable:,} rows ask what the passage does not answer.",
            "",
        ]
    )


def _model(name: str) -> str:
    return "built-in rules (no language model)" if name == "rules" else one_line(name)


def _approval(facts: CardFacts) -> str:
    lines = ["## Who approved", "", table(("Account", "Rows"), _counted(facts.reviewers))]
    if "demo" in facts.reviewers:
        lines += [
            "> **Decisions by the account `demo` were made by rules, without a person reading the "
            "rows.** They show the way of the workbench; they are no review.",
            ">",
            "> `demo` 계정의 결정은 사람이 읽지 않고 규칙으로 내린 것입니다.",
            "",
        ]
    if facts.left_out:
        lines += [
            "Not in this version:",
            "",
            table(("Reason", "Examples"), _counted(facts.left_out)),
        ]
    return "\n".join(lines)


_MASKING = {
    "placeholder": "Masked values are replaced by typed placeholders such as `[PHONE_k7f2q9]`: "
    "equal values have equal placeholders.",
    "pseudonym": "Masked values are replaced by **made-up values of the same form**, from ranges "
    "that belong to nobody (010-0xxx-xxxx, example.com, 192.0.2.0/24, invented names); equal "
    "values have equal replacements, no two values share one.",
}
_MASKING_KO = {
    "placeholder": "마스킹한 값은 종류가 적힌 자리표시자로 바꾸었습니다.",
    "pseudonym": "마스킹한 값은 누구의 것도 아닌 **같은 형식의 가명**으로 바꾸었습니다.",
}


def _cleaning(facts: CardFacts) -> str:
    total = sum(facts.masked.values())
    lines = [
        "## Cleaning",
        "",
        "On freezing, the text of every row was scanned for personal data, masked and scanned once "
        f"more; values that a person dismissed as no personal data stay. {_MASKING[facts.masking]} "
        "Nothing in this dataset leads back to them. Rows with equal question and answer (but for "
        "case, spacing and punctuation) are in one split.",
        "",
        "동결할 때 모든 행의 본문에서 개인정보를 찾아 마스킹하고 한 번 더 검사했습니다. 사람이 "
        f"개인정보가 아니라고 기각한 값은 그대로 둡니다. {_MASKING_KO[facts.masking]} "
        "질문과 답변이 같은 행은 같은 분할에 있습니다.",
        "",
        *_findings(facts),
    ]
    if total:
        lines += [
            f"{total:,} values masked:",
            "",
            table(("Type", "Masked"), _counted(facts.masked)),
        ]
    else:
        lines += ["No values were masked.", ""]
    if facts.override is not None:
        lines += [
            f"> **Gate overridden** by `{one_line(facts.override.actor)}` with "
            f"{facts.override.findings:,} undecided findings (all masked). Reason: "
            f"{one_line(facts.override.reason)}",
            "",
        ]
    return "\n".join(lines)


def _findings(facts: CardFacts) -> list[str]:
    """Freezing runs no checks and nothing records which rows were checked: only what they left."""
    limit = (
        "Freezing does not run the checks for quality and duplicates: rows without findings may "
        "be unchecked. / 동결은 품질·중복 검사를 실행하지 않으므로, 발견 항목이 없는 행은 검사하지 "
        "않은 것일 수 있습니다."
    )
    if not facts.findings:
        return ["No findings are recorded on these rows. / 이 행들에 기록된 발견 항목이 없습니다.",
                "", limit, ""]  # fmt: skip
    rows = [(kind, state, f"{n:,}") for (kind, state), n in sorted(facts.findings.items())]
    return [
        "Findings recorded on these rows: / 이 행들에 기록된 발견 항목:",
        "",
        table(("Kind", "State", "Findings"), rows),
        limit,
        "",
    ]


def _splits(facts: CardFacts) -> str:
    rows = [(f.split, f"{f.rows:,}", f"{f.size:,}", f"`{f.sha256}`") for f in facts.files]
    return "\n".join(
        [
            "## Splits",
            "",
            table(("Split", "Rows", "Bytes", "sha256"), rows),
            f"{facts.groups:,} groups of related rows (one leaf section of a document, joined by "
            "equal pairs, duplicates found and paraphrases) were put whole into one split. Wanted "
            f"for validation: {facts.validation_share:.0%}; seed {facts.seed}.",
            "",
        ]
    )


def _columns() -> str:
    rows = [(f"`{column}`", MEANINGS[column]) for column in COLUMNS]
    return "\n".join(["## Columns", "", table(("Column", "What it holds"), rows)])


def _limitations(facts: CardFacts) -> str:
    points = [
        "Answers hold for the documents above as they were on the day of freezing.",
        "Personal data is found by rules; names with endings attached and unusual formats can be "
        "missed.",
        "Validation rows come from other sections of the same documents: they measure how a model "
        "does on these manuals, not on others.",
    ]
    if "rules" in facts.models:
        points.append("Pairs drafted by rules repeat the wording of the source closely.")
    if not _rows(facts, "validation"):
        points.append("All rows are of one related group, so there is no validation split.")
    return "\n".join(["## Limitations", "", *(f"- {point}" for point in points), ""])


def _rows(facts: CardFacts, split: str) -> int:
    return sum(file.rows for file in facts.files if file.split == split)


def _counted(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(one_line(name) or "(none)", f"{number:,}") for name, number in ordered]
