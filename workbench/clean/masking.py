"""Masking is a projection: stored text never changes, a rendered copy carries placeholders.

A placeholder is `[PHONE_k7f2q9]`: the type and 30 bits of HMAC-SHA256 (RFC 2104) over type and
canonical value, in Crockford's base 32. Equal values have equal placeholders wherever they stand
and however they are written; without the key nothing leads back. Placeholders are not found as
personal data, so that masking twice changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from functools import partial

from workbench.clean.folding import fold
from workbench.clean.spans import Span, resolve
from workbench.clean.spoken import digits_of

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE_LENGTH = 6
PLACEHOLDER = re.compile(rf"\[[A-Z][A-Z_]{{1,19}}_[{_ALPHABET}]{{{_CODE_LENGTH}}}\]")
"""Of any type, a project's own included."""

_DIGIT_TYPES = frozenset({"RRN", "FRN", "BRN", "CARD", "ACCOUNT", "LICENCE"})
_READ_WITH_FINAL = {"PERSON": "ㅁ", "EMAIL": "ㄹ"}
"""A placeholder is read as its type's Korean name (전화번호, 주소, …); these two end in a consonant
(이름, 이메일), all others in a vowel."""

_PARTICLE = re.compile(
    r"(으로|로|이랑|랑|은|는|이|가|을|를|과|와)(?=(?:부터|서|써|는|도|만|의)?(?![가-힣]))"
)
_PAIRS = {
    particle: pair
    for pair in (
        ("은", "는"),
        ("이", "가"),
        ("을", "를"),
        ("과", "와"),
        ("으로", "로"),
        ("이랑", "랑"),
    )
    for particle in pair
}


def canonical(span_type: str, value: str) -> str:
    """The value without the accidents of writing: spaces, dashes, width, case, country code."""
    folded = fold(value).text.casefold()
    if span_type == "PHONE":
        digits = digits_of(folded)
        return re.sub(r"^(?:00)?82\(?0?", "0", digits) if _is_korean(folded, digits) else digits
    if span_type in _DIGIT_TYPES:
        return re.sub(r"\D", "", folded)
    if span_type == "EMAIL":
        return re.sub(r"\s", "", folded)
    if span_type == "ADDRESS":
        return re.sub(r"[\s,]+", " ", folded).strip()
    return re.sub(r"[\s\-]+", "", folded)


def _is_korean(folded: str, digits: str) -> bool:
    return (digits.startswith(("82", "0082")) and not folded.startswith("+")) or "+82" in folded


def placeholder(span_type: str, value: str, key: bytes) -> str:
    message = f"{span_type}\x1f{canonical(span_type, value)}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest()[:8], "big")
    code = ""
    for _ in range(_CODE_LENGTH):
        number, digit = divmod(number, 32)
        code += _ALPHABET[digit]
    return f"[{span_type}_{code}]"


def agree(span_type: str, rest: str) -> str:
    """`rest`, the text right after a placeholder, with its leading particle made to agree."""
    return agree_with(_READ_WITH_FINAL.get(span_type), rest)


def agree_with(final: str | None, rest: str) -> str:
    """The same after a word that is read with this final consonant, None for a vowel."""
    match = _PARTICLE.match(rest)
    if match is None:
        return rest
    with_final, without = _PAIRS[match[1]]
    if final is None or (final == "ㄹ" and without == "로"):
        return without + rest[match.end() :]
    return with_final + rest[match.end() :]


def mask(text: str, spans: Iterable[Span], key: bytes) -> str:
    """`text` with every span replaced by its placeholder. Overlaps are resolved first."""
    return rendered(text, resolve(text, spans), lambda kind, value: named(kind, value, key))


def named(span_type: str, value: str, key: bytes) -> tuple[str, str | None]:
    """Its placeholder, and the final consonant that is read with."""
    return placeholder(span_type, value, key), _READ_WITH_FINAL.get(span_type)


def rendered(
    text: str, spans: Iterable[Span], replacement: Callable[[str, str], tuple[str, str | None]]
) -> str:
    """`text` with each of its spans, which do not overlap, replaced, and the particles after them
    made to agree. `replacement(type, value)` returns what stands there instead, and the final
    consonant it is read with."""
    parts: list[str] = []
    position = 0
    agreed: Callable[[str], str] = str
    for span in spans:
        parts.append(agreed(text[position : span.start]))
        word, final = replacement(span.type, text[span.start : span.end])
        parts.append(word)
        position, agreed = span.end, partial(agree_with, final)
    parts.append(agreed(text[position:]))
    return "".join(parts)
