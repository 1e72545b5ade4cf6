"""Numbers in words: as they are said and written down by ear."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone
from workbench.clean.masking import canonical

FOUND = [
    "연락은 «공일공 이삼사오 육칠팔구»로 주세요",
    "«공일공에 일이삼사에 오육칠팔»입니다",
    "«영일영-이삼사오-육칠팔구»번이에요",
    "«010-일이삼사-오육칠팔»로 전화 주세요",
    "사무실은 «공이 삼사오육 칠팔구공»이에요",
]
LEFT_ALONE = [
    "이사는 삼일 오후 이시에 합니다",
    "공일이 아니라 공휴일입니다",
    "일이삼사오육칠팔구",
    "공이 굴러갔다",
    "이 일은 사오일 걸립니다",
    "구구단은 이일은 이, 이이는 사",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "PHONE")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text, "PHONE")


@pytest.mark.parametrize("said", ["공일공 이삼사오 육칠팔구", "영일영에 2345에 육칠팔구"])
def test_said_or_written_it_is_one_value(said: str) -> None:
    assert canonical("PHONE", said) == canonical("PHONE", "010-2345-6789")
