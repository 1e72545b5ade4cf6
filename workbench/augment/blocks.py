"""The lines of a passage as blocks: headings, list items, table rows, paragraphs of sentences.

Everything keeps its place in the passage (offsets in code points), because an evidence quote has to
stand in it word for word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from workbench.augment.pairs import squeeze

BlockKind = Literal["heading", "item", "row", "paragraph"]

_BULLET = re.compile(
    r"^\s*(?:[-*•·▪■□○●◦‣◆◇▶►✓✔※☞–—ㆍ∙]\s+|\d{1,3}[.)]\s+|\(\d{1,3}\)\s*|[①-⑳㉠-㉭ⓐ-ⓩ]\s*"
    r"|[가나다라마바사아자차카타파하][.)]\s+|\([가-하]\)\s*|[a-zA-Z][.)]\s+|\([a-z]\)\s*)"
)
_ROW = re.compile(r"^[^:.,]{1,40}: .+, [^:.,]{1,40}: \S")
"""A row of a table that was read into a line: `등급: 긴급, 패치 기한: 48시간`."""
_HEADING_NUMBER = re.compile(
    r"^(?:제\s*\d+\s*[장절조항]\.?|(?:Chapter|Section|Appendix)\s+[\w.]+[:.]?"
    r"|부록\s*[가-하A-Z\d]*\.?|\d+(?:\.\d+)*\.?|[가-하]\.)\s+"
)
_CAPTION = re.compile(r"^(?:표|Table)\s*\d+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=[\"'’”)\]]*(?:\s|$))[\"'’”)\]]*")
_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "No.", "vs.", "Mr.", "Ms.", "Dr.", "approx.", "cf.")


@dataclass(frozen=True)
class Span:
    """A stretch of the passage and its text with white space squeezed."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Block(Span):
    kind: BlockKind


def heading_title(heading: str) -> str:
    """A heading without its number: `4.2.1 작성 규칙` -> `작성 규칙`."""
    return squeeze(_HEADING_NUMBER.sub("", squeeze(heading) + " ", count=1))


def is_caption(line: str) -> bool:
    return bool(_CAPTION.match(line.strip())) and not line.rstrip().endswith(("다.", "."))


def blocks(text: str, section_path: tuple[str, ...]) -> list[Block]:
    """Lines, in order; a paragraph that was wrapped over several lines is one block."""
    titles = {squeeze(title) for title in section_path}
    titles |= {heading_title(title) for title in section_path}
    found: list[Block] = []
    for match in re.finditer(r"[^\n]+", text):
        line = squeeze(match.group())
        if not line:
            continue
        kind = _kind(match.group(), line, titles)
        previous = found[-1] if found else None
        if kind == "paragraph" and previous and _goes_on(previous, line, text, match.start()):
            found[-1] = Block(f"{previous.text} {line}", previous.start, match.end(), previous.kind)
        else:
            found.append(Block(line, match.start(), match.end(), kind))
    return found


def _kind(raw: str, line: str, titles: set[str]) -> BlockKind:
    bare = line.lstrip("#").strip()
    crumbs = [part.strip() for part in re.split(r"\s[>›/]\s", bare)]
    if line.startswith("#") or all(c in titles or heading_title(c) in titles for c in crumbs):
        return "heading"
    if line.count("|") >= 2 or "\t" in raw.strip() or _ROW.match(line):
        return "row"
    return "item" if _BULLET.match(line) else "paragraph"


def _goes_on(previous: Block, line: str, text: str, start: int) -> bool:
    between = text[previous.end : start]
    return (
        previous.kind in ("paragraph", "item")
        and between.count("\n") == 1
        and not previous.text.endswith((".", "!", "?", ":", "。", "다"))
        and not is_caption(previous.text)
        and not is_caption(line)
        and len(previous.text) > 20
    )


def item_text(block: Block) -> Span:
    """A list item without its bullet."""
    match = _BULLET.match(block.text)
    return Span(block.text[match.end() :] if match else block.text, block.start, block.end)


def sentences(text: str, block: Block) -> list[Span]:
    """The sentences of one block; a decimal point, `4.2` or `e.g.` ends none."""
    raw = text[block.start : block.end]
    offset = 0
    if block.kind == "item" and (bullet := _BULLET.match(raw)):
        offset = bullet.end()
    found: list[Span] = []
    begin = offset
    for match in _SENTENCE_END.finditer(raw, offset):
        if raw[begin : match.end()].endswith(_ABBREVIATIONS):
            continue
        _add(found, raw, begin, match.end(), block.start)
        begin = match.end()
    _add(found, raw, begin, len(raw), block.start)
    return found


def _add(found: list[Span], raw: str, begin: int, end: int, base: int) -> None:
    while begin < end and raw[begin].isspace():
        begin += 1
    while end > begin and raw[end - 1].isspace():
        end -= 1
    if end > begin:
        found.append(Span(squeeze(raw[begin:end]), base + begin, base + end))
