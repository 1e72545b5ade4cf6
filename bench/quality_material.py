"""Words of the benchmark of quality: passages, pairs made from them, and what can go wrong.

`<n>` and `<m>` are filled with numbers, `<x>` with a thing of the trade. In a fact the passage comes
first, then ways to ask and ways to answer. Ways are written as people write, with grammar and words
that differ from the passage's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    passage: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Trade:
    name: str
    language: str
    things: tuple[str, ...]
    facts: tuple[Fact, ...]


def _facts(text: str) -> tuple[Fact, ...]:
    """Blocks of lines: P passage, Q question, A answer."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        of = {mark: tuple(x[2:] for x in lines if x.startswith(f"{mark} ")) for mark in "PQA"}
        found.append(Fact(of["P"][0], of["Q"], of["A"]))
    return tuple(found)


INSURANCE = Trade(
    "보험", "ko",
    tuple("실손의료보험 암보험 치아보험 운전자보험 어린이보험 종신보험 연금보험 여행자보험 화재보험 간병보험".split()),
    _facts("""
P <x>의 보험금은 청구 서류를 접수한 날부터 <n>영업일 이내에 지급한다. 조사가 필요하면 피보험자에게 미리 알린다.
Q <x> 보험금은 청구하고 나서 얼마 만에 나오나요?
Q <x>의 보험금 지급 기한이 어떻게 됩니까
A 청구 서류를 접수한 날부터 <n>영업일 안에 지급됩니다.
A 서류 접수일 기준 <n>영업일 이내에 드리며, 조사가 필요하면 피보험자에게 미리 알려 드립니다.

P <x> 계약자는 보험증권을 받은 날부터 <n>일 안에 청약을 철회할 수 있다. 전문금융소비자는 철회할 수 없다.
Q <x>에 가입했는데 마음이 바뀌었어요. 청약을 무를 수 있나요?
Q <x> 청약 철회는 언제까지 가능한지 궁금합니다.
A 보험증권을 받은 뒤 <n>일 안이면 청약을 철회하실 수 있습니다. 다만 전문금융소비자는 제외됩니다.
A 증권을 받은 날부터 <n>일까지 가능합니다.

P 보험료를 <n>개월 동안 내지 않으면 <x> 계약의 효력이 없어진다. 해지된 날부터 <m>년 안에는 부활을 청약할 수 있다.
Q <x> 보험료가 밀리면 계약은 어떻게 되나요?
Q 효력을 잃은 <x> 계약을 되살릴 수 있는 기한은요?
A <n>개월간 보험료를 내지 않으면 계약의 효력이 사라지고, 해지일부터 <m>년 안에 부활을 청약할 수 있습니다.
A 해지된 날부터 <m>년 안에 부활을 청약하면 됩니다.

P <x> 가입자가 직업을 바꾸면 회사에 지체 없이 알려야 한다. 알리지 않으면 보험금이 깎일 수 있다.
Q <x> 가입 후 이직하면 보험사에 통지해야 하는지요?
Q 직업이 바뀐 사실을 숨기면 <x> 보장에 어떤 불이익이 있습니까?
A 네, 직업이 바뀌면 지체 없이 회사에 알려야 합니다. 알리지 않으면 보험금이 깎일 수 있습니다.
A 보험금이 깎일 수 있으므로 곧바로 회사에 알려야 합니다.

P <x>의 면책 기간은 가입일부터 <n>일이다. 사고로 다친 때에는 면책 기간을 두지 않는다.
Q <x>에도 보장이 안 되는 면책 기간이 있다던데 며칠이에요?
Q 사고로 다쳐도 <x> 면책 기간이 적용되나요?
A 가입일부터 <n>일입니다. 사고로 다친 때에는 면책 기간이 없습니다.
A 아니요, 사고로 다친 때에는 면책 기간을 두지 않습니다.

P <x> 수익자를 바꾸려면 계약자와 피보험자의 동의서, 신분증 사본을 영업점에 낸다. 인터넷으로는 바꿀 수 없다.
Q <x> 수익자 변경에 필요한 서류를 알려 주세요.
Q 온라인으로 <x> 수익자를 바꿀 수 있을까요?
A 계약자와 피보험자의 동의서, 신분증 사본
A 인터넷으로는 바꿀 수 없고, 동의서와 신분증 사본을 영업점에 내야 합니다.

P <x>의 자동이체일은 매월 <n>일이며, 잔액이 모자라면 <m>일에 다시 출금한다.
Q <x> 자동이체는 매달 며칠에 빠져나갑니까?
Q 통장 잔액 부족으로 <x> 출금이 안 되면 언제 다시 빠지나요?
A 매월 <n>일에 출금됩니다. 잔액이 모자라면 <m>일에 다시 출금합니다.
A <m>일에 다시 출금합니다.

P <x> 대출은 해지환급금의 <n>퍼센트까지 받을 수 있다. 이자는 대출 원금과 함께 갚아도 된다.
Q <x>을 담보로 얼마까지 대출되나요?
Q <x> 약관대출 이자를 나중에 몰아서 내도 되나요
A 해지환급금의 <n>%까지 받을 수 있습니다.
A 네, 이자는 대출 원금과 함께 갚아도 됩니다.
"""),
)  # fmt: skip

