"""E-mail addresses, with particles attached and in full width."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "메일은 «hong.gildong@example.com»으로 보내주세요",
    "«kim+test@sub.example.co.kr»입니다",
    "문의:«help_desk-1@example.io».",
    "（«ｈｏｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ»）로",
    "«hong (at) example.com»로 보내십시오",
    "«hong@\u200bexample.com»에게",
    "<«a@b.kr»>",
]
LEFT_ALONE = [
    "git@github.com:org/repo.git",
    "그림은 logo@2x.png 입니다",
    "@app.route 장식자",
    "react@18.2.0을 설치합니다",
    "참석자 @전체",
    "10 at 20.5 degrees",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "EMAIL")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
