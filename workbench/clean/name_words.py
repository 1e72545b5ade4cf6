"""Words around names, and words that look like names but are none. Korean and English."""

from __future__ import annotations

FAMILY = (
    r"(?:남궁|황보|제갈|사공|선우|독고|동방|서문|"
    r"[김이박최정강조윤장임한오서나팽옹신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석"
    r"선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉사부경가복태목형피두감호])"
)
"""Family names, the two-syllable ones first."""

GIVEN_FIRST = (
    "가강건겨겸경계고관광교구국권규근금기길나난남노누다단달대덕도동두득라란래려령로루륜률름리"
    "린림마만말명모무문미민바반백범벼별병보복봉부빈사산상새샘서석선설성세소솔송수순슬승시신아"
    "안애양언여연영예오옥온완용우운웅원유윤율은을의이익인일자재점정제조종주준중지진찬창채천철"
    "초춘충치탁태택필하학한해향혁현형혜호홍화환효훈휘흥희본"
)
GIVEN_LAST = (
    "갑건걸검결겸경곤관광교구국권규균근금기길나난남늘단담대덕도동두득라락란람랑래련렬령례로록"
    "롱룡루륜률름리린림만명모목무문미민배백범복본봉빈빛산삼상서석선섭성세소솔송수숙순술슬승식"
    "신실아안애양언연열엽영예오옥온완용우욱운웅원월유윤율은을의이익인일임자재정제조종주준중지"
    "직진찬창채천철춘택판평필하학한해향혁현협형혜호홍화환효후훈휘흠희헌든"
)
"""Syllables of given names, by place: what most of the population is called."""

KIN = (
    r"남편|아내|와이프|아들|딸|큰아들|작은아들|큰딸|작은딸|아버지|어머니|아빠|엄마|부친|모친|시아버지|시어머니|장인|장모|"
    r"아버님|어머님|형|누나|언니|오빠|동생|남동생|여동생|할아버지|할머니|손자|손녀|조카|삼촌|이모|고모|사촌|친구|동료|"
    r"배우자|자녀|아이|아기|애기|남자친구|여자친구|룸메이트|사장님|대표님|원장님|선생님"
)
RANKS = (
    r"과장|대리|차장|부장|팀장|사원|주임|이사|상무|전무|부사장|사장|회장|대표|실장|본부장|센터장|소장|교수|박사|"
    r"매니저|책임|선임|수석|연구원|상담사|주무관|계장|반장|기사|원장|점장|지점장"
)
NOT_BARE = frozenset(
    """
    지원자 조사자 여행자 유공자 인수자 기업인 신입생 근로자 노동자 소비자 소유자 경영자 경영인
    공무원 공급원 구독자 구성원 국제선 금융인 기관원 기술인 기자재 도매상 동호인 마지막 문화인
    민주당 반대로 방문인 배송원 변호인 보호인 복지사 봉사원 사업주 사용인 상속인 상인회 서비스
    선생님 설치원 성년자 성인용 소매상 소송인 수리공 수신인 수행원 승무원 시민권 신청주 안전원
    양도인 여성용 연구진 영업원 예비군 예술인 우리은 우리가 우리도 유권자 유학생 이사회 이용인
    이웃집 인기인 인사권 임대주 임차주 장애아 재학생 전문인 정비사 정치인 제보자 제작진 조리사
    조합원 주거인 주민회 주인공 주최사 지도원 지배인 지휘자 진행원 차용인 채무인 천주교 총책임
    최소한 추천서 출연자 취재진 하청인 학생회 한국인 해당자 허가자 현대인 협상자 홍보원 황금기
    기초수 국내선 이메일 이미지 전화로 문자로 주소로 정보를 이상은 이하로 이전에 이후에 지금은
    오늘은 어제는 내일은 전체에 일부에 기본은 대부분 나머지 고객 정도 이상 이하 이전 이후 정보
    문서 자료 제도 기준 주민 시민 국민 인원 임원 사원 직원 회원 위원 의원 요원 대원 부원 단원 조원
    모두 서로 하나 자기 본인 상대 동료 가족 부모 자녀 선배 후배 형제 자매 남매 사장 부장 과장 차장
    소장 원장 국장 실장 고객사 이사장 위원장 부모님 선생 기사 주인 손님 사람 아이 자신 우리 저희
    여러 정상 이용 사용 신청 지정 변경 조정 성명 이름 성함 주소 전화 연락 번호 날짜 시간 장소 방법
    내용 사유 이유 결과 상태 구분 유형 종류 수량 금액 비용 요금 가격 인사 정산 정책 공지 안내 상담
    문의 접수 처리 완료 진행 취소 환불 교환 반품 배송 주문 결제 가입 해지 이동 이체 연장 장비 단말
    기기 제품 상품 서비 회사 기관 업체 단체 조직 부서 지점 본사 지사 센터 매장 공장 창고 사이 인하
    소개 남자 여자 아기 어린 노인 청년 성인 환자 의사 간호 교사 학생 장애 신부 신랑 아내 남편 부인
    임신 유아 소아 인간 양도 지금 전세 월세 유선 무선 주부 배정 전용 공용 방문 이송 추천 안계 제주
    명의 권한 최소 최대 노원 강남 성남 대리 도서 도구 안전 시설 지역 지방 중앙 국가 도시 시장 구청
    동사 주택 건물 아파 원룸 상가 점포 차량 버스 기차 지하 공항
    """.split()
)
"""Words that look like a name of three syllables, or like one's given name, and are none."""

HONORIFICS = r"(?:님|씨|군|양|선생님|선생|고객님|회원님|여사님|여사|어르신|귀하)"

TITLES = (
    r"(?:과장|대리|차장|부장|팀장|사원|주임|이사|상무|전무|부사장|사장|회장|대표이사|대표|실장|본부장|센터장|소장|"
    r"부교수|조교수|교수|박사|변호사|세무사|회계사|기자|매니저|책임연구원|선임연구원|책임|선임|수석|연구원|상담사|상담원|상담\s?직원|"
    r"주무관|사무관|서기관|경위|경사|기사|의사|간호사|원장|점장|지점장|반장|국장|의원|판사|검사|감독|작가|선수|"
    r"관리자|담당자|담당|엔지니어|컨설턴트|조교|코치|강사|디자이너|개발자|위원장|위원|총무|간사|주치의|보호자)"
)

LABELS = (
    r"담당자명|담당자|담당|성명|이름|성함|고객명|고객\s?이름|고객|회원명|회원\s?이름|신청인|신청자|신청자명|예금주|수령인|수취인|"
    r"받는\s?(?:사람|분)|보내는\s?(?:사람|분)|보낸\s?사람|발신자|수신자|작성자|기안자|결재자|승인자|검토자|문의자|상담원|상담사|"
    r"상담자|계약자|피보험자|수익자|환자명|환자|보호자|대표자|대표이사|대표|책임자|접수자|가입자|주문자|주문자명|주문인|구매자|"
    r"판매자|예약자|예약자명|명의자|소유자|소유주|임차인|임대인|세대주|사용자명|직원명|직원|강사|저자|참석자|발표자|기사|방문자|"
    r"신고자|피신고자|민원인|통화자|본인|의뢰인|연락\s?담당|점검자|확인자|보고자|관리자|책임\s?연구원|멘토|운전자|차주"
)

SPEAKERS = r"고객|상담원|상담사|상담자|상담\s?직원|직원|기사|민원인|의사|손님|판매자|구매자"
"""Who speaks in a dialogue: behind the colon stands what they say, not who they are."""

