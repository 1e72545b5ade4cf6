"""What two texts that say the same must share: numbers with units, dates, times, model names.

`marked` replaces each of them by one sign in a private-use character pair, so that the words that
are left can be compared by their stems, and returns what they stand for: `time:3600`,
`clock:15:30`, `date:2026-03-01`, `id:wf1000`, `n:5`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from workbench.clean.units import (
    DAYS,
    ENGLISH,
    MONTHS,
    MULTIPLIERS,
    NATIVE,
    UNITS,
    quantity,
    shortest,
    sino_value,
)

OPEN, CLOSE = "\ue010", "\ue011"
"""Around the number of a fact in the marked text."""

_KOREAN_UNITS = "|".join(
    sorted((u for u in UNITS if re.match("[가-힣]", u)), key=len, reverse=True)
)
_LATIN_UNITS = "|".join(
    sorted((re.escape(u) for u in UNITS if re.match("[a-z]", u)), key=len, reverse=True)
)
_SIGNS = "%p|%포인트|%|℃|°c|°f|℉|㎡"
_DIGITS = r"[0-9]+(?:\.[0-9]+)?"
_NUMBER = rf"(?<![0-9.])-?{_DIGITS}"
_COUNTERS = (
    "시간|시|번|개월|개|명|사람|달|주|가지|장|대|권|병|살|자리|군데|곳|차례|배|글자|쪽|단계|줄"
)
_SINO_WORD = "[일이삼사오육칠팔구]?[십백천만억][일이삼사오육칠팔구십백천만억]*"
_MONTH = "|".join(f"{m[:3]}(?:{m[3:]})?" if m != "may" else "may" for m in MONTHS)
_EN_WORD = "|".join(sorted(ENGLISH, key=len, reverse=True))
_EN_COUNT = "|".join(sorted((w for w in ENGLISH if ENGLISH[w] > 1), key=len, reverse=True))

_R_LINK = r"(?P<link>https?://[^\s가-힣]+|[\w.+-]+@[\w-]+(?:\.[a-z]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|kr|io)(?![a-z])(?:/[^\s가-힣]*)?)"
_R_PHONE = r"(?P<phone>(?<![0-9])(?:0[0-9]{1,2}[-.)\s]\s?[0-9]{3,4}[-.\s][0-9]{4}|1[568][0-9]{2}-[0-9]{4})(?![0-9]))"
_R_YMD = r"(?P<ymd>(?<![0-9])(?:19|20)[0-9]{2}(?:\s?년\s?|[-./]\s?)[0-9]{1,2}(?:\s?월\s?|[-./]\s?)[0-9]{1,2}(?:\s?일|\.)?(?![0-9]))"
_R_MD = r"(?P<md>(?<![0-9])[0-9]{1,2}\s?월\s?[0-9]{1,2}\s?일)"
_R_EN_DATE = rf"(?P<en_date>(?<![a-z])(?:(?:{_MONTH})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?|[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH}))(?![a-z0-9])(?:,?\s(?:19|20)[0-9]{{2}})?)"
_R_MONTH = r"(?P<month>(?<![0-9])(?:1[0-2]|0?[1-9])\s?월(?!급))"
_R_CLOCK = r"(?P<clock>(?:(?P<half>오전|오후|아침|저녁|밤|새벽|낮)\s?)?(?P<h>(?<![0-9])[0-9]{1,2}|(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열한|열두|열))\s?시(?![간도작])(?:\s?(?:(?P<m>[0-9]{1,2})\s?분|(?P<m30>반)))?)"
_R_DIGITAL = r"(?P<digital>(?:(?P<dhalf>오전|오후)\s?)?(?<![0-9:])(?P<dh>[0-9]{1,2}):(?P<dm>[0-9]{2})(?::[0-9]{2})?(?![0-9:])\s?(?P<dampm>[ap]\.?m\.?(?![a-z]))?)"
_R_AMPM = r"(?P<ampm>(?<![0-9.])(?P<ah>[0-9]{1,2})\s?(?P<ap>[ap]\.?m\.?)(?![a-z]))"
_R_NOON = r"(?P<noon>(?<![가-힣])정오|(?<![가-힣])자정|(?<![a-z])(?:noon|midnight)(?![a-z]))"
_R_IP = r"(?P<ip>(?<![0-9.])[0-9]+(?:\.[0-9]+){2,}(?![0-9]))"
_R_MONEY = rf"(?P<money>[$€£₩]\s?{_DIGITS})"
_R_LONG = rf"(?P<long>{_NUMBER}\s?(?:시간|hours?|hrs?)\s?(?:and\s)?(?:{_DIGITS}\s?(?:분|minutes?|mins?)|반(?![가-힣])))"
_R_KOREAN = rf"(?P<korean>(?:{_NUMBER}\s?(?:십만|백만|천만|억|만|천|백)\s?)+(?:{_DIGITS}\s?)?(?P<ku>{_KOREAN_UNITS})?)"
_R_PLAIN = rf"(?P<plain>(?P<pv>{_NUMBER})(?:\s?(?P<ps>{_SIGNS})|\s?(?P<pk>{_KOREAN_UNITS})(?![가-힣]*(?:버튼|화면))|(?P<pl0>{_LATIN_UNITS})(?![a-z0-9])|[\s-](?P<pl>{_LATIN_UNITS})(?![a-z0-9])))"
_R_ID = r"(?P<id>(?<![a-z0-9])(?:[a-z]+(?:-?[a-z]+)?-?[0-9][a-z0-9]*(?:-[a-z0-9]+)*|[0-9]+[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\+?(?![a-z0-9]))"
_R_BARE = rf"(?P<bare>{_NUMBER}(?:st|nd|rd|th)?(?:\s?[/:]\s?{_DIGITS})*)"
_R_NATIVE = rf"(?P<native>(?<![가-힣])(?P<nn>{'|'.join(sorted(NATIVE, key=len, reverse=True))})(?P<ns>\s?)(?P<nu>{_COUNTERS})(?P<nh>\s반)?(?![시째])(?=[은는이가을를에의도만로간씩마다까지부터동안내안정이상이하전후쯤뿐당과와\s?.!,)]|$))"
_R_DAYS = rf"(?P<days>(?<![가-힣])(?:{'|'.join(DAYS)}))"
_R_SPANS = r"(?P<spans>(?<![가-힣])(?:일주일|반년|반\s?달|반\s?시간))"
_R_SINO = rf"(?P<sino>(?<![가-힣])(?:{_SINO_WORD}\s?(?:원|분|초|시간|개월|일|년|명|회|퍼센트|프로|킬로|미터|페이지|자리|자)|(?:일|이|삼|사|오|육)\s?(?:개월|퍼센트|주일)|일\s?년)(?=[은는이가을를에의도만로간씩마다까지부터동안내이상이하전후쯤과와\s?.!,)]|$|입|인))"
_R_ENGLISH = rf"(?P<english>(?<![a-z])(?P<ew>{_EN_WORD})[\s-](?P<eu>{_LATIN_UNITS})(?![a-z]))"
_R_COUNT = rf"(?P<count>(?<![a-z])(?:{_EN_COUNT}|once|twice|half an hour|daily|weekly|monthly|yearly|annually|hourly)(?![a-z]))"
_DIGIT_LED = re.compile(
    "|".join(
        (
            _R_LINK,
            _R_PHONE,
            _R_YMD,
            _R_MD,
            _R_EN_DATE,
            _R_MONTH,
            _R_CLOCK,
            _R_DIGITAL,
            _R_AMPM,
            _R_IP,
            _R_MONEY,
            _R_LONG,
            _R_KOREAN,
            _R_PLAIN,
            _R_ID,
            _R_BARE,
        )
    )
)
_HANGUL_LED = re.compile(
    "|".join((_R_CLOCK, _R_DIGITAL, _R_NOON, _R_NATIVE, _R_DAYS, _R_SPANS, _R_SINO))
)
_LATIN_LED = re.compile("|".join((_R_LINK, _R_EN_DATE, _R_NOON, _R_ID, _R_ENGLISH, _R_COUNT)))
_START = re.compile(
    r"(?P<digit>-?[0-9]|[$€£₩])"
    r"|(?<![가-힣])(?P<hangul>[한두세석네넉열]|다섯|여섯|일곱|여덟|아홉|스무|서른|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|"
    r"아흐레|보름|일주|[일이삼사오육]\s?개월|일\s?년|반\s?[년달시]|정오|자정|오[전후]|아침|저녁|밤|새벽|낮|[일이삼사오육칠팔구]?[십백천만억]|"
    r"[일이삼사오육]\s?퍼|[일이삼]주)"
    rf"|(?<![a-z0-9.])(?P<latin>[a-z]+(?:-?[a-z]+)?-?[0-9]|[\w.+-]+@|https?:|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]|"
    rf"(?:{_EN_WORD}|{_MONTH}|once|twice|half an|daily|weekly|monthly|yearly|annually|hourly|noon|midnight)(?![a-z]))"
)
_LED = {"digit": _DIGIT_LED, "hangul": _HANGUL_LED, "latin": _LATIN_LED}
_ONE_TIME = re.compile(r"(?:[0-9\ue011일주달월년간회]|하루|매\S*|마다|에)\s?$")
_RATES = {"daily": "day:1", "weekly": "day:7", "monthly": "month:1", "yearly": "month:12"}


def marked(plain: str) -> tuple[str, list[str]]:
    """The text (of `normal.plain`) with a mark for each fact, and what the marks stand for."""
    found: list[str] = []
    parts: list[str] = []
    done = position = 0
    while (start := _START.search(plain, position)) is not None:
        match = _LED[start.lastgroup or ""].match(plain, start.start())
        fact = None if match is None else _read(match)
        if match is None or fact is None:
            position = start.start() + 1
            continue
        parts += (plain[done : match.start()], f" {OPEN}{len(found)}{CLOSE}")
        found.append(fact)
        done = position = match.end()
    if not found:
        return plain, found
    return "".join((*parts, plain[done:])), found


def starts_fact(word: str) -> bool:
    """Whether a fact begins in a word, with what is behind it or by itself. Latin words and digits
    are taken for one more often than they are."""
    position = 0
    while (start := _START.search(word, position)) is not None:
        led = start.lastgroup or ""
        if led != "hangul" or _HANGUL_LED.match(word, start.start()) is not None:
            return True
        position = start.start() + 1
    return False


def _read(match: re.Match[str]) -> str | None:
    """`lastgroup` is the outermost group, which closes last."""
    return _READERS[match.lastgroup or ""](match)


def _two(text: str) -> str:
    return f"{int(text):02d}"


def _link(match: re.Match[str]) -> str:
    return "id:" + match[0].rstrip(".,/)").removeprefix("https://").removeprefix("http://")


def _phone(match: re.Match[str]) -> str:
    return "tel:" + re.sub("[^0-9]", "", match[0])


def _ymd(match: re.Match[str]) -> str:
    year, month, day = re.findall("[0-9]+", match[0])
    return f"date:{year}-{_two(month)}-{_two(day)}"


def _md(match: re.Match[str]) -> str:
    month, day = re.findall("[0-9]+", match[0])
    return f"date:{_two(month)}-{_two(day)}"


def _en_date(match: re.Match[str]) -> str:
    month = next(n for n, m in enumerate(MONTHS, 1) if m[:3] in match[0])
    day, *year = re.findall("[0-9]+", match[0])
    return f"date:{year[0] + '-' if year else ''}{month:02d}-{_two(day)}"


def _month(match: re.Match[str]) -> str:
    return "moon:" + str(int(re.sub("[^0-9]", "", match[0])))


def _clock(match: re.Match[str]) -> str:
    hour = int(match["h"]) if match["h"].isdecimal() else NATIVE[match["h"]]
    minute = 30 if match["m30"] else int(match["m"] or 0)
    return _time_of_day(hour, minute, match["half"])


def _digital(match: re.Match[str]) -> str:
    half = match["dhalf"] or {"a": "오전", "p": "오후"}.get((match["dampm"] or " ")[0])
    return _time_of_day(int(match["dh"]), int(match["dm"]), half)


def _ampm(match: re.Match[str]) -> str:
    return _time_of_day(int(match["ah"]), 0, "오전" if match["ap"][0] == "a" else "오후")


def _time_of_day(hour: int, minute: int, half: str | None) -> str:
    if half in ("오후", "저녁", "낮") and hour < 12:
        hour += 12 if half != "낮" or hour < 6 else 0
    elif half == "밤" and 5 < hour < 12:
        hour += 12
    elif half in ("오전", "새벽", "밤") and hour == 12:
        hour = 0
    return f"clock:{hour}:{minute:02d}"


def _noon(match: re.Match[str]) -> str:
    return "clock:12:00" if match[0] in ("정오", "noon") else "clock:0:00"


def _ip(match: re.Match[str]) -> str:
    return "id:" + match[0]


def _money(match: re.Match[str]) -> str:
    return quantity(Decimal(match[0][1:].strip()), match[0][0])


def _long(match: re.Match[str]) -> str:
    parts = re.findall(_DIGITS, match[0])
    minutes = Decimal(parts[1]) if len(parts) > 1 else Decimal(30)
    return quantity(Decimal(parts[0]) * 60 + minutes, "분")


def _korean(match: re.Match[str]) -> str:
    total = Decimal(0)
    for number, word in re.findall(rf"({_DIGITS})\s?(십만|백만|천만|억|만|천|백)?", match[0]):
        total += Decimal(number) * MULTIPLIERS.get(word, 1)
    return quantity(total, match["ku"]) if match["ku"] else f"n:{shortest(total)}"


def _plain(match: re.Match[str]) -> str:
    unit = match["ps"] or match["pk"] or match["pl0"] or match["pl"]
    return quantity(Decimal(match["pv"]), unit)


def _id(match: re.Match[str]) -> str:
    return "id:" + match[0].replace("-", "")


def _bare(match: re.Match[str]) -> str:
    text = re.sub(r"(?:st|nd|rd|th)$|\s", "", match[0])
    if re.fullmatch(rf"-?{_DIGITS}", text) and not re.match("-?0[0-9]", text):
        return f"n:{shortest(Decimal(text))}"
    return f"n:{text}"


def _native(match: re.Match[str]) -> str | None:
    value, unit = Decimal(NATIVE[match["nn"]]), match["nu"]
    if match["nn"] == "한" and unit == "번" and not match["ns"]:
        before = match.string[max(0, match.start() - 6) : match.start()]
        if _ONE_TIME.search(before) is None:
            return None  # 한번 확인해 주세요: a softener, no number
    if match["nh"]:
        value += Decimal("0.5")
    return quantity(value, unit)


def _days(match: re.Match[str]) -> str:
    return quantity(Decimal(DAYS[match[0]]), "일")


def _spans(match: re.Match[str]) -> str:
    word = match[0].replace(" ", "")
    return {"일주일": "day:7", "반년": "month:6", "반달": "month:0.5", "반시간": "time:1800"}[word]


def _sino(match: re.Match[str]) -> str:
    digits = re.match("[일이삼사오육칠팔구십백천만억]+", match[0])
    word = digits[0] if digits else ""
    unit = match[0][len(word) :].strip()
    if not unit:  # the unit 일 was read as a digit: 십오일
        word, unit = word[:-1], word[-1]
    return quantity(Decimal(sino_value(word)), unit)


def _english(match: re.Match[str]) -> str:
    return quantity(Decimal(ENGLISH[match["ew"]]), match["eu"])


def _count(match: re.Match[str]) -> str:
    word = match[0]
    if word in _RATES:
        return _RATES[word]
    known = {"once": "times:1", "twice": "times:2", "half an hour": "time:1800"}
    known |= {"annually": "month:12", "hourly": "time:3600"}
    return known.get(word) or f"n:{ENGLISH[word]}"


_READERS = {
    "link": _link, "phone": _phone, "ymd": _ymd, "md": _md, "en_date": _en_date, "month": _month,
    "clock": _clock, "digital": _digital, "ampm": _ampm, "noon": _noon, "ip": _ip, "money": _money,
    "long": _long, "korean": _korean, "plain": _plain, "id": _id, "bare": _bare, "native": _native,
    "days": _days, "spans": _spans, "sino": _sino, "english": _english, "count": _count,
}  # fmt: skip
