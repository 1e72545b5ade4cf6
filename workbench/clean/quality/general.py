"""Words of general use, as stems of `forms`: they say nothing of a trade, a passage or a question."""

from __future__ import annotations

GENERIC = frozenset(
    """
    수수료 이자 exclud 자격 요건 위치 연락처 유효기간 마감 마감일 대상자 이용시간 안 시행 시작 끝 것 거 수 때 해 뭔 뭔가 그럼 그러면 여기서 거기서 기간 조건 방법 절차 기준 대상 이유 까닭 내용 종류 특징 목적 의미 차이 역할 결과 금액 비용 장점 단점 예 예시 문제 경우 사항
    부분 항목 점 뜻 정의 시기 날짜 장소 서류 필요 설명 알리 말하 말씀 하 되 있 없 이 무엇 무슨 어떤 어떻게 왜 언제 어디 누구 얼마 며칠 몇
    어느 뭐 정도 관련 자세하 자세히 구체적 간단히 요약 정리 가르치 궁금 묻 싶 가능 받 쓰 이용 사용 사용법 주의 주의점 주의사항 효과 원인 과정 단계
    순서 개요 소개 핵심 요점 예외 책임 담당 담당자 주체 범위 원칙 규칙 규정 그러 그렇 그런 그런가 이런 이렇 저렇 어떠 다르 다음 먼저 나중 여기 거기 저기 제품 서비스
    기능 제도 회사 사람 사항 적용 처리 확인 해당 추가 정보 자료 더 좀 다른 그것 이것 저것 맞 그거 이거 저거 알 설정 진행 신청
    what how why when wher who which how_ how_long how_much how_many mean do thing it step way method procedur process requirement condition
    criteria period reason purpos detail exampl differ cost price fee deadline benefit main point use work need requir happen tell explain describ
    summari inform say about more call one there limit rule option respons allow can apply name date time amount long much many take
    """.split()
)
"""A question of these alone is about anything."""
UNIT_WORDS = frozenset("week month year day hour minut 년 월 일 주 시간 분 번 명 회".split())
CONNECTING = frozenset(
    """
    하 되 있 없 이 것 수 때 등 위하 통하 대하 따르 의하 관하 경우 해당 관련 이용 사용 가능 필요 받 알 보 주 답변 질문 네 예 아니 아니요 맞 때문
    먼저 반드시 또한 그리고 따라서 다음 아래 모두 각각 직접 바로 경우 내용 사항 방법 기준 확인 진행 처리 즉 보통 대체로 매우 특히 약 총 이후 이전
    이상 이하 이내 까지 정도 말하 의미 해 통해 포함 없이 같 다르 많 적 크 작 그 이러하 그러하 알리 드리 바라 않 못
    yes no can should must need use make follow include require provid mean allow becaus therefor however first then next both each also
    cannot do time thing case answer available possible necessary sure depend mainli onli usual general before after within according
    """.split()
)
"""Beside what an answer says: its politeness, its links, its modality."""
GENERAL = (
    frozenset(
        """
    집 돈 년 달 날 시 분 주 사람 시간 문의 방문 지점 홈페이지 앱 전화 연락 직원 고객 고객센터 회사 번호 신분증 서류 사본 신청서 계약 계약서 보증금 비용 금액 요금 납부
    나오 오 가 내 넣 열 닫 놓 두 나 들 얻 지나 늦 빠르 길 짧 높 낮 좋 나쁘 새 오래 며칠 마지막 처음 중간 오전 오후 매월 매년 매주 평일 주말 이유 방법 안내
    home hous peopl person week month year day hour minut offic staff team number form page websit phone call email custom place part side right left open
    close start end begin stop keep get go come give take put find see look ask show know want like first last next new old good bad high low long short
    """.split()
    )
    | GENERIC
    | CONNECTING
    | UNIT_WORDS
)
"""No word of a trade, however often a project has it."""
