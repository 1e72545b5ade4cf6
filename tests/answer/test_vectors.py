"""Vectors: found by meaning, built once and whole, and never another model's."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.answer.embedders import random_bert, synonyms
from tests.cli.conftest import ROOT
from workbench.answer import embedder as embedders
from workbench.answer import vector_building
from workbench.answer.building import Passage, build
from workbench.answer.embedder import Model, named, prepared
from workbench.answer.extract import state_of
from workbench.answer.fusing import fused
from workbench.answer.index import Hit, Index
from workbench.answer.vector_building import build_vectors
from workbench.answer.vectors import Near, Vectors, facts_of, find
from workbench.errors import MissingDependency, UserError

pytestmark = pytest.mark.skipif(not embedders.is_installed(), reason="the extra is not installed")

MANUAL = (
    Passage("password", "비밀번호는 90일마다 바꾼다.", "계정 관리"),
    Passage("card", "출입 카드를 잃어버리면 총무팀에 신고한다.", "출입 통제"),
    Passage("cctv", "영상기록은 30일 이상 보관한다.", "영상감시"),
    Passage("lunch", "휴게실은 열두 시에 연다.", questions=("구내식당 언제",)),
    Passage("strange", "Lorem ipsum dolor."),
    Passage("empty", ""),
)
KILLED = """
import os, signal, sys
from pathlib import Path
from workbench.answer import vector_building as building
building._EMBEDDED_AT_ONCE = 50
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
where, index, root, model = sys.argv[1:]
if where == "embedding":
    embed, rounds = building.Model.passages, []
    def passages(self, texts):
        rounds.append(1)
        return die() if len(rounds) > 2 else embed(self, texts)
    building.Model.passages = passages
else:
    setattr(building, where, die)
