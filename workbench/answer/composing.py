"""From passages that were found to an answer that says where it stands; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.answer import prompts
from workbench.answer.extract import (
    ANSWER_AT,
    LIKE_QUESTION,
    NEAR_AT,
    SAME_QUESTION,
    Found,
    Quote,
    likeness,
    state_of,
)
from workbench.answer.port import Answered
from workbench.answer.terms import terms
from workbench.augment.pairs import find_quote
from workbench.records import (
    AnswerState,
    Chunk,
    Citation,
    ConfidentialityLevel,
    Document,
    Element,
    Message,
    Record,
    highest_level,
)

SHOWN = 3
"""Passages under an extractive answer."""
TEXT_DEFAULTS = {"style": "text", "context_characters": 1500, "max_tokens": 200}
"""For models of this machine: what a model tuned here is asked is what it was trained on."""


class AnswerParams(Record):
    """What a system's `parameters` can say."""

    k: int = 5
    """Passages that a model is given."""
    answer_at: float = ANSWER_AT
    near_at: float = NEAR_AT
    style: prompts.Style = "chat"
    context_characters: int = 6000
    """Of all passages together."""
    max_tokens: int = 500
    temperature: float = 0.0


@dataclass(frozen=True)
class Retrieved:
    """A passage that was found, with the words in it that answer."""

    chunk: Chunk
    document: Document
    elements: tuple[Element, ...]
    coverage: float
    found: Found
    approved: bool = False
    """Somebody approved that it answers this very question."""
    closeness: float = 0.0

    def state(self, params: AnswerParams) -> AnswerState:
        return state_of(
            self.coverage, self.found.told, params.answer_at, params.near_at, self.closeness
        )


def with_approved(question: str, each: Retrieved, approved: Sequence[tuple[str, str]]) -> Retrieved:
    """`approved` are question and evidence of the chunk's approved examples. Where one asks the
    same, its evidence is what answers."""
    alike = max(approved, key=lambda pair: likeness(question, pair[0]), default=None)
    if alike is None:
        return each
    like = likeness(question, alike[0])
    evidence = find_quote(alike[1], each.chunk.text)
    if like >= LIKE_QUESTION and evidence:
        start = each.chunk.text.index(evidence)
        quote = Quote(evidence, start, start + len(evidence))
        each = replace(each, found=Found((quote,), told=True))
    if like >= SAME_QUESTION:
        each = replace(each, coverage=max(each.coverage, like), approved=True)
    return each


def extracted(
    question: str,
    found: Sequence[Retrieved],
    params: AnswerParams,
    own: Sequence[ConfidentialityLevel] = (),
) -> Answered:
    """The words of the best passage, or of the nearest, or the sentence that there is no answer.

    `own` is the level of the question itself, where it has one.
    """
    for state in ("answer", "near"):
        fit = [each for each in found if each.state(params) == state]
        if fit:
            shown = fit[:SHOWN]
            return Answered(
                state=state,
                text="\n".join(quote.text for quote in shown[0].found.quotes)
                or shown[0].chunk.text,
                citations=tuple(citation(n, each) for n, each in enumerate(shown, start=1)),
                extractive=True,
                level=highest_level([*own, *(each.document.level for each in shown)]),
                took_ms=0,
            )
    return not_found(question, found, own, extractive=True)


def not_found(
    question: str,
    found: Sequence[Retrieved],
    own: Sequence[ConfidentialityLevel] = (),
    *,
    extractive: bool,
) -> Answered:
    return Answered(
        state="not_found",
        text=prompts.refusal(question),
        extractive=extractive,
        level=highest_level([*own, *(each.document.level for each in found)]),
        took_ms=0,
    )


def generated(
    question: str,
    text: str,
    found: Sequence[Retrieved],
    level: ConfidentialityLevel,
    model: str,
    prompt_hash: str,
    error: Message | None,
) -> Answered:
    """What a model wrote, with the passages that it names; with all it was given, where it names
    none. `found` are those it was given, in their order."""
    bare = prompts.tidied(text, len(found))
    refused = prompts.refuses(bare) and error is None
    numbers = prompts.cited(bare) or list(range(1, len(found) + 1))
    return Answered(
        state="not_found" if refused else "answer",
        text=bare or prompts.refusal(question),
        citations=()
        if refused
        else tuple(citation(number, found[number - 1]) for number in sorted(numbers)),
        extractive=False,
        model=model,
        level=level,
        error=error,
        took_ms=0,
        prompt_hash=prompt_hash,
    )


def passage_text(each: Retrieved) -> str:
    """As a model is given it: where it stands, then its words."""
    heading = " › ".join(each.chunk.section_path)
    return f"{heading}\n{each.chunk.text}" if heading else each.chunk.text


def unmasked(text: str, marks: Mapping[str, str]) -> str:
    """With the values that were masked on the way out, where the model repeats a placeholder."""
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def citation(number: int, each: Retrieved) -> Citation:
    """The page is that of the first quote, which need not be the first of the chunk."""
    quoted = tuple(quote.text for quote in each.found.quotes)
    holding = _holding(quoted, each.elements)
    pages = [element.page for element in holding if element.page is not None]
    return Citation(
        number=number,
        chunk_id=each.chunk.id,
        document_id=each.document.id,
        document_name=each.document.name,
        level=each.document.level,
        section_path=each.chunk.section_path,
        page=pages[0] if pages else each.chunk.page,
        element_ids=tuple(element.id for element in holding) or each.chunk.element_ids,
        quotes=quoted,
        score=min(1.0, max(each.coverage, each.closeness)),
    )


def _holding(quoted: Sequence[str], elements: Sequence[Element]) -> list[Element]:
    """For each quote the elements that share most of its terms: a table's row is not in its text
    word for word, and a section that is quoted as a whole stands in several."""
    held: list[Element] = []
    words = [(element, set(_element_terms(element))) for element in elements]
    for quote in quoted:
        left = set(terms(quote))
        least = max(1, len(left) // 10)
        while left and words:
            best, present = max(words, key=lambda pair: len(left & pair[1]))
            if len(left & present) < least:
                break
            left -= present
            if best not in held:
                held.append(best)
    return sorted(held, key=lambda element: element.seq)


def _element_terms(element: Element) -> list[str]:
    found = terms(element.text)
    for cell in element.cells:
        found += terms(cell.text)
    return found
