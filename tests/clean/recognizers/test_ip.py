"""IPv4 and IPv6; versions and sections look alike."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "서버 «8.8.4.4»에서 접속",
    "IP는 «211.234.100.12»입니다",
    "«211.234.100.12»로 접속",
    "«２１１．２３４．１００．１２»은",
    "«192.168.0.10»을 차단",
    "«2001:db8:85a3::8a2e:370:7334»에서",
    "from «203.0.113.7»:8080",
    "http://«211.234.100.12»/a",
]
LEFT_ALONE = [
    "펌웨어 2.4.1.10",
    "버전 10.0.19045.1",
    "v1.2.3.4",
    "version 21.34.55.89",
    "3.1.2.4절",
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.0",
    "21.34.55.89로 업데이트",
    "256.1.1.1",
    "1.2.3",
    "1.2.3.4.5",
    "12:30:45",
    "21.34.55.89 버전",
    "Chrome/120.0.6099.109",
    "01.02.03.04",
    "aa:bb:cc:dd:ee:ff",
    "a::b 연산",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "IP")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
