"""Fictional sentences for made documents, Korean and English, drawn by a seed."""

from __future__ import annotations

import random

_PLACES = (
    "자재창고 세척실 분석실 출하장 계측실 변전실 배합실 포장라인 냉동고 정비고 교육장 민원실"
).split()
_PEOPLE = "담당자 당직자 책임자 검수원 운영자 관리인 접수원 점검자 감독관 신청인".split()
_THINGS = (
    "점검표 보관함 계량기 시료 필터 출고증 예비품 측정값 반품 상자 세척액 보호구 등록증".split()
)
_ACTS = "기록한다 확인한다 보관한다 반납한다 교체한다 통보한다 승인한다 폐기한다 재검사한다".split()
_TOPICS = (
    "자재 반입 절차", "온도 기록 관리", "시료 보관 기준", "출고 승인 요령", "설비 점검 주기",
    "보호구 지급 기준", "폐기물 처리 방법", "교육 이수 확인", "민원 접수와 회신",
    "예비품 재고 관리",
    "계량기 교정 일정", "야간 근무 편성", "배수 설비 운전", "반품 검수 순서", "외부 인력 출입",
    "비상 연락 체계", "문서 보존 기간", "세척 작업 순서", "포장 규격 변경", "냉동고 이상 대응",
)  # fmt: skip
_EN_PLACES = "the loading bay|the cold store|the test bench|the front desk|the pump room".split("|")
_EN_WHO = "The operator|The duty officer|A supervisor|The applicant|The maintenance crew".split("|")
_EN_DO = "records|checks|returns|replaces|reports|approves|stores|labels".split("|")
_EN_WHAT = (
    "the filter cartridge|the visitor card|each sample|the spare parts|the meter reading"
    "|the signed form|the cleaning agent|the sealed container"
).split("|")
_EN_TOPICS = (
    "Receiving materials", "Temperature records", "Storage of samples", "Release of goods",
    "Inspection intervals", "Protective equipment", "Handling of waste", "Proof of training",
    "Complaints and replies", "Stock of spare parts", "Calibration schedule", "Night duty roster",
    "Drainage pumps", "Checking returned goods", "External staff", "Emergency contacts",
    "Retention of documents", "Cleaning sequence", "Changes of packaging", "Cold store alarms",
)  # fmt: skip


class Words:
    """Sentences, titles and cells; the same seed gives the same words."""

    def __init__(self, seed: int, korean: bool) -> None:
        self.draw = random.Random(seed)
        self.korean = korean
        topics = list(_TOPICS if korean else _EN_TOPICS)
        self.draw.shuffle(topics)
        self._topics = topics
        self._used = 0

    def title(self) -> str:
        """Another one each time."""
        round_, index = divmod(self._used, len(self._topics))
        self._used += 1
        topic = self._topics[index]
        if not round_:
            return topic
        return f"{topic} 보완 {round_}" if self.korean else f"{topic}, supplement {round_}"

    def sentence(self) -> str:
        pick, number = self.draw.choice, self.draw.randint
        if self.korean:
            return pick(
                (
                    f"{pick(_PLACES)} {pick(_PEOPLE)}는 매일 {number(6, 22)}시에 {pick(_THINGS)}"
                    f" {number(2, 90)}개를 {pick(_ACTS)}.",
                    f"{pick(_THINGS)}의 허용 기준은 {number(10, 999)}단위이며, 기준을 넘으면"
                    f" {pick(_PEOPLE)}에게 {number(5, 60)}분 안에 알리고 결과를 {pick(_ACTS)}.",
                    f"다만 {pick(_PLACES)}에서 {pick(_THINGS)}을(를) 옮길 때에는 {pick(_PEOPLE)}의"
                    f" 서면 확인을 받아 {number(1, 7)}일 동안 {pick(_ACTS)}.",
                    f"{pick(_PEOPLE)}가 자리를 비우면 {pick(_PLACES)} {pick(_PEOPLE)}가 그 일을"
                    f" 대신하고, 돌아온 뒤 {pick(_THINGS)} 내역을 함께 {pick(_ACTS)}.",
                )
            )
        return pick(
            (
                f"{pick(_EN_WHO)} {pick(_EN_DO)} {pick(_EN_WHAT)} in {pick(_EN_PLACES)} within"
                f" {number(5, 90)} minutes of arrival.",
                f"Where a reading exceeds {number(10, 999)} units, {pick(_EN_WHO).lower()} informs"
                f" {pick(_EN_PLACES)} and {pick(_EN_DO)} {pick(_EN_WHAT)} before noon.",
                f"{pick(_EN_WHO)} keeps {pick(_EN_WHAT)} for {number(2, 60)} days and"
                f" {pick(_EN_DO)} it afterwards.",
            )
        )

    def paragraph(self, sentences: int = 0) -> str:
        return " ".join(self.sentence() for _ in range(sentences or self.draw.randint(2, 4)))

    def item(self) -> str:
        return self.sentence()

    def cell(self, long: bool = False) -> str:
        pick, number = self.draw.choice, self.draw.randint
        if long:
            return self.sentence()
        if self.korean:
            return pick(
                (
                    f"{pick(_PLACES)}", f"{pick(_THINGS)} {number(1, 40)}호",
                    f"{number(1, 23)}시간",
                    f"{number(100, 9999):,}원", f"{pick(_PEOPLE)} {number(1, 9)}명",
                )
            )  # fmt: skip
        return pick(
            (
                f"Line {number(1, 40)}", f"{number(1, 99)} min", f"{number(100, 99999):,}",
                f"{number(1, 99)}.{number(0, 9)} %", pick(_EN_WHAT).removeprefix("the "),
            )
        )  # fmt: skip

    def column(self, index: int) -> str:
        names = ("구분", "기준", "담당", "주기", "비고", "수량", "보존 기간", "확인")
        english = ("Item", "Limit", "Owner", "Interval", "Remark", "Quantity", "Retention", "Check")
        return (names if self.korean else english)[index % len(names)]
