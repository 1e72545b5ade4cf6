"""Every sentence exists in both languages, is used, and takes the same values."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.errors import NotAllowed, UserError
from workbench.ui.text import (
    LANGUAGES,
    ago,
    catalogue,
    duration,
    entries,
    literal,
    pick_language,
    render,
    render_error,
    size,
    with_particles,
)

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("workbench", "storage", "pages", "bench", "examples", "scripts")
    for path in sorted((ROOT / folder).rglob("*.py"))
] + [ROOT / "Home.py"]


def key_patterns() -> set[str]:
    """Every string in the sources that may be a key; an f-string's holes match anything."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                found.add(
                    "".join(
                        re.escape(part.value) if isinstance(part, ast.Constant) else "[^ ]+"
                        for part in node.values
                    )
                )
    return {
        pattern
        for pattern in found
        if re.match(r"(\[\^ \]\+|[a-z_]+)\\\.", pattern)
        and re.search(r"[a-z]{3}", pattern.replace("[^ ]+", ""))
    }


def keys_asked_for() -> set[str]:
    """Whole keys given to `t`, `tell`, `render`, `Message` or to an error."""
    takers = {"t", "tell", "render", "empty_state", "Message", "Step"}
    asked: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            raises = name.endswith(("Error", "NotFound", "NotAllowed", "StaleWrite", "Dependency"))
            if name not in takers and not raises:
                continue
            given = [*node.args[:1], *(kw.value for kw in node.keywords if kw.arg == "key")]
            asked.update(
                arg.value
                for arg in given
                if isinstance(arg, ast.Constant)
                and isinstance(arg.value, str)
                and re.fullmatch(r"[a-z]+(\.[a-z_0-9]+)+", arg.value)
            )
    return asked


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_defined_twice(language: str) -> None:
    counted = Counter(key for _, key, _ in entries(language))
    assert [key for key, number in counted.items() if number > 1] == []


def test_both_languages_have_the_same_keys() -> None:
    korean, english = set(catalogue("ko")), set(catalogue("en"))
    assert korean - english == set()
    assert english - korean == set()


def test_both_languages_fill_in_the_same_values() -> None:
    english = catalogue("en")
    differing = [
        key
        for key, sentence in catalogue("ko").items()
        if placeholders(sentence) != placeholders(english.get(key, sentence))
    ]
    assert differing == []


def test_every_key_that_is_asked_for_exists() -> None:
    known = set(catalogue("en"))
    assert sorted(keys_asked_for() - known) == []