NOT_NAMES = frozenset(
    """
    고객 고객님 고객사 고객센 이용자 이용 이용객 신청자 신청인 신청 구매자 구매 주문자 주문
    방문자 방문객 방문 사용자 사용 문의자 문의 관리자 관리 담당자 담당 조합원 조합 안내원 안내
    안내자 전문가 전문 전화 전화기 전화번 주소 주소지 주소록 이메일 이미지 연락 연락처 연락망
    성별 성명 성함 신청일 신청서 주문일 계약자 계약일 계약 계약서 배송지 배송 배송일 배송비
    공급가 공급 공급자 공급처 제품명 제품 제조사 제조 제목 서비스 서비 유의점 유의 주의점 주의
    주의사 유형 문의처 예약일 예약 예약자 도착지 도착 추가비 추가 방문일 정보 정보과 정책국 정책
    정책과 정답 정산 정산일 정상 정확 정기 정도 지정 지점 지점명 지원 지원팀 지역 지역명 지급
    지급일 지불 변경 변경일 변경자 변호사 서명 서명자 서류 서버 서울 서식 이름 이상 이하 이전
    이후 이번 이사 이사님 이동 이유 이메 이외 이자 이자율 인사 인사팀 인사과 인사말 인증 인증서
    인증자 인원 인터넷 인터 인쇄 주인 주인님 주민 주민님 주문번 주요 주임 주차 주차장 주간 주말
    원장 원장님 원인 원본 원칙 선생 선생님 선배 선배님 선택 선정 선임 선수 선물 부장 부장님 부모
    부모님 부서 부서명 부서장 부사장 부분 부품 부족 부가 부산 사장 사장님 사원 사원님 사용법
    사항 사유 사고 사업 사업자 사업장 사이 사이트 사진 사람 사무실 사무국 기사 기사님 기자
    기자님 기관 기관명 기관장 기간 기능 기본 기본값 기록 기준 기준일 기업 기타 기존 기술 기술팀
    경비 경비실 경우 경찰 경로 경영 경영진 경력 경험 국민 국장 국가 국내 국제 감사 감사님 감사실
    감독 감독관 공지 공지사 공무원 공무 공사 공단 공장 공정 공통 공용 구분 구성 구성원 구역 구조
    구간 권한 권한자 권장 금액 금지 금융 금일 도시 도로 도움 도움말 도구 문서 문서명 문서번 문제
    문제점 문자 문장 문화 명의 명의자 명칭 명령 명단 모델 모델명 모든 모바일 모임 모니터 목록
    목적 목적지 목표 방법 방식 방문증 배상 배경 배우자 백업 백신 변수 보호자 복사 복구 복지
    봉사자 봉투 석사 설명 설명서 설정 설정값 설치 설치일 설비 성공 성능 성인 소개 소유자 소비자
    소속 소속팀 소방서 손님 손해 손상 송장 송금 송금인 수신 수신자 시간 신고 신고자 신규 신분증
    신용 신입 신입사 신제품 심사 심사자 안전 안전과 안전모 안전팀 안전관 양식 양도인 양수인
    어머님 어머니 여러분 여권 여부 연구 연구원 연구소 연도 연장 연결 연체자 영업 예금 예금주
    예시 예정 예정일 예외 오류 오전 오후 오늘 오픈 용도 용어 용역 우편 우편물 우선 우대 위치
    위원 위원회 위험 위반자 위탁 유저 유저님 유형명 유지 유효 유무 유선 은행 은행명 의사 임원
    임직원 임시 임대인 임차인 자동 장소 장비 장애 장애인 장치 장기 장학생 전결 전략 전략실 전산
    전산실 전산팀 전체 전기 전송 전자 전달 전담 전용 전일 조건 조치 조직 조직도 조사 조사원
    조사자 조회 조회시 조언자 조정자 주관사 주거지 지각 지도자 지문 지시 지하 직원 진단 진료
    진행 진행자 차량 차이 차단 차장 차장님 채권 채권자 채무자 채용 천장 최고 최근 최대 최소 최종
    최신 최초 추천 추천인 추천자 추적 태그 통신 통화 편의 편집 편집자 표시 표준 표지 피해자 하단
    하루 하위 하자 학생 한국 한국어 한도 한국인 함께 항목 현장 현황 현재 현금 형식 형태 호출
    호스트 홍보 홍보팀 홍보실 화면 환자 황금 황색 회사 회원 회원님 회원명 고지 고지서 고장 고정
    고급 고유 고위 고등 고려 고용 고용인 고용주 강사 강사님 강의 강의실 강제 강화 강조 강당 강좌
    가입 가입자 가족 가족님 가격 가능 가이드 가상 반장 반장님 반드시 반려 반품 반환 남성 남편
    남녀 노동자 노출 노트북 노인 단장 독자 동의 동일 두번 두번째 라벨 마감 마감일 마지막 마스터
    민원 민원인 민원실 민간 민감 민감정 신원 신상 신속 심의 안심 안내문 안내서 안녕 우리 우리팀
    우체국 원격 원하는 육아 은퇴자 이체 이체일 이력 이력서 이벤트 이관 이슈 이직 이들 이곳 이것
    이런 이와 이어 임금 임무 입력 장관 정부 정규직 정직원 정회원 준회원 제한 제공 제공자 제안
    제안자 제출 제출자 제출처 제휴사 제외 조교 조립 조절 조작 조합장 주방 주식 주제 주치의 주최
    주최자 지사 지사장 지휘관 진술인 차례 책임 책임자 총무 출장자 하청 학교 학부모 한글 해당
    현지 협력 호실 홈페이 황제 하나 하지만 하도급 강남 강북 강원 경기 경남 경북 광주 대구 대전
    성남 수원 안양 용인 원주 전남 전북 제주 진주 천안 충남 충북 파주 인천 여수 목포 구미 김포
    김해 남양주 구청 시청 도청 군청 노원 마포 송파 서초 종로 상담 상담원 상담사 선임자 여기 거기
    저기 전임자 후임자 은인 사수 부사수 조원 조장 조장님 팀원 주모 공주님 왕자님 임금님 하나님
    예수님 부처님 교수님 박사님 대리님 이모님 이모 고모님 고모 형님 누님 장모님 장인 장모 사모님
    사모 원생 원아 선장님 선장 소장 소장님 공인 공증인 명인 연기자 연예인 성직자 현자 방송인
    기술자 기술사 기능사 기능장 기획자 기획 기획실 기획팀 도급인 수급인 수탁자 위탁자 위임자
    위임인 대리인 임명 유족 정지 유심 모뎀 공유 공유기 위약 위약금 고음질 신뢰 노란색 가짜 어제
    어떤 지금 남은 사전 이의 원래 전까지 이까지 여기까 최대한 우선은 용의자 유튜버 소방관 경찰관
    주세요 경비원 우체부 공급사 공동 공동체 공동주 이동식 전원 방화벽
    """.split()
)

NOT_NAMES_EN = frozenset(
    """
    The A An Our Your This That Customer Service Services Support Team Sales Center Centre
    Department Help Desk Office Manager Technical Human Resources Information Security Admin
    Administrator General Public Internal System User Users Name Full First Last Email Phone
    Address Number Account Contact Us Here Please Not Available None Unknown Data Protection
    Officer Privacy Legal Finance Marketing Engineering Operations Product Company Inc Ltd Corp
    Hotline Billing Reception Front Main Street Road Avenue January February March April May
    June July August September October November December Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday All Every Any Everyone Sir Madam Dear Valued Hiring Committee Member
    Members Colleague Colleagues Agent Speaking From Calling And Or Of To For In On At Is
    Chatbot Bot Assistant Model Test File Project Version North South East West New York Korea
    Seoul United States
    """.split()
)

