"""Office Math (OMML) on one line: `(a+b)/(2)`, `x^(2)`, `√(3)`; no number runs into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def formula(at: _Element) -> str:
    """The text of a formula and all in it. Raises RecursionError for trees beyond sense."""
    name = at.tag.rsplit("}", 1)[-1] if isinstance(at.tag, str) else ""
    if name == "t":
        return at.text or ""
    if name == "f":
        return f"({_part(at, 'num')})/({_part(at, 'den')})"
    if name in ("sSup", "sSub", "sSubSup"):
        below, above = _part(at, "sub"), _part(at, "sup")
        marks = (f"_({below})" if below else "") + (f"^({above})" if above else "")
        return _part(at, "e") + marks
    if name == "rad":
        return f"{_part(at, 'deg')}√({_part(at, 'e')})"
    if name == "d":
        return "(" + ", ".join(formula(item) for item in at if _is(item, "e")) + ")"
    if name == "nary":
        sign = at.find(f"{M}naryPr/{M}chr")
        below, above = _part(at, "sub"), _part(at, "sup")
        limits = (f"_({below})" if below else "") + (f"^({above})" if above else "")
        mark = sign.get(f"{M}val", "∫") if sign is not None else "∫"
        return f"{mark}{limits} {_part(at, 'e')}"
    if name == "m":
        rows = (", ".join(formula(cell) for cell in row) for row in at if _is(row, "mr"))
        return "[" + "; ".join(rows) + "]"
    return "".join(formula(item) for item in at)


def _is(at: _Element, name: str) -> bool:
    return bool(at.tag == M + name)


def _part(at: _Element, name: str) -> str:
    found = at.find(M + name)
    return formula(found) if found is not None else ""
