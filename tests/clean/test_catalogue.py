"""Everything that cleaning says has a sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench.clean.spans import PII_TYPES
from workbench.ui.text import catalogue, has

ROOT = Path(__file__).parents[2]
SOURCES = [
    *ROOT.glob("workbench/clean/**/*.py"),
    *ROOT.glob("workbench/ui/finding_*.py"),
    ROOT / "workbench" / "cli" / "clean.py",
    ROOT / "pages" / "clean.py",
]
KEYS = {
    key
    for path in SOURCES
    for key in re.findall(r'"((?:clean|error)\.[a-z_.]+[a-z])"', path.read_text(encoding="utf-8"))
    if not key.startswith("clean.check.")
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_key_has_a_sentence(language: str) -> None:
    assert sorted(key for key in KEYS if not has(key, language)) == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("span_type", PII_TYPES)
def test_every_type_has_a_name(language: str, span_type: str) -> None:
    assert has(f"clean.check.{span_type}", language)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "reason", ["format", "checksum", "date", "context", "title", "label", "speaker"]
)
def test_every_reason_of_a_recognizer_has_a_sentence(language: str, reason: str) -> None:
    assert has(f"clean.reason.pii_{reason}", language)


@pytest.mark.parametrize("kept", ["approved", "edited", "evidence", "longer", "older"])
def test_every_reason_to_stay_has_a_name(kept: str) -> None:
    assert has(f"clean.kept.{kept}", "ko") and has(f"clean.kept.{kept}", "en")


def test_both_languages_have_the_same_keys() -> None:
    mine = [{k for k in catalogue(lang) if k.startswith("clean.")} for lang in ("ko", "en")]
    assert mine[0] == mine[1]
