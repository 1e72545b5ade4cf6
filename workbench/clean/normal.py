"""The form in which two texts are the same but for writing: what duplicates are compared by."""

from __future__ import annotations

import re
import unicodedata

_SUPERSCRIPTS = {ord(c): f"^{d}" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)}
_SUBSCRIPTS = {ord(c): f"_{d}" for c, d in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)}
_ZERO_WIDTH = dict.fromkeys(
    map(ord, "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"), None
)
_FIXED = {**_SUPERSCRIPTS, **_SUBSCRIPTS, **_ZERO_WIDTH}
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _FIXED)))}]")
_HAS_DIGIT = re.compile("[0-9]")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MINUS = re.compile(r"(?:(?<=^)|(?<=[\s(=:]))-(?=[0-9])")
_MINUS_MARK = "\u2212"
_SPACE_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_KEPT_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[.:/\-~](?=[0-9])")
_SIGN = re.compile(r"(?<=[0-9])\s*%|(?<=[a-z])#")
_MARKS = {".": "\ue001", ":": "\ue002", "/": "\ue003", "-": "\ue004", "~": "\ue005"}

_NUMBER = re.compile(r"[0-9]+(?:[.:/][0-9]+)*%?")
_NEGATION = re.compile(
    r"없|않|못\s?[하합해한할]|불가|금지|아니|안\s?됩|안\s?된|안\s?돼|"
    r"(?<![a-z])(?:not|no|never|none|cannot|without)(?![a-z])|n't"
)


def plain(text: str) -> str:
    """NFKC, lower case, no zero-width characters, one kind of dash, no thousands commas."""
    if text.isascii():
        folded = text.lower()
        return _THOUSANDS.sub("", folded) if "," in folded else folded
    folded = text.translate(_FIXED) if _ODD.search(text) else text
    if not unicodedata.is_normalized("NFKC", folded):
        folded = unicodedata.normalize("NFKC", folded)
    folded = folded.casefold()
    if "," in folded:
        folded = _THOUSANDS.sub("", folded)
    return _DASH.sub("-", folded)


def normalised(text: str) -> str:
    """Without spacing and punctuation as well. Digits stay, and what gives them their meaning:
    separators within a number (1.5, 2024-01-02), spaces between two, minus, percent, symbols."""
    marked = plain(text).strip()
    if _HAS_DIGIT.search(marked):
        if "-" in marked:
            marked = _MINUS.sub(_MINUS_MARK, marked)
        if any(mark in marked for mark in ".:/-~"):
            marked = _KEPT_BETWEEN_DIGITS.sub(lambda match: _MARKS[match[0]], marked)
        marked = _SPACE_BETWEEN_DIGITS.sub("\ue000", marked)
    if "%" in marked or "#" in marked:
        marked = _SIGN.sub(lambda match: "\ue006" if "%" in match[0] else "\ue007", marked)
    bare = "".join(marked.split()).replace(".", "").replace(",", "").replace("?", "")
    return bare if bare.isalnum() else bare.translate(_KEPT)


class _Kept(dict[int, int | None]):
    """Code points that stay, worked out once each."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        kept = character not in "~`" and (
            character.isalnum()
            or unicodedata.category(character)[0] in "MS"
            or unicodedata.category(character) == "Co"
        )
        self[code] = code if kept else None
        return self[code]


_KEPT = _Kept()


def question_key(question: str) -> str:
    """Equal for questions that differ in writing only; itself where nothing is left of it."""
    return normalised(question) or question


def numbers(text: str) -> tuple[str, ...]:
    """Numbers of a text, sorted, each as often as it occurs: `("10%", "3", "3")`. Groups of one
    number that dashes or spaces part are numbers of their own, so that both ways are equal."""
    return tuple(sorted(_NUMBER.findall(plain(text))))


def negated(text: str) -> bool:
    return _NEGATION.search(plain(text)) is not None