def test_no_key_is_unused() -> None:
    matcher = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(key_patterns())))
    assert [key for key in catalogue("en") if not matcher.fullmatch(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert [key for key, sentence in catalogue(language).items() if not sentence.strip()] == []


@pytest.mark.parametrize(
    ("error", "named", "identifier"),
    [
        (
            UserError("error.level_blocked", level="internal", trust="external", host="h"),
            ["사내", "외부"],
            "tern",
        ),
        (UserError("error.import_column_missing", role="question"), ["질문 열"], "question"),
        (
            UserError("error.unknown_name", what="quality check", name="x", known="y"),
            ["품질 검사"],
            "check",
        ),
        (NotAllowed("error.not_allowed", actor="a", roles="curator"), ["큐레이터"], "curator"),
    ],
)
def test_an_error_names_things_in_the_language(
    error: UserError, named: list[str], identifier: str
) -> None:
    sentence = render_error(error, "ko")
    assert all(name in sentence for name in named)
    assert identifier not in sentence


def test_an_error_quotes_what_is_not_the_programs_own_word() -> None:
    error = UserError("error.unknown_name", what="format", name="*x*", known="a_b")
    assert "형식 '\\*x\\*'" in render_error(error, "ko", literal)


def test_a_missing_key_is_shown_instead_of_raised() -> None:
    assert render("no.such_key", {}, "ko") == "no.such_key"


def test_a_missing_value_leaves_the_sentence_readable() -> None:
    assert "{least}" in render("error.password_short", {}, "en")


@pytest.mark.parametrize(
    ("setting", "candidates", "expected"),
    [
        ("auto", ("ko-KR",), "ko"),
        ("auto", ("ko_KR.UTF-8",), "ko"),
        ("auto", ("KO",), "ko"),
        ("auto", ("en-US",), "en"),
        ("auto", ("fr-FR",), "en"),
        ("auto", (None, ""), "en"),
        ("auto", (None, "ko"), "ko"),
        ("ko", ("en-US",), "ko"),
        ("auto", ("korean",), "en"),
    ],
)
def test_language_follows_setting_then_browser(
    setting: str, candidates: tuple[str | None, ...], expected: str
) -> None:
    assert pick_language(setting, *candidates) == expected


@pytest.mark.parametrize(
    "name",
    [
        "![x](http://elsewhere.example/x.png)",
        "[보고서](javascript:alert(1))",
        "<img src=x>",
        ":material/home: :red[x]",
        "$\\frac{1}{2}$",
        "규정_v1*최종*.pdf",
        "help@example.com",
        "https://elsewhere.example",
        "www.elsewhere.example",
    ],
)
def test_a_file_name_is_never_markdown(name: str) -> None:
    shown = literal(name)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == name
    unescaped = re.sub(r"\\.", "", shown)
    assert not set(unescaped) & set("[]()<>*_$!`:")
    assert not re.search(r"\w@\w|://\w|www\.", re.sub(r"\\(.)", r"\1", shown))


@pytest.mark.parametrize(
    ("seconds", "korean", "english"),
    [
        (0, "0초", "0 s"),
        (59.4, "59초", "59 s"),
        (59.6, "1분", "1 min"),
        (150, "2분", "2 min"),
        (3600, "1시간 0분", "1 h 0 min"),
        (3595, "1시간 0분", "1 h 0 min"),
        (6600, "1시간 50분", "1 h 50 min"),
        (200_000, "2일", "2 d"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, korean: str, english: str) -> None:
    assert duration(seconds, "ko") == korean
    assert duration(seconds, "en") == english


def test_old_dates_are_dates_and_young_ones_are_relative() -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert ago(now - timedelta(seconds=5), now, "ko") == "방금"
    assert ago(now - timedelta(hours=5, minutes=2), now, "en") == "5 h 2 min ago"
    assert ago(now - timedelta(days=40), now, "en") == "2026-02-19"


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (5 << 40, "5.0 TB")]
)
def test_sizes_have_units(number: int, expected: str) -> None:
    assert size(number) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("평가셋 '규정'을(를)", "평가셋 '규정'을"),
        ("예시을(를) 지웁니다", "예시를 지웁니다"),
        ("모델 (무작위)이(가)", "모델 (무작위)가"),
        ("검색과(와) 비교", "검색과 비교"),
        ("서울(으)로", "서울로"),
        ("공개(으)로, 사내(으)로, 기밀(으)로", "공개로, 사내로, 기밀로"),
        ("사본(으)로", "사본으로"),
        ("채점 3은(는), 채점 2은(는), 채점 10은(는)", "채점 3은, 채점 2는, 채점 10은"),
        ("1(으)로", "1로"),
        ("rag이(가)", "rag이(가)"),
        ("문서 없음 (비어 있음)", "문서 없음 (비어 있음)"),
    ],
)
def test_particles_follow_the_sound_before_them(sentence: str, expected: str) -> None:
    assert with_particles(sentence) == expected


@pytest.mark.parametrize(
    ("key", "params", "said"),
    [
        ("ingest.page_count", {"n": 1}, "1 page"),
        ("ingest.page_count", {"n": 21}, "21 pages"),
        ("ingest.page_count", {"n": 1001}, "1,001 pages"),
        ("problem.recognised", {"count": 1}, "1 scanned page was recognised and may have errors."),
        ("problem.hidden_sheets", {"n": 1}, "1 hidden sheet was not read."),
        ("problem.hidden_sheets", {"n": 11}, "11 hidden sheets were not read."),
        ("problem.archive_read", {"n": 5, "others": 1}, "1 other file was not read."),
    ],
)
def test_english_counts_one_thing_as_one(key: str, params: dict[str, int], said: str) -> None:
    assert said in render(key, params, "en")
    assert render("ingest.page_count", {"n": 1}, "ko") == "1쪽"
