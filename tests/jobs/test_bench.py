from __future__ import annotations

from bench import jobs as bench


def test_the_benchmark_measures_what_it_says_and_a_kill_loses_nothing() -> None:
    """Small, and without its limits of time: those are for a quiet machine."""
    figures = {figure.name: figure for figure in bench.run(items=160, seconds=0.02, at_once=16)}
    assert figures["kill -9: items missing"].value == 0
    assert figures["kill -9: calls repeated"].value <= 16
    limited = [name for name, figure in figures.items() if figure.limit is not None]
    assert limited == [
        "wall, engine / loop without engine",
        "CPU an item, engine",
        "kill -9: items missing",
        "kill -9: calls repeated",
        "kill -9: restart to first new call",
    ]