TELECOM = Trade(
    "통신", "ko",
    tuple("인터넷 IPTV 와이파이 인터넷전화 기가인터넷 알뜰요금제 로밍 5G요금제 가족결합 공유기임대".split()),
    _facts("""
P <x> 개통은 신청한 다음 날부터 <n>일 안에 한다. 설치 기사는 방문하기 1시간 전에 전화한다.
Q <x> 신청하면 개통까지 며칠 걸리나요?
Q 설치 기사님이 오기 전에 연락을 주시나요? <x> 개통 건입니다.
A 신청 다음 날부터 <n>일 안에 개통됩니다.
A 네, 설치 기사가 방문하기 60분 전에 전화를 드립니다.

P <x> 요금은 매월 <n>일에 청구한다. 납부 기한을 넘기면 가산금 <m>퍼센트가 붙는다.
Q <x> 요금이 청구되는 날짜를 알려 주세요
Q <x> 요금을 늦게 내면 가산금이 있습니까?
A 매월 <n>일에 청구됩니다.
A 네, 납부 기한을 넘기면 <m>%의 가산금이 붙습니다.

P <x>이 느려지면 단말 전원을 끄고 <n>초 뒤 다시 켠다. 그래도 같으면 고객센터에서 원격으로 점검한다.
Q <x> 속도가 갑자기 떨어졌는데 집에서 해 볼 수 있는 조치가 있나요?
Q 전원을 껐다 켜도 <x> 속도가 그대로면 다음은요?
A 단말 전원을 끄고 <n>초 뒤에 다시 켜 보십시오. 그래도 같으면 고객센터가 원격으로 점검합니다.
A 고객센터에서 원격으로 점검해 드립니다.

P <x> 약정은 <n>개월이고, 약정 안에 해지하면 할인받은 금액을 돌려준다. 이사로 설치가 불가능한 곳이면 위약금이 없다.
Q <x> 약정 기간 중 해지하면 위약금을 내야 하죠?
Q 이사 가는 집에 <x> 설치가 안 되면 위약금이 나오나요?
A 약정 <n>개월 안에 해지하면 할인받은 금액을 돌려주셔야 합니다.
A 설치가 불가능한 곳으로 이사하는 때에는 위약금이 없습니다.

P <x> 명의를 바꾸려면 양쪽 신분증과 가족관계증명서를 가지고 대리점에 간다. 미납 요금이 있으면 먼저 낸다.
Q 부모님 명의 <x>을 제 이름으로 옮기려면요?
Q 미납 요금이 남아 있어도 <x> 명의 변경이 되나요?
A 두 사람의 신분증과 가족관계증명서를 가지고 대리점에 가시면 됩니다.
A 아니요, 미납 요금을 먼저 내셔야 합니다.

P 상담 대기가 10분을 넘으면 <x> 상담사는 콜백을 권한다. 콜백은 <n>시간 안에 이루어진다.
Q <x> 상담 연결이 오래 걸리면 콜백을 받을 수 있나요?
Q 콜백을 신청하면 몇 시간 안에 전화가 오나요, <x> 상담입니다.
A 대기 시간이 10분을 넘으면 상담사가 콜백을 권해 드립니다.
A 콜백은 <n>시간 안에 이루어집니다.

P <x> 장애 신고를 접수하면 접수번호 10자리를 문자로 보낸다. 처리 결과는 앱의 접수 내역에서 본다.
Q <x> 장애 신고 후 처리 결과는 어디서 보나요?
Q <x> 장애를 신고하면 접수번호가 오나요?
A 앱의 접수 내역에서 보실 수 있습니다.
A 네, 10자리 접수번호를 문자로 보내 드립니다.

P <x> 부가서비스는 앱, 홈페이지, 지점에서 해지한다. 해지한 달의 요금은 쓴 날만큼 계산한다.
Q <x>에 붙은 부가서비스 해지는 어디서 하나요?
Q <x> 부가서비스를 월 중간에 해지하면 그 달 요금은 어떻게 계산됩니까?
A 앱, 홈페이지, 지점
A 쓴 날만큼만 계산합니다.
"""),
)  # fmt: skip

