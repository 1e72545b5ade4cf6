"""Documents that change: newer editions, corrections by hand, other chunk sizes, and what becomes
stale by them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.export.test_service import freeze
from workbench import jobs, staleness
from workbench.access import Actor
from workbench.answer import index_service
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.ingest import (
    chunk_service,
    correction_service,
    edition_service,
    read_service,
    service,
)
from workbench.ingest.correction_service import ElementChange
from workbench.ingest.parsed import ParsedElement, ParsedPage
from workbench.projects import overview
from workbench.records import (
    Chunk,
    ChunkParams,
    ConfidentialityLevel,
    Decision,
    Document,
    Example,
    ExampleRevision,
    Project,
    Slot,
    System,
    TrainingRun,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

FIRST = """# 출입 관리
## 방문자
방문자는 안내데스크에서 방문증을 받는다.
방문증은 퇴실할 때 반납한다.
## 열쇠
열쇠는 보안팀이 보관한다.
분실하면 10분 안에 신고한다.
## 기록
출입 기록은 3년 동안 보관한다.
"""
SECOND = FIRST.replace("10분", "30분").replace("## 기록", "## 출입 기록")


class Files:
    """Reading without a child process: headings by `#`, a line an element, a page a heading."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.notices: list[Any] = []
        self.attached: list[Any] = []
        self.readable = True
        self.pages = [
            ParsedPage(number=n + 1, width=100, height=100)
            for n in range(sum(1 for line in text.splitlines() if line.startswith("## ")) + 1)
        ]

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def image(self, _number: int) -> None:
        return None

    def elements(self) -> list[ParsedElement]:
        path: list[str] = []
        made: list[ParsedElement] = []
        page = 1
        for line in self.text.splitlines():
            level = len(line) - len(line.lstrip("#"))
            text = line.strip("# ")
            page += level == 2
            if level:
                path = path[: level - 1]
            made.append(
                ParsedElement(
                    kind="heading" if level else "paragraph",
                    text=text,
                    level=level or None,
                    page=page,
                    section_path=tuple(path),
                )
            )
            if level:
                path.append(text)
        return made


