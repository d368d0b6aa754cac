"""Misses again and again, worked out by hand (domain B6, S22)."""

from __future__ import annotations

import pytest

from kpiloop.engine.guards.repeated_miss import Mark, RepeatedMiss, repeated_misses

MARKS: dict[str, Mark] = {"M": "miss", ".": "held", "s": "silent"}


def runs(written: str, misses: int, within: int | None = None) -> list[RepeatedMiss]:
    return repeated_misses([MARKS[letter] for letter in written], misses=misses, within=within)


@pytest.mark.feature("S22")
@pytest.mark.parametrize(
    ("written", "misses", "within", "expected"),
    [
        ("MMM", 3, None, [(0, 2, 3, True)]),
        ("MMM.", 3, None, [(0, 2, 3, False)]),
        ("MM.M", 3, None, []),
        ("MMMM.MMM", 3, None, [(0, 3, 4, False), (5, 7, 3, True)]),
        ("MsMsM", 3, None, [(0, 4, 3, True)]),  # silence neither counts nor breaks
        ("MMMs", 3, None, [(0, 2, 3, True)]),  # nor ends
        ("M.M", 2, 3, [(0, 2, 2, True)]),
        ("M..M", 2, 3, []),
        ("M.sM", 2, 3, [(0, 3, 2, True)]),  # nor takes a place
        ("M.M.", 2, 3, [(0, 2, 2, False)]),  # . M . holds one miss
        ("MM..", 2, 4, [(0, 1, 2, True)]),  # still two of the last four
        ("MM...", 2, 4, [(0, 1, 2, False)]),
        ("M.M..M", 2, 4, [(0, 5, 3, True)]),  # . M . . holds one; M . . M shares its first miss with the run before
        ("MM....MM", 2, 3, [(0, 1, 2, False), (6, 7, 2, True)]),
        ("", 2, None, []),
    ],
)
def test_runs_by_hand(
    written: str, misses: int, within: int | None, expected: list[tuple[int, int, int, bool]]
) -> None:
    found = [(run.first, run.last, run.length, run.is_open) for run in runs(written, misses, within)]
    assert found == expected


def test_more_misses_than_periods_is_no_question() -> None:
    with pytest.raises(ValueError, match="as many periods"):
        runs("MMM", 3, 2)
