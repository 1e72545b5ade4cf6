"""Names by title, honorific, label, speaker and introduction; roles left alone."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone
from workbench.clean.recognizers import find

FOUND = [
    "직원 이름: «김가온»",
    "보안관제센터장 «이도윤»에게",
    "«홍길동» 님께서",
    "«홍길동»님이",
    "«이수진» 과장",
    "«김민수» 팀장에게",
    "담당자: «김민수»",
    "담당자 : «남궁민수»",
    "성명: «허준»",
    "이름 = «박지영»",
    "성명: «홍 길 동»",
    "예금주:«최은영»",
    "제 이름은 «홍길동»이고",
    "저는 «박지영»입니다",
    "«김민수»: 안녕하세요",
    "[«이영희»] : 네",
    "상담원 «정다은»입니다",
    "«홍길동»이라고 합니다",
    "«김철수» 씨가",
    "«황보영» 선생님",
    "담당자(정): «김민수»",
    "«박서준» 대리입니다",
    "«홍\u200b길동» 님",
    "Contact: «Jane Doe»",
    "Mr. «Smith» called",
    "Dear «Jane Doe»,",
    "My name is «John A. Smith».",
    "Customer name: «Kim Min-su»",
    "Attn: «Mary O'Brien»",
]
LEFT_ALONE = [
    "서식 이름: 이동식 저장매체",
    "파일 이름: 하나로 신청서",
    "고객님 안녕하세요",
    "담당자 이메일은",
    "이용자님께",
    "담당자: 없음",
    "담당자 연락처",
    "인사팀 팀장에게",
    "정보보호 담당자",
    "전산실 과장",
    "관리자님",
    "주소: 서울",
    "이메일: 문의",
    "정답: 네",
    "신청자 정보를",
    "대표 이미지",
    "담당자 지정은",
    "영업부 부장",
    "Dear Customer",
    "Contact: Customer Service",
    "Name: Full Name",
    "Contact: Help Desk",
    "선생님",
    "부장님께 보고",
    "사장님",
    "고객센터 상담원",
    "주의: 안전",
    "비고: 이상 없음",
    "This is Important Information",
    "이사님 일정",
    "기사님이 방문",
    "질문: 답변",
    "문의처: 본사",
    "신청일: 오늘",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "PERSON")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)


def test_a_request_before_a_number_is_no_name() -> None:
    assert [span.type for span in find("확인해 주세요 010-1234-5678")] == ["PHONE"]
