"""Questions to a project's documents: find the passages, answer from them, say where it stands."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from storage import answers as rows
from storage import chunks, elements, passages
from storage.answers import Chat as Chat
from workbench import egress
from workbench.access import Actor, require
from workbench.answer import composing, fusing, index_service, prompts
from workbench.answer.beside import own_history
from workbench.answer.composing import SHOWN, AnswerParams, Retrieved
from workbench.answer.extract import named, quotes, state_of
from workbench.answer.index import Hit, Index
from workbench.answer.port import ANSWERERS, DEFAULT, SYSTEMS, Answered, OnPiece
from workbench.answer.system_service import (
    Target,
    generates,
    params_of,
    retrieves,
    system,
    system_of,
    target_of,
)
from workbench.errors import NotFound, UserError
from workbench.export.template import STOP
from workbench.llm import ChatRequest, OpenAIChat, TextRequest, chat_request
from workbench.projects import project_of
from workbench.records import (
    ConfidentialityLevel,
    Exchange,
    Message,
    System,
    Turn,
    highest_level,
    new_id,
)
from workbench.workspace import Workspace

MOST_QUESTION = 2000
"""Characters of a question."""


def ask(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    question: str,
    *,
    system_name: str | None = None,
    chat_id: str | None = None,
    on_piece: OnPiece | None = None,
) -> Exchange:
    """Answer and keep it in the actor's chat (a new one, where none is named).

    A model that breaks off leaves what had come, with `error` set. Raises UserError for a question
    that is empty or too long, and where there can be no answer at all.
    """
    require(actor, "read")
    asked = system(ws, actor, project_id, system_name)
    history = chat(ws, actor, project_id, chat_id) if chat_id else []
    earlier = own_history(history, asked.id, question)
    done = asyncio.run(
        answer(ws, actor.name, project_id, asked.id, question, history=earlier, on_piece=on_piece)
    )
    exchange_id = new_id()
    kept = Exchange(
        id=exchange_id,
        project_id=project_id,
        chat_id=history[0].chat_id if history else exchange_id,
        system_id=asked.id,
        system_name=asked.name,
        question=question.strip(),
        created_at=ws.clock(),
        created_by=actor.name,
        **dict(done),
    )
    with ws.db.write() as connection:
        rows.add(connection, kept)
    return kept


async def answer(
    ws: Workspace,
    actor_name: str,
    project_id: str,
    system_id: str,
    question: str,
    *,
    level: ConfidentialityLevel | None = None,
    history: Sequence[Exchange] = (),
    on_piece: OnPiece | None = None,
) -> Answered:
    """See workbench.answer.port.Answerer."""
    began = time.monotonic()
    question = checked_question(question)
    asked = await asyncio.to_thread(system_of, ws, project_id, system_id)
    params = params_of(asked)
    found: list[Retrieved] = []
    notice: Message | None = None
    if retrieves(asked):
        most = max(params.k, SHOWN)
        found, notice = await asyncio.to_thread(
            _retrieve, ws, actor_name, project_id, question, most, history
        )
    own = [level] if level else []
    if not generates(asked):
        done = composing.extracted(question, found, params, own)
    elif retrieves(asked) and all(each.state(params) == "not_found" for each in found):
        done = composing.not_found(question, found, own, extractive=False)
    else:
        done = await _generated(
            ws, actor_name, project_id, asked, question, found[: params.k], history, own, on_piece
        )
    took = round(1000 * (time.monotonic() - began))
    random_weights = asked.random_weights and generates(asked)
    return done.model_copy(
        update={"took_ms": took, "random_weights": random_weights, "notice": notice}
    )


ANSWERERS.add(DEFAULT, answer)
SYSTEMS.add(DEFAULT, system_of)


def checked_question(question: str) -> str:
    """Without white space around it. Raises UserError where it is empty or too long."""
    bare = question.strip()
    if not bare:
        raise UserError("error.question_empty")
    if len(bare) > MOST_QUESTION:
        raise UserError("error.question_long", length=len(bare), most=MOST_QUESTION)
    return bare


def _retrieve(
    ws: Workspace,
    actor_name: str,
    project_id: str,
    question: str,
    k: int,
    history: Sequence[Exchange],
) -> tuple[list[Retrieved], Message | None]:
    """Best first, and why words alone had to find them, where an embedding model is named. A
    question that finds nothing by itself is looked for together with the one before it: people go
    on in half sentences."""
    reader = Actor(name=actor_name, roles=("viewer",))
    index = index_service.opened(ws, reader, project_id)
    if index is None:
        raise UserError("error.nothing_to_answer_from")
    with index:
        weights = index.weights(question)
        hits, notice = _searched(ws, reader, project_id, index, question, k, weights)
        if history and not any(_tells(hit) for hit in hits[:1]):
            both = f"{history[-1].question}\n{question}"
            weights = index.weights(both)
            hits, notice = _searched(ws, reader, project_id, index, both, k, weights)
    return _whole(ws, project_id, question, hits, weights), notice


def _tells(hit: Hit) -> bool:
    return state_of(hit.coverage, closeness=hit.closeness) != "not_found"


def _searched(
    ws: Workspace,
    reader: Actor,
    project_id: str,
    index: Index,
    question: str,
    k: int,
    weights: Mapping[str, float],
) -> tuple[list[Hit], Message | None]:
    near, notice = index_service.near(ws, reader, project_id, index, question, fusing.depth(k))
    words = index.search(question, fusing.depth(k) if near else k, weights)
    return fusing.fused(words, near, index, weights, k), notice


def _whole(
    ws: Workspace,
    project_id: str,
    question: str,
    hits: Sequence[Hit],
    weights: Mapping[str, float],
) -> list[Retrieved]:
    """Hits with their records, as the database has them now; those that somebody approved for this
    question come first."""
    ids = [hit.passage_id for hit in hits]
    with ws.db.read() as connection:
        counting = chunks.counting_by_ids(connection, project_id, ids)
        by_id = {chunk.id: chunk for chunk in counting}
        sources = sorted({chunk.document_id for chunk in by_id.values()})
        documents = {d.id: d for d in passages.documents(connection, project_id, sources)}
        approved = passages.approved(connection, project_id, ids)
        parts = elements.by_ids(
            connection, project_id, [e for chunk in by_id.values() for e in chunk.element_ids]
        )
    found = []
    for hit in hits:
        chunk = by_id.get(hit.passage_id)
        if chunk is None:
            continue
        own = set(chunk.element_ids)
        said = quotes(chunk.text, chunk.section_path, weights)
        told = said.told and named(question, chunk.text, chunk.section_path)
        each = Retrieved(
            chunk,
            documents[chunk.document_id],
            tuple(element for element in parts if element.id in own),
            hit.coverage,
            replace(said, told=told),
            closeness=hit.closeness,
        )
        pairs = [(a.question, a.evidence_quote) for a in approved if a.chunk_id == chunk.id]
        found.append(composing.with_approved(question, each, pairs))
    return sorted(found, key=lambda each: not each.approved)


async def _generated(
    ws: Workspace,
    actor_name: str,
    project_id: str,
    asked: System,
    question: str,
    found: Sequence[Retrieved],
    history: Sequence[Exchange],
    own: list[ConfidentialityLevel],
    on_piece: OnPiece | None,
) -> Answered:
    """Ask the model, with what was found. The request is as secret as all that is in it; a question
    without passages as secret as the most secret document it could be about."""
    params = params_of(asked)
    target = await asyncio.to_thread(target_of, ws, project_id, asked)
    texts, turns, most_tokens = _fitted(question, found, prompts.turns(history), params, target)
    given = list(found[: len(texts)])
    levels = [*own, *(each.document.level for each in given)]
    if turns:
        levels += [each.level for each in history]
    if not levels:
        with ws.db.read() as connection:
            levels += passages.levels(connection, project_id)
    request, sent = _request(question, turns, texts, params, highest_level(levels), most_tokens)
    project = await asyncio.to_thread(project_of, ws, project_id)
    gate = egress.gate_for(
        ws, actor_name, project_id, project.secret_key, target.base_url, target.trust
    )
    client = OpenAIChat(gate, target.model, ws.settings.llm_api_key)
    try:
        text, error = await _streamed(client, request, gate.placeholders(sent), on_piece)
    except UserError as failure:
        if target.log and failure.key in ("error.endpoint_cut_off", "error.endpoint_busy"):
            raise UserError("error.model_failed", name=target.name, log=target.log) from failure
        raise
    form = prompts.prompt_hash(params.style, texts)
    return composing.generated(question, text, given, request.level, target.name, form, error)


def _fitted(
    question: str,
    found: Sequence[Retrieved],
    turns: Sequence[Turn],
    params: AnswerParams,
    target: Target,
) -> tuple[list[str], Sequence[Turn], int]:
    """Passages, earlier turns and the tokens of the answer, so that the model can take them in;
    what came before goes first. Raises UserError where the question alone is too long for it."""
    texts = [composing.passage_text(each) for each in found]
    texts = prompts.fitting(texts, params.context_characters)
    if target.context is None or params.style == "chat":
        return texts, turns, params.max_tokens
    count, most = target.context.count, target.context.tokens
    answer_tokens = min(params.max_tokens, most // 3)
    left = most - answer_tokens - count(prompts.text_prompt(question, turns, [""]))
    if left < 0 and turns:
        return _fitted(question, found, (), params, target)
    if left < 0:
        raise UserError("error.question_too_long_for_model", name=target.name, most=most)
    return prompts.fitting(texts, left, lambda text: count(f"[9] {text}\n\n")), turns, answer_tokens


def _request(
    question: str,
    turns: Sequence[Turn],
    texts: Sequence[str],
    params: AnswerParams,
    level: ConfidentialityLevel,
    most_tokens: int,
) -> tuple[ChatRequest | TextRequest, str]:
    """And all its words in one, as they are before masking."""
    if params.style == "text":
        prompt = prompts.text_prompt(question, turns, texts)
        request = TextRequest(
            prompt=prompt,
            level=level,
            temperature=params.temperature,
            max_tokens=most_tokens,
            stop=(STOP,),
        )
        return request, prompt
    messages = prompts.chat_messages(question, turns, texts)
    chat = chat_request(messages, level, None, most_tokens, None)
    chat = chat.model_copy(update={"temperature": params.temperature})
    return chat, "\n".join(words for _, words in messages)


async def _streamed(
    client: OpenAIChat,
    request: ChatRequest | TextRequest,
    marks: Mapping[str, str],
    on_piece: OnPiece | None,
) -> tuple[str, Message | None]:
    """The reply, and why it broke off. Raises WorkbenchError where nothing came."""
    text = ""
    try:
        async with contextlib.aclosing(client.stream(request)) as parts:
            async for part in parts:
                text, ended = prompts.cut_at_stop(text + part)
                if on_piece is not None:
                    on_piece(composing.unmasked(text, marks))
                if ended:
                    break
    except UserError as failure:
        if not text.strip():
            raise
        return composing.unmasked(text, marks), Message(key=failure.key, params=failure.params)
    finally:
        await client.close()
    return composing.unmasked(text, marks), None


# ---- chats -------------------------------------------------------------------------------------


def chat(ws: Workspace, actor: Actor, project_id: str, chat_id: str) -> list[Exchange]:
    """The actor's own chat, oldest first. Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = rows.of_chat(connection, project_id, actor.name, chat_id)
    if not found:
        raise NotFound("error.chat_unknown", id=chat_id[:40])
    return found


def chats(ws: Workspace, actor: Actor, project_id: str) -> list[Chat]:
    """The actor's own, the one begun last first."""
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.chats(connection, project_id, actor.name)
