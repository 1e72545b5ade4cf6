"""What the beginning of a line says: a heading's number, a list mark, a caption, a contents line.

Korean official and business writing numbers its parts 제1편, 제1장, 제1절, 제1조, then 1., 1.1,
가., 1), 가), (1), (가), ①; English manuals Chapter 1, Part I, Section 2, Appendix A.
"""

from __future__ import annotations

import re

APPENDIX = -1
"""Numbering depth of appendices, which stand beside the chapters whatever numbers those have."""
_ARTICLES = (
    (re.compile(r"^제\s?\d+\s?편(?=\s|$|\.)"), 0),
    (re.compile(r"^(제\s?\d+\s?장|Chapter\s+\w+|Part\s+\w+)(?=[\s.:]|$)", re.IGNORECASE), 1),
    (re.compile(r"^(부록|별첨|별지|붙임|부칙|Appendix|Annex)(?=[\s\d.:A-Z<\[]|$)"), APPENDIX),
    (re.compile(r"^(제\s?\d+\s?절|Section\s+\d+)(?=[\s.:]|$)", re.IGNORECASE), 2),
    (re.compile(r"^제\s?\d+\s?조(의\s?\d+)?(?=[\s(]|$)"), 3),
)
_DECIMAL = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)\s+(?=\S)")
_SUBSECTION = re.compile(r"^\d{1,3}(?:\.\d{1,2}){1,4}\.?\s+(?=[^\W\d])")
_ROMAN = re.compile(r"^[IVXⅠ-Ⅻ]+\.\s+(?=\S)")
_LIST = re.compile(
    r"^(?:[•·▪■□○●◦‣⁃◆◇▶▷►➤✓✔※☞\-–—*ㅇㆍ∙]\s+|\d{1,3}[.)]\s+|\(\d{1,3}\)\s*|[①-⑳㉠-㉭ⓐ-ⓩ]\s*"
    r"|[가나다라마바사아자차카타파하][.)]\s+|\([가-하]\)\s*|[a-zA-Z][.)]\s+|\([a-z]\)\s*)"
)
_LETTER = re.compile(r"^[가나다라마바사아자차카타파하][.)]\s")
_CAPTION = re.compile(
    r"^[\[<〈(【]?\s?(?:표|그림|도표|별표|사진|Table|Figure|Fig\.)\s?(?-i:[\dIVXA-Z]+)(?:[-.–]\d+)*(?=[\s\]>〉)】.:]|$)",
    re.IGNORECASE,
)
_TABLE_CAPTION = re.compile(r"^[\[<〈(【]?\s?(?:표|도표|별표|Table)\s?(?-i:[\dA-Z])", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{0,4}$|[…‥·]{3,}\s*\d{0,4}$")
_CONTENTS_TITLE = re.compile(r"^(?:목\s?차|차\s?례|(?:table of )?contents)$", re.IGNORECASE)
_ARTICLE_LEAD = re.compile(
    r"^(제\s?\d+\s?조(?:의\s?\d+)?\s?[(（][^)）]{1,60}[)）])\s*(.*)$", re.DOTALL
)
_SENTENCE_END = re.compile(r"[.!?。:;,]$|[다요음임함][.)]$")


def number_depth(text: str) -> int | None:
    """Depth by numbering: appendices -1, 편 0, 장 1, 절 2, 조 3; 1. is 11, 1.1 is 12 …

    None without a number.
    """
    for pattern, depth in _ARTICLES:
        if pattern.match(text):
            return depth
    if match := _DECIMAL.match(text):
        return 11 + match.group(1).count(".")
    return 11 if _ROMAN.match(text) else None


def is_list_item(text: str) -> bool:
    return bool(_LIST.match(text))


def is_caption(text: str) -> bool:
    return len(text) <= 160 and bool(_CAPTION.match(text))


def is_table_caption(text: str) -> bool:
    return is_caption(text) and bool(_TABLE_CAPTION.match(text))


def is_contents_line(text: str) -> bool:
    """A line of a table of contents, by dot leaders and a page number, or its title."""
    return bool(_LEADERS.search(text) or _CONTENTS_TITLE.match(text))


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def may_be_cut(text: str) -> bool:
    """Begins as a number or a list letter does, and so may the rest of a line: `다.`, `1.5 kg`."""
    return bool(_SUBSECTION.match(text) or _LETTER.match(text))


def starts_block(text: str) -> bool:
    """A line that begins something new wherever it stands."""
    return (
        is_list_item(text) or is_caption(text) or is_contents_line(text)
        or bool(_SUBSECTION.match(text))
        or any(pattern.match(text) for pattern, _ in _ARTICLES[:4])
        or bool(_ARTICLE_LEAD.match(text))
    )  # fmt: skip


def article_lead(text: str) -> tuple[str, str] | None:
    """`제3조(목적) 이 규정은 …` as ("제3조(목적)", "이 규정은 …"); None for all else."""
    match = _ARTICLE_LEAD.match(text)
    return (match.group(1), match.group(2)) if match else None
