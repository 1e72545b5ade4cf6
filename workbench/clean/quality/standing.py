"""Checks of whether a pair stands alone: who asks a model has no document and no talk before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.normal import plain
from workbench.clean.quality.base import CHECKS, Hit, Subject, content, form_of, hit, is_korean
from workbench.clean.quality.general import GENERIC

_TEXTS = (
    r"문서|자료|표|그림|지문|본문|단락|문단|글|텍스트|도표|목록|도식|그래프|차트|매뉴얼|안내문|보고서|발췌문?|이미지|사진|예시문|"
    r"원문|기사|첨부(?:파일|자료)?|화면|링크|인용문|설명문|스크린샷|공고문?|게시글|게시물|통지문|설명서|규정집"
)
_RULES = r"장|절|조항|항목|내용|설명|사항|규정|약관|지침|안내|예시|조문|언급"
_BEHIND = r"(?=[은는이가을를의에와과도로만]|대로|처럼|에서|에는|에 |상|\s|[,.?!]|$)"
_SURE = re.compile(
    rf"(?<![가-힣])(?:본|위|위의|이|상기|상기의|앞의|앞선|주어진|제시된|제공된|첨부된|업로드된|인용된)\s?(?:{_TEXTS}){_BEHIND}"
    rf"|(?<![가-힣])(?:위|위의|상기|상기의|앞의|앞선|주어진|제시된|제공된|전술된)\s?(?:{_RULES}){_BEHIND}"
    r"|(?<![가-힣])(?:지문|본문|발췌문|원문|글쓴이|필자|저자)(?:에\s?따르면|에\s?의하면|에서는?\s|에\s?나온|에\s?언급|에\s?적힌|는\s|가\s)"
    r"|(?<![가-힣])(?:문서|자료)(?:에\s?따르면|에\s?의하면|에\s?나온|에\s?언급|에\s?나와|에\s?기재된\s?바|에\s?적혀)"
    r"|(?<![가-힣])앞서\s?(?:말|언급|설명|본|살펴|기술)|(?<![가-힣])(?:[위앞]에서\s?(?:말|언급|설명|본\s|보았|살펴|밝힌|소개|적은|다룬)|위와\s?같[이은]|상술한|상기한|전술한|위에\s?(?:나온|적힌|언급|설명|있는))"
    r"|(?<![가-힣])(?:앞|뒤|윗|아랫)\s?(?:단락|문단|문장|글|절|쪽|페이지)"
    + _BEHIND
    + r"|(?<![가-힣])(?:표|그림|그래프|도표|차트)에\s?(?:제시|나온|나와|나타|적힌|적혀|표시|따르|의하|있는|실린|보이)"
    r"|(?<![a-z])(?:from|per|based\son|according\sto|given)\sthe\s(?:given\s|provided\s|above\s|available\s)?(?:information|details|content|material)"
    r"(?:\s(?:given|provided|above|available|at\shand))?(?![a-z])(?!\s(?:on|in|of|about)\s)"
    r"|(?<![가-힣])(?:다음|아래)의?\s?(?:지문|본문|글|단락|문단|텍스트|발췌문?)"
    r"|(?<![a-z])(?:the|this)\s(?:document|passage|text|table|section|figure|paragraph|context|excerpt|chart|diagram|article|snippet)"
    r"(?:\s(?:above|below|provided|given|shown)|(?=\s(?:says?|states?|mentions?|describes?|explains?|notes?|does\snot|indicates?|lists?|shows?)\b))"
    r"|(?<![a-z])(?:according\sto|based\son|in|from|per|mentioned\sin|described\sin|stated\sin|within)\s(?:the|this)\s"
    r"(?:given\s|provided\s|above\s|supplied\s|attached\s)?(?:document|passage|text|context|excerpt|table|section|article|paragraph|snippet)(?![a-z])"
    r"(?!\s(?:editor|field|message|messages|file|box|view|menu|settings|tab|of\sthe\s(?:bill|form|app|site)))"
    r"|(?<![a-z])the\s(?:above|following|preceding|aforementioned|attached|provided|given)(?:\s[a-z]+)?\s?(?:document|table|text|passage|"
    r"section|list|figure|excerpt|paragraph|context|information|chart)"
    r"|(?<![a-z])as\s(?:we\s|was\s)?(?:mentioned|described|stated|shown|noted|discussed|outlined|explained|listed|seen)\s"
    r"(?:above|below|earlier|previously|before|in\sthe\s(?:text|document|passage|table|figure))"
    r"|(?<![a-z])(?:mentioned|described|stated|shown|listed|given|see)\s(?:above|below)(?![a-z])|(?<![a-z])the\sauthors?\s"
    r"|(?<![a-z])aforementioned(?![a-z])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<![가-힣])(?:표|그림|도표|사진)\s?<?[0-9]{1,2}(?:[-.][0-9]{1,2})?>?(?=[은는을를의에와과]|에서|\s?참[조고고]|\s|,)"
    r"|(?<![가-힣])[0-9]{1,3}\s?(?:쪽|페이지)(?:을|를|의|에서|에)?\s?(?:참[조고]|보|나온|있는|확인)"
    r"|(?<![a-z])(?:table|figure|fig\.|exhibit)\s[0-9]{1,2}(?:[-.][0-9]{1,2})?(?![0-9])|(?<![a-z])(?:see|on|refer\sto)\spage\s[0-9]+",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?<![가-힣])(?:아래|다음|이하)의?\s?(?:표|그림|목록|도표|내용|사항|항목|예시|설명|절차|순서|규정|조항)" + _BEHIND
    + r"|(?<![가-힣])(?:본|해당)\s?(?:문서|자료|지문|글|문단|표|그림|매뉴얼|보고서|안내문)" + _BEHIND,
)  # fmt: skip
_LIST_BEHIND = re.compile(r":|\n|①|(?<![0-9])1[.)]|첫째")


@CHECKS.register("refers_to_document")
def refers_to_document(subject: Subject) -> Iterator[Hit]:
    """Speaks of "the document above". `다음 사항` before a list leads to it and to nothing else."""
    for field, text in (("question", subject.question), ("answer", subject.answer)):
        if (match := _SURE.search(text)) is not None:
            yield hit("refers_to_document", 0.85, field, match.span())
        elif (match := _NUMBERED.search(text)) is not None:
            yield hit("refers_to_document", 0.65, field, match.span())
        elif (match := _LEADS.search(text)) is not None:
            listed = _LIST_BEHIND.search(text, match.end()) is not None
            yield hit("refers_to_document", 0.3 if listed else 0.65, field, match.span())


# ---- vague questions -----------------------------------------------------------------------------

_TOPICS = frozenset("제품 서비스 기능 제도 회사 사람 담당자 신청 설정 처리 적용 apply".split())
"""Nouns that say a little: a demonstrative before one still leaves it open, alone they may pass."""
_KOREAN_POINTS = re.compile(
    r"^\W*(?:(?:그러면|그럼|그런데|그리고|혹시|만약|만일)\W+)?"
    r"(?:(?:이것|그것|저것|이거|그거|저거|이건|그건|저건|이게|그게|이는|그는|그녀는?|여기|거기|이들|그들|그때|이때)(?![가-힣]*(?:저것|이외))|"
    r"(?:이|그|저|해당|위|이런|그런|이러한|그러한|이렇게|그렇게|동|상기)\s(?!밖|외|전|후|중|달|때\s?그때)(?=[가-힣]))"
)
_ENGLISH_POINTS = re.compile(
    r"^\W*(?:(?:so|and|but|then|also|ok|okay)\W+)?(?:(?:what|how|why|when|where|who|which|whose)(?:\s(?:much|many|long|often|far|soon|exactly))?\s)?"
    r"(?:(?:is|are|was|were|does|do|did|can|could|will|would|should|must|has|have|may)\s)?(?:i\s(?:do|use|get|apply|change)\s)?"
    r"(?P<word>it|this|that|these|those|they|them|he|she|there)(?![a-z'])",
    re.IGNORECASE,
)
_ENGLISH_BARE = re.compile(
    r"^\W*(?:please\s)?(?:tell\sme\smore|explain(?:\s(?:it|this|that|more|in\sdetail))*|more\sdetails?|give\s(?:me\s)?(?:an?\s)?examples?|"
    r"go\son|what\sabout\s(?:it|this|that|these|those)|why(?:\snot)?|how(?:\sso|\scome)?|what\s(?:else|next|now)|and\sthen)\W*$",
    re.IGNORECASE,
)
_DUMMY_IT = re.compile(
    r"(?<![a-z])(?:is|was|would)\sit\s[a-z]+\sto\s|(?<![a-z])it\s(?:possible|take|takes|cost|costs|necessary|okay|ok|mandatory|allowed|safe|legal|required|better|normal|true|worth|mean)"
    r"(?:\s\w+){0,4}?\s(?:to|for|if|that|when)(?![a-z])|(?<![a-z])there\s(?:a|an|any|is|are|other|limits?|fees?|penalt)",
    re.IGNORECASE,
)  # fmt: skip
LONG_QUESTION = 7
"""Stems of meaning from which on a question explains itself."""


@CHECKS.register("too_vague")
def too_vague(subject: Subject) -> Iterator[Hit]:
    """A question of which nobody can tell what it is about: 이것은 무엇인가요?, What is it?

    Where earlier turns stand before it, it may well be clear from them.
    """
    if subject.follows:
        return
    question = subject.question
    stems = content(question)
    specific = [stem for stem in stems if stem not in GENERIC]
    facts = form_of(question).facts
    points = _points(question)
    if _ENGLISH_BARE.match(question):
        yield hit("too_vague", 0.85, "question")
    elif points and not specific and not facts:
        yield hit("too_vague", 0.9, "question")
    elif points and len(specific) <= 2 and len(stems) <= 5:
        yield hit("too_vague", 0.65, "question")
    elif points and len(stems) < LONG_QUESTION:
        yield hit("too_vague", 0.4, "question")
    elif not specific and not facts and not _TOPICS.intersection(stems) and _has_letters(question):
        yield hit("too_vague", 0.65, "question")
    elif not specific and not facts and _has_letters(question):
        yield hit("too_vague", 0.45, "question")


def _points(question: str) -> bool:
    """Whether it begins with a word that points to what was said before it."""
    if is_korean(question):
        return _KOREAN_POINTS.match(question) is not None
    found = _ENGLISH_POINTS.match(plain(question))
    return found is not None and not _DUMMY_IT.search(question)


def _has_letters(question: str) -> bool:
    return any(character.isalpha() for character in question)
