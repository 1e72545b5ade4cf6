"""What the columns of a sheet mean: which holds the question, the answer, who spoke, what was said.

Pure, for readers, for importing pairs as examples, and for the mapping that a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from workbench.records import Cell, Element

ColumnRole = Literal[
    "question", "answer", "category", "style", "dialogue", "speaker", "text", "time", "order"
]

_NAMES: dict[ColumnRole, tuple[str, ...]] = {
    "question": (
        "question", "q", "prompt", "instruction", "query", "input", "질문", "문의", "문의내용",
        "질의", "문제", "물음",
    ),
    "answer": (
        "answer", "a", "completion", "output", "response", "reply", "답변", "답", "응답", "정답",
        "답변내용", "회신", "처리내용",
    ),
    "category": (
        "category", "type", "topic", "class", "유형", "분류", "카테고리", "주제", "업무구분",
    ),
    "style": ("style", "표현"),
    "dialogue": (
        "dialogue", "dialogueid", "dialogid", "dialog", "conversation", "conversationid", "callid",
        "call", "session", "sessionid", "ticket", "ticketid", "chatid", "상담번호", "상담id",
        "대화번호", "대화id", "통화번호", "통화id", "접수번호", "세션", "세션id", "콜id",
    ),
    "speaker": (
        "speaker", "role", "from", "sender", "who", "화자", "발화자", "역할", "발신자", "말한사람",
        "화자구분",
    ),
    "text": (
        "text", "utterance", "message", "content", "value", "speech", "발화", "내용", "대화내용",
        "발화내용", "메시지", "상담내용", "말",
    ),
    "time": ("time", "timestamp", "datetime", "date", "시각", "일시", "시간", "발화시각", "날짜"),
    "order": ("order", "turn", "turnno", "seq", "no", "순번", "순서", "차례", "번호"),
}  # fmt: skip
NOISE = re.compile(r"[\s_\-./()\[\]:*]+")
_ASSISTANT = re.compile(
    r"상담|직원|매니저|안내|에이전트|봇|agent|assistant|counsel|operator|staff|bot|gpt|model|system",
    re.IGNORECASE,
)


def column_roles(names: Sequence[str]) -> dict[ColumnRole, int]:
    """Role -> index of the first column whose name says it."""
    plain = [NOISE.sub("", name).lower() for name in names]
    found: dict[ColumnRole, int] = {}
    for role, known in _NAMES.items():
        for name in known:
            if name in plain and plain.index(name) not in found.values():
                found[role] = plain.index(name)
                break
    return found


def is_dialogue(roles: Mapping[ColumnRole, int]) -> bool:
    """A sheet with one utterance a row: who said what in which dialogue."""
    return {"dialogue", "text"} <= set(roles) and "answer" not in roles


def values(element: Element) -> dict[str, str]:
    """The cells of a `row` or `turn` element by column name, in the order of the sheet."""
    return row_values(element.cells)


def row_values(cells: Sequence[Cell]) -> dict[str, str]:
    names = {cell.col: cell.text for cell in cells if cell.header}
    return {
        names.get(cell.col) or str(cell.col + 1): cell.text for cell in cells if not cell.header
    }


def pair_of(element: Element) -> tuple[str, str] | None:
    """Question and answer of a `row` element; None where its columns hold none.

    `input` beside `instruction` (Alpaca) is part of the question.
    """
    return pair_in(values(element))


def pair_in(named: Mapping[str, str]) -> tuple[str, str] | None:
    names = list(named)
    roles = column_roles(names)
    if "question" not in roles or "answer" not in roles:
        return None
    question, answer = named[names[roles["question"]]], named[names[roles["answer"]]]
    lower = {name.lower(): name for name in names}
    if "instruction" in lower and named.get(lower.get("input", ""), ""):
        instruction = named[lower["instruction"]]
        question = f"{instruction}\n{named[lower['input']]}"
    return (question, answer) if question and answer else None


def speaker_role(speaker: str) -> Literal["user", "assistant"]:
    """Which side of a dialogue a speaker's name stands on."""
    return "assistant" if _ASSISTANT.search(speaker) else "user"


def header_index(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows names the columns; None where none does.

    The first row whose filled cells are at least two (or all of a single column), short, all
    different and no numbers, with filled cells under them.
    """
    for index, row in enumerate(rows[:10]):
        filled = [cell for cell in row if cell]
        if not filled or index + 1 >= len(rows):
            continue
        width = max(sum(1 for cell in later if cell) for later in rows[index + 1 : index + 6])
        if len(filled) < max(1, 0.6 * width) or len(set(filled)) < len(filled):
            continue
        if all(len(cell) <= 40 and not _is_number(cell) for cell in filled):
            return index
    return None


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,:\-/%\s]+", text))