KNOWN_WORDS = frozenset(
    """
    가격 가계 가공 가구 가동 가득 가려 가로 가루 가명 가벼 가사 가상 가세 가수 가요 가을 가정 가지
    가치 가해 감기 감동 감상 감소 감수 감시 감정 감지 강도 강동 강북 강서 강성 강세 강연 강의 강점
    강좌 강하 강한 강해 건물 경계 경고 경관 경기 경로 경보 경사 경선 경의 경제 경주 경치 경향 경호
    계기 계단 계란 계산 계속 계시 계신 계열 계정 계획 고가 고개 고객 고기 고대 고도 고려 고령 고모
    고무 고문 고민 고백 고사 고상 고생 고소 고수 고시 고양 고의 고인 고정 고조 고지 고향 공간 공개
    공고 공교 공구 공금 공기 공대 공동 공로 공문 공부 공사 공상 공석 공소 공수 공시 공안 공연 공영
    공예 공원 공유 공익 공인 공장 공정 공제 공조 공주 공중 공지 공채 공천 공통 공화 공휴 구강 구경
    구글 구단 구도 구동 구두 구로 구리 구매 구명 구분 구비 구상 구석 구성 구술 구시 구애 구원 구인
    구입 구제 구조 구축 구하 구해 구현 구형 구호 국가 국경 국고 국기 국내 국도 국무 국문 국민 국사
    국산 국수 국영 국장 국정 국제 국한 국화 금강 금고 금리 금방 금산 금상 금세 금연 금일 금전 금지
    금천 기계 기관 기구 기금 기대 기도 기동 기록 기름 기명 기미 기본 기부 기분 기사 기상 기선 기성
    기소 기수 기술 기여 기온 기운 기원 기인 기일 기재 기점 기제 기조 기종 기준 기지 기초 기한 기호
    기혼 기화 길이 김제 김천 김치 김해 나가 나눔 나눠 나라 나아 나오 나옴 나와 나은 나이 나주 나중
    남겨 남구 남기 남매 남부 남산 남성 남용 남원 남은 남자 남친 남한 남해 노동 노란 노래 노량 노력
    노선 노원 노이 노인 노조 노후 도구 도난 도달 도덕 도로 도리 도면 도모 도보 도봉 도산 도서 도시
    도안 도용 도우 도움 도장 도중 도착 독감 독서 독일 독자 독점 동구 동국 동기 동남 동산 동상 동생
    동서 동선 동성 동시 동양 동영 동원 동일 동작 동전 동점 동정 동조 동행 동호 동화 두고 두려 두리
    두부 라도 라면 라인 마감 마련 마무 마사 마시 마을 마음 마이 마자 마지 마치 마포 맹세 명단 명동
    명령 명문 명백 명상 명성 명세 명시 명예 명의 명절 명찰 모금 모기 모두 모래 모범 모션 모아 모양
    모여 모은 모이 모인 모자 모조 모집 모형 목록 목말 목사 목소 목수 목재 목적 문경 문과 문구 문기
    문단 문명 문무 문방 문산 문서 문신 문안 문양 문예 문의 문자 문장 문재 문제 문진 문학 문화 미국
    민간 민감 민사 민원 민정 민주 민중 반가 반경 반기 반나 반대 반도 반드 반려 반면 반반 반복 반사
    반상 반성 반송 반수 반영 반월 반응 반일 반장 반주 반지 반찬 반품 방금 방대 방문 방범 방법 방사
    방송 방수 방식 방안 방어 방영 방재 방지 방침 방해 방향 배경 배달 배당 배상 배선 배송 배수 배양
    배열 배우 배정 배제 배치 배포 백미 백상 백신 백지 백화 변경 변기 변동 변명 변모 변상 변수 변신
    변심 변조 변해 변형 변호 변화 변환 별도 병가 보강 보건 보고 보관 보급 보내 보다 보도 보라 보류
    보모 보석 보수 보안 보완 보유 보육 보이 보인 보일 보장 보전 보정 보조 보존 보증 보충 보통 보험
    보호 복구 복도 복무 복사 복수 복용 복원 복제 복지 복직 봉사 봉인 봉지 부가 부고 부과 부근 부담
    부대 부도 부동 부두 부록 부문 부부 부분 부사 부산 부상 부서 부설 부속 부수 부안 부여 부유 부인
    부자 부장 부재 부적 부정 부제 부조 부족 부지 부진 부착 부채 부천 부탁 부하 부합 부호 사건 사고
    사관 사교 사기 사내 사단 사도 사라 사람 사랑 사례 사리 사명 사무 사문 사본 사사 사상 사서 사소
    사신 사실 사안 사양 사업 사연 사용 사원 사유 사육 사은 사이 사인 사임 사자 사장 사전 사정 사제
    사주 사진 사항 사형 사회 상가 서귀 서산 서약 서초 석사 석식 석유 선거 선고 선관 선구 선금 선동
    선두 선로 선명 선물 선발 선배 선별 선보 선불 선사 선생 선수 선언 선원 선의 선임 선입 선적 선전
    선정 선지 선진 선택 선호 설계 설교 설득 설립 설마 설명 설문 설비 설사 설정 설치 성공 성과 성능
    성대 성동 성명 성북 성분 성사 성수 성실 성인 성장 성적 성주 성질 성함 성향 성형 성희 소개 소계
    소관 소금 소급 소녀 소독 소득 소리 소망 소명 소모 소문 소방 소비 소상 소설 소셜 소소 소속 소송
    소수 소식 소아 소액 소연 소요 소용 소원 소유 소음 소장 소재 소정 소중 소지 소진 소통 소포 소형
    소화 소환 손상 손실 손자 손해 송금 송년 송달 송도 송료 송부 송수 송신 송이 송장 송치 송파 송환
    신경 신고 신규 신년 신랑 신뢰 신문 신부 신분 신생 신선 신설 신성 신속 신승 신신 신앙 신용 신원
    신인 신임 신입 신장 신제 신중 신청 신체 신축 신탁 신한 신형 신호 신혼 심각 심결 심리 심사 심신
    심심 심야 심의 심장 심전 심지 심판 심해 아무 안건 안경 안구 안내 안녕 안도 안동 안마 안무 안보
    안부 안산 안색 안성 안심 안양 안에 안전 안정 안타 애플 양가 양국 양녀 양념 양도 양로 양말 양면
    양보 양복 양산 양상 양성 양수 양식 양심 양육 양자 양주 양지 양천 양평 양해 양호 어두 어디 어떤
    어려 어른 어린 어머 어묵 어부 어서 어수 어제 엄마 엄선 엄수 엄지 여가 여객 여건 여과 여관 여권
    여기 여대 여동 여러 여론 여름 여부 여분 여사 여성 여신 여유 여인 여자 여전 여정 여주 여지 여직
    여친 여태 여행 연간 연결 연계 연고 연구 연금 연기 연도 연동 연락 연령 연료 연루 연말 연봉 연비
    연산 연상 연속 연수 연습 연승 연안 연애 연예 연인 연일 연장 연재 연주 연차 연천 연체 연초 연출
    연합 연회 염려 염병 염색 염증 영주 예고 예금 예명 예민 예방 예배 예보 예비 예산 예상 예선 예술
    예시 예약 예언 예외 예우 예의 예전 예정 예제 예측 오구 오기 오늘 오다 오답 오더 오도 오디 오래
    오류 오른 오름 오리 오산 오시 오열 오염 오용 오인 오전 오지 오직 오진 오차 오타 오피 오해 오후
    옥상 옥수 옥천 왕복 왕실 왕자 용구 용기 용달 용도 용량 용무 용산 용서 용어 용언 용역 용의 용이
    용인 용지 우대 우도 우려 우리 우산 우선 우세 우수 우승 우연 우유 우정 우주 우체 우측 우편 우표
    우호 우회 원가 원격 원고 원금 원단 원동 원두 원료 원룸 원리 원만 원문 원본 원부 원사 원산 원상
    원생 원서 원수 원시 원아 원어 원예 원유 원인 원자 원장 원재 원정 원조 원천 원칙 원통 원하 원형
    원화 위기 위법 위상 위생 위성 위안 위약 위원 위임 위장 위주 위치 위탁 위해 위험 위협 유가 유감
    유급 유기 유독 유동 유럽 유로 유료 유류 유리 유명 유모 유무 유사 유산 유선 유소 유실 유심 유아
    유언 유예 유용 유의 유인 유일 유입 유자 유저 유족 유지 유출 유치 유통 유학 유해 유형 유효 육상
    육성 육수 육아 육지 은근 은퇴 은평 은하 은행 은혜 이거 이건 이것 이게 이곳 이관 이국 이기 이날
    이내 이념 이달 이대 이동 이득 이들 이때 이래 이런 이력 이론 이루 이름 이리 이마 이메 이모 이미
    이번 이별 이부 이분 이불 이사 이상 이색 이성 이송 이수 이슈 이슬 이식 이야 이어 이용 이웃 이월
    이유 이율 이의 이익 이인 이자 이전 이점 이정 이제 이주 이중 이직 이차 이천 이체 이탈 이틀 이하
    이해 이행 이혼 이후 익산 인가 인간 인건 인격 인계 인공 인구 인권 인근 인기 인대 인도 인력 인류
    인문 인물 인사 인상 인생 인선 인성 인솔 인수 인식 인심 인연 인용 인원 인재 인정 인제 인증 인지
    인천 인출 인하 인해 인허 임금 임기 임대 임명 임무 임부 임상 임시 임신 임실 임원 임의 임직 임차
    장관 장기 장난 장남 장녀 장단 장대 장래 장려 장르 장마 장면 장모 장문 장미 장부 장비 장사 장성
    장소 장수 장시 장식 장애 장어 장외 장인 장점 장정 장지 장착 장치 장학 장화 장흥 재단 전가 전개
    전경 전공 전구 전국 전기 전날 전남 전년 전념 전단 전달 전담 전당 전대 전동 전등 전력 전례 전류
    전매 전면 전모 전무 전문 전반 전부 전북 전사 전산 전선 전설 전세 전속 전송 전수 전시 전신 전압
    전액 전역 전용 전원 전월 전일 전자 전장 전쟁 전전 전제 전주 전진 전차 전철 전체 전출 전투 전파
    전표 전학 전형 전화 전환 전후 정가 정각 정거 정관 정교 정규 정기 정답 정당 정도 정돈 정류 정리
    정말 정문 정밀 정보 정부 정비 정산 정상 정서 정석 정선 정성 정수 정시 정식 정신 정액 정연 정오
    정원 정육 정읍 정의 정장 정전 정정 정제 정주 정지 정직 정책 정체 정치 정해 정형 정화 정확 정황
    제거 제공 제과 제기 제대 제도 제때 제명 제목 제발 제법 제보 제사 제삼 제소 제수 제시 제안 제약
    제언 제외 제의 제일 제작 제재 제정 제조 제주 제지 제천 제철 제출 제품 제한 제휴 조간 조건 조금
    조기 조달 조례 조리 조립 조만 조명 조사 조상 조선 조성 조세 조수 조식 조심 조언 조업 조용 조원
    조율 조인 조장 조절 조정 조제 조종 조직 조치 조카 조합 조항 조형 조화 조회 종로 좌측 주간 주거
    주관 주기 주년 주니 주단 주도 주로 주류 주말 주목 주무 주문 주민 주방 주변 주부 주사 주석 주선
    주소 주시 주식 주야 주연 주요 주유 주의 주인 주임 주입 주자 주장 주재 주저 주전 주점 주제 주조
    주주 주중 주지 주차 주최 주치 주택 지각 지갑 지구 지국 지금 지급 지기 지난 지대 지도 지로 지류
    지름 지망 지면 지명 지목 지문 지방 지배 지부 지분 지불 지사 지상 지성 지속 지수 지시 지식 지실
    지역 지연 지영 지우 지원 지위 지인 지장 지적 지점 지정 지주 지진 지참 지체 지출 지침 지하 지형
    지휘 진단 진도 진동 진로 진료 진리 진술 진실 진심 진안 진입 진정 진주 진짜 진찰 진천 진출 진통
    진품 진학 진해 진행 진화 차가 차단 차도 차등 차라 차량 차례 차로 차마 차별 차선 차수 차액 차원
    차이 차일 차지 차질 차후 창고 창구 창립 창문 창원 창의 채권 채널 채무 채소 채용 채점 채팅 천만
    천안 천연 천장 천재 천정 천천 초과 초기 초대 초등 초래 초반 초보 초본 초상 초순 초안 초음 초점
    최강 최고 최근 최다 최단 최대 최상 최선 최소 최신 최악 최저 최적 최종 최초 최하 추가 추계 추구
    추석 추세 추심 추억 추운 추이 추적 추정 추진 추천 추첨 추출 추측 추후 탁구 탁송 탁자 태그 태도
    태블 태양 태풍 편도 편리 편성 편의 편입 편지 편집 편하 편한 표기 표면 표명 표본 표시 표식 표정
    표준 표지 표창 표출 표현 피고 피곤 피난 피로 피부 피시 피자 피해 하교 하긴 하나 하남 하늘 하단
    하도 하동 하드 하락 하루 하물 하반 하순 하여 하위 하의 하이 하자 하지 하차 하천 하청 하필 하하
    한가 한강 한계 한국 한글 한꺼 한남 한도 한동 한두 한때 한문 한방 한번 한산 한성 한시 한식 한양
    한옥 한우 한인 한자 한정 한창 한층 한파 한편 한화 함께 함량 함수 함안 함양 함유 허가 허공 허리
    허무 허용 허위 현관 현금 현대 현명 현물 현미 현상 현수 현실 현역 현장 현재 현저 현지 현황 형광
    형님 형벌 형부 형사 형상 형성 형수 형식 형제 형태 형편 호기 호남 호소 호수 호실 호우 호응 호의
    호주 호출 호텔 호환 홍대 홍보 홍삼 홍성 홍수 홍차 홍천 화성 황당 황사 황색 황제 황해
    """.split()
)
"""Words of two syllables that begin like a name; with a suffix or particle behind, no name."""

