"""What cards that are worked with keys have in common: `base.js` and `base.css`.

A card holds a hand of leased records in the browser, answers keys at once and sends what was
decided in the background; see `base.js`. It may be given text only, and nothing that it sends is
trusted.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from pydantic import BaseModel, ValidationError

HERE = Path(__file__).parent
MOST_SENT = 500
"""In one message; a browser that was offline for long sends the rest with the next."""

Sent = TypeVar("Sent", bound=BaseModel)


def component(name: str, folder: Path) -> Any:
    """`card.js` and `card.css` of `folder`, each after what is common."""
    js, css = (_joined(f"base.{kind}", folder / f"card.{kind}") for kind in ("js", "css"))
    return st.components.v2.component(name, js=js, css=css)


def _joined(common: str, own: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (HERE / common, own))


def read_sent(items: object, kind: type[Sent]) -> tuple[list[Sent], list[str]]:
    """Of what a browser sent: the records that it can be read as, and keys of what is none."""
    found, broken = [], []
    sent: Iterable[object] = items[:MOST_SENT] if isinstance(items, list) else []
    for item in sent:
        try:
            found.append(kind.model_validate(item))
        except ValidationError:
            if isinstance(item, dict) and isinstance(item.get("key"), str):
                broken.append(item["key"])
    return found, broken
