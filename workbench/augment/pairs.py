"""What drafting works on and what comes out of it: passages in, question-answer pairs out."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from workbench.records import Cell, ConfidentialityLevel, Record

Language = Literal["ko", "en"]

CATEGORIES = (
    "definition",
    "procedure",
    "number",
    "rule",
    "responsibility",
    "contact",
    "table",
    "fact",
    "dialogue",
    "other",
)
STYLES = ("question", "keyword", "polite")


class Passage(Record):
    """A chunk as a drafter sees it."""

    id: str
    text: str
    section_path: tuple[str, ...] = ()
    tables: tuple[tuple[Cell, ...], ...] = ()
    """The cells of each table in it; where there are none, tables are read from the text."""
    captions: tuple[str, ...] = ()
    """The line that stands over each table, in the order of `tables`; empty where it has none."""
    level: ConfidentialityLevel = "confidential"


class DraftPair(Record):
    """One drafted pair, before it becomes an Example."""

    question: str
    answer: str
    evidence_quote: str
    """Stands word for word in the passage."""
    category: str
    style: str = "question"
    answerable: bool = True


def language_of(text: str) -> Language:
    """Korean where at least one letter in five is Hangul."""
    letters = [c for c in text if c.isalpha()]
    hangul = sum("가" <= c <= "힣" for c in letters)
    return "ko" if letters and hangul * 5 >= len(letters) else "en"


def squeeze(text: str) -> str:
    """NFC, with every run of white space as one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def find_quote(quote: str, text: str) -> str | None:
    """`quote` as it stands in `text`, differences in white space aside; None where it does not."""
    words = quote.split()
    if not words:
        return None
    match = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return match.group() if match else None
