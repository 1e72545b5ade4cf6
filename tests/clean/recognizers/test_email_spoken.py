"""Addresses in words."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "«hong.gd 골뱅이 네이버 닷컴»이에요",
    "메일은 «minsu88 골뱅이 지메일점컴»입니다",
    "write to «jane.doe at gmail dot com» please",
]
LEFT_ALONE = [
    "네이버에서 검색하세요",
    "meet me at Gmail",
    "골뱅이 무침 네이버 예약",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "EMAIL")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
