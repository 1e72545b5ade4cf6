"""Korean passport numbers; model and order codes look alike."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "여권번호 «M12345678»입니다",
    "여권 «M123A4567»로",
    "«M123A4567»은",
    "passport no. «S12345678»",
    "여권번호: «ｍ１２３４５６７８»",
    "passport number «AB1234567»",
    "«M12345678»을 제출",
]
LEFT_ALONE = [
    "모델 M12345678",
    "주문코드 S20240101",
    "제품번호 M123A4567",
    "R12345678",
    "AM12345678",
    "M123456789",
    "품번 M12345678-01",
    "part M12345678",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "PASSPORT")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
