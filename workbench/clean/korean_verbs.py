"""Korean verbs by their bases: `눌러`, `누릅`, `누른` and `누르` are one stem.

A base is what endings are attached to. Bases of common verbs are made from their stems by the
rules of Korean conjugation (contraction, and the irregular classes ㄷ ㄹ ㅂ ㅅ 르 ㅡ 하); nouns with
하다 and 되다 need no list.
"""

from __future__ import annotations

import re
from functools import cache

_FIRST, _VOWELS, _FINALS = 0xAC00, 21, 28
_A, _EO, _O, _U, _EU, _I, _OE = 0, 4, 8, 13, 18, 20, 11
_NIEUN, _RIEUL, _MIEUM, _PIEUP, _SSANG, _TIKEUT, _SIOT = 4, 8, 16, 17, 20, 7, 19

_REGULAR = """
가 나가 들어가 돌아가 올라가 내려가 넘어가 찾아가 가져가 오 나오 들어오 돌아오 올라오 내려오 가져오 찾아오 보 살펴보 알아보 물어보 둘러보
주 보내 돌려주 두 켜 꺼내 끄 크 쓰 뜨 아프 바쁘 나쁘 모으 잠그 담그 따르 치르 들르 내 지내 끝내 나타내 지나 만나 끝나 늘어나 일어나 달라지
누르 고르 모르 다르 빠르 부르 자르 오르 흐르 기르 마르 이르 서두르 저지르 머무르 앞지르
내리 올리 알리 기다리 걸리 열리 닫히 막히 잠기 맡기 남기 넘기 옮기 숨기 생기 당기 즐기 벗기 붙이 줄이 높이 보이 쓰이 쌓이 섞이 바뀌 쉬 뛰
가리키 가르치 고치 마치 합치 놓치 미치 넘치 다치 지치 가지 지 던지 빠지 떨어지 없어지 꺼지 켜지 깨지 사라지 넘어지 나빠지 좋아지 높아지
바꾸 배우 비우 채우 외우 지우 세우 키우 싸우 태우 나누 맞추 멈추 낮추 갖추 감추 늦추 춤추 미루 이루 다루 치우 거두 꾸 두
사 파 자 타 차 싸 짜 서 펴 나 깨 매 재 빼 대 새 세 메 베 떼 데 건너 돌려보내 나서 들어서 앞서 벗어나 어긋나 드러나 물러나
되 돼 안되 잘되 오래되 기대 시키 드리 빌리 돌리 늘리 살리 말리 놀리 흘리 울리 물리 틀리 밀리 팔리 풀리 갈리 달리 들리 실리 눌리 잘리 뽑히
받 닫 얻 믿 묻 쏟 뜯 굳 잡 뽑 입 접 업 좁 넓 씹 꼽 집 찾 맞 잊 늦 낮 갖 꽂 맺 젖 찢 짖 있 없 같 붙 맡 뱉 흩 높 깊 엎 갚 덮 싶
넣 놓 쌓 닿 좋 낳 찧 많 않 잃 싫 옳 앓 끓 뚫 꿇 먹 막 박 작 죽 찍 적 꺾 묶 섞 닦 깎 낚 겪 볶 읽 밝 붉 굵 늙 긁 앉 얹 참 남 감 숨 심 품 옮 닮 삶
신 안 웃 벗 씻 솟 빗 뺏 빼앗 내놓 집어넣 받아들이 떨어뜨리 빠뜨리 기울이 움직이 들이 먹이 속이 끌어올리 내버려두 내려받
"""
_RIEUL_STEMS = """
열 만들 알 걸 들 풀 깔 팔 살 달 돌 밀 떨 흔들 힘들 길 멀 울 놀 빌 늘 널 갈 거들 내밀 이끌 가늘 둥글 줄 졸 말 떠들 매달 뒤흔들 시들 얼 털 헐 물
"""
_DROPPED = frozenset("열 만들 알 걸 들 풀 돌 밀 흔들 힘들 멀 울 놀 이끌 내밀 매달 떠들".split())
"""Those whose base without ㄹ (여세요, 만드는) is no other common verb."""
_PIEUP_STEMS = """
어렵 쉽 가깝 무겁 가볍 뜨겁 차갑 춥 덥 맵 돕 고맙 반갑 새롭 까다롭 번거롭 해롭 자유롭 두렵 즐겁 어둡 싱겁 미끄럽 시끄럽 더럽 부드럽 아쉽 굽 눕 줍 가렵 귀엽
"""
_TIKEUT_STEMS = "듣 걷 싣 깨닫 일컫"
_SIOT_STEMS = "짓 낫 잇 붓 긋"