HELPDESK = Trade(
    "IT desk", "en",
    tuple("VPN client|mail account|shared drive|badge reader|laptop|ticket system|payroll portal|print server|code repository|meeting display".split("|")),
    _facts("""
P Access to the <x> expires after <n> days without a sign-in. The owner gets a reminder one week earlier.
Q When will I lose access to the <x> if I never sign in?
Q Do I get a warning before my <x> access runs out?
A Access ends after <n> days without a sign-in.
A Yes, the owner is reminded seven days earlier.

P Requests for the <x> are approved by the line manager. Urgent requests are handled within <n> hours on working days.
Q Who has to approve a request for the <x>?
Q My <x> request is urgent. How quickly is it dealt with?
A The line manager approves it.
A Urgent requests are handled within <n> hours on working days.

P If the <x> shows error <n>, restart it and check the cable. Faults that stay are reported on the portal with a photo.
Q The <x> keeps showing error <n>. What can I try first?
Q The fault on my <x> does not go away; where do I report it?
A Restart it and check the cable. If the fault stays, report it on the portal with a photo.
A On the portal, together with a photo.

P Backups of the <x> are taken every night and kept for <n> weeks. Restoring a single file needs no approval.
Q How long do you hold on to backups of the <x>?
Q Can I get one file back from the <x> backup without asking anybody?
A They are kept for <n> weeks.
A Yes, no approval is needed to restore a single file.

P Contractors use the <x> with a sponsored account. The sponsor renews it every <n> months and closes it when the contract ends.
Q How do contractors work with the <x>?
Q How often must a sponsor renew a contractor's account for the <x>?
A With a sponsored account, which the sponsor closes when the contract ends.
A Every <n> months.

P Text messages with a one-time code are sent to register a phone for the <x>. The code is valid for <n> minutes.
Q How do I register my phone for the <x>?
Q The one-time code for the <x> did not work. How long is it good for?
A You receive a text message with a one-time code, which is valid for <n> minutes.
A The code is valid for <n> minutes.

P Lost devices with access to the <x> are reported to the security desk at once. The desk wipes them remotely and issues a loan device.
Q My phone was stolen and it had the <x> on it. What should I do now?
Q After I report a lost device with the <x>, will I get another one to work with?
A Report it to the security desk at once, so that it can be wiped remotely.
A Yes, the desk issues a loan device.

P The <x> is serviced on the first Sunday of a month from 02:00 to 06:00. Notices are posted <n> days ahead.
Q When is the <x> down for maintenance?
Q How far in advance do you announce work on the <x>?
A On the first Sunday of each month, from 2 am to 6 am.
A Notices are posted <n> days ahead.
"""),
)  # fmt: skip

