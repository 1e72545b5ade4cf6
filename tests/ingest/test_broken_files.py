"""Hundreds of damaged files: each ends in elements or in one reason, in bounded time."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from tests.ingest.compound import xls
from tests.ingest.office import docx, hwpx, numbered, p, tbl, tc
from tests.ingest.reading import read_bytes
from tests.ingest.test_gate import xlsx
from tests.ingest.test_hangul import as_hwp, as_hwpx
from tests.ingest.test_pptx import saved
from workbench.errors import UserError

SEED = 20261124
ROUNDS = 40
_SECONDS = 20.0

PAGE = (
    "<html><head><meta charset=utf-8></head><body><h1>제목</h1><ol><li>하나<ul><li>둘</ul></ol>"
    "<table><tr><th rowspan=2>가<th colspan=2>나<tr><td>1<td><table><tr><td>x</table></table>"
    "<dl><dt>말<dd>뜻</dl><pre>글</pre></body></html>"
).encode()


def deck() -> bytes:
    from pptx import Presentation

    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "제목"
    slide.placeholders[1].text_frame.text = "글"
    return saved(made)


def document() -> bytes:
    inner = tbl(tc("1") + tc("2"))
    return docx(
        p("제목", "1") + numbered("하나", 0) + tbl(tc("가") + tc(inner), tc("나") + tc("다"))
    )


MAKERS: dict[str, Callable[[], bytes]] = {
    "a.docx": document,
    "a.hwpx": as_hwpx,
    "a.hwp": as_hwp,
    "flat.hwp": lambda: as_hwp(flags=0),
    "a.html": lambda: PAGE,
    "a.pptx": deck,
    "a.xls": lambda: xls("s", [["가", "나"], ["다", 1.0]]),
    "a.xlsx": xlsx,
}


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, removed, doubled or cut off."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[at] = chance.randrange(256)
            case 1:
                del found[at : at + chance.randint(1, 40)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 200)]
            case _:
                found[at : at + 4] = chance.choice((b"\xff" * 4, bytes(4), b"\x00\x00\x00\x80"))
        if len(found) < 64:
            break
    return bytes(found[: chance.randint(64, len(found))] if chance.random() < 0.2 else found)


def rearranged(member: bytes, chance: random.Random) -> bytes:
    """Well-formed still: elements removed, doubled, put into each other, numbers beyond belief."""
    root = etree.fromstring(member)
    for _ in range(chance.randint(1, 6)):
        every = [item for item in root.iter("*") if item is not root]
        if not every:
            break
        item, other = chance.choice(every), chance.choice(every)
        above = item.getparent()
        match chance.randrange(4):
            case 0:
                above.remove(item)
            case 1:
                above.insert(0, deepcopy(item))
            case 2:
                other.append(deepcopy(item))
            case _:
                for name in item.attrib:
                    item.set(name, chance.choice(("-1", "", "x", "99999999999", "0", "1.5")))
    return bytes(etree.tostring(root))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The container itself, or a member of it under a correct checksum."""
    if not data.startswith(b"PK") or chance.random() < 0.2:
        return flipped(data, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = [name for name in source.namelist() if name.endswith((".xml", ".rels"))]
        chosen = chance.choice(names)
        for name in source.namelist():
            member = source.read(name)
            if name == chosen:
                if chance.random() < 0.2:
                    continue
                rough = chance.random() < 0.4
                member = flipped(member, chance) if rough else rearranged(member, chance)
            target.writestr(name, member)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MAKERS))
def test_damaged_files_end_in_elements_or_a_reason(tmp_path: Path, name: str) -> None:
    whole = MAKERS[name]()
    chance = random.Random(f"{SEED}-{name}")
    read_bytes(whole, tmp_path, name)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(ROUNDS):
        data = mutated(whole, chance)
        begun = time.monotonic()
        try:
            read_bytes(data, tmp_path, name)
            outcomes["read"] += 1
        except UserError as error:
            assert error.key.startswith("error.")
            outcomes["refused"] += 1
        assert time.monotonic() - begun < _SECONDS
    assert sum(outcomes.values()) == ROUNDS


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc>" * 1 + "</w:tr></w:tbl>" + p("글"))),
        (
            "a.docx",
            docx(
                tbl(
                    tc("가", '<w:gridSpan w:val="99999999"/>') + tc("x"),
                    tc("나", '<w:gridSpan w:val="-5"/>'),
                )
            ),
        ),
        (
            "a.html",
            b"<table><tr><td colspan=99999 rowspan=99999>a<td>b<tr><td>c"
            b"<tr><td rowspan=-1 colspan=x>d</table>",
        ),
        (
            "a.hwpx",
            hwpx(
                '<hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:t>x</hp:t>'
                '</hp:run></hp:p></hp:subList><hp:cellAddr colAddr="-3" rowAddr="70000"/>'
                '<hp:cellSpan colSpan="70000" rowSpan="0"/></hp:tc><hp:tc><hp:subList><hp:p>'
                "<hp:run><hp:t>y</hp:t></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl>"
                "</hp:run></hp:p>"
            ),
        ),
    ],
)  # fmt: skip
def test_spans_beyond_belief_are_read_in_bounds(tmp_path: Path, name: str, data: bytes) -> None:
    elements, _ = read_bytes(data, tmp_path, name)
    assert elements
