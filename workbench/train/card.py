"""The card of a tuned model: what it was made from and how far it can be trusted. Pure.

English with a summary in Korean, like the card of the dataset version that it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.export.markdown import one_line, table
from workbench.export.template import ANSWER_MARK, QUESTION_MARK, STOP, TEMPLATE_VERSION
from workbench.train.base import is_hub_name
from workbench.train.plan import TINY
from workbench.train.run_folder import RunSpec

CARD = "README.md"
"""Name of the card in the model's folder."""
DATASET_ROW = "Dataset version"

RANDOM_EN = (
    "> **Random weights.** This model grew from random weights on these few rows only. It shows "
    "the way of the workbench; its answers mean nothing and must not be relied on or compared."
)
RANDOM_KO = (
    "> **무작위 가중치.** 사전 학습 없이 무작위 가중치에서 시작한 모델입니다. "
    "과정을 보여 줄 뿐이며, 답변에는 의미가 없고 비교에도 쓸 수 없습니다."
)


def model_card(
    spec: RunSpec,
    metrics: Mapping[str, float],
    random_weights: bool,
    libraries: Mapping[str, str],
) -> str:
    """`metrics` as in TrainingRun; `libraries` is name -> version."""
    params = spec.params
    how = "LoRA, adapters merged" if params.method == "lora" else "full fine-tuning"
    parts = [
        _head(spec, random_weights),
        f"# {one_line(spec.project)}, training run {spec.number}",
        "",
        *([RANDOM_EN, ">", RANDOM_KO, ""] if random_weights else []),
        f"{_base(params.base_model)} tuned on version {spec.version_number} of the dataset "
        f"({how}). It answers in the form it was trained on; without retrieval it cites nothing.",
        "",
        f"데이터셋 버전 {spec.version_number}(으)로 학습한 모델입니다.",
        "",
        table(("", ""), _facts(spec, metrics)),
        "## How to ask it",
        "",
        f"Prompt template version {TEMPLATE_VERSION}; stop at the end token or at "
        f"`{STOP.strip()}`:",
        "",
        "```",
        f"{QUESTION_MARK}\n<question>\n\n{ANSWER_MARK}\n",
        "```",
        "",
        "## Training",
        "",
        table(("Parameter", "Value"), _parameters(spec)),
        table(("Library", "Version"), sorted(libraries.items())),
        "## Limitations",
        "",
        "- It learned from the rows of one dataset version; what its documents do not say, it does "
        "not know, and it may still answer.",
        "- The loss on validation rows says how well it continues such texts, not how often it is "
        "right. Grade it.",
        "",
    ]
    return "\n".join(parts)


def with_dataset(card: str, repo_id: str, tag: str) -> str:
    """The card with where its dataset version stands on the hub: in the head, as hubs link it, and
    under the version in the table of facts."""
    head, mark, body = card.partition("\n---\n")
    version = f"| {DATASET_ROW} |"
    row = f"| Dataset on the hub | `{repo_id}` at `{tag}` |"
    lines: list[str] = []
    for line in body.split("\n"):
        lines.append(line)
        if line.startswith(version):
            lines.append(row)
    return f"{head}\ndatasets: {json.dumps([repo_id])}{mark}" + "\n".join(lines)


def _head(spec: RunSpec, random_weights: bool) -> str:
    base = spec.params.base_model
    tags = ["question-answering", f"dataset-version-{spec.version_number}"]
    head: dict[str, Any] = {
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "tags": [*tags, "random-weights"] if random_weights else tags,
        **({"base_model": base} if is_hub_name(base) else {}),
        "license": "other",
        "license_name": "unspecified",
    }
    # A JSON value is a YAML value (YAML 1.2, section 1.3), so no text can break out of the head.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    return "\n".join(["---", *lines, "---", ""])


def _base(base_model: str) -> str:
    if base_model == TINY:
        return "A small GPT-2 with random weights and a tokenizer of its own,"
    name = base_model if is_hub_name(base_model) else Path(base_model).name
    return f"`{one_line(name)}`,"


def _facts(spec: RunSpec, metrics: Mapping[str, float]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = [
        (DATASET_ROW, f"{spec.version_number}, id `{spec.version_id}`"),
        ("Confidentiality level", f"**{spec.level}** (that of the dataset)"),
        ("Rows, sha256", f"`{spec.data_sha256}`"),
        ("Prompt template", f"version {TEMPLATE_VERSION}, `{spec.template_hash[:16]}`"),
        ("Run", f"`{spec.run_id}`, {spec.created_at:%Y-%m-%d}, by `{one_line(spec.created_by)}`"),
    ]
    for name, label, form in (
        ("rows", "Rows read", ",.0f"),
        ("too_long", "Rows left out (too long)", ",.0f"),
        ("tokens", "Tokens read", ",.0f"),
        ("parameters", "Parameters", ",.0f"),
        ("trainable", "Trained parameters", ",.0f"),
        ("loss", "Last training loss (nats a token of the answers)", ".4f"),
        ("eval_loss", "Validation loss", ".4f"),
    ):
        if name in metrics:
            rows.append((label, format(metrics[name], form)))
    return rows


def _parameters(spec: RunSpec) -> list[tuple[str, str]]:
    values = spec.params.model_dump(exclude={"base_model", "learning_rate"})
    unused = "tiny_" if spec.params.base_model != TINY else ""
    if spec.params.method != "lora":
        values = {k: v for k, v in values.items() if not k.startswith("lora_")}
    if unused:
        values = {k: v for k, v in values.items() if not k.startswith(unused)}
    values["learning_rate"] = spec.params.rate
    return [(name, f"{value}") for name, value in values.items() if value is not None]
