from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.export.card import numbered, render_card
from workbench.export.card_facts import CardFacts, SourceFacts
from workbench.export.template import TEMPLATE_HASH
from workbench.records import DatasetFile, Override

FACTS = CardFacts(
    project="보안 매뉴얼",
    purpose="답하는 작은 모델",
    version_id="v" * 26,
    note="첫 버전",
    license=None,
    created_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    created_by="park",
    level="internal",
    files=(
        DatasetFile(split="train", sha256="a" * 64, rows=90, size=1000),
        DatasetFile(split="validation", sha256="b" * 64, rows=10, size=100),
    ),
    languages={"ko": 95, "en": 5},
    sources=[SourceFacts(name="매뉴얼.pdf", level="internal", rows=100)],
    categories={"number": 60, "": 40},
    styles={"question": 100},
    origins={"drafted": 100},
    models={"rules": 100},
    reviewers={"lee": 70, "choi": 30},
    unanswerable=3,
    left_out={"queued": 7},
    masking="placeholder",
    masked={"PHONE": 4, "EMAIL": 1},
    findings={("pii", "accepted"): 5, ("quality", "open"): 2},
    groups=20,
    validation_share=0.1,
    seed=3,
    override=None,
)


def head_of(card: str) -> dict[str, Any]:
    _, head, _ = card.split("---\n", 2)
    return dict(yaml.safe_load(head))


def test_the_head_is_what_the_hub_reads() -> None:
    head = head_of(render_card(FACTS))
    assert head["pretty_name"] == "보안 매뉴얼"
    assert head["language"] == ["en", "ko"]
    assert (head["license"], head["license_name"]) == ("other", "unspecified")
    assert head["size_categories"] == ["n<1K"]
    assert head["configs"][0]["data_files"][1] == {
        "split": "validation",
        "path": "data/validation-*.parquet",
    }
    assert head["dataset_info"]["splits"][0] == {
        "name": "train",
        "num_bytes": 1000,
        "num_examples": 90,
    }


def test_a_given_license_is_named() -> None:
    head = head_of(render_card(replace(FACTS, license="cc-by-4.0")))
    assert head["license"] == "cc-by-4.0"
    assert "license_name" not in head


@pytest.mark.parametrize(
    "said",
    [
        "| lee | 70 |",
        "| choi | 30 |",
        "| PHONE | 4 |",
        "| pii | accepted | 5 |",
        "| quality | open | 2 |",
        "5 values masked",
        "| 매뉴얼.pdf | internal | 100 |",
        "| queued | 7 |",
        "3 rows ask what the passage does not answer",
        "built-in rules (no language model) 100",
        TEMPLATE_HASH[:16],
        "20 groups of related rows",
        "a" * 64,
    ],
)
def test_the_card_says(said: str) -> None:
    assert said in render_card(FACTS)


def test_decisions_of_demo_are_said_to_be_by_rules() -> None:
    assert "without a person reading the rows" not in render_card(FACTS)
    card = render_card(replace(FACTS, reviewers={"demo": 100}))
    assert "without a person reading the rows" in card
    assert head_of(card)["annotations_creators"] == ["machine-generated"]
    assert head_of(render_card(FACTS))["annotations_creators"] == ["expert-generated"]


def test_the_card_claims_no_checks_that_freezing_does_not_run() -> None:
    for findings in (FACTS.findings, {}):
        card = render_card(replace(FACTS, findings=findings))
        assert "Checked for" not in card
        assert "rows without findings may be unchecked" in card
        assert "검사하지 않은 것일 수 있습니다" in card
    assert "No findings are recorded on these rows" in card


def test_an_override_names_person_reason_and_number() -> None:
    assert "overridden" not in render_card(FACTS)
    override = Override(actor="admin", reason="책임자 승인", findings=12)
    card = render_card(replace(FACTS, override=override))
    assert "**Gate overridden** by `admin` with 12 undecided findings" in card
    assert "책임자 승인" in card


def test_the_number_is_filled_in_when_it_is_known() -> None:
    card = render_card(FACTS)
    assert "# 보안 매뉴얼, version 7\n" in numbered(card, 7)
    assert "<!--" not in numbered(card, 7)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_name_breaks_out_of_head_or_table(name: str) -> None:
    """A project name is a value of the head and one line of text, whatever is in it."""
    card = render_card(replace(FACTS, project=name, note=name))
    plain = render_card(FACTS)
    assert head_of(card)["pretty_name"] == name
    assert len(card.splitlines()) - len(name.splitlines()) <= len(plain.splitlines()) + 1


def test_markup_in_names_is_shown_not_run() -> None:
    source = SourceFacts(name="![x](http://e/x.png) | <b>", level="public", rows=1)
    card = render_card(replace(FACTS, sources=[source]))
    assert "\\!\\[x\\](http://e/x.png) \\| \\<b\\>" in card