def _split(syllable: str) -> tuple[int, int, int]:
    code = ord(syllable) - _FIRST
    return code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS


def _join(onset: int, vowel: int, final: int = 0) -> str:
    return chr(_FIRST + (onset * _VOWELS + vowel) * _FINALS + final)


def _closed(stem: str, final: int) -> str:
    """The stem with a final consonant: 누르 + ㄴ -> 누른."""
    onset, vowel, _ = _split(stem[-1])
    return stem[:-1] + _join(onset, vowel, final)


def _infinitive(stem: str) -> set[str]:
    onset, vowel, final = _split(stem[-1])
    head = stem[:-1]
    if final:
        return {stem + ("아" if vowel in (_A, _O, 2) else "어")}
    if vowel == _U:
        return {head + _join(onset, 14), stem + "어"}
    if vowel == _O:
        return {head + _join(onset, 9), stem + "아"}
    if vowel == _I:
        return {head + _join(onset, 6), stem + "어"}
    if vowel == _OE:
        return {head + _join(onset, 10), stem + "어"}
    if vowel == _EU:
        return _after_eu(stem, onset)
    if vowel == 16:  # ㅟ: 바뀌 -> 바뀌어
        return {stem + "어"}
    return {stem, stem + "어"} if vowel in (1, 5) else {stem}


def _after_eu(stem: str, onset: int) -> set[str]:
    head = stem[:-1]
    if onset == 5 and head and stem not in ("따르", "치르", "들르") and not _split(head[-1])[2]:
        before = _split(head[-1])
        vowel = _A if before[1] in (_A, _O) else _EO
        return {head[:-1] + _join(before[0], before[1], _RIEUL) + _join(5, vowel)}
    bright = bool(head) and _split(head[-1])[1] in (_A, _O)
    return {head + _join(onset, _A if bright else _EO)}


def _bases(stem: str, softened: str, infinitives: set[str]) -> set[str]:
    """All that endings follow; `softened` is what stands before ㄴ ㄹ ㅁ ㅂ and 으."""
    found = {stem, softened, *infinitives}
    if not _split(softened[-1])[2]:
        found |= {_closed(softened, f) for f in (_NIEUN, _RIEUL, _MIEUM, _PIEUP)}
    else:
        found |= {softened + end for end in ("은", "을", "음", "으")}
    for infinitive in infinitives:
        found.add(_closed(infinitive, _SSANG))
    return found


@cache
def bases() -> dict[str, str]:
    """Base -> stem, of the listed verbs; where two verbs share a base the first one has it."""
    table: dict[str, str] = {}
    for stem in _RIEUL_STEMS.split():
        onset, vowel, _ = _split(stem[-1])
        dropped = stem[:-1] + _join(onset, vowel)
        ends = {_closed(dropped, _NIEUN), _closed(dropped, _PIEUP)}
        whole = {stem, *_infinitive(stem), stem[:-1] + _join(onset, vowel, 10)}  # 만듦
        whole |= {_closed(i, _SSANG) for i in _infinitive(stem)}
        if stem in _DROPPED:
            ends.add(dropped)
        for base in sorted(whole | ends):
            table.setdefault(base, stem)
    for stem in _PIEUP_STEMS.split():
        soft = _closed(stem, 0) + "우"
        _enter(table, stem, _bases(stem, soft, {soft[:-1] + ("와" if stem in "돕 곱" else "워")}))
    for stem in _TIKEUT_STEMS.split():
        soft = _closed(stem, _RIEUL)
        _enter(table, stem, _bases(stem, soft, _infinitive(soft)))
    for stem in _SIOT_STEMS.split():
        open_stem = _closed(stem, 0)
        _enter(table, stem, {stem, open_stem + "으", open_stem + "은", *_infinitive(stem)})
    for stem in _REGULAR.split():
        _enter(table, stem, _bases(stem, stem, _infinitive(stem)))
    return table


