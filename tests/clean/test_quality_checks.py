"""Checks of pairs that stand badly alone: each with what it catches and what it must leave alone."""

from __future__ import annotations

import random

import pytest

from workbench.clean.quality import THRESHOLD, Statistics, Subject, case_values, examine, gathered

STAY = (
    "객실은 오후 3시부터 들어갈 수 있고 오전 11시까지 비운다. 늦게 나가려면 2시간에 2만 원을 낸다."
)
POOL = (
    "The pool closes at 9 pm. Guests under 14 need an adult with them. Towels are at the spa desk."
)


def said(question: str, answer: str, passage: str = "", **more: object) -> set[str]:
    subject = Subject(question=question, answer=answer, passage=passage, **more)  # type: ignore[arg-type]
    return {hit.check for hit in examine(subject) if hit.score >= THRESHOLD}


def reasons(question: str, answer: str) -> list[str]:
    return [hit.reason.key for hit in examine(Subject(question=question, answer=answer))]


VAGUE = [
    "이것은 무엇인가요?",
    "그 기간은 얼마나 되나요?",
    "그건 언제 시작해요?",
    "왜 그런가요?",
    "이 경우에는 어떻게 하나요?",
    "조건이 뭔가요?",
    "더 자세히 알려 주세요.",
    "What is it?",
    "How does this work?",
    "Why?",
    "What are the requirements?",
    "Where are they located?",
    "Tell me more.",
]  # fmt: skip
CLEAR = [
    "객실은 몇 시까지 비워야 하나요?",
    "그 밖에 수영장 규칙이 있나요?",
    "이 달의 전기 요금 고지서는 언제 발송됩니까?",
    "암보험 조건이 뭔가요?",
    "수영장에서 잃어버린 수건을 찾았는데 그 수건은 어디에 돌려주면 됩니까?",
    "What time does the pool close?",
    "Is it possible to swim after nine?",
    "How long does it take to heat the pool?",
    "What are the requirements for a loan?",
    "Can I bring this dog into the restaurant of the hotel?",
]


@pytest.mark.parametrize("question", VAGUE)
def test_a_question_that_nobody_understands_alone_is_vague(question: str) -> None:
    assert "too_vague" in said(question, "오후 3시부터 들어갈 수 있습니다.")


@pytest.mark.parametrize("question", CLEAR)
def test_a_question_that_names_its_matter_is_not_vague(question: str) -> None:
    assert "too_vague" not in said(question, "오후 3시부터입니다.")


def test_a_question_behind_earlier_turns_may_point_to_them() -> None:
    assert "too_vague" not in said("그건 언제 시작해요?", "오후 3시입니다.", follows=True)


REFERS = [
    "위 글에 나온 대로 3만 원입니다.",
    "본 안내문에 따르면 11시입니다.",
    "앞서 설명한 바와 같습니다.",
    "그림 2에서 보듯이 둥급니다.",
    "제시된 자료를 보면 11시입니다.",
    "As stated above, at nine.",
    "The text says that it closes at nine.",
    "Based on the provided context, at nine.",
    "At nine, see Table 3.",
]
NO_REFERENCE = [
    "계약 문서에 서명합니다.",
    "다음 서류를 냅니다.\n1. 신청서\n2. 신분증",
    "경비실 앞에서 기다립니다.",
    "이용 시간표를 확인하십시오.",
    "A text message is sent before arrival.",
    "Open the document editor and press save.",
    "The table seats eight people.",
]


@pytest.mark.parametrize("answer", REFERS)
def test_speaking_of_a_document_that_nobody_sees_is_named(answer: str) -> None:
    assert "refers_to_document" in said("호텔 수영장은 언제 닫습니까?", answer)


@pytest.mark.parametrize("answer", NO_REFERENCE)
def test_documents_that_are_the_matter_itself_are_left_alone(answer: str) -> None:
    assert "refers_to_document" not in said("호텔 예약은 어떻게 합니까?", answer)


