"""The direction of imports, read from the source: a wrong arrow fails here, not in a review."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = ("ingest", "augment", "clean", "review", "export", "train", "answer", "grade")

IMPURE = (
    r"workbench/\w+/(\w+_)?service\.py",
    r"workbench/(jobs|items|worker|supervise|llm|egress|workspace)\.py",
    r"workbench/(accounts|projects|backup|demo|finder|staleness)\.py",  # services of no stage
    r"workbench/stories/(steps|comparison|security_manual|call_center|leak_check)\.py",
    r"workbench/ingest/sandbox\.py",
    r"workbench/answer/vector_server\.py",
    r"workbench/export/hub\.py",
    r"workbench/(ui|cli)/.*",
)
FORBIDDEN_IN_PURE = (
    "streamlit",
    "sqlalchemy",
    "dbos",
    "openai",
    "httpx",
    "httpx2",
    "requests",
    "urllib.request",
    "http.client",
    "socket",
    "multiprocessing.connection",
    "storage",
)


def modules(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, at its top or inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def reaches(names: set[str], target: str) -> bool:
    return any(name == target or name.startswith(f"{target}.") for name in names)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_pure(path: Path) -> bool:
    return not any(re.fullmatch(pattern, relative(path)) for pattern in IMPURE)


@pytest.mark.parametrize("path", modules("workbench"), ids=relative)
def test_pure_modules_know_no_page_no_database_and_no_network(path: Path) -> None:
    if is_pure(path):
        wrong = [name for name in FORBIDDEN_IN_PURE if reaches(imports(path), name)]
        assert wrong == []


@pytest.mark.parametrize("path", modules("workbench"), ids=relative)
def test_a_stage_imports_no_other_stage_s_service(path: Path) -> None:
    parts = path.relative_to(ROOT / "workbench").parts
    if parts[0] in STAGES:
        wrong = [
            stage
            for stage in STAGES
            if stage != parts[0]
            and any(
                re.fullmatch(rf"workbench\.{stage}\.(\w+_)?service(\..+)?", name)
                for name in imports(path)
            )
        ]
        assert wrong == []


@pytest.mark.parametrize("path", modules("workbench"), ids=relative)
def test_only_the_interface_knows_streamlit(path: Path) -> None:
    if not relative(path).startswith("workbench/ui/"):
        allowed = relative(path) == "workbench/cli/up.py"
        assert allowed or not reaches(imports(path), "streamlit")


@pytest.mark.parametrize("path", modules("storage"), ids=relative)
def test_storage_knows_records_and_errors_only(path: Path) -> None:
    known = {"workbench.records", "workbench.errors"}
    wrong = {
        name
        for name in imports(path)
        if reaches({name}, "workbench")
        and not any(name == k or name.startswith(f"{k}.") for k in known)
    }
    assert wrong == set()


@pytest.mark.parametrize("path", modules("pages"), ids=relative)
def test_pages_know_services_and_the_interface_only(path: Path) -> None:
    for target in ("storage", "sqlalchemy", "dbos"):
        assert not reaches(imports(path), target)


@pytest.mark.parametrize("path", modules("workbench", "storage"), ids=relative)
def test_one_module_knows_the_job_engine(path: Path) -> None:
    if relative(path) != "workbench/jobs.py":
        assert not reaches(imports(path), "dbos")


@pytest.mark.parametrize("path", modules("workbench", "storage", "pages"), ids=relative)
def test_pdfium_is_touched_in_its_own_process_only(path: Path) -> None:
    if not relative(path).startswith("workbench/ingest/"):
        assert not reaches(imports(path), "pypdfium2")


@pytest.mark.parametrize("path", modules("workbench", "storage", "pages"), ids=relative)
def test_nobody_else_opens_a_connection(path: Path) -> None:
    """What leaves goes through llm.py or, to a hub, export/hub.py, both behind egress.py."""
    if relative(path) not in ("workbench/llm.py", "workbench/export/hub.py"):
        for target in ("openai", "httpx", "httpx2", "requests", "urllib.request", "http.client"):
            assert not reaches(imports(path), target)


@pytest.mark.parametrize("path", modules("workbench", "storage", "pages"), ids=relative)
def test_only_search_by_meaning_speaks_to_a_process_of_this_machine(path: Path) -> None:
    if path.stem not in ("vector_server", "vector_service"):
        assert not reaches(imports(path), "multiprocessing.connection")


HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "datasets",
    "openai",
    "pypdfium2",
    "dbos",
    "pandas",
    "alembic",
)


def test_the_command_line_starts_without_heavy_libraries() -> None:
    script = (
        f"import sys, workbench.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
