"""Korean words as stem and role, whatever particle, ending or level of politeness they carry.

변경합니다, 변경해요, 변경한다, 변경함 and 변경 하는 are the stem 변경; 비밀번호를 and 비밀번호 are the stem
비밀번호. What changes the meaning stays beside the stem as its role (만, 부터, 까지, 보다, -어도, the past)
or becomes a token of its own (NEG, CAN, MUST, HOW). No dictionary: a list of verbs, and rules.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.clean.known_words import KNOWN
from workbench.clean.korean_verbs import HELPED, bases, ending, uncontracted

Token = tuple[str, str]
"""(stem, role)."""
NEG, CAN, MUST, HOW = "\ue020", "\ue021", "\ue022", "\ue023"
"""Stems that stand for grammar: negation, possibility, duty, the way to do something."""
SIGNS = frozenset({NEG, CAN, MUST, HOW})

_RIEUL_END = "".join(chr(c) for c in range(0xAC00, 0xD7A4) if (c - 0xAC00) % 28 == 8)
_NIEUN_END = "".join(chr(c) for c in range(0xAC00, 0xD7A4) if (c - 0xAC00) % 28 == 4)
_INFINITIVE = "".join(
    chr(c)
    for c in range(0xAC00, 0xD7A4)
    if (c - 0xAC00) % 28 == 0 and (c - 0xAC00) // 28 % 21 in (0, 1, 2, 4, 5, 6, 9, 10, 14)
)
"""Syllables that an infinitive may end in: 아 어 해 켜 와 돼 줘."""
_REQUEST = (
    r"(?:(?<![가-힣])(?:알려|가르쳐|말해|말씀해|설명해|안내해|답변해)\s?(?:주|줘|줄|달)[가-힣]*"
    r"|(?<![가-힣])알고\s?싶[가-힣]*|(?<![가-힣])궁금[가-힣]*|(?<![가-힣])(?:문의|질문)\s?(?:드|합니다|해요|하고\s?싶)[가-힣]*"
    r"|(?<![가-힣])부탁\s?(?:드|합|해)[가-힣]*|(?<![가-힣])(?:바랍니다|바라요|바람|감사합니다|감사해요|고맙습니다|고마워요)"
    r"|(?<![가-힣])안녕하(?:세요|십니까))"
)
DO = (
    "(?:합니다|합니까|해요|한다|하나요|하며|하고|하는|할|함|하지만|하므로|하니|하면|하죠|하지요|했습니다|했어요|하는지|할까요|하는데|하는가요?|한다면|해|"
    "됩니다|됩니까|돼요|된다|되나요|되며|되고|되는|될|됨|되죠|되는지|될까요|돼|되니|되면|됐습니다|됐어요|하겠습니다)(?![가-힣])"
)
"""하다 and 되다 as auxiliaries: whole words, so that no noun is taken for one."""
_AFTER_RIEUL = rf"(?<=[{_RIEUL_END}])\s?수(?:가|는|도|를)?\s?"
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (hint, re.compile(pattern), instead)
    for hint, pattern, instead in (
        ("안", r"(?<![가-힣])안(?=[돼되됩된될됨됐]|[하했해합](?:[가-힣]|$))", "안 "),
        ("않", r"(?<![가-힣])않\s?(?=[돼되됩된될됨됐됬하했해합])", "안 "),
        ("됬", "됬", "됐"),
        ("겻", r"겻(?=[어다네는을습])", "겼"),
        ("햇", r"햇(?=[어다네는을습])", "했"),
        ("됫", r"됫(?=[어다네는을습])", "됐"),
        ("됄", "됄", "될"),
        ("왠만", "왠만", "웬만"),
        ("니다", r"(?<=[가-힣])함니다(?![가-힣])", "합니다"),
        ("니다", r"(?<=[가-힣])(?:읍|슴)니다(?![가-힣])", "습니다"),
        ("끈", r"(?<![가-힣])끈(?=[기긴김깁겨겼])", "끊"),
        ("께", r"(?<=[가-힣][할을줄갈볼될릴])께(?=요?(?![가-힣]))", "게"),
        ("", r"(?<=[가-힣][나네어아해돼세까게래데])(?:욤|용|염|욥|여)(?![가-힣])", "요"),
        (
            "비용",
            r"(?<=[가-힣]{2})(?<![는은한할된될던])\s비용(?:은|이|을|의)?(?![가-힣])",
            "비",
        ),
        ("소요", r"소요\s?되(?=[가-힣])", "걸리"),
        ("소요", r"소요\s?됩(?=[가-힣])", "걸립"),
        ("소요", r"소요\s?돼(?=[가-힣])", "걸려"),
        ("소요", r"소요\s?된(?=[가-힣])", "걸린"),
        ("소요", r"소요\s?될(?![가-힣])", "걸릴"),
        ("소요", r"소요\s?됨(?![가-힣])", "걸림"),
        (
            "",
            r"(이번|다음|지난)\s(?=(?:주|달)(?:에|까지|부터|은|는|의|엔|에는)?(?![가-힣]))",
            r"\1",
        ),
        ("", _REQUEST, " "),
        (
            "어떻",
            r"(?<=[이가은는])\s어떻게\s?(?:되나요|되죠|됩니까|돼요|되는지요?|될까요|되는가요?)(?![가-힣])",
            " ",
        ),
        (
            "어떻",
            r"어떻게\s?(?:하나요|하죠|하지요|합니까|해요|하면|할까요|하는지|하는가요?|하는|하지|하니|되나요|되죠|됩니까|되는지|돼요|되는|"
            r"될까요|되는가요?|(?:해야|하여야)\s?"
            rf"{DO}|해야)(?:\s?{DO})?(?![가-힣])|어떻게|어떡해|어떻해",
            f" {HOW} ",
        ),
        (
            "법",
            r"(?<=[가-힣])(?:는|은)\s?(?:방법|법)(?:을|은|이|도|으로)?(?![가-힣])|(?<![가-힣])방법(?:을|은|이|도|으로)?(?![가-힣])",
            f" {HOW}",
        ),
        ("대", r"에\s?(?:대해서?|대한|대하여)(?![가-힣])", " "),
        ("관", r"에\s?(?:관해서?|관한|관하여)(?![가-힣])", " "),
        ("통", r"[을를]\s?통(?:해서?|하여|한)(?![가-힣])", "로"),
        ("위", r"(?<=[가-힣])기\s?위(?:해서?|하여|한)(?![가-힣])", "려고"),
        ("수", _AFTER_RIEUL + r"있[가-힣]*", f" {CAN} "),
        ("수", _AFTER_RIEUL + r"없[가-힣]*", f" {CAN} {NEG} "),
        ("이어야", rf"이어야\s?{DO}", "입니다"),
        (
            "야",
            rf"(?<=[{_INFINITIVE}])야\s?(?:만\s?)?{DO}",
            f" {MUST} ",
        ),
        (
            "도",
            rf"(?<=[{_INFINITIVE}])도\s?(?:{DO}|괜찮[가-힣]*|좋습니다|좋아요|좋다)",
            f" {CAN} ",
        ),
        ("못", r"지(?:는|도|를)?\s?못(?:하|해|합|한|할|했|함)[가-힣]*", f"지는 {CAN} {NEG} "),
        ("다음", rf"(?<=[{_NIEUN_END}])\s다음(?:에)?(?![가-힣])", " 후 "),
        (
            "지",
            r"지(?:는|도|를)?\s?(?:않(?P<past>았|았)?[가-힣]*|말(?:고|아|라|것|기|도록|자|\s것)[가-힣]*"
            r"|마(?:세요|십시오|시오|시고|시기|라|요)(?![가-힣]))",
            f"지는 {NEG} ",
        ),
        ("안", rf"면\s?안\s?{DO}", f" {NEG} "),
        ("면", rf"(?<=[가-힣])면\s?(?=[되돼됩된될됨]){DO}", "면 "),
        ("싶", r"고\s?싶[가-힣]*", " "),
        (
            "있",
            r"(?<=[가-힣])고\s?있[가-힣]*|(?<=[아어여해돼져])\s?있(?:는|습|어|나|던)[가-힣]*",
            " ",
        ),
        ("려", rf"(?<=[가-힣])려고?\s?(?=[하합해한할함했]){DO}", "려고 "),
    )
)

_PARTICLES: tuple[tuple[str, str], ...] = (
    ("에서부터", "from"), ("으로부터", "from"), ("에게서", "from"), ("한테서", "from"), ("로부터", "from"), ("부터", "from"),
    ("에서만", "only"), ("에만", "only"), ("으로만", "only"), ("로만", "only"), ("까지만", "only"),
    ("까지다", "until"), ("까지는", "until"), ("까지의", "until"), ("까지", "until"), ("마다", "each"),
    ("에서는", "in"), ("에서도", "in"), ("에서의", "in"), ("에서", "in"), ("에게는", "to"),
    ("에게", "to"), ("한테", "to"), ("께서", "subj"), ("께", "to"), ("에는", "at"), ("에도", "at"),
    ("으로는", "by"), ("으로도", "by"), ("으로서", "as"), ("으로써", "by"), ("으로의", "by"),
    ("으로", "by"), ("로는", "by"), ("로도", "by"), ("로서", "as"), ("로써", "by"),
    ("보다는", "than"), ("보다", "than"), ("처럼", "like"), ("같이", "like"), ("만큼", "like"),
    ("밖에", "only"), ("이라도", "even"), ("라도", "even"), ("이나마", "even"), ("조차", "even"),
    ("이라는", ""), ("라는", ""), ("이란", "top"), ("이며", ""), ("이고", ""), ("이지만", "but"),
    ("이면", "if"), ("이라면", "if"), ("이라서", "cause"), ("이므로", "cause"),
    ("입니다만", "but"), ("입니다", ""), ("입니까", ""), ("이에요", ""), ("이예요", ""), ("예요", ""),
    ("에요", ""), ("인가요", ""), ("인가", ""), ("인지요", ""), ("인지", ""), ("이었습니다", "past"),
    ("였습니다", "past"), ("이었어요", "past"), ("였어요", "past"), ("이죠", ""), ("이지요", ""),
    ("이네요", ""), ("이야", ""), ("이다", ""), ("일까요", ""), ("일까", ""), ("인데요", ""),
    ("인데", ""), ("이요", ""), ("임", ""), ("하고", "with"), ("이랑", "with"), ("랑", "with"),
    ("이나", "or"), ("들이", "subj"), ("들은", "top"), ("들을", "obj"), ("들에게", "to"), ("들의", "of"),
    ("님이", "subj"), ("님은", "top"), ("님을", "obj"), ("님께", "to"),
    ("은", "top"), ("는", "top"), ("이", "subj"), ("가", "subj"), ("을", "obj"), ("를", "obj"),
    ("에", "at"), ("의", "of"), ("로", "by"), ("와", "with"), ("과", "with"), ("도", "also"),
    ("만", "only"), ("나", "or"), ("요", ""), ("죠", ""), ("란", "top"), ("야", ""), ("엔", "at"),
)  # fmt: skip
_BY_LAST: dict[str, list[tuple[str, str]]] = {}
for _particle in sorted(_PARTICLES, key=lambda p: -len(p[0])):
    _BY_LAST.setdefault(_particle[0][-1], []).append(_particle)

_NEEDS_CLOSED = frozenset("은 이 을 과 으로 이나 이랑 이에요 이란 이며 이고".split())
_NEEDS_OPEN = frozenset("는 가 를 와 란 랑 예요 였습니다".split())
_KEPT = frozenset(
    """
    높이 깊이 길이 넓이 많이 같이 없이 굳이 일이 차이 종이 나이 아이 사이 회이 추가 휴가 허가 대가 여가 유가 주가 시가 고가 저가
    서로 바로 따로 새로 별로 위로 도로 대로 피로 미로 가로 세로 스스로 그대로 함부로 경로 진로 통로 마을 가을 노을 서울 겨울 거울
    얼음 처음 다음 마음 결과 효과 초과 통과 학과 성과 부과 경과 만과 온도 속도 제도 강도 용도 지도 보도 한도 각도 시도 정도 태도
    유도 의도 년도 연도 농도 습도 진도 별도 밀도 빈도 순도 매도 선도 제주도 경기도 강원도 회의 주의 문의 동의 정의 합의 논의 협의 건의 강의 상의 예의 유의
    편의 결의 고의 거의 미만 불만 하나 언제나 누구나 어디나 필요 개요 주요 중요 수요 소요 동요 강요 이용 바나 아니 그러나 혹은 또는
    자동으로 수동으로 정말로 실제로 주로 때로 의의 전문가 사용가 평가 국가 작가 증가 인가 불가 단가 원가 정가 물가 투자가 최저가 최고가 판매가 어린이 고양이
    카카오 라디오 비디오 오디오 바이오 스튜디오 사례 안내 관계 시계 기계 단계 한계 통계 설계 회계 세계 체계 인터페이스
    """.split()
)
_NOUNS = frozenset(
    """
    보고 사고 신고 참고 광고 경고 재고 가지 지도 보기 크기 주기 파기 사기 자기 사자 지면 화면 서면 측면 도면 나라 타자 주자 사서 비서 문서
    부서 순서 가게 무게 서울 가을 마음 얼음 걸음 다음 처음 지난 내일 매일 사이 사는 대리 대기 대지 대신 주신 자신 배신 통신 감기 감지
    공지 금지 해지 정지 방지 중지 유지 번지 편지 이미지 메시지 페이지 패키지 충전기 프린터기 세탁기 건조기 공기 전기 용기 인기 경기 시기 분기 반기 초기 정기 장기 단기
    지음 자음 모음 소음 녹음 발음 이음 게시 표시 실시 즉시 필수 다시 역시 혹시 잠시 임시 무시 도시 전시 명시 제시
    오늘 지금 비고 창고 최고 보고서 내기 거기 아기 매매 매수 가가 서서 사서함 사지 주지 배지 대고 세세 파자
    남은 작은 많은 같은 높은 낮은 좋은 나은 깊은 넓은 좁은
    """.split()
)

_STOP = frozenset(
    """
    하 해 해요 하면 하려고 하려고요 하려면 했어요 주 드리 보 것 거 걸 게 수 좀 혹시 그럼 그리고 그런데 근데 그래서 저 제 저희 우리 나 내 너 당신 고객님 네 예 아 음 어 저기 그냥
    무엇 뭐 뭘 뭔 무슨 어떤 경우 때 등 및 이 그 바 데 점 중 때문 제가 말 말씀 해당 이것 그것 저것 이건 그건 저건 여기 이거 그거 정말 매우 아주 너무
    먼저 우선 다만 단 즉 또한 또 바랍 요 대하 관하 위하 통하 따르 관련하 당 본 분 한번 꼭 반드시 잘 이런 그런 어떻 이렇 그렇 싶 있 있을 하셔 하시 가운데 중에 중에서 입니다 인가요 입니까 이에요 예요 을 를 은 는 가 동안 간
    """.split()
)
_SPECIAL: dict[str, tuple[Token, ...]] = {
    "가능": ((CAN, ""),),
    "불가": ((CAN, ""), (NEG, "")),
    "불가능": ((CAN, ""), (NEG, "")),
    "금지": ((NEG, ""),),
    "못": ((CAN, ""), (NEG, "")),
    "안": ((NEG, ""),),
    "얼마나": (("얼마", ""),),
    "없": ((NEG, ""),),
    "아니": ((NEG, ""),),
    "안에만": (("안에", ""),),
    "안에는": (("안에", ""),),
    "안에도": (("안에", ""),),
    "안에": (("안에", ""),),
    "안에서": (("안에", ""),),
    "내에": (("이내", ""),),
    "내로": (("이내", ""),),
    "누가": (("누구", "subj"),),
    "어디서": (("어디", "in"),),
    "어디로": (("어디", "by"),),
    "어딘가요": (("어디", ""),),
    "뒤": (("후", ""),),
    "뒤에": (("후", ""),),
    "나서": (("후", ""),),
    "다음에": (("후", ""),),
    "후에": (("후", ""),),
    "절차": ((HOW, ""),),
    "언제": (("언제", ""),),
    "언제나": (("항상", ""),),
    "몇": (("몇", ""),),
    "며칠": (("며칠", ""),),
    "몇일": (("며칠", ""),),
    "왜": (("왜", ""),),
    "이유": (("왜", ""),),
}
_NEGATING_PREFIX = re.compile("^(?:미|비|불|무)(?=[가-힣]{2})")
_NEGATED_NOUNS = frozenset(
    """
    미사용 미사용자 미지급 미가입 미납 미신청 미제출 미승인 미등록 미설치 미인증 미수령 미완료 미적용 미포함 미확인 미입금 미결제 미발급
    비공개 비회원 비활성 비활성화 비정상 비대면 비과세 비정기 비암호화 불필요 불가피 불충분 불일치 불이행 불완전 불법 불합격 불참 불포함 무관 무단 무료 무상 무선
    무이자 무기한 무제한 무응답
    """.split()
)
_LIGHT = re.compile(
    "^(?P<noun>.+?)(?P<verb>하여|하였|하|해|한|할|함|합|했|되어|되었|되|돼|된|될|됨|됩|됐|됬|시키|시켜|시킨|시킬|시킴|시킵|시켰|받|받아|받았|받은|받을|받음|드리|드려|드린|드릴|드립|드렸)"
    "(?P<tail>.*)$"
)
_GIVEN = re.compile(
    "^(?P<noun>.{2,}?)(?P<verb>주|줘|줄|준|줍|줬|드리|드려|드린|드릴|드립|드렸)(?P<tail>.*)$"
)
_AFTER_NOUNS = frozenset(["", *"은 이 을 의 에 과 으로 까지 부터 에는 만 도".split()])
_LONG_ENDING = re.compile(
    "(?P<past>[았었였])?(?:으?(?:시|셨))?(?:습니다|습니까|니다|니까|세요|십시오|나요|는데요?|는지|는가요?|까요|거든요?|려면|려고|면서|지만|도록|"
    "어서|아서|어야|아야|어요|아요|으면|(?<!화)(?<!서)(?<!측)(?<!라)(?<!표)(?<!정)(?<!전)(?<!단)(?<!장)(?<!후)(?<!지)(?<!도)(?<!평)(?<!대)(?<!수)면|므로|었다|았다|는다|겠\\S*)$"
)
_FINAL = (
    "습니다 습니까 니다 니까 시다 시오 십시오 네요 네 군요 구나 나요 는가요 가요 는가 느냐 냐 죠 지요 까요 을까요 게요 래요 어요 아요 여요 요 어 아 여 는다 다 "
    "겠습니다 겠습니까 겠어요 겠네요 세요 셔요 으세요 으십시오 십니다 십니까 으십니다 신가요 시나요"
).split()
_ROLES: tuple[tuple[str, str], ...] = (
    ("어도", "even"), ("아도", "even"), ("도", "even"), ("더라도", "even"), ("거나", "or"), ("든지", "or"),
    ("어야", "must"), ("아야", "must"), ("야만", "must"), ("자마자", "soon"),
    *((e, "fin") for e in _FINAL),
)  # fmt: skip
_ENDING_ROLE = dict(_ROLES)


def loosened(text: str) -> str:
    """Grammar of more than one word put as one sign: `변경할 수 없나요` -> `변경할 CAN NEG`."""
    for hint, pattern, instead in _RULES:
        if hint in text:
            text = pattern.sub(instead, text)
    return text


@lru_cache(maxsize=8192)
def tokens_of(word: str) -> tuple[Token, ...]:
    """Tokens of one word without spaces and punctuation. Nothing for a stop word."""
    if word in _SPECIAL:
        return _SPECIAL[word]
    if word in _STOP:
        return ()
    found = _verb(word) or _noun(word)
    return tuple(
        token for token in found if token[0] not in _STOP or token[1] in ("until", "from", "only")
    )


_AN_NOUNS = tuple("안내 안전 안심 안정 안경 안건 안부 안색 안방 안과 안약 안락 안목 못자리".split())


def _verb(word: str) -> tuple[Token, ...] | None:
    if word in _NOUNS or word in _KEPT or word in _NEGATED_NOUNS:
        return None
    if len(word) > 1 and word[0] in "안못" and not word.startswith(_AN_NOUNS):
        rest = _listed(word[1:]) or _light(word[1:], 0)
        if rest is not None:
            return (*rest, *_SPECIAL[word[0]])
    return (
        _listed(word)
        or _helped(word)
        or _given(word)
        or _light(word, 1)
        or _joined(word)
        or _unlisted(word)
    )


def _joined(word: str) -> tuple[Token, ...] | None:
    """고장났습니다: a common noun and a listed verb written as one word."""
    for cut in range(len(word) - 1, 1, -1):
        if word[:cut] in KNOWN and word[cut] in "나났난날남납":
            verb = _listed(word[cut:])
            if verb is not None and verb[0][0] == "나":
                return ((word[:cut], ""), *verb)
    return None


def _helped(word: str) -> tuple[Token, ...] | None:
    match = HELPED.match(word)
    if match is None or (role := ending(match["tail"])) is None:
        return None
    main = _listed(match["main"]) or _light(match["main"], 1)
    if main is None:
        return None
    past = "past:" if (ord(match["verb"][-1]) - 0xAC00) % 28 == 20 else ""
    return (*main[:-1], *_token(main[-1][0], past + role))


def _given(word: str) -> tuple[Token, ...] | None:
    """연락주세요, 답변드립니다: a noun that somebody gives."""
    match = _GIVEN.match(word)
    if match is None or match["noun"] not in KNOWN or (role := ending(match["tail"])) is None:
        return None
    past = "past:" if match["verb"][-1] in "줬렸" else ""
    return _token(match["noun"], past + role)


def _listed(word: str) -> tuple[Token, ...] | None:
    table = bases()
    for cut in range(len(word), 0, -1):
        stem = table.get(word[:cut])
        if stem is None:
            continue
        tail = word[cut:]
        if not tail and (word[:cut] == stem and not _is_infinitive(stem)):
            continue
        role = ending(tail)
        if role is not None:
            past = "past:" if _has_past(word[:cut], stem) else ""
            return _token(stem, past + role)
    return None


def _is_infinitive(stem: str) -> bool:
    return stem in ("켜", "펴", "꺼내", "보내", "끝내", "지내")


def _has_past(base: str, stem: str) -> bool:
    return base != stem and (ord(base[-1]) - 0xAC00) % 28 == 20


def _light(word: str, least: int) -> tuple[Token, ...] | None:
    """A noun with 하다, 되다, 시키다, 받다: 변경해요, 발송되었습니다."""
    match = _LIGHT.match(word) if len(word) > 1 else None
    if match is None:
        return None
    noun, verb, tail = match["noun"], match["verb"], match["tail"]
    if len(noun) > 1 and noun[-1] + verb in KNOWN and tail in _AFTER_NOUNS:
        return None  # 처리기한 is a 기한
    role = ending(tail)
    bare = len(noun) < 2 and (not tail or verb in ("함", "한", "할", "된", "될", "됨"))
    if role is None or len(noun) < least or bare:
        return None
    past = "past:" if verb[-1] in "했됐됬켰았였었렸" else ""
    return _with_light(noun, verb, past + role)


def _with_light(noun: str, verb: str, role: str) -> tuple[Token, ...]:
    found = list(_token(_bare(noun), role))
    if verb.startswith("시"):
        found.append(("시키", ""))
    elif verb.startswith("받"):
        found.append(("받", ""))
    elif verb[0] in "되돼된될됨됩됐됬":
        found.append(("되", ""))
    return tuple(found)


def _bare(noun: str) -> str:
    """결제를하다: the noun before 하다 may carry its particle."""
    return noun[:-1] if len(noun) > 2 and noun[-1] in "을를" else noun


_COPULA = re.compile(
    "(?:입니다만|입니다|입니까|인가요|인지요|인지|일까요|일까|이에요|예요|이다|이죠)$"
)


def _unlisted(word: str) -> tuple[Token, ...] | None:
    if _COPULA.search(word):
        return None
    match = _LONG_ENDING.search(word)
    if match is None and word[-1] == "다" and len(word) > 2 and word[-2] in _NIEUN_END:
        return _token(word[:-2] + chr(ord(word[-2]) - 4), "다")  # 거친다
    if match is None and word[-1] in "요서도야" and len(word) > 2:
        stem = uncontracted(word[:-1])
        return None if stem is None else _token(stem, word[-1])
    if match is None or not match.start() or (match[0] == "면" and len(word) < 3):
        return None
    stem = word[: match.start()]
    code = ord(stem[-1]) - 0xAC00
    if code % 28 == 17 and match[0].startswith("니"):  # ㅂ니다
        stem = stem[:-1] + chr(0xAC00 + code - 17)
    past = bool(match["past"]) or code % 28 == 20
    if code % 28 == 20:
        stem = uncontracted(stem) or stem[:-1] + chr(0xAC00 + code - 20)
    else:
        stem = uncontracted(stem) or stem
    return ((stem, "past" if past else "fin"),)


def _token(stem: str, role: str) -> tuple[Token, ...]:
    past, _, end = role.rpartition(":") if ":" in role else ("", "", role)
    if stem in _SPECIAL:
        return _SPECIAL[stem]
    said = _ENDING_ROLE.get(end, "")
    return ((stem, "past" if past and (said == "fin" or end in ("", "음")) else said),)


def _noun(word: str) -> tuple[Token, ...]:
    if word in _KEPT or word in _NOUNS:
        return ((word, ""),)
    stem, role = _without_particle(word)
    if stem in _SPECIAL:
        first, *rest = _SPECIAL[stem]
        return ((first[0], role or first[1]), *rest)
    if stem in _NEGATED_NOUNS and stem[0] in "미비불":
        return ((stem[1:], role), (NEG, ""))
    return ((stem, role),)


def _without_particle(word: str) -> tuple[str, str]:
    role = ""
    while len(word) > 1 and word not in _KEPT:
        for particle, said in _BY_LAST.get(word[-1], ()):
            stem = word[: -len(particle)]
            if word.endswith(particle) and stem and _may_follow(stem, particle):
                word, role = stem, role or said
                break
        else:
            break
        if role and len(word) < 4:
            break
    return word, role


def number_role(rest: str) -> tuple[str, str]:
    """What is attached to a number as (a word of its own, the role): 마다 -> ("", "each")."""
    word, role = _without_particle(f"\ue010{rest}")
    return word[1:], role


def _may_follow(stem: str, particle: str) -> bool:
    last = stem[-1]
    hangul = "가" <= last <= "힣"
    closed = hangul and (ord(last) - 0xAC00) % 28 != 0
    if particle in _NEEDS_CLOSED and hangul and not closed:
        return False
    if particle in _NEEDS_OPEN and closed:
        return False
    if particle == "로" and closed and (ord(last) - 0xAC00) % 28 != 8:
        return False
    return not (
        len(stem) == 1
        and hangul
        and particle in ("도", "만", "와", "과", "의", "나", "란", "야", "요", "죠", "임")
    )
