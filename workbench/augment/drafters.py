"""What can draft: rules, or a language model. A new drafter is one function in this registry."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from workbench.augment import rules
from workbench.augment.pairs import DraftPair, Language, Passage, find_quote, language_of
from workbench.augment.prompts import SCHEMA, again, draft_prompt, max_tokens
from workbench.augment.replies import Unusable, read_reply
from workbench.errors import UserError
from workbench.records import ConfidentialityLevel
from workbench.registry import Registry


@dataclass(frozen=True)
class Asked:
    """A question to a model, without saying how it gets there."""

    messages: tuple[tuple[str, str], ...]
    """(role, content)"""
    json_schema: dict[str, object]
    max_tokens: int
    seed: int


@dataclass(frozen=True)
class Told:
    text: str
    finish_reason: str


Ask = Callable[[Asked], Awaitable[Told]]
"""The client is an argument: a fake in tests, cached and gated in the service."""


@dataclass(frozen=True)
class DraftOptions:
    per_chunk: int = rules.DEFAULT_PER_CHUNK
    seed: int = 0
    language: Language | None = None
    """None follows each passage."""


@dataclass(frozen=True)
class Drafted:
    pairs: tuple[DraftPair, ...]
    dropped: tuple[str, ...] = ()
    """Why a pair was not kept, one each."""
    template_hash: str | None = None


@dataclass(frozen=True)
class Drafter:
    name: str
    draft: Callable[[Passage, DraftOptions, Ask | None], Awaitable[Drafted]]
    calls_a_model: bool


DRAFTERS: Registry[Drafter] = Registry("drafter")


async def by_rules(passage: Passage, options: DraftOptions, _ask: Ask | None) -> Drafted:
    return Drafted(tuple(rules.draft_by_rules(passage, options.per_chunk, options.seed)))


async def by_model(passage: Passage, options: DraftOptions, ask: Ask | None) -> Drafted:
    """One call for all pairs; where none can be kept, one more with the reason; then UserError."""
    if ask is None:
        raise UserError("error.endpoint_needed")
    language = options.language or language_of(passage.text)
    prompt = draft_prompt(passage, options.per_chunk, options.seed, language)
    messages: tuple[tuple[str, str], ...] = (("system", prompt.system), ("user", prompt.user))
    for last in (False, True):
        told = await ask(Asked(messages, SCHEMA, max_tokens(options.per_chunk), options.seed))
        try:
            read = read_reply(told.text, told.finish_reason, passage.text, language)
        except Unusable as problem:
            if last:
                raise UserError(f"error.{problem.reason}") from problem
            messages += (("assistant", told.text), ("user", again(problem.hint, language)))
            continue
        return Drafted(read.pairs[: options.per_chunk], read.dropped, prompt.template_hash)
    raise AssertionError("unreachable: the second round returns or raises")


DRAFTERS.add("offline", Drafter("offline", by_rules, calls_a_model=False))
DRAFTERS.add("llm", Drafter("llm", by_model, calls_a_model=True))


class Way(Protocol):
    """What stands between a passage and a model (workbench.egress.Gate)."""

    def check(self, level: ConfidentialityLevel) -> None: ...
    def outgoing(self, text: str) -> str: ...
    def placeholders(self, text: str) -> dict[str, str]: ...


async def draft_through(
    way: Way | None, drafter: str, passage: Passage, options: DraftOptions, ask: Ask | None
) -> Drafted:
    """The one path of a passage to a drafter: checked and masked on the way out, and what comes
    back in the words of the passage again. Without a way nothing leaves. Raises WorkbenchError."""
    chosen = DRAFTERS[drafter]
    if way is None:
        return await chosen.draft(passage, options, None)
    way.check(passage.level)
    sent = passage.model_copy(update={"text": way.outgoing(passage.text)})
    done = await chosen.draft(sent, options, ask)
    marks = way.placeholders(passage.text)
    pairs = [unmasked(pair, marks, passage.text) for pair in done.pairs]
    kept = tuple(pair for pair in pairs if pair is not None)
    if not kept:
        raise UserError("error.reply_no_evidence")
    return Drafted(
        kept, (*done.dropped, *["evidence"] * (len(pairs) - len(kept))), done.template_hash
    )


def unmasked(pair: DraftPair, placeholders: dict[str, str], original: str) -> DraftPair | None:
    """The pair with the words that its placeholders stand for, as the passage has them.

    None where its evidence does not stand in `original`: a model made a placeholder up.
    """
    if not placeholders:
        return pair
    quote = find_quote(pair.evidence_quote, original) or _loose_quote(
        pair.evidence_quote, placeholders, original
    )
    if quote is None:
        return None
    return pair.model_copy(
        update={
            "question": _filled(pair.question, placeholders),
            "answer": _filled(pair.answer, placeholders),
            "evidence_quote": quote,
        }
    )


def _filled(text: str, placeholders: dict[str, str]) -> str:
    for mark, words in placeholders.items():
        text = text.replace(mark, words)
    return text


def _loose_quote(quote: str, placeholders: dict[str, str], original: str) -> str | None:
    """Masking makes the particle behind a placeholder agree, so any form of it will do."""
    marks = "|".join(re.escape(mark) for mark in placeholders)
    particle = r"(?:으로|로|은|는|이|가|을|를|과|와)"
    pattern = ""
    for part in re.split(f"({marks})", quote):
        if part in placeholders:
            pattern += re.escape(placeholders[part])
        elif pattern and (found := re.match(particle, part)):
            pattern += f"{particle}?" + _spaced(part[found.end() :])
        else:
            pattern += _spaced(part)
    match = re.search(pattern, original)
    return match.group() if match else None


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(piece) for piece in re.split(r"\s+", text))
