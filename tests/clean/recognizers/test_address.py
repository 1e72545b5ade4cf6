"""Road and lot addresses; places without a number left alone."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "«서울특별시 강남구 테헤란로 152»로 배송",
    "«서울 강남구 테헤란로 152, 101동 1203호»입니다",
    "«경기도 성남시 분당구 판교역로 166»",
    "«부산광역시 해운대구 센텀중앙로 97 (재송동)»에",
    "«강남구 테헤란로 152»입니다",
    "«서울특별시 종로구 세종대로 209»",
    "«서울 강남구 역삼동 123-4번지»",
    "«세종특별자치시 한누리대로 2130»",
    "«경기도 수원시 팔달구 효원로307번길 20»",
    "«전라남도 순천시 해룡면 상삼로 15-3»은",
    "주소: «테헤란로 152»",
    "«제주특별자치도 제주시 첨단로 242 3층»",
    "«서울특별시　강남구　테헤란로　１５２»",
    "«서울 마포구 양화로 45 메세나타워 12층»에서",
    "«152, Teheran-ro, Gangnam-gu, Seoul»",
    "«123 Main Street, Springfield, IL 62704»",
    "lives at «1600 Oak Ave., Apt 4B»",
    "«서울 강북구 한천로 88 다온주공 3단지 304동 1102호»요",
    "한빛마을 «래미안 102동 1503호»로 와 주세요",
    "«12-7 Yeoksam-dong, Gangnam-gu, Seoul»",
    "«14 Garden View, Suite 3, Auckland 1010»",
]
LEFT_ALONE = [
    "서울 강남구에 있습니다",
    "경기도 성남시",
    "별도로 3개",
    "테헤란로 확장 공사",
    "종로 3가 방면",
    "앞으로 10년",
    "새로 5명",
    "서울로 10분",
    "그대로 2개를 둡니다",
    "The 3 Main points",
    "in 2024 New Road",
    "5 Steps Way to go",
    "10 Park View rooms",
    "202동 앞 1503호선",
    "회의실 3동 201호",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "ADDRESS")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text)