KNOWN_LONGER = frozenset(
    """
    가동률 가라고 가려고 가로수 가로채 가산세 가세요 가솔린 가시고 강대국 강바람 강아지 강의록
    경계선 경상도 경운기 경유지 경의선 경희대 계세요 고고학 고르고 고마운 고민중 고소득 고아원
    고작해 고치고 공모주 공백기 공사중 공인중 공제율 공화국 구세주 구인난 구제금 구치소 구현중
    국가유 국경선 국고금 국영수 권리금 금강산 금고형 금정구 금지령 기계실 기다리 기득권 기르고
    기부금 기성복 기안자 기자실 기재란 기준선 기지국 기한후 길동무 나누고 나누기 나도록 나라고
    나려고 나르고 나아진 남달리 남대문 남동구 남반구 남부권 남성복 노다지 노무자 노사정 노하우
    도무지 도서실 도시락 도우미 도자기 도화지 독서실 독수리 독점권 동남아 동대문 동반인 동반자
    동서양 동해안 동호수 두루미 두바이 라운지 라이언 마구리 마누라 마라고 마세요 마시고 마을금
    마일리 마침내 명나라 명도소 명백한 명아주 명예직 모르고 모서리 모세관 모자라 목도리 문고리
    문서실 문자열 문제아 문지기 민병대 민원창 반바지 반송중 반영률 반자동 반지름 반지하 방명록
    방문중 방사선 방송국 방송중 방재실 방정식 방조제 방화문 배달중 배상금 배송중 배송후 배신자
    백두산 백라이 백설기 백일해 변동금 변두리 변리인 변상금 변성기 변제금 변제일 보건소 보건실
    보관소 보려고 보상금 보상안 보세요 보안실 보조금 보채권 보호소 복구중 복무규 복무중 복사실
    봉우리 부가금 부가세 부도덕 부동산 부득이 부르고 부재중 부정수 부조금 부조종 사기범 사나이
    사다리 사대문 사라진 사령관 사무소 사무직 사설인 사용권 사용중 사우나 사이언 사이판 사재기
    사춘기 사하구 사형수 서강대 서교동 서기관 서둘러 선도자 선무도 선산동 선수금 선원실 선점자
    선진국 설명란 설치중 성명란 성형수 소고기 소규모 소나기 소나무 소득세 소세지 소시지 소양인
    소원권 소유권 손가락 손세정 손수건 손재주 손해배 손해율 송신소 송아지 송유관 신고란 신기루
    신기술 신나고 신도림 신림동 신사동 신사복 신입생 신주인 신학교 심부름 심사중 심지어 안정세
    안주인 안철수 양도세 양동이 양산형 양성소 양수금 양재동 양치기 양호실 어문학 어선원 어차피
    엄마랑 여럿이 여름철 여보세 여성복 여신금 여의도 여의주 여자애 연구실 연금술 연남동 연대기
    연동중 연설문 연세대 연소자 연희동 염가판 예산실 예수금 예치금 오라고 오려고 오로지 오르고
    오미자 오세요 오솔길 오시고 오천원 옥수수 옮기고 왕복선 왕세자 용광로 우대금 우리나 우선권
    우선순 우수수 우수한 우정국 우주선 원가율 원로원 원리금 원상복 원점수 원주민 원천세 위대한
    위로금 위반금 위반인 위반지 위선자 위아래 위의주 위조지 위해선 유관기 유달리 유대인 유도선
    유리창 유명세 유무선 유무형 유별난 유병자 유부남 유산균 유산소 유상수 유선형 유성구 유아복
    유원지 유조선 유치권 유학생 유효한 육안상 은가락 은연중 은하수 이관중 이기고 이동중 이따금
    이루고 이만원 이민자 이백만 이산화 이상금 이상한 이상형 이수중 이슬람 이용권 이용중 이윽고
    이익금 이익률 이자금 이자소 이재민 이주민 이중창 이태리 이태원 인구수 인라인 인명구 인사건
    인상률 인수금 인원수 인정률 인조대 인지세 인하율 임대중 임시직 임신중 임원실 임원진 임점검
    장관실 장기수 장마철 장바구 장보기 장사진 장승배 장신구 장애우 장애율 장애중 장유동 장의자
    장자상 장지갑 장충동 장치중 장해율 전경련 전광판 전교조 전국민 전근대 전기세 전기실 전나무
    전달란 전달중 전대미 전두엽 전라도 전모양 전무실 전무후 전문직 전미국 전산직 전성기 전세권
    전세금 전세난 전송률 전송중 전수검 전시실 전시중 전용선 전용실 전원선 전이중 전인교 전자결
    전자세 전자우 전정기 전초기 전치주 전하지 전호실 전화국 전화선 전화세 전화연 전화중 전환율
    전환중 정강이 정기검 정기권 정기예 정리금 정리중 정모양 정무직 정미소 정반대 정보람 정보실
    정복자 정부미 정사원 정산금 정산중 정상근 정연한 정예화 정원수 정자동 정조준 정중한 정지선
    정지중 정초식 정치권 정치범 정하지 정한대 정해진 제도권 제도실 제보란 제설기 제이미 제자리
    제재금 제재소 제철소 제한중 조경수 조라고 조리복 조리실 조부모 조사국 조사실 조사중 조산아
    조산원 조선소 조성금 조수석 조시기 조용한 조율중 조의금 조정석 조정실 조제실 조종석 조치중
    조카애 주가조 주기율 주기판 주도권 주동자 주려고 주문건 주문금 주문복 주문중 주문형 주문후
    주민세 주범인 주병원 주보호 주사실 주산지 주상복 주세요 주소란 주소창 주안상 주원인 주유소
    주유중 주일미 주자창 주종목 주채권 지나서 지도록 지루한 지름길 지리산 지리학 지명수 지병인
    지상권 지시고 지연금 지연배 지연중 지옥철 지우고 지원금 지원실 지원중 지정석 지중해 지지난
    지지대 지지도 지지자 지하수 지하실 지하철 지휘봉 지휘소 진도율 진동수 진범인 진상규 진선미
    진수성 진원지 진창길 차고지 차남인 차세대 차용금 차용자 차익금 차지백 채산성 채송화 채용금
    채용형 채점중 천도교 천문대 천문학 천정형 천호동 최고봉 최고형 최소금 최신순 최신형 최연소
    최우선 최우수 추가건 추가금 추가중 추경안 추기경 추세선 추신수 추진중 추천순 탁상용 탁아소
    태국인 태권도 태반주 태양광 태양열 태연한 태종대 편도선 편리한 편익성 편지봉 표기란 표백제
    표시란 표시중 표시판 표제지 표준형 표지석 표지판 피구호 피라미 피로연 피부양 피서지 피의자
    피진정 피해규 피해금 하계용 하노이 하라고 하려고 하루라 하루종 하루하 하선인 하선일 하세요
    하소연 하수관 하수구 하수도 하순경 하시고 하여금 하이라 하자담 하자중 하중도 하향세 하향식
    한가득 한경대 한계령 한계선 한달정 한대도 한도금 한라봉 한라산 한모금 한반도 한부모 한사람
    한산한 한세대 한시름 한아름 한양아 한여름 한의대 한의원 한의학 한일은 한정판 한정후 한철만
    한치의 함구령 함부로 함정수 허가권 허구성 허기진 허리선 허무한 허수아 현금영 현명한 현미경
    현상금 현상유 현시대 현재형 현주소 현충원 현충일 형무소 형사소 형성중 형이상 형제애 형태소
    호구조 호남선 호로록 호명순 호반의 호서대 호우경 호주산 홍도동 홍은동 홍익대 홍제동 홍채인
    황금빛 황금연 황동선 황무지 황인종 황천길 황태국 황태자 황태채
    """.split()
)
"""Words of three syllables that look like a name."""