CASES = [
    ("number", "고객님의 접수번호는 20240315-0042입니다."),
    ("number", "I have opened ticket INC0048213 for you."),
    ("wait", "현재 대기 시간은 약 15분입니다."),
    ("wait", "지금 앞에 8명이 기다리고 계십니다."),
    ("wait", "There are 12 callers ahead of you."),
    ("visit", "기사님이 3월 14일 오후 2시에 방문할 예정입니다."),
    ("visit", "Your technician arrives on Tuesday at 3 pm."),
    ("name", "김도윤 고객님, 확인해 드리겠습니다."),
    ("amount", "고객님의 이번 달 청구 금액은 45,300원입니다."),
    ("amount", "Your outstanding balance is $48.20."),
]
EVERYONE = [
    "접수번호는 영문 2자리와 숫자 8자리입니다.",
    "대기 시간이 10분을 넘으면 다시 전화를 드립니다.",
    "매주 화요일 오후 2시에 점검합니다.",
    "월 청구 금액이 50,000원을 넘으면 할인됩니다.",
    "오후 3시 이전에 주문하면 오늘 발송합니다.",
    "상담사님께 말씀하시면 됩니다.",
    "A ticket number has 10 digits, for example.",
    "If the wait exceeds 15 minutes, an agent calls you back.",
    "Orders placed before noon are delivered on Tuesday.",
]


@pytest.mark.parametrize(("kind", "answer"), CASES)
def test_a_value_of_one_case_is_found_with_the_slot_for_its_place(kind: str, answer: str) -> None:
    subject = Subject(question="How is my request going, 제 신청은 어떻게 되었나요?", answer=answer)
    hit = next(h for h in examine(subject) if h.reason.key == f"clean.reason.case_value_{kind}")
    assert hit.score >= THRESHOLD and hit.start is not None and hit.end is not None
    slot = str(hit.reason.params["slot"])
    replaced = case_values.with_slot(answer, hit.start, hit.end, slot)
    assert slot in case_values.SLOTS[kind] and slot in replaced
    assert "case_value" not in said("신청은 어떻게 되었나요?", replaced)


@pytest.mark.parametrize("answer", EVERYONE)
def test_a_value_that_holds_for_everyone_is_left_alone(answer: str) -> None:
    assert "case_value" not in said("신청 처리는 어떻게 됩니까?", answer)


GROUNDED = [
    ("언제부터 객실에 들어가나요?", "15시부터 들어갈 수 있습니다.", STAY),
    ("객실에 늦게 나가면 얼마를 더 내나요?", "120분에 20,000원입니다.", STAY),
    ("How old must a child be to swim alone?", "Fourteen.", POOL),
    ("Who needs company at the pool?", "Everybody younger than 14 needs an adult.", POOL),
]
UNGROUNDED = [
    ("numbers_not_found", "언제부터 객실에 들어가나요?", "오후 4시부터 들어갈 수 있습니다.", STAY),
    ("numbers_not_found", "늦게 나가면 얼마인가요?", "2일에 2만 원을 냅니다.", STAY),
    ("off_passage", "객실에 무엇이 있나요?", "벽난로 옆에 고양이 화장실과 피아노가 놓여 있습니다.", STAY),
    ("off_passage", "What else is at the spa desk?", "A parrot sells postcards and umbrellas.", POOL),
    ("refusal", "객실은 몇 시까지 비웁니까?", "죄송하지만 안내해 드리기 어렵습니다.", STAY),
    ("refusal", "When does the pool close?", "I'm sorry, I cannot answer that.", POOL),
    ("truncated", "객실 안내를 해 주세요.", "객실은 오후 3시부터 들어갈 수 있고 오전 11시까지 비", STAY),
    ("truncated", "What are the rules?", "Guests under 14 need an adult with th", POOL),
    ("repeats_question", "객실을 언제 비웁니까?", "객실을 비우는 때에 객실을 비웁니다.", STAY),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "passage"), GROUNDED)
def test_an_answer_in_other_words_and_units_is_grounded(
    question: str, answer: str, passage: str
) -> None:
    assert said(question, answer, passage) == set()


@pytest.mark.parametrize(("check", "question", "answer", "passage"), UNGROUNDED)
def test_an_answer_that_its_passage_does_not_give_is_found(
    check: str, question: str, answer: str, passage: str
) -> None:
    assert check in said(question, answer, passage)


def test_refusing_what_cannot_be_answered_is_right() -> None:
    assert said("사장의 나이는?", "답변을 찾을 수 없습니다.", STAY, answerable=False) == set()
    assert "refusal" not in said(
        "가격을 깎을 수 있나요?", "환불하면 할인은 받을 수 없습니다.", STAY
    )


