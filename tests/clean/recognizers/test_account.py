"""Account numbers after a bank, or what calls itself an account."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "국민은행 «123456-78-901234»로 입금",
    "국민 «123456-78-901234»로",
    "카뱅 «3333-01-1234567»",
    "토스뱅크 «1000-1234-5678»로 보내주세요",
    "신한 «110-123-456789»",
    "우리은행 계좌번호: «1002-123-456789»입니다",
    "농협 «3020123456781»으로 이체",
    "계좌번호는 «110-123-456789»",
    "계좌는 하나은행 «123-456789-01234»입니다",
    "«110-123-456789» (신한은행)",
    "«３３３３－０１－１２３４５６７»(카카오뱅크)",
    "bank account number: «110-123-456789»",
    "account no. «1101234567890»",
    "국민은행 «123456-\n78-901234»로 입금",
    "신한 «110-123-\n  456789»",
    "누리은행 «000-12-345678»로 바꿔 주세요",
]
LEFT_ALONE = [
    "국민 여러분 2024-01-15",
    "계좌 개설일 2024-01-15",
    "농협 1588-2100",
    "누리은행 1588-2100, 2024-01-15",
    "우리 회사 2023-2024",
    "신한 상담 1599-8000",
    "110-123-456789",
    "account opened 2024-01-15",
    "신한 110\n123\n456789\n사번 1234567890",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "ACCOUNT")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
