"""Personal data in Korean and English text: `find(text)`, with a project's own lists or without.

Each module of this package is one recognizer: it names its law or standard and offers RECOGNIZER.
Add a file, and it takes part.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Sequence

from workbench.clean.detector import BREAK, Recognizer
from workbench.clean.folding import fold
from workbench.clean.masking import PLACEHOLDER
from workbench.clean.rules import Rules
from workbench.clean.spans import Span, resolve
from workbench.registry import Registry

RULE_VERSION = "pii-6"
"""Changes with every change of what is found."""

RECOGNIZERS: Registry[Recognizer] = Registry("recognizer")
for _module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    _recognizer: Recognizer = importlib.import_module(f"{__name__}.{_module}").RECOGNIZER
    RECOGNIZERS.add(_recognizer.name, _recognizer)

_DIGITS = re.compile(rf"[0-9](?:(?:[^0-9A-Za-z가-힣\n]{{0,3}}| ?[\-./·]{BREAK})[0-9])*")
_BLANK = "\ue000"
"""A private-use character, in place of each character of a placeholder."""


def find(text: str, rules: Rules | None = None, detector: Recognizer | None = None) -> list[Span]:
    """Personal data in `text`, without overlaps, in text order; offsets in the original. Where
    anything else claims a place, `detector` is not believed."""
    folded = fold(text)
    plain = folded.text
    if "[" in plain:
        plain = PLACEHOLDER.sub(lambda match: _BLANK * len(match[0]), plain)
    if rules:
        plain = _without_stand_ins(plain, rules)
    digits = max((sum(map(str.isdigit, run)) for run in _DIGITS.findall(plain)), default=0)
    spans = [
        span
        for recognizer in RECOGNIZERS
        if digits >= recognizer.digits
        for span in recognizer.find(plain)
    ]
    if any(span.type != "PERSON" for span in spans):
        known = tuple(spans)
        for recognizer in RECOGNIZERS:
            if recognizer.beside is not None:
                spans.extend(recognizer.beside(plain, known))
    if rules:
        found = rules.not_allowed(plain, [*spans, *rules.custom(plain)])
        spans = [*rules.denied(plain), *found]
    if detector is not None:
        spans = [*spans, *_beside(plain, spans, detector, rules)]
    if not spans:
        return []
    resolved = resolve(plain, spans)
    if folded.starts is None:
        return resolved
    return [span.moved(*folded.original(span.start, span.end)) for span in resolved]


def _beside(
    plain: str, spans: Sequence[Span], detector: Recognizer, rules: Rules | None
) -> list[Span]:
    """What a detector finds where nothing else is claimed, allowed or blanked out."""
    found = [
        span
        for span in detector.find(plain)
        if _BLANK not in plain[span.start : span.end]
        and not any(span.overlaps(other.start, other.end) for other in spans)
    ]
    return rules.not_allowed(plain, found) if rules else found


def _without_stand_ins(plain: str, rules: Rules) -> str:
    for span in rules.stand_ins.find(plain):
        blank = _BLANK * (span.end - span.start)
        plain = plain[: span.start] + blank + plain[span.end :]
    return plain