building.build_vectors(Path(index), Path(root), model)
"""


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synonyms(tmp_path_factory.mktemp("embedders") / "synonyms")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(MANUAL, tmp_path / "passages.sqlite")
    return tmp_path / "passages.sqlite"


def many(path: Path, number: int = 200) -> Path:
    words = ("비밀번호는", "카드를", "영상기록은", "바꾼다", "보관한다")
    texts = (" ".join([f"{n}", words[n % 5], *[words[n % 3]] * (n % 7)]) for n in range(number))
    build((Passage(f"p{n}", text) for n, text in enumerate(texts)), path)
    return path


def search(index: Path, root: Path, model: Path, question: str, k: int = 3) -> list[Hit]:
    with Index(index) as words:
        found = find(root, words.content)
        assert found is not None
        vectors = Vectors(found[0])
        vector = Model(prepared(str(model))).questions([question])[0]
        weights = words.weights(question)
        hits = fused(words.search(question, 25), vectors.nearest(vector, 25), words, weights, k)
        vectors.close()
    return hits


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("암호 교체", "password"),
        ("사원증 분실", "card"),
        ("녹화물 보존", "cctv"),
        ("점심", "lunch"),
        ("총무팀", "card"),
    ],
)
def test_a_question_finds_its_passage_without_a_word_in_common(
    index: Path, model_folder: Path, tmp_path: Path, question: str, best: str
) -> None:
    built = build_vectors(index, tmp_path / "vectors", str(model_folder))
    assert built.rows == 4  # what the model makes nothing of has no vector
    hits = search(index, tmp_path / "vectors", model_folder, question)
    assert hits[0].passage_id == best
    with Index(index) as words:
        by_words = [hit.passage_id for hit in words.search(question, 3)]
    assert (best in by_words) == (question == "총무팀")


def test_what_only_meaning_finds_is_near_and_never_an_answer(
    index: Path, model_folder: Path, tmp_path: Path
) -> None:
    build_vectors(index, tmp_path / "vectors", str(model_folder))
    [best] = search(index, tmp_path / "vectors", model_folder, "암호 교체", 1)
    assert best.coverage == 0 and best.closeness > 0.9
    assert state_of(best.coverage, closeness=best.closeness) == "near"
    assert state_of(0.0, closeness=0.1) == "not_found"
    assert search(index, tmp_path / "vectors", model_folder, "주차장 요금") == []


def test_both_orders_count_and_the_words_come_first_where_they_are_equal(index: Path) -> None:
    words = [Hit("password", 0.9, 0.9), Hit("card", 0.5, 0.5)]
    near = [Near("cctv", 0.8), Near("card", 0.7), Near("gone", 0.6)]
    with Index(index) as opened:
        hits = fused(words, near, opened, {}, 5)
        assert fused(words, [], opened, {}, 1) == words[:1]
    assert [hit.passage_id for hit in hits] == ["card", "password", "cctv"]
    assert hits[0].score > hits[1].score == hits[2].score
    assert (hits[0].coverage, hits[0].closeness) == (0.5, 0.7)


def test_unrelated_texts_of_a_model_that_finds_all_alike_are_not_close() -> None:
    from workbench.answer.vectors import _closeness

    assert _closeness(0.75, 0.7) < 0.2 and _closeness(0.6, 0.7) == 0 and _closeness(1, 0.7) == 1


def test_only_what_is_new_is_embedded_and_only_one_collection_is_kept(
    index: Path, model_folder: Path, tmp_path: Path
) -> None:
    root = tmp_path / "vectors"
    first = build_vectors(index, root, str(model_folder), instead=True)
    again = build_vectors(index, root, str(model_folder), instead=True)
    assert (first.embedded, again.embedded, again.folder) == (6, 0, first.folder)
    build([*MANUAL[1:], Passage("new", "암호")], tmp_path / "changed.sqlite")
    changed = build_vectors(tmp_path / "changed.sqlite", root, str(model_folder), instead=True)
    assert changed.embedded == 1 and changed.folder != first.folder
    assert not first.folder.exists()
    assert search(tmp_path / "changed.sqlite", root, model_folder, "password")[0].passage_id == (
        "new"
    )


def test_the_order_of_passages_makes_no_other_content(tmp_path: Path) -> None:
    build(MANUAL, tmp_path / "a.sqlite")
    build(MANUAL[:2], tmp_path / "b.sqlite")
    build(MANUAL[::-1], tmp_path / "c.sqlite", start_from=tmp_path / "b.sqlite")
    contents = []
    for name in "abc":
        with Index(tmp_path / f"{name}.sqlite") as index:
            contents.append(index.content)
    assert contents[0] == contents[2] != contents[1]


def test_another_model_is_another_collection(
    index: Path, model_folder: Path, tmp_path: Path
) -> None:
    other = random_bert(tmp_path / "bert", [each.text for each in MANUAL])
    root = tmp_path / "vectors"
    first, second = (build_vectors(index, root, str(folder)) for folder in (model_folder, other))
    assert first.folder != second.folder
    facts = facts_of(second.folder)
    assert facts is not None and (facts.dimension, facts.rows) == (32, 6)
    copied = shutil.copytree(model_folder, tmp_path / "copied")
    assert prepared(str(copied)).identity == prepared(str(model_folder)).identity
    (copied / "config_sentence_transformers.json").write_text('{"prompts": {"query": "q: "}}')
    assert prepared(str(copied)).identity != prepared(str(model_folder)).identity


def test_a_folder_is_read_through_once_and_known_from_then_on(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "known.json"
    assert named(str(model_folder), known) is None
    made = prepared(str(model_folder), known)
    monkeypatch.setattr(embedders, "_content", lambda _folder: pytest.fail("read again"))
    assert named(str(model_folder), known) == prepared(str(model_folder), known) == made
    known.write_text("broken")
    assert named(str(model_folder), known) is None


# ---- builds that are killed, that meet, and that fail ------------------------------------------


def other_process(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("where", "left"), [("embedding", 100), ("_check", 0), ("_flush", 0)])
def test_a_build_that_was_killed_is_completed_by_the_next(
    model_folder: Path, tmp_path: Path, where: str, left: int
) -> None:
    index, root = many(tmp_path / "passages.sqlite"), tmp_path / "vectors"
    killed = other_process(KILLED, where, index, root, model_folder)
    assert killed.wait(timeout=120) == -signal.SIGKILL
    with Index(index) as words:
        assert find(root, words.content) is None
    built = build_vectors(index, root, str(model_folder))
    assert (built.rows, built.embedded) == (200, left)
    assert [path for path in root.iterdir() if path.is_dir()] == [built.folder]


@pytest.mark.slow
def test_of_two_processes_one_builds(model_folder: Path, tmp_path: Path) -> None:
    index, root = many(tmp_path / "passages.sqlite"), tmp_path / "vectors"
    script = "import sys; from workbench.answer.vector_building import main; main(sys.argv[1:])"
    processes = [other_process(script, index, root, model_folder) for _ in range(2)]
    told = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    assert sorted(each["embedded"] for each in told) == [0, 200]
    assert told[0]["folder"] == told[1]["folder"]


def test_a_collection_that_lost_rows_is_not_used(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, root = many(tmp_path / "passages.sqlite"), tmp_path / "vectors"
    usable = vector_building._usable
    monkeypatch.setattr(vector_building, "_ADDED_AT_ONCE", 100)
    write = vector_building._write

    def forgetful(part: Path, cache: Any, texts: Any) -> int:
        with monkeypatch.context() as patch:
            patch.setattr(vector_building, "_usable", lambda *a: [next(iter(usable(*a)))])
            return 2 * write(part, cache, texts)

    monkeypatch.setattr(vector_building, "_write", forgetful)
    with pytest.raises(UserError) as damaged:
        build_vectors(index, root, str(model_folder))
    assert damaged.value.key == "error.vectors_damaged"
    assert [path for path in root.iterdir() if path.is_dir()] == []


def test_rows_that_are_counted_but_not_reached_are_noticed(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = many(tmp_path / "passages.sqlite")
    opened = vector_building.opened
    turns: list[int] = []

    class Unreachable:
        def __init__(self, client: Any) -> None:
            self.client, self.close = client, client.close

        def get_collection(self, *a: Any, **k: Any) -> Any:
            collection = self.client.get_collection(*a, **k)
            query = collection.query
            collection.__dict__["query"] = lambda **asked: query(
                **{**asked, "query_embeddings": -asked["query_embeddings"]}
            )
            return collection

    def second_time(folder: Path) -> Any:
        turns.append(1)
        return opened(folder) if len(turns) == 1 else Unreachable(opened(folder))

    monkeypatch.setattr(vector_building, "opened", second_time)
    with pytest.raises(UserError) as damaged:
        build_vectors(index, tmp_path / "vectors", str(model_folder))
    assert damaged.value.key == "error.vectors_damaged"


def emptied(folder: Path) -> None:
    (folder / "modules.json").unlink()


def cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:50])


def with_code(folder: Path) -> None:
    (folder / "own.py").write_text("raise SystemExit('was run')")
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "own.Module"
    (folder / "modules.json").write_text(json.dumps(modules))


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        (shutil.rmtree, "error.embedding_missing"),
        (emptied, "error.embedding_no_model"),
        (cut, "error.embedding_broken"),
        (with_code, "error.embedding_broken"),
    ],
)
def test_a_folder_that_is_no_model_is_one_sentence(
    index: Path, model_folder: Path, tmp_path: Path, damage: Callable[[Path], None], key: str
) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "model")
    damage(folder)
    with pytest.raises(UserError) as refused:
        build_vectors(index, tmp_path / "vectors", str(folder))
    assert refused.value.key == key
    left = tmp_path / "vectors"
    assert not left.exists() or not any(path.is_dir() for path in left.iterdir())


def test_a_hub_name_that_was_never_fetched_is_refused_offline(index: Path, tmp_path: Path) -> None:
    for ask in (named, prepared):
        with pytest.raises(UserError) as refused:
            ask("nobody/no-such-model")
        assert refused.value.key == "error.embedding_not_cached"


def test_a_hub_model_that_was_fetched_is_known_by_its_commit(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    cache = tmp_path / "hub"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    snapshot = cache / "models--team--embedder" / "snapshots" / ("a" * 40)
    shutil.copytree(model_folder, snapshot)
    (cache / "models--team--embedder" / "refs").mkdir()
    (cache / "models--team--embedder" / "refs" / "main").write_text("a" * 40)
    found = named("team/embedder")
    assert found is not None and found.identity == f"team/embedder@{'a' * 40}"
    assert prepared("team/embedder") == found
    assert Model(found).dimension == 8


def test_without_the_packages_the_way_to_install_them_is_said(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedders, "PACKAGES", ("no_such_package",))
    with pytest.raises(MissingDependency) as missing:
        build_vectors(index, tmp_path / "vectors", "any/model")
    assert missing.value.key == "error.embeddings_extra"
