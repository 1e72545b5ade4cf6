"""An English statement as subject, auxiliary and rest, so that it can be turned into a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MODAL = r"must|may|can|cannot|shall|should|will"
_BE = r"is|are|was|were"
_AUX = re.compile(rf"\b(?P<aux>{_MODAL}|{_BE})\b(?P<no> not\b)?", re.IGNORECASE)
_SECOND = re.compile(
    rf", (?:and|but) (?:[\w-]+ ){{1,6}}(?:{_MODAL}|{_BE}|does|do)\b", re.IGNORECASE
)
"""A second main clause: what is asked of the first would run into it."""
_PAIRED = re.compile(r"^\S+ and \w+s\b|\band (?!its\b|this\b)\w+[^s\W]s (?:it|the|an?|that|not)\b")
"""Two finite verbs (locks and wipes): turning into a question would change only one."""
_RELATIVE = re.compile(r"\b(?:who|whose|which|that|whom|where|when|if|because)\b", re.IGNORECASE)
_VERBS = (
    "answers", "approves", "reviews", "decides", "sets", "sends", "checks", "keeps", "opens",
    "closes", "removes", "isolates", "informs", "gives", "provides", "reports", "ends", "loses",
    "leads", "acknowledges", "locks", "collects", "approve", "review", "decide", "set", "send",
    "check", "keep", "open", "close", "remove", "isolate", "inform", "give", "provide", "report",
    "end", "lose", "lead", "lock", "collect", "changes", "manages", "monitors", "records",
    "writes", "updates", "assigns", "issues", "grants", "stores", "deletes", "submits",
    "notifies", "tests", "trains", "audits", "maintains", "carries", "names", "speaks",
    "attends", "finishes", "tracks", "manage", "monitor", "record", "notify", "maintain",
    "submit", "store",
)  # fmt: skip
_LEXICAL = re.compile(
    rf"^(?P<subject>.{{3,60}}?)\s(?P<verb>{'|'.join(dict.fromkeys(_VERBS))})\s(?P<rest>.+)$"
)
_ROLE = re.compile(
    r"(?:Operations|Officer|Committee|[Aa]nalysts?|[Cc]ommander|[Oo]wner|[Mm]anagers?|[Dd]esk|[Hh]otline|Department|Team|[Tt]eam"
    r"|[Ll]ead|[Aa]dviser|[Aa]dministrators?|Communications|[Ss]cribe|[Dd]irector|[Hh]ead of \w+"
    r"|Board|[Cc]oordinator"
    r"|[Ss]upervisors?|Group|Unit|Office)$"
)
_PLAIN_STARTS = frozenset((
    "a", "an", "the", "any", "anyone", "each", "every", "all", "some", "no", "users", "only",
    "customers", "employees", "staff",
))  # fmt: skip


@dataclass(frozen=True)
class Statement:
    subject: str
    """With a small first letter where it is no name."""
    aux: str
    negative: bool
    rest: str
    """Without the full stop."""
    verb: str = ""
    """Set where there is no auxiliary: the finite verb, which needs do or does."""

    def ask(self, phrase: str, rest: str) -> str:
        """`phrase` in front, subject and auxiliary turned: Within how many days must … be …?"""
        if self.verb:
            do = "does" if self.verb != base_form(self.verb) else "do"
            return tidy(f"{phrase} {do} {self.subject} {base_form(self.verb)} {rest}") + "?"
        return tidy(f"{phrase} {self.aux} {self.subject} {rest}") + "?"

    def tell(self, phrase: str, rest: str) -> str:
        middle = self.verb or self.aux
        return (
            tidy(f"Please tell me {phrase[:1].lower()}{phrase[1:]} {self.subject} {middle} {rest}")
            + "."
        )

    @property
    def is_role(self) -> bool:
        return is_role(self.subject)


def is_role(noun: str) -> bool:
    """Whether a noun phrase names who acts in an organisation (the Service Desk, a manager)."""
    return bool(_ROLE.search(noun)) and len(noun.split()) <= 6


def tidy(text: str) -> str:
    return re.sub(r"\s+([,.?])", r"\1", re.sub(r"\s+", " ", text)).strip().rstrip(",")


def base_form(verb: str) -> str:
    """The infinitive of a regular third person (reviews -> review, notifies -> notify)."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if verb.endswith(("sses", "ches", "shes", "xes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def small(subject: str) -> str:
    """Lower case at its start, where it is no name (Restricted and Confidential data is one)."""
    words = subject.split()
    first = words[0]
    if first.lower() in _PLAIN_STARTS:
        return subject[:1].lower() + subject[1:]
    after = words[2:3] if words[1:2] in (["and"], ["or"]) else words[1:2]
    named = any(word[:1].isupper() and not word.isupper() for word in after)
    if named or sum(c.isupper() for c in first) > 1 or any(c.isdigit() for c in first):
        return subject
    return subject[:1].lower() + subject[1:]


def statement(sentence: str) -> Statement | None:
    """None where subject and predicate cannot be told apart with certainty."""
    text = sentence.strip()
    if not text.endswith(".") or ";" in text or ":" in text:
        return None
    text = text[:-1]
    if ". " in text or _SECOND.search(text):
        return None
    lexical = _LEXICAL.match(text)
    match = _pick(list(_AUX.finditer(text)), text)
    if lexical and (match is None or lexical.start("verb") < match.start()):
        subject = lexical["subject"].strip()
        real = not _AUX.match(lexical["rest"]) and not _PAIRED.search(
            f"{lexical['verb']} {lexical['rest']}"
        )
        if real and not _RELATIVE.search(subject) and _is_subject(subject):
            return Statement(small(subject), "", False, lexical["rest"], lexical["verb"])
    if match is None:
        return None
    subject = text[: match.start()].strip()
    if not _is_subject(subject):
        return None
    aux = match["aux"].lower()
    negative = bool(match["no"]) or aux == "cannot"
    return Statement(
        small(subject), "can" if aux == "cannot" else aux, negative, text[match.end() :].strip()
    )


def _pick(found: list[re.Match[str]], text: str) -> re.Match[str] | None:
    """The main auxiliary: the first, or the second where the first is in a relative clause."""
    if not found:
        return None
    relative = _RELATIVE.search(text[: found[0].start()])
    if relative is None:
        return found[0]
    if found[0]["aux"].lower() in _MODAL.split("|"):
        return found[0]
    return found[1] if len(found) > 1 and "," not in text[: found[1].start()] else None


def _is_subject(subject: str) -> bool:
    words = subject.split()
    starts = words[0].lower() if words else ""
    return (
        1 <= len(words) <= 14
        and "," not in subject
        and subject[:1].isupper()
        and starts
        not in ("it", "this", "these", "those", "they", "he", "she", "there", "if", "when")
        and starts not in ("however", "also", "in", "for", "after", "before", "to", "such", "other")
    )
