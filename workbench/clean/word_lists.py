"""Word lists of the comparison of pairs: words that say the same, words that say the opposite."""

from __future__ import annotations

SYNONYMS: dict[str, str] = {
    other: first
    for first, *others in (
        line.split()
        for line in """
        비밀번호 패스워드 비번
        password passcode
        휴대폰 핸드폰 휴대전화 핸폰
        이메일 메일 전자우편
        앱 어플 어플리케이션 애플리케이션
        app application
        컴퓨터 피씨 pc
        홈페이지 웹사이트 누리집 웹페이지
        와이파이 wifi
        아이디 id
        변경 바꾸 바뀌 교체
        삭제 지우 제거
        delet remov eras
        구매 구입 사
        buy purchas
        사용 이용 쓰
        확인 알아보 체크
        클릭 누르
        click press
        선택 고르
        select choos
        재시작 재부팅 리부팅 재기동
        restart reboot
        다운로드 내려받 다운받 다운
        업로드 올리
        설치 깔
        배송 배달
        종료 끝나 끝내 끄
        시작 개시 start begin
        직원 임직원
        매월 매달 다달이
        매년 해마다
        매일 날마다
        고객센터 콜센터
        수리 고치
        fix repair
        분실 잃
        잊 까먹
        제출 내
        첨부 붙이
        업데이트 업뎃 갱신
        photo pictur
        문제 문제점
        전화번호 연락처
        sav stor
        휴무일 쉬
        곧바로 즉시
        login sign_in logon log_on
        logout sign_out logoff log_off
        answer repl respon
        cost price
        end finish
        repl replac
        near nearest
        phon mobil cell cellphon
        ship send
        아르바이트 알바
        납부 납입
        packag parcel
        turn_on switch_on power_on
        turn_off switch_off power_off
        금일 오늘
        익일 다음날
        급여일 월급날 월급일
        회신 답장 답신
        사용자 유저 이용자
        수령인 수취인
        제품 상품
        car vehicl
        """.splitlines()
        if line.strip() and " " in line.strip()
    )
    for other in others
}
"""Stem -> the stem that stands for it. Only words that are exchanged freely in questions and
answers to users; a project adds its own."""
for _unsure in (
    "end",
    "near",
    "phon",
    "car",
    "끄",
    "내",
    "올리",
    "쉬",
    "바로",
    "체크",
    "repl",
    "respon",
    "replac",
):
    SYNONYMS.pop(_unsure, None)

_OPPOSITES = """
이전 이후|전 후|최대 최소|이상 이하|초과 미만|켜 끄 켜지 꺼지|열 닫 열리 닫히|시작 종료|증가 감소|늘리 줄이|늘 줄|높 낮|높이 낮추|많 적|크 작|빠르 느리|길 짧
입력 출력|입금 출금|입고 출고|입사 퇴사|입실 퇴실|체크인 체크아웃|로그인 로그아웃|가입 탈퇴 해지|등록 해지 말소|설치 제거 삭제|추가 삭제|활성화 비활성화|활성 비활성
허용 차단 금지 거부|승인 반려 거절 거부|공개 비공개|내부 외부|국내 해외 국외|유료 무료|필수 선택|잠그 풀|잠금 해제|설정 해제|연결 해제 분리|발신 수신|보내 받|업로드 다운로드|위 아래
왼쪽 오른쪽|좌측 우측|앞 뒤|상단 하단|상반기 하반기|첫 마지막|처음 마지막|오전 오후|평일 주말 공휴일 휴일|낮 밤|출근 퇴근|출발 도착|구매 판매|매수 매도|정상 비정상
회원 비회원|신규 기존|직접 간접|온라인 오프라인|유선 무선|남성 여성|남자 여자|아침 점심 저녁|오늘 내일 어제 모레|올해 내년 작년|이번 다음 지난|월요일 화요일 수요일 목요일 금요일 토요일 일요일
이번주 다음주 지난주|이번달 다음달 지난달|당일 다음날 전날|오늘 다음날|봄 여름 가을 겨울|빨간 파란 초록 노란 흰 검은|빨간색 파란색 초록색 노란색 흰색 검은색|적색 청색 녹색 황색 백색 흑색|개인 법인|성인 어린이 청소년|본인 대리인 가족|현금 카드 계좌이체|월간 연간 주간 일간|매월 매년 매주 매일|월 연
자동 수동|동의 거부|찬성 반대|합격 불합격|성공 실패|내용 제목|국문 영문|한글 영어|가로 세로|이번 저번|실내 실외|동쪽 서쪽 남쪽 북쪽|수입 수출|임대 임차|대여 반납|당일 익일 전일|상행 하행|승차 하차|구형 신형|일시불 할부|예약 취소|신청 취소|환불 교환|대출 반납|수리 교환|정규직 계약직|초급 중급 고급|상급 하급|주간 야간|기본 추가|직영 가맹|정지 재개|결재 결제|사용 미사용
언제 어디 누구 얼마 왜
how_many how_much how_long how_often when_ wher who why
before after|from until|enabl disabl|turn_on turn_off|switch_on switch_off|power_on power_off|login logout|sign_in sign_out|sign_up sign_out|check_in check_out|checkin checkout|scale_up scale_down|speed_up slow_down
open clos|start stop end|increas decreas|rais lower|high low|higher lower|highest lowest|larg small|larger smaller|fast slow|faster slower|long short|longer shorter|input output|deposit withdraw|add remov delet|instal uninstal|allow block deny|approv reject
public private|internal external|domestic international|free paid|required optional|lock unlock|connect disconnect|send receiv|upload download|above below|left right|front back|first last|top bottom|buy sell|new existing|direct indirect|onlin offlin|wired wireless
male female|morning afternoon evening|today tomorrow yesterday|weekday weekend holiday|monday tuesday wednesday thursday friday saturday sunday|red blue green yellow white black|adult child|personal corporate|cash card|maximum minimum|max min|month year week day|monthly yearly weekly daily
automatic manual|automatically manually|accept declin|success failur|subject body|horizontal vertical|indoor outdoor|import export|borrow return|encrypt decrypt|encod decod|compres extract|ge_ le_|gt_ lt_|spring summer autumn winter|inbound outbound|arriv depart|arrival departur|entry exit|enter exit|inclus exclus|includ exclud
"""
OPPOSITES: dict[str, frozenset[int]] = {}
"""Stem -> the numbers of the groups of words, of which only one can be meant, that it is in."""
_SIDES: dict[tuple[int, str], int] = {}
for _number, _group in enumerate(
    group for line in _OPPOSITES.splitlines() for group in line.split("|") if group.strip()
):
    for _word in _group.split():
        OPPOSITES[_word] = OPPOSITES.get(_word, frozenset()) | {_number}

OPTIONAL = frozenset(
    {"되", "자동", "현재", "지금", "직접", "따로", "별도", "새로", "now", "currently"}
    - {"자동", "직접"}
)
"""Stems that one side may have and the other not, without saying anything else."""
COMPARES = {
    "이상": "≥", "최소": "≥", "적어도": "≥", "ge_": "≥", "minimum": "≥", "최소한": "≥",
    "이하": "≤", "최대": "≤", "이내": "≤", "안에": "≤", "최대한": "≤", "le_": "≤", "within": "≤", "내": "≤",
    "초과": ">", "넘": ">", "gt_": ">", "미만": "<", "lt_": "<",
}  # fmt: skip
"""Comparing words beside a number: part of the fact."""