SUFFIXES = frozenset(
    "자인원사서지기상용시일제안의도로리동구대학화주문이은성식신단관무정조재명만운남해는가을를에와과한나라을고록판례예세"
)
"""What follows a known word of two syllables to make a longer word or a form of it."""

ROLES = (
    r"신규\s?입사자|입사자|퇴사자|퇴직자|휴직자|전입자|전출자|체류자|출국자|입국자|탑승자|"
    r"탑승객|동승자|투숙객|승객|요청자|요청인|사용자|실사용자|이용자|이용인|신청자|신청인|"
    r"문의자|제보자|신고인|고소인|피고소인|고발인|청구인|청구자|민원인|대리인|위임인|수임인|"
    r"위임자|양도인|양수인|보증인|연대보증인|임대인|임차인|세입자|집주인|매도인|매수인|채무자|"
    r"채권자|원고|피고|증인|참고인|가해자|피해자|부상자|상대방|상대\s?운전자|운전자|운전기사|"
    r"차주|소유주|소유자|명의자|명의|명의인|예금주명|예금주|송금인|입금자명|입금자|입금인|"
    r"수취인|수령인|수령자|받는\s?(?:사람|분)|보내는\s?(?:사람|분)|보낸\s?(?:사람|분)|배우자|"
    r"세대주|세대원|피부양자|피보험자|수익자|계약자|가입자|구매자|주문자|예약자|방문자|방문객|"
    r"면회객|고객명|고객|회원|환자명|환자|입원|외래|초진|보호자|간병인|내담자|수급자|대상자|"
    r"당사자|발급자|분실자|습득자|학생|재학생|졸업생|휴학생|수강생|수험생|응시자|지원자|합격자|"
    r"학부모|원생|근로자|직원|신입사원|신입|사원|외국인|상담원|상담사|담당자|담당|담당의|"
    r"주치의|집도의|간호사|설치\s?기사|배송\s?기사|택배\s?기사|방문\s?기사|기사|강사|교수|"
    r"대표자|대표이사|대표|원장|작성자|등록자|결재자|승인자|검토자|점검자|작업자|책임자|관리자|"
    r"수신인|수신자|발신자|통화자|참석자|발표자|진행자|당첨자|기부자|후원자|봉사자|동행인|"
    r"동반자|상속인|피상속인|법정대리인|비상연락처|영문이름|영문\s?성명|성명|성함|이름|실명|"
    r"본명|본인|담임|조교|멘토|팀원|동료|후임|전임자|후임자|부재자|거래처\s?담당"
)
"""Who somebody is; the name may follow without a colon."""

PEOPLE_AFTER = (
    r"고객님?|회원님?|환자분?|환자님|학생|수험생|원생|어르신|보호자님?|님|씨|군|양|선생님?|"
    r"교수님?|원장님?|강사님?|기사님?|대표님?|실장님?|이사님?|부장님?|차장님?|과장님?|팀장님?|"
    r"대리님?|주임님?|사원|매니저님?"
)
"""What follows a name, with or without a space."""

