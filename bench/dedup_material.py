"""Question-answer pairs for the benchmark of duplicates: templates, each written in several ways.

`<x>` is filled with a thing, `<n>` with a number and unit, `<p>` with a name. Ways that say the same
are side by side; the categories are those of `bench.dedup`.
"""

from __future__ import annotations

THINGS_KO = (
    "사원증 노트북 회의실 법인카드 주차권 출입증 복합기 프린터 모니터 태블릿 공기청정기 정수기 세탁기 냉장고 전기차 충전기 로봇청소기 식기세척기 에어컨 제습기 "
    "연차 병가 출장비 경조금 교육비 건강검진 재택근무 시간외수당 명함 택배 퀵서비스 우편물 세금계산서 견적서 계약서 발주서 영수증 납품서 보증서 보험증권 "
    "인터넷전화 공유기 보안프로그램 전자결재 그룹웨어 화상회의 메신저 클라우드저장소 데이터베이스 웹서버 백업장비 방화벽 무선랜 가상사설망 인증서 보안카드 "
    "정기예금 적금통장 신용대출 체크카드 자동이체 해외송금 환전 공과금 연금보험 실손보험 자동차보험 화재보험 여행자보험 치아보험 암보험 어린이보험 간병보험 "
    "기숙사 사내식당 체력단련실 도서실 휴게실 수유실 의무실 물품보관함 셔틀버스 주차장 옥상정원 어린이집 강당 세미나실 흡연실 창고"
).split()
PLACES_KO = (
    "총무팀 인사팀 재무팀 구매팀 법무팀 보안팀 전산팀 시설팀 홍보팀 교육팀 품질팀 물류팀".split()
)
THINGS_EN = (
    "badge|laptop|meeting room|company card|parking pass|printer|monitor|tablet|water purifier|washing machine|refrigerator|air conditioner|dehumidifier|vacuum cleaner|"
    "sick leave|travel expense|training fee|health check|overtime pay|parcel|courier|tax invoice|quotation|contract|purchase order|receipt|warranty card|insurance policy|"
    "router|security software|approval system|messenger|cloud storage|database|web server|backup device|firewall|certificate|savings account|credit loan|debit card|"
    "standing order|foreign transfer|pension plan|dental plan|car insurance|fire insurance|travel insurance|dormitory|cafeteria|gym|library|lounge|locker|shuttle bus|auditorium"
).split("|")
PLACES_EN = (
    "general affairs|human resources|finance|purchasing|legal|security|facilities|public relations"
).split("|")

