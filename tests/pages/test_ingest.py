"""The page of documents: the library, and one document beside what was read of it."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO, cast

import pytest
from streamlit.testing.v1 import AppTest

from tests.ingest.pdfs import A4, Page, build, manual
from tests.ingest.test_pdf import encrypted
from tests.pages.conftest import OpenPage
from workbench import jobs
from workbench.access import Actor
from workbench.ingest import chunk_service, correction_service, service
from workbench.records import ChunkParams, Document, Project, Recognition
from workbench.workspace import Workspace

CSV = "질문,답변\n<b>무엇</b>인가요?,이것입니다.\n언제인가요?,내일입니다.\n".encode()


def mixed() -> bytes:
    scan, text = Page(), Page()
    scan.picture(0, 0, *A4)
    text.text(60, 100, "읽을 수 있는 쪽에는 이렇게 글자가 충분히 있다.")
    return build([text, scan])


@pytest.fixture
def documents(workspace: Workspace, project: Project, curator: Actor) -> dict[str, str]:
    """Name -> id of a manual, pairs, and a file with a page that is only an image."""
    files = {"매뉴얼.pdf": manual(3), "faq.csv": CSV, "스캔.pdf": mixed()}
    uploads = [(name, cast(BinaryIO, io.BytesIO(data))) for name, data in files.items()]
    batch = service.add_documents(workspace, curator, project.id, uploads, "internal")
    ids = {document.name: document.id for document in batch.added}
    job = service.start_ingest(workspace, curator, project.id, list(ids.values()))
    jobs.run_here(workspace, project.id, job.id)
    return ids


def shown(at: AppTest) -> str:
    elements = [*at.markdown, *at.caption, *at.title, *at.warning, *at.error, *at.success, *at.info]
    return "\n".join(str(element.value) for element in elements)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_empty_library_offers_to_upload(
    open_page: OpenPage, project: Project, language: str
) -> None:
    at = open_page("ingest", project, language=language)
    assert not at.error
    assert "ingest." not in shown(at)
    assert [button.label for button in at.main.button if button.proto.is_form_submitter]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_library_lists_documents_with_what_came_out_of_them(
    open_page: OpenPage, project: Project, documents: dict[str, str], language: str
) -> None:
    at = open_page("ingest", project, language=language)
    assert not at.error
    assert "ingest." not in shown(at)
    table = at.dataframe[0].value
    assert list(table.iloc[:, 0]) == ["스캔.pdf", "faq.csv", "매뉴얼.pdf"]
    assert list(table.iloc[:, 5]) == [1, 2, 3]
    assert table.iloc[0, 8] and not table.iloc[2, 8]


def test_filters_are_in_the_url(
    open_page: OpenPage, project: Project, documents: dict[str, str]
) -> None:
    at = open_page("ingest", project, q="faq")
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["faq.csv"]
    at = open_page("ingest", project, status="failed")
    assert not at.dataframe


def test_an_upload_is_taken_in_and_its_reading_starts(
    open_page: OpenPage, workspace: Workspace, project: Project, curator: Actor
) -> None:
    at = open_page("ingest", project, actor=curator)
    at.file_uploader[0].set_value([("a.csv", CSV, "text/csv"), ("b.pdf", b"", "application/pdf")])
    at.main.button[0].click().run()
    assert not at.exception
    assert len(at.success) == 1
    assert "b.pdf" in at.error[0].value
    ((row,), _) = service.list_documents(workspace, curator, project.id)
    assert (row.document.name, row.document.level) == ("a.csv", "confidential")
    assert jobs.recent_jobs(workspace, project.id)[0].kind == "ingest"


def test_a_viewer_may_look_but_not_upload(
    open_page: OpenPage, project: Project, documents: dict[str, str], viewer: Actor
) -> None:
    at = open_page("ingest", project, actor=viewer)
    assert not at.file_uploader
    assert len(at.dataframe) == 1
    at = open_page("ingest", project, actor=viewer, document=documents["매뉴얼.pdf"])
    assert not at.error
    assert not at.main.button


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", ["매뉴얼.pdf", "faq.csv", "스캔.pdf"])
@pytest.mark.parametrize("tab", ["", "tables", "chunks", "problems"])
def test_every_part_of_a_document_opens(
    open_page: OpenPage,
    project: Project,
    documents: dict[str, str],
    name: str,
    tab: str,
    language: str,
) -> None:
    query = {"tab": tab} if tab else {}
    at = open_page("ingest", project, language=language, document=documents[name], **query)
    assert not at.error
    assert "ingest." not in shown(at)


def test_text_of_a_document_is_shown_as_text(
    open_page: OpenPage, project: Project, documents: dict[str, str]
) -> None:
    at = open_page("ingest", project, document=documents["faq.csv"], tab="chunks")
    assert r"\<b\>무엇" in shown(at)


def test_what_was_not_read_is_named_with_a_link_to_its_place(
    open_page: OpenPage, project: Project, documents: dict[str, str]
) -> None:
    at = open_page("ingest", project, document=documents["스캔.pdf"], tab="problems")
    assert "2쪽은 그림뿐" in at.warning[0].value
    links = [link.proto.label for link in at.main.get("page_link")]
    assert any(label.startswith("2쪽") for label in links)


def test_a_document_of_another_project_is_not_found(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    documents: dict[str, str],
    curator: Actor,
) -> None:
    from workbench.projects import create_project

    other = create_project(workspace, curator, "다른 프로젝트")
    at = open_page("ingest", other, document=documents["매뉴얼.pdf"])
    assert len(at.error) == 1


def test_the_payload_of_the_browser_holds_places_not_markup(
    workspace: Workspace, project: Project, documents: dict[str, str], curator: Actor
) -> None:
    from workbench.ui.page_view import payload

    found = service.elements(workspace, curator, project.id, documents["매뉴얼.pdf"], 1)
    table = next(payload(element) for element in found if element.kind == "table")
    assert [cell["text"] for cell in table["table"][0]] == ["등급", "보고 시한", "대상"]
    assert all(cell["header"] for cell in table["table"][0])
    assert len(table["box"]) == 4


def test_a_file_of_the_same_name_is_offered_as_a_newer_edition_and_read_as_one(
    open_page: OpenPage, workspace: Workspace, project: Project, documents: dict[str, str]
) -> None:
    at = open_page("ingest", project)
    at.file_uploader[0].set_value([("faq.csv", CSV + b"a,b\n", "text/csv")])
    at.main.button[0].click().run()
    assert not at.exception
    assert "faq.csv" in shown(at)
    labels = {button.label: button for button in at.main.button}
    labels["새 판으로 교체"].click().run()
    assert not at.exception
    job = jobs.recent_jobs(workspace, project.id)[0]
    assert jobs.run_here(workspace, project.id, job.id).state == "done"
    at = open_page("ingest", project, document=documents["faq.csv"])
    assert "이전 판" in shown(at)
    assert not [button for button in at.main.button if button.label == "다시 읽기"]
    at = open_page("ingest", project, status="superseded")
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["faq.csv"]
    newest = job.parameters["document_ids"][0]
    at = open_page("ingest", project, document=newest, tab="history")
    assert not at.error
    assert "사용 중" in shown(at)


def test_a_correction_is_saved_shown_as_pending_and_undone(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    documents: dict[str, str],
    curator: Actor,
) -> None:
    found, _ = service.element_list(workspace, curator, project.id, documents["매뉴얼.pdf"])
    element = next(each for each in found if each.kind == "paragraph")
    at = open_page("ingest", project, document=documents["매뉴얼.pdf"], at="1", element=element.id)
    at.text_area[0].set_value("고친 문장이다.")
    next(b for b in at.main.button if b.label == "저장").click().run()
    assert not at.exception and not at.error
    assert "손으로 고친 1건" in shown(at)
    assert service.element(workspace, curator, project.id, element.id).text == "고친 문장이다."
    next(b for b in at.main.button if b.label == "단락 다시 나누기").click().run()
    job = jobs.recent_jobs(workspace, project.id)[0]
    assert job.kind == "rechunk"
    assert jobs.run_here(workspace, project.id, job.id).state == "done"
    at = open_page("ingest", project, document=documents["매뉴얼.pdf"], tab="history")
    next(b for b in at.main.button if b.label == "되돌리기").click().run()
    assert service.element(workspace, curator, project.id, element.id).text == element.text


def test_a_page_is_left_out_and_taken_in_again(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    documents: dict[str, str],
) -> None:
    at = open_page("ingest", project, document=documents["매뉴얼.pdf"], at="2")
    next(b for b in at.main.button if b.label == "이 쪽 제외").click().run()
    assert not at.exception and not at.error
    assert [b for b in at.main.button if b.label == "이 쪽 다시 포함"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_other_sizes_show_a_preview_before_they_are_applied(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    documents: dict[str, str],
    language: str,
    curator: Actor,
) -> None:
    document = documents["매뉴얼.pdf"]
    before = service.chunks(workspace, curator, project.id, document)
    at = open_page("ingest", project, language=language, document=document, tab="chunks")
    most, target, _ = at.slider
    target.set_value(50)
    most.set_value(50).run()
    assert not at.exception and not at.error
    assert "ingest." not in shown(at)
    apply = next(b for b in at.main.button if b.key == "apply-document")
    assert service.chunks(workspace, curator, project.id, document) == before
    apply.click().run()
    job = jobs.recent_jobs(workspace, project.id)[0]
    assert jobs.run_here(workspace, project.id, job.id).state == "done"
    found, total = service.chunks(workspace, curator, project.id, document)
    assert total > before[1]
    assert all(chunk.tokens <= 50 for chunk in found)
    changed = service.document(workspace, curator, project.id, document)
    assert changed.chunk_params == ChunkParams(target=50, max=50)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_stale_is_listed_on_every_page(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    documents: dict[str, str],
    curator: Actor,
    engineer: Actor,
    language: str,
) -> None:
    from tests.export.test_service import freeze
    from tests.ingest.test_living import approved, trained

    document = documents["매뉴얼.pdf"]
    chunk = service.chunks(workspace, curator, project.id, document)[0][0]
    for _ in range(3):
        approved(workspace, project, chunk)
    version = freeze(workspace, engineer, project.id)
    _, system = trained(workspace, project, version.id)
    correction_service.exclude_page(workspace, curator, project.id, document, 1, True)
    job = chunk_service.start_rechunk(workspace, curator, project.id, [document])
    assert jobs.run_here(workspace, project.id, job.id).result["stale"] == 3
    at = open_page("ingest", project, language=language, document=document, tab="stale")
    assert not at.error and "ingest." not in shown(at)
    assert len(at.dataframe[0].value) == 3
    labels = [link.proto.label for link in at.main.get("page_link")]
    assert any("v1" in label for label in labels) and any("학습 1" in label for label in labels)
    word = {"ko": "갱신", "en": "tale"}[language]
    for page, query in (
        ("overview", {}),
        ("export", {}),
        ("export", {"version": "1"}),
        ("train", {"run": "1"}),
        ("answer", {"system": system.id}),
        ("review", {"tab": "search", "stale": "1"}),
    ):
        at = open_page(page, project, language=language, **query)
        assert not at.error, page
        links = " ".join(link.proto.label for link in at.main.get("page_link"))
        if page == "review":
            assert len(at.dataframe[0].value) == 3
        else:
            assert word in shown(at) + links, page


def test_thousands_of_documents_are_listed_a_page_at_a_time_and_levelled_at_once(
    open_page: OpenPage, workspace: Workspace, project: Project, curator: Actor
) -> None:
    from storage import schema
    from storage.database import insert

    made = [
        Document(
            id=f"{n:026d}",
            project_id=project.id,
            name=f"{'보안' if n % 2 else '요금'} {n}.csv",
            sha256=f"{n:064d}",
            media_type="text/csv",
            size=1,
            level="internal",
            status="failed" if n % 100 == 0 else "ready",
            created_at=workspace.clock(),
            created_by="kim",
        )
        for n in range(2000)
    ]
    for start in (0, 1000):
        with workspace.db.write() as connection:
            insert(connection, schema.documents, made[start : start + 1000])
    at = open_page("ingest", project, actor=curator, page="40")
    table = at.dataframe[0].value
    assert len(table) == 50
    assert table.iloc[-1, 0] == "요금 0.csv"
    at = open_page("ingest", project, actor=curator, q="보안", status="ready")
    assert "1,000" in shown(at)
    at.selectbox(key="level-all-new").set_value("confidential")
    submit = [b for b in at.main.button if b.label == "적용"]
    submit[0].click().run()
    assert not at.exception and not at.error
    ids = service.document_ids(workspace, curator, project.id, level="confidential")
    assert len(ids) == 1000


@pytest.mark.parametrize("tab", ["content", "tables", "chunks", "problems"])
def test_documents_without_pages_open_with_their_tables_and_places(
    open_page: OpenPage, workspace: Workspace, project: Project, curator: Actor, tab: str
) -> None:
    from tests.ingest.test_hangul import as_hwp

    uploads = [("문서.hwp", cast(BinaryIO, io.BytesIO(as_hwp())))]
    batch = service.add_documents(workspace, curator, project.id, uploads, "internal")
    job = service.start_ingest(workspace, curator, project.id, [batch.added[0].id])
    jobs.run_here(workspace, project.id, job.id)
    at = open_page("ingest", project, document=batch.added[0].id, tab=tab)
    assert not at.exception
    assert not at.error
    said = shown(at)
    assert "ingest." not in said
    assert "0쪽" not in said
    (tabs,) = (each for each in at.main.radio if "단락" in each.options)
    assert tabs.options[:2] == ["읽은 내용", "표"]
    assert tabs.value == tab


def test_an_encrypted_document_asks_for_its_password(
    workspace: Workspace, project: Project, curator: Actor, open_page: OpenPage
) -> None:
    upload = ("잠긴 문서.pdf", cast(BinaryIO, io.BytesIO(encrypted("k7Qz9"))))
    batch = service.add_documents(workspace, curator, project.id, [upload], "internal")
    document = batch.added[0].id
    first = service.start_ingest(workspace, curator, project.id, [document])
    jobs.run_here(workspace, project.id, first.id)
    page = open_page("ingest", document=document)
    next(i for i in page.text_input if i.label == "PDF 암호").set_value("k7Qz9")
    next(b for b in page.button if b.label == "열어서 읽기").click()
    page.run()
    assert not page.exception
    started = jobs.recent_jobs(workspace, project.id)
    waiting = [job for job in started if job.id != first.id]
    jobs.run_here(workspace, project.id, waiting[0].id)
    assert service.document(workspace, curator, project.id, document).status == "ready"


def read(
    workspace: Workspace, project: Project, curator: Actor, name: str, data: bytes
) -> Document:
    upload = (name, cast(BinaryIO, io.BytesIO(data)))
    (document,) = service.add_documents(workspace, curator, project.id, [upload]).added
    job = service.start_ingest(workspace, curator, project.id, [document.id])
    jobs.run_here(workspace, project.id, job.id)
    return service.document(workspace, curator, project.id, document.id)


def test_a_link_to_an_element_opens_the_part_of_the_list_it_stands_in(
    workspace: Workspace, project: Project, curator: Actor, open_page: OpenPage
) -> None:
    lines = "\n\n".join(f"{n}번 창고의 문은 저녁 여섯 시에 닫습니다." for n in range(120))
    document = read(workspace, project, curator, "창고.md", f"# 창고\n\n{lines}\n".encode())
    found, _ = service.element_list(workspace, curator, project.id, document.id, limit=200)
    at = open_page("ingest", project, document=document.id, element=found[110].id)
    assert not at.exception
    assert "101–121" in shown(at)


def test_an_archive_lists_its_documents_and_they_name_it(
    workspace: Workspace, project: Project, curator: Actor, open_page: OpenPage
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in (1, 2):
            archive.writestr(f"도움말/{n}장.html", f"<h1>{n}장 설치</h1><p>전원을 켭니다.</p>")
    document = read(workspace, project, curator, "도움말.zip", packed.getvalue())

    def links(document_id: str) -> list[str]:
        at = open_page("ingest", project, document=document_id)
        assert not at.exception
        return [link.proto.label for link in at.main.get("page_link")]

    assert {"도움말/1장.html", "도움말/2장.html"} <= set(links(document.id))
    inside = service.inside(workspace, curator, project.id, document.id)
    assert "도움말.zip 안에서 찾은 문서" in links(inside[0].id)


def test_rows_lead_to_their_import_with_that_document_chosen(
    documents: dict[str, str], project: Project, open_page: OpenPage
) -> None:
    at = open_page("ingest", project, document=documents["faq.csv"])
    (link,) = (each for each in at.main.get("page_link") if "예시로" in each.proto.label)
    assert f"document={documents['faq.csv']}" in link.proto.query_string
    at = open_page("augment", project, tab="import", document=documents["faq.csv"])
    assert not at.exception
    assert documents["faq.csv"] in [each.value for each in at.main.selectbox]
    manual = open_page("ingest", project, document=documents["매뉴얼.pdf"])
    assert not [each for each in manual.main.get("page_link") if "예시로" in each.proto.label]


def test_captions_are_no_problems_and_doubtful_words_are(
    documents: dict[str, str],
    workspace: Workspace,
    project: Project,
    curator: Actor,
    open_page: OpenPage,
) -> None:
    from storage import elements as element_rows

    at = open_page("ingest", project, document=documents["매뉴얼.pdf"], tab="problems")
    assert "알려진 문제가 없습니다." in shown(at)
    assert len(at.main.get("page_link")) == 1, "the way back to the library, and no caption"

    document_id = documents["매뉴얼.pdf"]
    (element, *_), _ = service.element_list(
        workspace, curator, project.id, document_id, ("paragraph",)
    )
    recognised = element.model_copy(
        update={"recognition": Recognition(confidence=0.7, doubtful=((0, 2),))}
    )
    with workspace.db.write() as connection:
        element_rows.drop(connection, document_id, [element.id])
        element_rows.add(connection, [recognised])
    at = open_page("ingest", project, document=document_id, tab="problems")
    assert "인식이 불확실한 낱말이 있는 요소 1" in "\n".join(each.value for each in at.subheader)


def test_a_file_of_an_unknown_kind_is_refused_by_us_in_words(
    open_page: OpenPage, project: Project
) -> None:
    at = open_page("ingest", project)
    at.file_uploader[0].set_value([("옛 문서.doc", b"\xd0\xcf\x11\xe0 old", "application/msword")])
    next(b for b in at.main.button if b.proto.is_form_submitter).click()
    at.run()
    assert "DOCX로 저장한 뒤 올리십시오" in at.error[0].value