GIVEN_EN = frozenset(
    """
    Aaron Abdul Abigail Adam Adrian Ahmed Aisha Akira Alan Albert Alejandro Alex Alexander
    Alexandra Alice Alicia Alina Alison Amanda Amara Amelia Amir Amy Ana Anastasia Andre Andrea
    Andrew Angela Anil Anita Anjali Ann Anna Anne Anthony Antonio Anya Arjun Arthur Ashley Astrid
    Ayumi Barbara Beatrice Ben Benjamin Bernard Beth Bob Boris Bradley Brandon Brenda Brian Bruce
    Bryan Camille Carla Carlos Carmen Caroline Catherine Cecilia Charles Charlotte Chen Chiara
    Chloe Chris Christina Christine Christopher Claire Clara Claudia Colin Connor Craig Cynthia
    Daisuke Daniel Daniela Darren David Deborah Deepak Denise Dennis Derek Diana Diego Dmitri
    Dmitry Dominic Donald Donna Dorothy Douglas Duncan Dylan Edward Eleanor Elena Elizabeth Ella
    Ellen Emily Emma Eric Erik Esther Ethan Eugene Eva Evelyn Fatima Felix Fernando Fiona
    Francesca Francis Francisco Frederick Gabriel Gareth Gary Geoffrey George Gerald Giulia Gloria
    Gordon Graham Greg Gregory Gustavo Hannah Hans Haruki Hassan Heather Helen Helena Henrik Henry
    Hiroshi Howard Hugo Ian Ibrahim Igor Imran Ingrid Irene Irina Isaac Isabel Isabella Ivan Jacob
    Jake James Jamie Jan Jane Janet Jason Javier Jeffrey Jennifer Jenny Jeremy Jessica Jessie Jim
    Joan Joanna Joe Joel Johan Johannes John Jonas Jonathan Jorge Jose Joseph Joshua Juan Judith
    Julia Julian Julie Justin Karen Karim Karl Kate Katherine Kathleen Katie Kavita Keith Kelly
    Kenji Kenneth Kevin Kimberly Klaus Kumar Kyle Lars Laura Lauren Laurent Lawrence Leah Lena Leo
    Leon Leonard Leticia Liam Lin Linda Linh Lisa Louis Louise Luca Lucas Lucia Lucy Luis Luke
    Magnus Marco Marcus Margaret Maria Marie Marina Mario Marta Martha Martin Matteo Matthew Megan
    Mehmet Mei Melissa Mia Michael Michelle Miguel Mike Minh Miriam Mohamed Mohammed Molly Monica
    Muhammad Nadia Naomi Natalia Natalie Natasha Nathan Nguyen Nicholas Nicolas Nicole Nigel
    Nikolai Nina Noah Noor Nora Oleg Olga Oliver Olivia Omar Oscar Pablo Pamela Patricia Patrick
    Paul Paula Pedro Peter Philip Philippe Phuong Pierre Pooja Priya Rachel Rafael Rahul Raj
    Rajesh Ralph Raymond Rebecca Ricardo Richard Robert Roberto Roger Rohan Ronald Rosa Rosie Ryan
    Sakura Sally Samantha Samuel Sandra Sanjay Sara Sarah Sean Sebastian Sergei Sergio Sharon
    Shreya Simon Sofia Sonia Sophia Sophie Stefan Stella Stephanie Stephen Steve Steven Stuart
    Sunita Susan Sven Sylvia Takeshi Tamara Tanya Tariq Teresa Theo Theodore Theresa Thomas
    Tiffany Tim Timothy Tina Todd Tom Tomas Tony Trevor Ursula Valentina Vanessa Veronica Victoria
    Vijay Vincent Vladimir Walter Wei Wendy William Xiao Yasmin Yuki Yusuf Yvonne Zachary Zara Zoe
    """.split()
)
"""Given names that are no common English word."""

GIVEN_OR_WORD = frozenset(
    """
    Amber Angel April Art August Austin Autumn Bill Carol Charity Chase Chip Christian Crystal
    Dale Dawn Dean Drew Eve Faith Florence Frank Georgia Grace Grant Guy Harper Harry Heath Holly
    Hope Ivy Jack Jackson Jade Jasmine Jordan Joy June Lily Lincoln Logan Madison Mark Mary Mason
    Max May Mercy Miles Nick Olive Paris Parker Pat Pearl Penny Ray Rich Rob Robin Rose Ruby Ruth
    Sam Sandy Scott Sidney Skip Sue Summer Sydney Taylor Tyler Victor Violet Virginia Will
    """.split()
)
"""Given names that are words, places or companies too: only with a family name behind them."""

FAMILY_EN = frozenset(
    """
    Adams Ali Allen Anderson Andersson Baker Bauer Becker Bennett Brooks Brown Campbell Carter
    Chan Chen Clark Collins Cooper Davis Diaz Edwards Evans Fernandez Fischer Foster Garcia Gomez
    Gonzalez Gupta Hall Hansen Harris Hernandez Hill Hughes Ito Ivanov Jackson Jensen Johansson
    Johnson Jones Khan Kobayashi Kumar Larsen Laurent Lewis Li Liu Lopez Martin Martinez Meyer
    Miller Mitchell Moore Morgan Morris Murphy Murray Nakamura Nelson Nguyen Nielsen Olsen Ortiz
    Parker Patel Perez Peters Petrov Pham Phillips Ramirez Reed Reyes Richardson Rivera Roberts
    Robinson Rodriguez Rogers Rossi Russell Sanchez Santos Sato Schmidt Schneider Schulz Shah
    Sharma Silva Singh Smith Stewart Sullivan Suzuki Takahashi Tan Tanaka Thompson Torres Tran
    Turner Wagner Walker Wang Watanabe Watson Weber White Williams Wilson Wong Wright Wu Xu
    Yamamoto Yang Yoshida Young Zhang Zhao
    """.split()
)

FAMILY_ROMAN = frozenset(
    """
    Ahn An Bae Baek Bang Byun Cha Chae Chang Cheon Cho Choi Choo Chu Chung Eom Eun Gil Go Goo Gu
    Gwak Ha Ham Han Heo Hong Huh Hur Hwang Hwangbo Hyun Im Jang Jegal Jeon Jeong Ji Jin Jo Joo Ju
    Jun Jung Kang Kim Ko Koh Kong Koo Ku Kwak Kwon Lee Lim Ma Maeng Min Moon Myung Nam Namgung Noh
    Oh Ok Paik Park Pyo Pyun Rhee Roh Ryu Seo Seok Seol Seong Shim Shin Sim Sohn Son Song Suh Sung
    Sunwoo Tak Uhm Um Wang Won Woo Yang Yeo Yeom Yi Yim Yong Yoo Yook Yoon You Yu Yum Yun
    """.split()
)
"""Korean family names in Latin letters, as passports write them."""

SYLLABLE_ROMAN = (
    r"(?:a|ah|ae|an|ba|bae|beom|bin|bo|bok|bong|bum|byeong|byung|chae|chan|chang|cheol|chul|"
    r"choon|chun|da|dae|dal|dam|dan|deok|do|don|dong|duk|eol|eon|eul|eun|eung|ga|gang|geon|"
    r"geun|gi|go|gon|gu|guk|gwan|gwang|gyeong|gyu|gyun|ha|hae|hak|han|hee|heon|heung|hi|ho|"
    r"hong|hoo|hoon|hui|hun|hwa|hwan|hwi|hye|hyeok|hyeon|hyeong|hyo|hyuk|hyun|hyung|i|ik|il|im|"
    r"in|ja|jae|jan|jang|je|jeong|ji|jin|jo|jong|joo|joon|ju|jun|jung|ka|kang|keon|keun|ki|koo|"
    r"kook|kuk|kwan|kwang|kyeong|kyoung|kyu|kyun|kyung|lan|lim|lin|man|mi|mee|min|mo|moo|moon|"
    r"mu|mun|myeong|myoung|myung|na|nam|nan|no|ok|ol|pil|po|pyo|ra|ram|ran|rang|re|ri|rim|rin|"
    r"ro|roo|ryeol|ryeong|ryong|ryul|sa|sae|san|sang|se|seo|seok|seol|seon|seong|seop|seul|"
    r"seung|shik|shin|si|sik|sin|so|sol|song|soo|sook|soon|soong|su|sub|suh|suk|sun|sung|sup|"
    r"tae|taek|tak|u|uk|un|ung|wan|wol|won|woo|wook|woon|woong|wu|ya|yang|ye|yea|yeo|yeob|yeol|"
    r"yeon|yeong|yeop|yi|yo|yon|yong|yoo|yool|yoon|you|youn|young|yu|yul|yun|yung|zi|zoo)"
)
"""Syllables of Korean given names in Latin letters."""

