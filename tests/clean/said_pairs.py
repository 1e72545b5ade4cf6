"""Pairs of sentences as people write them, and whether they say the same.

One line: category | sentence | sentence. What stands under SAME must merge or, for rewordings, may
wait for a person; what stands under OTHER must never merge.
"""

from __future__ import annotations

SAME = """
politeness | 배송은 며칠 걸립니까? | 배송 며칠 걸려요?
politeness | 영수증은 어디서 받나요? | 영수증은 어디에서 받습니까?
politeness | 회의실 예약은 어떻게 하나요? | 회의실 예약은 어떻게 합니까?
politeness | 비밀번호는 90일마다 바꿉니다. | 비밀번호는 90일마다 바꾼다.
politeness | 사원증은 총무팀에서 발급합니다. | 사원증은 총무팀에서 발급해요.
politeness | 신청서는 이메일로 보내 주세요. | 신청서는 이메일로 보내십시오.
politeness | 초록색 버튼을 누르세요. | 초록색 버튼을 누릅니다.
politeness | 전원을 껐다가 다시 켭니다. | 전원을 껐다가 다시 켜세요.
politeness | 연차는 팀장이 승인합니다. | 연차는 팀장이 승인함.
politeness | 주말에는 배송하지 않습니다. | 주말에는 배송하지 않아요.
politeness | 환불은 일주일 이내에 가능합니다. | 환불은 7일 이내 가능.
politeness | 방문객은 신분증을 맡겨야 합니다. | 방문객은 신분증을 맡겨야 해요.
politeness | 파일은 자동으로 저장됩니다. | 파일은 자동으로 저장돼요.
politeness | 택배는 경비실에 맡깁니다. | 택배는 경비실에 맡겨요.
politeness | 외부 반출은 금지합니다. | 외부 반출 금지
politeness | 점심시간은 12시부터 1시까지입니다. | 점심시간은 12시부터 1시까지예요.
politeness | 고객센터로 전화하시면 됩니다. | 고객센터로 전화하세요.
politeness | 카드를 잃어버렸어요. 어떻게 하죠? | 카드를 잃어버렸습니다. 어떻게 합니까?
politeness | 이 쿠폰은 쓸 수 없습니다. | 이 쿠폰은 쓸 수 없어요.
politeness | 출장비는 매달 10일에 지급된다. | 출장비는 매달 10일에 지급됩니다.
particle | 비밀번호를 변경하는 방법을 알려 주세요. | 비밀번호 변경하는 방법 알려주세요
particle | 노트북이 켜지지 않아요 | 노트북 안 켜져요
particle | 주차는 어디에 하나요? | 주차 어디에 하나요?
particle | 기본 요금은 3,000원입니다. | 기본요금 3000원
particle | 프린터의 용지는 창고에 있습니다. | 프린터 용지는 창고에 있어요.
particle | 계약서를 2부 준비합니다. | 계약서 2부 준비
particle | 회원 탈퇴는 앱에서 할 수 있나요? | 회원탈퇴 앱에서 할 수 있어요?
particle | 재택근무 신청을 취소하고 싶어요. | 재택근무 신청 취소하고 싶습니다.
particle | 와이파이 비밀번호가 무엇인가요? | 와이파이 비밀번호는 뭐예요?
particle | 보증 기간은 2년입니다. | 보증기간 2년
particle | 세금계산서 발행이 되나요? | 세금계산서 발행 되나요?
particle | 근무 시간을 바꿀 수 있습니까? | 근무시간 바꿀 수 있나요?
ending | 로그인이 안 됩니다. | 로그인이 되지 않습니다.
ending | 자료를 반납하지 마십시오. | 자료를 반납하면 안 됩니다.
ending | 주소 변경하려면 어떻게 해야 하나요? | 주소 변경은 어떻게 하나요?
ending | 예약을 취소할 수 없나요? | 예약 취소가 불가능한가요?
ending | 신분증을 가져가야 합니까? | 신분증을 가져가야 하나요?
ending | 대리인이 신청해도 되나요? | 대리인이 신청할 수 있나요?
ending | 문을 열고 들어갑니다. | 문을 열고 들어가세요.
ending | 결과는 문자로 알려 드립니다. | 결과는 문자로 알려드려요.
spacing | 개인정보 처리방침은 어디 있나요? | 개인 정보 처리 방침은 어디 있나요?
spacing | 자동이체를 신청할수있나요? | 자동 이체를 신청할 수 있나요?
spacing | 인터넷뱅킹 사용시간은 24시간입니다 | 인터넷 뱅킹 사용 시간은 24시간입니다.
spacing | 연말정산서류는 언제까지 내나요? | 연말 정산 서류는 언제까지 내나요?
order | 사원증을 잃어버리면 총무팀에 바로 신고합니다. | 총무팀에 바로 신고합니다, 사원증을 잃어버리면.
order | 비밀번호는 어떻게 변경하나요? | 어떻게 비밀번호를 변경하나요?
order | 앱에서 오늘 신청한 건은 취소됩니다. | 오늘 앱에서 신청한 건은 취소됩니다.
order | 매주 금요일에 서버를 점검합니다. | 서버를 매주 금요일에 점검합니다.
order | 어디서 무료로 교육을 받나요? | 교육을 무료로 어디서 받나요?
order | 영수증과 신청서를 제출합니다. | 신청서와 영수증을 제출합니다.
unit | 상담은 60분 동안 합니다. | 상담은 1시간 동안 합니다.
unit | 속도는 최대 1Gbps입니다. | 속도는 최대 1,000Mbps입니다.
unit | 길이는 1.5m입니다. | 길이는 150cm입니다.
unit | 무게는 2kg까지 됩니다. | 무게는 2,000g까지 됩니다.
unit | 오후 3시에 시작합니다. | 15시에 시작합니다.
unit | 접수는 2주일 걸립니다. | 접수는 14일 걸립니다.
unit | 요금은 5만원입니다. | 요금은 50,000원입니다.
unit | 1년 6개월간 보관합니다. | 1년 6개월 동안 보관합니다.
unit | 한 달에 두 번 청소합니다. | 1개월에 2회 청소합니다.
synonym | 패스워드를 바꾸고 싶어요. | 비밀번호를 변경하고 싶어요.
synonym | 핸드폰으로 인증합니다. | 휴대폰으로 인증합니다.
synonym | 어플을 지우는 방법 | 앱을 삭제하는 방법
synonym | 컴퓨터를 재부팅합니다. | 컴퓨터를 재시작합니다.
slip | 비밀번호를 변경합니다. | 비밀번오를 변경합니다.
slip | 신청서를 제출합니다. | 신청서를 제츨합니다.
slip | 고객센터로 문의하십시오. | 고객센타로 문의하십시오.
slip | 프로그램을 설치합니다. | 프로그렘을 설치합니다.
slip | 인증번호를 입력합니다. | 인증번호를 입력합니디.
politeness | How can I change my address? | How do I change the address?
politeness | Please tell me how to cancel an order. | How do I cancel my order?
politeness | Could you tell me where the parking lot is? | Where is the parking lot?
politeness | You have to sign the contract. | You must sign the contract.
politeness | Visitors aren't allowed to take photos. | Visitors are not allowed to take photos.
politeness | You can't return opened items. | Opened items cannot be returned.
particle | The invoice is sent by email. | Invoices are sent by email
particle | Orders ship within 2 days. | An order ships within two days.
particle | How to reset a password | How do I reset my password?
particle | Refunds take five business days | A refund takes 5 business days.
ending | Where do I submit expense reports? | Where are expense reports submitted?
ending | We replaced the battery. | The battery was replaced.
order | When you lose your badge, call security. | Call security when you lose your badge.
order | On Friday the server is checked. | The server is checked on Friday.
unit | The meeting lasts 60 minutes. | The meeting lasts one hour.
unit | The line runs at 1 Gbps. | The line runs at 1000 Mbps.
unit | It costs $20. | It costs 20 dollars.
unit | Lunch starts at 1 pm. | Lunch starts at 13:00.
unit | At least 8 characters are needed. | 8 or more characters are needed.
slip | How do I reset my password? | How do I reset my pasword?
slip | The warranty covers the battery. | The warranty covers the batery.
slip | Contact the customer service team. | Contact the custmer service team.
spacing | Choose a user name. | Choose a username.
synonym | How do I log in? | How do I sign in?
synonym | Restart the router. | Reboot the router.
later | 택배 언제 와요? | 택배는 언제 옵니까?
later | 주문 취소하고 싶은데요 | 주문을 취소하고 싶습니다.
later | 비번 까먹었어요 | 비밀번호를 잊어버렸습니다.
later | 진료 예약 어떻게 해요? | 진료 예약은 어떻게 하면 되나요?
later | 영업시간 알려주세요 | 영업 시간이 어떻게 되나요?
later | 몇 시까지 하나요? | 몇 시까지 합니까?
later | 교환은 7일 이내에만 됩니다. | 교환은 7일 안에만 돼요.
later | 포인트는 1년 동안 쓸 수 있어요. | 포인트는 12개월간 사용 가능합니다.
later | 고객님 본인만 신청하실 수 있습니다. | 본인만 신청할 수 있어요.
later | 배송비는 3천원이에요. | 배송비는 3,000원입니다.
later | 앱을 다시 깔아 보세요. | 앱을 다시 설치해 보십시오.
later | 쿠폰은 한 번만 쓸 수 있습니다. | 쿠폰은 1회만 사용할 수 있습니다.
later | 와이파이가 자꾸 끊겨요. | 와이파이가 자꾸 끊깁니다.
later | 인터넷이 느려요 | 인터넷이 느립니다.
later | 퇴직금은 언제 받나요? | 퇴직금은 언제 받습니까?
later | 상담원과 통화하고 싶어요. | 상담원과 통화하고 싶습니다.
later | 신분증을 꼭 가져오셔야 합니다. | 신분증을 꼭 가져와야 해요.
later | 소요 시간은 약 2시간입니다. | 소요시간은 약 120분입니다.
later | 미리 예약하지 않으면 이용할 수 없습니다. | 미리 예약하지 않으면 이용 못 합니다.
later | 카드 결제도 가능한가요? | 카드로도 결제할 수 있나요?
later | 부품이 없어서 수리가 늦어집니다. | 부품이 없어서 수리가 늦어져요.
later | 보험료를 자동이체로 내고 있습니다. | 보험료를 자동이체로 내고 있어요.
later | 계약서에 서명한 다음 스캔해서 보냅니다. | 계약서에 서명한 후 스캔해서 보내 주세요.
later | 연차 신청은 그룹웨어에서 하세요. | 연차는 그룹웨어에서 신청하세요.
later | 출입증을 잃어버렸을 때는 보안팀에 신고해야 합니다. | 출입증을 잃어버리면 보안팀에 신고해야 해요.
later | 처리 결과는 메일로 안내드립니다. | 처리 결과는 이메일로 안내해 드려요.
later | 오후 6시 이후에는 접수가 안 됩니다. | 18시 이후에는 접수되지 않습니다.
later | 해외에서도 쓸 수 있나요? | 해외에서도 사용이 가능한가요?
later | 요금제 바꾸려면 어디로 전화해야 돼요? | 요금제를 변경하려면 어디로 전화해야 합니까?
later | 점검 시간: 매주 일요일 02시~04시 | 점검 시간은 매주 일요일 2시~4시입니다.
later | 모니터 두 대를 연결할 수 있습니다. | 모니터 2대를 연결할 수 있어요.
later | 재고가 없습니다. | 재고가 없어요.
later | 파일 용량은 최대 20MB입니다. | 파일 용량은 20MB 이하입니다.
later | 영수증 없이는 환불이 불가합니다. | 영수증 없이는 환불이 안 됩니다.
later | 접수는 평일에만 받습니다. | 평일에만 접수를 받습니다.
later | 물을 자주 마셔야 합니다. | 물을 자주 마셔야 해요.
later | 사진을 찍어서 올리면 됩니다. | 사진을 찍어서 올려 주세요.
later | 결과가 나오면 알려 드리겠습니다. | 결과가 나오면 알려 드릴게요.
later | What's the return policy? | What is the return policy?
later | I forgot my password. | I've forgotten my password.
later | Where can I find my invoice? | Where do I find my invoice?
later | You need to bring your ID card. | You have to bring an ID card.
later | The office closes at 6 p.m. | The office closes at 18:00.
later | Please contact us within 7 days. | Contact us within one week.
later | It isn't possible to change the date. | You can't change the date.
later | We'll send the parcel tomorrow. | We will send the parcel tomorrow.
later | Employees get 15 days of leave a year. | Employees get 15 days of leave per year.
later | Press the red button twice. | Press the red button two times.
later | How long does delivery take? | How long will delivery take?
later | Shipping costs $5. | Shipping costs five dollars.
later | Can I pay by card? | Is it possible to pay by card?
later | 반품하려면 어떻게 해야 돼요? | 반품은 어떻게 해야 하나요?
later | 계정이 잠겼습니다. | 계정이 잠겼어요.
later | 오늘 주문하면 언제 도착해요? | 오늘 주문하면 언제 도착합니까?
later | 배터리가 금방 닳아요. | 배터리가 금방 닳습니다.
later | 화면이 깨졌어요 수리 되나요? | 화면이 깨졌습니다. 수리가 됩니까?
later | 주소를 잘못 적었어요. | 주소를 잘못 적었습니다.
later | 해지 위약금은 얼마인가요? | 해지 위약금 얼마예요?
later | 설치 기사는 몇 시에 오나요? | 설치 기사는 몇 시에 옵니까?
later | 문서를 PDF로 변환할 수 있나요? | 문서를 PDF로 변환하는 것이 가능한가요?
later | 포인트가 안 쌓여요. | 포인트가 쌓이지 않습니다.
later | 한 달 이용료는 9,900원입니다. | 한달 이용료는 9900원이에요.
later | 접수 마감은 3월 31일까지다. | 접수 마감은 3월 31일까지입니다.
later | 서버를 재시작한 뒤 다시 접속하세요. | 서버를 재시작한 후 다시 접속하십시오.
later | 자료는 공용 폴더에 올려 두었습니다. | 자료는 공용 폴더에 올려 뒀어요.
later | 신입사원은 3개월간 수습 기간을 거친다 | 신입사원은 3개월 동안 수습 기간을 거칩니다.
later | 부모님 명의로도 가입할 수 있어요? | 부모님 명의로도 가입이 가능합니까?
later | 급여는 매월 25일에 입금됩니다. | 급여는 매달 25일에 입금돼요.
later | 휴가를 쓰려면 3일 전에 말해야 해요. | 휴가를 쓰려면 3일 전에 말해야 합니다.
later | 외부인은 출입할 수 없어요. | 외부인 출입 불가
later | 제 명함을 더 찍을 수 있을까요? | 명함을 더 찍을 수 있나요?
later | 안전모를 쓰지 않으면 들어가지 못합니다. | 안전모를 쓰지 않으면 들어갈 수 없습니다.
later | 요청하신 자료를 첨부합니다. | 요청하신 자료를 첨부해 드립니다.
later | 전화가 안 터지는 곳이 있어요. | 전화가 안 터지는 곳이 있습니다.
later | 복사기가 고장 났어요. | 복사기 고장났습니다.
later | 30일이 지나면 삭제된다. | 30일이 지나면 삭제됩니다.
later | 비용은 회사에서 부담합니다. | 비용은 회사에서 부담해요.
later | 어르신은 반값입니다. | 어르신은 반값이에요.
later | 언제까지 내면 되나요? | 언제까지 내야 하나요?
later | 가입할 때 필요한 서류가 뭐예요? | 가입할 때 필요한 서류는 무엇입니까?
later | 물이 새면 밸브를 잠그세요. | 물이 새면 밸브를 잠가 주세요.
later | 100Mbps까지 지원합니다. | 0.1Gbps까지 지원합니다.
later | 500ml를 붓습니다. | 0.5L를 부으세요.
later | 2시간 30분 걸립니다. | 150분 걸려요.
later | 반나절 걸립니다. | 반나절 걸려요.
later | Do I have to pay extra? | Must I pay extra?
later | I can't log in. | I cannot log in.
later | Your order has been shipped. | Your order was shipped.
later | How do I cancel my plan? | How to cancel the plan?
later | When does the shop open? | What time does the shop open?
reword | 배송이 언제쯤 오는지 궁금합니다. | 배송 도착일을 알 수 있을까요?
reword | 카드를 분실했을 때 조치 방법은? | 카드를 잃어버리면 어떻게 해야 하나요?
spoken | 반품 접수됐네요 ㅋㅋ | 반품 접수 됐네요
spoken | 쿠폰 등록이 안돼요ㅠㅠ | 쿠폰 등록이 안 됩니다
spoken | 결제 되나욤? | 결제 되나요?
spoken | 주문 취소 했어염 | 주문 취소했어요
spoken | 환불이 않되요 | 환불이 안 돼요
spoken | 설치가 않됩니다 | 설치가 안 됩니다
spoken | 재발행 됄까요 | 재발행 될까요?
spoken | 오늘 신청할께요 | 오늘 신청할게요
spoken | 연결이 자꾸 끈겨요 | 연결이 자꾸 끊겨요
spoken | 접수했읍니다 | 접수했습니다
polite | 비밀번호 바꿔주세요 | 비밀번호를 바꿔 주세요
polite | 증명서는 어디서 떼나요? | 증명서는 어디서 뗍니까?
polite | 반품 신청은 어디서 해요? | 반품 신청은 어디서 합니까?
polite | 앱에서 하시면 됩니다. | 앱에서 하면 돼요.
polite | 반품하려고요 | 반품 하려고 합니다
polite | Could you please cancel my order? | Cancel my order, please.
polite | Would you mind checking the invoice? | Please check the invoice.
compound | 설치 비용은 얼마인가요? | 설치비는 얼마인가요?
compound | 접수기한은 7일입니다. | 접수 기한은 7일입니다.
compound | 다음 주까지 됩니다. | 다음주까지 됩니다.
compound | 배송은 2일 소요됩니다. | 배송은 2일 걸립니다.
unit | It takes an hour and a half. | It takes 90 minutes.
unit | It takes half an hour. | It takes 30 minutes.
unit | Allow 2 and a half hours. | Allow 150 minutes.
short | 알바 시급은 얼마인가요? | 아르바이트 시급은 얼마인가요?
short | The mtg is on Fri. | The meeting is on Friday.
short | Send the docs to the HR dept. | Send the documents to the HR department.
polite | I would appreciate it if you could resend the form. | Please resend the form.
polite | 입고되면 바로 연락줘요 | 입고되면 바로 연락 주십시오.
polite | 그건 저희 업무가 아닙니다. | 그것은 저희 업무가 아닙니다.
spoken | 문이 잠겻어요 | 문이 잠겼어요
compound | 접수한 날로부터 7일입니다. | 접수한 날부터 7일입니다.
"""

