"""Plates, new and old; numbers with counters and particles left alone."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "차량 «12가3456»입니다",
    "«123가4567»로 출차",
    "«12가 3456»은",
    "«서울 12 가 3456»",
    "«경기12바3456»",
    "렌터카 «12호3456»",
    "주차 «１２가３４５６»",
    "«123허4567»",
    "차량번호 «12 거 3456»",
    "제 차 번호는 «46 도 4599»입니다",
    "차 번호 «15 로 3352»를",
]
LEFT_ALONE = [
    "12호 3456",
    "10주 2000원",
    "12월 3456",
    "제12조 1234",
    "12가지 3456",
    "3층 1234호",
    "12나3456789",
    "10시 2030",
    "24도 2000",
    "123가45678",
    "12하 1234",
    "5개 1000원",
    "12구 3456세대",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "PLATE")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
