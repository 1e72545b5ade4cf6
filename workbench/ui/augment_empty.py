"""A drafting run's chunks that gave no example, and why, in one line; for page and command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.ui.text import render


def empty_line(result: Mapping[str, Any], language: str) -> str:
    """ "" where every chunk gave one. `result` is that of a drafting job or file command."""
    if not result.get("empty"):
        return ""
    reasons = ", ".join(
        render("augment.why_none_part", {"reason": _reason(name, language), "n": n}, language)
        for name, n in result.get("empty_reasons", {}).items()
    )
    key = "augment.why_none_some" if result.get("examples") else "augment.why_none_all"
    return render(key, {"n": result["empty"], "reasons": reasons}, language)


def _reason(name: str, language: str) -> str:
    return render(f"augment.why_none.{name}", {}, language)