@pytest.fixture
def ws(any_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    def read(path: Any, *_: object, **__: object) -> Files:
        return Files(path.read_text(encoding="utf-8").partition("\n")[2])

    monkeypatch.setattr(read_service, "parse", read)
    return any_workspace


def take_in(
    ws: Workspace,
    actor: Actor,
    project: Project,
    text: str,
    name: str = "매뉴얼.csv",
    level: ConfidentialityLevel = "internal",
) -> Document:
    stream = cast(BinaryIO, io.BytesIO(f"제목,본문\n{text}".encode()))
    return service.add_documents(ws, actor, project.id, [(name, stream)], level).added[0]


def read_in(ws: Workspace, actor: Actor, project: Project, text: str, **more: Any) -> Document:
    document = take_in(ws, actor, project, text, **more)
    job = service.start_ingest(ws, actor, project.id, [document.id])
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    return service.document(ws, actor, project.id, document.id)


def superseded(
    ws: Workspace, actor: Actor, project: Project, old: Document, text: str, **more: Any
) -> Document:
    document = take_in(ws, actor, project, text, **more)
    job = edition_service.supersede(ws, actor, project.id, document.id, old.id)
    ended = jobs.run_here(ws, project.id, job.id)
    assert ended.state == "done", ended.error
    return service.document(ws, actor, project.id, document.id)


def rechunked(
    ws: Workspace, actor: Actor, project: Project, document: Document, params: Any = None
) -> None:
    job = chunk_service.start_rechunk(ws, actor, project.id, [document.id], params)
    assert jobs.run_here(ws, project.id, job.id).state == "done"


def chunk_of(ws: Workspace, actor: Actor, project: Project, document: Document, word: str) -> Chunk:
    found, _ = service.chunks(ws, actor, project.id, document.id, limit=500)
    return next(chunk for chunk in found if word in chunk.text)


def element_of(ws: Workspace, actor: Actor, project: Project, document: Document, word: str) -> Any:
    found, _ = service.element_list(ws, actor, project.id, document.id, limit=500)
    return next(element for element in found if word in element.text)


def approved(ws: Workspace, project: Project, chunk: Chunk) -> str:
    """An approved example of a chunk."""
    example_id, revision_id, slot_id = new_id(), new_id(), new_id()
    now = ws.clock()
    example = Example(
        id=example_id,
        project_id=project.id,
        document_id=chunk.document_id,
        chunk_id=chunk.id,
        origin="drafted",
        model="rules",
        status="approved",
        category="사실",
        style="존댓말",
        revision_id=revision_id,
        content_hash=content_hash(example_id),
        created_at=now,
        created_by="kim",
    )
    revision = ExampleRevision(
        id=revision_id,
        project_id=project.id,
        example_id=example_id,
        number=1,
        question=f"{chunk.section_path[-1]}에 대해 {example_id}은 무엇입니까?",
        answer=f"{chunk.text} {example_id}",
        evidence_quote=chunk.text.splitlines()[0],
        editor="kim",
        created_at=now,
    )
    slot = Slot(id=slot_id, project_id=project.id, example_id=example_id, rank=1, done=True)
    decision = Decision(
        id=new_id(),
        key=new_id(),
        project_id=project.id,
        slot_id=slot_id,
        example_id=example_id,
        revision_id=revision_id,
        reviewer="lee",
        action="approve",
        at=now,
    )
    from storage.database import insert

    with ws.db.write() as connection:
        insert(connection, s.examples, example)
        insert(connection, s.example_revisions, revision)
        insert(connection, s.slots, slot)
        insert(connection, s.decisions, decision)
    return example_id


def example_row(ws: Workspace, example_id: str) -> Any:
    with ws.db.read() as connection:
        query = sa.select(s.examples).where(s.examples.c.id == example_id)
        return connection.execute(query).one()


def trained(ws: Workspace, project: Project, version_id: str) -> tuple[TrainingRun, System]:
    """A run of a version and the system that came out of it."""
    from storage import runs, systems

    now = ws.clock()
    system_id = new_id()
    run = TrainingRun(
        id=new_id(),
        project_id=project.id,
        number=0,
        version_id=version_id,
        base_model="tiny",
        method="full",
        parameters={},
        state="done",
        system_id=system_id,
        created_at=now,
        created_by="park",
    )
    with ws.db.write() as connection:
        run = runs.add(connection, run)
        system = System(
            id=system_id,
            project_id=project.id,
            name="학습 1",
            kind="peft",
            run_id=run.id,
            created_at=now,
            created_by="park",
        )
        systems.add(connection, system)
    return run, system


def test_a_superseded_manual_makes_its_example_version_and_model_stale(
    ws: Workspace, project: Project, curator: Actor, engineer: Actor
) -> None:
    old = read_in(ws, curator, project, FIRST)
    kept = approved(ws, project, chunk_of(ws, curator, project, old, "방문증"))
    renamed = approved(ws, project, chunk_of(ws, curator, project, old, "3년"))
    hit = approved(ws, project, chunk_of(ws, curator, project, old, "10분"))
    version = freeze(ws, engineer, project.id)
    run, system = trained(ws, project, version.id)
    assert staleness.of_project(ws, curator, project.id).is_empty
    before = {e.id for e in service.element_list(ws, curator, project.id, old.id, limit=99)[0]}
    index_service.make_index(ws, project.id)

    new = superseded(ws, curator, project, old, SECOND)
    assert new.supersedes == old.id
    marks = {each: example_row(ws, each).stale for each in (kept, renamed, hit)}
    assert marks == {kept: False, renamed: False, hit: True}
    assert example_row(ws, kept).document_id == new.id
    assert example_row(ws, hit).document_id == old.id

    found = staleness.of_document(ws, curator, project.id, new.id)
    assert found.examples == 1
    assert [(each.version.id, each.rows, each.total) for each in found.versions] == [
        (version.id, 1, 3)
    ]
    assert [each.id for each in found.runs] == [run.id]
    assert [each.id for each in found.systems] == [system.id]
    (listed,) = staleness.examples_of_document(ws, curator, project.id, new.id)
    assert (listed.id, listed.section_path[-1]) == (hit, "열쇠")
    assert staleness.stale_rows(ws, curator, project.id, [version]) == {version.id: 1}
    assert staleness.stale_run_ids(ws, curator, project.id, [run]) == {run.id}
    assert overview(ws, curator, project.id).stale == 1

    after = {e.id: e for e in service.element_list(ws, curator, project.id, new.id, limit=99)[0]}
    assert len(before & set(after)) == len(before) - 2, "a line and a heading changed"
    assert len(service.element_list(ws, curator, project.id, old.id, limit=99)[0]) == len(before)
    assert index_service.make_index(ws, project.id) == 3
    rows, total = service.list_documents(ws, curator, project.id)
    assert (total, rows[0].document.id, rows[0].chunks, rows[0].examples) == (1, new.id, 3, 2)
    assert rows[0].stale == 1, "the library shows it where the manual is, not where it was"
    for problem, shown in (("stale", [new.id]), ("any", [new.id]), ("none", [])):
        listed_rows, _ = service.list_documents(
            ws, curator, project.id, problem=cast(service.DocumentProblem, problem)
        )
        assert [row.document.id for row in listed_rows] == shown
    ((row,), _) = service.list_documents(ws, curator, project.id, superseded=True)
    assert (row.document.id, row.superseded_by, row.stale) == (old.id, new.id, 1)
    assert overview(ws, curator, project.id).chunks == 3
    third = superseded(ws, curator, project, new, SECOND + "새 문장이다.\n")
    ((row,), _) = service.list_documents(ws, curator, project.id, problem="stale")
    assert row.document.id == third.id and row.stale >= 1, "over several editions too"


def test_going_back_to_the_first_wording_takes_the_mark_off(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    old = read_in(ws, curator, project, FIRST)
    hit = approved(ws, project, chunk_of(ws, curator, project, old, "10분"))
    second = superseded(ws, curator, project, old, SECOND)
    assert example_row(ws, hit).stale
    third = superseded(ws, curator, project, second, FIRST + "새 문장이다.\n")
    assert not example_row(ws, hit).stale
    assert example_row(ws, hit).document_id == third.id
    line = edition_service.editions(ws, curator, project.id, second.id)
    assert [each.id for each in line] == [old.id, second.id, third.id]
    assert edition_service.superseded_by(ws, curator, project.id, old.id) == second.id


def test_a_kill_while_a_newer_edition_is_stored_is_made_good(
    ws: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = read_in(ws, curator, project, FIRST)
    kept = approved(ws, project, chunk_of(ws, curator, project, old, "방문증"))
    hit = approved(ws, project, chunk_of(ws, curator, project, old, "10분"))
    new = take_in(ws, curator, project, SECOND)
    job = edition_service.supersede(ws, curator, project.id, new.id, old.id)
    places = ("element", "_put_elements", "chunk", "place", "mark")
    targets: dict[str, tuple[Any, str]] = {
        "_put_elements": (read_service, "_put_elements"),
        "element": (read_service.element_rows, "add"),
        "chunk": (chunk_service.chunk_rows, "add"),
        "place": (chunk_service.chunk_rows, "put"),
        "mark": (chunk_service.stale_rows, "mark"),
    }
    for place in places:
        module, name = targets[place]
        act: Callable[..., Any] = getattr(module, name)

        def power_cut(*args: Any, act: Callable[..., Any] = act) -> None:
            act(*args)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(module, name, power_cut)
            read_service._read(ws, project.id, new.id)
        assert service.document(ws, curator, project.id, new.id).status == "queued"
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    assert (example_row(ws, kept).stale, example_row(ws, hit).stale) == (False, True)
    found, total = service.chunks(ws, curator, project.id, new.id)
    assert [chunk.seq for chunk in found] == [0, 1, 2] == list(range(total))
    assert [e.seq for e in service.element_list(ws, curator, project.id, new.id)[0]] == list(
        range(9)
    )


def test_the_same_name_is_offered_as_a_newer_edition(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    old = read_in(ws, curator, project, FIRST)
    take_in(ws, curator, project, "## 다른 것\n다르다.\n", name="다른.csv")
    new = take_in(ws, curator, project, SECOND, level="public")
    (offer,) = edition_service.offers(ws, curator, project.id)
    assert (offer.document.id, offer.older.id) == (new.id, old.id)
    job = edition_service.supersede(ws, curator, project.id, new.id, old.id)
    assert edition_service.offers(ws, curator, project.id) == []
    jobs.run_here(ws, project.id, job.id)
    assert service.document(ws, curator, project.id, new.id).level == "internal"
    with pytest.raises(UserError, match=r"error\.supersede_read"):
        edition_service.supersede(ws, curator, project.id, new.id, old.id)
    later = take_in(ws, curator, project, FIRST + "끝.\n")
    with pytest.raises(UserError, match=r"error\.supersede_target"):
        edition_service.supersede(ws, curator, project.id, later.id, old.id)
    with pytest.raises(NotFound):
        edition_service.supersede(ws, curator, project.id, "x", old.id)


def test_an_earlier_edition_is_raised_with_the_one_that_counts_and_never_lowered(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    old = read_in(ws, curator, project, FIRST)
    new = superseded(ws, curator, project, old, SECOND)

    def levels() -> list[str]:
        line = edition_service.editions(ws, curator, project.id, new.id)
        return [each.level for each in line]

    assert service.set_level(ws, curator, project.id, [new.id], "confidential") == 2
    assert levels() == ["confidential", "confidential"]
    assert service.set_level(ws, curator, project.id, [new.id], "public", "공개 자료") == 1
    assert levels() == ["confidential", "public"]


def test_a_newer_edition_that_cannot_be_read_changes_nothing(
    ws: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = read_in(ws, curator, project, FIRST)
    hit = approved(ws, project, chunk_of(ws, curator, project, old, "10분"))
    new = take_in(ws, curator, project, SECOND)

    def broken(*_: object, **__: object) -> Any:
        raise UserError("error.parser_crashed", name="a.csv")

    monkeypatch.setattr(read_service, "parse", broken)
    job = edition_service.supersede(ws, curator, project.id, new.id, old.id)
    assert jobs.run_here(ws, project.id, job.id).state == "failed"
    assert not example_row(ws, hit).stale
    assert index_service.make_index(ws, project.id) == 3
    assert edition_service.superseded_by(ws, curator, project.id, old.id) is None


def test_corrections_reach_the_chunks_and_can_be_undone(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    document = read_in(ws, curator, project, FIRST)
    hit = approved(ws, project, chunk_of(ws, curator, project, document, "10분"))
    element = element_of(ws, curator, project, document, "10분")
    change = ElementChange(text="분실하면 20분 안에 신고한다.")
    args = (ws, curator, project.id, document.id)
    assert correction_service.correct(*args, element.id, change) == 1
    assert correction_service.correct(*args, element.id, change) == 0
    ((row,), _) = service.list_documents(ws, curator, project.id, problem="pending")
    assert row.document.id == document.id
    rechunked(ws, curator, project, document)
    assert service.list_documents(ws, curator, project.id, problem="pending")[1] == 0
    assert "20분" in chunk_of(ws, curator, project, document, "열쇠").text
    assert example_row(ws, hit).stale
    ((entry,), total) = correction_service.history(*args)
    assert (total, entry.correction.actor, entry.correction.field) == (1, "kim", "text")
    assert entry.correction.read_hash == element.content_hash
    correction_service.undo(ws, curator, project.id, entry.correction.id)
    with pytest.raises(UserError, match=r"error\.correction_not_last"):
        correction_service.undo(ws, curator, project.id, entry.correction.id)
    rechunked(ws, curator, project, document)
    assert not example_row(ws, hit).stale, "the chunk is back, with its example"


def test_a_paragraph_made_a_heading_begins_a_section(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    document = read_in(ws, curator, project, FIRST)
    element = element_of(ws, curator, project, document, "열쇠는 보안팀")
    args = (ws, curator, project.id, document.id)
    correction_service.correct(*args, element.id, ElementChange(kind="heading", level=3))
    rechunked(ws, curator, project, document)
    chunk = chunk_of(ws, curator, project, document, "10분")
    assert chunk.section_path == ("출입 관리", "열쇠", "열쇠는 보안팀이 보관한다.")
    assert element_of(ws, curator, project, document, "10분").section_path == chunk.section_path
    entries, _ = correction_service.history(*args)
    assert {entry.correction.field for entry in entries} == {"kind", "level"}
    assert correction_service.undo(ws, curator, project.id, entries[0].correction.id) == 2
    rechunked(ws, curator, project, document)
    assert chunk_of(ws, curator, project, document, "10분").section_path == ("출입 관리", "열쇠")
    assert element_of(ws, curator, project, document, "보안팀").level is None


def test_an_element_is_moved_and_moved_back(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    document = read_in(ws, curator, project, FIRST)
    args = (ws, curator, project.id, document.id)

    def texts() -> list[str]:
        return [e.text[:2] for e in service.element_list(*args, limit=99)[0]]

    before = texts()
    last = element_of(ws, curator, project, document, "3년")
    key = element_of(ws, curator, project, document, "열쇠는 보안팀")
    correction_service.move(*args, last.id, key.id)
    assert texts() == [*before[:6], before[-1], *before[6:-1]]
    correction_service.move(*args, last.id, None)
    assert texts() == [before[-1], *before[:-1]]
    entries, _ = correction_service.history(*args)
    correction_service.undo(ws, curator, project.id, entries[0].correction.id)
    assert texts() == [*before[:6], before[-1], *before[6:-1]]
    rechunked(ws, curator, project, document)
    assert chunk_of(ws, curator, project, document, "3년").section_path == ("출입 관리", "열쇠")


def test_pages_sections_and_elements_are_left_out_and_taken_in_again(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    document = read_in(ws, curator, project, FIRST)
    args = (ws, curator, project.id, document.id)
    assert correction_service.exclude_page(*args, 2, True) == 1
    assert correction_service.exclude_page(*args, 2, True) == 0
    heading = element_of(ws, curator, project, document, "기록")
    correction_service.correct(*args, heading.id, ElementChange(section=True))
    line = element_of(ws, curator, project, document, "열쇠는")
    correction_service.correct(*args, line.id, ElementChange(excluded=True))
    elements, _ = service.element_list(*args, limit=99)
    out = correction_service.left_out_ids(*args, elements)
    assert {e.text[:2] for e in elements if e.id in out} == {"방문", "기록", "출입", "열쇠"}
    rechunked(ws, curator, project, document)
    found, _ = service.chunks(*args)
    assert [chunk.text for chunk in found] == ["분실하면 10분 안에 신고한다."]
    correction_service.exclude_page(*args, 2, False)
    rechunked(ws, curator, project, document)
    assert [chunk.seq for chunk in service.chunks(*args)[0]] == [0, 1]


def test_corrections_come_along_to_a_newer_edition_and_through_reading_again(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    old = read_in(ws, curator, project, FIRST)
    args = (ws, curator, project.id, old.id)
    line = element_of(ws, curator, project, old, "방문증은")
    correction_service.correct(*args, line.id, ElementChange(text="방문증은 나갈 때 반납한다."))
    gone = element_of(ws, curator, project, old, "10분")
    correction_service.correct(*args, gone.id, ElementChange(excluded=True))
    last = element_of(ws, curator, project, old, "3년")
    correction_service.move(*args, last.id, line.id)
    correction_service.exclude_page(*args, 1, True)
    rechunked(ws, curator, project, old)

    new = superseded(ws, curator, project, old, "# 출입 관리\n" + SECOND.partition("\n")[2])
    elements, _ = service.element_list(ws, curator, project.id, new.id, limit=99)
    texts = [e.text for e in elements]
    assert texts.index("출입 기록은 3년 동안 보관한다.") == 4
    assert texts[3] == "방문증은 나갈 때 반납한다."
    assert elements[4].section_path == ("출입 관리", "방문자")
    state = correction_service.edits(ws, curator, project.id, new.id)
    assert state.pages == {1}
    assert state.excluded == frozenset(), "that line says something else now"
    carried, _ = correction_service.history(ws, curator, project.id, new.id)
    assert {row.correction.actor for row in carried} == {"kim"}
    assert all(row.correction.carried_from for row in carried)

    job = service.read_again(ws, curator, project.id, [new.id])
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    again, _ = service.element_list(ws, curator, project.id, new.id, limit=99)
    assert again == elements


def test_other_sizes_are_previewed_before_anything_changes(
    ws: Workspace, project: Project, curator: Actor, viewer: Actor
) -> None:
    lines = "".join(
        f"{n}번 규정은 모든 직원이 늘 지켜야 하는 중요한 규정이다.\n" for n in range(60)
    )
    document = read_in(ws, curator, project, f"# 규정\n## 모음\n{lines}")
    first, total = service.chunks(ws, curator, project.id, document.id)
    hit = approved(ws, project, first[0])
    small = ChunkParams(target=60, max=120)
    shown = chunk_service.preview_chunks(ws, viewer, project.id, document.id, small)
    assert (shown.now.count, shown.examples, len(shown.gone)) == (total, 1, total)
    assert shown.then.count > total and shown.then.largest <= 120
    assert sum(bar.then for bar in shown.bars) == shown.then.count
    assert service.chunks(ws, curator, project.id, document.id)[0] == first
    rechunked(ws, curator, project, document, small)
    now, _ = service.chunks(ws, curator, project.id, document.id, limit=500)
    assert [c.text for c in now] == [each.chunk.text for each in shown.chunks]
    assert example_row(ws, hit).stale
    again = chunk_service.preview_chunks(ws, viewer, project.id, document.id, small)
    assert again.same == again.then.count and not again.gone
    job = chunk_service.reset_params(ws, curator, project.id, document.id)
    jobs.run_here(ws, project.id, job.id)
    assert service.chunks(ws, curator, project.id, document.id)[0] == first
    assert not example_row(ws, hit).stale


def test_sizes_of_the_project_hold_for_all_that_have_none_of_their_own(
    ws: Workspace, project: Project, curator: Actor
) -> None:
    lines = "".join(
        f"{n}번 규정은 모든 직원이 늘 지켜야 하는 중요한 규정이다.\n" for n in range(40)
    )
    one = read_in(ws, curator, project, f"## 하나\n{lines}", name="1.csv")
    two = read_in(ws, curator, project, f"## 둘\n{lines}", name="2.csv")
    rechunked(ws, curator, project, two, ChunkParams(target=300, max=900))
    job = chunk_service.set_project_params(
        ws, curator, project.id, ChunkParams(target=50, max=100, overlap=20)
    )
    assert jobs.run_here(ws, project.id, job.id).result["documents"] == 1
    sizes = {
        each.id: max(c.tokens for c in service.chunks(ws, curator, project.id, each.id)[0])
        for each in (one, two)
    }
    assert sizes[one.id] <= 100 < sizes[two.id]
    three = read_in(ws, curator, project, f"## 셋\n{lines}", name="3.csv")
    assert three.chunked_with == ChunkParams(target=50, max=100, overlap=20)


def test_many_chunks_change_their_place_in_several_transactions(
    ws: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunk_service, "AT_ONCE", 5)
    body = "".join(f"## 절 {n}\n{n}번째 내용이다.\n" for n in range(40))
    old = read_in(ws, curator, project, body)
    hits = [
        approved(ws, project, c)
        for c in service.chunks(ws, curator, project.id, old.id, limit=99)[0][::10]
    ]
    new = superseded(ws, curator, project, old, "## 머리\n새 내용이다.\n" + body)
    found, total = service.chunks(ws, curator, project.id, new.id, limit=99)
    assert [c.seq for c in found] == list(range(41)) == list(range(total))
    assert not any(example_row(ws, each).stale for each in hits)
    assert service.chunks(ws, curator, project.id, old.id)[1] == 0


def test_a_kill_while_a_document_is_cut_again_is_made_good(
    ws: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunk_service, "AT_ONCE", 3)
    lines = "".join(
        f"{n}번 규정은 모든 직원이 늘 지켜야 하는 중요한 규정이다.\n" for n in range(60)
    )
    document = read_in(ws, curator, project, f"# 규정\n## 모음\n{lines}## 끝\n끝이다.\n")
    chunks, _ = service.chunks(ws, curator, project.id, document.id)
    hit = approved(ws, project, chunks[0])
    kept = approved(ws, project, chunks[-1])
    job = chunk_service.start_rechunk(
        ws, curator, project.id, [document.id], ChunkParams(target=60, max=120)
    )
    for name in ("add", "park", "put", "put"):
        act: Callable[..., Any] = getattr(chunk_service.chunk_rows, name)
        calls: list[int] = []

        def power_cut(*args: Any, act: Callable[..., Any] = act, calls: list[int] = calls) -> None:
            act(*args)
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(chunk_service.chunk_rows, name, power_cut)
            try:
                chunk_service._again(ws, project.id, document.id)
            except KeyboardInterrupt:
                continue
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    found, total = service.chunks(ws, curator, project.id, document.id, limit=500)
    assert [c.seq for c in found] == list(range(total))
    said = " ".join(c.text for c in found)
    assert [said.count(f"{n}번 규정") >= 1 for n in range(60)] == [True] * 60
    assert len({c.text for c in found}) == total
    assert (example_row(ws, hit).stale, example_row(ws, kept).stale) == (True, False)


def test_a_stale_example_that_still_holds_goes_over_to_the_new_passage(
    ws: Workspace, project: Project, curator: Actor, viewer: Actor
) -> None:
    old = read_in(ws, curator, project, FIRST)
    hit = approved(ws, project, chunk_of(ws, curator, project, old, "10분"))
    fresh = approved(ws, project, chunk_of(ws, curator, project, old, "방문증"))
    new = superseded(ws, curator, project, old, SECOND)
    with pytest.raises(NotAllowed):
        staleness.confirm(ws, viewer, project.id, [hit])
    assert staleness.confirm(ws, curator, project.id, [hit, fresh]) == 1
    row = example_row(ws, hit)
    assert (row.stale, row.document_id) == (False, new.id)
    assert row.chunk_id == chunk_of(ws, curator, project, new, "30분").id
    assert staleness.of_document(ws, curator, project.id, new.id).is_empty
    rechunked(ws, curator, project, new)
    assert not example_row(ws, hit).stale


@pytest.mark.parametrize(
    ("params", "error"),
    [
        (ChunkParams(target=10), "error.chunk_sizes"),
        (ChunkParams(target=900, max=800), "error.chunk_sizes"),
        (ChunkParams(max=100_000), "error.chunk_sizes"),
        (ChunkParams(overlap=200), "error.chunk_overlap"),
    ],
)
def test_sizes_that_do_not_go_together_are_refused(
    workspace: Workspace, project: Project, curator: Actor, params: ChunkParams, error: str
) -> None:
    with pytest.raises(UserError, match=error):
        chunk_service.set_project_params(workspace, curator, project.id, params)


def test_roles_and_projects_are_kept_apart(
    ws: Workspace, project: Project, curator: Actor, reviewer: Actor
) -> None:
    from workbench.projects import create_project

    document = read_in(ws, curator, project, FIRST)
    element = element_of(ws, curator, project, document, "10분")
    new = take_in(ws, curator, project, SECOND)
    change = ElementChange(text="x")
    other = create_project(ws, curator, "다른")
    for actor, there, error in ((reviewer, project.id, NotAllowed), (curator, other.id, NotFound)):
        for refused in (
            lambda a=actor, p=there: correction_service.correct(
                ws, a, p, document.id, element.id, change
            ),
            lambda a=actor, p=there: correction_service.move(
                ws, a, p, document.id, element.id, None
            ),
            lambda a=actor, p=there: correction_service.exclude_page(
                ws, a, p, document.id, 1, True
            ),
            lambda a=actor, p=there: chunk_service.start_rechunk(ws, a, p, [document.id]),
            lambda a=actor, p=there: edition_service.supersede(ws, a, p, new.id, document.id),
        ):
            with pytest.raises(error):
                refused()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (ElementChange(kind="table"), "error.kind_fixed"),
        (ElementChange(kind="heading", level=9), "error.heading_level"),
        (ElementChange(text="  "), "error.element_text"),
    ],
)
def test_what_an_element_cannot_be_is_refused(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    change: ElementChange,
    error: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read_service, "parse", lambda *_, **__: Files(FIRST))
    document = read_in(workspace, curator, project, FIRST)
    element = element_of(workspace, curator, project, document, "10분")
    with pytest.raises(UserError, match=error):
        correction_service.correct(workspace, curator, project.id, document.id, element.id, change)


def test_files_of_a_newer_archive_are_told_apart_one_by_one(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    import zipfile

    ws = any_workspace

    def archive(**pages: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            for name, text in pages.items():
                file.writestr(
                    f"{name}.html",
                    f"<html><body><h1>{name}</h1><p>{text}</p></body></html>",
                )
        return out.getvalue()

    def take(data: bytes) -> Document:
        stream = cast(BinaryIO, io.BytesIO(data))
        return service.add_documents(ws, curator, project.id, [("a.zip", stream)]).added[0]

    old = take(archive(same="그대로인 문장이다.", other="열쇠는 3개이다.", gone="옛 문장이다."))
    jobs.run_here(ws, project.id, service.start_ingest(ws, curator, project.id, [old.id]).id)
    rows, _ = service.list_documents(ws, curator, project.id)
    before = {row.document.name: row.document for row in rows}
    made = {
        name: approved(ws, project, service.chunks(ws, curator, project.id, each.id)[0][0])
        for name, each in before.items()
        if each.parent_id
    }
    new = take(archive(same="그대로인 문장이다.", other="열쇠는 4개이다.", more="새 문장이다."))
    job = edition_service.supersede(ws, curator, project.id, new.id, old.id)
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    rows, _ = service.list_documents(ws, curator, project.id)
    after = {row.document.name: row.document for row in rows}
    assert set(after) == {"a.zip", "same.html", "other.html", "more.html"}
    assert after["same.html"].id == before["same.html"].id
    assert {each.parent_id for name, each in after.items() if name != "a.zip"} == {new.id}
    assert after["other.html"].supersedes == before["other.html"].id
    stale = {name: example_row(ws, key).stale for name, key in made.items()}
    assert stale == {"same.html": False, "other.html": True, "gone.html": True}
    newer = edition_service.superseded_by(ws, curator, project.id, before["gone.html"].id)
    assert newer == new.id
