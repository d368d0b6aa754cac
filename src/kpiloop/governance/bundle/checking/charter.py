"""What the document of a scheme may not say: days nobody can keep, an office held by two."""

from __future__ import annotations

from collections.abc import Iterator

from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.governance.charter.choices import DAYS, MOST_DAYS, SINGLE


def charter_faults(bundle: Bundle) -> Iterator[Fault]:
    """Days beyond what the room allows, and a second person in an office that one person holds."""
    for row in bundle.rows("charters"):
        for name in DAYS:
            days = row.values.get(name)
            if isinstance(days, int) and not 0 <= days <= MOST_DAYS:
                fields = {"written": str(days), "most": MOST_DAYS}
                yield Fault("bundle_not_working_days", row.place(name), fields)
    held: dict[tuple[str, str], Row] = {}
    for row in bundle.rows("charter_offices"):
        office = written(row.values.get("office"))
        first = held.setdefault((written(row.values.get("scheme")), office), row)
        if first is not row and office in SINGLE:
            yield Fault("bundle_office_twice", row.place("office"), {"office": office, "first": first.where})
