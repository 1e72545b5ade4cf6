"""Pushing versions with the hub's real clients, to a hub on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from pydantic import SecretStr

from storage import audit
from storage import schema as s
from tests.export.filled import Filled, sections
from tests.export.test_service import freeze
from tests.fake_hub import TOKEN, FakeHub, Stored, fake_hub
from workbench import jobs
from workbench.access import Actor
from workbench.errors import ConfidentialityBlocked, NotAllowed, UserError
from workbench.export import push_service
from workbench.export.hub_request import check_repo_id
from workbench.export.hub_target import Hub, admit, environment, hub_of, trust_of
from workbench.records import DatasetVersion, Job, Push
from workbench.settings import Settings
from workbench.supervise import spawn_worker
from workbench.workspace import Workspace

REPO = "team/security-manual"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as running:
        yield running


def at(ws: Workspace, hub: FakeHub, **changes: Any) -> Workspace:
    """The workspace with the settings of somebody who pushes to `hub`."""
    changes = {"hub_endpoint": hub.endpoint, "hub_token": SecretStr(TOKEN), **changes}
    settings = ws.settings.model_copy(update=changes)
    return Workspace(settings=settings, db=ws.db, files=ws.files)


def push(ws: Workspace, actor: Actor, version: DatasetVersion, **options: Any) -> Job:
    repo = options.pop("repo", REPO)
    started = push_service.start_push(ws, actor, version.project_id, version.id, repo, **options)
    return jobs.run_here(ws, version.project_id, started.id)


def pushed(ws: Workspace, actor: Actor, version: DatasetVersion, **options: Any) -> Push:
    ended = push(ws, actor, version, **options)
    assert ended.state == "done", ended.error
    return push_service.pushes(ws, actor, version.project_id, version.id)[0]


def failed(ws: Workspace, actor: Actor, version: DatasetVersion, **options: Any) -> str:
    ended = push(ws, actor, version, **options)
    assert ended.state == "failed" and ended.error is not None
    return ended.error.key


READ_BACK = """
import json, sys
from datasets import load_dataset
found = {}
for tag in sys.argv[2:]:
    data = load_dataset(sys.argv[1], revision=tag)
    found[tag] = {split: list(rows["question"]) for split, rows in data.items()}
print(json.dumps(found))
"""


def read_back(hub: FakeHub, home: Path, *tags: str) -> Any:
    """Questions by tag and split, as `datasets` reads them from the hub."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HF_", "WORKBENCH_"))}
    env = {**kept, "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": TOKEN, "HF_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", READ_BACK, REPO, *tags],
        env=env | {"HF_HUB_DISABLE_XET": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


# The way there ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_versions_are_pushed_and_each_is_loaded_at_its_tag(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub, tmp_path: Path
) -> None:
    ws = at(workspace, hub)
    sections(filled, 4)
    first = freeze(ws, engineer, filled.project.id, validation_share=0.25)
    made = pushed(ws, engineer, first)
    assert (made.tag, made.repo_id, made.private) == ("v1", REPO, True)
    sections(filled, 2, name="다른 매뉴얼.pdf")
    second = freeze(ws, engineer, filled.project.id, validation_share=0.25)
    pushed(ws, engineer, second)

    repo = hub.dataset(REPO)
    assert repo.private
    assert repo.pushed == [f"Version 1 ({first.id})", f"Version 2 ({second.id})"]
    assert repo.tags == {"v1": repo.commits[1].oid, "v2": repo.head.oid}
    assert repo.commits[2].parent == repo.commits[1].oid
    assert "version 2" in repo.head.files["README.md"].data.decode()
    assert ".gitattributes" in repo.head.files

    found = read_back(hub, tmp_path / "cache", "v1", "v2")
    counts = {tag: {split: len(q) for split, q in splits.items()} for tag, splits in found.items()}
    assert counts == {"v1": {"train": 6, "validation": 2}, "v2": {"train": 10, "validation": 2}}
    assert set(found["v1"]["train"]) != set(found["v2"]["train"])


