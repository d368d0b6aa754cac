"""One measured way of doing the same."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Way:
    """What one way took."""

    name: str  #: what was done
    rows: int  #: rows that came out
    seconds: float  #: wall time of the work itself
    cpu: float  #: processor time of its process
    megabytes: float  #: most memory its process held


def measured(name: str, rows: int, act: Callable[[], dict[str, Any]]) -> Way:
    """Do it once; too few rows are a fault and no measurement."""
    found = act()
    if found["rows"] != rows:
        raise SystemExit(f"{name}: {found['rows']} rows instead of {rows}")
    return Way(name, rows, found["seconds"], found["cpu"], found["megabytes"])


def median_of(rounds: list[Way]) -> Way:
    """One way of several rounds; the spread of processor seconds stands behind its name, memory is the most of all."""
    cpu = [way.cpu for way in rounds]
    return Way(
        f"{rounds[0].name} (CPU {min(cpu):.2f}–{max(cpu):.2f})", rounds[0].rows,
        statistics.median(way.seconds for way in rounds), statistics.median(cpu), max(way.megabytes for way in rounds),
    )  # fmt: skip
