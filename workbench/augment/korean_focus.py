"""Phrases of a Korean clause that can be asked for: quantities, times, people, places, manners."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.augment.korean import particle
from workbench.augment.korean_clause import is_adnominal, is_bare_noun, phrase_start

_NATIVE = "한|두|세|네|다섯|여섯|일곱|여덟|아홉|열"
_UNIT = (
    "영업일|시간|개월|퍼센트|%|분|초|년|주일|일|회|번|자리|자|개|명|건|대|점|도|원|km|cm|mm|m|GB|MB|TB|kg"
    "|종류|차례|부|곳|배|가지"
)
_TAIL = (
    "이상|이하|미만|초과|마다|동안|씩|의|을|를|이|가|은|는|에서|에|까지|부터|으로|로|만|과|와"
    "|이다|이고|이며|입니"
)
QUANTITY = re.compile(
    rf"(?<![\w.,~\-])(?:\d[\d,]*(?:\.\d+)?\s?|(?:{_NATIVE})\s)(?P<unit>{_UNIT})"
    rf"(?P<tail>(?:{_TAIL})*)(?=$|[\s,.)])"
)
_MEASURES = frozenset((
    "영업일", "시간", "개월", "퍼센트", "%", "분", "초", "년", "주일", "일", "회", "번", "자",
    "자리",
))  # fmt: skip
_TIME_WORD = re.compile(
    r"^(?:해마다|매년|매월|매달|매주|매일|매분기|분기마다|다음|당일|날|첫째|둘째|셋째|넷째|마지막|주에?|오전|오후"
    r"|\d{1,2}월(?:과|와|,|에|까지|부터)?|\d{1,2}일(?:에|까지|부터)?"
    r"|[월화수목금토일]요일(?:에|까지|부터)?|\d{1,2}시(?:에|까지|부터)?|\d{1,2}분(?:에|까지|부터)?)$"
)
_REPEAT = frozenset({"해마다", "매년", "매월", "매달", "매주", "매일", "매분기", "분기마다"})
_CALENDAR = re.compile(r"\d월|요일|주에?$|^날$|\d시|\d일")
PERSON = re.compile(
    r"(?:책임자|위원회|팀장|팀|부서장|담당자|관리자|대표이사|직원|사람|부서|회사|본부장|보안관제실|센터|사용자"
    r"|개발자|주최자|퇴직자|위원장|업체|수탁사|방문자|근로자|위원|인턴|운영자|신청자|승인자)$"
)
ROLE = re.compile(r"(?:책임자|위원회|팀장|팀|부서장|관리자|담당자|보안관제실|대표이사|운영자)$")
_PLACE_VERB = re.compile(
    r"^(?:제출|신고|등록|저장|보고|보관|설치|알려|알린|신청|넘겨|넘긴|둔다|두어|맡긴|맡겨|접수|문의)"
)


@dataclass(frozen=True)
class Focus:
    """`words` of a clause with one phrase replaced by a question word."""

    words: tuple[str, ...]
    kind: str


def quantity(words: tuple[str, ...], in_topic: bool = False) -> list[Focus]:
    """One question for each unit that is counted in it (90일마다 -> 며칠마다)."""
    text = " ".join(words)
    matches = [m for m in QUANTITY.finditer(text) if not _excluded(m, text)]
    if in_topic:
        matches = [m for m in matches if m["unit"] in _MEASURES or m.end() == len(text)]
    found = []
    for unit in dict.fromkeys(m["unit"] for m in matches):
        asked = text
        for match in reversed([m for m in matches if m["unit"] == unit]):
            asked = asked[: match.start()] + _how_many(unit, match["tail"]) + asked[match.end() :]
        found.append(Focus(tuple(asked.split()), "number"))
    return found


def _how_many(unit: str, tail: str) -> str:
    word = {"일": "며칠", "원": "얼마", "%": "몇 퍼센트"}.get(unit, f"몇 {unit}")
    for pair in ("을/를", "은/는", "이/가", "과/와", "으로/로"):
        if tail in pair.split("/"):
            return word + particle(word, pair)
    return word + tail


def _excluded(match: re.Match[str], text: str) -> bool:
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    unit, tail = match["unit"], match["tail"]
    return (
        (unit == "번" and tail in ("에", "만"))
        or after.startswith(("만점", "째"))
        or before.endswith(("하루", "매월", "매달", "월", "표", "제"))
        or bool(re.search(r"\d시$", before))
        or (unit == "년" and bool(re.match(r"\d{1,2}월", after)))
        or (unit == "일" and tail in ("", "에") and bool(re.search(r"\d월$", before)))
        or (unit == "분" and after.startswith("의"))
        or bool(re.search(r"마다$|\d월[과와]? ?\S*에$", before) and unit in ("번", "회", "차례"))
    )


def time(words: tuple[str, ...]) -> Focus | None:
    """해마다 5월과 11월에 두 번 -> 언제; 분기마다 -> 얼마나 자주; 18시에 -> 몇 시에."""
    first = next((i for i, word in enumerate(words) if _TIME_WORD.match(word)), None)
    if first is None:
        return None
    end = first
    while end < len(words) and _TIME_WORD.match(words[end]):
        end += 1
    run = words[first:end]
    end += _counted(words[end:])
    asked = _when(run)
    if asked is None:
        return None
    return Focus((*words[:first], asked, *words[end:]), "time")


def _counted(rest: tuple[str, ...]) -> int:
    """`두 번`, `한 번 이상` after a time belongs to it."""
    if len(rest) > 1 and rest[0] in _NATIVE.split("|") and rest[1] in ("번", "차례", "회"):
        return 3 if rest[2:3] == ("이상",) else 2
    return 0


def _when(run: tuple[str, ...]) -> str | None:
    last = run[-1]
    if all(word in _REPEAT for word in run):
        return "얼마나 자주"
    if not any(_CALENDAR.search(word) for word in run):
        return None
    if len(run) == 1 and (clock := re.match(r"^\d{1,2}시(에|까지|부터)$", last)):
        return f"몇 시{clock[1]}"
    if last.endswith("까지"):
        return "언제" if any(word.endswith("부터") for word in run) else "언제까지"
    if last.endswith("부터"):
        return "언제부터"
    return "언제" if last.endswith("에") else None


def agent(words: tuple[str, ...]) -> Focus | None:
    """… 정보보호최고책임자가 승인한다 -> 누가 승인한다."""
    for i, word in enumerate(words):
        if word[-1:] not in "이가" or not PERSON.search(word[:-1]):
            continue
        before = words[:i]
        described = any(is_adnominal(w) for w in before)
        plain = all(is_bare_noun(w) for w in before)
        if any(c.isdigit() or c == "," for w in before for c in w) or not (described or plain):
            return None
        if any(w.endswith(("면", "도록")) for w in words[i + 1 :]):
            return None
        return Focus(("누가", *words[i + 1 :]), "who")
    return None


def recipient(words: tuple[str, ...], predicate: str) -> Focus | None:
    """정보보안팀에 제출해야 -> 어디에 제출해야; 대표이사에게 보고한다 -> 누구에게 보고한다."""
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else predicate
        if word.endswith("에게") and len(word) > 3:
            asked = "누구에게"
        elif word.endswith("에") and _PLACE_VERB.match(following) and not _is_time(word):
            asked = "어디에"
        else:
            continue
        start = phrase_start(words, i)
        if start is None or predicate.startswith("없"):
            return None
        if any(w.endswith("말고") or (w.endswith("에") and not _is_time(w)) for w in words[:start]):
            return None
        return Focus((*words[:start], asked, *words[i + 1 :]), "where")
    return None


def _is_time(word: str) -> bool:
    return bool(re.search(r"(?:안|뒤|전|후|때|월|일|시|분|날|주|경우)에$", word))


def manner(words: tuple[str, ...], predicate: str) -> Focus | None:
    """AES-256 방식으로 -> 어떤 방식으로; 2등급으로 취급한다 -> 어떻게 취급한다."""
    for i, word in enumerate(words):
        if word in ("방식으로", "형식으로", "방법으로"):
            start = phrase_start(words, i)
            if start is not None and start < i:
                return Focus((*words[:start], "어떤", *words[i:]), "manner")
    if words and re.match(r"^(?:취급|처리|분류|표시)", predicate):
        last = words[-1]
        start = phrase_start(words, len(words) - 1)
        if last.endswith(("으로", "로")) and start is not None:
            return Focus((*words[:start], "어떻게"), "manner")
    return None


def only(words: tuple[str, ...]) -> Focus | None:
    """허용 목록에 있는 소프트웨어만 설치할 수 있다 -> 어떤 소프트웨어를 설치할 수 있다."""
    for i, word in enumerate(words):
        if word in ("때에만", "경우에만"):
            return Focus(("언제", *words[i + 1 :]), "manner")
        if not word.endswith("만") or len(word) < 3 or QUANTITY.search(word):
            continue
        begin = max((k for k in range(i) if is_adnominal(words[k])), default=None)
        between = words[(begin or 0) + 1 : i]
        if begin is None or not all(is_bare_noun(w) for w in between):
            return None
        if any(w.endswith("의") for w in between):
            return None
        noun = word[:-1]
        if noun.endswith(("에", "로", "서", "까지", "동안")) or PERSON.search(noun):
            return None
        asked = (*words[begin + 1 : i], noun + particle(noun, "을/를"))
        return Focus(("어떤", *asked, *words[i + 1 :]), "manner")
    return None


def what(words: tuple[str, ...], predicate: str) -> Focus | None:
    """유출된 항목, 유출 시점과 경위를 적는다 -> 무엇을 적는다; … 가 포함된다 -> 무엇이 포함된다."""
    if not words:
        return None
    last = words[-1]
    if QUANTITY.search(" ".join(words[-2:])):
        return None
    subject = last[-1] in "이가" and predicate.startswith(("포함", "해당", "속한"))
    if not subject and last[-1] not in "을를":
        return None
    commas = any(word.endswith(",") for word in words)
    if any(word[-1] in "을를" for word in words[:-1]):
        return None
    if not commas and not subject:
        start = phrase_start(words, len(words) - 1)
        if start is None:
            return None
        if last in ("승인을", "동의를", "허가를"):
            return _whose(words, start)
        return Focus((*words[:start], "무엇을"), "what")
    if any(re.search(r"(?:에서|에게|까지|마다|[^과와]에)$", word) for word in words[:-1]):
        return None
    people = bool(PERSON.search(last[:-1]))
    asked = ("누가" if people else "무엇이") if subject else "무엇을"
    return Focus((asked,), "what")


def _whose(words: tuple[str, ...], start: int) -> Focus | None:
    """개인정보 보호책임자의 승인을 받아야 -> 누구의 승인을 받아야."""
    if start < len(words) - 1 and words[-2].endswith("의") and PERSON.search(words[-2][:-1]):
        return Focus((*words[:start], "누구의", words[-1]), "who")
    return None
