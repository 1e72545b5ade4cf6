"""Business numbers with a valid check digit, or where the text says so."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "사업자등록번호 «220-81-62517»입니다",
    "«220-81-62517»로 발행",
    "사업자 번호: «2208162517»",
    "사업자번호 «２２０－８１－６２５１７»",
    "사업자등록번호는 «123-45-67890»입니다",
    "business registration number «220-81-62517»",
    "biz no. «2208162517»",
    "«2208162517» 이 번호로 세금계산서 부탁드려요",
    "tax invoice to «220 81 62517»",
]
LEFT_ALONE = [
    "123-45-67890",
    "2208162517",
    "주문 220-81-62518",
    "제220-81호",
    "1220-81-62517",
    "tax invoice 2208162518",
    "세금계산서 1234567890",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "BRN")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
