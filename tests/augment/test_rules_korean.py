"""What is asked of a Korean sentence, and what is rather not asked."""

from __future__ import annotations

import pytest

from workbench.augment.blocks import Span
from workbench.augment.candidates import Candidate
from workbench.augment.rules_korean import from_sentence


def candidates(sentence: str) -> list[Candidate]:
    return from_sentence(Span(sentence, 0, len(sentence)), 0)


def questions(sentence: str) -> list[str]:
    return [candidate.question for candidate in candidates(sentence)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("비밀번호는 90일마다 바꾸어야 한다.", "비밀번호는 며칠마다 바꾸어야 합니까?"),
        ("비밀번호는 10자 이상이어야 한다.", "비밀번호는 몇 자 이상이어야 합니까?"),
        ("정지된 뒤 180일이 지난 계정은 삭제된다.", "정지된 뒤 며칠이 지난 계정은 삭제됩니까?"),
        (
            "전산실의 온도는 18도에서 27도 사이로 유지한다.",
            "전산실의 온도는 몇 도에서 몇 도 사이로 유지합니까?",
        ),
        ("출입 카드의 재발급 비용은 10,000원이다.", "출입 카드의 재발급 비용은 얼마입니까?"),
        ("보안 USB의 대여 기간은 최대 14일이다.", "보안 USB의 대여 기간은 최대 며칠입니까?"),
        (
            "교육의 합격 점수는 100점 만점에 80점이다.",
            "교육의 합격 점수는 100점 만점에 몇 점입니까?",
        ),
        ("정보자산 실사는 해마다 5월과 11월에 두 번 실시한다.", "정보자산 실사는 언제 실시합니까?"),
        ("정기 회의는 분기마다 한 번 열린다.", "정기 회의는 얼마나 자주 열립니까?"),
        (
            "담당자는 매월 첫째 주 금요일까지 점검표를 제출한다.",
            "담당자는 언제까지 점검표를 제출합니까?",
        ),
        ("보안 예외는 정보보호최고책임자가 승인한다.", "보안 예외는 누가 승인합니까?"),
        ("자산의 책임자는 그 부서의 부서장이다.", "자산의 책임자는 누구입니까?"),
        (
            "로그는 원본 서버와 분리된 로그 서버에 저장한다.",
            "로그는 어디에 저장합니까?",
        ),
        ("사내 무선망은 WPA3 방식으로 암호화한다.", "사내 무선망은 어떤 방식으로 암호화합니까?"),
        (
            "등급 표시가 없는 문서는 2등급(대외비)으로 취급한다.",
            "등급 표시가 없는 문서는 어떻게 취급합니까?",
        ),
        (
            "업무용 PC에는 허용 목록에 있는 소프트웨어만 설치할 수 있다.",
            "업무용 PC에는 어떤 소프트웨어를 설치할 수 있습니까?",
        ),
        (
            "외부 인력에는 파견 근로자, 인턴과 자문위원이 포함된다.",
            "외부 인력에는 누가 포함됩니까?",
        ),
        (
            "출입 카드를 잃어버린 사람은 30분 안에 총무팀에 신고해야 한다.",
            "출입 카드를 잃어버린 사람은 무엇을 해야 합니까?",
        ),
        (
            "저장 장치를 폐기할 때에는 데이터를 3회 이상 덮어쓴다.",
            "저장 장치를 폐기할 때에는 어떻게 해야 합니까?",
        ),
        ("정보자산이란 업무에 쓰는 정보와 시설을 말한다.", "정보자산이란 무엇입니까?"),
        (
            "보안관제실의 신고 전화는 02-000-1190이고, 전자우편 주소는 soc@example.com이다.",
            "보안관제실의 전자우편 주소는 무엇입니까?",
        ),
    ],
)
def test_what_is_asked(sentence: str, question: str) -> None:
    assert question in questions(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "이는 다음과 같다.",
        "취약점의 패치 기한은 표 6과 같이 등급에 따라 다르다.",
        "그 기준은 90일마다 바꾸어야 한다.",
        "다만, 긴급한 경우는 3일 안에 처리한다.",
        "비밀번호 변경 주기 90일",
        "이 장은 비밀번호를 90일마다 바꾸는 기준을 정한다.",
        "제4장 계정과 접근 통제",
        "2025년 3월 1일 시행",
    ],
)
def test_what_is_rather_not_asked(sentence: str) -> None:
    assert questions(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("정보보호위원회는 대표이사를 포함하여 7명의 위원으로 구성된다.", "누가"),
        ("부서장은 부서 보안담당자가 바뀌면 5영업일 안에 알려야 한다.", "누가"),
        ("계정이 필요한 사람은 신청서를 작성하여 부서장의 승인을 받는다.", "무엇을"),
        ("주운 USB 메모리는 PC에 꽂지 말고 정보보안팀에 넘겨야 한다.", "어디에"),
        ("개인정보는 업무 목적에 필요한 최소한의 항목만 수집한다.", "어떤"),
        ("1등급 정보는 이동식 저장매체에 저장할 수 없다.", "어디에"),
    ],
)
def test_a_border_that_is_not_sure_is_not_asked_for(sentence: str, never: str) -> None:
    assert [question for question in questions(sentence) if never in question] == []


def test_a_prohibition_is_answered_with_no() -> None:
    (found,) = [
        c
        for c in candidates("개인 소유 PC는 사내 유선망에 연결할 수 없다.")
        if c.category == "rule"
    ]
    assert found.question == "개인 소유 PC는 사내 유선망에 연결할 수 있습니까?"
    assert found.answer == "아니요. 개인 소유 PC는 사내 유선망에 연결할 수 없습니다."


def test_evidence_is_the_sentence_itself_and_the_answer_is_formal() -> None:
    sentence = "비밀번호는 90일마다 바꾸어야 한다."
    found = candidates(sentence)[0]
    assert found.quote == sentence
    assert found.answer == "비밀번호는 90일마다 바꾸어야 합니다."


def test_other_phrasings_of_the_same_question() -> None:
    (found,) = candidates("보안 USB의 대여 기간은 최대 14일이다.")
    assert found.polite == "보안 USB의 대여 기간을 알려 주십시오."
    assert found.keyword == "보안 USB 대여 기간"
    (asked,) = candidates("비밀번호는 90일마다 바꾸어야 한다.")
    assert asked.polite == "비밀번호는 며칠마다 바꾸어야 하는지 알려 주십시오."


def test_numbers_that_name_things_are_not_counted() -> None:
    for sentence in (
        "1등급 정보는 암호화하여 보관한다.",
        "전송할 때에는 TLS 1.2 이상을 쓴다.",
        "서식은 SEC-08을 쓴다.",
        "매뉴얼은 2025년 3월 1일에 시행한다.",
    ):
        assert not [q for q in questions(sentence) if "몇" in q], sentence
