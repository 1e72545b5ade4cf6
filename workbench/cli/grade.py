"""`workbench grade`: evaluation sets, campaigns, blind grading and what it comes to."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import (
    JsonOption,
    OutputOption,
    ProjectOption,
    UserOption,
    actor,
    atomic_output,
    cannot_read,
    emit,
    follow,
    language,
    resolve_project,
    say,
    workspace,
    write_line,
)
from workbench.errors import UserError

if TYPE_CHECKING:
    from workbench.grade.blind import GradingCard, Score
    from workbench.grade.outcome import Report, SystemScore
    from workbench.grade.service import CampaignState
    from workbench.grade.set_service import AddedQuestions

grade_app = typer.Typer(
    help="Compare systems: evaluation sets, campaigns, blind grading, report.",
    no_args_is_help=True,
)


class Level(StrEnum):
    public = "public"
    internal = "internal"
    confidential = "confidential"


SetArgument = Annotated[str, typer.Argument(metavar="SET", help="Name or id.")]
CampaignArgument = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Number or id.")]
LevelOption = Annotated[
    Level, typer.Option(help="Of questions and expected answers, when systems are asked.")
]


# ---- sets ----------------------------------------------------------------------------------------


@grade_app.command("import")
def import_command(
    file: Annotated[
        Path,
        typer.Argument(help="CSV, TSV, XLSX, JSON or JSONL with columns question and gold."),
    ],
    set_name: Annotated[
        str, typer.Option("--set", help="Goes into this set; the file's name otherwise.")
    ] = "",
    level: LevelOption = Level.confidential,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read questions into an evaluation set, all of the file or nothing."""
    from workbench.grade.set_service import import_questions

    who = actor(acting)
    found = resolve_project(project, who)
    name = set_name or file.stem
    done = import_questions(workspace(), who, found.id, file, file.name, name, level.value)
    _emit_added(done, json_output)


def _emit_added(done: AddedQuestions, json_output: bool) -> None:
    from workbench.ui.text import render

    payload = {
        "set": done.set.name,
        "id": done.set.id,
        "added": done.added,
        "known": done.known,
        "overlapping": done.overlapping,
    }
    line: dict[str, str | int | float] = {
        "set": done.set.name,
        "added": done.added,
        "known": done.known,
    }
    lines = [render("grade.added", line, language())]
    if done.overlapping:
        lines.append(render("grade.overlapping", {"n": done.overlapping}, language()))
    emit(payload, json_output, lines)