@pytest.mark.parametrize(
    "text",
    ["네 네 네 네 네 네", "<br>3시<br/>", "ê°ì¤ì", "15 â‚¬", "보 험 금 은 언 제", "caf\\u00e9"],
)
def test_broken_text_is_found(text: str) -> None:
    assert "broken_text" in said("객실은 언제 비웁니까?", f"{text} 안내")


def test_another_language_than_the_question_s_is_found_also_a_third_one() -> None:
    assert "wrong_language" in said("객실은 언제 비웁니까?", "チェックアウトは11時です。")
    assert "wrong_language" in said(
        "When is breakfast?", "El desayuno se sirve hasta las once los fines de semana."
    )


# ---- in view of the project ----------------------------------------------------------------------

ROOMS = ("객실", "수영장", "식당", "주차장", "회의실", "사우나", "로비", "정원")
TIMES = ("열립니까", "닫습니까", "붐빕니까", "청소합니까", "예약합니까")


def hotel(rows: int = 240) -> list[Subject]:
    """A project about a hotel."""
    draw = random.Random(5)
    return [
        Subject(
            question=f"호텔 {draw.choice(ROOMS)}은 몇 시에 {draw.choice(TIMES)}?",
            answer=f"호텔 {draw.choice(ROOMS)} 안내: 투숙객은 {draw.randrange(6, 23)}시에 이용합니다.",
        )
        for _ in range(rows)
    ]


def beside(subject: Subject, statistics: Statistics) -> dict[str, float]:
    return {hit.check: hit.score for hit in examine(subject, statistics)}


def test_a_row_of_another_trade_is_off_topic_and_an_odd_one_of_this_trade_is_not() -> None:
    noise = [
        Subject(question="아파트 분양권 전매 제한은 언제 풀립니까?", answer="조정지역 아파트 분양권은 3년 뒤 풀립니다."),
        Subject(question="아파트 분양권 청약 자격은 무엇입니까?", answer="조정지역 아파트 무주택자가 청약합니다."),
        Subject(question="아파트 전세 보증금은 언제 받습니까?", answer="조정지역 아파트 전세 만기에 받습니다."),
    ]  # fmt: skip
    statistics = gathered([*hotel(), *noise])
    assert all(beside(row, statistics).get("off_topic", 0) >= THRESHOLD for row in noise)
    odd = Subject(
        question="호텔 수영장에 튜브를 가져가도 됩니까?", answer="투숙객은 튜브를 가져가도 됩니다."
    )
    assert beside(odd, statistics).get("off_topic", 0) < THRESHOLD
    assert all(beside(row, statistics).get("off_topic", 0) < THRESHOLD for row in hotel())


def test_an_answer_far_longer_than_the_others_is_an_outlier_of_its_category() -> None:
    statistics = gathered(hotel())
    usual, long = hotel(1)[0], "투숙객은 이용합니다. " * 40
    assert "length_outlier" not in beside(usual, statistics)
    assert beside(usual.model_copy(update={"answer": long}), statistics)["length_outlier"] >= 0.5
    essays = [r.model_copy(update={"answer": long, "category": "essay"}) for r in hotel(40)]
    of_category = gathered([*hotel(), *essays])
    assert "length_outlier" not in beside(essays[0], of_category)


def test_where_answers_end_as_sentences_one_that_does_not_was_cut() -> None:
    cut = Subject(
        question="호텔 로비는 몇 시에 닫습니까?", answer="호텔 로비 안내: 투숙객은 언제나 이용 시간"
    )
    assert beside(cut, gathered(hotel()))["truncated"] >= THRESHOLD
    assert "truncated" not in {hit.check for hit in examine(cut)}


def test_what_is_known_of_a_project_does_not_depend_on_the_order_of_its_rows() -> None:
    rows = [*hotel(60), *(s.model_copy(update={"passage": POOL}) for s in hotel(5))]
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)
    one, other = gathered(rows), gathered(shuffled)
    assert [examine(row, one) for row in rows] == [examine(row, other) for row in rows]
    assert one.lengths == other.lengths


def test_few_rows_have_no_distribution() -> None:
    few = hotel(10)
    long = " ".join(f"{number}호실에서 이용합니다." for number in range(60))
    assert beside(few[0].model_copy(update={"answer": long}), gathered(few)) == {}
