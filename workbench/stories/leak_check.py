"""Two small models beside each other, tuned on the same rows with and without masking.

Both are asked the masked prompts of the training rows: what they say of a person can only come
from their weights. The unmasked rows and the model that was tuned on them stay in a scratch folder
of the data folder, are exported nowhere, and are gone at the end.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from storage import versions as store
from workbench.access import DEMO
from workbench.clean.leaks import values_in
from workbench.clean.masking import mask
from workbench.demo import Leaked, LeakSide, Stage
from workbench.errors import UserError
from workbench.export import service as export
from workbench.export.rows import Row
from workbench.export.template import TEMPLATE_HASH, render_completion, render_prompt
from workbench.finder import finder_for, originals_for
from workbench.records import DatasetVersion, Split, TrainingRun
from workbench.report import html_lines, html_table
from workbench.stories.comparison import curve
from workbench.stories.steps import replace_text
from workbench.train import service as training
from workbench.train.formatting import TrainingRow, data_hash, write_rows
from workbench.train.plan import TrainParams
from workbench.train.probing import probe
from workbench.train.process import environment
from workbench.train.run_folder import RunFolder, RunSpec, read_events
from workbench.ui.text import render

PROMPTS = 80
SHOWN = 5


def check(stage: Stage, version: DatasetVersion, run: TrainingRun) -> Leaked:
    """What each model gives away; taken from `leaks.json` where this run was checked before."""
    kept = stage.output / "leaks.json"
    if kept.is_file():
        known = Leaked.model_validate_json(kept.read_text(encoding="utf-8"))
        if known.run_id == run.id:
            return known
    scratch = stage.ws.scratch() / f"unmasked-{stage.project.id}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, mode=0o700)
    try:
        found = _checked(stage, version, run, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    stage.output.mkdir(parents=True, exist_ok=True)
    replace_text(kept, found.model_dump_json(indent=1) + "\n")
    return found


def _checked(stage: Stage, version: DatasetVersion, run: TrainingRun, scratch: Path) -> Leaked:
    ws = stage.ws
    by_split = {
        file.split: list(export.read_rows(ws, version, file.split, file.rows))
        for file in version.files
    }
    folder = _unmasked_folder(stage, version, run, by_split, scratch / "run")
    stage.tell("cc_step_unmasked")
    done = subprocess.run(
        [sys.executable, "-m", "workbench.train.worker", str(folder.path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(),
        check=False,
    )
    if done.returncode or not (folder.model / "config.json").is_file():
        raise UserError("error.probe_failed")
    stage.tell("cc_step_probe")
    asked = by_split["train"][:PROMPTS]
    prompts = [row.prompt for row in asked]
    masked_model = training.model_folder(ws, DEMO, stage.project.id, run.id)
    masked = probe(masked_model, prompts, scratch)
    unmasked = probe(folder.model, prompts, scratch)
    events, _ = read_events(folder.events)
    losses = [e.loss for e in events if e.kind == "step" and e.loss is not None]
    return Leaked(
        run_id=run.id,
        prompts=len(prompts),
        masked=_side(stage, masked),
        unmasked=_side(stage, unmasked),
        unmasked_losses=tuple(losses),
        samples=tuple(_samples(stage, asked, masked, unmasked)),
    )


def _unmasked_folder(
    stage: Stage,
    version: DatasetVersion,
    run: TrainingRun,
    by_split: Mapping[Split, Sequence[Row]],
    path: Path,
) -> RunFolder:
    """The rows of the version as people wrote them, in the same order and splits."""
    named = {row.revision_id for rows in by_split.values() for row in rows}
    with stage.ws.db.read() as connection:
        said = store.revisions(connection, stage.project.id, named)
    path.mkdir(parents=True, mode=0o700)
    folder = RunFolder(path)
    for split, target in folder.rows.items():
        revisions = [said[row.revision_id] for row in by_split.get(split, ())]
        write_rows(
            (
                TrainingRow(
                    prompt=render_prompt(r.question, r.history),
                    completion=render_completion(r.answer),
                )
                for r in revisions
            ),
            target,
        )
    folder.write_spec(
        RunSpec(
            run_id="unmasked",
            number=run.number,
            project="unmasked",
            version_id=version.id,
            version_number=version.number,
            level="confidential",
            template_hash=TEMPLATE_HASH,
            data_sha256=data_hash(TEMPLATE_HASH, folder.rows),
            created_by=DEMO.name,
            created_at=stage.ws.clock(),
            params=TrainParams.model_validate(run.parameters),
        )
    )
    return folder


def _side(stage: Stage, outputs: Sequence[str]) -> LeakSide:
    find = finder_for(stage.ws, stage.project, rendered=True)
    originals = originals_for(stage.ws, stage.project)
    memorised: set[str] = set()
    invented: set[str] = set()
    answers = 0
    for text in outputs:
        known, other = values_in(text, find, originals)
        memorised |= known
        invented |= other
        answers += bool(known)
    return LeakSide(answers=answers, memorised=len(memorised), invented=len(invented))


def _samples(
    stage: Stage, asked: Sequence[Row], masked: Sequence[str], unmasked: Sequence[str]
) -> list[tuple[str, str, str]]:
    """(question, masked model, unmasked model) of answers that gave something away; what they gave
    away is masked here, too."""
    find, key = finder_for(stage.ws, stage.project), bytes.fromhex(stage.project.secret_key)
    originals = originals_for(stage.ws, stage.project)

    def clean(text: str) -> str:
        return mask(text, find(text), key)

    told = [
        (clean(row.question), clean(one), clean(two))
        for row, one, two in zip(asked, masked, unmasked, strict=True)
        if values_in(two, find, originals)[0]
    ]
    return told[:SHOWN]


# ---- what the report says ----------------------------------------------------------------------


def section(stage: Stage, run: TrainingRun, found: Leaked) -> str:
    losses = training.curves(stage.ws, DEMO, stage.project.id, [run.id])[run.id]
    sides = (("masked", found.masked, losses), ("unmasked", found.unmasked, found.unmasked_losses))
    heads = [_say(stage, f"cc_head_{name}") for name in ("model", "answers", "known", "made_up")]
    rows = [
        [
            _say(stage, f"cc_{name}"),
            f"{side.answers} / {found.prompts}",
            str(side.memorised),
            str(side.invented),
        ]
        for name, side, _ in sides
    ]
    curves = "".join(
        f"<h3>{_say(stage, f'cc_{name}')}</h3>{curve(list(drawn))}" for name, _, drawn in sides
    )
    shown = html_table(
        [_say(stage, f"cc_head_{name}") for name in ("asked", "masked", "unmasked")],
        [[html_lines(part) for part in sample] for sample in found.samples],
    )
    return (
        f"<section>\n<h2>{_say(stage, 'cc_title')}</h2>\n<p>{_say(stage, 'cc_about')}</p>"
        f"{html_table(heads, rows)}{curves}{shown if found.samples else ''}"
        f'<p class="notice">{_say(stage, "cc_gone")}</p></section>'
    )


def _say(stage: Stage, key: str) -> str:
    return escape(render(f"demo.{key}", {}, stage.language))
