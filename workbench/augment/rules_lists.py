"""Questions whose answer is a whole list or a whole section."""

from __future__ import annotations

import re

from workbench.augment.blocks import Block, heading_title, item_text
from workbench.augment.candidates import Candidate
from workbench.augment.english_clause import small
from workbench.augment.korean import attach, formal_stem, polite
from workbench.augment.korean_clause import clauses
from workbench.augment.pairs import Language

_MAX_ANSWER = 700
"""Characters; a longer list is not one answer."""
_STEPS = re.compile(r"(?:절차|순서|방법|단계|과정|조치|요령)$")
_RULES = re.compile(r"(?:규칙|기준|원칙|수칙|요건|조건|사항|의무|설정)$")
_OF = re.compile(r"(?:목적|범위|정의|대상|역할|책임)$")
_GENERIC = (
    "총칙", "부록", "개요", "목적", "적용 범위", "일반", "기타", "서론", "신고", "소개", "Annex",
    "Appendix", "Introduction", "General", "Overview", "Scope", "Purpose",
)  # fmt: skip
"""Headings that say nothing without their document."""
_LEAD = re.compile(r"다음\s+(?P<noun>[가-힣]+(?:\s[가-힣]+)?)(?P<case>을|를)\s*(?P<verb>\S+다)\.?$")


def list_candidates(
    found: list[Block], section_path: tuple[str, ...], language: Language, source: int
) -> list[Candidate]:
    """One question for each run of two or more items, with the items as its answer."""
    made: list[Candidate] = []
    run: list[Block] = []
    lead: Block | None = None
    for block in [*found, None]:
        if block is not None and block.kind == "item":
            run.append(block)
            continue
        if len(run) > 1:
            made += _from_run(run, lead, section_path, language, source + len(made))
        run = []
        lead = block if block is not None and block.kind == "paragraph" else None
    return made


def _from_run(
    run: list[Block],
    lead: Block | None,
    section_path: tuple[str, ...],
    language: Language,
    source: int,
) -> list[Candidate]:
    items = [item_text(block).text.rstrip(".") for block in run]
    if sum(len(item) for item in items) > _MAX_ANSWER or len(items) > 12:
        return []
    title = section_name(section_path)
    if language == "ko":
        asked = _korean_lead(lead) or _korean_title(title)
        body = [polite(item + ".") if item.endswith("다") else item for item in items]
        opening = "다음과 같습니다."
        named = re.sub(r"(?:은|는)$", "", asked[0]) if asked else ""
        polite_form = f"{attach(named, '을/를')} 알려 주십시오." if named else None
    else:
        title = _english_name(section_path)
        asked, opening = _english_title(title), "as follows:"
        body = [item + "." for item in items]
        polite_form = f"Please explain the {title}."
    if asked is None:
        return []
    subject, question = asked
    numbered = " ".join(f"{i}) {text}" for i, text in enumerate(body, 1))
    return [
        Candidate(
            question=question,
            answer=f"{subject} {opening} {numbered}",
            quote=run[0].text,
            category="procedure" if _STEPS.search(title) or language == "en" else "rule",
            weight=0.96,
            source=source,
            polite=polite_form,
            keyword=title or None,
        )
    ]


def section_name(section_path: tuple[str, ...]) -> str:
    """The section as a phrase that stands alone: a short heading takes its parent's along."""
    titles = [heading_title(part) for part in section_path if heading_title(part)]
    if not titles:
        return ""
    name = titles[-1]
    if len(titles) > 1 and len(name.split()) <= 2 and titles[-2] not in name:
        parent = titles[-2]
        name = name if name in parent or parent in _GENERIC else f"{parent} {name}"
    return "" if name in _GENERIC else name


def _korean_lead(lead: Block | None) -> tuple[str, str] | None:
    """정보보안팀은 다음 업무를 맡는다. -> 정보보안팀은 어떤 업무를 맡습니까?"""
    match = _LEAD.search(lead.text) if lead else None
    if lead is None or match is None:
        return None
    parts = clauses(lead.text)
    stem = formal_stem(match["verb"])
    if len(parts) != 1 or stem is None:
        return None
    topic = lead.text[: match.start()].strip()
    noun = match["noun"]
    question = f"{topic} 어떤 {noun}{match['case']} {stem}까?"
    return f"{re.sub(r'(은|는)$', '', topic)}의 {attach(noun, '은/는')}", question


def _korean_title(title: str) -> tuple[str, str] | None:
    if not title:
        return None
    if not (_STEPS.search(title) or _RULES.search(title)):
        title = f"{title} 기준"
    topic = attach(title, "은/는")
    return topic, f"{topic} 어떻게 됩니까?"


def _english_name(section_path: tuple[str, ...]) -> str:
    """`Acceptable use > General rules` -> `general rules for acceptable use`."""
    titles = [heading_title(part) for part in section_path]
    if not titles or not _ENGLISH_LIST.search(titles[-1]):
        return ""
    name = small(titles[-1])
    if len(titles) > 1 and len(name.split()) < 3 and titles[-2] not in _GENERIC:
        name = f"{name} for {small(titles[-2])}"
    return name


_ENGLISH_LIST = re.compile(
    r"\b(?:rules|steps|duties|requirements|conditions|tasks|principles|measures)$", re.I
)


def _english_title(title: str) -> tuple[str, str] | None:
    return (f"The {title} are", f"What are the {title}?") if title else None


def section_candidate(
    paragraphs: list[str], section_path: tuple[str, ...], language: Language, source: int
) -> Candidate | None:
    """A Korean section of two to four sentences, asked for by its heading; else None."""
    title = section_name(section_path)
    text = " ".join(paragraphs)
    if language != "ko" or not title or not 40 <= len(text) <= 400 or not 2 <= len(paragraphs) <= 4:
        return None
    known = any(p.search(title) for p in (_OF, _STEPS, _RULES))
    own = heading_title(section_path[-1]) == title
    if not all(p.endswith("다.") for p in paragraphs) or not (known or (own and " " in title)):
        return None
    name = title if known else f"{title}에 관한 기준"
    asked = "무엇입니까" if _OF.search(title) else "어떻게 됩니까"
    return Candidate(
        question=f"{attach(name, '은/는')} {asked}?",
        answer=" ".join(polite(p) for p in paragraphs),
        quote=paragraphs[0],
        category="procedure",
        weight=0.4,
        source=source,
        polite=f"{attach(name, '을/를')} 설명해 주십시오.",
    )