NOT_ROMAN = frozenset(
    """
    Ajou An Andong Ansan Asan Bail Bare Base Bean Beta Bibim Bingo Bore Boryung Bundang Busan
    Daegu Daehan Daejeon Daejon Daesung Daewon Dangsan Dare Data Demo Do Dobong Dojo Domain Domino
    Dongah Dongbu Dongkuk Dongle Dongsan Dongwon Dongyang Doosan Dose Gain Gangneung Gangwon Gimpo
    Gini Go Gogo Gongdeok Gore Gumi Gunsan Guro Gwangju Gyeongju Hail Hana Hanam Hanbit Hanbok
    Handok Hangang Hangul Hanil Hanjin Hankook Hanoi Hanon Hansin Hansol Hansung Hanul Hanwha
    Hanyang Here Heungkuk Hi Hire Ho Home Honda Hongdae Hook Hose Human Huons Hyosung Hyundae
    Ildong Ilsung In Incheon Inha Insa Insoo Iran Jail Jamsil Jan Jangan Jargon Jeju Jeonbuk
    Jeonju Jin Jinju Jinro Join Jongno Joon Judo Jun Junior Kakao Kansan Kimi Kiosk Kobe Kolon
    Konkuk Kookmin Kwangju Kyobo Kyoto Kyungnam Lanka Lima Limbo Lin Lina Long Mama Man Mando
    Mango Mania Manu Mapo Masan Media Memo Menu Meritz Milan Min Mini Mirae Moan Mobis Mode
    Mokdong Mono Moon More Nail Namsan Namwon Namyang Nana Nano Nara Nasa Nazi No Nonghyup Noon
    Nose Noun Nowon Osaka Papa Pool Pose Rail Rain Rare Rein Resin Rise Rose Sadang Saga Sail
    Sambo Samsun Sat Sedan Sega Sejong Semi Senior Seocho Seongnam Seoul Seoyon Sewon Shin Simin
    Sin Sing Sinsa So Soda Soho Soil Soju Sokcho Solo Song Songpa Sony Soon Sora Sore Sosan Sosin
    Sudan Suhyup Sumo Sun Sungkyun Sunny Sure Sushi Suwon Taejon Taekwang Ulsan Union Unit Won
    Wonju Woori Wooshin Yahoo Yangsan Yeosu Yeouido Yoga Yongin Yongsan Young Yoyo Yuhan Zoom
    """.split()
)

LABELS_EN = frozenset(
    """
    account name|agent|applicant|approved by|assigned to|assignee|attention|attn|author|caller|
    contact|contact name|contact person|customer|customer name|employee|from|full name|guest|
    holder|manager|name|owner|patient|prepared by|recipient|representative|sender|signed by|
    student|to|user name
    """.replace("\n    ", "")
    .strip()
    .split("|")
)
"""Before a colon or an equals sign."""

ROLES_EN = LABELS_EN - {"from", "to", "manager"} | frozenset(
    """
    account holder|accountant|analyst|assistant|attendee|attorney|beneficial owner|beneficiary|
    booked by|borrower|buyer|c/o|candidate|card holder|cardholder|care of|cc|claimant|clerk|
    client|co-driver|colleague|consultant|contractor|courier|debtor|dentist|designer|developer|
    director|donor|driver|electrician|emergency contact|engineer|full name|guarantor|guardian|
    host|inspector|installer|insured|intern|landlord|lawyer|lecturer|legal name|lessee|lessor|
    member|mentor|name is|next of kin|nominee|nurse|operator|owner name|passenger|payee|plumber|
    policy holder|policyholder|president|professor|realtor|renter|reported by|reporter|
    requested by|requester|requestor|resident|secretary|seller|sent by|shareholder|speaker|
    spouse|subscriber|supervisor|supplier|surgeon|teacher|technician|tenant|therapist|traveler|
    traveller|tutor|user|vendor|victim|visitor|winner|witness
    """.replace("\n    ", "")
    .strip()
    .split("|")
)
"""Before a name of two words, with a sign between or none."""

INTRODUCED_EN = frozenset(
    """
    ask for|attn|best|best regards|c/o|called|cheers|contact|dear|hello|hey|hi|i am|i'm|
    my name is|name is|named|on behalf of|ping|regards|sincerely|speak to|speak with|
    speaking with|spoke to|spoke with|talked to|tell|thank you|thanks|this is
    """.replace("\n    ", "")
    .strip()
    .split("|")
)
"""Before a name that somebody says or writes of themselves or of whom they address."""

KIN_EN = frozenset(
    """
    husband wife son daughter father mother dad mom mum brother sister partner fiance fiancee
    uncle aunt
    cousin nephew niece boss manager roommate neighbor neighbour assistant friend
    colleague coworker teammate landlord tenant
    """.split()
)
RANKS_EN = frozenset(
    """
    manager director president chairman professor nurse teacher agent officer engineer deputy lead
    """.split()
)
TITLES_EN = frozenset("Mr Ms Mrs Miss Dr Prof Sir Madam".split())
SAYS_EN = (
    r"said|says|asked|asks|called|told|emailed|mailed|wrote|mentioned|wants|needs|confirmed|"
    r"reported|sent|signed|requested|left\s(?:a|the|his|her)|forgot|lost|joined|is\s(?:out|"
    r"away|on\sleave|off|in\scharge|my)|isn't|can't|cannot|hasn't|didn't|doesn't|won't|lives|"
    r"moved\sto|quit|resigned|replied|will\s(?:call|pick|send|be)|here(?:\s?[,\-.(]|$)|"
    r"from\s(?:accounts|sales|finance|legal|marketing|support|payroll|hr|it|procurement)\b|"
    r"speaking"
)

