"""Which blocks are headings, and how deep: by the file's outline, else by type size and number.

Styles (size, weight) of candidates are ranked over the whole document; within one style the
numbering (제1장, 1., 1.1) tells levels apart. A style that occurs once takes the level of its rank
without making a new one, so that cover lines do not push chapters down.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.ingest.layout.arrange import half
from workbench.ingest.layout.blocks import Block
from workbench.ingest.layout.markers import APPENDIX, ends_sentence, is_list_item, number_depth

Style = tuple[float, bool]
_BLANKS = re.compile(r"[\s·.…]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MAX_LENGTH = 120
_ARTICLE = 3
"""Numbering depth of 제n조."""


def _plain(text: str) -> str:
    return _BLANKS.sub("", text).lower()


def _once(title: str) -> str:
    """Browsers write a bookmark twice over where its heading was moved to the next page."""
    half = title[: len(title) // 2]
    return half if len(half) > 3 and half * 2 == title else title


@dataclass
class Outline:
    """Bookmarks, looked up by page and text."""

    depths: dict[tuple[int | None, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Sequence[tuple[int, str, int | None]]) -> Outline:
        return cls(
            {(page, _once(_plain(title))): depth for depth, title, page in entries if title.strip()}
        )

    def depth(self, block: Block) -> int | None:
        if not self.depths or len(block.text) > 200:
            return None
        plain = _plain(block.text)
        return self.depths.get((block.page, plain), self.depths.get((None, plain)))


@dataclass
class HeadingCount:
    """Collects candidates while blocks go by; `level` answers once all were added."""

    body: float
    outline: Outline = field(default_factory=Outline)
    styles: Counter[tuple[Style, int | None]] = field(default_factory=Counter)
    first_page: Counter[Style] = field(default_factory=Counter)
    outlined: dict[Style, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _levels: dict[tuple[Style, int | None], int] | None = None

    def add(self, block: Block) -> None:
        depth = self.outline.depth(block)
        if depth is not None:
            self.outlined[_style(block)][depth] += 1
        if self._candidate(block):
            self.styles[_style(block), number_depth(block.text)] += 1
            if block.page == 1:
                self.first_page[_style(block)] += 1

    def level(self, block: Block) -> int | None:
        """Depth from 1; None where the block is no heading."""
        if self._outline_rules():
            return self._outline_level(block)
        if not self._candidate(block):
            return None
        if self._levels is None:
            self._levels = self._rank()
        return self._levels.get((_style(block), number_depth(block.text)))

    def _candidate(self, block: Block) -> bool:
        if block.kind not in ("paragraph", "list_item") or block.flags or block.lines > 3:
            return False
        text, depth = block.text, number_depth(block.text)
        if len(text) > _MAX_LENGTH or not _WORD.search(text):
            return False
        if block.level == _ARTICLE:
            return True
        if ends_sentence(text) and not text.endswith("?"):
            return False
        if half(block.size) >= 1.1 * self.body:
            return depth is not None or not is_list_item(text)
        if depth is not None and depth <= _ARTICLE:
            return block.bold or (block.lines == 1 and len(text) <= 60)
        if block.bold and block.size > 0.94 * self.body and block.lines == 1 and len(text) <= 60:
            return depth is not None or not is_list_item(text)
        return False

    def _outline_rules(self) -> bool:
        found = sum(sum(depths.values()) for depths in self.outlined.values())
        return found >= 3 and found >= 0.6 * len(self.outline.depths)

    def _outline_level(self, block: Block) -> int | None:
        """By the outline; a title before it, and headings it left out, by their style."""
        if block.kind not in ("paragraph", "list_item") or block.flags:
            return None
        offset = 1 if self._title() is not None else 0
        if (depth := self.outline.depth(block)) is not None:
            return depth + offset
        if not self._candidate(block):
            return None
        if block.page == 1 and _style(block) == self._title():
            return 1
        same = self.outlined.get(_style(block))
        if same and number_depth(block.text) is not None:
            return same.most_common(1)[0][0] + offset
        return None

    def _title(self) -> Style | None:
        """The style of a title on the first page: the largest type of all, used nowhere else."""
        counts: Counter[Style] = Counter()
        for (style, _), count in self.styles.items():
            counts[style] += count
        if not counts:
            return None
        largest = max(counts)
        alone = counts[largest] == self.first_page[largest] <= 2 and largest not in self.outlined
        return largest if alone and largest[0] >= 1.15 * self.body else None

    def _rank(self) -> dict[tuple[Style, int | None], int]:
        title = self._title()
        articles = {key: n for key, n in self.styles.items() if key[1] == _ARTICLE}
        counts: Counter[Style] = Counter()
        numbered: set[Style] = set()
        for (style, depth), count in self.styles.items():
            if (style, depth) in articles:
                continue
            counts[style] += count
            if depth is not None:
                numbered.add(style)
        ranked = [s for s in counts if s != title and (counts[s] > 1 or s in numbered)]
        ranked.sort(key=lambda style: (-style[0], not style[1]))
        levels: dict[tuple[Style, int | None], int] = {}
        next_level = 1
        if title is not None:
            levels |= {key: 1 for key in self.styles if key[0] == title}
            next_level = 2
        starts: dict[Style, int] = {}
        for style in ranked:
            starts[style] = next_level
            depths = sorted(
                {
                    d
                    for s, d in self.styles
                    if s == style and d is not None and (s, d) not in articles
                }
            )
            if depths[:1] == [APPENDIX]:
                levels[style, APPENDIX] = next_level
                depths = depths[1:]
            for step, depth in enumerate(depths):
                levels[style, depth] = next_level + step
            levels.setdefault((style, None), next_level)
            next_level += max(1, len(depths))
        for style in counts:
            if style == title or style in starts:
                continue
            if self.first_page[style] and title is not None:
                continue
            larger = [starts[other] for other in ranked if other[0] > style[0]]
            levels[style, None] = max(larger) + 1 if larger else (2 if title else 1)
        return levels | dict.fromkeys(articles, next_level)


def _style(block: Block) -> Style:
    return half(block.size), block.bold
