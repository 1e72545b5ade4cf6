"""`workbench grade` as it is typed: from a file of questions to a report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run

__all__ = ["run"]

SET = "질문,정답,유형,답변 가능\n" + "\n".join(
    f"{n}번 규정은 무엇입니까?,{n}일,{'규정' if n % 2 else '절차'},예" for n in range(1, 11)
)
GOOD = "질문,답변\n" + "\n".join(f"{n}번 규정은 무엇입니까?,{n}일입니다." for n in range(1, 11))
BAD = "질문,답변\n" + "\n".join(f"{n}번 규정은 무엇입니까?,모릅니다." for n in range(1, 11))


@pytest.fixture
def started(run: Run, tmp_path: Path) -> Run:
    assert run("project", "create", "보안").code == 0
    for name, text in (("set", SET), ("good", GOOD), ("bad", BAD)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    imported = run("grade", "import", "set.csv", "--set", "평가", "--json")
    assert (imported.code, imported.json["added"]) == (0, 10), imported.err
    for name in ("bad", "good"):
        assert run("grade", "import-answers", f"{name}.csv", "--system", name).code == 0
    ran = run("grade", "start", "--set", "평가", "--system", "bad", "--system", "good", "--json")
    assert (ran.code, ran.json["answers"], ran.json["gradings"]) == (0, 20, 10), ran.err
    return run


@pytest.mark.slow
def test_a_campaign_is_graded_in_a_spreadsheet(started: Run, tmp_path: Path) -> None:
    run = started
    assert run("grade", "sheet", "1", "-o", "cards.csv", "--json").json["cards"] == 10
    path = tmp_path / "cards.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert "good" not in path.read_text("utf-8")
    for row in rows:
        for letter in "AB":
            right = "일입니다" in row[f"answer_{letter}"]
            row[f"accuracy_{letter}"] = "2" if right else "0"
            row[f"detail_{letter}"] = "1" if right else "0"

    def write(rows: list[dict[str, str]]) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            lines = csv.DictWriter(out, list(rows[0]))
            lines.writeheader()
            lines.writerows(rows)

    write([*rows[:-1], {**rows[-1], "accuracy_A": "3"}])
    refused = run("grade", "enter", "cards.csv")
    assert refused.code == 1 and "row 11" in refused.err
    write(rows)
    for _ in range(2):
        assert run("grade", "enter", "cards.csv", "--json").json == {"graded": 10}
    hidden = run("grade", "report", "1")
    assert hidden.code == 1 and "hidden" in hidden.err
    assert run("grade", "close", "1", "--json").json["graded"] == 10

    told = run("grade", "report", "1", "-o", "r.html", "--results", "r.csv", "--json")
    bad, good = told.json["scores"]
    assert (bad["accuracy"]["mean"], good["accuracy"]["mean"]) == (0, 2)
    assert (good["accuracy"]["n"], good["against"]["mean"]) == (10, 2)
    assert "seed" not in told.out
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "good is better than bad by 2.00" in page and "n = 5" in page
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 20


@pytest.mark.slow
def test_a_card_is_graded_and_taken_back(started: Run) -> None:
    run = started
    card = run("grade", "next", "1", "--json").json["cards"][0]
    marks = [f"--mark={each['letter']}=2,1" for each in card["answers"]]
    half = run("grade", "submit", card["slot_id"], marks[0])
    assert half.code == 1 and "A, B" in half.err
    done = run("grade", "submit", card["slot_id"], *marks, "--key", "k1", "--json")
    assert (done.code, done.json["revision"]) == (0, 1)
    again = run("grade", "submit", card["slot_id"], *marks, "--key", "k1", "--json")
    assert again.json["revision"] == 1
    assert run("grade", "submit", card["slot_id"], "--mark", "A=5,1").code == 2
    assert run("grade", "undo", "1", "--json").json["slot"] == card["slot_id"]
    assert "bad, good" in run("grade", "campaigns").out
    assert run("grade", "sets", "--json").json["sets"][0]["questions"] == 10
