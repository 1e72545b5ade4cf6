"""A base model that is named by its name on the hub: is it here, and can it be had?

The libraries ask for file after file and try each again and again, so a name that is wrong, or a
machine that turns out to have no network, would take minutes. Here it is one question.
"""

from __future__ import annotations

import logging
import os

from workbench.errors import UserError

log = logging.getLogger("workbench.train")

ASK_S = 10.0


def is_offline() -> bool:
    switched = (os.environ.get(name, "") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value.upper() in ("1", "ON", "YES", "TRUE") for value in switched)


def is_cached(name: str) -> bool:
    """Whether it was fetched before; looks at the disk only."""
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(name, "config.json"), str)


def refuse_unknown(name: str) -> None:
    """Raises UserError where it is neither here nor given by the hub (HF_ENDPOINT)."""
    if is_cached(name):
        return
    if is_offline():
        raise UserError("error.base_not_cached", name=name)
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(name, timeout=ASK_S)
    except Exception as error:  # a refusal, no connection, no such name: several libraries' errors
        log.info("the hub did not give a model: %s", type(error).__name__)
        raise UserError("error.base_hub", name=name) from error
