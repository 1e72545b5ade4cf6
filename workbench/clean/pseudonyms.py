"""Pseudonyms: stand-ins that keep the form of a value and belong to nobody. Pure.

They come from ranges that are reserved or cannot be: mobile numbers 010-0xxx and exchanges that
begin with 0 (번호관리세칙: none begins so), example.com (RFC 2606), 192.0.2.0/24 and its siblings
(RFC 5737), cards of issuer 0 (ISO/IEC 7812) whose Luhn digit is wrong, births on the day 00,
offices, regions and plates numbered 0, places and names of a made-up list. A draw is an HMAC of the
value's digest, so that it is the same in every run; who asks keeps a table in which no two values
share one, and draws again.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workbench.clean.masking import named, rendered
from workbench.clean.sealing import derived, value_digest
from workbench.clean.spans import Span, resolve

ATTEMPTS = 200
"""Draws for one value before it gets a typed placeholder."""

_FAMILY = "김이박최정강조윤장임한오서신권황안송"
_GIVEN_1 = "가나다라마바새소아여온우이자차하해"
_GIVEN_2 = "람래온솔루봄슬늘빛결별울찬솜담율휘"
_ENGLISH_GIVEN = (
    "Alder", "Briar", "Cedar", "Dune", "Ember", "Fern", "Glade", "Hazel", "Indigo", "Juniper",
    "Larkin", "Maple", "Nettle", "Ocean", "Pebble", "Quill", "Reed", "Sorrel", "Thistle", "Willow",
)  # fmt: skip
_ENGLISH_FAMILY = (
    "Amberfield", "Brookmere", "Coldwater", "Driftwood", "Elmstead", "Foxglove", "Greymoor",
    "Hollowell", "Ironbridge", "Kestrelby", "Larkspur", "Meadowcroft", "Northolme", "Oakhurst",
    "Pinewold", "Quarrytown", "Ravensworth", "Silverdale", "Thornbury", "Underhill",
)  # fmt: skip
_DISTRICTS = ("나래구", "다온구", "라온구", "마루구", "아라구", "하늬구")
_STREETS = ("꿈길", "별빛로", "솔바람길", "윤슬로", "은하로", "햇살길", "노을로", "달빛길")
_PLATE_LETTERS = "가나다라마거너더러머고노도로모구누두루무"
_CODE = "abcdefghjkmnpqrstvwxyz"
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Wanted:
    """One value to be replaced, by what is compared; its words are not kept."""

    type: str
    digest: str
    korean: bool


def wanted(secret_key: str, span_type: str, value: str) -> Wanted:
    digest = value_digest(secret_key, span_type, value)
    return Wanted(span_type, digest, _HANGUL.search(value) is not None)


def draw(secret_key: str, value: Wanted, attempt: int) -> str | None:
    """The stand-in of this attempt, from 0; None for a type that has no reserved range."""
    make = _MAKERS.get(value.type)
    if make is None:
        return None
    message = f"{value.type}\x1f{value.digest}\x1f{attempt}".encode()
    key = derived(secret_key, "pseudonyms")
    number = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest(), "big")
    return make(_Draw(number), value.korean, attempt)


def has_range(value: Wanted) -> bool:
    return value.type in _MAKERS


class _Draw:
    """Parts of one large number."""

    def __init__(self, number: int) -> None:
        self._rest = number

    def below(self, most: int) -> int:
        self._rest, part = divmod(self._rest, most)
        return part

    def digits(self, length: int) -> str:
        return f"{self.below(10**length):0{length}d}"

    def of(self, choices: str | tuple[str, ...]) -> str:
        return choices[self.below(len(choices))]


def _person(draw: _Draw, korean: bool, attempt: int) -> str:
    if korean:
        middle = draw.of(_GIVEN_2) if attempt >= 20 else ""
        return f"{draw.of(_FAMILY)}{draw.of(_GIVEN_1)}{middle}{draw.of(_GIVEN_2)}"
    middle = f" {draw.of(_CODE).upper()}." if attempt >= 10 else ""
    return f"{draw.of(_ENGLISH_GIVEN)}{middle} {draw.of(_ENGLISH_FAMILY)}"


def _phone(draw: _Draw, _korean: bool, attempt: int) -> str:
    exchange = f"0{draw.digits(3)}" if attempt >= 5 else "0000"
    return f"010-{exchange}-{draw.digits(4)}"


def _email(draw: _Draw, _korean: bool, _attempt: int) -> str:
    return f"user.{''.join(draw.of(_CODE) for _ in range(6))}@example.com"


def _resident(draw: _Draw, century: str) -> str:
    born = f"{50 + draw.below(50):02d}{1 + draw.below(12):02d}00"
    return f"{born}-{century}{draw.digits(6)}"


def _card(draw: _Draw, _korean: bool, _attempt: int) -> str:
    body = f"0000{draw.digits(11)}"
    wrong = (_luhn(body) + 1 + draw.below(9)) % 10
    number = f"{body}{wrong}"
    return "-".join(number[start : start + 4] for start in range(0, 16, 4))


def _luhn(body: str) -> int:
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(body))]
    return -sum(d - 9 if d > 9 else d for d in doubled) % 10


def _address(draw: _Draw, korean: bool, _attempt: int) -> str:
    number = 1 + draw.below(9_999)
    if korean:
        return f"가상시 {draw.of(_DISTRICTS)} {draw.of(_STREETS)} {number}"
    return f"{number} {draw.of(_ENGLISH_FAMILY)} Street, Exampletown"


def _ip(draw: _Draw, _korean: bool, attempt: int) -> str:
    if attempt >= 50:
        return f"2001:db8::{draw.below(65_536):x}:{draw.below(65_536):x}"
    return f"{draw.of(('192.0.2', '198.51.100', '203.0.113'))}.{1 + draw.below(254)}"


_MAKERS: dict[str, Callable[[_Draw, bool, int], str]] = {
    "PERSON": _person,
    "PHONE": _phone,
    "EMAIL": _email,
    "RRN": lambda draw, _k, _a: _resident(draw, "1"),
    "FRN": lambda draw, _k, _a: _resident(draw, "5"),
    "BRN": lambda draw, _k, _a: f"000-00-{draw.digits(5)}",
    "CARD": _card,
    "ACCOUNT": lambda draw, _k, _a: f"000-0000-{draw.digits(7)}",
    "PASSPORT": lambda draw, _k, _a: f"M000{draw.digits(5)}",
    "LICENCE": lambda draw, _k, _a: f"00-00-{draw.digits(6)}-00",
    "PLATE": lambda draw, _k, _a: f"00{draw.of(_PLATE_LETTERS)}{draw.digits(4)}",
    "ADDRESS": _address,
    "IP": _ip,
}

_DIGIT_FINALS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_LETTER_FINALS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ"}


def final_of(replacement: str) -> str | None:
    """The final consonant with which it is read in Korean, `ㄹ` as such; None for a vowel."""
    last = replacement[-1].lower()
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        return None if final == 0 else "ㄹ" if final == 8 else "ㄱ"
    return _DIGIT_FINALS.get(last) or _LETTER_FINALS.get(last)


def replace(
    text: str, spans: Iterable[Span], table: Mapping[tuple[str, str], str], secret_key: str
) -> str:
    """`text` with each span replaced by its pseudonym, the particle after it made to agree.

    `table` is (type, digest) -> pseudonym; what has none gets its typed placeholder.
    """
    key = bytes.fromhex(secret_key)

    def word(span_type: str, value: str) -> tuple[str, str | None]:
        found = table.get((span_type, value_digest(secret_key, span_type, value)))
        return (found, final_of(found)) if found else named(span_type, value, key)

    return rendered(text, resolve(text, spans), word)
