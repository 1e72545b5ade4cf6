"""The review card in the browser: what it is given, and what it sends back.

`card.js` holds a hand of leased cards, answers keys at once and sends decisions in the background.
Everything it shows comes from here as text; everything it sends is checked by the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workbench.records import Finding
from workbench.review.cards import DecisionInput, Progress, ReviewCard
from workbench.review.evidence import parts
from workbench.ui.components import LEVEL_COLOURS
from workbench.ui.keyboard_card import component, read_sent
from workbench.ui.text import duration, example_label, language, message, t

KEY = "review_card"
REASONS = tuple(f"review.reason_{number}" for number in range(1, 7))
SHORTCUTS = ("A", "X", "E", "F", "S", "Z", "J_K", "P", "Ctrl_Enter", "Esc", "help")
SENTENCES = (
    "approve", "reject", "edit", "flag", "skip", "undo", "previous", "next", "help", "save",
    "cancel", "question", "answer", "source", "words", "actions", "findings", "no_findings",
    "history", "evidence", "no_source", "show_page", "show_text", "loading_page", "no_page",
    "saved",
    "unsaved", "saving", "dismiss", "kept_words", "draft_kept", "reject_why", "reason_other",
    "reason_missing", "text_missing", "said_approve", "said_reject", "said_edit", "said_flag",
    "said_skip", "said_undo",
)  # fmt: skip
TONES = {"pii": "red", "duplicate": "orange", "contradiction": "orange", "quality": "blue"}


@cache
def _component() -> Any:
    return component("workbench_review_card", Path(__file__).parent)


def show(
    scope: str,
    cards: Sequence[ReviewCard],
    progress: Progress,
    empty: str,
    acks: Mapping[str, Mapping[str, Any]],
    images: Mapping[str, str],
    run: int,
    on_message: Any,
) -> None:
    """Mount the card. `scope` names project and reviewer: unsaved decisions are kept under it.

    `images` are data URLs by image key, those that the browser asked for; `run` differs in every
    run, so that the browser learns that its message arrived.
    """
    _component()(
        key=KEY,
        data={
            "scope": scope,
            "run": run,
            "cards": [card_payload(card) for card in cards],
            "acks": dict(acks),
            "images": dict(images),
            "progress": progress_payload(progress, empty),
            "strings": {name: t(f"review.{name}") for name in SENTENCES}
            | {"keys": [[t(f"review.key_{k}"), t(f"review.key_{k}_does")] for k in SHORTCUTS]},
            "reasons": [t(key) for key in REASONS],
        },
        on_message_change=on_message,
    )


def read_message(value: Any) -> tuple[list[DecisionInput], list[str], list[str]]:
    """Decisions, keys of what cannot be one, and image keys out of what a browser sent."""
    raw = value if isinstance(value, dict) else {}
    decisions, broken = read_sent(raw.get("decisions"), DecisionInput)
    wanted = raw.get("images")
    images = [key for key in wanted if isinstance(key, str)] if isinstance(wanted, list) else []
    return decisions, broken, images[:2]


def progress_payload(progress: Progress, empty: str) -> dict[str, Any]:
    items = [
        [t("review.today"), f"{progress.today:,}"],
        [t("review.waiting"), f"{progress.waiting:,}"],
    ]
    if progress.per_hour is not None and progress.minutes_left is not None:
        items.append([t("review.pace"), t("review.per_hour", n=round(progress.per_hour))])
        if progress.waiting:
            left = duration(progress.minutes_left * 60, language())
            items.append([t("review.left"), t("review.about", time=left)])
    whole = progress.today + progress.waiting
    share = round(100 * progress.today / whole, 1) if whole else 0
    return {"items": items, "share": share, "empty": empty}


def card_payload(card: ReviewCard) -> dict[str, Any]:
    """One card as the browser shows it. Spans become lists of parts: its offsets are UTF-16."""
    revision, example = card.revision, card.example
    return {
        "slot": card.slot_id,
        "token": card.token,
        "revision": revision.id,
        "stale": example.stale,
        "question": revision.question,
        "answer": revision.answer,
        "question_parts": marked(revision.question, card.findings, "question"),
        "answer_parts": marked(revision.answer, card.findings, "answer"),
        "history": [
            [t(f"review.role_{turn.role}"), marked(turn.content, card.findings, f"history.{n}")]
            for n, turn in enumerate(revision.history)
        ],
        "passage": parts(card.passage, card.evidence),
        "section": " › ".join(card.section_path),
        "where": _where(card),
        "level": {"label": t(f"common.level_{card.level}"), "tone": LEVEL_COLOURS[card.level]},
        "labels": _labels(card),
        "findings": [
            {
                "label": label_of(finding),
                "reason": message(finding.reason),
                "tone": TONES.get(finding.kind, ""),
            }
            for finding in card.findings
        ],
        "image": None if card.image is None else _image_payload(card),
    }


def label_of(finding: Finding) -> str:
    """What was found, in words: its kind and what exactly."""
    return f"{t(f'review.kind_{finding.kind}')} · {t(f'clean.check.{finding.type}')}"


def _where(card: ReviewCard) -> str:
    if card.page is None:
        return card.document_name
    return f"{card.document_name} · {t('common.page_number', n=card.page)}"


def _labels(card: ReviewCard) -> list[str]:
    example = card.example
    origin = "rules" if example.model == "rules" else example.origin
    labels = [
        t(f"review.origin_{origin}"),
        example_label("category", example.category),
        example_label("style", example.style),
    ]
    if not example.answerable:
        labels.append(t("review.unanswerable"))
    if example.stale:
        labels.append(t("review.stale"))
    if card.revision.number > 1:
        labels.append(t("review.revision_number", n=card.revision.number))
    return [label for label in labels if label]


def _image_payload(card: ReviewCard) -> dict[str, Any]:
    image = card.image
    assert image is not None
    return {
        "key": f"{image.document_id}/{image.number}",
        "width": image.width,
        "height": image.height,
        "box": image.box,
        "alt": t("review.page_alt", name=card.document_name, n=image.number),
    }


def marked(text: str, findings: Sequence[Finding], field: str) -> list[tuple[str, int | None]]:
    """`text` in parts, each with the index of the finding that it is about, or None."""
    spans = sorted(
        (finding.start, finding.end, index)
        for index, finding in enumerate(findings)
        if finding.field == field and finding.start is not None and finding.end is not None
    )
    pieces: list[tuple[str, int | None]] = []
    at = 0
    for start, end, index in spans:
        if start < at or end > len(text):
            continue
        pieces += [(text[at:start], None), (text[start:end], index)]
        at = end
    return [piece for piece in [*pieces, (text[at:], None)] if piece[0]]
