"""The one prompt template: what export writes, training learns and answering sends.

A model only answers as it was trained when it is asked in the same form, so there is one module
for that form and its hash is on every dataset version. A change here is a new TEMPLATE_VERSION.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.records import Turn, content_hash

TEMPLATE_VERSION = "1"
QUESTION_MARK = "### Question"
ANSWER_MARK = "### Answer"
STOP = f"\n{QUESTION_MARK}"
"""Where a generated answer ends, for models that do not stop by themselves."""

CONTEXT_MARK = "### Context"

_FORGED = re.compile(rf"(?m)^(?=(?:{QUESTION_MARK}|{ANSWER_MARK})\s*$)")
_FORGED_CONTEXT = re.compile(rf"(?m)^(?={CONTEXT_MARK}\s*$)")


def render_prompt(question: str, history: Sequence[Turn] = (), passages: Sequence[str] = ()) -> str:
    """Everything before the answer; ends with a line break, so that the answer starts a line.

    `history` are the turns before the question, oldest first. A line of a text that looks like one
    of the marks is indented, so that no text can start a turn of its own. `passages` were retrieved
    for the question and stand before it, numbered; without them the prompt is the trained one.
    """
    marks = {"user": QUESTION_MARK, "assistant": ANSWER_MARK}
    turns = [f"{marks[turn.role]}\n{_body(turn.content)}\n\n" for turn in history]
    asked = f"{QUESTION_MARK}\n{_body(question)}\n\n{ANSWER_MARK}\n"
    if not passages:
        return "".join(turns) + asked
    before, asked = (_FORGED_CONTEXT.sub(" ", text) for text in ("".join(turns), asked))
    return f"{before}{render_context(passages)}\n\n{asked}"


def render_context(passages: Sequence[str]) -> str:
    """Numbered passages under their mark: `[1] …`. No line of one can pass for a mark."""
    numbered = [
        f"[{number}] {_FORGED_CONTEXT.sub(' ', _body(passage))}"
        for number, passage in enumerate(passages, start=1)
    ]
    return "\n\n".join([CONTEXT_MARK, *numbered])


def render_completion(answer: str) -> str:
    """What the model is to learn to write after the prompt. The trainer adds the end token."""
    return _body(answer)


def _body(text: str) -> str:
    return _FORGED.sub(" ", text.strip())


TEMPLATE_HASH = content_hash(
    TEMPLATE_VERSION,
    render_prompt(
        "{question}",
        (Turn(role="user", content="{user}"), Turn(role="assistant", content="{assistant}")),
    ),
    render_completion("{answer}"),
)
"""sha256 (hex) of the template as it renders, with its version."""

CONTEXT_HASH = content_hash(
    TEMPLATE_HASH, render_prompt("{question}", passages=("{passage}", "{passage}"))
)
"""The same of a prompt with passages, which no version is trained on: TEMPLATE_HASH leaves it out,
so that a change of how passages are shown is no change of any version."""
