"""Pages to one document: what a page break cut is joined, captions find their tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbench.ingest.layout.blocks import Block, absorb, continues
from workbench.ingest.layout.lines import Vocabulary, join_text
from workbench.ingest.layout.markers import is_table_caption
from workbench.ingest.tables import continues_table, join_tables

_CONTINUED = re.compile(r"계속|이어서|continued|cont\.", re.IGNORECASE)


def stitch(pages: Iterable[list[Block]], words: Vocabulary) -> Iterator[Block]:
    """All blocks of a document in reading order, streamed: one page is held back."""
    pending: Block | None = None
    held: list[Block] = []
    for page in pages:
        body = [b for b in page if b.kind != "furniture" and "rotated" not in b.flags]
        aside = [b for b in page if b.kind == "furniture" or "rotated" in b.flags]
        if pending is not None:
            _drop_continued_caption(pending, body, aside)
            if body and _join(pending, body[0], words):
                body.pop(0)
        if not body:
            held += aside
            continue
        _attach_captions(pending, body)
        if pending is not None:
            yield pending
        yield from held
        yield from body[:-1]
        pending, held = body[-1], aside
    if pending is not None:
        yield pending
    yield from held


def _drop_continued_caption(pending: Block, body: list[Block], aside: list[Block]) -> None:
    if len(body) < 2 or pending.table is None or body[1].table is None:
        return
    if is_table_caption(body[0].text) and _CONTINUED.search(body[0].text):
        repeated = body.pop(0)
        repeated.kind = "furniture"
        aside.append(repeated)


def _join(pending: Block, first: Block, words: Vocabulary) -> bool:
    """Join `first` to what the page before ended with; False where they are two."""
    if pending.table is not None and first.table is not None:
        if not continues_table(pending.table, first.table):
            return False
        pending.table = join_tables(pending.table, first.table)
    elif pending.table is None and first.table is None and continues(pending, first):
        pending.text = join_text(pending.text, first.text, True, words)
    else:
        return False
    absorb(pending, first)
    if "spans_pages" not in pending.flags:
        pending.flags.append("spans_pages")
    return True


def _attach_captions(pending: Block | None, body: list[Block]) -> None:
    """A caption above its table, else below; a table's text begins with it."""
    taken: set[int] = set()
    for index, block in enumerate(body):
        if block.table is None:
            continue
        above = body[index - 1] if index else pending
        below = body[index + 1] if index + 1 < len(body) else None
        for caption in (above, below):
            if caption is None or id(caption) in taken or not is_table_caption(caption.text):
                continue
            if caption.kind not in ("paragraph", "list_item"):
                continue
            taken.add(id(caption))
            block.text = caption.text
            if "caption" not in caption.flags:
                caption.flags.append("caption")
            break
    for block in body:
        if "caption" in block.flags and id(block) not in taken:
            block.flags.remove("caption")