def test_a_push_is_recorded_with_where_it_went_once(
    any_workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(any_workspace, hub)
    sections(filled, 3)
    version = freeze(ws, engineer, filled.project.id)
    made = pushed(ws, engineer, version)
    again = push(ws, engineer, version)
    assert again.state == "done" and again.result["already"]
    assert hub.asked("/commit/main") == 1 and hub.asked("/tag/") == 1
    assert push_service.pushes(ws, engineer, version.project_id, version.id) == [made]
    assert (made.commit, made.created_by) == (hub.dataset(REPO).tags["v1"], engineer.name)
    assert again.result["url"] == f"{hub.endpoint}/datasets/{REPO}/tree/v1"
    with ws.db.read() as connection:
        events, _ = audit.page(connection, version.project_id, 100, 0)
    said = [event for event in events if event.action == "version_pushed"]
    assert [(e.subject_id, e.counts) for e in said] == [(version.id, {"files": 3, "public": 0})]


def test_a_version_without_validation_removes_the_split_of_the_one_before(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    ids = sections(filled, 3)
    pushed(ws, engineer, freeze(ws, engineer, filled.project.id, validation_share=0.4))
    hub.dataset(REPO).somebody_writes("notes/data.txt", "stays")
    with ws.db.write() as connection:
        kept = s.examples.update().where(s.examples.c.id.not_in(ids[:2]))
        connection.execute(kept.values(status="rejected"))
    pushed(ws, engineer, freeze(ws, engineer, filled.project.id))
    assert sorted(hub.dataset(REPO).head.files) == [
        ".gitattributes",
        "README.md",
        "data/train-00000-of-00001.parquet",
        "notes/data.txt",
    ]


# What may go where --------------------------------------------------------------------------------


def test_the_level_decides_whether_it_may_go_to_a_hub_outside(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 3, level="confidential")
    version = freeze(workspace, engineer, filled.project.id)
    with pytest.raises(ConfidentialityBlocked, match=r"error\.hub_level"):
        push(workspace, engineer, version)
    with workspace.db.read() as connection:
        events, _ = audit.page(connection, version.project_id, 10, 0)
    refused = next(event for event in events if event.action == "egress_blocked")
    assert refused.subject_id == "huggingface.co"
    assert refused.reason == "confidential -> external"
    assert jobs.recent_jobs(workspace, version.project_id)[0].kind == "freeze"


@pytest.mark.parametrize("level", ["internal", "confidential"])
def test_only_public_data_goes_into_a_public_repository(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub, level: Any
) -> None:
    ws = at(workspace, hub)
    sections(filled, 3, level=level)
    version = freeze(ws, engineer, filled.project.id)
    with pytest.raises(ConfidentialityBlocked, match=r"error\.hub_public_level"):
        push(ws, engineer, version, public=True)
    assert hub.requests == []
    hub.create("dataset", REPO, private=False)
    assert failed(ws, engineer, version) == "error.hub_repo_public"
    assert hub.dataset(REPO).pushed == []


def test_public_data_may_be_pushed_publicly_when_asked_for(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    sections(filled, 3, level="public")
    made = pushed(ws, engineer, freeze(ws, engineer, filled.project.id), public=True)
    assert not made.private and not hub.dataset(REPO).private


def test_a_hub_that_sends_uploads_elsewhere_does_not_get_them(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub
) -> None:
    """The files' address is checked like the hub's own."""
    ws = at(workspace, hub)
    hub.upload_to = "https://uploads.example.com"
    sections(filled, 3)
    version = freeze(ws, engineer, filled.project.id)
    assert failed(ws, engineer, version) == "error.hub_level"
    assert hub.dataset(REPO).pushed == []
    with ws.db.read() as connection:
        events, _ = audit.page(connection, version.project_id, 10, 0)
    assert "uploads.example.com" in {event.subject_id for event in events}


def test_a_damaged_version_is_never_pushed(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    sections(filled, 3)
    version = freeze(ws, engineer, filled.project.id)
    stored = ws.files.local_path(version.files[0].sha256)
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    assert failed(ws, engineer, version) == "error.version_damaged"
    assert hub.requests == []


def test_who_may_not_export_may_not_push(
    workspace: Workspace, filled: Filled, engineer: Actor, reviewer: Actor
) -> None:
    sections(filled, 3)
    version = freeze(workspace, engineer, filled.project.id)
    with pytest.raises(NotAllowed):
        push_service.start_push(workspace, reviewer, version.project_id, version.id, REPO)


def test_a_worker_with_another_hub_pushes_nothing(
    workspace: Workspace, filled: Filled, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    sections(filled, 3)
    version = freeze(ws, engineer, filled.project.id)
    started = push_service.start_push(ws, engineer, version.project_id, version.id, REPO)
    ended = jobs.run_here(workspace, version.project_id, started.id)
    assert ended.error is not None and ended.error.key == "error.hub_other_endpoint"
    assert hub.requests == []


# What goes wrong on the way -----------------------------------------------------------------------


@pytest.fixture
def version(workspace: Workspace, filled: Filled, engineer: Actor) -> DatasetVersion:
    sections(filled, 3)
    return freeze(workspace, engineer, filled.project.id)


def test_a_wrong_token_is_said_and_shown_nowhere(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    hub: FakeHub,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wrong = "hf_WrongTokenOfTheTests"
    ws = at(workspace, hub, hub_token=SecretStr(wrong))
    assert failed(ws, engineer, version) == "error.hub_token"
    assert failed(at(workspace, hub, hub_token=None), engineer, version) == "error.hub_no_token"
    hub.token = wrong
    pushed(ws, engineer, version)
    assert wrong not in caplog.text
    database = (ws.settings.data_dir / "workbench.sqlite").read_bytes()
    with ws.db.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert wrong.encode() not in database + (ws.settings.data_dir / "workbench.sqlite").read_bytes()
    assert wrong not in repr(hub_of(ws.settings))


def test_the_token_is_on_no_command_line(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    seen: list[str] = []

    def look(_method: str, _path: str) -> None:
        for process in psutil.Process().children(recursive=True):
            seen.append(" ".join(process.cmdline()))

    hub.before = look
    pushed(at(workspace, hub), engineer, version)
    assert any("workbench.export.hub" in line for line in seen)
    assert TOKEN not in "\n".join(seen)


def test_a_token_that_may_not_write_is_said(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    hub.readonly = True
    assert failed(at(workspace, hub), engineer, version) == "error.hub_forbidden"


def test_somebody_s_commit_in_between_that_touches_nothing_of_ours_is_built_upon(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    once = iter([True])

    def meanwhile(_method: str, path: str) -> None:
        if "/commit/" in path and next(once, False):
            hub.dataset(REPO).somebody_writes("LICENSE", "theirs")

    hub.before = meanwhile
    made = pushed(at(workspace, hub), engineer, version)
    repo = hub.dataset(REPO)
    assert repo.pushed == ["theirs", f"Version 1 ({version.id})"]
    assert repo.tags == {"v1": repo.head.oid} == {"v1": made.commit}
    assert repo.head.files["LICENSE"].data == b"theirs"
    assert hub.asked("-> 412") == 1


def test_somebody_s_commit_in_between_on_our_files_is_not_overwritten(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    def meanwhile(_method: str, path: str) -> None:
        if "/commit/" in path:
            hub.dataset(REPO).somebody_writes("README.md", "theirs")

    hub.before = meanwhile
    assert failed(at(workspace, hub), engineer, version) == "error.hub_conflict"
    repo = hub.dataset(REPO)
    assert (repo.pushed, repo.tags) == (["theirs"], {})
    assert repo.head.files["README.md"].data == b"theirs"


def test_a_tag_is_never_moved(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    repo = hub.create("dataset", REPO)
    repo.add("other", {"README.md": Stored(b"other", False)})
    repo.tags["v1"] = repo.head.oid
    assert failed(at(workspace, hub), engineer, version) == "error.hub_tag_taken"
    assert repo.tags["v1"] == repo.head.oid and repo.pushed == ["other"]


@pytest.mark.parametrize("status", [409, 422])
def test_a_commit_without_its_tag_gets_it_when_pushed_again(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub, status: int
) -> None:
    ws = at(workspace, hub)
    hub.before = lambda _method, path: status if "/tag/" in path else None
    assert failed(ws, engineer, version) == "error.hub_refused"
    hub.dataset(REPO).somebody_writes("data/theirs.parquet", "later")
    hub.before = lambda _method, _path: None
    made = pushed(ws, engineer, version)
    repo = hub.dataset(REPO)
    assert repo.pushed == [f"Version 1 ({version.id})", "theirs"]
    assert repo.tags == {"v1": repo.commits[1].oid} == {"v1": made.commit}


def test_a_hub_that_is_away_is_said(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub, hub_endpoint="http://127.0.0.1:9")
    assert failed(ws, engineer, version) == "error.hub_unreachable"
    hub.before = lambda _method, path: 503 if path.endswith("/refs") else None
    assert failed(at(workspace, hub), engineer, version) == "error.hub_refused"


def hold_uploads(hub: FakeHub) -> tuple[threading.Event, threading.Event]:
    """The first upload waits in the hub: (it has come, let it go on)."""
    arrived, go_on = threading.Event(), threading.Event()

    def hold(method: str, _path: str) -> None:
        if method == "PUT" and not arrived.is_set():
            arrived.set()
            go_on.wait(30)

    hub.before = hold
    return arrived, go_on


def pushers() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [p for p in found if "workbench.export.hub" in " ".join(p.cmdline())]


def test_a_push_killed_in_an_upload_comes_to_one_commit_and_one_tag(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    arrived, go_on = hold_uploads(hub)

    def kill() -> None:
        assert arrived.wait(60)
        for process in pushers():
            process.send_signal(signal.SIGKILL)
        go_on.set()

    killer = threading.Thread(target=kill)
    killer.start()
    assert failed(ws, engineer, version) == "error.hub_process_died"
    killer.join()
    assert hub.dataset(REPO).pushed == []
    job = jobs.recent_jobs(ws, version.project_id)[0]
    jobs.retry(ws, engineer, version.project_id, job.id)
    ended = jobs.run_here(ws, version.project_id, job.id)
    assert ended.state == "done", ended.error
    repo = hub.dataset(REPO)
    assert len(repo.pushed) == 1 and list(repo.tags) == ["v1"]


@pytest.mark.slow
def test_a_worker_killed_in_a_push_takes_it_along_and_the_next_one_pushes_once(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    arrived, go_on = hold_uploads(hub)
    started = push_service.start_push(ws, engineer, version.project_id, version.id, REPO)
    worker = spawn_worker(ws.settings, parent=os.getpid())
    try:
        assert arrived.wait(60)
        (orphan,) = pushers()
        worker.kill()
        worker.wait()
        orphan.wait(10)
        go_on.set()
        assert hub.dataset(REPO).pushed == []
        worker = spawn_worker(ws.settings, parent=os.getpid())
        deadline = time.monotonic() + 90
        while jobs.job(ws, version.project_id, started.id).state in ("queued", "running"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()
    ended = jobs.job(ws, version.project_id, started.id)
    assert ended.state == "done", ended.error
    repo = hub.dataset(REPO)
    assert len(repo.pushed) == 1 and list(repo.tags) == ["v1"]
    logs = "".join(p.read_text(errors="replace") for p in ws.settings.data_dir.rglob("*.log"))
    assert started.id in logs and TOKEN not in logs


def test_two_pushes_at_once_come_to_one_commit_and_one_tag(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, hub: FakeHub
) -> None:
    ws = at(workspace, hub)
    meeting = threading.Barrier(2)

    def together(_method: str, path: str) -> None:
        if "/commit/" in path:
            meeting.wait(30)

    hub.create("dataset", REPO)
    hub.before = together
    started = [
        push_service.start_push(ws, engineer, version.project_id, version.id, REPO)
        for _ in range(2)
    ]
    threads = [
        threading.Thread(target=jobs.run_here, args=(ws, version.project_id, job.id))
        for job in started
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = [jobs.job(ws, version.project_id, job.id) for job in started]
    assert [job.state for job in ended] == ["done", "done"], [job.error for job in ended]
    repo = hub.dataset(REPO)
    assert len(repo.pushed) == 1 and list(repo.tags) == ["v1"]
    assert len(push_service.pushes(ws, engineer, version.project_id, version.id)) == 1


# Rules that need no hub ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["team/a", "Team-1/b.c_d", "t/" + "x" * 90])
def test_repository_names_that_hubs_take(name: str) -> None:
    assert check_repo_id(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "a", "a/b/c", "팀/매뉴얼", "a/b c", "a/../b", "a/b--c", "a/b.git", "a/-b", "../b"),
        *("a/b?x=1", "t/" + "x" * 100, "a-/b", "https://x/a"),
    ],
)
def test_repository_names_that_are_none(name: str) -> None:
    with pytest.raises(UserError, match=r"error\.hub_repo_name"):
        check_repo_id(name)


@pytest.mark.parametrize(
    ("url", "declared", "trust"),
    [
        ("https://huggingface.co", "local", "external"),
        ("https://HuggingFace.co.", "trusted", "external"),
        ("https://cdn-lfs.hf.co", "local", "external"),
        ("https://hub.corp.example", "trusted", "trusted"),
        ("https://nothuggingface.co", "trusted", "trusted"),
        ("http://127.0.0.1:80", "external", "local"),
        ("http://8.8.8.8", "local", "external"),
    ],
)
def test_trust_of_a_hub(url: str, declared: Any, trust: str) -> None:
    assert trust_of(url, declared) == trust


def test_offline_and_unencrypted_hubs_outside_are_refused() -> None:
    with pytest.raises(UserError, match=r"error\.hub_offline"):
        admit(Hub("https://huggingface.co", "external", True), "public", True)
    with pytest.raises(UserError, match=r"error\.hub_insecure"):
        admit(Hub("http://hub.example.com", "external", False), "public", True)
    admit(Hub("http://hub.example.com", "trusted", False), "internal", False)


def test_the_settings_follow_the_hub_s_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    assert hub_of(Settings()) == Hub("https://huggingface.co", "external", False, None, True)
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.corp.example/")
    monkeypatch.setenv("HF_TOKEN", "hf_a")
    monkeypatch.setenv("WORKBENCH_HUB_TRUST", "trusted")
    named = Hub("https://hub.corp.example", "trusted", False, "hf_a", False)
    assert hub_of(Settings()) == named
    monkeypatch.setenv("WORKBENCH_HUB_TOKEN", "hf_b")
    assert hub_of(Settings()).token == "hf_b"


def test_xet_takes_public_data_only_and_no_switch_of_this_process_gets_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_DEBUG", "1")
    monkeypatch.setenv("WORKBENCH_HUB_TOKEN", "hf_a")
    hub = Hub("https://hub.corp.example", "trusted", False, "hf_a", True)
    assert environment(hub, "public", "/x")["HF_HUB_DISABLE_XET"] == "0"
    found = environment(hub, "internal", "/x")
    assert found["HF_HUB_DISABLE_XET"] == "1"
    assert found["HF_TOKEN"] == "hf_a" and found["HF_ENDPOINT"] == hub.endpoint
    assert not {"HF_DEBUG", "WORKBENCH_HUB_TOKEN", "HF_HUB_OFFLINE"} & found.keys()
