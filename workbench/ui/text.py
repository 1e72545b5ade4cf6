"""Every sentence that a person reads, from the catalogues `locales/<language>/<stem>.toml`.

All files of a language are merged; a key is the dotted path in them (`error.not_allowed`).
Placeholders are those of `str.format`. `render` is pure and serves the command line too; `t` is
`render` in the language of the browser session.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from workbench.errors import NotAllowed, WorkbenchError
from workbench.records import Message

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES = Path(__file__).parent / "locales"
LANGUAGE_COOKIE = "workbench_language"

_ADDRESS = re.compile(r"@|://|www(?=\.)", re.IGNORECASE)
_PARTICLE = re.compile(r"([0-9가-힣])([^\w\s]*)(이\(가\)|은\(는\)|을\(를\)|과\(와\)|\(으\)로)")
_PARTICLES = {
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_DIGITS_WITH_FINAL = {"0": 1, "1": 8, "3": 1, "6": 1, "7": 8, "8": 8}
"""How digits are read: 영, 일, 삼, 육, 칠 and 팔 end in a consonant; 8 stands for ㄹ."""
_ONE = re.compile(
    r"(?<![\d,.–-])1 ([a-z]+ )?(documents|pages|elements|chunks|examples|questions|rows|files"
    r"|sheets|slides|pictures|formulas|drafts|findings|tokens|characters|changes|gradings|runs"
    r"|systems|versions)\b( are| were| have)?"
)
_OF_ONE = {" are": " is", " were": " was", " have": " has"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$:&]|(?<=^\d)\.|(?<=^\d\d)\.)")
"""Signs that Markdown reads, and the point of a number that would begin a list."""


@lru_cache(maxsize=4)
def catalogue(language: str) -> Mapping[str, str]:
    """Dotted key -> sentence, of all files; a test sees to it that no two define one key."""
    return {key: sentence for _, key, sentence in entries(language)}


def entries(language: str) -> list[tuple[str, str, str]]:
    """(file stem, dotted key, sentence) of every entry in every file."""
    return [
        (path.stem, key, sentence)
        for path in sorted((LOCALES / language).glob("*.toml"))
        for key, sentence in _flatten("", tomllib.loads(path.read_text(encoding="utf-8")))
    ]


def _flatten(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            pairs.extend(_flatten(f"{prefix}{name}.", value))
        else:
            pairs.append((f"{prefix}{name}", str(value)))
    return pairs


def render(key: str, params: Mapping[str, str | int | float], language: str) -> str:
    """The sentence of `key`; a key that no catalogue has is shown as it is, never raised."""
    sentence = catalogue(language).get(key)
    if sentence is None:
        return key
    try:
        said = sentence.format(**params)
    except (KeyError, IndexError, ValueError):
        said = sentence
    if language == "ko":
        return with_particles(said)
    one = any(value == 1 and isinstance(value, int) for value in params.values())
    return with_singular(said) if one else said


def with_singular(sentence: str) -> str:
    """English that counts one thing: `1 pages were` is `1 page was`."""

    def one(found: re.Match[str]) -> str:
        between, noun, verb = found.groups()
        return f"1 {between or ''}{noun[:-1]}{_OF_ONE.get(verb, verb or '')}"

    return _ONE.sub(one, sentence)


def with_particles(sentence: str) -> str:
    """Korean with the form that follows the sound before it: `예시을(를)` is `예시를`.

    After a Latin letter both stay, because its sound cannot be told.
    """

    def fitting(found: re.Match[str]) -> str:
        last, marks, both = found.groups()
        final = (ord(last) - 0xAC00) % 28 if last >= "가" else _DIGITS_WITH_FINAL.get(last, 0)
        after_consonant, after_vowel = _PARTICLES[both]
        ends_open = not final or (final == 8 and both == "(으)로")
        return f"{last}{marks}{after_vowel if ends_open else after_consonant}"

    return _PARTICLE.sub(fitting, sentence) if "(" in sentence else sentence


def has(key: str, language: str = "en") -> bool:
    return key in catalogue(language)


def render_error(
    error: WorkbenchError, language: str, quote: Callable[[str], str] = lambda value: value
) -> str:
    """The one sentence of an error, for pages and the command line.

    What the program calls by an English identifier (a level, a role) is named in `language`;
    every other text goes through `quote`.
    """
    params = {
        name: value if not isinstance(value, str) else _named(name, value, language) or quote(value)
        for name, value in error.params.items()
    }
    if isinstance(error, NotAllowed):
        needed = str(error.params.get("roles", "")).split(", ")
        params["roles"] = ", ".join(render(f"common.role_{role}", {}, language) for role in needed)
    return render(error.key, params, language)


def _named(name: str, value: str, language: str) -> str | None:
    keys = {
        "level": f"common.level_{value}",
        "trust": f"augment.trust_{value}",
        "role": f"augment.column_{value}",
        "what": f"error.what_{value.replace(' ', '_')}",
    }
    return catalogue(language).get(keys.get(name, ""))


def pick_language(setting: str, *candidates: str | None) -> Language:
    """The first of `candidates` (`ko`, `ko-KR`, `en_US.UTF-8`) that names a language we have.

    `setting` wins unless it is `auto`; where nothing is known, English.
    """
    for candidate in (setting, *candidates):
        code = re.split(r"[-_.]", candidate or "")[0].lower()
        for known in LANGUAGES:
            if code == known:
                return known
    return "en"


def language() -> Language:
    """Of this browser session: chosen there, kept in its cookie, or the browser's own."""
    import streamlit as st

    from workbench.settings import Settings

    if "language" not in st.session_state:
        cookie = st.context.cookies.get(LANGUAGE_COOKIE)
        known = cookie if cookie in LANGUAGES else None
        setting = Settings().language
        st.session_state["language"] = (
            pick_language(known) if known else pick_language(setting, st.context.locale)
        )
    return pick_language(st.session_state["language"])


