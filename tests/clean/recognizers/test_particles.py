"""Every type with every particle attached, without a space: the value, and only the value."""

from __future__ import annotations

import unicodedata

import pytest

from tests.clean.recognizers.tables import assert_finds
from workbench.clean.recognizers import find

PARTICLES = ("은", "는", "이", "가", "을", "를", "로", "으로", "에", "에서", "의", "와", "입니다")
VALUES = {
    "PHONE": "«010-1234-5678»",
    "EMAIL": "«hong@example.com»",
    "RRN": "«900101-1234567»",
    "FRN": "«900101-5234567»",
    "BRN": "«220-81-62517»",
    "CARD": "«4111-1111-1111-1111»",
    "ACCOUNT": "국민은행 «123456-78-901234»",
    "PASSPORT": "여권 «M123A4567»",
    "LICENCE": "«11-20-123456-78»",
    "PLATE": "«12가3456»",
    "IP": "접속 IP «211.234.100.12»",
    "ADDRESS": "«서울특별시 강남구 테헤란로 152»",
}


@pytest.mark.parametrize("particle", PARTICLES)
@pytest.mark.parametrize("span_type", VALUES)
def test_a_particle_hides_nothing(span_type: str, particle: str) -> None:
    assert_finds(f"{VALUES[span_type]}{particle} 확인합니다.", span_type)


@pytest.mark.parametrize("particle", ("은", "이", "을", "에게", "께서", "의", "과", "입니다"))
def test_a_particle_hides_no_name(particle: str) -> None:
    assert_finds(f"담당자: «홍길동»{particle}", "PERSON")


def test_offsets_count_code_points_of_the_original() -> None:
    text = "👍 zero\u200bwidth ０１０－１２３４－５６７８로"
    (span,) = find(text)
    assert text[span.start : span.end] == "０１０－１２３４－５６７８"


def test_decomposed_hangul_is_found_in_the_original() -> None:
    text = unicodedata.normalize("NFD", "담당자: 홍길동님께")
    (span,) = find(text)
    assert unicodedata.normalize("NFC", text[span.start : span.end]) == "홍길동"