APPLIANCES = Trade(
    "appliances", "en",
    tuple("dishwasher|air purifier|robot vacuum|refrigerator|induction hob|washing machine|dehumidifier|coffee maker|rice cooker|tumble dryer".split("|")),
    _facts("""
P The filter of the <x> is rinsed under cold water every <n> weeks. Never use soap, which blocks the mesh.
Q How often does the <x> filter have to be cleaned?
Q Can I wash the filter of my <x> with detergent?
A Rinse it under cold water every <n> weeks.
A No. Soap blocks the mesh, so use cold water only.

P The warranty of the <x> runs for <n> months from purchase. Damage by descaling products is not covered.
Q For how many months is the <x> under warranty?
Q Is damage by a descaling product covered by the <x> guarantee?
A <n> months from purchase.
A No, damage caused by descaling products is not covered.

P Before moving the <x>, unplug it and leave the door open for <n> hours so that it dries.
Q What do I need to do before I move the <x> to another room?
Q How long should the <x> dry before transport?
A Unplug it and leave the door open for <n> hours to let it dry.
A Leave the door open for <n> hours.

P The <x> beeps three times when water is missing. It goes on by itself once the tank is filled to the <n> ml mark.
Q Why is my <x> beeping three times?
Q Do I have to restart the <x> after filling the tank?
A Water is missing. Fill the tank to the <n> ml mark and it goes on by itself.
A No, it goes on by itself once the tank is filled.

P The child lock of the <x> is set by holding two keys for <n> seconds. A padlock appears on the panel.
Q How do I lock the <x> so that children cannot start it?
Q What does the padlock on the panel of the <x> mean?
A Hold two keys for <n> seconds until a padlock appears on the panel.
A It means that the child lock is set.

P Noise of the <x> above <n> decibels points to a worn bearing. Stop using it and call the service partner.
Q My <x> has become very loud. Should I be worried?
Q Which part is usually worn when the <x> is too noisy?
A Noise above <n> decibels points to a worn bearing, so stop using it and call the service partner.
A Usually a bearing.

P Spare parts for the <x> are kept for <n> years after the last unit is sold. They are ordered with the code on the back.
Q How long can I buy spare parts for an old <x>?
Q Which code do I give when I order parts for the <x>?
A For <n> years after the last unit is sold.
A The code on the back.

P The eco program of the <x> uses less water and takes <n> minutes longer. It is not meant for oily loads.
Q Is the eco program of the <x> slower than the normal one?
Q Should I pick the eco program of the <x> for oily loads?
A Yes, it takes <n> minutes longer but uses less water.
A No, it is not meant for oily loads.
"""),
)  # fmt: skip

TRADES = (INSURANCE, TELECOM, HELPDESK, APPLIANCES)

