"""Common words of questions and answers at work, Korean and English, by their stems.

Only used to tell a slip from another word: 비밀번오 is near 비밀번호 and no word; 결재 is near 결제 and is one.
"""

from __future__ import annotations

from workbench.clean.english_forms import stem

SURNAMES = frozenset("김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국")

_KOREAN = """
가격 가능 가방 가이드 가입 가입자 가족 가치 각종 간격 간단 감사 감소 강의 강제 개발 개선 개인 개인정보 개통 객실 거래 거래처 거부 거절 거주 건강 건물 검색 검사 검수 검토 게시 게시판 게시물 견적 견적서 결과 결재
결재선 결정 결제 결함 경고 경력 경로 경비 경영 경우 경쟁 경제 경험 계산 계산서 계약 계약서 계정 계좌 계획 고객 고객센터 고급 고장 고지서 공간 공개 공급 공기 공사 공유 공인 공장 공제 공지 공지사항 과정 과제 관계
관련 관리 관리비 관리자 관심 광고 교실 교육 교체 교통 교통비 교환 구간 구독 구매 구분 구성 구역 구입 국내 국외 권한 규격 규정 규칙 근거 근무 근무지 근무자 근태 금액 금지 급여 급여일 기간 기계 기관 기기 기념일 기능 기록 기본
기본값 기술 기숙사 기업 기온 기재 기준 기한 날씨 날짜 내부 내역 내용 냉장고 네트워크 노트북 논의 녹음 녹화 뉴스 능력 다운로드 단계 단말기 단체 단위 담당 담당자 답변 답장 당직 대금 대기 대리점 대상 대상자 대응 대출 대표 대화 데이터
도구 도로 도서 도서관 도움말 도장 도착 독서 동의 동의서 동작 동호회 등급 등록 등록증 디스크 디자인 라우터 로그 로그아웃 로그인 마감 마감일 마스크 마우스 매뉴얼 매장 매출 메뉴 메모 메모리 메시지 메일 면접 명단 명령 명세서 명함 모니터
모델 모드 모집 목록 목적 목표 무선 무역 문서 문의 문자 문제 물건 물품 미납 미팅 반납 반려 반품 발급 발생 발송 발표 발행 방문 방문객 방법 방침 방향 배송 배송비 배송지 배송료 배터리 배포 백신 백업 버스 버전 버튼 번호 범위 법률 법인
변경 변환 별도 병가 병원 보고 보고서 보관 보관함 보안 보증 보증금 보증서 보험 보험금 보험료 보호 복구 복리후생 복사 복사기 복원 본사 본인 봉투 부가세 부서 부서장 부품 분기 분류 분석 분실 불량 브라우저 비고 비밀 비밀번호 비상 비상구
비용 비품 빌딩 사고 사람 사무실 사물함 사본 사업 사업자 사용 사용량 사용법 사용자 사원 사원증 사유 사이트 사진 사항 삭제 산업 상담 상담원 상사 상세 상태 상품 상품권 생산 생성 서류 서명 서버 서비스 서비스센터 서식 선물 선불 선택 설계
설명 설명서 설정 설치 성격 성능 성적 세금 세금계산서 세미나 세척 세탁 세탁기 센터 소독 소득 소득공제 소리 소모품 소비 소비자 소속 소식 소요 소유 소음 소프트웨어 속도 송금 수거 수단 수당 수령 수령인 수료 수리 수수료 수신 수업 수입
수정 수집 수출 숙박 숙박비 순서 스캐너 스캔 스피커 승인 승인자 승진 시간 시간표 시계 시스템 시작 시장 시설 시험 식당 식대 식사 신고 신고서 신분증 신상품 신용 신용카드 신입 신입사원 신청 신청서 신청자 실내 실수 실시간 실적 실행 실험
안내 안내문 안내서 안전 안전모 알림 암호 암호화 앱 약관 약속 양식 어린이 업그레이드 업데이트 업로드 업무 업체 엘리베이터 여권 여부 여행 역할 연결 연구 연기 연락 연락처 연봉 연수 연장 연차 연체 열람 열쇠 영수증 영업 영업시간 영향
예금 예방 예산 예시 예약 예약금 예정 오류 오전 오후 온도 온라인 완료 외부 외출 요금 요금제 요약 요일 요청 요청서 용도 용량 우편 우편번호 운동 운영 운영시간 운전 운전면허 원격 원본 원인 월급 월세 위반 위약금 위치 위탁 위험 유선 유의
유지 유지보수 유출 유효 유효기간 은행 음식 음악 응답 응급 의견 의료 의무 의사 이동 이동통신 이름 이메일 이미지 이벤트 이상 이용 이용권 이용료 이용약관 이용자 이유 이자 이전 이체 이력 이력서 이해 인감 인력 인사 인사팀 인쇄 인쇄기 인수인계
인식 인증 인증번호 인증서 인터넷 인테리어 일반 일시 일정 임금 임대 임시 입구 입금 입력 입사 입장 입장권 입주 자격 자격증 자동 자동이체 자료 자리 자산 자재 자전거 자택 작동 작성 작성자 작업 작업자 잔액 장난감 장비 장소 장애 재고 재발급 재부팅
재택 재택근무 저장 저장소 적립 적립금 적용 전공 전기 전달 전원 전자 전자결재 전화 전화기 전화번호 절차 점검 점심 점심시간 접근 접속 접수 접수증 정기 정기권 정보 정산 정상 정책 정확 제공 제목 제작 제조 제출 제품 제한 조건 조사 조정 조직
조치 조회 졸업 종료 종류 좌석 주간 주문 주문번호 주민등록증 주방 주소 주소록 주의 주차 주차권 주차장 준비 준비물 중단 중복 중지 증가 증명 증명서 증빙 지급 지급일 지도 지역 지연 지원 지원금 지원서 지점 지정 지출 직급 직불 직업 직원 직장
진단 진단서 진행 질문 질병 차단 차량 참가 참석 참석자 참여 창고 창구 채용 책상 책임 처리 첨부 첨부파일 청구 청구서 청소 체류 체크 초과 초기화 초대 촬영 총무 총무팀 최근 최대 최소 최신 최종 추가 추천 축하 출고 출근 출금 출력 출력물 출장
출장비 출퇴근 출판 충전 충전기 취득 취소 취업 측정 층간 치료 친구 카드 카메라 캐시 캠페인 커피 컴퓨터 컵 코드 콘센트 쿠폰 쿠키 클라우드 키보드 탈퇴 태블릿 택배 택시 터미널 테스트 텔레비전 토요일 통장 통신 통신사 통제 통지 통합 통화
퇴근 퇴사 퇴직 퇴직금 투자 특별 특정 티켓 팀장 파손 파일 판매 판매자 패스워드 팩스 페이지 편지 평가 포맷 포인트 포장 포함 폴더 표시 표준 품목 품질 프로그램 프로젝트 프린터 필수 필요 필터 하드웨어 하자 학교 학생 학습 한도 할부 할인 할인권
합격 항목 항공권 해결 해외 해제 해지 핸드폰 행사 허가 허용 현금 현금영수증 현장 현재 현황 협력 협력사 협의 형식 혜택 호텔 홈페이지 홍보 화면 화상회의 화장실 화재 확대 확인 확인서 환경 환급 환급금 환불 환율 환자 활동 활용 회사 회선 회원
회원가입 회원증 회의 회의록 회의실 효과 효력 후기 휴가 휴가비 휴게실 휴대폰 휴일 휴직 흡연 흡연실
"""
_ENGLISH = """
about accept access account action activate address adjust administrator advance advice after agent agreement alarm allow amount analysis annual answer app application apply appointment approval approve area arrive assign
assistance attach attachment attend attendance automatic available avoid back backup badge balance bank battery before begin benefit bill billing block board book booking boss bottom box break browser budget building
business button buyer calculate calendar call camera cancel card care carrier cart case cash catalog category center certificate change channel charge charger check choose city claim class clean clear click client close
cloud code collect color comment commission common communication company compare compensation complaint complete computer condition conference configure confirm connect connection contact contain content contract
control convert cookie copy correct cost count country coupon course cover create credit currency customer daily damage data date deadline debit decide decline default defect delay delete deliver delivery department
deposit describe design desk detail detect device different digital direct disable discount disk display dispute distance document domain door download draft drive driver duplicate duration early edit education
electric elevator email emergency employee employer empty enable encrypt enter entrance equipment error estimate event exact example exchange exit expense expire expired export extend external factory failure family
feature feedback field file filter final find finish first fix folder food forgot form format forward free freight friend full function garage gate gift group guarantee guest guide hardware headset health help
history holiday home hospital hotel hour house identity image import improve include income increase information inspect install installation insurance interest internal internet interview inventory invoice issue
item job join journey keyboard language laptop large late launch layout leave left legal length level license light limit link list loan local location lock login logout lost lunch machine mail main maintenance
manage management manager manual maximum medical meeting member membership memory menu message method microphone minimum minute mobile model modify money monitor month mouse move name network number notice notification
office official online open operate operation option order original output outside overtime owner package page paper parking part partner pass passport password pay payment penalty people percent period permission
permit person personal phone photo picture plan plastic platform plug point policy position postpone power prepare present press prevent price print printer priority privacy private problem procedure process product
profile program project promotion protect provide public purchase quality quantity question queue quick quote rate reach read ready reason receipt receive recent recipient record recover recovery reduce refer refund
register registration reimburse reimbursement reject release reminder remote remove renew renewal rent repair repeat replace replacement reply report request require requirement reservation reserve reset residence
resign resolve respond response restart restore restrict result resume retire return review reward right room router rule safe safety salary sale sample save scan scanner schedule school screen search season seat second
section secure security select sell send sender separate serial server service session setting settle setup share shift ship shipment shipping shop show shuttle sick sign signature signal site size software solution
sound source speaker special speed staff stamp standard start statement station status step stock stop storage store street submit subscribe subscription subway suggest summary supervisor supplier supply support survey
switch system table tablet task tax team technical telephone temperature temporary terminal terms test text ticket time title today tool total track tracking traffic train training transaction transfer transit travel
trial trip trouble type unit unlock update upgrade upload urgent user username vacation valid validate value vehicle vendor verify verification version video view visit visitor voice voucher wait wallet warehouse
warning warranty wash water website week weekend weight wifi window wireless withdraw withdrawal word work worker workplace write wrong yard year zone
"""
KNOWN: frozenset[str] = frozenset(_KOREAN.split()) | {stem(word) for word in _ENGLISH.split()}
