"""Numbers of lists and headings as office formats name them: 1, iv, b, 다, ③."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_GANADA = "가나다라마바사아자차카타파하"
_JAMO = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_DIGITS = "〇一二三四五六七八九"
_HANGUL = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")


def numeral(value: int, style: str) -> str:
    """`value` from 1 in the style that DOCX or HWPX names; unknown styles are decimal."""
    if value < 1 or value > 9999:
        return str(value)
    match style:
        case "upperRoman" | "ROMAN_CAPITAL":
            return _roman(value).upper()
        case "lowerRoman" | "ROMAN_SMALL":
            return _roman(value)
        case "upperLetter" | "LATIN_CAPITAL":
            return _letters(value).upper()
        case "lowerLetter" | "LATIN_SMALL":
            return _letters(value)
        case "ganada" | "HANGUL_SYLLABLE":
            return _cycle(value, _GANADA)
        case "chosung" | "HANGUL_JAMO":
            return _cycle(value, _JAMO)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" | "CIRCLED_DIGIT":
            return _circled(value, 0x2460, 20)
        case "CIRCLED_HANGUL_SYLLABLE":
            return _circled(value, 0x326E, 14)
        case "CIRCLED_HANGUL_JAMO":
            return _circled(value, 0x3260, 14)
        case "CIRCLED_LATIN_SMALL":
            return _circled(value, 0x24D0, 26)
        case "CIRCLED_LATIN_CAPITAL":
            return _circled(value, 0x24B6, 26)
        case "koreanDigital" | "koreanCounting" | "HANGUL_PHONETIC":
            return _counted(value)
        case "ideographDigital" | "chineseCounting" | "IDEOGRAPH":
            return "".join(_DIGITS[int(digit)] for digit in str(value))
        case "decimalZero":
            return f"{value:02d}"
        case _:
            return str(value)


def _roman(value: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        text += letters * count
    return text


def _letters(value: int) -> str:
    """a … z, then aa, bb … as Word counts."""
    times, index = divmod(value - 1, 26)
    return chr(ord("a") + index) * (times + 1)


def _cycle(value: int, signs: str) -> str:
    times, index = divmod(value - 1, len(signs))
    return signs[index] * (times + 1)


def _circled(value: int, first: int, count: int) -> str:
    return chr(first + value - 1) if value <= count else f"({value})"


def _counted(value: int) -> str:
    text = ""
    for unit, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("" if digit == 1 and unit > 1 else _HANGUL[digit]) + name
    return text
