"""Elements to chunks: passages of one leaf section, for people to read and for drafting.

A chunk never leaves its section, so it never crosses a heading; its text is the section's own
words, its headings are in `section_path`. Sections longer than the limit are cut between elements,
an element longer than the limit between sentences, a table between rows, with its caption repeated.
A sheet gives one chunk a row, a dialogue one chunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.ingest.columns import column_roles, row_values
from workbench.ingest.parsed import OUT_OF_CHUNKS
from workbench.records import Cell

TARGET_TOKENS = 300
"""A chunk of at least this size is closed where the next element would overfill it."""
MAX_TOKENS = 800
_WORDS = re.compile(
    r"[A-Za-z]+|\d+|[\uac00-\ud7a3]+|[\u3040-\u30ff\u4e00-\u9fff]|[^\s\w]", re.UNICODE
)
_SENTENCES = re.compile(r"(?<=[.!?。])\s+|\n")


class Piece(Protocol):
    """What chunking needs of an element; parsed and stored ones both have it."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def page(self) -> int | None: ...
    @property
    def section_path(self) -> tuple[str, ...]: ...
    @property
    def cells(self) -> tuple[Cell, ...]: ...
    @property
    def flags(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Passage:
    """A chunk before it has an id."""

    text: str
    section_path: tuple[str, ...]
    element_ids: tuple[str, ...]
    page: int | None
    tokens: int


def estimate_tokens(text: str) -> int:
    """Roughly what byte-pair vocabularies of multilingual models make of it; at least 1.

    0.8 tokens a Hangul syllable, 1 a Chinese or Japanese character, 1 for each four letters of a
    Latin word, 1 for each three digits, 1 a mark. No model is needed and the figure never changes.
    """
    total = 0.0
    for match in _WORDS.finditer(text):
        word = match.group()
        if word[0].isascii() and word[0].isalpha():
            total += -(-len(word) // 4)
        elif word[0].isdigit():
            total += -(-len(word) // 3)
        elif "\uac00" <= word[0] <= "\ud7a3":
            total += 0.8 * len(word)
        else:
            total += 1
    return max(1, round(total))


def chunk(elements: Iterable[tuple[str, Piece]]) -> Iterator[Passage]:
    """(id, element) of one document in reading order -> its passages in order, streamed."""
    open_section = _Section(())
    for element_id, piece in elements:
        if piece.kind == "heading":
            yield from open_section.close()
            continue
        if piece.kind == "furniture" or not piece.text.strip():
            continue
        if not OUT_OF_CHUNKS.isdisjoint(piece.flags):
            continue
        if piece.kind == "row" or piece.section_path != open_section.path:
            yield from open_section.close()
            open_section = _Section(piece.section_path)
        if piece.kind == "row":
            yield _passage(piece.text, piece.section_path, (element_id,), piece.page)
        else:
            yield from open_section.add(element_id, piece)
    yield from open_section.close()


class _Section:
    """The elements of one section that wait to be closed as a chunk."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        self._texts: list[str] = []
        self._ids: list[str] = []
        self._page: int | None = None
        self._tokens = 0
        self._whole = False

    def add(self, element_id: str, piece: Piece) -> Iterator[Passage]:
        text = _turn_text(piece) if piece.kind == "turn" else piece.text
        self._whole = self._whole or piece.kind == "turn"
        for part in [text] if self._whole else split(text, piece.kind == "table"):
            tokens = estimate_tokens(part)
            over = self._tokens + tokens > MAX_TOKENS
            if not self._whole and self._texts and over:
                yield from self.close()
            if not self._texts:
                self._page = piece.page
            self._texts.append(part)
            self._tokens += tokens
            if element_id not in self._ids:
                self._ids.append(element_id)

    def close(self) -> Iterator[Passage]:
        if self._texts:
            text = "\n".join(self._texts)
            yield _passage(text, self.path, tuple(self._ids), self._page)
        self._texts, self._ids, self._page, self._tokens = [], [], None, 0


def _passage(text: str, path: tuple[str, ...], ids: tuple[str, ...], page: int | None) -> Passage:
    return Passage(text, path, ids, page, estimate_tokens(text))


def _turn_text(piece: Piece) -> str:
    named = row_values(piece.cells)
    names = list(named)
    roles = column_roles(names)
    speaker = named[names[roles["speaker"]]] if "speaker" in roles else ""
    return f"{speaker}: {piece.text}" if speaker else piece.text


def split(text: str, is_table: bool) -> list[str]:
    """Parts of at most MAX_TOKENS: a table by rows with its caption, other text by sentences."""
    if estimate_tokens(text) <= MAX_TOKENS:
        return [text]
    if is_table:
        lines = text.split("\n")
        caption = lines[0] if len(lines) > 1 and ": " not in lines[0] else ""
        return _packed(lines[1:] if caption else lines, "\n", caption)
    return _packed([part for part in _SENTENCES.split(text) if part], " ", "")


def _packed(parts: Sequence[str], joiner: str, head: str) -> list[str]:
    """Fill parts up to the limit; one part that is longer is cut hard, by length."""
    room = MAX_TOKENS - (estimate_tokens(head) if head else 0)
    packs: list[list[str]] = [[]]
    size = 0
    for part in (piece for whole in parts for piece in _cut(whole, room)):
        tokens = estimate_tokens(part)
        if packs[-1] and size + tokens > room:
            packs.append([])
            size = 0
        packs[-1].append(part)
        size += tokens
    return [joiner.join([head, *pack] if head else pack) for pack in packs if pack]


def _cut(text: str, room: int) -> list[str]:
    tokens = estimate_tokens(text)
    if tokens <= room:
        return [text]
    step = max(1, len(text) * max(room, 1) // tokens)
    return [text[start : start + step] for start in range(0, len(text), step)]