@grade_app.command()
def add(
    name: SetArgument,
    question: Annotated[str, typer.Argument()],
    gold: Annotated[str, typer.Argument(help="The expected answer.")] = "",
    category: Annotated[str, typer.Option()] = "",
    style: Annotated[str, typer.Option()] = "",
    unanswerable: Annotated[
        bool, typer.Option("--unanswerable", help="The documents do not answer it.")
    ] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write one question into an evaluation set; the set is made where there is none."""
    from workbench.errors import NotFound
    from workbench.grade.questions import QuestionDraft
    from workbench.grade.set_service import add_questions, create_set, evaluation_set

    who = actor(acting)
    found = resolve_project(project, who)
    draft = QuestionDraft(
        question=question, gold=gold, category=category, style=style, answerable=not unanswerable
    )
    try:
        chosen = evaluation_set(workspace(), who, found.id, name)
    except NotFound:
        chosen = create_set(workspace(), who, found.id, name)
    _emit_added(add_questions(workspace(), who, found.id, chosen.id, [draft]), json_output)


@grade_app.command()
def sets(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """List evaluation sets, newest first."""
    from workbench.grade.set_service import evaluation_sets

    who = actor(acting)
    rows = evaluation_sets(workspace(), who, resolve_project(project, who).id)
    payload = [
        {
            "id": row.set.id,
            "name": row.set.name,
            "level": row.set.level,
            "questions": row.questions,
            "campaigns": row.campaigns,
        }
        for row in rows
    ]
    lines = (
        f"{r['id']}  {r['name']}  {r['level']}  {r['questions']:,} / {r['campaigns']:,}"
        for r in payload
    )
    emit({"sets": payload}, json_output, lines)


@grade_app.command()
def questions(
    name: SetArgument,
    limit: Annotated[int, typer.Option(min=1, max=5000)] = 50,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List the questions of an evaluation set."""
    from workbench.grade import set_service

    who = actor(acting)
    found = resolve_project(project, who)
    shown, total = set_service.questions(workspace(), who, found.id, name, limit)
    rows = [
        each.model_dump(
            mode="json",
            include={"id", "seq", "question", "gold", "category", "style", "answerable"},
        )
        for each in shown
    ]
    lines = (f"{r['seq']:>4}  {r['category']}  {r['style']}  {r['question']}" for r in rows)
    emit({"questions": rows, "total": total}, json_output, lines)


@grade_app.command()
def copy(
    name: SetArgument,
    new_name: Annotated[str, typer.Argument(metavar="NEW")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Copy an evaluation set; the copy can be changed."""
    from workbench.grade.set_service import copy_set

    who = actor(acting)
    made = copy_set(workspace(), who, resolve_project(project, who).id, name, new_name)
    emit({"id": made.id, "name": made.name}, json_output)


@grade_app.command("import-answers")
def import_answers_command(
    file: Annotated[Path, typer.Argument(help="With columns question and answer.")],
    system: Annotated[str, typer.Option(help="Name of the system that these answers are from.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Make a system of answers that were written elsewhere."""
    from workbench.grade.report_service import import_answers

    who = actor(acting)
    found = resolve_project(project, who)
    made = import_answers(workspace(), who, found.id, file, file.name, system)
    emit(
        {"id": made.id, "name": made.name, "answers": made.parameters["answers"]},
        json_output,
    )


# ---- campaigns -----------------------------------------------------------------------------------


@grade_app.command()
def start(
    set_name: Annotated[str, typer.Option("--set", help="Evaluation set, by name or id.")],
    system: Annotated[
        list[str], typer.Option(help="Name or id, two to four times; the first is the baseline.")
    ],
    graders: Annotated[int, typer.Option(help="People who grade each question.")] = 1,
    name: Annotated[str, typer.Option()] = "",
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Start a campaign: the systems answer the set; its questions stay as they are from now on."""
    from workbench.grade.service import start_campaign

    who = actor(acting)
    found = resolve_project(project, who)
    made = start_campaign(workspace(), who, found.id, set_name, system, graders=graders, name=name)
    _answer(found.id, made.id, made.job_id or "", acting, json_output)


@grade_app.command()
def resume(
    number: CampaignArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Have the systems answer what has no answer yet."""
    from workbench.grade.service import resume as resume_campaign

    who = actor(acting)
    found = resolve_project(project, who)
    made = resume_campaign(workspace(), who, found.id, number)
    _answer(found.id, made.id, made.job_id or "", acting, json_output)


def _answer(
    project_id: str, campaign_id: str, job_id: str, acting: str | None, json_output: bool
) -> None:
    from workbench import jobs
    from workbench.grade.service import state
    from workbench.ui.text import render

    ws = workspace()
    ended = follow(ws, jobs.job(ws, project_id, job_id))
    now = state(ws, actor(acting), project_id, campaign_id)
    emit(_state(now), json_output, [_state_line(now)])
    if ended.failed:
        for item in jobs.failed_items(ws, project_id, job_id, limit=5):
            if item.error is not None:
                say(render(item.error.key, item.error.params, language()))
        number = now.campaign.number
        raise UserError("error.campaign_unanswered", failed=ended.failed, number=number)


def _state(now: CampaignState) -> dict[str, Any]:
    return {
        "number": now.campaign.number,
        "id": now.campaign.id,
        "name": now.campaign.name,
        "set": now.set.name,
        "systems": [system.name for system in now.systems],
        "questions": now.questions,
        "answers": now.answered,
        "gradings": now.slots,
        "graded": now.graded,
        "by_grader": now.by_grader,
        "closed": not now.is_open,
    }


def _state_line(now: CampaignState) -> str:
    from workbench.ui.text import render

    key = "open" if now.is_open else "closed"
    params: dict[str, str | int | float] = {
        "number": now.campaign.number,
        "set": now.set.name,
        "systems": ", ".join(system.name for system in now.systems),
        "answered": now.answered,
        "expected": now.expected,
        "graded": now.graded,
        "slots": now.slots,
    }
    return render(f"grade.line_{key}", params, language())


@grade_app.command()
def campaigns(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """List campaigns, newest first."""
    from workbench.grade import service

    who = actor(acting)
    found, total = service.campaigns(workspace(), who, resolve_project(project, who).id, 200)
    payload = {"campaigns": [_state(each) for each in found], "total": total}
    emit(payload, json_output, [_state_line(each) for each in found])


@grade_app.command()
def close(
    number: CampaignArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """End the grading of a campaign; from now on names are shown and no grade changes."""
    from workbench.grade import service

    who = actor(acting)
    found = resolve_project(project, who)
    closed = service.close(workspace(), who, found.id, number)
    now = service.state(workspace(), who, found.id, closed.id)
    emit(_state(now), json_output, [_state_line(now)])


# ---- grading -------------------------------------------------------------------------------------


@grade_app.command("next")
def next_command(
    number: CampaignArgument,
    count: Annotated[int, typer.Option("-n", min=1, max=100, help="How many cards.")] = 1,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Show the cards in hand: a question and its answers under letters."""
    found, cards = _claimed(number, count, project, acting)
    payload = {"campaign": found, "cards": [card.model_dump(mode="json") for card in cards]}
    emit(payload, json_output, [line for card in cards for line in _card_lines(card)])


def _claimed(
    number: str, count: int, project: str | None, acting: str | None
) -> tuple[int, list[GradingCard]]:
    from workbench.grade import service
    from workbench.grade.grading_service import claim

    who = actor(acting)
    project_id = resolve_project(project, who).id
    found = service.campaign(workspace(), who, project_id, number)
    return found.number, claim(workspace(), who, project_id, found.id, count)[:count]


def _card_lines(card: GradingCard) -> list[str]:
    question = card.question
    lines = [f"slot {card.slot_id}", f"Q: {question.question}", f"gold: {question.gold or '-'}"]
    lines += [
        f"{answer.letter}: {answer.text}{' (random weights)' if answer.random_weights else ''}"
        for answer in card.answers
    ]
    return [*lines, ""]


@grade_app.command()
def submit(
    slot: Annotated[str, typer.Argument(help="The card's slot, as `grade next` shows it.")],
    mark: Annotated[
        list[str], typer.Option(help="Letter=accuracy,detail, each 0, 1 or 2: A=2,1. One a letter.")
    ],
    comment: Annotated[str, typer.Option()] = "",
    token: Annotated[
        int | None, typer.Option(help="The card's token; that of the card in hand by default.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Repeating a command with one key grades once.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Grade the answers of one card."""
    from workbench.grade.blind import GradeInput
    from workbench.grade.grading_service import slot_token
    from workbench.grade.grading_service import submit as submit_grades
    from workbench.records import new_id

    who = actor(acting)
    found = resolve_project(project, who)
    if token is None:
        token = slot_token(workspace(), who, found.id, slot)
    given = GradeInput(
        key=key or new_id(),
        slot_id=slot,
        token=token,
        marks=dict(map(_mark, mark)),
        comment=comment,
    )
    done = submit_grades(workspace(), who, found.id, given)
    emit({"slot": done.id, "revision": done.revision}, json_output)


def _mark(given: str) -> tuple[str, tuple[Score, Score]]:
    letter, _, scores = given.partition("=")
    accuracy, _, detail = scores.partition(",")
    known: dict[str, Score] = {"0": 0, "1": 1, "2": 2}
    if accuracy.strip() not in known or detail.strip() not in known:
        raise typer.BadParameter(given, param_hint="--mark")
    return letter.strip().upper(), (known[accuracy.strip()], known[detail.strip()])


@grade_app.command()
def undo(
    number: CampaignArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Take your last graded card back into your hand."""
    from workbench.grade import service
    from workbench.grade.grading_service import undo as undo_grades

    who = actor(acting)
    found = resolve_project(project, who)
    campaign = service.campaign(workspace(), who, found.id, number)
    slot = undo_grades(workspace(), who, found.id, campaign.id)
    emit({"slot": slot.id, "token": slot.token}, json_output)


@grade_app.command()
def sheet(
    number: CampaignArgument,
    output: OutputOption,
    count: Annotated[int, typer.Option("-n", min=1, max=5000, help="How many cards.")] = 50,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write blind cards as a CSV to be graded in a spreadsheet; `grade enter` reads it back."""
    from workbench.grade.sheet import columns, rows_of

    _, cards = _claimed(number, count, project, acting)
    written = _write_csv(output, columns(cards), rows_of(cards))
    emit({"cards": written, "output": str(output)}, json_output)


def _write_csv(path: Path, names: list[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """As a spreadsheet opens it: with a byte order mark, nothing that runs as a formula."""
    from workbench.export.formats.csv import guarded

    written = 0
    with atomic_output(path) as out:
        out.write("\ufeff")
        lines = csv.writer(out, lineterminator="\r\n")
        lines.writerow(names)
        for row in rows:
            lines.writerow([guarded(row.get(name)) for name in names])
            written += 1
    return written


@grade_app.command()
def enter(
    file: Annotated[Path, typer.Argument(help="A sheet of `grade sheet`, filled in.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read a graded sheet back; entering it twice grades once."""
    from workbench.grade.grading_service import submit as submit_grades
    from workbench.grade.sheet import inputs_of

    who = actor(acting)
    found = resolve_project(project, who)
    try:
        with file.open("r", encoding="utf-8-sig", newline="") as lines:
            given = inputs_of(enumerate(csv.DictReader(lines), start=2), file.name)
    except OSError as error:
        raise cannot_read(file, error) from None
    except (UnicodeDecodeError, csv.Error):
        raise UserError("error.not_utf8", name=file.name) from None
    for each in given:
        submit_grades(workspace(), who, found.id, each)
    emit({"graded": len(given)}, json_output)


# ---- report --------------------------------------------------------------------------------------


@grade_app.command()
def report(
    number: CampaignArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write it as one HTML file.")
    ] = None,
    results: Annotated[
        Path | None, typer.Option(help="Also write every answer with its grades: .csv or .jsonl.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Say what a campaign comes to, every number with its n and interval."""
    from workbench.grade.html import render_report
    from workbench.grade.report_service import report as report_of

    who = actor(acting)
    found = resolve_project(project, who)
    made = report_of(workspace(), who, found.id, number)
    if output is not None:
        with atomic_output(output) as out:
            out.write(render_report(made, language()))
    if results is not None:
        _write_results(results, made)
    payload = json.loads(made.model_dump_json(exclude={"results": True, "campaign": {"seed"}}))
    emit(payload, json_output, _report_lines(made))


def _write_results(path: Path, made: Report) -> None:
    from workbench.grade.table import COLUMNS, result_rows

    if path.suffix.lower() == ".csv":
        _write_csv(path, list(COLUMNS), result_rows(made))
        return
    with atomic_output(path) as out:
        for row in result_rows(made):
            write_line(out, row)


def _report_lines(made: Report) -> list[str]:
    from workbench.grade.html import interval, signed
    from workbench.ui.text import render

    spoken = language()
    lines = [render(each.key, each.params, spoken) for each in made.findings]
    if made.interim:
        lines.insert(0, render("grade.report_interim", {}, spoken))
    for score in made.scores:
        if score.system.random_weights:
            lines.append(f"{score.system.name}: {render('grade.random_badge', {}, spoken)}")
            lines += _leak_lines(score, spoken)
            continue
        params: dict[str, str | int | float] = {
            "system": score.system.name,
            "n": score.accuracy.n,
            "accuracy": interval(score.accuracy),
            "detail": interval(score.detail),
            "against": signed(score.against),
        }
        lines.append(render("grade.line_score", params, spoken))
        lines += _leak_lines(score, spoken)
    return lines


def _leak_lines(score: SystemScore, spoken: str) -> list[str]:
    """What it gave away, where it did."""
    from workbench.ui.text import render

    if not score.personal_data:
        return []
    counts = {"memorised": score.memorised, "invented": score.invented}
    return [render("grade.line_leaks", {"system": score.system.name, **counts}, spoken)]


def register(app: typer.Typer) -> None:
    app.add_typer(grade_app, name="grade")
