"""Elements to chunks: passages of one leaf section, for people to read and for drafting.

A chunk never leaves its section, so it never crosses a heading; its text is the section's own
words, its headings are in `section_path`. A section that fits into one chunk stays whole. A longer
one is cut between elements where a part has reached its target, an element longer than the limit
between sentences, a table between rows, with its caption repeated. So what stands before a place
that was changed is cut as it was. A sheet gives one chunk a row, a dialogue one chunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.errors import UserError
from workbench.ingest.columns import column_roles, row_values
from workbench.ingest.parsed import OUT_OF_CHUNKS
from workbench.records import Cell, ChunkParams

LEAST_TARGET, MOST_TOKENS = 50, 4000
USUAL = ChunkParams()
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


def checked(params: ChunkParams) -> ChunkParams:
    """Raises UserError where a size is out of its bounds, or they do not go together."""
    if not LEAST_TARGET <= params.target <= params.max <= MOST_TOKENS:
        raise UserError("error.chunk_sizes", least=LEAST_TARGET, most=MOST_TOKENS)
    if not 0 <= params.overlap <= params.target // 2:
        raise UserError("error.chunk_overlap", most=params.target // 2)
    return params


def chunk(elements: Iterable[tuple[str, Piece]], params: ChunkParams = USUAL) -> Iterator[Passage]:
    """(id, element) of one document in reading order -> its passages in order, streamed."""
    section = _Section((), params)
    for element_id, piece in elements:
        if piece.kind == "heading":
            yield from section.close()
            continue
        if piece.kind == "furniture" or not piece.text.strip():
            continue
        if not OUT_OF_CHUNKS.isdisjoint(piece.flags):
            continue
        if piece.kind == "row" or piece.section_path != section.path:
            yield from section.close()
            section = _Section(piece.section_path, params)
        if piece.kind == "row":
            yield _passage(piece.text, piece.section_path, (element_id,), piece.page)
        else:
            section.add(element_id, piece)
    yield from section.close()


@dataclass(frozen=True)
class _Part:
    """An element, or as much of one as fits into a chunk."""

    text: str
    element_id: str
    page: int | None
    tokens: int
    is_table: bool


class _Section:
    """The elements of one section, until it ends."""

    def __init__(self, path: tuple[str, ...], params: ChunkParams) -> None:
        self.path = path
        self._params = params
        self._parts: list[_Part] = []
        self._whole = False

    def add(self, element_id: str, piece: Piece) -> None:
        text = _turn_text(piece) if piece.kind == "turn" else piece.text
        self._whole = self._whole or piece.kind == "turn"
        is_table = piece.kind == "table"
        for part in [text] if self._whole else split(text, is_table, self._params.max):
            made = _Part(part, element_id, piece.page, estimate_tokens(part), is_table)
            self._parts.append(made)

    def close(self) -> Iterator[Passage]:
        before: list[_Part] = []
        for group in self._groups():
            repeated = self._end_of(before, group)
            texts = [*repeated, *(part.text for part in group)]
            ids = [*(before[-1:] if repeated else []), *group]
            unique = tuple(dict.fromkeys(part.element_id for part in ids))
            yield _passage("\n".join(texts), self.path, unique, ids[0].page)
            before = group
        self._parts = []

    def _groups(self) -> list[list[_Part]]:
        """One where all fits; else closed at the target, the last not left too small."""
        most, target = self._params.max, self._params.target
        if self._whole or _size(self._parts) <= most:
            return [self._parts] if self._parts else []
        groups: list[list[_Part]] = [[]]
        for part in self._parts:
            size = _size(groups[-1])
            if groups[-1] and (size >= target or size + part.tokens > most):
                groups.append([])
            groups[-1].append(part)
        small = len(groups) > 1 and _size(groups[-1]) < target
        if small and _size(groups[-2]) + _size(groups[-1]) <= most:
            groups[-2:] = [groups[-2] + groups[-1]]
        return groups

    def _end_of(self, before: list[_Part], group: list[_Part]) -> list[str]:
        """Whole sentences from the end of the chunk before, as many as overlap and room allow."""
        room = min(self._params.overlap, self._params.max - _size(group))
        if not before or room <= 0 or before[-1].is_table:
            return []
        taken: list[str] = []
        for sentence in reversed([each for each in _SENTENCES.split(before[-1].text) if each]):
            room -= estimate_tokens(sentence)
            if room < 0:
                break
            taken.insert(0, sentence)
        return [" ".join(taken)] if taken else []


def _size(parts: Sequence[_Part]) -> int:
    return sum(part.tokens for part in parts)


def _passage(text: str, path: tuple[str, ...], ids: tuple[str, ...], page: int | None) -> Passage:
    return Passage(text, path, ids, page, estimate_tokens(text))


def _turn_text(piece: Piece) -> str:
    named = row_values(piece.cells)
    names = list(named)
    roles = column_roles(names)
    speaker = named[names[roles["speaker"]]] if "speaker" in roles else ""
    return f"{speaker}: {piece.text}" if speaker else piece.text


def split(text: str, is_table: bool, most: int = USUAL.max) -> list[str]:
    """Parts of at most `most` tokens: a table by rows with its caption, other text by sentences."""
    if estimate_tokens(text) <= most:
        return [text]
    if is_table:
        lines = text.split("\n")
        caption = lines[0] if len(lines) > 1 and ": " not in lines[0] else ""
        if caption and 2 * estimate_tokens(caption) > most:
            caption = ""
        return _packed(lines[1:] if caption else lines, "\n", caption, most)
    return _packed([part for part in _SENTENCES.split(text) if part], " ", "", most)


def _packed(parts: Sequence[str], joiner: str, head: str, most: int) -> list[str]:
    """Fill parts up to the limit; one part that is longer is cut hard, by length."""
    room = most - (estimate_tokens(head) if head else 0)
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
    """Pieces of about `room` tokens, cut at a space where one is near and never inside a number."""
    tokens = estimate_tokens(text)
    if tokens <= room:
        return [text]
    step = max(1, len(text) * max(room, 1) // tokens)
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + step
        if end < len(text):
            space = text.rfind(" ", start + step // 2, end + 1)
            end = space if space > start else _before_number(text, start, end)
        pieces.append(text[start:end])
        start = end
    return pieces


def _before_number(text: str, start: int, end: int) -> int:
    """`end`, or the beginning of the number that it would cut; one longer than a piece is cut."""
    first = end
    while first > start and all(c.isdigit() or c in ".,-" for c in text[first - 1 : first + 1]):
        first -= 1
    return first if first > start else end
