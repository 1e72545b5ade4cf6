"""Resident numbers with real dates, with or without check digit."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "주민번호 «900101-1234567»입니다",
    "«900101-1234568»로 확인",
    "«９００１０１－１２３４５６７»",
    "«900101–2234567»은",
    "«900101 - 2234567»",
    "주민등록번호: «9001011234567»",
    "RRN «001231-3234567»",
    "주민번호 «900101 1234567»",
    "주민번호 «900101-\n1234567»",
    "«900101 - \n  2234567»",
    "my Korean ID is «900101-2123456»",
]
LEFT_ALONE = [
    "991332-1234567",
    "900230-1234567",
    "9001011234567",
    "바코드 8801234567893",
    "주문번호 900101-1234567",
    "900101-9234567",
    "123456-7890123",
    "20240101-1234567",
    "1900101-1234567",
    "900101\n1234567\n8801234567893",
    "900101\t-\n1234567",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "RRN")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