NOISE = {
    "보험": _facts("""
P 전세 세입자가 전입신고를 하고 확정일자를 받으면 경매 때 우선변제권이 생긴다.
Q 전세로 이사한 뒤 전입신고를 미루면 안 되는 이유가 뭔가요?
A 전입신고와 확정일자를 갖춰야 집이 경매에 넘어가도 보증금을 먼저 돌려받을 수 있습니다.

P 아파트 분양권은 계약금을 낸 뒤 전매 제한이 풀려야 팔 수 있다. 조정지역은 3년이다.
Q 조정지역 아파트 분양권 전매는 몇 년 뒤에 되나요?
A 조정지역에서는 3년이 지나 전매 제한이 풀린 뒤에 팔 수 있습니다.

P 공인중개사 수수료는 매매가의 0.4퍼센트를 넘지 못한다.
Q 집을 팔 때 중개 수수료 상한이 얼마입니까?
A 매매가의 0.4퍼센트입니다.

P 재건축 조합원은 관리처분 인가 뒤에 이주비를 받는다.
Q 재건축 이주비는 어느 단계에서 조합원에게 주어집니까?
A 관리처분 인가가 난 뒤에 받습니다.

P 다가구 주택의 옥상을 고치는 비용은 집주인이 낸다.
Q 다가구 옥상 방수 공사비는 세입자가 부담하나요?
A 아니요, 집주인이 냅니다.
"""),
    "통신": _facts("""
P 된장찌개는 쌀뜨물에 멸치를 넣고 10분 끓인 다음 된장을 푼다. 두부는 마지막에 넣는다.
Q 된장찌개 끓일 때 두부를 언제 넣나요?
A 된장을 풀어 끓인 다음 마지막에 두부를 넣습니다.

P 김장 배추는 굵은소금에 8시간 절인다. 중간에 한 번 뒤집는다.
Q 배추를 소금에 절이는 시간이 궁금해요.
A 굵은소금에 8시간 절이고 중간에 한 번 뒤집습니다.

P 갈비찜 고기는 찬물에 담가 핏물을 뺀다.
Q 갈비 핏물 빼는 요령이 있을까요?
A 찬물에 담가 두면 됩니다.

P 콩나물을 삶을 때 뚜껑을 열었다 닫으면 비린내가 난다.
Q 콩나물에서 비린내가 나는 까닭이 뭐죠?
A 삶는 동안 뚜껑을 열었다 닫아서 그렇습니다.
"""),
    "IT desk": _facts("""
P Tomato seedlings are planted outdoors after the last frost. They need stakes and a sunny bed.
Q Where in the garden do tomato seedlings grow best?
A Plant them in a sunny bed after the last frost and give them stakes.

P Roses are pruned in March, just above a bud that faces outward.
Q In which month should roses be pruned?
A In March, just above an outward-facing bud.

P A lawn is mown no shorter than four centimetres during drought.
Q How short may grass be cut in a dry summer?
A No shorter than four centimetres.

P Slugs are kept away from lettuce by copper tape around the bed.
Q What keeps slugs off my lettuce?
A Copper tape around the bed.
"""),
    "appliances": _facts("""
P The castle of the old town was built in 1384 and burned down twice. Guided tours start at the fountain.
Q Where do guided tours of the castle begin?
A Tours of the castle start at the fountain in the old town.

P The ferry to the island sails twice a day in winter. Bicycles travel free.
Q Can I take my bicycle on the island ferry for nothing?
A Yes, bicycles travel free on the ferry.

P The museum of the harbour shows sailing ships and paintings by local artists.
Q What is on display in the harbour museum?
A Sailing ships and paintings by local artists.

P Hikers reach the summit from the northern valley in four hours.
Q From which valley do hikers climb to the summit?
A From the northern valley.
"""),
}  # fmt: skip

