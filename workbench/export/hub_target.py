"""The hub of the settings, and whether something of a level may go there."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.util import find_spec

from workbench import egress
from workbench.errors import ConfidentialityBlocked, MissingDependency, UserError
from workbench.records import ConfidentialityLevel, Trust
from workbench.settings import HUB, Settings

PUBLIC_HUBS = ("huggingface.co", "hf.co")


@dataclass(frozen=True)
class Hub:
    endpoint: str
    declared: Trust
    """What an admin said; holds for addresses that the hub names for uploads, too."""
    offline: bool
    token: str | None = field(default=None, repr=False)
    xet: bool = False

    @property
    def trust(self) -> Trust:
        """As it holds: loopback is local, huggingface.co external, whatever was declared."""
        return trust_of(self.endpoint, self.declared)

    @property
    def host(self) -> str:
        return egress.host_of(self.endpoint)


def hub_of(settings: Settings) -> Hub:
    """Raises UserError where the address is none."""
    endpoint = settings.hub_endpoint
    egress.host_of(endpoint)
    token = settings.hub_token.get_secret_value().strip() if settings.hub_token else None
    xet = settings.hub_xet if settings.hub_xet is not None else endpoint == HUB
    return Hub(endpoint, settings.hub_trust, settings.hub_offline, token or None, xet)


def trust_of(url: str, declared: Trust) -> Trust:
    """Trust of a hub, or of an address that it names for uploads: as declared, but loopback is
    local, and the public hub and addresses of the public internet are external."""
    host = egress.host_of(url).rstrip(".").lower()
    if any(host == public or host.endswith(f".{public}") for public in PUBLIC_HUBS):
        return "external"
    return egress.effective_trust(url, declared)


def refuse_level(
    level: ConfidentialityLevel, url: str, declared: Trust, record: egress.Recorder | None = None
) -> None:
    """Raises ConfidentialityBlocked, after recording it, where `level` may not go to `url`."""
    trust = trust_of(url, declared)
    if not egress.may_leave(level, trust):
        host = egress.host_of(url)
        if record is not None:
            record(level, trust, host)
        raise ConfidentialityBlocked("error.hub_level", level=level, trust=trust, host=host)


def is_installed() -> bool:
    return find_spec("huggingface_hub") is not None


def admit(
    hub: Hub, level: ConfidentialityLevel, public: bool, record: egress.Recorder | None = None
) -> None:
    """Raises ConfidentialityBlocked, after recording it, where the level forbids the hub or a
    public repository; UserError where the hub cannot be pushed to at all."""
    refuse_level(level, hub.endpoint, hub.declared, record)
    if public and level != "public":
        if record is not None:
            record(level, "external", hub.host)
        raise ConfidentialityBlocked("error.hub_public_level", level=level)
    if not is_installed():
        raise MissingDependency("error.hub_extra")
    loopback = egress.is_loopback(hub.host)
    if hub.offline and not loopback:
        raise UserError("error.hub_offline", host=hub.host)
    if hub.trust == "external" and hub.endpoint.lower().startswith("http:"):
        raise UserError("error.hub_insecure", host=hub.host)


def environment(hub: Hub, level: ConfidentialityLevel, root: str) -> dict[str, str]:
    """Variables of the pushing process: the hub's client reads them once, on import. No variable of
    its own that happens to be set here gets through (a debug switch prints requests with their
    token).

    Xet's uploads cannot be watched by the gate, so only public data goes that way.
    """
    ours = ("WORKBENCH_", "HF_", "HUGGING_FACE_", "HUGGINGFACE_", "TRANSFORMERS_")
    kept = {n: v for n, v in os.environ.items() if not n.upper().startswith(ours) or n == "HF_HOME"}
    kept |= {
        "PYTHONPATH": os.pathsep.join(
            dict.fromkeys([root, *filter(None, kept.get("PYTHONPATH", "").split(os.pathsep))])
        ),
        "HF_ENDPOINT": hub.endpoint,
        "HF_HUB_DISABLE_XET": "0" if hub.xet and level == "public" else "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    }
    if hub.token:
        kept["HF_TOKEN"] = hub.token
    return kept
