"""The pairs of one chunk, by rules or by a model; what a model replied is never paid for twice."""

from __future__ import annotations

import asyncio

from storage import endpoints as endpoint_rows
from storage import responses as response_rows
from storage.examples import Source
from workbench import egress
from workbench.augment import making
from workbench.augment.drafters import (
    DRAFTERS,
    Asked,
    Drafted,
    DraftOptions,
    Told,
    draft_through,
)
from workbench.augment.pairs import Passage
from workbench.augment.params import DraftParams, Target
from workbench.errors import NotFound, UserError
from workbench.llm import OpenAIChat, chat_request, request_key
from workbench.records import Project, Response
from workbench.workspace import Workspace


def target_of(ws: Workspace, params: DraftParams) -> Target | None:
    """Raises UserError where a model is wanted and none is named. An address that is no saved
    endpoint is external unless it is loopback: trust is given by an admin, in an endpoint."""
    if not DRAFTERS[params.drafter].calls_a_model:
        return None
    if params.endpoint_id:
        with ws.db.read() as connection:
            endpoint = endpoint_rows.get(connection, params.endpoint_id)
        if endpoint is None:
            raise NotFound("error.endpoint_unknown", name=params.endpoint_id)
        return Target(
            base_url=endpoint.base_url,
            model=endpoint.model,
            trust=egress.effective_trust(endpoint.base_url, endpoint.trust),
            concurrency=endpoint.concurrency,
            name=endpoint.name,
        )
    if not params.base_url or not params.model:
        raise UserError("error.endpoint_needed")
    trust = egress.effective_trust(params.base_url, "external")
    host = egress.host_of(params.base_url)
    return Target(base_url=params.base_url, model=params.model, trust=trust, name=host)


def client_for(
    ws: Workspace, actor_name: str, project: Project, target: Target | None
) -> OpenAIChat | None:
    if target is None:
        return None
    gate = egress.gate_for(
        ws, actor_name, project.id, project.secret_key, target.base_url, target.trust
    )
    return OpenAIChat(gate, target.model, ws.settings.llm_api_key, target.concurrency)


async def draft_chunk(
    ws: Workspace,
    project: Project,
    source: Source,
    params: DraftParams,
    client: OpenAIChat | None,
) -> tuple[Drafted, list[Response]]:
    """The pairs of one chunk and the model's new replies. Personal data is masked on the way to
    anything that is not local, and stands in the pairs again."""
    options = DraftOptions(params.per_chunk, params.seed, params.language)
    passage = making.passage_of(source.chunk, source.elements, source.document.level)
    replies: list[Response] = []

    async def ask(asked: Asked) -> Told:
        assert client is not None
        return await _ask(ws, project, client, passage, asked, replies)

    way = client.gate if client else None
    return await draft_through(way, params.drafter, passage, options, ask), replies


async def _ask(
    ws: Workspace,
    project: Project,
    client: OpenAIChat,
    passage: Passage,
    asked: Asked,
    replies: list[Response],
) -> Told:
    request = chat_request(
        asked.messages, passage.level, asked.json_schema, asked.max_tokens, asked.seed
    )
    key = request_key(client.model, client.masked(request))
    kept = await asyncio.to_thread(_kept_response, ws, project.id, key)
    if kept is not None:
        return Told(kept.text, "stop")
    reply = await client.complete(request)
    if reply.finish_reason != "length":
        replies.append(
            Response(
                project_id=project.id,
                key=key,
                model=client.model,
                text=reply.text,
                prompt_tokens=reply.prompt_tokens,
                completion_tokens=reply.completion_tokens,
                created_at=ws.clock(),
            )
        )
    return Told(reply.text, reply.finish_reason)


def _kept_response(ws: Workspace, project_id: str, key: str) -> Response | None:
    with ws.db.read() as connection:
        return response_rows.get(connection, project_id, key)
