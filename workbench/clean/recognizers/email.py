"""EMAIL: addresses of RFC 5322 (dot-atom local part) and RFC 1035 domains, also with `(at)`.

Left alone: `git@` remotes and file names such as `logo@2x.png`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
from workbench.clean.spans import Span

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+\-])"
    r"(?P<local>[A-Za-z0-9_%+](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_%+\-])?)"
    r"(?P<at>\s?@\s?|\s?[(\[]\s?(?:at|골뱅이)\s?[)\]]\s?|\s?골뱅이\s?)"
    r"(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,6}"
    r"(?P<top>[A-Za-z]{2,24}))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FILE_NAMES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "js", "ts", "css", "py", "md"})


def _find(text: str) -> Iterator[Span]:
    if "@" not in text and "at" not in text and "골뱅이" not in text:
        return
    for match in _ADDRESS.finditer(text):
        if match["top"].lower() in _FILE_NAMES:
            continue
        if match["local"].lower() == "git" and text[match.end() : match.end() + 1] in (":", "/"):
            continue
        score = 0.99 if match["at"] == "@" else 0.85
        yield Span(match.start(), match.end(), "EMAIL", score, "email", "format")


RECOGNIZER = Recognizer("email", _find)
