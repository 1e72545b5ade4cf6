"""What is looked for first, to save time, never hides a value: with and without it, all is found."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from importlib import import_module

import pytest

from bench.pii_material import in_particles, texts
from workbench.clean.recognizers import find

CHEAP = {
    "account": ("_BANK_SAID",), "address": ("_NUMBERED", "_CAPITAL"), "business": ("_FIVE",),
    "licence": ("_SIX",), "passport": ("_CODE",), "plate": ("_TAIL",), "person_bare": ("_CALLS",),
}  # fmt: skip
USING_WORDS = ("account", "email_spoken", "passport", "person", "person_bare", "phone")
PIECES = (
    "담당자 성명 고객 김민수 이영희님 박 과장 홍길동 대리 전화 저는 이름은 드림 : = | 님이 씨 남편은 이재호예요 김하나랑 "
    "02-312-4455 (212)555-1234 212-555-1234 +1 415 0132 82-10-2345-6789 여권 passport M12345678 A1234567 로 12 동 3-4 "
    "서울 강남구 국민은행 계좌 acct A/C 12가3456 서울 1.2.3.4 at gmail dot com @ 골뱅이 앳 네이버 공일공 일이삼사 오육칠팔 "
    "\n , . ( ) 입니다 이라고 라는 합니다 88년생 35세 지은이가 의 는 010 9001011234567 110-234-567890 신한 예금주 "
    "123-45-67890 사업자 11-22-333333-44 면허 12 Oak Street"
).split(" ")  # fmt: skip


def material() -> list[str]:
    draw = random.Random(6)
    joined = [
        "".join(
            draw.choice(PIECES) + draw.choice(("", " ", " ")) for _ in range(draw.randint(3, 12))
        )
        for _ in range(4000)
    ]
    return [*joined, *(t.text for t in texts(1500, 8)), *(t.text for *_, t in in_particles(9, 1))]


def test_looking_for_parts_first_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = material()
    quick = [find(line) for line in lines]
    assert sum(map(bool, quick)) > 2000
    package = "workbench.clean.recognizers"
    for name, patterns in CHEAP.items():
        for pattern in patterns:
            monkeypatch.setattr(import_module(f"{package}.{name}"), pattern, re.compile(""))
    for name in USING_WORDS:
        monkeypatch.setattr(import_module(f"{package}.{name}"), "holds", lambda text, words: True)
    person, bare = import_module(f"{package}.person"), import_module(f"{package}.person_bare")
    monkeypatch.setattr(person, "_KOREAN", [replace(rule, word=None) for rule in person._KOREAN])
    monkeypatch.setattr(bare, "_RULES", [replace(rule, word=None) for rule in bare._RULES])
    phone = import_module(f"{package}.phone")
    anything = [(pattern, re.compile("")) for pattern, _ in phone._NEEDS_CONTEXT]
    monkeypatch.setattr(phone, "_NEEDS_CONTEXT", anything)
    for line, found in zip(lines, quick, strict=True):
        assert find(line) == found, line
