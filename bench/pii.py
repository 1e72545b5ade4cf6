"""Personal data: F1 by type, leaks, look-alikes, particles, and documents a CPU second.

Presidio runs beside it where it is installed: its Korean recognizers on, Korean and US telephone
numbers, a threshold of .05, no language model.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import Figure
from bench.pii_material import PARTICLES, TYPES, Text, in_particles, texts
from workbench.clean.recognizers import find

SEED = 23
TEXTS = 6000
EACH = 3
"""Values of each form with each particle."""
LEAST_F1 = 0.98
MOST_LEAKED = 0.2
MOST_ALIKE = 0.5
LEAST_A_SECOND = 8000.0
LEAST_AGAINST_PRESIDIO = 5.0

Find = Callable[[str], Sequence[tuple[int, int, str]]]


@dataclass(frozen=True)
class Measured:
    f1: dict[str, float]
    overall: float
    leaked: float
    """Percent of values of which a character stays uncovered."""
    alike: float
    """Percent of look-alikes that were touched."""
    a_second: float
    """Texts a second of one core."""


def run() -> list[Figure]:
    material = texts(TEXTS, SEED)
    ours = measured(material, _ours)
    try:
        peer: Measured | None = measured(material, presidio())
    except ImportError:
        peer = None
    figures = [*_quality(ours, peer), *_speed(ours, peer)]
    return figures + _particles()


def _ours(text: str) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.type) for span in find(text)]


def measured(material: Sequence[Text], looking: Find) -> Measured:
    looking(material[0].text)
    began = time.process_time()
    found = [list(looking(each.text)) for each in material]
    seconds = time.process_time() - began
    right, said, gold = Counter[str](), Counter[str](), Counter[str]()
    leaked = touched = alike = 0
    for each, spans in zip(material, found, strict=True):
        said.update(kind for *_, kind in spans if kind in TYPES)
        gold.update(value.type for value in each.gold)
        covered = {n for start, end, _ in spans for n in range(start, end)}
        for value in each.gold:
            leaked += not covered.issuperset(range(value.start, value.end))
            right[value.type] += any(_meets(value, span) for span in spans)
        for start, end in each.alike:
            alike += 1
            touched += not covered.isdisjoint(range(start, end))
    return Measured(
        f1={kind: _f1(right[kind], said[kind], gold[kind]) for kind in TYPES},
        overall=_f1(right.total(), said.total(), gold.total()),
        leaked=100 * leaked / gold.total(),
        alike=100 * touched / alike,
        a_second=len(material) / seconds,
    )


def _meets(value: object, span: tuple[int, int, str]) -> bool:
    """Of its type, and at least half of both in common."""
    start, end, kind = span
    first, last, own = value.start, value.end, value.type  # type: ignore[attr-defined]
    common = min(end, last) - max(start, first)
    return kind == own and common > 0 and common / (max(end, last) - min(start, first)) >= 0.5


def _f1(right: int, said: int, gold: int) -> float:
    return 2 * right / (said + gold) if said + gold else 1.0


def _quality(ours: Measured, peer: Measured | None) -> list[Figure]:
    def beside(value: Callable[[Measured], float]) -> dict[str, float]:
        return {} if peer is None else {"presidio": value(peer)}

    by_type = [
        Figure(
            f"{kind}: F1",
            ours.f1[kind],
            "",
            least=LEAST_F1,
            peers=beside(lambda m, k=kind: m.f1[k]),
        )  # type: ignore[misc]
        for kind in TYPES
    ]
    return [
        *by_type,
        Figure("all types: F1", ours.overall, "", peers=beside(lambda m: m.overall)),
        Figure("leaked values", ours.leaked, "%", MOST_LEAKED, peers=beside(lambda m: m.leaked)),
        Figure("look-alikes touched", ours.alike, "%", MOST_ALIKE,
               peers=beside(lambda m: m.alike)),
    ]  # fmt: skip


def _speed(ours: Measured, peer: Measured | None) -> list[Figure]:
    figures = [
        Figure("texts a CPU second", ours.a_second, "", least=LEAST_A_SECOND,
               peers={} if peer is None else {"presidio": peer.a_second}),
    ]  # fmt: skip
    if peer is not None:
        times = ours.a_second / peer.a_second
        figures.append(Figure("faster than Presidio", times, "x", least=LEAST_AGAINST_PRESIDIO))
    return figures


def _particles() -> list[Figure]:
    seen, found = Counter[str](), Counter[str]()
    for kind, _, each in in_particles(SEED + 1, EACH):
        (value,) = each.gold
        seen[kind] += 1
        found[kind] += any(
            span.start == value.start and span.end == value.end and span.type == kind
            for span in find(each.text)
        )
    name = f"with each of {len(PARTICLES)} particles, to the letter"
    return [
        Figure(f"{kind} {name}", 100 * found[kind] / seen[kind], "%", least=100.0) for kind in TYPES
    ]


def presidio() -> Find:
    """Presidio tuned for Korean. Raises ImportError where it is not installed."""
    import spacy  # type: ignore[import-not-found]
    import tldextract  # type: ignore[import-not-found]
    from presidio_analyzer import (  # type: ignore[import-not-found]
        AnalyzerEngine,
        RecognizerRegistry,
        predefined_recognizers,
    )
    from presidio_analyzer.nlp_engine import SpacyNlpEngine  # type: ignore[import-not-found]

    # Else it fetches a list from the internet at the first address.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR
    engine = SpacyNlpEngine(models=[{"lang_code": "ko", "model_name": "xx"}])
    engine.nlp = {"ko": spacy.blank("xx")}
    registry = RecognizerRegistry(supported_languages=["ko"])
    names = [name for name in dir(predefined_recognizers) if name.startswith("Kr")]
    for name in (*names, "EmailRecognizer", "IpRecognizer", "CreditCardRecognizer"):
        kind = getattr(predefined_recognizers, name)
        if isinstance(kind, type):
            registry.add_recognizer(kind(supported_language="ko"))
    registry.add_recognizer(
        predefined_recognizers.PhoneRecognizer(
            supported_language="ko", supported_regions=("KR", "US")
        )
    )
    analyzer = AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=["ko"])

    def looking(text: str) -> list[tuple[int, int, str]]:
        found = analyzer.analyze(text, language="ko", score_threshold=0.05)
        return [(each.start, each.end, _KINDS.get(each.entity_type, "")) for each in found]

    return looking


_KINDS = {
    "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "KR_RRN": "RRN", "KR_FRN": "FRN",
    "KR_BRN": "BRN", "CREDIT_CARD": "CARD", "KR_PASSPORT": "PASSPORT",
    "KR_DRIVER_LICENSE": "LICENCE", "IP_ADDRESS": "IP",
}  # fmt: skip
