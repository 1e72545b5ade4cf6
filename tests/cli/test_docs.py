"""What the documents say of commands is what the command line has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.commands import TARGET, commands, page

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


def test_the_page_of_commands_is_the_command_line() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), "run: python scripts/commands.py"


def test_every_command_says_what_it_does() -> None:
    assert [path for path, text in commands() if not text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_command_in_the_documents_exists(document: Path) -> None:
    known = {path for path, _ in commands()}
    groups = {path.rsplit(" ", 1)[0] for path in known} | {"workbench"}
    text = document.read_text(encoding="utf-8")
    for mention in re.findall(r"(?:`|^)(workbench(?: [a-z][a-z|-]*)*)", text, re.MULTILINE):
        words = mention.split()
        for last in words[-1].split("|"):
            path = " ".join([*words[:-1], last])
            # an argument may follow the command: `workbench demo security-manual`
            assert path in known | groups or path.rsplit(" ", 1)[0] in known, path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_link_in_the_documents_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), target
