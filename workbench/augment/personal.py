"""Columns of a sheet that hold personal data: their cells become values always found. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from workbench.clean.name_words import HONORIFICS, SPEAKERS, TITLES
from workbench.clean.rules import MAX_VALUE
from workbench.ingest.columns import NOISE, values
from workbench.records import Element

COLUMN_TYPES = ("PERSON", "PHONE", "EMAIL", "ACCOUNT", "ADDRESS", "RRN", "CARD", "PLATE")
"""Types that a column may be mapped to, in the order of the form."""

_NAMES: dict[str, tuple[str, ...]] = {
    "PERSON": (
        "성명", "이름", "고객명", "고객이름", "고객성명", "성함", "회원명", "신청인", "신청자",
        "신청자명", "담당자", "담당자명", "상담사명", "상담원명", "상담사", "상담원", "수신인",
        "수취인", "예금주", "작성자", "접수자", "직원명", "name", "fullname", "customername",
        "customer", "clientname", "contactname", "agentname", "employee", "employeename",
        "firstname", "lastname", "recipient", "username",
    ),
    "PHONE": (
        "전화", "전화번호", "연락처", "휴대폰", "휴대폰번호", "휴대전화", "휴대전화번호",
        "핸드폰", "핸드폰번호", "고객전화", "고객연락처", "회신번호", "팩스", "팩스번호",
        "phone", "phonenumber", "mobile", "mobilenumber", "tel", "telephone", "cell",
        "cellphone", "contact", "contactnumber", "fax", "callback", "callbacknumber",
    ),
    "EMAIL": (
        "이메일", "이메일주소", "메일", "메일주소", "전자우편", "email", "emailaddress",
        "mail",
    ),
    "ACCOUNT": (
        "계좌", "계좌번호", "환불계좌", "입금계좌", "account", "accountnumber", "accountno",
        "bankaccount",
    ),
    "ADDRESS": (
        "주소", "고객주소", "배송지", "배송주소", "설치주소", "거주지", "address", "addr",
        "shippingaddress", "streetaddress", "homeaddress",
    ),
    "RRN": (
        "주민번호", "주민등록번호", "rrn", "residentnumber",
    ),
    "CARD": (
        "카드번호", "신용카드번호", "card", "cardnumber", "creditcard",
    ),
    "PLATE": (
        "차량번호", "차번호", "plate", "platenumber", "licenseplate", "carnumber",
    ),
}  # fmt: skip
_SEVERAL = re.compile(r"[,;|\n]|\s/\s")
_CALLED = re.compile(rf"\s*(?:\(.*\)|(?:{TITLES})?(?:{HONORIFICS})?)\s*$")
_NOBODY = re.compile(
    rf"(?:{SPEAKERS}|고객님?|회원님?|손님|본인|익명|미상|없음|해당\s?없음|상동|비공개|unknown|none|n/?a|anonymous|"
    r"customer|agent|user|admin|system|-+)",
    re.IGNORECASE,
)
_LEAST_DIGITS = {"PHONE": 8, "ACCOUNT": 8, "RRN": 13, "CARD": 14, "PLATE": 4}


def suggested(columns: Sequence[str], taken: Iterable[str | None] = ()) -> dict[str, str]:
    """Column -> PII type, by their names; those in `taken` mean something else."""
    other = set(taken)
    found: dict[str, str] = {}
    for column in columns:
        plain = NOISE.sub("", column).lower()
        for span_type, names in _NAMES.items():
            if plain in names and column not in other:
                found[column] = span_type
    return found


def values_in(
    elements: Iterable[Element], column: str, span_type: str
) -> tuple[dict[str, None], int]:
    """The values of one column, each once, and how many filled cells hold none: words such as
    없음, cells that are masked already, what is too short to be looked for everywhere."""
    found: dict[str, None] = {}
    without = 0
    for element in elements:
        cell = values(element).get(column, "").strip()
        if not cell:
            continue
        inside = [value for part in _parts(cell, span_type) if (value := _value(part, span_type))]
        without += not inside
        found.update(dict.fromkeys(inside))
    return found, without


def _parts(cell: str, span_type: str) -> list[str]:
    return [cell] if span_type == "ADDRESS" else _SEVERAL.split(cell, maxsplit=2)


def _value(part: str, span_type: str) -> str | None:
    text = " ".join(part.split())
    if not text or len(text) > MAX_VALUE or "*" in text or _NOBODY.fullmatch(text):
        return None
    if span_type == "PERSON":
        name = _CALLED.sub("", text).strip() or text
        fits = 2 <= len(name) <= 40 and not any(map(str.isdigit, name))
        return name if fits and not _NOBODY.fullmatch(name) else None
    if span_type == "EMAIL":
        return text if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text) else None
    if span_type == "ADDRESS":
        return text if len(text) >= 8 and any(map(str.isdigit, text)) else None
    digits = sum(map(str.isdecimal, text))
    return text if digits >= _LEAST_DIGITS[span_type] else None


def checked_columns(
    personal: Mapping[str, str], columns: Sequence[str], content: Iterable[str | None]
) -> tuple[str | None, str | None]:
    """(a column that does not exist, one that is the pair's own text), None where all is well."""
    unknown = next((column for column in personal if column not in columns), None)
    twice = next((column for column in content if column and column in personal), None)
    return unknown, twice