QUESTIONS_KO: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "base": ("<x>을(를) 신청하려면 어떻게 해야 합니까?",),
        "politeness": (
            "<x>을(를) 신청하려면 어떻게 해야 하나요?",
            "<x>을(를) 신청하려면 어떻게 해야 돼요?",
            "<x>을(를) 신청하려면 어떻게 하죠?",
        ),
        "particle": ("<x> 신청하려면 어떻게 해야 하나요?", "<x> 신청 방법 알려 주세요."),
        "order": ("어떻게 해야 <x>을(를) 신청합니까?",),
        "reword": (
            "<x>이(가) 필요한데 어디에 말하면 되는지 알고 싶습니다.",
            "<x>은(는) 무슨 절차로 받게 됩니까?",
        ),
        "opposite": ("<x>을(를) 취소하려면 어떻게 해야 합니까?",),
        "negation": ("<x>을(를) 신청하지 않으려면 어떻게 해야 합니까?",),
        "question": ("<x>은(는) 언제 신청해야 합니까?",),
    },
    {
        "base": ("<x> 담당 부서는 어디입니까?",),
        "politeness": (
            "<x> 담당 부서는 어디예요?",
            "<x> 담당 부서는 어디인가요?",
            "<x> 담당 부서 어디죠?",
        ),
        "particle": ("<x>의 담당 부서가 어디인가요?", "<x> 담당 부서 어디에요"),
        "order": ("어디가 <x> 담당 부서입니까?",),
        "reword": ("<x>에 관한 일은 어느 팀에 물어보면 됩니까?",),
        "opposite": ("<x> 담당 부서는 언제 정합니까?",),
        "negation": ("<x> 담당 부서가 아닌 곳은 어디입니까?",),
        "question": ("<x> 담당자는 누구입니까?",),
    },
    {
        "base": ("<x>은(는) 며칠 안에 처리됩니까?",),
        "politeness": ("<x>은(는) 며칠 안에 처리되나요?", "<x>은(는) 며칠 안에 처리돼요?"),
        "particle": ("<x> 며칠 안에 처리됩니까?", "<x>이(가) 며칠 안에 처리되나요"),
        "order": ("며칠 안에 <x>이(가) 처리됩니까?",),
        "reword": ("<x>을(를) 맡기면 얼마나 기다려야 끝나는지 궁금합니다.",),
        "opposite": ("<x>은(는) 며칠 전에 처리됩니까?",),
        "negation": ("<x>이(가) 며칠 안에 처리되지 않습니까?",),
        "question": ("<x>은(는) 어디에서 처리됩니까?",),
    },
    {
        "base": ("<x>을(를) 다른 사람에게 빌려줄 수 있습니까?",),
        "politeness": (
            "<x>을(를) 다른 사람에게 빌려줄 수 있나요?",
            "<x>을(를) 다른 사람에게 빌려줄 수 있어요?",
        ),
        "particle": (
            "<x> 다른 사람에게 빌려줄 수 있나요?",
            "<x>을(를) 다른 사람한테 빌려줘도 되나요?",
        ),
        "order": ("다른 사람에게 <x>을(를) 빌려줄 수 있습니까?",),
        "reword": ("동료가 제 <x>을(를) 대신 써도 문제가 없나요?",),
        "opposite": ("<x>을(를) 다른 사람에게서 빌려 와야 합니까?",),
        "negation": ("<x>을(를) 다른 사람에게 빌려줄 수 없습니까?",),
        "question": ("<x>을(를) 언제 다른 사람에게 빌려줍니까?",),
    },
    {
        "base": ("<x>에 문제가 생기면 누구에게 연락합니까?",),
        "politeness": (
            "<x>에 문제가 생기면 누구에게 연락하나요?",
            "<x>에 문제가 생기면 누구한테 연락해요?",
        ),
        "particle": ("<x> 문제 생기면 누구에게 연락하나요",),
        "order": ("누구에게 연락합니까, <x>에 문제가 생기면?",),
        "reword": ("<x>이(가) 고장 났을 때 도움을 받을 사람이 있습니까?",),
        "opposite": ("<x>에 문제가 생기면 언제 연락합니까?",),
        "negation": ("<x>에 문제가 생기지 않으면 누구에게 연락합니까?",),
        "question": ("<x>에 문제가 생기면 어디로 연락합니까?",),
    },
)
ANSWERS_KO: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "base": ("<p>에 신청서를 내고 승인을 받으면 <n> 이내에 받을 수 있습니다.",),
        "politeness": (
            "<p>에 신청서를 내고 승인을 받으면 <n> 이내에 받을 수 있어요.",
            "<p>에 신청서를 내고 승인을 받으면 <n> 안에 받을 수 있다.",
        ),
        "particle": ("<p>에 신청서 내고 승인 받으면 <n> 이내에 받을 수 있습니다.",),
        "order": ("신청서를 <p>에 내고 승인을 받으면 <n> 이내에 받을 수 있습니다.",),
        "reword": ("양식을 적어 <p>(으)로 보내십시오. 허락이 나면 <n> 이내에 준비됩니다.",),
        "negation": ("<p>에 신청서를 내고 승인을 받아도 <n> 이내에 받을 수 없습니다.",),
    },
    {
        "base": ("<x> 업무는 <p>에서 맡으며 접수한 뒤 <n> 걸립니다.",),
        "politeness": (
            "<x> 업무는 <p>에서 맡으며 접수한 뒤 <n> 걸려요.",
            "<x> 업무는 <p>에서 맡으며 접수한 뒤 <n> 걸림.",
        ),
        "particle": ("<x> 업무 <p>에서 맡으며 접수 후 <n> 걸립니다.",),
        "order": ("<p>에서 <x> 업무를 맡으며 접수한 뒤 <n> 걸립니다.",),
        "reword": ("<p>이(가) 담당하고 있고 보통 <n> 정도면 끝납니다.",),
        "negation": ("<x> 업무는 <p>에서 맡지 않으며 접수한 뒤 <n> 걸립니다.",),
    },
    {
        "base": (
            "본인만 쓸 수 있으며 규정을 어기면 <n> 동안 사용이 정지됩니다. 문의는 <p>에서 받습니다.",
        ),
        "politeness": (
            "본인만 쓸 수 있으며 규정을 어기면 <n> 동안 사용이 정지돼요. 문의는 <p>에서 받아요.",
        ),
        "particle": (
            "본인만 쓸 수 있으며 규정 어기면 <n> 동안 사용 정지됩니다. 문의 <p>에서 받습니다.",
        ),
        "order": (
            "본인만 쓸 수 있으며 규정을 어기면 사용이 <n> 동안 정지됩니다. 문의는 <p>에서 받습니다.",
        ),
        "reword": ("<p>에서 허락한 사람 말고는 이용하지 못하고, 위반하면 <n>간 막힙니다.",),
        "negation": (
            "본인만 쓸 수 있는 것은 아니며 규정을 어기면 <n> 동안 사용이 정지됩니다. 문의는 <p>에서 받습니다.",
        ),
    },
)
QUESTIONS_EN: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "base": ("How do I apply for a <x>?",),
        "politeness": ("Could you tell me how to apply for a <x>?", "How can I apply for the <x>?"),
        "particle": ("How to apply for a <x>", "How do I apply for my <x>"),
        "order": ("For a <x>, how do I apply?",),
        "reword": ("Whom should I ask when I would like to get a <x>?",),
        "opposite": ("How do I cancel a <x>?",),
        "negation": ("How do I not apply for a <x>?",),
        "question": ("When do I apply for a <x>?",),
    },
    {
        "base": ("Which team is responsible for the <x>?",),
        "politeness": ("Can you tell me which team is responsible for the <x>?",),
        "particle": ("Which team is responsible for <x>",),
        "order": ("For the <x>, which team is responsible?",),
        "reword": ("Who takes care of questions about the <x>?",),
        "opposite": ("When is the team responsible for the <x>?",),
        "negation": ("Which team is not responsible for the <x>?",),
        "question": ("Why is the team responsible for the <x>?",),
    },
    {
        "base": ("Can I lend the <x> to other people?",),
        "politeness": (
            "Could I lend the <x> to other people?",
            "Is it possible to lend the <x> to other people?",
        ),
        "particle": ("Can I lend my <x> to other people",),
        "order": ("To other people, can I lend the <x>?",),
        "reword": ("Is a colleague free to use the <x> in my place?",),
        "opposite": ("Must I lend the <x> to other people?",),
        "negation": ("Can't I lend the <x> to other people?",),
        "question": ("When can I lend the <x> to other people?",),
    },
)
ANSWERS_EN: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "base": ("Send the form to the <p> team and you will receive it within <n>.",),
        "politeness": ("Please send the form to the <p> team, and you receive it within <n>.",),
        "particle": ("Send form to <p> team and you will receive it within <n>.",),
        "order": ("To the <p> team send the form and you will receive it within <n>.",),
        "reword": ("Fill in a request, hand it to <p>, then expect delivery within <n>.",),
        "negation": ("Send the form to the <p> team and you will not receive it within <n>.",),
    },
    {
        "base": ("The <p> team handles the <x> and a request takes <n>.",),
        "politeness": ("The <p> team handles the <x>, and requests take <n>.",),
        "particle": ("<p> team handles <x> and a request takes <n>.",),
        "order": ("A request takes <n> and the <p> team handles the <x>.",),
        "reword": ("Ask <p>; it is usually done after <n>.",),
        "negation": ("The <p> team does not handle the <x> and a request takes <n>.",),
    },
)
UNITS_KO = (("일", "주"), ("시간", "분"), ("개월", "년"), ("영업일", "일"))
UNITS_EN = (("days", "weeks"), ("hours", "minutes"), ("months", "years"))
NAMES_KO = "한빛 누리 가온 다온 라온 미르 바로 새론 아라 예솔 온새 초롱 푸른 하늘 해담 도담 모아 보람 소담 슬기".split()
NAMES_EN = "Alder Birch Cedar Dahlia Ember Fennel Garnet Hazel Indigo Juniper Kelp Laurel Maple Nettle Orchid".split()
