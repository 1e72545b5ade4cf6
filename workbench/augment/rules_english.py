"""Questions from English statements, by rules. Nothing is asked where the borders are unsure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.augment.blocks import Span
from workbench.augment.candidates import Candidate
from workbench.augment.english_clause import Statement, small, statement, tidy

_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|sixty|ninety)"
)
_UNIT = (
    r"(?:(?:working|business|calendar) )?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?)"
)
_LIMIT = r"(?:at least|at most|no more than|up to|a maximum of|no less than|not more than)"
_WITHIN = re.compile(rf"\bwithin (?P<n>{_NUMBER}) (?P<unit>{_UNIT})(?P<of> of [^,]+$)?")
_EVERY = re.compile(
    rf"\bevery (?:{_NUMBER} {_UNIT}|day|week|month|quarter|year|Monday|Friday)"
    r"(?: at [\d:]+)?(?: in \w+)?"
    r"|\b(?:daily|weekly|monthly|quarterly|annually|yearly)\b"
)
_FOR = re.compile(
    rf"\bfor (?:(?P<limit>{_LIMIT}) )?(?P<n>{_NUMBER}) (?P<unit>{_UNIT})\b(?! (?:of|in)\b)"
)
_AFTER = re.compile(rf"\bafter (?P<n>{_NUMBER}) (?P<unit>{_UNIT})(?P<tail> without [^,]+$)?")
_BEFORE = re.compile(
    rf"\b(?:(?:at least|no later than) )?(?P<n>{_NUMBER}) (?P<unit>{_UNIT}) before (?P<what>[^,]+)$"
)
_COUNT = re.compile(
    rf"^(?P<verb>have|contain|include|mix|be|use) (?P<limit>{_LIMIT}) (?P<n>{_NUMBER})"
    r" (?P<noun>[a-z][^,]*)$"
)
_OF_COUNT = re.compile(rf" of (?P<limit>{_LIMIT}) (?P<n>{_NUMBER}) (?P<noun>[a-z]+)$")
_VALUE = re.compile(rf"^(?:(?P<limit>{_LIMIT}) )?(?:{_NUMBER}|\d\S*)\b.{{0,30}}$")
_MEANS = re.compile(
    r"^(?P<term>(?:An? |The )?[\w\-' ]{2,50}?) (?:means|refers to|is defined as) (?P<rest>.+)$"
)
_METHOD = re.compile(r"^(?P<verb>\w+ed) by (?:telephone|phone|e-mail|email|post|\w+ing\b)")
_TREATED = re.compile(r"^(?P<verb>treated|classified|handled|regarded) as ")
_ONLY = re.compile(r"^Only (?P<noun>.+?) (?P<aux>may|can|must) (?P<rest>.+)$")
_PLACE = re.compile(
    r"^be (?P<verb>stored|kept|sent|reported|registered|returned|carried) (?:in|to|at|as) "
)
_OBJECT = re.compile(
    r"^(?P<verb>state|name|include|contain|specify|use|have|mix|show) (?!at |no )[^.]+$"
)
_LEADS = re.compile(r"^to [^.]+$")
_PRONOUN = re.compile(r"\b(?:it|they|them|this|these|its|their|he|she)\b", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:Table|Figure|Annex|Section|Chapter) \d|following|below|above", re.IGNORECASE
)


def from_sentence(span: Span, source: int) -> list[Candidate]:
    text = span.text
    if not 20 <= len(text) <= 240 or _REFERS.search(text):
        return []
    special = _definition(text) or _only(text)
    if special:
        proposals: list[Proposal] = [special]
    else:
        parsed = statement(text)
        proposals = list(_proposals(parsed)) if parsed else []
    return [
        Candidate(question, prefix + text, text, category, weight, source, polite, keyword)
        for question, category, weight, polite, keyword, prefix in proposals
        if 12 <= len(question) <= 160
    ]


Proposal = tuple[str, str, float, str | None, str | None, str]
"""question, category, weight, polite, keyword, what stands before the answer"""


def _definition(text: str) -> Proposal | None:
    match = _MEANS.match(text)
    if match is None or _PRONOUN.match(match["term"]):
        return None
    term = small(match["term"])
    bare = re.sub(r"^(?:an?|the) ", "", term)
    return (
        f"What does {term} mean?",
        "definition",
        1.0,
        f"Please explain the term {bare}.",
        f"{bare} meaning",
        "",
    )


def _only(text: str) -> Proposal | None:
    match = _ONLY.match(text.rstrip("."))
    if match is None or _PRONOUN.search(match["rest"]):
        return None
    noun = re.split(r" (?:from|that|which|in|on|of|with|who)\b", match["noun"])[0]
    if len(noun.split()) > 3 or re.match(r"^(?:the|an?)\b", noun, re.IGNORECASE):
        return None
    question = f"Which {noun} {match['aux']} {match['rest']}?"
    return (
        question,
        "rule",
        0.85,
        f"Please tell me which {noun} {match['aux']} {match['rest']}.",
        None,
        "",
    )


def _proposals(s: Statement) -> Iterator[Proposal]:
    if s.negative:
        yield from _prohibition(s)
        return
    for phrase, rest, category in _phrases(s.rest):
        yield s.ask(phrase, rest), category, 1.0, s.tell(phrase, rest), None, ""
    yield from _counts(s)
    if s.aux in ("is", "are"):
        yield from _being(s)
    if s.aux == "must":
        yield from _duty(s)
    if s.verb in ("leads", "lead", "applies") and _LEADS.match(s.rest):
        yield (
            f"What does {s.subject} {s.verb.rstrip('s')} to?".replace("applie", "apply"),
            "rule",
            0.85,
            None,
            None,
            "",
        )
    described = re.search(r"\b(?:who|whose)\b", s.subject)
    if s.aux == "must" and described:
        yield (
            f"What must {s.subject} do?",
            "procedure",
            0.8,
            f"Please tell me what {s.subject} must do.",
            None,
            "",
        )
    if s.verb and s.is_role and not _PRONOUN.search(s.rest):
        third = s.verb if s.verb.endswith("s") else ""
        if third:
            question = tidy(f"Who {third} {s.rest}")
            yield (
                f"{question}?",
                "responsibility",
                0.75,
                f"Please tell me who {third} {s.rest}.",
                None,
                "",
            )


def _phrases(rest: str) -> Iterator[tuple[str, str, str]]:
    """(question phrase, the rest without what is asked for, category)"""
    if match := _WITHIN.search(rest):
        yield (
            f"Within how many {_plural(match['unit'])}{match['of'] or ''}",
            _without(rest, match),
            "number",
        )
    if match := _EVERY.search(rest):
        yield "How often", _without(rest, match), "number"
    if match := _FOR.search(rest):
        limit = "at least" if match["limit"] in ("at least", "no less than") else "at most"
        phrase = f"For {limit} how many" if match["limit"] else "For how many"
        left = re.sub(r"\bat a time\b", "", _without(rest, match))
        yield (
            f"{phrase} {_plural(match['unit'])}{' at a time' if 'at a time' in rest else ''}",
            left,
            "number",
        )
    if match := _AFTER.search(rest):
        yield (
            f"After how many {_plural(match['unit'])}{match['tail'] or ''}",
            _without(rest, match),
            "number",
        )
    if match := _BEFORE.search(rest):
        phrase = f"At least how many {_plural(match['unit'])} before {match['what']}"
        yield phrase, _without(rest, match), "number"


def _counts(s: Statement) -> Iterator[Proposal]:
    if s.aux and (match := _COUNT.match(s.rest)):
        noun = match["noun"].removeprefix("of ")
        limit = "At least" if match["limit"] in ("at least", "no less than") else "At most"
        phrase = f"{limit} how many of" if match["noun"].startswith("of ") else f"{limit} how many"
        yield (
            s.ask(f"{phrase} {noun}", match["verb"]), "number", 1.0,
            s.tell(f"{phrase} {noun}", match["verb"]), None, "",
        )  # fmt: skip
    elif s.rest.startswith("have passwords") and (match := _OF_COUNT.search(s.rest)):
        limit = "At least" if match["limit"] in ("at least", "no less than") else "At most"
        asked = f"{limit} how many {match['noun']} {s.aux} the passwords of {s.subject} have?"
        yield asked, "number", 1.0, None, None, ""


def _duty(s: Statement) -> Iterator[Proposal]:
    if match := _PLACE.match(s.rest):
        asked = "How" if " as " in match.group() else "Where"
        yield f"{asked} must {s.subject} be {match['verb']}?", "rule", 0.85, None, None, ""
    elif (
        (match := _OBJECT.match(s.rest))
        and not _COUNT.match(s.rest)
        and not _OF_COUNT.search(s.rest)
    ):
        told = f"Please tell me what {s.subject} must {match['verb']}."
        yield f"What must {s.subject} {match['verb']}?", "rule", 0.8, told, None, ""


def _being(s: Statement) -> Iterator[Proposal]:
    bare = re.sub(r"^(?:the|an?) ", "", s.subject)
    if _VALUE.match(s.rest) and s.subject.startswith("the "):
        verb = "What is" if s.aux == "is" else "What are"
        yield f"{verb} {s.subject}?", "number", 1.0, f"Please tell me {s.subject}.", bare, ""
    elif match := _METHOD.match(s.rest):
        yield f"How {s.aux} {s.subject} {match['verb']}?", "procedure", 0.9, None, None, ""
    elif match := _TREATED.match(s.rest):
        yield f"How {s.aux} {s.subject} {match['verb']}?", "rule", 0.9, None, None, ""
    elif _is_thing(s):
        told = f"Please explain what {s.subject} {s.aux}."
        yield f"What {s.aux} {s.subject}?", "definition", 0.85, told, None, ""


def _is_thing(s: Statement) -> bool:
    """An X is a Y."""
    named = s.subject.startswith(("a ", "an ", "the ")) and len(s.subject.split()) <= 5
    said = re.match(r"^(?:an?|the) [a-z]", s.rest) is not None
    return named and said and not _PRONOUN.search(s.subject)


def _prohibition(s: Statement) -> Iterator[Proposal]:
    if ", " in s.rest or s.verb or s.subject.startswith(("nobody", "no ")):
        return
    if s.aux in ("must", "may", "can"):
        asked = "Can" if s.aux == "can" else "May"
        question = tidy(f"{asked} {s.subject} {s.rest}") + "?"
        yield question, "rule", 0.88, None, None, "No. "
    elif s.aux in ("is", "are") and re.match(r"^(?:allowed|permitted)\b", s.rest):
        yield f"{s.aux.capitalize()} {s.subject} {s.rest}?", "rule", 0.88, None, None, "No. "


def _without(rest: str, match: re.Match[str]) -> str:
    return tidy(f"{rest[: match.start()]} {rest[match.end() :]}")


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") else f"{unit}s"
