"""Whether two texts say the same, judged on their analysed forms: the term guard.

No threshold of similarity decides that: `90일` and `60일` are closer to each other than a sentence
is to its polite form. Two texts are the same where every stem that differs is explained: spacing,
another order that changes no role, a slip of the pen, or nothing at all.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from rapidfuzz.distance import OSA

from workbench.clean.english_forms import STOP_WORDS
from workbench.clean.forms import FACT, Form
from workbench.clean.known_words import KNOWN, SURNAMES
from workbench.clean.korean_forms import CAN, HOW, MUST, NEG, SIGNS
from workbench.clean.korean_verbs import bases
from workbench.clean.word_lists import OPPOSITES, OPTIONAL

How = Literal["equal", "spacing", "order", "slip", "facts", "opposite", "role", "other"]
SAME: tuple[How, ...] = ("equal", "spacing", "order", "slip")
"""Ways of saying the same, the smallest difference first."""

FAR = 8
"""Stems without a counterpart from which on two texts are simply two."""
_STRICT = frozenset(
    [
        "only",
        "each",
        "from",
        "until",
        "than",
        "even",
        "or",
        "must",
        "like",
        "before",
        "after",
        "except",
        "soon",
        "between",
    ]
)
_APART = (
    frozenset({"past", "fin"}), frozenset({"subj", "obj"}), frozenset({"in", "by"}),
    frozenset({"to", "by"}), frozenset({"to", "subj"}), frozenset({"ed", "es"}),
)  # fmt: skip
_LOOSE = frozenset({"", "top", "subj", "obj", "to", "of", "at"})
_ORDERED = frozenset({"순", "순서", "순으로", "차례", "차례대로", "→", ">", "<"})
_TURNS = ("후", "전", "이후", "이전", "동안", "먼저")
"""Words that say what comes first by what stands before them."""
_TAILS = (
    *(
        "합니다",
        "입니다",
        "됩니다",
        "습니다",
        "하세요",
        "하나요",
        "인가요",
        "됩니까",
        "합니까",
        "되나요",
    ),
    *("해주세요", "하십시오", "에서는", "에서", "으로", "까지", "부터", "하려면", "하는", "해야"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    how: How
    left: tuple[str, ...] = ()
    """Stems of the first text that the other one has not."""
    right: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return self.how in SAME


def compare(one: Form, other: Form) -> Compared:
    """How two texts differ, slips not yet weighed (see `slipped`)."""
    if one.facts != other.facts:
        return Compared("facts")
    if one.stems == other.stems:
        clash = one.roles != other.roles and any(map(_clash, one.roles, other.roles))
        return Compared("role" if clash else "equal", common=one.stems)
    if len(one.bag ^ other.bag) > FAR:
        return _FAR_APART
    left, right = _unmatched(one, other)
    if _opposed(left, right):
        return Compared("opposite", left, right)
    common = tuple(sorted(one.bag & other.bag)) if len(left) == len(right) == 1 else ()
    if any(_clash(a, b) for a, b in _paired_roles(one, other)):
        return Compared("role", left, right, common)
    if left or right:
        if "".join(left) == "".join(right):
            return Compared("spacing", left, right, common)
        return Compared("other", left, right, common)
    if _without_how(one) == _without_how(other):
        return Compared("equal", common=common)
    if not _may_be_moved(one, other):
        return Compared("other", common=common)
    return Compared("order", common=common)


_FAR_APART = Compared("other")


def _unmatched(one: Form, other: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Stems without a counterpart, in their order; those that say nothing alone are passed over."""
    if one.bag == other.bag and len(one.stems) == len(other.stems) == len(one.bag):
        return (), ()
    left = [s for s in one.stems if s in one.bag and s not in other.bag]
    right = [s for s in other.stems if s in other.bag and s not in one.bag]
    if len(one.stems) + len(other.stems) > len(one.bag) + len(other.bag):
        mine, theirs = Counter(one.stems), Counter(other.stems)
        left = _rest(one, mine - theirs)
        right = _rest(other, theirs - mine)
    if left == [CAN] and not right and "되" in other.stems:
        left = []
    if right == [CAN] and not left and "되" in one.stems:
        right = []
    return tuple(left), tuple(right)


def _rest(form: Form, surplus: Counter[str]) -> list[str]:
    found = []
    for stem in reversed(form.stems):
        if surplus[stem]:
            surplus[stem] -= 1
            if stem in form.bag:
                found.append(stem)
    return found[::-1]


