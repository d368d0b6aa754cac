"""What only the document of a scheme knows, as it is kept. Everybody's; the selectors ask who may see it."""

from __future__ import annotations

from dataclasses import replace

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.governance.charter.choices import OFFICES
from kpiloop.governance.charter.models import Exemption, Office, Outline
from kpiloop.governance.charter.rows import ExemptionRow, OfficeRow, OutlineRow


def kept_outline(code: str) -> OutlineRow:
    """The stored outline of a scheme, defaults where nothing was written."""
    people = org_io.people_by_id()
    offices = sorted(Office.objects.filter(scheme_code=code), key=lambda row: (OFFICES.index(row.office), row.pk))
    exempt = Exemption.objects.filter(scheme_code=code)
    row = OutlineRow(
        offices=tuple(OfficeRow(each.office, people[each.person_id], each.signs) for each in offices),
        exemptions=tuple(
            sorted(
                (ExemptionRow(people[each.person_id], each.reason, each.decided_by) for each in exempt),
                key=lambda each: each.person.code,
            )
        ),
    )
    held = Outline.objects.filter(scheme_code=code).first()
    if held is None:
        return row
    return replace(
        row,
        aim=held.aim,
        appeals=held.appeals,
        changes=held.changes,
        days={name: getattr(held, name) for name in row.days},
    )