def _enter(table: dict[str, str], stem: str, forms: set[str]) -> None:
    for base in sorted(forms):
        table.setdefault(base, stem)


_PAST = "(?P<past>(?:[았었였](?:었)?))?"
_HONOURED = "(?:(?:으)?(?:시|셨|신|실|십|세|셔))?"
_ENDINGS = (
    "습니다|습니까|니다|니까요|니까|ㅂ니다|시다|시오|십시오|"
    "는데요|은데요|데요|는데|은데|데|던데요|던데|거든요|거든|잖아요|잖아|네요|네|군요|구나|"
    "나요|나|는가요|은가요|가요|는가|은가|가|느냐|냐|니|는지요|은지요|지요|는지|은지|지|죠|"
    "까요|까|을까요|을까|게요|을게요|게|을게|래요|을래요|래|"
    "어요|아요|여요|요|어|아|여|야|는다|다|자|라|으라|어라|아라|려무나|"
    "고요|고|으며|며|면서|으면서|으면|면|으려면|려면|으려고요|려고요|으려고|려고|으러|러|어서|아서|서|으니|으므로|므로|지만|"
    "지는|거나|든지|도록|게끔|자마자|다가|어도|아도|도|더라도|어야|아야|야만|던|는|은|을|음|기|으|길|라고|다고|냐고|자고|"
    "겠습니다|겠습니까|겠어요|겠네요|겠는데|겠지만|겠다|겠고|을지|는대로|대로|세요|셔요|셔서|셔야|셔도|셔|으세요|으십시오|십니다|십니까|으십니다|"
    "시면|시고|시는|시려면|시겠습니까|시겠어요|신|실|신가요|시나요|셨|으시면|으시려면"
)
_TAIL = re.compile(
    rf"^{_PAST}{_HONOURED}(?P<end>{_ENDINGS})$|^(?P<named>기|음|는지|은지|지|을지|까|을까)"
    r"(?:[은는이가을를에도만]|에서|에는|으로|로|까지|부터)$|^(?P<past_only>[았었였](?:었)?)$"
)
_HELP = "주|줘|줄|준|줍|줬|드리|드려|드린|드릴|드립|드렸|보|봐|봅|봤|본|볼|버리|버려|버린|버릴|버립|버렸|두|둬|둔|둡|놓|놔|놨"
_INFINITIVE_END = "".join(
    _join(onset, vowel) for onset in range(19) for vowel in (_A, 1, _EO, 5, 6, 9, 10, 14)
)
HELPED = re.compile(rf"^(?P<main>.*[{_INFINITIVE_END}])(?P<verb>{_HELP})(?P<tail>.*)$")
"""`눌러주세요`: a main verb, and one that only makes it a favour, a try or a whole."""


def ending(tail: str) -> str | None:
    """The ending of a verb, `past:` before it where there is one; None where `tail` is none."""
    if not tail:
        return ""
    match = _TAIL.match(tail)
    if match is None:
        return None
    past = "past:" if match["past"] or match["past_only"] else ""
    return past + (match["end"] or match["named"] or "")


def uncontracted(infinitive: str) -> str | None:
    """끊겨 -> 끊기, 바꿔 -> 바꾸: the stem of a contracted infinitive; None for any other end."""
    onset, vowel, final = _split(infinitive[-1])
    stem_vowel = {6: _I, 14: _U, 9: _O, 10: _OE}.get(vowel)
    if stem_vowel is None or final not in (0, _SSANG):
        return None
    return infinitive[:-1] + _join(onset, stem_vowel)
