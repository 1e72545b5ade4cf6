"""Card numbers that pass the Luhn check, or that the text calls so."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "카드 «4111-1111-1111-1111»로 결제",
    "«4111 1111 1111 1111»은",
    "«4111111111111111»입니다",
    "«5500-0055-5555-5559»",
    "«４１１１－１１１１－１１１１－１１１１»",
    "«3782-822463-10005»",
    "«378282246310005»",
    "카드번호는 «1234-5678-9012-3456»",
    "credit card «4111.1111.1111.1111»",
    "카드 «4111-1111-\n1111-1111»",
    "«3782-822463-\n  10005»",
]
LEFT_ALONE = [
    "4111-1111-1111-1112",
    "주문번호 4111111111111111",
    "운송장 4111-1111-1111-1111",
    "1234567812345678",
    "0000-0000-0000-0000",
    "라이선스 키 4111-1111-1111-1111",
    "99914111111111111111111",
    "4111\n1111\n1111\n1111\n사번 12345678901234",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "CARD")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
