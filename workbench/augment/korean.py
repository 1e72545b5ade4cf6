"""Korean word forms: particles by final consonant, plain endings made formal.

Only regular patterns are handled; what is not sure is None, so that a rule drops the sentence
instead of asking a broken question. Grammar after 표준국어문법론 (Nam & Ko).
"""

from __future__ import annotations

import re

_FINALS = (
    "", "ㄱ", "ㄲ", "ㄳ", "ㄴ", "ㄵ", "ㄶ", "ㄷ", "ㄹ", "ㄺ", "ㄻ", "ㄼ", "ㄽ", "ㄾ", "ㄿ", "ㅀ",
    "ㅁ", "ㅂ", "ㅄ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
)  # fmt: skip
_DIGIT_FINALS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_LETTER_FINALS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
_PAIRS = {
    "은/는": ("은", "는"),
    "이/가": ("이", "가"),
    "을/를": ("을", "를"),
    "과/와": ("과", "와"),
    "이란/란": ("이란", "란"),
    "으로/로": ("으로", "로"),
}
_VOWEL_STEMS = ("이", "르", "크", "하", "되", "니", "쓰", "지", "리", "기", "치", "키")


def is_syllable(char: str) -> bool:
    return "가" <= char <= "힣"


def final_of(char: str) -> str:
    """The final consonant of a Hangul syllable, empty for an open one."""
    return _FINALS[(ord(char) - 0xAC00) % 28]


def with_final(char: str, final: str) -> str:
    code = ord(char) - 0xAC00
    return chr(0xAC00 + code - code % 28 + _FINALS.index(final))


def sounding_final(word: str) -> str:
    """The consonant a word is heard to end in, empty for a vowel.

    What stands in brackets is not read aloud, so the particle follows the word before them.
    Digits and Latin letters are read by their Korean names (7 칠, VPN 브이피엔, server 서버).
    """
    bare = re.sub(r"\s*[(（\[][^)）\]]*[)）\]]\s*$", "", word) or word
    bare = bare.rstrip(" \"'’”」』》.,)")
    if not bare:
        return ""
    last = bare[-1]
    if is_syllable(last):
        return final_of(last)
    if last.isdigit():
        return _DIGIT_FINALS.get(last, "")
    if last == "r" and bare[-2:-1].isalpha():
        return ""
    return _LETTER_FINALS.get(last.lower(), "")


def particle(word: str, pair: str) -> str:
    """The form of `pair` (for example 은/는) that follows `word`."""
    closed, open_ = _PAIRS[pair]
    final = sounding_final(word)
    if pair == "으로/로" and final == "ㄹ":
        return open_
    return closed if final else open_


def attach(word: str, pair: str) -> str:
    return word + particle(word, pair)


def formal_stem(predicate: str) -> str | None:
    """The last word of a plain sentence up to -니 (한다 -> 합니, 있다 -> 있습니); None if unsure.

    The caller adds 다 or 까.
    """
    word = predicate.rstrip(". ")
    if word.endswith("니다") and len(word) > 2 and is_syllable(word[-3]):
        return word[:-1] if final_of(word[-3]) == "ㅂ" else None
    if not word.endswith("다") or len(word) < 2 or not is_syllable(word[-2]):
        return None
    body, last = word[:-1], word[-2]
    final = final_of(last)
    if last == "는" and len(body) > 1 and is_syllable(body[-2]) and final_of(body[-2]):
        return body[:-1] + "습니"
    if final in ("ㄴ", "ㄹ"):
        return body[:-1] + with_final(last, "ㅂ") + "니"
    if final:
        return body + "습니"
    if last in _VOWEL_STEMS:
        return body[:-1] + with_final(last, "ㅂ") + "니"
    return None


def formal_from_connective(word: str) -> str | None:
    """The same of a clause that goes on (저장하고 -> 저장합니, 있으며 -> 있습니)."""
    bare = word.rstrip(", ")
    if bare.endswith("으며"):
        stem = bare[:-2]
    elif bare.endswith(("고", "며")):
        stem = bare[:-1]
    else:
        return None
    if not stem or not is_syllable(stem[-1]):
        return None
    final = final_of(stem[-1])
    if final in ("", "ㄹ"):
        return stem[:-1] + with_final(stem[-1], "ㅂ") + "니"
    return stem + "습니"


def polite(sentence: str) -> str:
    """A plain statement in the formal style (…한다. -> …합니다.); unchanged where unsure."""
    bare = sentence.strip().rstrip(".").rstrip()
    head, _, last = bare.rpartition(" ")
    stem = formal_stem(last)
    if stem is None:
        return sentence.strip()
    return f"{head} {stem}다." if head else f"{stem}다."


def is_statement(sentence: str) -> bool:
    """Whether it ends in a finite verb that `polite` knows."""
    bare = sentence.strip().rstrip(".").rstrip()
    return formal_stem(bare.rpartition(" ")[2]) is not None
