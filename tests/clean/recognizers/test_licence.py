"""Driving licences of all regions."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "면허번호 «11-20-123456-78»입니다",
    "«28-99-123456-01»로",
    "«서울 99-123456-01»",
    "«경기-99-123456-01»",
    "운전면허 «112012345678»",
    "면허 «１１－２０－１２３４５６－７８»",
]
LEFT_ALONE = [
    "112012345678",
    "99-20-123456-78",
    "11-20-123456-789",
    "주문 11-20-123456-78",
    "2024-11-20",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "LICENCE")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
