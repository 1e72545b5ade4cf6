"""Duplicates: precision and recall by category, what a person must look at, time and memory.

Rows are made from templates with a seed. Each original has at most one variant: of a category that
says the same (exact, format, politeness, particle, order, unit, slip; reword may wait for a person)
or of one that does not (number, unit, name, negation, opposite, question). rensa and datasketch run
beside it where they are installed, on our normalised text as character 3-grams; what each costs is
measured in a process of its own.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bench import Figure
from bench import dedup_material as m
from bench.dedup_cost import PEERS, costs
from workbench.clean.dedup import Match, Pair, deduplicate, shown
from workbench.clean.normal import normalised

SEED = 11
ROWS = 10_000
SAME = ("exact", "format", "politeness", "particle", "order", "unit_same", "slip")
OTHER = ("number", "unit", "name", "negation", "opposite", "question")
LIMITS = {
    "number": 0.0,
    "negation": 0.0,
    "unit": 0.0,
    "name": 1.5,
    "opposite": 0.0,
    "question": 0.0,
}
LEAST = {"exact": 100.0, "format": 100.0, "slip": 90.0, "particle": 75.0, "order": 75.0}


@dataclass(frozen=True)
class Material:
    pairs: Sequence[Pair]
    links: dict[tuple[str, str], str]
    """(original, variant) -> category."""


@dataclass(frozen=True)
class Row:
    """What an original was made from."""

    korean: bool
    question: int
    answer: int
    thing: str
    number: str
    place: str


def run(rows: int | None = None) -> list[Figure]:
    """`rows` adds a point to the cost curve."""
    material = generated(ROWS, SEED)
    began = time.process_time()
    matches = shown(deduplicate(material.pairs))
    seconds = time.process_time() - began
    figures = quality(material, matches)
    figures.append(Figure("CPU s a 10,000 rows", seconds * 10_000 / ROWS, "s"))
    return figures + _peers(material) + costs(rows)


def quality(material: Material, matches: Sequence[Match]) -> list[Figure]:
    merged = {(x.id, x.dup_of) for x in matches if x.outcome == "merge"}
    merged |= {(b, a) for a, b in merged}
    root = {x.id: (x.dup_of if x.outcome == "merge" and x.dup_of else x.id) for x in matches}
    cluster = {x.id: x.cluster for x in matches}
    seen: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for (one, other), category in material.links.items():
        seen[category] += 1
        joined[category] += root[one] == root[other]
        met[category] += cluster[one] == cluster[other]
    right = sum(joined[c] for c in (*SAME, "reword"))
    groups: Counter[str] = Counter(root.values())
    pairs = sum(n * (n - 1) // 2 for n in groups.values())
    same = sum(seen[c] for c in SAME)
    precision, recall = right / max(pairs, 1), sum(joined[c] for c in SAME) / max(same, 1)
    figures = [
        Figure("merge precision, pairs", 100 * precision, "%"),
        Figure("not merged rightly", 100 - 100 * precision, "%", 1.0),
        Figure("merge recall, all but rewordings", 100 * recall, "%"),
        Figure("F1", 200 * precision * recall / max(precision + recall, 1e-9), "%"),
    ]
    for category in (*SAME, "reword"):
        figures.append(Figure(f"{category}: merged", _share(joined, seen, category), "%"))
        figures.append(Figure(f"{category}: merged or in review", _share(met, seen, category), "%"))
        if category in LEAST:
            missed = 100 - _share(joined, seen, category)
            figures.append(Figure(f"{category}: missed", missed, "%", 100 - LEAST[category]))
    passed_over = 100 - _share(met, seen, "reword")
    figures.append(Figure("reword: passed over", passed_over, "%", 50.0))
    for category in OTHER:
        wrong = _share(joined, seen, category)
        figures.append(Figure(f"{category}: wrongly merged", wrong, "%", LIMITS[category]))
    review = {x.id for x in matches if x.outcome == "review"}
    review |= {x.dup_of for x in matches if x.outcome == "review" and x.dup_of}
    clear = {x.id for x in matches if x.outcome == "review" and not x.contradicts}
    clear |= {x.dup_of for x in matches if x.id in clear and x.dup_of}
    rows = len(material.pairs)
    figures.append(Figure("rows in review clusters", 100 * len(clear) / rows, "%", 10.0))
    figures.append(Figure("with contradictions", 100 * len(review) / rows, "%"))
    return figures


def _share(part: Counter[str], whole: Counter[str], category: str) -> float:
    return 100 * part[category] / whole[category] if whole[category] else 0.0


# ---- rows --------------------------------------------------------------------------------------


def generated(rows: int, seed: int) -> Material:
    """About `rows` pairs in a drawn order; four in ten originals have a variant."""
    draw = random.Random(seed)
    pairs: list[Pair] = []
    links: dict[tuple[str, str], str] = {}
    taken: set[tuple[bool, int, str]] = set()
    number = 0
    while len(pairs) < rows:
        row = _drawn(draw)
        key = (row.korean, row.question, row.thing)
        if key in taken:
            extra = draw.choice(("호", "형", "동")) if row.korean else " unit"
            row = replace(
                row,
                thing=f"{row.thing} {number}{extra}"
                if row.korean
                else f"{row.thing}{extra} {number}",
            )
        taken.add(key)
        original = Pair(f"r{number}", *_texts(row, "base", "base"))
        pairs.append(original)
        if draw.random() < 0.4:
            category = draw.choice((*SAME, "reword", "reword", *OTHER))
            variant = _variant(draw, row, original, category)
            if variant is not None:
                pairs.append(Pair(f"v{number}", *variant))
                links[original.id, f"v{number}"] = category
        number += 1
    draw.shuffle(pairs)
    return Material(pairs, links)


def _drawn(draw: random.Random) -> Row:
    korean = draw.random() < 0.6
    questions, answers = (
        (m.QUESTIONS_KO, m.ANSWERS_KO) if korean else (m.QUESTIONS_EN, m.ANSWERS_EN)
    )
    units = m.UNITS_KO if korean else m.UNITS_EN
    value, unit = draw.randint(2, 45), draw.choice(units)[0]
    thing = draw.choice(m.THINGS_KO if korean else m.THINGS_EN)
    if draw.random() < 0.7:
        thing = f"{_name(draw, korean)} {thing}"
    return Row(
        korean, draw.randrange(len(questions)), draw.randrange(len(answers)), thing,
        f"{value}{unit}" if korean else f"{value} {unit}",
        draw.choice(m.PLACES_KO if korean else m.PLACES_EN),
    )  # fmt: skip


def _name(draw: random.Random, korean: bool) -> str:
    if korean:
        return draw.choice(m.NAMES_KO) + draw.choice(["", *m.NAMES_KO])
    return draw.choice(m.NAMES_EN) + draw.choice(["", " " + draw.choice(m.NAMES_EN)])


def _texts(row: Row, asked: str, told: str) -> tuple[str, str]:
    questions, answers = (
        (m.QUESTIONS_KO, m.ANSWERS_KO) if row.korean else (m.QUESTIONS_EN, m.ANSWERS_EN)
    )
    return (
        _filled(questions[row.question][asked][0], row),
        _filled(answers[row.answer][told][0], row),
    )


def _filled(template: str, row: Row) -> str:
    text = template.replace("<n>", row.number)
    for mark, value in (("<x>", row.thing), ("<p>", row.place)):
        closed = "가" <= value[-1] <= "힣" and (ord(value[-1]) - 0xAC00) % 28 != 0
        for pair, with_final, without in (
            ("을(를)", "을", "를"),
            ("이(가)", "이", "가"),
            ("은(는)", "은", "는"),
            ("(으)로", "으로", "로"),
        ):
            text = text.replace(mark + pair, value + (with_final if closed else without))
        text = text.replace(mark, value)
    return text


def _variant(draw: random.Random, row: Row, pair: Pair, category: str) -> tuple[str, str] | None:
    make = _MAKERS.get(category)
    if make is not None:
        return make(draw, row, pair)
    questions, answers = (
        (m.QUESTIONS_KO, m.ANSWERS_KO) if row.korean else (m.QUESTIONS_EN, m.ANSWERS_EN)
    )
    asked, told = questions[row.question], answers[row.answer]
    if category in ("opposite", "question"):
        return _filled(asked[category][0], row), pair.answer
    if category == "negation":
        if draw.random() < 0.5:
            return _filled(asked["negation"][0], row), pair.answer
        return pair.question, _filled(told["negation"][0], row)
    question, answer = draw.choice(asked[category]), draw.choice(told[category])
    kind = draw.randrange(3)
    return (
        _filled(question, row) if kind != 1 else pair.question,
        _filled(answer, row) if kind != 0 else pair.answer,
    )


def _exact(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str]:
    return pair.question, pair.answer


def _format(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str]:
    question = pair.question.rstrip("?").replace(" ", "  ", 1) + draw.choice(["", "??", " ?"])
    answer = (
        pair.answer.replace(".", draw.choice(["", "!", "。"])).upper()
        if draw.random() < 0.5
        else pair.answer.replace(" ", "\u3000")
    )
    return question, answer


def _number(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str]:
    digits = "".join(c for c in row.number if c.isdigit())
    other = row.number.replace(digits, str(int(digits) + draw.choice([1, 2, 5, 10])))
    return pair.question, pair.answer.replace(row.number, other)


def _unit(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str]:
    for one, other in m.UNITS_KO if row.korean else m.UNITS_EN:
        if row.number.endswith(one):
            return pair.question, pair.answer.replace(
                row.number, row.number.removesuffix(one) + other
            )
    raise AssertionError(row.number)


def _unit_same(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str] | None:
    """None where the number of the original cannot be written in another unit."""
    digits = int("".join(c for c in row.number if c.isdigit()))
    if row.korean:
        if row.number.endswith("시간"):
            return pair.question, pair.answer.replace(row.number, f"{digits * 60:,}분")
        if row.number.endswith("개월") and digits % 12 == 0:
            return pair.question, pair.answer.replace(row.number, f"{digits // 12}년")
        if row.number.endswith("일") and digits % 7 == 0 and "영업" not in row.number:
            return pair.question, pair.answer.replace(row.number, f"{digits // 7}주")
        return None
    if row.number.endswith("hours"):
        return pair.question, pair.answer.replace(row.number, f"{digits * 60:,} minutes")
    if row.number.endswith("days") and digits % 7 == 0:
        return pair.question, pair.answer.replace(row.number, f"{digits // 7} weeks")
    return None


def _other_name(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str]:
    places = m.PLACES_KO if row.korean else m.PLACES_EN
    kind = draw.randrange(3)
    if kind == 0:
        place = draw.choice([p for p in places if p != row.place])
        return pair.question, pair.answer.replace(row.place, place)
    if kind == 1:
        thing = draw.choice(
            [t for t in (m.THINGS_KO if row.korean else m.THINGS_EN) if t not in row.thing]
        )
        old = row.thing.split()[-1] if row.korean else row.thing
        return pair.question.replace(old, thing), pair.answer.replace(old, thing)
    if not row.thing.startswith(tuple(m.NAMES_KO if row.korean else m.NAMES_EN)):
        return _other_name(draw, row, pair)  # no brand name in it
    changed = _one_letter(draw, row.thing)
    return pair.question.replace(row.thing, changed), pair.answer.replace(row.thing, changed)


def _one_letter(draw: random.Random, name: str) -> str:
    """A name one letter or syllable apart, as product names are."""
    place = next(i for i, c in enumerate(name) if c.isalpha())
    if "가" <= name[place] <= "힣":
        code = ord(name[place]) - 0xAC00
        vowel = (code // 28 % 21 + draw.choice([4, 8, 13])) % 21
        return (
            name[:place]
            + chr(0xAC00 + code // 588 * 588 + vowel * 28 + code % 28)
            + name[place + 1 :]
        )
    other = draw.choice([c for c in "bcdfgklmnprst" if c != name[place].lower()])
    return name[:place] + other + name[place + 1 :]


def _slip(draw: random.Random, row: Row, pair: Pair) -> tuple[str, str]:
    """A letter that is wrong, missing or twice, in a word that is no name."""
    names = set(f"{row.thing} {row.place}".split())
    words = pair.answer.split()
    able = [
        i
        for i, w in enumerate(words)
        if len(w) >= 4 and w.isalpha() and not any(n in w for n in names)
    ]
    if not able:
        return pair.question + "?", pair.answer
    place = draw.choice(able)
    words[place] = _slipped(draw, words[place])
    return pair.question, " ".join(words)


def _slipped(draw: random.Random, word: str) -> str:
    place = draw.randrange(1, len(word) - 1)
    if "가" <= word[place] <= "힣":
        code = ord(word[place]) - 0xAC00
        vowel = (code // 28 % 21 + draw.choice([1, 2])) % 21
        return (
            word[:place]
            + chr(0xAC00 + code // 588 * 588 + vowel * 28 + code % 28)
            + word[place + 1 :]
        )
    kind = draw.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


_MAKERS: dict[str, Callable[[random.Random, Row, Pair], tuple[str, str] | None]] = {
    "exact": _exact, "format": _format, "number": _number, "unit": _unit,
    "unit_same": _unit_same, "name": _other_name, "slip": _slip,
}  # fmt: skip


# ---- others, where they are installed ----------------------------------------------------------


def _peers(material: Material) -> list[Figure]:
    figures: list[Figure] = []
    for name, run_peer in PEERS.items():
        try:
            began = time.process_time()
            groups = run_peer([normalised(p.question + p.answer) for p in material.pairs])
        except ImportError:
            continue
        figures += _of_peer(name, material, groups, time.process_time() - began)
    return figures


def _of_peer(name: str, material: Material, groups: list[int], seconds: float) -> list[Figure]:
    root = {p.id: g for p, g in zip(material.pairs, groups, strict=True)}
    joined: Counter[str] = Counter()
    seen: Counter[str] = Counter(material.links.values())
    for (one, other), category in material.links.items():
        joined[category] += root[one] == root[other]
    pairs = sum(n * (n - 1) // 2 for n in Counter(groups).values())
    right = sum(joined[c] for c in (*SAME, "reword"))
    same = sum(seen[c] for c in SAME)
    figures = [
        Figure(f"{name}: precision", 100 * right / max(pairs, 1), "%"),
        Figure(f"{name}: recall", 100 * sum(joined[c] for c in SAME) / max(same, 1), "%"),
        Figure(f"{name}: CPU s a 10,000 rows", seconds * 10_000 / len(groups), "s"),
    ]
    return figures + [
        Figure(f"{name}: {c} wrongly merged", _share(joined, seen, c), "%") for c in OTHER
    ]
