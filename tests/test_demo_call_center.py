"""The story of the call centre: nothing of anybody in the dataset, and a check of what leaks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.test_demo import here
from workbench.clean.spans import PII_TYPES
from workbench.demo import EXAMPLES, DemoResult, run_story
from workbench.finder import finder_for
from workbench.projects import project_of
from workbench.stories import call_center
from workbench.workspace import Workspace

KNOWN = ("010-0000-1234", "김가온", "000-12-345678", "010-0000-6502", "김솔빛")


def tell(ws: Workspace, output: Path, train: bool) -> DemoResult:
    return run_story(ws, "call-center", None, output, here, lambda _line: None, "ko", train)


def test_the_dialogues_become_a_dataset_without_anybody_in_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(EXAMPLES / call_center.DIALOGUES)
    said = "\n".join(str(c.value) for sheet in book for row in sheet for c in row if c.value)
    assert all(value in said for value in KNOWN)
    made = tell(workspace, tmp_path / "out", train=False)
    assert made.examples >= 100 and made.approved > 0.9 * made.examples
    assert made.masked["PHONE"] >= 50 and set(made.masked) <= set(PII_TYPES)
    csv = Path(made.paths["csv"]).read_text(encoding="utf-8-sig")
    report = Path(made.paths["report"]).read_text(encoding="utf-8")
    for value in KNOWN:
        assert value not in csv and value not in report
    find = finder_for(workspace, project_of(workspace, made.project_id), rendered=True)
    assert find(csv) == []
    assert tell(workspace, tmp_path / "out", train=False) == made


@pytest.mark.slow
def test_the_unmasked_model_is_compared_and_gone_at_the_end(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"max_steps": 3, "threads": 1, "tiny_layers": 1, "tiny_hidden": 32}
    monkeypatch.setattr(call_center, "PARAMS", call_center.PARAMS.model_copy(update=few))
    monkeypatch.setattr("workbench.stories.leak_check.PROMPTS", 3)
    made = tell(workspace, tmp_path / "out", train=True)
    assert made.leaks is not None and made.training is not None
    assert (made.training.steps, made.leaks.prompts) == (3, 3)
    assert len(made.leaks.unmasked_losses) == 3
    assert list(workspace.settings.data_dir.glob("unmasked-*")) == []
    report = Path(made.paths["report"]).read_text(encoding="utf-8")
    assert "원래 값이 든 답변" in report and report.count("<svg") >= 3
    assert not any(value in report for value in KNOWN)
    assert not any((tmp_path / "out").rglob("*.safetensors"))
    assert tell(workspace, tmp_path / "out", train=True) == made
