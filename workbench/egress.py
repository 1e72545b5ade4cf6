"""The one gate for text that leaves: levels, trust, and personal data masked before it goes out.

Public text may go anywhere, internal text to local and trusted endpoints, confidential text to
local ones only. Loopback is local by itself; anything else is what a person said it is, and an
address of the public internet is never local. The level of a request is the highest of all that is
in it. A refusal is recorded before it is raised.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.access import Actor
from workbench.errors import ConfidentialityBlocked, UserError
from workbench.records import AuditEvent, ConfidentialityLevel, Trust, new_id
from workbench.workspace import Workspace

if TYPE_CHECKING:
    from workbench.clean.rules import Find
    from workbench.clean.spans import Span

ALLOWED: dict[ConfidentialityLevel, frozenset[Trust]] = {
    "public": frozenset({"local", "trusted", "external"}),
    "internal": frozenset({"local", "trusted"}),
    "confidential": frozenset({"local"}),
}

Recorder = Callable[[ConfidentialityLevel, Trust, str], None]
"""Writes a refusal down: level, trust, host."""

_PLAIN_URL = re.compile(r"^https?://[^\s\\@]+$", re.IGNORECASE)


def host_of(base_url: str) -> str:
    """Raises UserError for anything but a plain http(s) address: what two parsers could read
    differently (a user part, a backslash, a space) is refused."""
    try:
        host = urlsplit(base_url).hostname if _PLAIN_URL.match(base_url) else None
    except ValueError:
        host = None
    if not host:
        raise UserError("error.bad_endpoint_url")
    return host


def is_loopback(host: str) -> bool:
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost":
        return True
    address = _address(bare)
    return address is not None and address.is_loopback


def effective_trust(base_url: str, declared: Trust) -> Trust:
    """Loopback is local; an address of the public internet is not, whatever was declared."""
    host = host_of(base_url)
    if is_loopback(host):
        return "local"
    address = _address(host.strip("[]").rstrip(".")) or _old_notation(host)
    if declared == "local" and address is not None and address.is_global:
        return "external"
    return declared


def may_leave(level: ConfidentialityLevel, trust: Trust) -> bool:
    return trust in ALLOWED[level]


def check(
    level: ConfidentialityLevel, trust: Trust, base_url: str, record: Recorder | None = None
) -> Trust:
    """The trust that holds; raises ConfidentialityBlocked, after recording it, where the level
    forbids the way."""
    held = effective_trust(base_url, trust)
    if not may_leave(level, held):
        host = host_of(base_url)
        if record is not None:
            record(level, held, host)
        raise ConfidentialityBlocked("error.level_blocked", level=level, trust=held, host=host)
    return held


def recorder(
    ws: Workspace, actor_name: str, project_id: str | None, counts: dict[str, int] | None = None
) -> Recorder:
    """Refusals as audit rows; the host is the subject, no text is kept."""

    def record(level: ConfidentialityLevel, trust: Trust, host: str) -> None:
        from storage import audit

        event = AuditEvent(
            id=new_id(),
            project_id=project_id,
            actor=actor_name,
            action="egress_blocked",
            subject_kind="endpoint",
            subject_id=host[:64],
            counts=counts or {},
            reason=f"{level} -> {trust}",
            at=ws.clock(),
        )
        with ws.db.write() as connection:
            audit.record(connection, event)

    return record


@dataclass(frozen=True)
class Gate:
    """What stands before one endpoint: checks each request and masks what leaves this network."""

    base_url: str
    declared: Trust
    key: bytes = field(repr=False)
    """Keys the placeholders, so that the same person has the same one in every request."""
    record: Recorder | None = None
    find: Find | None = None
    """Of the project whose text goes out; without one, the recognizers alone."""

    @cached_property
    def trust(self) -> Trust:
        return effective_trust(self.base_url, self.declared)

    @property
    def masks(self) -> bool:
        return self.trust != "local"

    def check(self, level: ConfidentialityLevel) -> None:
        check(level, self.declared, self.base_url, self.record)

    def outgoing(self, text: str) -> str:
        """`text` as it may be sent: unchanged to local endpoints, elsewhere masked."""
        if not self.masks:
            return text
        from workbench.clean.masking import mask

        return mask(text, self._found(text), self.key)

    def placeholders(self, text: str) -> dict[str, str]:
        """Which placeholder of `outgoing(text)` stands for which words of `text`."""
        if not self.masks:
            return {}
        from workbench.clean.masking import placeholder

        found = [(span.type, text[span.start : span.end]) for span in self._found(text)]
        return {placeholder(kind, value, self.key): value for kind, value in found}

    def _found(self, text: str) -> Sequence[Span]:
        if self.find is not None:
            return self.find(text)
        from workbench.clean import recognizers

        return recognizers.find(text)


def gate_for(
    ws: Workspace, actor: Actor | str, project_id: str, secret_key: str, base_url: str, trust: Trust
) -> Gate:
    """The gate of a project, with the project's own lists of personal data."""
    from workbench.finder import finder_for
    from workbench.projects import project_of

    name = actor if isinstance(actor, str) else actor.name
    find = finder_for(ws, project_of(ws, project_id))
    record = recorder(ws, name, project_id)
    return Gate(base_url, trust, bytes.fromhex(secret_key), record, find)


def _old_notation(host: str) -> ipaddress.IPv4Address | None:
    """An IPv4 address as a resolver reads it too: `134744072`, `0x8.8.8.8`, `8.526344`."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
