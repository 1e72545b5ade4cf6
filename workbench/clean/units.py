"""Units and number words: `1시간` and `60분` are one quantity, `3일` and `3주` are two.

Two quantities are equal only where they surely are. Bit rates are decimal (1 Gbps is 1,000 Mbps);
a gigabyte is written as 1,000 or 1,024 megabytes, so that both are taken for it. A day is not
24 hours and a month not 30 days: rules and contracts count them differently.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

K, M, G, T = (Decimal(10) ** power for power in (3, 6, 9, 12))

_TABLE: dict[str, tuple[str, Decimal | int]] = {}


def _add(dimension: str, factor: Decimal | int, *names: str) -> None:
    for name in names:
        _TABLE[name] = dimension, factor


_add("time", 1, "초", "second", "seconds", "sec", "secs")
_add("time", 60, "분", "minute", "minutes", "min", "mins")
_add("time", 3600, "시간", "hour", "hours", "hr", "hrs")
_add("day", 1, "일", "일간", "day", "days")
_add("day", 7, "주", "주일", "주간", "week", "weeks")
_add("workday", 1, "영업일", "근무일", "business day", "business days", "working day")
_add("workday", 1, "working days", "workday", "workdays")
_add("month", 1, "개월", "달", "개월간", "month", "months")
_add("month", 12, "년", "년간", "year", "years")
_add("bps", 1, "bps")
_add("bps", K, "kbps")
_add("bps", M, "mbps")
_add("bps", G, "gbps")
_add("bps", T, "tbps")
_add("byte", 1, "kb", "킬로바이트")
_add("byte", 1024, "mb", "메가바이트")
_add("byte", 1024**2, "gb", "기가바이트")
_add("byte", 1024**3, "tb", "테라바이트")
_add("mega", 1, "메가")
_add("giga", 1, "기가")
_add("hz", 1, "hz", "헤르츠")
_add("hz", K, "khz")
_add("hz", M, "mhz")
_add("hz", G, "ghz")
_add("metre", Decimal("0.001"), "mm", "밀리미터", "밀리", "millimeter", "millimeters")
_add("metre", Decimal("0.01"), "cm", "센티미터", "센티", "센치", "centimeter", "centimeters")
_add("metre", 1, "m", "미터", "meter", "meters", "metre", "metres")
_add("metre", K, "km", "킬로미터", "kilometer", "kilometers", "kilometre", "kilometres")
_add("inch", 1, "인치", "inch", "inches")
_add("gram", Decimal("0.001"), "mg", "밀리그램")
_add("gram", 1, "g", "그램", "gram", "grams")
_add("gram", K, "kg", "킬로그램", "킬로", "kilo", "kilos", "kilogram", "kilograms")
_add("gram", M, "톤", "ton", "tons")
_add("litre", Decimal("0.001"), "ml", "cc", "밀리리터")
_add("litre", 1, "l", "리터", "liter", "liters", "litre", "litres")
_add("area", 1, "㎡", "m2", "제곱미터", "평방미터")
_add("pyeong", 1, "평")
_add("krw", 1, "원", "krw", "won", "₩")
_add("usd", 1, "달러", "불", "usd", "dollar", "dollars", "$")
_add("usd", Decimal("0.01"), "cent", "cents")
_add("eur", 1, "유로", "eur", "euro", "euros", "€")
_add("jpy", 1, "엔", "jpy", "yen")
_add("gbp", 1, "파운드", "gbp", "£")
_add("percent", 1, "%", "퍼센트", "프로", "percent")
_add("points", 1, "%p", "%포인트", "퍼센트포인트", "percentage points", "percentage point")
_add("celsius", 1, "도", "℃", "°c", "degree", "degrees")
_add("fahrenheit", 1, "°f", "℉")
_add("watt", 1, "w", "와트", "watt", "watts")
_add("watt", K, "kw")
_add("volt", 1, "v", "볼트", "volt", "volts")
_add("ampere", 1, "a", "암페어")
_add("mah", 1, "mah")
_add("wh", 1, "wh")
_add("wh", K, "kwh")
_add("decibel", 1, "db", "데시벨")
_add("pixel", 1, "px", "픽셀", "pixel", "pixels")
_add("person", 1, "명", "인", "사람", "person", "persons", "people")
_add("times", 1, "회", "번", "차례", "회차", "time", "times")
_add("fold", 1, "배", "fold")
_add("character", 1, "자", "자리", "글자", "문자", "digit", "digits", "character", "characters")
_add("page", 1, "쪽", "페이지", "page", "pages")
_add("piece", 1, "개", "가지", "piece", "pieces", "item", "items")
_add("age", 1, "살", "세")
_add("case", 1, "건")
_add("sheet", 1, "장", "매")
_add("machine", 1, "대")
_add("floor", 1, "층")
_add("step", 1, "단계")
_add("article", 1, "조")
_add("clause", 1, "항")
_add("point", 1, "점")
_add("box", 1, "박스", "상자", "box", "boxes")
_add("bottle", 1, "병")
_add("volume", 1, "권")
_add("place", 1, "곳", "군데")
_add("seat", 1, "석", "좌석")
_add("row", 1, "줄", "행", "row", "rows", "line", "lines")

UNITS: dict[str, tuple[str, Decimal | int]] = _TABLE

MULTIPLIERS = {
    "백": 100,
    "천": 1000,
    "만": 10_000,
    "십만": 100_000,
    "백만": 1_000_000,
    "천만": 10_000_000,
    "억": 100_000_000,
}
SINO = dict(zip("영일이삼사오육칠팔구", range(10), strict=True))
NATIVE = {
    "한": 1,
    "두": 2,
    "세": 3,
    "석": 3,
    "네": 4,
    "넉": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
    "열한": 11,
    "열두": 12,
    "열다섯": 15,
    "스무": 20,
    "서른": 30,
}
DAYS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "여드레": 8,
    "아흐레": 9,
    "열흘": 10,
    "보름": 15,
}
ENGLISH = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
    "a": 1,
    "an": 1,
    "per": 1,
    "each": 1,
}
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
).split("|")


def sino_value(word: str) -> int:
    """`삼십오` -> 35, `오만` -> 50,000. Only of 영일이…구십백천만억."""
    total, section, digit = 0, 0, 0
    for character in word:
        if character in SINO:
            digit = SINO[character]
        elif character == "십":
            section += (digit or 1) * 10
            digit = 0
        elif character in "백천":
            section += (digit or 1) * MULTIPLIERS[character]
            digit = 0
        else:
            total += (section + digit or 1) * MULTIPLIERS[character]
            section = digit = 0
    return total + section + digit


@lru_cache(maxsize=50_000)
def quantity(value: Decimal, unit: str) -> str:
    """`time:3600` of 60 and 분. A unit that is not known stands for itself; years from 1900 on
    are dates, not durations."""
    if unit in ("년", "year") and value == value.to_integral_value() and 1900 <= value < 2200:
        return f"year:{shortest(value)}"
    dimension, factor = UNITS.get(unit, (unit, 1))
    amount = value * factor
    if dimension == "byte":
        amount = _bytes(amount)
    return f"{dimension}:{shortest(amount)}"


def _bytes(kilobytes: Decimal) -> Decimal:
    """1,000 MB and 1,024 MB are both written for a gigabyte; here both are 1,024."""
    for power in (3, 2, 1):
        decimal = Decimal(1024) ** (power - 1) * 1000
        if kilobytes and kilobytes % decimal == 0:
            return kilobytes / decimal * Decimal(1024) ** power
    return kilobytes


def shortest(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
