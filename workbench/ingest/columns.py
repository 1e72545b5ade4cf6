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
_WORDS: dict[ColumnRole, tuple[str, ...]] = {
    "question": ("질문", "문의내용", "질의", "question", "prompt", "instruction"),
    "answer": ("답변", "응답", "회신", "answer", "response", "completion", "reply"),
    "dialogue": ("상담번호", "대화번호", "통화번호", "접수번호", "dialogueid", "conversationid"),
    "speaker": ("화자", "발화자", "발신자", "speaker"),
    "text": ("발화", "대화내용", "상담내용", "메시지", "utterance", "message"),
}
"""Words that say a role within a longer column name."""
_SIDES = (
    ("고객", "상담사"), ("고객", "상담원"), ("고객", "상담직원"), ("문의자", "담당자"),
    ("민원인", "담당자"), ("사용자", "챗봇"), ("사용자", "시스템"), ("customer", "agent"),
    ("user", "assistant"), ("user", "bot"), ("client", "agent"), ("human", "gpt"),
)  # fmt: skip
NOISE = re.compile(r"[\s_\-./()\[\]:*]+")
_ASSISTANT = re.compile(
    r"상담|직원|매니저|안내|에이전트|봇|agent|assistant|counsel|operator|staff|bot|gpt|model|system",
    re.IGNORECASE,
)


def column_roles(names: Sequence[str]) -> dict[ColumnRole, int]:
    """Role -> index of the column whose name says it: by the whole name, else by a word in it
    (`고객 질문`, `Agent answer`). Columns of both sides of a talk are a question and its answer."""
    plain = [NOISE.sub("", name).lower() for name in names]
    found: dict[ColumnRole, int] = {}
    for role, known in _NAMES.items():
        for name in known:
            if name in plain and plain.index(name) not in found.values():
                found[role] = plain.index(name)
                break
    if not {"question", "answer", "text"} & set(found):
        _by_sides(plain, found)
    for role, words in _WORDS.items():
        if role not in found:
            taken = set(found.values())
            for index, name in enumerate(plain):
                if index not in taken and any(word in name for word in words):
                    found[role] = index
                    break
    return found


def _by_sides(plain: Sequence[str], found: dict[ColumnRole, int]) -> None:
    """`고객` | `상담사`: what each side said, in columns of their own."""
    for user, assistant in _SIDES:
        if user in plain and assistant in plain:
            found["question"], found["answer"] = plain.index(user), plain.index(assistant)
            return


def is_dialogue(roles: Mapping[ColumnRole, int]) -> bool:
    """A sheet with one utterance a row: who said what, in which dialogue or one after the other."""
    if "text" not in roles or "answer" in roles:
        return False
    return "dialogue" in roles or "speaker" in roles


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
