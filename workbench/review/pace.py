"""How fast a reviewer goes, from the times of their own decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

PAUSE = timedelta(minutes=5)
"""A longer gap between two decisions is a break, not work."""
FEWEST = 5
"""With fewer timed gaps than this no pace is claimed."""


def pace_per_hour(times: Sequence[datetime]) -> float | None:
    """Decisions an hour of working time; None where there is too little to tell."""
    ordered = sorted(times)
    gaps = [later - earlier for earlier, later in pairwise(ordered) if later - earlier <= PAUSE]
    worked = sum(gaps, timedelta())
    if len(gaps) < FEWEST or not worked:
        return None
    return len(gaps) * 3600 / worked.total_seconds()


def minutes_left(waiting: int, per_hour: float | None) -> int | None:
    """For one person at that pace, rounded up."""
    if per_hour is None:
        return None
    return -int(-waiting * 60 // per_hour)