def t(key: str, **params: str | int | float) -> str:
    """The sentence of `key` in the session's language."""
    return render(key, params, language())


def example_label(field: Literal["category", "style"], value: str) -> str:
    """A category or style in the session's language; one of a project's own as it stands."""
    key = f"augment.{field}.{value}"
    return t(key) if has(key) else value


def message(value: Message | None) -> str:
    """A stored Message as a sentence in the session's language; nothing for None."""
    return "" if value is None else render(value.key, value.params, language())


def literal(value: str) -> str:
    """`value` so that Markdown shows it as it is: a file name is never a link or an image.

    Addresses would become links whatever is escaped; an invisible word joiner keeps them apart.
    """
    apart = _ADDRESS.sub("\\g<0>\u2060", value.replace("\n", " "))
    return _MARKDOWN.sub(r"\\\1", apart)


def duration(seconds: float, language: str) -> str:
    """Rounded the way one says it: `40초`, `3분`, `1시간 20분`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return render("common.seconds", {"n": whole}, language)
    hours, minutes = divmod(round(whole / 60), 60)
    if not hours:
        return render("common.minutes", {"n": minutes}, language)
    if hours >= 24:
        return render("common.days", {"n": hours // 24}, language)
    return render("common.hours_minutes", {"h": hours, "m": minutes}, language)


def ago(at: datetime, now: datetime, language: str) -> str:
    """`방금`, `5분 전`, `3일 전`; older than 30 days is the date."""
    passed = now - at
    if passed < timedelta(seconds=45):
        return render("common.just_now", {}, language)
    if passed > timedelta(days=30):
        return at.astimezone().strftime("%Y-%m-%d")
    return render("common.ago", {"time": duration(passed.total_seconds(), language)}, language)


def size(number_of_bytes: float) -> str:
    """Bytes as `12 B`, `3.4 MB`; powers of 1024."""
    for unit in ("B", "KB", "MB", "GB"):
        if number_of_bytes < 1024:
            return f"{number_of_bytes:.0f} B" if unit == "B" else f"{number_of_bytes:.1f} {unit}"
        number_of_bytes /= 1024
    return f"{number_of_bytes:.1f} TB"