def _opposed(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether one text has a word and the other its opposite: 켜 and 끄, 이전 and 이후."""
    for stem in left:
        groups = OPPOSITES.get(stem)
        if groups and any(groups & OPPOSITES.get(o, frozenset()) for o in right if o != stem):
            return True
    return False


def _clash(one: str, other: str) -> bool:
    if one == other:
        return False
    if one in _STRICT or other in _STRICT:
        return True
    return bool(one and other) and frozenset({one, other}) in _APART


def _paired_roles(one: Form, other: Form) -> list[tuple[str, str]]:
    """Roles of the same stem in both texts; of one that occurs twice, in their order."""
    places: dict[str, list[str]] = {}
    for stem, role in zip(other.stems, other.roles, strict=True):
        places.setdefault(stem, []).append(role)
    found = []
    for stem, role in zip(one.stems, one.roles, strict=True):
        if roles := places.get(stem):
            found.append((role, roles.pop(0)))
    return found


def _may_be_moved(one: Form, other: Form) -> bool:
    """Whether words in another order still say the same."""
    if not _ORDERED.isdisjoint(one.stems):
        return False
    kept_one = [s for s in one.stems if s not in OPTIONAL]
    kept_other = [s for s in other.stems if s not in OPTIONAL]
    if kept_one == kept_other:
        return True
    korean = any("가" <= s[0] <= "힣" for s in one.stems)
    if any(_owners(kept_one, t, korean) != _owners(kept_other, t, korean) for t in _TURNS):
        return False
    anchors = {s for s in kept_one if s[0] == FACT or s in (NEG, MUST, CAN)}
    facts = sum(anchor[0] == FACT for anchor in anchors)
    for anchor in anchors:
        if anchor[0] != FACT:
            if anchor != CAN and _owners(kept_one, anchor, korean) != _owners(
                kept_other, anchor, korean
            ):
                return False
        elif facts > 1 and not any(_as_beside(kept_one, kept_other, anchor, n) for n in (-1, 1)):
            return False
    if _exchanged(one, other):
        return False
    return korean or _moved_as_one(kept_one, kept_other)


def _without_how(form: Form) -> list[str]:
    """Stems in their order; where 어떻게 stands among them means nothing."""
    return [stem for stem in form.stems if stem in form.bag and stem != HOW]


def _beside(stems: Sequence[str], anchor: str, step: int) -> list[str]:
    """What stands before (-1) or behind (1) each place of `anchor`."""
    padded = ["", *stems, ""]
    return sorted(padded[i + step] for i, stem in enumerate(padded) if stem == anchor)


def _owners(stems: Sequence[str], sign: str, korean: bool) -> list[str]:
    """The words that a sign belongs to: in Korean the one before it, in English the one behind."""
    found = []
    for place, stem in enumerate(stems):
        if stem == sign:
            before = next((s for s in reversed(stems[:place]) if s not in SIGNS), "")
            behind = next((s for s in stems[place:] if s not in SIGNS), "")
            found.append(before if korean else behind)
    return sorted(found)


def _as_beside(one: Sequence[str], other: Sequence[str], anchor: str, step: int) -> bool:
    """Whether a fact has the same word on one side in both; the end of a text is no word."""
    here = _beside(one, anchor, step)
    return any(here) and here == _beside(other, anchor, step)


def _exchanged(one: Form, other: Form) -> bool:
    """A가 B에게 and B가 A에게, 끄고 켠다 and 켜고 끈다: two stems took each other's role."""
    theirs = dict(zip(other.stems, other.roles, strict=True))
    changed = [
        (role, theirs[stem])
        for stem, role in zip(one.stems, one.roles, strict=True)
        if stem in theirs
        and role != theirs[stem]
        and stem not in SIGNS
        and "with" not in (role, theirs[stem])
    ]
    return any((b, a) in changed for a, b in changed)


def _moved_as_one(one: Sequence[str], other: Sequence[str]) -> bool:
    """English: one block of words stands in another place, all else as it was."""
    if len(one) != len(other):
        return False
    low = next(i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    high = next(i for i in range(len(one), 0, -1) if one[i - 1] != other[i - 1])
    inner, moved = list(one[low:high]), list(other[low:high])
    return any(inner[i:] + inner[:i] == moved for i in range(1, len(inner)))


# ---- slips of the pen --------------------------------------------------------------------------


class Words(Protocol):
    """What the rows of one run say of their words."""

    protected: frozenset[str]

    def frequency(self, stem: str) -> int:
        """In how many rows it occurs."""

    def in_slot(self, stem: str) -> bool:
        """Whether many words stand in its place in other rows: it may be a name."""


def slipped(compared: Compared, words: Words) -> Compared:
    """The same, as `slip` where every stem that differs is a slip of the one opposite it."""
    left, right = compared.left, compared.right
    if compared.how != "other" or not (left or right) or not slips(left, right, words):
        return compared
    return Compared("slip", compared.left, compared.right, compared.common)


def opposed(one: Form, other: Form) -> bool:
    """Whether two texts that differ in few stems say opposite things."""
    return len(one.bag ^ other.bag) <= FAR and _opposed(*_unmatched(one, other))


SLIPS = 4
"""Stems that may be slips, on both sides together."""


def slips(left: Sequence[str], right: Sequence[str], words: Words) -> bool:
    """Whether every stem is a slip of one on the other side."""
    if len(left) + len(right) > SLIPS:
        return False
    left, right = list(left), list(right)
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    for one in list(longer):
        match = next((o for o in shorter if _is_slip(one, o, words)), None)
        if match is not None:
            longer.remove(one)
            shorter.remove(match)
    return not shorter and all(map(_of_a_stop_word, longer))


def _of_a_stop_word(stem: str) -> bool:
    """`iwll`: a slip of a word that says nothing."""
    return (
        len(stem) >= 4
        and stem.isalpha()
        and stem not in KNOWN
        and any(OSA.distance(stem, word, score_cutoff=1) <= 1 for word in _LONG_STOP_WORDS)
    )


_LONG_STOP_WORDS = ("within", *sorted(word for word in STOP_WORDS if len(word) >= 4))


def _is_slip(one: str, other: str, words: Words) -> bool:
    if one in words.protected or other in words.protected or FACT in (one[0], other[0]):
        return False
    if one in SIGNS or other in SIGNS or not _near(one, other):
        return False
    known_one, known_other = is_known(one), is_known(other)
    if known_one or known_other:
        return known_one != known_other
    if _like_a_name(one, other) or words.in_slot(one) or words.in_slot(other):
        return False
    rare, common = sorted((words.frequency(one), words.frequency(other)))
    return rare <= RARELY and common >= 20 * rare


RARELY = 2
"""Rows that a word may be in to be taken for a slip of one in many more."""


@lru_cache(maxsize=4096)
def _near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 3:
        return False
    latin = one.isascii()
    if latin != other.isascii():
        return False
    if latin:
        return _near_latin(one, other)
    if max(len(one), len(other)) == 2 and not _odd(one) and not _odd(other):
        return False
    a, b = unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other)
    shorter = min(len(a), len(b))
    if shorter < 4 or min(len(one), len(other)) < 2:
        return False
    allowed = 2 if shorter >= 9 else 1
    longer, short = (one, other) if len(one) > len(other) else (other, one)
    return (
        OSA.distance(a, b, score_cutoff=allowed) <= allowed
        or _doubled(longer, short)
        or _ending_slip(longer, short)
    )


def _near_latin(one: str, other: str) -> bool:
    """Short words need more than one other letter to be taken for a slip: sand is no send."""
    if f"{one}e" == other or f"{other}e" == one:
        return False  # Brown and Browne
    one, other = one.rstrip("e"), other.rstrip("e")
    shorter = min(len(one), len(other))
    if shorter >= 5:
        allowed = 2 if shorter >= 9 else 1
        return OSA.distance(one, other, score_cutoff=allowed) <= allowed
    if shorter < 3 or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    unsayable = any(not any(c in "aeiouy" for c in word) for word in (one, other))
    return len(one) != len(other) or sorted(one) == sorted(other) or unsayable


def _doubled(longer: str, short: str) -> bool:
    """A letter or syllable twice: 비밀번번호."""
    return len(longer) == len(short) + 1 and any(
        longer[i] == longer[i + 1] and longer[:i] + longer[i + 1 :] == short
        for i in range(len(longer) - 1)
    )


def _odd(stem: str) -> bool:
    """Whether a syllable of it is in no common word: 제츨."""
    return any(c not in _SYLLABLES for c in stem if "가" <= c <= "힣")


_SYLLABLES = frozenset(c for word in (*KNOWN, *bases()) for c in word) | SURNAMES


def _ending_slip(longer: str, short: str) -> bool:
    """변경합니디: a stem with an ending that only a slip keeps from being one."""
    if len(short) < 2 or not longer.startswith(short):
        return False
    rest = unicodedata.normalize("NFD", longer[len(short) :])
    return len(rest) >= 4 and any(
        OSA.distance(rest, unicodedata.normalize("NFD", tail), score_cutoff=1) <= 1
        for tail in _TAILS
    )


@lru_cache(maxsize=4096)
def is_known(stem: str) -> bool:
    """A common word, or a stem made of two (전화 + 번호)."""
    if stem in KNOWN or stem in bases():
        return True
    return any(stem[:i] in KNOWN and stem[i:] in KNOWN for i in range(2, len(stem) - 1))


def _like_a_name(one: str, other: str) -> bool:
    """Three syllables that begin with the same family name."""
    return len(one) == len(other) == 3 and one[0] == other[0] and one[0] in SURNAMES


__all__ = [
    "FAR", "RARELY", "SAME", "SLIPS", "Compared", "How", "Words", "compare", "is_known", "opposed",
    "slipped", "slips",
]  # fmt: skip
