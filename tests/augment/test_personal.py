"""Columns of personal data: suggested by their names, their cells found everywhere afterwards."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from storage import schema as s
from storage.database import insert
from tests.augment.conftest import _chunk, _document, run
from tests.augment.test_importing import rows
from workbench.access import Actor
from workbench.augment import import_service
from workbench.augment.importing import checked, suggest
from workbench.augment.personal import suggested, values_in
from workbench.clean import rule_service
from workbench.errors import UserError
from workbench.finder import finder_for
from workbench.records import Document, Element, Project, new_id
from workbench.workspace import Workspace

COLUMNS = ["고객명", "연락처", "환불 계좌", "질문", "답변"]
SHEET = rows(
    "row",
    COLUMNS,
    [
        "봄내음 고객님",
        "02-345-6789",
        "우리 123-45-678901",
        "언제 옵니까?",
        "봄내음님께 내일 갑니다.",
    ],
    ["나래솔, 다올찬", "없음", "", "무엇을 삽니까?", "나 래 솔 님은 고릅니다."],
    ["김*수", "010-****-1234", "", "왜 늦습니까?", "023456789로 알립니다."],
)


@pytest.fixture
def sheet(any_workspace: Workspace, project: Project) -> Document:
    ws = any_workspace
    document = _document(ws, project, "고객.xlsx", "confidential")
    own = {"project_id": project.id, "document_id": document.id}
    elements: list[Element] = [e.model_copy(update={"id": new_id(), **own}) for e in SHEET]
    chunks = [_chunk(project, document, n, e.text, (e.id,)) for n, e in enumerate(elements)]
    with ws.db.write() as connection:
        insert(connection, s.documents, document)
        insert(connection, s.elements, elements)
        insert(connection, s.chunks, chunks)
    return document


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["고객명", "휴대폰 번호", "상담내용"], {"고객명": "PERSON", "휴대폰 번호": "PHONE"}),
        (["Customer Name", "E-mail", "Phone"],
         {"Customer Name": "PERSON", "E-mail": "EMAIL", "Phone": "PHONE"}),
        (["계좌번호", "배송지", "차량번호"],
         {"계좌번호": "ACCOUNT", "배송지": "ADDRESS", "차량번호": "PLATE"}),
        (["question", "answer", "type", "order no"], {}),
        (["제품명", "주소창", "전화 여부"], {}),
    ],
)  # fmt: skip
def test_columns_are_suggested_by_their_names(columns: list[str], expected: dict[str, str]) -> None:
    assert suggested(columns) == expected


@pytest.mark.parametrize(
    ("span_type", "cell", "expected"),
    [
        ("PERSON", "김민수 고객님", ["김민수"]),
        ("PERSON", "이서연 과장님", ["이서연"]),
        ("PERSON", "김민수, 이서연", ["김민수", "이서연"]),
        ("PERSON", "Jane Smith (VIP)", ["Jane Smith"]),
        ("PERSON", "고객", []),
        ("PERSON", "없음", []),
        ("PERSON", "김*수", []),
        ("PERSON", "고객1", []),
        ("PHONE", "010-1234-5678 / 02-345-6789", ["010-1234-5678", "02-345-6789"]),
        ("PHONE", "1234", []),
        ("PHONE", "010-****-5678", []),
        ("EMAIL", "kim@corp.example", ["kim@corp.example"]),
        ("EMAIL", "메일 없음", []),
        ("ADDRESS", "서울시 가상구 꿈길 12, 3층", ["서울시 가상구 꿈길 12, 3층"]),
        ("ADDRESS", "서울", []),
        ("ACCOUNT", "우리 123-45-678901", ["우리 123-45-678901"]),
    ],
)
def test_what_a_cell_holds(span_type: str, cell: str, expected: list[str]) -> None:
    found, without = values_in(rows("row", ["x"], [cell]), "x", span_type)
    assert (list(found), without) == (expected, int(not expected))


def test_the_pairs_own_columns_are_no_personal_ones() -> None:
    mapping = suggest(COLUMNS)
    assert mapping.personal == {"고객명": "PERSON", "연락처": "PHONE", "환불 계좌": "ACCOUNT"}
    with pytest.raises(UserError) as refused:
        checked(mapping.model_copy(update={"personal": {"답변": "PERSON"}}), COLUMNS)
    assert refused.value.key == "error.import_column_twice"
    with pytest.raises(UserError) as refused:
        checked(mapping.model_copy(update={"personal": {"이름": "PERSON"}}), COLUMNS)
    assert refused.value.key == "error.import_column_unknown"


def test_cells_of_personal_columns_are_found_everywhere_after_the_import(
    any_workspace: Workspace,
    project: Project,
    curator: Actor,
    sheet: Document,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ws = any_workspace
    mapping = import_service.suggest_mapping(ws, curator, project.id, sheet.id)
    with caplog.at_level(logging.DEBUG):
        ended = run(ws, import_service.import_pairs(ws, curator, project.id, sheet.id, mapping))
    assert (ended.result["examples"], ended.result["personal"]) == (3, 5)
    assert rule_service.list_rules(ws, curator, project.id).types == {
        "PERSON": 3, "PHONE": 1, "ACCOUNT": 1
    }  # fmt: skip
    find = finder_for(ws, project)
    for text, value in (
        ("봄내음에게", "봄내음"),
        ("나 래 솔 님은", "나 래 솔"),
        ("023456789로", "023456789"),
        ("12345 678901", "12345 678901"),
    ):
        assert value in [text[x.start : x.end] for x in find(text)]
    with ws.db.read() as connection:
        noted = connection.execute(
            sa.select(s.audit_events.c.counts).where(s.audit_events.c.action == "pii_rules_added")
        ).scalars()
        assert sum(counts["deny"] for counts in noted) == 5
    again = run(ws, import_service.import_pairs(ws, curator, project.id, sheet.id, mapping))
    assert rule_service.list_rules(ws, curator, project.id).total == 5
    with ws.db.read() as connection:
        kept = [
            str(row)
            for table in (s.jobs, s.job_items, s.audit_events, s.pii_rules)
            for row in connection.execute(sa.select(table))
        ]
    for text in (*kept, caplog.text, str(again.result)):
        assert not any(value in text for value in ("봄내음", "나래솔", "02-345-6789", "678901"))


def test_without_personal_columns_nothing_is_listed(
    any_workspace: Workspace, project: Project, curator: Actor, sheet: Document
) -> None:
    ws = any_workspace
    mapping = import_service.suggest_mapping(ws, curator, project.id, sheet.id)
    plain = mapping.model_copy(update={"personal": {}})
    ended = run(ws, import_service.import_pairs(ws, curator, project.id, sheet.id, plain))
    assert ended.result["personal"] == 0
    assert rule_service.list_rules(ws, curator, project.id).total == 0