INVENTED = {
    "ko": (
        "본사 감사실에서 별도로 심사한 뒤 우편으로 회신합니다.",
        "전국 우체국에서 무료로 상담받을 수 있습니다.",
        "해외 지사장의 서면 결재를 거쳐야 합니다.",
        "만 65세 어르신에게는 상품권을 드리는 행사가 열립니다.",
        "노동조합 투표 결과에 따라 달라지며 이사회가 공고합니다.",
    ),
    "en": (
        "The regional director signs a paper form in the head office.",
        "Students receive a voucher at any post office in the country.",
        "An external auditor visits the warehouse and publishes a report.",
        "The works council votes on it and publishes the outcome by mail.",
        "Pensioners may collect a free sample from the nearest pharmacy.",
    ),
}
OTHER_LANGUAGE = {
    "ko": (
        "It depends on the plan, but in most cases you can apply online.",
        "You have to contact the branch and bring your identity card.",
        "请在应用程序中提交申请，然后等待审核结果。",
        "アプリから申し込んで、結果をお待ちください。",
    ),
    "en": (
        "담당 부서에 문의하면 자세히 안내해 드립니다.",
        "관리자에게 먼저 알리고 전원을 끈 뒤 기다려 주십시오.",
        "Debe ponerse en contacto con el servicio técnico para que lo revisen.",
        "Sie müssen das Gerät ausschalten und den Kundendienst für die Reparatur anrufen.",
    ),
}
POINTING = {
    "ko": (
        "위 표에 적힌 대로 <a>",
        "본 안내문에 따르면 <a>",
        "제시된 자료를 보면 <a>",
        "<a> 이는 앞서 설명한 내용과 같습니다.",
        "글쓴이는 다음과 같이 말합니다. <a>",
        "상기 조항에 의거하여 <a>",
        "그림 3에서 보듯이 <a>",
        "<a> (본문 2쪽 참고)",
        "문서에 나와 있듯이 <a>",
    ),
    "en": (
        "As outlined in the passage, <a>",
        "According to the provided context, <a>",
        "The text says that <a>",
        "<a> This is shown in Table 2.",
        "Based on the document, <a>",
        "As discussed earlier, <a>",
        "The excerpt does not say more than this: <a>",
        "<a> See the figure above.",
        "The author explains that <a>",
    ),
}
VAGUE = {
    "ko": (
        "이것은 무엇인가요?", "그 기간은 얼마나 되나요?", "어떻게 하면 되나요?", "이 경우에는 어떻게 처리합니까?", "왜 그렇습니까?", "무엇이 필요합니까?",
        "그것의 특징을 설명해 주세요.", "해당 절차는 어떻게 되나요?", "조건이 뭔가요?", "더 자세히 알려 주세요.", "누가 담당하나요?", "여기서 말하는 예외는 무엇인가요?",
        "그럼 언제까지 해야 하죠?", "이렇게 하는 이유는 무엇입니까?", "그들은 무엇을 해야 합니까?",
    ),
    "en": (
        "What is it?", "How does this work?", "Why is that?", "What are the requirements?", "Can you explain it in more detail?", "How long does it take?",
        "What happens next?", "When should they do it?", "What is the purpose of this?", "Who is responsible for that?", "What does he need to provide?",
        "How much is it?", "Is this allowed?", "What should be done in this case?", "Tell me more about it.",
    ),
}  # fmt: skip
REFUSING = {
    "ko": (
        "죄송하지만 해당 내용은 확인할 수 없습니다.", "제공된 정보만으로는 알 수 없습니다.", "답변을 찾을 수 없습니다.", "그 부분은 나와 있지 않아 말씀드리기 어렵습니다.",
        "저는 그 질문에 답할 수 없습니다.", "관련 정보가 없습니다.",
    ),
    "en": (
        "I'm sorry, but I cannot answer that question.", "This is not mentioned anywhere.", "There is not enough information to say.", "I do not know.",
        "Unfortunately no details about this are given.", "I am unable to help with that.",
    ),
}  # fmt: skip
OF_A_CASE = {
    "ko": (
        "<a> 고객님의 접수번호는 <id>입니다.",
        "<a> 지금 앞에 <k>명이 계셔서 <k>분쯤 기다리셔야 합니다.",
        "네, 확인했습니다. 기사님이 <mo>월 <d>일 오후 <h>시에 방문할 예정입니다.",
        "<name> 고객님, <a>",
        "고객님의 이번 달 청구 금액은 <won>원입니다.",
        "문의 주신 주문번호 <id> 건은 처리가 끝났습니다.",
        "현재 대기 시간은 약 <k>분입니다.",
        "내일 오전 <h>시로 예약이 잡혔습니다.",
        "<a> 송장번호 <id>로 어제 발송되었습니다.",
    ),
    "en": (
        "<a> Your ticket number is INC<id>.",
        "There are <k> callers ahead of you.",
        "Your technician arrives on Tuesday at <h> pm.",
        "Dear Ms. <name>, <a>",
        "Your outstanding balance is $<k>.20.",
        "I have closed case #<id> for you.",
        "Your estimated wait time is <k> minutes.",
        "Your order will be delivered on March <d>.",
        "<a> The reference is <id>, please keep it.",
    ),
}
NAMES = {
    "ko": tuple("김도윤 이서연 박지후 최하은 정예준 강수아 윤재민 한지우".split()),
    "en": tuple("Harper Bennett Coleman Dalton Ellis Forsyth Granger Holt".split()),
}
ALIKE = {
    "ko": (
        ("<x> 관련 문서를 분실하면 어떻게 합니까?", "문서를 다시 발급받으려면 신분증을 가지고 지점에 방문하시면 됩니다."),
        ("<x>에 필요한 서류가 무엇인지 알려 주세요.", "다음 서류를 준비합니다.\n1. 신청서\n2. 신분증 사본\n3. 통장 사본"),
        ("<x> 상담 대기가 길어지면 어떻게 되나요?", "대기 시간이 15분을 넘으면 상담원이 다시 전화를 드립니다."),
        ("<x>의 접수번호 형식은 어떻게 됩니까?", "접수번호는 영문 2자리와 숫자 8자리입니다."),
        ("<x> 신청서 양식은 어디에 있습니까?", "홈페이지 자료실"),
        ("<x> 상담은 몇 시까지 하나요?", "평일 오후 6시까지"),
        ("<x> 이용 중 주소가 바뀌면 알려야 하나요?", "네, 바뀐 주소를 14일 안에 알려 주십시오."),
        ("그 밖에 <x> 가입자가 누리는 혜택이 있나요?", "그 밖에 생일 쿠폰과 명절 선물이 있습니다."),
        ("<x>을 다른 사람에게 넘길 수 있나요?", "본인이 아니면 넘길 수 없습니다. 배우자에게도 넘길 수 없습니다."),
        ("<x>은 미성년자도 신청할 수 있습니까?", "부모의 동의가 없으면 신청할 수 없습니다."),
        ("<x> 안내 책자는 무료인가요?", "무료"),
        ("<x> 앱의 이름이 무엇입니까?", "Smart Care Plus"),
    ),
    "en": (
        ("Where is the document editor of the <x>?", "Open the menu and choose the document editor."),
        ("Which papers do I need for the <x>?", "Bring the following:\n1. the form\n2. your passport"),
        ("What happens if the queue for the <x> is long?", "If the wait exceeds 15 minutes, an agent calls you back."),
        ("What does a ticket number for the <x> look like?", "A ticket number has 10 digits, for example."),
        ("Can a guest use the <x>?", "Guests cannot use it unless a member of staff is present."),
        ("Where do I find the manual of the <x>?", "In the download area"),
        ("Is it possible to return the <x> after a month?", "Yes, within 45 days if it is unused."),
        ("Which colour does the light of the <x> have?", "Green"),
        ("Can I use the <x> on a Sunday?", "Yes, every day between 7 am and 10 pm."),
        ("What is the name of the app for the <x>?", "HomeLink"),
    ),
}  # fmt: skip
"""Good pairs that look like bad ones, without a passage."""
LONG = {
    "ko": "덧붙이면 이 일은 오래전부터 여러 사람이 궁금해하던 것으로, 지역과 계절과 시기에 따라 사정이 조금씩 달라지기도 합니다. ",
    "en": "It may also be worth adding that people have wondered about this for years, and that places and seasons differ a little. ",
}
