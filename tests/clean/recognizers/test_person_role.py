"""Names by role, utterance and the end of a message; words in their places left alone."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "출장자 명단: 신청인 «도가은» 확인",
    "체류자 «왕샤오» 비자 연장",
    "성명 «응우옌 반 득»",
    "요청자 «변지후» / 본관 3층",
    "퇴사자 «국승연»의 계정",
    "예금주는 «탁윤서»입니다",
    "«나은채»:네 맞아요",
    "안녕하세요 «구하린»입니다",
    "고객: «류다온»이요.",
    "여기 «옥지훈» 앞으로 보내 주세요",
    "«모준영» 학생 증명서",
    "«다은»아 회의 들어와",
    "«무함마드알리» 씨가 방문",
    "«가은»님한테 전달해 주세요",
]
LEFT_ALONE = [
    "예약자 변경 가능한가요?",
    "명의 이전하려면 뭐가 필요해요",
    "수령인 부재시 경비실에 맡겨주세요 서울 마포구 월드컵로 12",
    "직원 교육 일정 안내",
    "설치기사 방문 시간 오전 9시",
    "대표 이미지 변경",
    "상담원 연결 부탁합니다",
    "고객 만족도 조사입니다",
    "신규 가입자 전용 요금제",
    "피해자 지원센터 전화번호",
    "임차인 보호 제도",
    "차주 서명 필요",
    "고객: 정보요?",
    "상담원: 성함이요? 고객: 주문이요.",
    "안녕하세요 주식회사입니다",
    "여기 서초구예요",
    "저 신입생이에요",
    "저는 유학생인데요",
    "네 이비인후과예요",
    "우리는 한국인이에요",
    "네 기숙사예요",
    "지하 주차장이에요",
    "저 임산부예요",
    "네 공무원이에요",
    "저 조합원인데요",
    "네 방문자예요",
    "저는 양수인입니다",
    "이제야 왔네요",
    "모두야 안녕",
    "서로야 미안",
    "고마워요 정말",
    "학생 전용으로",
    "사용자 전환은",
    "퇴사자 정산금",
    "체류자 전원",
    "요청자 주소는",
    "민원인 서류요",
    "신나게 일했어요",
    "하나야 뭐야",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "PERSON")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text, "PERSON")