OTHER = """
number | 비밀번호는 90일마다 바꿉니다. | 비밀번호는 60일마다 바꿉니다.
number | 보증 기간은 2년입니다. | 보증 기간은 3년입니다.
number | 요금은 5만원입니다. | 요금은 5천원입니다.
number | 3층에서 접수합니다. | 4층에서 접수합니다.
number | 하루에 두 번 먹습니다. | 하루에 세 번 먹습니다.
number | 오전 9시에 엽니다. | 오후 9시에 엽니다.
number | 버전 2.1을 설치합니다. | 버전 2.11을 설치합니다.
number | 3월 2일에 시작합니다. | 3월 3일에 시작합니다.
number | The fee is $20. | The fee is $25.
number | It takes three days. | It takes thirteen days.
unit | 접수 후 3일 걸립니다. | 접수 후 3주 걸립니다.
unit | 접수 후 3일 걸립니다. | 접수 후 3시간 걸립니다.
unit | 속도는 1Gbps입니다. | 속도는 1Mbps입니다.
unit | 3영업일 안에 처리합니다. | 3일 안에 처리합니다.
unit | 용량은 10GB입니다. | 용량은 10MB입니다.
unit | 길이는 5cm입니다. | 길이는 5mm입니다.
unit | 수수료는 3%입니다. | 수수료는 3원입니다.
unit | 5분 기다립니다. | 5초 기다립니다.
unit | 30개월 할부가 됩니다. | 30일 할부가 됩니다.
unit | 무게는 5kg입니다. | 무게는 5g입니다.
unit | 계약은 1년입니다. | 계약은 1개월입니다.
unit | It takes 3 days. | It takes 3 weeks.
unit | The file is 5 MB. | The file is 5 GB.
unit | Reply within 24 hours. | Reply within 24 days.
unit | 하루에 한 번 점검합니다. | 한 달에 한 번 점검합니다.
compare | 8자 이상이어야 합니다. | 8자 이하여야 합니다.
compare | 최대 5명까지 됩니다. | 최소 5명까지 됩니다.
compare | 5만원 초과는 승인이 필요합니다. | 5만원 미만은 승인이 필요합니다.
compare | At least 8 characters are allowed. | At most 8 characters are allowed.
compare | 9시부터 됩니다. | 9시까지 됩니다.
name | 김민수 과장에게 연락하세요. | 김민서 과장에게 연락하세요.
name | 한빛 라이트 보증 기간은? | 한빛 라이드 보증 기간은?
name | 부산 지점은 어디에 있나요? | 울산 지점은 어디에 있나요?
name | 갤로트 S23은 방수가 되나요? | 갤로트 S24는 방수가 되나요?
name | WF-1000 설명서를 봅니다. | WF-1001 설명서를 봅니다.
name | 인사팀에 제출합니다. | 인사부에 제출합니다.
name | 결재를 요청합니다. | 결제를 요청합니다.
name | 정기 점검은 언제인가요? | 장기 점검은 언제인가요?
name | 강남역에서 내립니다. | 강남구에서 내립니다.
name | 이 대리에게 보고합니다. | 임 대리에게 보고합니다.
name | Call Mr. Brown in billing. | Call Mr. Browne in billing.
name | Open the Novalink app. | Open the Novalite app.
name | Model X200 is waterproof. | Model X210 is waterproof.
name | 자산 관리팀에 묻습니다. | 자신 관리팀에 묻습니다.
name | 보험료는 언제 내나요? | 보험금은 언제 내나요?
name | 신청서를 냅니다. | 신청을 냅니다.
name | 사용자는 볼 수 있습니다. | 관리자는 볼 수 있습니다.
negation | 환불이 됩니다. | 환불이 안 됩니다.
negation | 반출할 수 있습니다. | 반출할 수 없습니다.
negation | 신분증이 필요합니다. | 신분증이 필요하지 않습니다.
negation | 회원만 이용 가능합니다. | 회원만 이용 불가능합니다.
negation | 흡연이 허용됩니다. | 흡연이 금지됩니다.
negation | 미사용 쿠폰은 환불됩니다. | 사용 쿠폰은 환불됩니다.
negation | 공개 자료입니다. | 비공개 자료입니다.
negation | 문을 잠그세요. | 문을 잠그지 마세요.
negation | You can cancel the order. | You can't cancel the order.
negation | Smoking is allowed. | Smoking is not allowed.
negation | It works without a card. | It works with a card.
negation | Members never pay. | Members pay.
opposite | 최대 용량은 얼마인가요? | 최소 용량은 얼마인가요?
opposite | 전원을 켭니다. | 전원을 끕니다.
opposite | 창문을 엽니다. | 창문을 닫습니다.
opposite | 퇴근 이전에 보고합니다. | 퇴근 이후에 보고합니다.
opposite | 식사 전에 먹습니다. | 식사 후에 먹습니다.
opposite | 매월 점검합니다. | 매년 점검합니다.
opposite | 월 이용료는 얼마인가요? | 연 이용료는 얼마인가요?
opposite | 입금 계좌를 등록합니다. | 출금 계좌를 등록합니다.
opposite | 로그인 기록을 봅니다. | 로그아웃 기록을 봅니다.
opposite | 자동 저장을 켭니다. | 수동 저장을 켭니다.
opposite | 국내 배송은 얼마인가요? | 해외 배송은 얼마인가요?
opposite | 유료 회원입니다. | 무료 회원입니다.
opposite | 속도가 느립니다. | 속도가 빠릅니다.
opposite | 월요일에 쉽니다. | 화요일에 쉽니다.
opposite | 오른쪽 문을 씁니다. | 왼쪽 문을 씁니다.
opposite | 알림 설정 방법은? | 알림 해제 방법은?
opposite | 가입 방법을 알려 주세요. | 탈퇴 방법을 알려 주세요.
opposite | Turn on the router. | Turn off the router.
opposite | Check in is at noon. | Check out is at noon.
opposite | Enable the alarm. | Disable the alarm.
opposite | Submit it before Friday. | Submit it after Friday.
opposite | The maximum is printed. | The minimum is printed.
opposite | Upload the file. | Download the file.
question | 배송은 언제 오나요? | 배송은 어디로 오나요?
question | 누가 승인하나요? | 언제 승인하나요?
question | 비용은 얼마인가요? | 비용은 왜 드나요?
question | 신청은 어디서 하나요? | 신청은 어떻게 하나요?
question | When is the meeting? | Where is the meeting?
question | Who approves it? | Why approve it?
question | How long is the cable? | How many cables are there?
question | 언제까지 신청하나요? | 언제부터 신청하나요?
question | 신청해야 하나요? | 신청할 수 있나요?
role | 고객이 직원에게 전달합니다. | 직원이 고객에게 전달합니다.
role | 서울에서 부산까지 갑니다. | 부산에서 서울까지 갑니다.
role | 전원을 끄고 뚜껑을 엽니다. | 뚜껑을 열고 전원을 끕니다.
role | 카드만 됩니다. | 카드도 됩니다.
role | 3일마다 확인합니다. | 3일에 확인합니다.
role | 회원보다 직원이 먼저입니다. | 직원보다 회원이 먼저입니다.
role | Ship it from Busan to Seoul. | Ship it from Seoul to Busan.
role | The agent calls the customer. | The customer calls the agent.
role | 성인 3명, 어린이 2명입니다. | 성인 2명, 어린이 3명입니다.
role | 기본은 5개, 추가는 10개입니다. | 기본은 10개, 추가는 5개입니다.
role | A는 되고 B는 안 됩니다. | A는 안 되고 B는 됩니다.
role | 환불했습니다. | 환불합니다.
role | 비가 오면 취소됩니다. | 비가 와도 취소됩니다.
later | 1년 무상 수리입니다. | 1개월 무상 수리입니다.
later | 배송은 2~3일 걸립니다. | 배송은 2~3주 걸립니다.
later | 10% 할인됩니다. | 10만원 할인됩니다.
later | 카드로 결제합니다. | 현금으로 결제합니다.
later | 이 약은 식전에 먹습니다. | 이 약은 식후에 먹습니다.
later | 주차는 무료입니다. | 주차는 유료입니다.
later | 본사에서 발송합니다. | 지사에서 발송합니다.
later | 성인만 입장할 수 있습니다. | 성인도 입장할 수 있습니다.
later | 이번 달까지 신청하세요. | 다음 달까지 신청하세요.
later | 평일만 운영합니다. | 주말만 운영합니다.
later | 팀장 승인이 필요합니다. | 팀장 승인이 필요 없습니다.
later | 온도를 높입니다. | 온도를 낮춥니다.
later | 박지훈 대리에게 문의하세요. | 박지환 대리에게 문의하세요.
later | 베이직 요금제입니다. | 베이지 요금제입니다.
later | 갤럭시 노트를 지원합니다. | 갤럭시 탭을 지원합니다.
later | 서울 지점은 9시에 엽니다. | 수원 지점은 9시에 엽니다.
later | 신규 회원만 됩니다. | 기존 회원만 됩니다.
later | 설치는 기사님이 합니다. | 설치는 고객님이 합니다.
later | 보증금을 돌려받습니다. | 보증금을 돌려주지 않습니다.
later | 제품을 껐다가 켜세요. | 제품을 켰다가 끄세요.
later | 2개를 사면 1개를 드립니다. | 1개를 사면 2개를 드립니다.
later | A동에서 B동으로 옮깁니다. | B동에서 A동으로 옮깁니다.
later | 3명 이상 예약할 수 있습니다. | 3명 미만 예약할 수 있습니다.
later | 5세 이하는 무료입니다. | 5세 이상은 무료입니다.
later | 문자로 보냅니다. | 문서로 보냅니다.
later | 수리비는 고객이 냅니다. | 수리비는 회사가 냅니다.
later | 승인되었습니다. | 승인됩니다.
later | 휴가는 사용했습니다. | 휴가는 사용하지 못했습니다.
later | 에어컨 필터는 매주 청소합니다. | 에어컨 필터는 매달 청소합니다.
later | 왼쪽 문으로 들어갑니다. | 오른쪽 문으로 들어갑니다.
later | 비상구는 2층에 있습니다. | 비상구는 2층에 없습니다.
later | 오전에는 한산합니다. | 오후에는 한산합니다.
later | 계약을 연장합니다. | 계약을 해지합니다.
later | Returns are free. | Returns are not free.
later | The red light means low battery. | The green light means low battery.
later | Call before 5 p.m. | Call after 5 p.m.
later | It supports version 3. | It supports version 4.
later | The pro plan has 5 seats. | The basic plan has 5 seats.
later | Children under 12 are free. | Children over 12 are free.
later | Managers approve requests. | Directors approve requests.
later | The screen is 15 inches. | The screen is 15 cm.
later | Use the front door. | Use the back door.
later | Jane handles refunds. | Jade handles refunds.
later | You should unplug it. | You should plug it in.
later | Send it monthly. | Send it weekly.
later | You may cancel anytime. | You must cancel anytime.
later | Only staff may enter. | Staff may enter.
later | The sender pays the fee. | The receiver pays the fee.
later | Pay within 3 days of receipt. | Pay within 3 months of receipt.
later | The warranty covers water damage. | The warranty excludes water damage.
later | 100Mbps까지 지원합니다. | 1Gbps까지 지원합니다.
later | 500ml를 붓습니다. | 500L를 붓습니다.
later | 3회 틀리면 잠깁니다. | 5회 틀리면 잠깁니다.
later | 3층입니다. | 3동입니다.
later | 월 9,900원입니다. | 연 9,900원입니다.
later | 3분의 1을 냅니다. | 3분의 2를 냅니다.
later | 오전 반차입니다. | 오후 반차입니다.
later | 최근 3년 자료입니다. | 향후 3년 자료입니다.
later | 계약 전에 읽으세요. | 계약 후에 읽으세요.
later | A4 용지를 씁니다. | A3 용지를 씁니다.
later | 회원가입은 무료입니다. | 회원탈퇴는 무료입니다.
later | 전원 버튼을 누릅니다. | 재생 버튼을 누릅니다.
later | 팀원이 팀장에게 보고합니다. | 팀장이 팀원에게 보고합니다.
later | 국민은행으로 보냅니다. | 신한은행으로 보냅니다.
later | 내일까지 됩니다. | 모레까지 됩니다.
later | 이 방법은 추천합니다. | 이 방법은 추천하지 않습니다.
later | 환불은 되지만 교환은 안 됩니다. | 교환은 되지만 환불은 안 됩니다.
later | 짧게 누릅니다. | 길게 누릅니다.
later | 최소 2명입니다. | 최대 2명입니다.
later | 서류가 모두 필요합니다. | 서류가 일부 필요합니다.
later | 항상 켜 두세요. | 가끔 켜 두세요.
later | 자주 묻는 질문입니다. | 드물게 묻는 질문입니다.
later | 검은색은 품절입니다. | 흰색은 품절입니다.
later | 상품권은 환불됩니다. | 상품은 환불됩니다.
later | 이용료입니다. | 이용권입니다.
later | 결제일을 바꿉니다. | 결제액을 바꿉니다.
later | 전화로만 받습니다. | 전화로도 받습니다.
later | 예약 없이 됩니다. | 예약 후에 됩니다.
later | 누가 신청하나요? | 누구에게 신청하나요?
later | 언제 시작하나요? | 언제 끝나나요?
later | 어디서 사나요? | 어디서 파나요?
later | 하루 전까지 취소합니다. | 하루 후까지 취소합니다.
later | Mail it to Kim. | Mail it to Lim.
later | Turn left at the gate. | Turn right at the gate.
later | It is cheaper online. | It is dearer online.
later | Tickets are refundable. | Tickets are nonrefundable.
later | Use the old form. | Use the new form.
later | He approved it. | He approves it.
object | 신청서 양식은 어디에 있나요? | 신청서 접수는 어디에 있나요?
object | 노트북 배터리를 교체합니다. | 노트북 화면을 교체합니다.
object | 비밀번호 찾기는 어떻게 하나요? | 아이디 찾기는 어떻게 하나요?
object | 회의실 예약 취소 방법 | 회의실 예약 변경 방법
object | How do I change my email? | How do I change my address?
object | The battery lasts long. | The screen lasts long.
turn | 신청서를 낸 후에 비용을 내세요 | 비용을 낸 후에 신청서를 내세요
turn | 전원을 끄기 전에 저장하세요 | 저장하기 전에 전원을 끄세요
turn | Apply before classes start. | Apply after classes start.
turn | Call before deliveries. | Call after deliveries.
turn | 이번 주까지 냅니다. | 다음 주까지 냅니다.
turn | 설치 기간은 얼마인가요? | 설치 비용은 얼마인가요?
turn | It takes half an hour. | It takes half a day.
turn | Check the box, then sign the form. | Sign the form, then check the box.
"""


def table(text: str) -> list[tuple[str, str, str]]:
    return [
        tuple(part.strip() for part in line.split("|"))  # type: ignore[misc]
        for line in text.strip().splitlines()
    ]
