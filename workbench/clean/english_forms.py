"""English words as stem and role: articles, auxiliaries and politeness go, inflection goes.

`How do I reset my password?`, `How can one reset the password` and `way to reset passwords` have
the same stems. What changes the meaning stays: NEG, CAN, MUST, HOW, particles of phrasal verbs
(turn_on), and prepositions of place and time as the role of the next word (from, until, after).
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from workbench.clean.english_words import WORDS, stem
from workbench.clean.korean_forms import CAN, HOW, MUST, NEG, Token

_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = tuple(
    (tuple(hints.split()), re.compile(pattern), instead)
    for hints, pattern, instead in (
        ("’ `", r"[’`]", "'"),
        ("'", r"'(?:ll|re|ve|d|m|s)(?![a-z])", " "),
        ("can could", r"(?<![a-z])(where|when|who|what|which)\s(?:can|could)\s(?=(?:i|we|you|one)(?![a-z]))", r"\1 do "),
        (
            "you tell show explain know thank wonder want true like",
            r"(?<![a-z])(?:(?:could|can|would|will)\syou\s(?:please\s|kindly\s)?(?:tell|show|let|explain|help|give|describe)(?:\s(?:to\s)?(?:me|us))?(?:\sknow)?"
            r"|(?:please\s|kindly\s)?(?:tell|show)\s(?:me|us)|please\sexplain|let\sme\sknow|i(?:'d|\swould)\slike\sto\sknow|i\s(?:want|need)\sto\sknow"
            r"|do\syou\sknow|i\swas\swondering(?:\sif)?|what\sshould\si\sdo\s(?:to|if|when)|thank\syou|thanks|i(?:'d|\swould)\slike\sto|i\swant\sto|is\sit\strue\sthat)(?![a-z])",
            " ",
        ),
        ("please pls plz kindly", r"(?<![a-z])(?:can|could|would|will)\s(?:you|u)\s(?:please|pls|plz|kindly)(?![a-z])", " "),
        ("could would", r"(?<![a-z])(?:could\syou(?:\sbe\sso\skind\sas\sto)?|would\syou\smind|would\syou)\s(?=[a-z])", " "),
        ("if you", r"(?<![a-z])i(?:'d|\swould)\s(?:be\s(?:very\s)?grateful|appreciate\sit|be\sglad)\sif\syou\s(?:can|could|would)(?![a-z])", " "),
        ("soon", r"as\ssoon\sas\spossible", " asap "),
        ("phone", r"(?<![a-z])(?:cell|mobile)\s?phone", "phone"),
        (
            "what way step method how",
            r"(?<![a-z])(?:what\s(?:is|are|'s)\s(?:the\s)?(?:steps?|procedure|process|best\sway|way|method)\s(?:to|for|of)"
            r"|what's\sthe\s(?:best\s|right\s)?(?:way|procedure|process)\s(?:to|for)|(?:the\s)?(?:best\s|right\s)?(?:ways?|steps|method)\s(?:to|of|for)|in\swhat\sway"
            r"|how\s(?:do|can|should|could|would|does|must|to)(?:\s(?:i|we|you|one|someone|users?))?(?:\sgo\sabout)?(?![a-z])|how\sto)(?![a-z])",
            f" {HOW} ",
        ),
        ("how", r"how\s(?=(?:long|much|many|often|far|old|big|large|fast|soon|late)(?![a-z]))", " how_"),
        ("what", r"what\stime(?![a-z])", " when_ "),
        ("when", r"(?<![a-z])when\s(?=(?:is|are|do|does|did|can|could|will|would|should|must|may|was|were|has|have)(?![a-z]))", " when_ "),
        ("it", r"(?<![a-z])(?:is|are)\sit\s(?:possible|allowed|ok|okay|permitted)\s(?:for\s\w+\s)?to(?![a-z])", f" {CAN} "),
        ("n't", r"n't\s(?:allowed|permitted|able|possible)(?:\sto)?(?![a-z])", f" {CAN} {NEG} "),
        ("not unable impossible", r"(?<![a-z])(?:not\sallowed|not\spermitted|not\sable|not\spossible|unable|impossible)(?:\sto)?(?![a-z])", f" {CAN} {NEG} "),
        ("able allowed possible permitted", r"(?<![a-z])(?:able|allowed|possible|permitted)(?:\sto)?(?![a-z])", f" {CAN} "),
        ("can", r"(?<![a-z])can(?:'?t|not)(?![a-z])", f" {CAN} {NEG} "),
        ("won", r"(?<![a-z])won'?t(?![a-z])", f" {NEG} "),
        ("nt n't", r"n't(?![a-z])|(?<=do|es|is|as|id|re|ve|ld|ad)nt(?![a-z])", f" {NEG} "),
        ("no never nor neither without", r"(?<![a-z])(?:no\slonger|not|never|none|nor|neither|without|cannot|no)(?![a-z])", f" {NEG} "),
        ("to must should shall ought supposed", r"(?<![a-z])(?:has|have|had|need|needs|needed|required|ought|supposed)\sto(?![a-z])|(?<![a-z])(?:must|should|shall)(?![a-z])", f" {MUST} "),
        ("can could may might", r"(?<![a-z])(?:can|could|may|might)(?![a-z])", f" {CAN} "),
        ("least less minimum fewer", r"(?<![a-z])(?:at\sleast|no\sless\sthan|minimum(?:\sof)?|no\sfewer\sthan)(?![a-z])", " ge_ "),
        ("most up more max", r"(?<![a-z])(?:at\smost|up\sto|no\smore\sthan|max(?:imum)?(?:\sof)?)(?![a-z])", " le_ "),
        ("or", r"(?<![a-z])(?:or\smore|or\slonger|or\sabove|or\shigher)(?![a-z])", " ge_ "),
        ("or", r"(?<![a-z])(?:or\sless|or\sfewer|or\sunder|or\slower|or\sbelow)(?![a-z])", " le_ "),
        ("than over exceed above", r"(?<![a-z])(?:more\sthan|over|exceed(?:s|ing)?|above|longer\sthan)(?=\s*\ue010)", " gt_ "),
        ("than under below", r"(?<![a-z])(?:less\sthan|under|below|fewer\sthan)(?=\s*\ue010)", " lt_ "),
        ("on off in out up down", r"(?<![a-z])(turn|switch|log|sign|power|plug|put|set|clock|opt|shut)(?:s|ed|ing|ned|ning|ged|ging|ted|ting)?\s(?:(?:it|them|(?:the|your|my)\s[a-z]+)\s)??(on|off|in|out|up|down)(?![a-z])", r" \1_\2 "),
        ("in out up down back", r"(?<![a-z])(check|fill|phase|move|scale|speed|slow|roll|back|start|hang|pick)(?:s|ed|ing)?\s(in|out|up|down|back)(?![a-z])", r" \1_\2 "),
        ("soon", r"(?<![a-z])as\ssoon\sas(?![a-z])", " "),
        ("order so", r"(?<![a-z])(?:in\sorder\sto|so\sas\sto)(?![a-z])", " to "),
    )
)  # fmt: skip
_ENDS = ("s", "d", "ed", "ing", "ned", "ning", "ged", "ging", "ted", "ting")
PHRASAL = frozenset(
    verb + end
    for verb in "turn switch log sign power plug put set clock opt shut".split()
    for end in ("", *_ENDS)
)
"""Verbs of phrasal verbs that may be parted by their object: turn the power off."""
_OF_RULES = frozenset(
    word
    for _, pattern, _ in _RULES
    for word in re.findall(
        "[a-z]{2,}|(?<=[:|])i(?=[|)])", re.sub(r"\\[sw]|\[a-z\]|ue010", " ", pattern.pattern)
    )
)
STOP_WORDS = frozenset(
    """
    a an the i you we they he she it me us them my your our their his her its this that these those one there here
    is are was were be been being am do does did done has have had will would shall of for with at in on to and as by
    please pls plz kindly just also too so very really simply any some all if when what which who's there's it's that's i'm i've you're we're
    get got into onto about hi hello dear sir madam ok okay thanks 's 'll 're 've 'd 'm s t ll re ve d m let want like know go
    """.split()
)
_PREPOSITIONS = {
    "from": "from",
    "since": "from",
    "before": "before",
    "until": "until",
    "till": "until",
    "by": "by",
    "after": "after",
    "then": "after",
    "to": "to",
    "than": "than",
    "only": "only",
    "every": "each",
    "except": "except",
    "between": "between",
    "and": "",
    "or": "or",
    "even": "even",
}


_SHORT = {
    short: word
    for line in """
    acct account|appt appointment|mtg meeting|qty quantity|dept department|mgr manager|pw password|pwd password|msg message
    tmrw tomorrow|tmr tomorrow|addr address|info information|docs documents|doc document|app application|apps applications
    mon monday|tue tuesday|tues tuesday|wed wednesday|thu thursday|thur thursday|thurs thursday|fri friday
    yr year|yrs years|w/o without|govt government|intl international|approx approximately|temp temporary
    """.splitlines()
    for short, word in (pair.split() for pair in line.split("|") if pair.strip())
}
_SHORTENED = re.compile(
    rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, sorted(_SHORT, key=len, reverse=True)))})(?![a-z0-9])"
)


def loosened(text: str) -> str:
    """Grammar of more than one word put as one sign: `how do i` -> HOW."""
    text = _SHORTENED.sub(lambda match: _SHORT[match[0]], text)
    for hints, pattern, instead in _RULES:
        for hint in hints:
            if hint in text:
                text = pattern.sub(instead, text)
                break
    return text


def in_rules(word: str) -> bool:
    """Whether a rule of more than one word may speak of it, in any of its forms."""
    if word in _OF_RULES or f"{word}s" in _OF_RULES or word == "a":
        return True
    return any(word.endswith(end) and word[: -len(end)] in _OF_RULES for end in _ENDS)


@lru_cache(maxsize=8192)
def tokens_of(word: str) -> tuple[Token, ...]:
    """One word in lower case; nothing for a stop word."""
    if word in _PREPOSITIONS:
        return ()
    if word in STOP_WORDS:
        return ()
    if len(word) > 4 and word not in WORDS and OSA.distance(word, "within", score_cutoff=1) < 2:
        return (("within", ""),)
    found = stem(word)
    plain = found == word or found + "e" == word
    return (
        (found, "" if plain else "ed" if word.endswith("ed") else "es" if word[-1] == "s" else ""),
    )


def preposition(word: str) -> str | None:
    """The role that a preposition gives to the word behind it; None for any other word."""
    return _PREPOSITIONS.get(word)
