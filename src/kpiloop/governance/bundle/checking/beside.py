"""Rules beside the lines and terms of cards that could not be applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from kpiloop.governance.bundle.applying import rules
from kpiloop.governance.bundle.checking.refusing import refused
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.reward.scoring.adjustment_checks import validate_adjustment, validate_terms


def beside_faults(bundle: Bundle) -> Iterator[Fault]:
    """Extra points, deductions, vetoes, gates and distributions nobody could apply."""
    grades: dict[str, set[str]] = defaultdict(set)
    for row in bundle.rows("grades"):
        grades[written(row.values.get("scheme"))].add(written(row.values.get("grade")))
    for row in bundle.rows("card_terms"):
        yield from refused(row, "distribution", partial(_check_terms, row, grades[written(row.values.get("scheme"))]))
    for row in bundle.rows("adjustments"):
        yield from refused(row, "kind", partial(_check_rule, row, grades[written(row.values.get("scheme"))]))


def _check_terms(row: Row, grades: set[str]) -> None:
    validate_terms(rules.terms_of(row), grades)


def _check_rule(row: Row, grades: set[str]) -> None:
    validate_adjustment(rules.adjustment_of(row), grades)
