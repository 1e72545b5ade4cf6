"""The offline drafter: rules over sentences, tables, lists and headings. No model, no network.

Everything a passage allows is proposed first; then a seeded choice takes the best of each source
(sentence, row, list) before a second one of any, and varies the phrasing. Equal passage, limit and
seed give equal pairs.
"""

from __future__ import annotations

import random
import re

from workbench.augment import rules_english, rules_korean
from workbench.augment.blocks import Block, blocks, is_caption, sentences
from workbench.augment.candidates import Candidate
from workbench.augment.pairs import DraftPair, Passage, find_quote, language_of, squeeze
from workbench.augment.rules_lists import list_candidates, section_candidate
from workbench.augment.rules_tables import from_tables
from workbench.augment.tables import tables_of

MODEL = "rules"
"""What examples of this drafter carry as their model."""
DEFAULT_PER_CHUNK = 4
_WORST = 0.45
"""Candidates below this are only taken where there is nothing better."""
_JITTER = 0.12
"""Keeps the rows of one table from all asking for the same column."""
_POLITE_SHARE, _KEYWORD_SHARE = 0.15, 0.12


def draft_by_rules(passage: Passage, per_chunk: int, seed: int) -> list[DraftPair]:
    """Up to `per_chunk` pairs, best first; [] where nothing can be asked well."""
    rng = random.Random(f"{seed}:{passage.text}")
    chosen = _choose(candidates(passage), per_chunk, rng)
    return [_phrased(candidate, passage, rng) for candidate in chosen]


def candidates(passage: Passage) -> list[Candidate]:
    """All that the rules propose, each with its evidence standing in the passage."""
    language = language_of(passage.text)
    read = rules_korean.from_sentence if language == "ko" else rules_english.from_sentence
    lines = [b for b in blocks(passage.text, passage.section_path) if not is_caption(b.text)]
    table_rows = _table_lines(passage)
    prose = [b for b in lines if b.kind in ("paragraph", "item") and b.text not in table_rows]
    found: list[Candidate] = []
    source = 0
    paragraphs: list[str] = []
    for block in prose:
        for span in sentences(passage.text, block):
            found += read(span, source)
            source += 1
            if block.kind == "paragraph":
                paragraphs.append(span.text)
    found += list_candidates(lines, passage.section_path, language, source)
    tables = from_tables(passage, language, source + 100)
    found += tables
    if not any(block.kind == "item" for block in lines) and not tables:
        whole = section_candidate(paragraphs, passage.section_path, language, source + 50)
        found += [whole] if whole else []
    return [c for c in found if _grounded(c, passage)]


def _table_lines(passage: Passage) -> set[str]:
    """Lines that only repeat a row of a table: its cells are asked for instead."""
    values = [set(row) for table in tables_of(passage) for row in table.rows]
    return {
        squeeze(line)
        for line in passage.text.split("\n")
        if any(sum(bool(v) and v in squeeze(line) for v in row) == len(row) for row in values)
    }


def _grounded(candidate: Candidate, passage: Passage) -> bool:
    broken = re.search(r"\(\s*\)|\s{2}|\[\]|�", candidate.question + candidate.answer)
    return broken is None and find_quote(candidate.quote, passage.text) is not None


def _choose(found: list[Candidate], limit: int, rng: random.Random) -> list[Candidate]:
    """Best of each source first, then second best; no question and no keyword twice."""
    by_source: dict[int, list[Candidate]] = {}
    for candidate in found:
        by_source.setdefault(candidate.source, []).append(candidate)
    rounds: list[list[tuple[float, float, Candidate]]] = []
    for group in by_source.values():
        ranked = sorted(group, key=lambda c: c.weight + rng.random() * _JITTER, reverse=True)
        for place, candidate in enumerate(ranked):
            while len(rounds) <= place:
                rounds.append([])
            rounds[place].append((candidate.weight, rng.random(), candidate))
    ordered: list[Candidate] = []
    for group_ in rounds:
        ordered += [
            c for _, _, c in sorted(group_, key=lambda e: (e[0] < 0.6, -_coarse(e[0]), e[1]))
        ]
    chosen: list[Candidate] = []
    asked: set[str] = set()
    good = [c for c in ordered if c.weight > _WORST]
    for candidate in [*good, *[c for c in ordered if c.weight <= _WORST]]:
        if len(chosen) >= limit:
            break
        if candidate.question not in asked:
            asked.add(candidate.question)
            chosen.append(candidate)
    return chosen


def _coarse(weight: float) -> float:
    """Weights closer than 0.1 are equal, so that tables and sentences mix."""
    return round(weight * 10) / 10


def _phrased(candidate: Candidate, passage: Passage, rng: random.Random) -> DraftPair:
    question, style = candidate.question, "question"
    dice = rng.random()
    if dice < _POLITE_SHARE and candidate.polite:
        question, style = candidate.polite, "polite"
    elif dice > 1 - _KEYWORD_SHARE and candidate.keyword and " " in candidate.keyword:
        question, style = candidate.keyword, "keyword"
    return DraftPair(
        question=question,
        answer=candidate.answer,
        evidence_quote=find_quote(candidate.quote, passage.text) or candidate.quote,
        category=candidate.category,
        style=style,
    )


def heading_only(passage: Passage) -> bool:
    """Whether a passage holds nothing but headings."""
    kinds: set[str] = {b.kind for b in blocks(passage.text, passage.section_path)}
    return kinds <= {"heading"}


__all__ = ["DEFAULT_PER_CHUNK", "MODEL", "Block", "candidates", "draft_by_rules", "heading_only"]
