"""Labelled texts for personal data: every structured type in every way of writing it, among words
that are in no list, and numbers that look alike and belong to nobody.

Words are drawn from syllables, so that no rule can know them. Values are valid where their law or
standard has a check digit, and belong to nobody.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PARTICLES = ("은", "는", "이", "가", "을", "를", "와", "과", "로", "으로", "의", "에서")
_SYLLABLES = "갈겹넙넬댄덤둘렘룸륵멜몰벌벙볕빗살솜숲쌈엄옥웁잎젖찻칼컵탈텁팔폼필헐홉훌"
_OPENING = ("", "", "", "", "(", "“", "'", ": ", "\n", "→ ", "- ", "|")
_ENDS = ("했습니다", "합니다", "될까요?", "되었습니다", "하고 있습니다", "해 주세요", "하겠습니다")
_FULL_WIDTH = {ord("0") + n: 0xFF10 + n for n in range(10)}


@dataclass(frozen=True)
class Gold:
    start: int
    end: int
    type: str
    form: str


@dataclass(frozen=True)
class Text:
    text: str
    gold: tuple[Gold, ...] = ()
    alike: tuple[tuple[int, int], ...] = ()
    """Where a number stands that is no personal data."""


@dataclass(frozen=True)
class Form:
    """One way of writing a value of a type, with the words that stand before it, if any."""

    type: str
    name: str
    value: Callable[[random.Random], str]
    before: tuple[str, ...] = ("",)


def word(draw: random.Random) -> str:
    return "".join(draw.choice(_SYLLABLES) for _ in range(draw.randint(2, 3)))


def texts(count: int, seed: int) -> list[Text]:
    """About 110 characters each; half hold two values, a quarter something alike, a quarter none
    of both."""
    draw = random.Random(seed)
    return [_text(draw, number) for number in range(count)]


def in_particles(seed: int, each: int) -> Iterator[tuple[str, str, Text]]:
    """(type, particle, text) for every form with every particle right behind it."""
    draw = random.Random(seed)
    for form in FORMS:
        for particle in PARTICLES:
            for _ in range(each):
                parts = _Parts()
                parts.add(f"{word(draw)}에서 ")
                parts.value(draw, form)
                parts.add(f"{particle} {word(draw)} {draw.choice(_ENDS)}")
                yield form.type, particle, parts.done()


class _Parts:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gold: list[Gold] = []
        self._alike: list[tuple[int, int]] = []

    def add(self, text: str) -> tuple[int, int]:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def value(self, draw: random.Random, form: Form) -> None:
        self.add(draw.choice(form.before))
        start, end = self.add(form.value(draw))
        self._gold.append(Gold(start, end, form.type, form.name))

    def alike(self, draw: random.Random) -> None:
        before, value = draw.choice(ALIKE)
        self.add(before)
        self._alike.append(self.add(value(draw)))

    @property
    def length(self) -> int:
        return self._length

    def done(self) -> Text:
        return Text("".join(self._parts), tuple(self._gold), tuple(self._alike))


def _text(draw: random.Random, number: int) -> Text:
    parts = _Parts()
    kind = number % 4
    while parts.length < 30:
        parts.add(f"{word(draw)} {word(draw)}에 {word(draw)} {draw.choice(_ENDS)} ")
    if kind < 2:
        for _ in range(2):
            parts.add(draw.choice(_OPENING))
            parts.value(draw, FORMS[draw.randrange(len(FORMS))])
            gap = draw.choice((*PARTICLES, *PARTICLES, ",", "", "."))
            parts.add(f"{gap} {word(draw)} {draw.choice(_ENDS)} ")
    elif kind == 2:
        parts.alike(draw)
        parts.add(f" {word(draw)} {draw.choice(_ENDS)} ")
    while parts.length < 100:
        parts.add(f"{word(draw)} {word(draw)} {draw.choice(_ENDS)} ")
    return parts.done()


# ---- values ------------------------------------------------------------------------------------


def _digits(draw: random.Random, count: int) -> str:
    return "".join(str(draw.randrange(10)) for _ in range(count))


def _first(draw: random.Random, count: int) -> str:
    return str(draw.randrange(1, 10)) + _digits(draw, count - 1)


def _shaped(shape: str) -> Callable[[random.Random], str]:
    """`#` is any digit, `@` one that is not 0."""

    def made(draw: random.Random) -> str:
        return "".join(
            _digits(draw, 1) if c == "#" else _first(draw, 1) if c == "@" else c for c in shape
        )

    return made


def _wide(make: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    return lambda draw: make(draw).translate(_FULL_WIDTH)


def _latin(draw: random.Random) -> str:
    return "".join(draw.choice("bcdfghklmnprstvz") + draw.choice("aeiou") for _ in range(3))


def _mail(shape: str) -> Callable[[random.Random], str]:
    def made(draw: random.Random) -> str:
        return shape.format(_latin(draw), _latin(draw), draw.randrange(10, 100), _latin(draw))

    return made


def _registered(sexes: str, dash: str, checked: bool) -> Callable[[random.Random], str]:
    """주민등록번호, 외국인등록번호; weights 2..9 2..5."""

    def made(draw: random.Random) -> str:
        sex = draw.choice(sexes)
        year = draw.randrange(50, 100) if sex in "1256" else draw.randrange(0, 20)
        birth = f"{year:02d}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}"
        body = birth + sex + _digits(draw, 5)
        weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
        check = (11 - sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11) % 10
        check = (check + 2) % 10 if sex in "5678" else check
        if not checked:
            check = (check + draw.randrange(1, 10)) % 10
        return f"{birth}{dash}{body[6:]}{check}"

    return made


def _business(shape: str) -> Callable[[random.Random], str]:
    def made(draw: random.Random) -> str:
        body = _first(draw, 9)
        weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
        total = sum(w * int(d) for w, d in zip(weights, body, strict=True)) + int(body[8]) * 5 // 10
        whole = f"{body}{(10 - total % 10) % 10}"
        return shape.format(whole[:3], whole[3:5], whole[5:])

    return made


def _luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return body + str((10 - total % 10) % 10)


def _card(gap: str) -> Callable[[random.Random], str]:
    def made(draw: random.Random) -> str:
        issuer = draw.choice(("4", "51", "55", "62", "9"))
        whole = _luhn(issuer + _digits(draw, 15 - len(issuer)))
        return gap.join(whole[n : n + 4] for n in range(0, 16, 4))

    return made


def _amex(draw: random.Random) -> str:
    whole = _luhn(draw.choice(("34", "37")) + _digits(draw, 12))
    return f"{whole[:4]}-{whole[4:10]}-{whole[10:]}"


def _passport(draw: random.Random) -> str:
    return f"{draw.choice('MS')}{_digits(draw, 3)}{draw.choice('ABCDEFGHJK')}{_digits(draw, 4)}"


def _plate(shape: str) -> Callable[[random.Random], str]:
    def made(draw: random.Random) -> str:
        letter = draw.choice("나다라마거너더러머버어저고노도로모보")
        return shape.format(draw.randrange(10, 70), draw.randrange(100, 700), letter,
                            draw.randrange(1000, 10000))  # fmt: skip

    return made


_CITIES = (
    "서울특별시 종로구", "서울 강서구", "부산광역시 해운대구", "경기도 성남시 분당구",
    "대전 유성구", "경상남도 창원시", "제주특별자치도 서귀포시",
    "강원특별자치도 춘천시", "인천 미추홀구",
)  # fmt: skip


def _address(shape: str) -> Callable[[random.Random], str]:
    def made(draw: random.Random) -> str:
        return shape.format(
            city=draw.choice(_CITIES), road=word(draw), n=draw.randrange(2, 400),
            m=draw.randrange(1, 60), b=draw.randrange(101, 130), h=draw.randrange(101, 2000),
        )  # fmt: skip

    return made


def _ipv4(draw: random.Random) -> str:
    return f"{draw.choice((27, 58, 61, 112, 175, 203, 211))}." + ".".join(
        str(draw.randrange(20, 250)) for _ in range(3)
    )


def _ipv6(draw: random.Random) -> str:
    return "2001:db8:" + ":".join(f"{draw.randrange(1, 65536):x}" for _ in range(6))


_BANKS = ("국민은행 ", "신한 ", "카카오뱅크 ", "계좌번호 ", "입금 계좌는 ", "농협 계좌 ")
FORMS: tuple[Form, ...] = (
    Form("PHONE", "mobile", _shaped("010-@###-####")),
    Form("PHONE", "mobile, spaces", _shaped("010 @### ####")),
    Form("PHONE", "mobile, dots", _shaped("010.@###.####")),
    Form("PHONE", "mobile, nothing between", _shaped("010@#######")),
    Form("PHONE", "mobile, full width", _wide(_shaped("010-@###-####"))),
    Form("PHONE", "mobile, en dash", _shaped("010–@###–####")),
    Form("PHONE", "mobile, country code", _shaped("+82-10-@###-####")),
    Form("PHONE", "mobile, zero width between", _shaped("010-@###\u200b-####")),
    Form("PHONE", "mobile, slashes", _shaped("010/@###/####")),
    Form("PHONE", "Seoul", _shaped("02-@##-####")),
    Form("PHONE", "area in brackets", _shaped("(031) @##-####")),
    Form("PHONE", "internet", _shaped("070-@###-####")),
    Form("PHONE", "safe number", _shaped("0507-@###-####")),
    Form("EMAIL", "plain", _mail("{0}@{1}.com")),
    Form("EMAIL", "dots and digits", _mail("{0}.{1}{2}@{3}.co.kr")),
    Form("EMAIL", "tag, capitals", _mail("{0}+{2}@MAIL.{3}.NET")),
    Form("EMAIL", "full-width sign", _mail("{0}.{3}＠{1}.com")),
    Form("EMAIL", "(at)", _mail("{0}{2}(at){1}.org")),
    Form("RRN", "dash", _registered("1234", "-", True)),
    Form("RRN", "nothing between", _registered("1234", "", True)),
    Form("RRN", "no check digit (2020)", _registered("1234", "-", False)),
    Form("RRN", "spaced dash", _registered("1234", " - ", True)),
    Form("RRN", "full width", _wide(_registered("1234", "-", True))),
    Form("FRN", "dash", _registered("5678", "-", True)),
    Form("FRN", "nothing between", _registered("5678", "", True)),
    Form("BRN", "dashes", _business("{}-{}-{}")),
    Form("BRN", "nothing between", _business("{}{}{}"), ("사업자등록번호 ", "사업자번호: ")),
    Form("CARD", "dashes", _card("-")),
    Form("CARD", "spaces", _card(" ")),
    Form("CARD", "dots", _card(".")),
    Form("CARD", "nothing between", _card("")),
    Form("CARD", "four, six, five", _amex),
    Form("ACCOUNT", "three groups", _shaped("###-###-######"), _BANKS),
    Form("ACCOUNT", "other groups", _shaped("###-##-####-###"), _BANKS),
    Form("ACCOUNT", "nothing between", _shaped("@###########"), _BANKS),
    Form("PASSPORT", "since 2021", _passport),
    Form("PASSPORT", "before", _shaped("M########"), ("여권번호 ", "여권 번호: ")),
    Form("LICENCE", "dashes", _shaped("11-##-######-##")),
    Form("LICENCE", "named region", _shaped("서울 ##-######-##"), ("면허 ", "운전면허 ")),
    Form("PLATE", "two digits", _plate("{0}{2}{3}")),
    Form("PLATE", "three digits", _plate("{1}{2}{3}")),
    Form("PLATE", "spaces", _plate("{0} {2} {3}"), ("차량 ", "차 번호 ")),
    Form("PLATE", "region", _plate("서울 {0}{2} {3}"), ("", "차량 ")),
    Form("ADDRESS", "road", _address("{city} {road}로 {n}")),
    Form("ADDRESS", "road and flat", _address("{city} {road}로{m}번길 {n}-{m}, {b}동 {h}호")),
    Form("ADDRESS", "lot", _address("{city} {road}동 {n}-{m}")),
    Form("IP", "v4", _ipv4),
    Form("IP", "v6", _ipv6),
)
TYPES = tuple(dict.fromkeys(form.type for form in FORMS))

# ---- what looks alike --------------------------------------------------------------------------

ALIKE: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    ("주문번호 ", _shaped("2026@@##-#######")),
    ("주문번호 ", _shaped("900101#######")),
    ("운송장 ", _shaped("6@##-####-####")),
    ("송장번호 ", _shaped("@###########")),
    ("모델 ", _shaped("SM-G@##N-####")),
    ("제품 코드 ", _shaped("M########")),
    ("시리얼 ", _shaped("SN0101@######")),
    ("펌웨어 버전 ", _shaped("3.@@.0.@")),
    ("버전 ", _shaped("12.4.@#.@#")),
    ("제3장 ", _shaped("2.@.4.@ 항")),
    ("가격은 ", _shaped("@,###,###원")),
    ("예산 ", _shaped("@##,###,### 원")),
    ("날짜는 ", lambda draw: f"2026-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"),
    ("시각은 ", lambda draw: f"2026.03.{draw.randrange(10, 29)} 1{draw.randrange(10)}:30:15"),
    ("고객센터 ", _shaped("1588-####")),
    ("대표번호 ", _shaped("1644-####")),
    ("무료 상담 ", _shaped("080-@##-####")),
    ("긴급 ", lambda draw: draw.choice(("112", "119", "1339"))),
    ("바코드 ", _shaped("88@##########")),
    ("ISBN ", _shaped("978-89-@###-###-#")),
    ("접수번호 ", _shaped("2026-00@##-###")),
    ("승인번호 ", _shaped("@#######")),
    ("루프백 ", lambda draw: "127.0.0.1"),
    ("마스크 ", lambda draw: "255.255.255.0"),
    ("파일 ", lambda draw: f"{_latin(draw)}@2x.png"),
    ("저장소 ", lambda draw: f"git@{_latin(draw)}.com:team/{_latin(draw)}"),
    ("좌석은 ", _shaped("12호 @###개")),
    ("기간은 ", _shaped("10주 @###원")),
    ("쿠폰 ", _shaped("M@##-####-####-####")),
    ("비율은 ", _shaped("0.@#######")),
)