COMMON_EN = frozenset(
    """
    Access Accident Accountant Accounting Accounts Acct Act Action Active Activity Actor
    Additional Adidas Administration Adobe Advance Advanced Advisory Africa African After Agency
    Agenda Agreement Air Airbnb Airbus Airline Airlines Airport Alarm Alert Alexa All Allowance
    Also Alt Amazon America American Amex Amount Analysis Analyst Analytics Android Angeles Annex
    Anniversary Annual Answer Apartment App Apple Applicant Application Applications Approval
    Approved Arabic Arc Archive Area Army Article Artist As Asia Asian Asset Assets Assignee
    Assistance Associate Association Atlanta Attachment Attendee Attn Attorney Audi Audit Austin
    Australia Australian Author Auto Automatic Avante Avenue Award Axis Baby Back Backup Badge
    Bakery Balance Ball Bangkok Bank Banking Barcode Base Baseball Basic Battery Battle Be Beach
    Bear Bearer Beer Before Beijing Beneficiary Benefit Benefits Benz Berlin Best Bible Big Bill
    Bills Birch Bird Birth Birthday Bixby Biz Black Block Blood Blue Bluetooth Bmw Board Body
    Boeing Bonus Book Booked Booking Booth Borrower Boston Both Box Boy Branch Brand Brazil Bread
    Bridge Britain British Broadband Browser Brussels Budget Build Building Bureau Burger Bus
    Busan Business But Button Buyer By Cable Cafe Calendar California Call Caller Campaign Campus
    Can Canada Canadian Cancel Cancellation Cancer Candidate Canon Captain Car Card Cardholder
    Cards Care Career Cargo Carnival Case Cash Castle Cat Catalogue Category Catholic Cause Cc
    Cell Central Certificate Chain Chair Chairman Change Channel Chapter Charge Charger Chart Chat
    Check Cheers Chemical Chicago Chicken Chief Child China Chinese Choice Christian Christmas
    Chrome Church Cisco City Claim Claimant Claims Class Classic Clause Clean Clear Clerk Click
    Client Clinic Close Cloud Club Coach Coast Code Coffee Colleague Collection College Color
    Colorado Comfort Command Comment Commerce Commercial Commission Common Communications
    Community Compact Complaint Complaints Complete Computer Condition Conditions Conference
    Confirmation Confluence Congress Connect Console Construction Consultant Consulting Consumer
    Content Contract Contractor Control Cookie Copenhagen Copy Core Corner Corporate Corporation
    Cost Costco Cotton Could Council Country County Coupang Coupon Courier Course Court Cover
    Coverage Create Credit Crew Crime Cross Crown Ctrl Culture Cup Currency Current Custom Czech
    Dad Daegu Daejeon Daily Dallas Damage Danish Dark Dashboard Database Dataset Date Day Days
    Deal Debit Deep Default Defense Delivery Dell Delta Dental Dentist Denver Deposit Deputy
    Design Designer Details Developer Development Device Dial Did Diego Digital Direct Director
    Directory Discount Disk Display District Division Do Dob Docker Docking Doctor Document
    Documents Does Dog Donor Door Doosan Download Dr Draft Dragon Dream Drive Driver Dropbox Drug
    Dubai Dublin Duck Dutch Duty Eagle Early East Easter Eastern Economic Edge Edition Editor
    Education Egypt Election Electric Electrician Electron Electronics Emergency Employee
    Employment Energy Engine Engineer England English Enter Enterprise Entry Environment Epson
    Equipment Error Esc Escalation Estate Ethernet Europe European Evening Event Events Excel
    Exchange Executive Exit Expedia Expense Expenses Express Ext Extended External Extra Eye Eyes
    Face Facebook Facility Factory Family Fast Fax Feature Federal Fee Fever Field Fight Final
    Financial Finnish Fire Firefox Firewall First Fish Fixed Flash Fleet Flight Floor Florida
    Flower Flu Folder Food Foods Football Force Ford Foreign Forest Form Forms Forum Forward
    Foundation Fox France Francisco Frankfurt Free Freight French Fresh Fuel Full Fund Funds
    Future Fwd Galaxy Game Gaming Gangnam Garden Gate Gateway General Genesis Geneva German
    Germany Giant Gift Giga Gigabit Girl Github Gitlab Global Gmail Go God Gold Golden Golf Good
    Google Government Grade Grand Greek Green Grey Ground Group Growth Guarantee Guarantor Guard
    Guardian Guest Guide Gun Gwangju Gyeonggi Gym Had Hair Hall Halloween Hana Hand Handbook
    Handling Hanoi Happy Harbor Harbour Hard Hardware Has Have He Head Headquarters Health
    Healthcare Heart Heavy Hello Help Helsinki Her Hey Hi High Highway Hill Hills Hindi His Holder
    Holding Holdings Holiday Holy Home Homepage Honda Hong Horizon Horse Hospital Host Hotel
    Hotels Hour Hours House Housing Houston How Hub Hybrid Hyundai Icon Id Identity If Ikea Image
    Important Imports Incheon Incident Income Index India Indian Indonesia Industrial Industries
    Industry Initial Innovation Inspect Inspector Instagram Installer Insurance Insured Integrated
    Intel Interior Intern International Internet Inventory Invoice Ios Ip Ipad Iphone Ipsum
    Ireland Irish Iron Island Islands Issue Issues It Italian Italy Item Items Its Jail Japan
    Japanese Java Jeju Jenkins Jersey Jesus Jewish Jira Job Jobs Joint Jongno Journal Journey
    Judge Junior Just Kakao Kakaobank Kbank Kia Kids Kindle King Kingdom Kit Kitchen Knowledge
    Kookmin Korean Kubernetes Label Labor Labs Lake Land Landlord Language Laptop Large Laser Late
    Launch Laundry Law Lawyer Lead League Learning Lease Leave Lecturer Left Lenovo Let Letter
    Level Liability Library Licence License Lieutenant Life Light Limit Limited Line Link Linkedin
    Linux Lion List Live Loan Local Location Lock Log Logistics London Long Lorem Loss Lost Lotte
    Lounge Low Loyalty Lunch Macbook Machine Macos Madrid Magazine Magic Mail Maintenance Major
    Mall Man Manual Many Map Maple Mapo Marine Maritime Market Markets Master Mastercard Match
    Material Materials Matrix Maximum Mayor Mcdonald Me Media Medical Medicine Meeting Melbourne
    Memo Memory Men Mentor Menu Mercedes Merchant Merged Message Metal Meter Metro Mexico Miami
    Micro Microsoft Middle Milan Military Milk Mind Mini Minimum Minister Ministry Minor Minutes
    Mister Mobile Mode Modern Module Mom Mongolia Monitor Month Monthly Moon More Morning Mortgage
    Most Motor Motors Mount Mountain Move Mr Mrs Ms Multi Munich Murder Museum Music Muslim Mutual
    My National Nature Naver Navy Net Netflix Network Never New News Next Night Nike Nissan No
    Nominee Nonghyup Normal Northern Norwegian Not Note Notebook Notes Notice Now Number Nurse
    Nursing Nvidia Ocean Off Offer Office Officer Official Oil Ok Okay Old Once One Onedrive
    Online Only Open Operating Operation Operator Option Options Or Oracle Orange Order Orders
    Oregon Original Osaka Oslo Other Out Outlook Outside Overseas Overview Own Owner Pacific
    Package Packaging Page Paid Pain Palisade Panel Paper Paris Parking Parliament Part Partner
    Partners Parts Party Pass Passenger Passport Password Patent Path Patient Pay Payee Payment
    Payments Paypal Payroll Pc Peace Peak Penalty Pension People Perfect Performance Period Permit
    Person Personal Personnel Pharma Pharmacy Philippines Phoenix Photo Pickup Pin Ping Pink Pixel
    Pizza Plan Planning Plans Plant Platform Platinum Player Plaza Please Plumber Plus Point
    Points Police Policy Policyholder Polish Pool Porsche Port Portal Portland Portuguese Posco
    Post Postal Power Powerpoint Prague Preferred Premium President Press Price Primary Prime
    Print Printer Priority Prison Private Pro Problem Process Processing Procurement Prof
    Professional Professor Profile Profit Program Promotion Proof Property Proposal Protocol
    Provider Puerto Purchase Purchasing Purple Python Quality Quantity Quarter Quarterly Queen
    Question Quick Quote Rabbit Race Radio Rail Railway Range Rate Rates Re Reader Ready Real
    Realtor Receipt Recent Reception Recipient Record Records Recovery Recycling Red Reference
    Refund Reg Regards Region Regional Register Registration Regular Relations Release Remote
    Removal Renewal Rent Rental Renter Repair Reply Report Reported Reporter Reports
    Representative Republic Request Requested Requester Requestor Requests Research Reservation
    Reserve Resident Resort Resource Response Restaurant Result Results Retail Return Returns
    Reverse Review Reviews Reward Rewards Rice Rico Ride Right Rights Risk River Roaming Robot
    Rock Rome Room Rooms Root Round Route Router Royal Rrn Rule Rules Run Russia Russian Safari
    Safe Safety Saint Sale Sales Salesforce Same Sample Samsung San Sap Savings Scan Schedule
    School Science Scope Scotland Screen Sea Search Season Seat Seattle Second Secondary Secretary
    Section Sector Secure See Select Self Seller Senate Sender Senior Sensor Sent Sergeant Series
    Server Session Set Setting Settings Settlement Setup Shanghai Share Shared Shareholder
    Sharepoint Sharing She Sheet Shift Shinhan Ship Shipment Shipping Shop Short Should Show Sign
    Signal Signed Silver Since Sincerely Singapore Single Siri Site Size Ski Skin Sky Slack Small
    Smart So Soccer Social Society Software Solar Solution Solutions Some Sonata Sony Sorento
    Sorry Sound Source Southern Space Spain Spanish Spare Speaker Special Specialist Speed Sport
    Sportage Sports Spouse Spring Square Stadium Staff Standard Star Starbucks Start State
    Statement Station Status Steel Step Still Stock Stockholm Stone Storage Store Strategy Stream
    Street Stripe Strong Student Studio Studios Study Style Subject Subscriber Subscription
    Success Suite Summary Sun Super Supervisor Supplier Supply Surface Surgeon Surgery Survey
    Suwon Swedish Sweet Swim Switch Sydney Tab Table Tablet Tag Taiwan Talent Target Task Tax Tea
    Teacher Team Teams Tech Technician Technologies Technology Teeth Tel Telecom Telegram Tell
    Teller Template Temple Tenant Tennis Terminal Terms Tesla Test Texas Thailand Thank Thanks
    Thanksgiving Their Then Therapist There These They Those Three Ticket Tickets Tiger Time Title
    Today Together Tokyo Toll Tool Tools Tooth Top Toronto Toss Total Touch Tour Tower Town Toyota
    Track Tracking Trade Trading Traffic Training Transaction Transfer Transit Transport Travel
    Traveler Traveller Treasurer Treasury Tree Trial Trip True Trust Tucson Tuesday Turkish Tutor
    Twin Twitter Two Type Uber Ubuntu Ulsan Ultra Under Union Unit Universal University Unlimited
    Until Update Upgrade Urban Urgent Usage Usb Utility Vacation Valley Value Vancouver Vehicle
    Vendor Vendors Venmo Venture Verification Version Veteran Victim Video Vienna Vietnam View
    Village Virgin Visa Vision Visit Visitor Visitors Voice Volume Volvo Vote Voucher Vpn Wage
    Wales Walk Wall Walmart War Warehouse Warning Warranty Washington Waste Watch Water Wave We
    Weapon Web Website Wedding Week Weekend Weekly Welcome Wellington Western What Whatsapp When
    Where Which While White Who Why Wide Wifi Wild Will Windows Wine Wing Winner Winter Wire
    Wireless Witness Wolf Woman Women Wood Woori Word Work Worker Workers Workflow Workplace Works
    Workshop World Would Writer Xerox Year Yearly Yellow Yes You Young Youtube Zealand Zero Zip
    Zone Zoom Zurich
    """.split()
)
"""Capitalised words that stand in titles, products, companies and places."""
