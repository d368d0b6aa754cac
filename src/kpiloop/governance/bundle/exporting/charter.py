"""What only the documents of schemes know; the rest of a document is gathered from the other parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.charter import selectors as charter
from kpiloop.governance.charter.rows import OutlineRow
from kpiloop.loop.plan import selectors as plan

Rows = list[dict[str, Value]]


def charter_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about documents; what nobody wrote is left out, signatures are never here."""
    outlines = {code: charter.outline(viewer, scheme=code) for code in sorted({r.code for r in plan.schemes(viewer)})}
    offices: Rows = [
        {"scheme": code, "office": row.office, "person": row.person.code, "signs": row.signs}
        for code, held in outlines.items()
        for row in held.offices
    ]
    exempt: Rows = [
        {"scheme": code, "person": row.person.code, "reason": row.reason}
        for code, held in outlines.items()
        for row in held.exemptions
    ]
    texts: Rows = [_texts(code, held) for code, held in outlines.items() if _says(held)]
    return {"charters": texts, "charter_offices": offices, "exemptions": exempt}


def _texts(scheme: str, held: OutlineRow) -> dict[str, Value]:
    return {"scheme": scheme, "aim": held.aim, "appeals": held.appeals, "changes": held.changes, **held.days}


def _says(held: OutlineRow) -> bool:
    return _texts("", held) != _texts("", OutlineRow())
