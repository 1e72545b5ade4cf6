"""Quality: each check with what it catches and what it must leave alone."""

from __future__ import annotations

import pytest

from workbench.clean.quality import CHECK_NAMES, THRESHOLD, Subject, examine
from workbench.ui.text import catalogue, has

PASSAGE = (
    "접속 기록은 3년간 보존하고, 책임자는 매월 한 번 점검한다. 위반하면 14일 안에 신고하며, "
    "담당 부서는 정보보호팀이다. 비밀번호는 열 자 이상으로 만든다."
)
QUESTION = "접속 기록은 얼마 동안 보존합니까?"
GOOD = "접속 기록은 3년간 보존합니다."


def checks(question: str = QUESTION, answer: str = GOOD, **more: object) -> list[str]:
    subject = Subject(question=question, answer=answer, **more)  # type: ignore[arg-type]
    return [hit.check for hit in examine(subject) if hit.score >= THRESHOLD]


def test_a_good_pair_is_left_alone() -> None:
    assert checks(passage=PASSAGE, evidence_quote="접속 기록은 3년간  보존하고") == []


CAUGHT = [
    ("empty", QUESTION, "  ", {}),
    ("too_short", QUESTION, "네.", {}),
    ("too_short", "Is it so?", "n/a", {}),
    ("too_long", QUESTION, "접속 기록은 보존합니다. " * 200, {}),
    ("truncated", QUESTION, "접속 기록은 3년간 보존해야 합니", {}),
    ("truncated", QUESTION, "책임자에게 승인을 받은 뒤에,", {}),
    ("truncated", QUESTION, "보존 기간은 3년(단, 민감한 기록", {}),
    ("truncated", "How long?", "Access logs are kept for three years and", {}),
    ("truncated", QUESTION, "3년간 보존합니다. 이후에는 담당 부서", {}),
    ("repeats_question", QUESTION, "접속 기록은 얼마 동안 보존합니까", {}),
    ("repeats_question", "비밀번호 변경 주기", "비밀번호 변경 주기입니다.", {}),
    ("refers_to_document", QUESTION, "본 문서에 따르면 3년입니다.", {}),
    ("refers_to_document", "위 표에서 보존 기간은 얼마입니까?", GOOD, {}),
    ("refers_to_document", "How long?", "According to the passage, it is three years.", {}),
    ("refers_to_document", "How long?", "It is three years, see the table above.", {}),
    ("wrong_language", QUESTION, "Access logs are kept for three years.", {}),
    ("wrong_language", "How long are access logs kept?", "접속 기록은 3년간 보존합니다.", {}),
    ("broken_text", QUESTION, "접속 기록은 3\ufffd년간 보존합니다.", {}),
    ("broken_text", QUESTION, "ì ‘ì†\x8d ê¸°ë¡\x9dì\x9d€ 3년입니다.", {}),
    ("broken_text", QUESTION, "접속&nbsp;기록은 3년간 보존합니다.", {}),
    ("broken_text", QUESTION, "접속 \ue123기록은 3년간 보존합니다.", {}),
    ("quote_not_found", QUESTION, GOOD, {"passage": PASSAGE, "evidence_quote": "5년간 보존"}),
    ("numbers_not_found", QUESTION, "접속 기록은 5년간 보존합니다.", {"passage": PASSAGE}),
    ("numbers_not_found", QUESTION, "기록은 3년간, 백업은 1,000일간 보존", {"passage": PASSAGE}),
    ("off_passage", QUESTION, "환불은 고객센터 앱에서 신청하면 됩니다.", {"passage": PASSAGE}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "question", "answer", "more"), CAUGHT)
def test_catches(check: str, question: str, answer: str, more: dict[str, object]) -> None:
    assert check in checks(question, answer, **more)


ALONE = [
    (QUESTION, "3년", {}),
    ("접속 기록의 보존 기간", GOOD, {}),
    ("환불에 필요한 서류는 무엇입니까?", "신분증, 통장 사본, 신청서", {}),
    ("어디에 신고합니까?", "정보보호팀에 신고합니다.", {"passage": PASSAGE}),
    ("몇 번 점검합니까?", "매월 1회 점검합니다.", {"passage": PASSAGE}),
    ("비밀번호는 몇 자입니까?", "비밀번호는 10자 이상입니다.", {"passage": PASSAGE}),
    ("14일 안에 무엇을 합니까?", "14일 안에 신고합니다.", {"passage": PASSAGE}),
    ("재택근무에는 무엇을 씁니까?", "VPN", {}),
    ("프로그램 이름은 무엇입니까?", "Microsoft Defender", {}),
    ("신고 절차는 어떻습니까?", "1. 신고한다.\n2. 점검한다.", {"passage": PASSAGE}),
    ("What is kept?", "The log.", {}),
    ("문서 보존 기간은?", "문서는 3년간 보존합니다.", {}),
    ("다음 달 점검은 합니까?", "예, 다음 달에 합니다.", {}),
    ("주가는 얼마입니까?", "답변을 찾을 수 없습니다.", {"passage": PASSAGE, "answerable": False}),
    ("café는 무엇입니까?", "naïve café입니다. 값은 10€–20€입니다.", {}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "more"), ALONE)
def test_leaves_alone(question: str, answer: str, more: dict[str, object]) -> None:
    assert [c for c in checks(question, answer, **more) if c != "refers_to_document"] == []


def test_a_document_that_is_the_topic_is_no_reference() -> None:
    assert checks("문서 보존 기간은 얼마입니까?", "문서는 3년간 보존합니다.") == []


@pytest.mark.parametrize("check", CHECK_NAMES)
def test_every_check_has_its_name_and_reason_in_both_languages(check: str) -> None:
    for language in ("ko", "en"):
        assert has(f"clean.check.{check}", language)
        assert any(key.startswith(f"clean.reason.{check}") for key in catalogue(language))
