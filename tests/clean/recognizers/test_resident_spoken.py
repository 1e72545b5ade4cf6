"""Resident numbers written down as they are spoken; other runs of syllables left alone."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "주민번호 «구공공일공일 다시 이일이삼사오육»이에요",
    "«공일공이이공 사이삼사오육칠»입니다",
    "주민번호 «팔팔일이삼일에 일공공이공공삼»",
]
LEFT_ALONE = [
    "구구구구구구 다시 일일일일일일일",
    "구공공이삼공 다시 일이삼사오육칠",
    "사이사이에 이리저리 오십육칠",
    "오이 이십사 일이삼사",
    "구공공일공일 다시 구이삼사오육칠",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "RRN")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
