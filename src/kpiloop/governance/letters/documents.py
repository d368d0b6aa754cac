"""From cards and targets to documents: everything that is signed, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org
from kpiloop.governance.letters.document_rows import Document, DocumentLine
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.rows import RuleRow

#: (assignment, period)
Targets = Mapping[tuple[int, int], Decimal]


def documents(
    viewer: Actor, *, scheme: str, on: date, subject_ids: Collection[int] | None = None
) -> tuple[Document, ...]:
    """The letters of a scheme as its cards are on a day, by code of the subject; only cards in sight.

    Units:    weights in percent; targets in the unit of their KPI.
    Missing:  a month without a target is left out; a KPI without any has no annual target.
    """
    held = plan.scheme(viewer, scheme)
    lines = plan.assignments(viewer, on=on, scheme=scheme, subject_ids=subject_ids)
    months = calendar.periods(viewer, kind="month", fiscal_year=held.fiscal_year)
    codes = {row.id: row.code for row in months}
    targets = {
        key: row.target
        for key, row in plan.targets(
            viewer, assignment_ids=[line.id for line in lines], period_codes=list(codes.values())
        ).items()
        if row.target is not None
    }
    rules = {row.kpi_id: row for row in reward.scoring_rules(viewer, scheme=scheme)}
    cards: dict[int, list[AssignmentRow]] = defaultdict(list)
    for line in lines:
        cards[line.subject.id].append(line)
    people = org.people_by_id()
    found = []
    for card in cards.values():
        owner = max(card, key=lambda line: (line.weight, line.kpi.code)).owner
        leader = org.line_manager(owner.id, on)
        stated = tuple(
            _line(line, targets, codes, rules.get(line.kpi.id))
            for line in sorted(card, key=lambda line: (-line.weight, line.kpi.code))
        )
        superior = people.get(leader) if leader is not None else None
        unsealed = Document(held, card[0].subject, owner, superior, stated, "")
        found.append(Document(held, card[0].subject, owner, superior, stated, sealed(unsealed)))
    return tuple(sorted(found, key=lambda row: row.subject.code))


def content_of(document: Document) -> dict[str, object]:
    """Everything a signature stands for, as text; names of people and things are not part of the promise."""
    return {
        "scheme": document.scheme.code,
        "fiscal_year": document.scheme.fiscal_year,
        "subject": document.subject.code,
        "owner": document.owner.code,
        "lines": [
            {
                "kpi": line.kpi.code,
                "definition": line.kpi.definition_version,
                "weight": _text(line.weight),
                "months": {code: _text(figure) for code, figure in sorted(line.months.items())},
                "method": line.method,
                "parameters": _plain(line.parameters),
            }
            for line in document.lines
        ],
    }


def sealed(document: Document) -> str:
    """Fingerprint of what a document promises."""
    text = json.dumps(content_of(document), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line: AssignmentRow, targets: Targets, codes: Mapping[int, str], rule: RuleRow | None) -> DocumentLine:
    months = {codes[period]: targets[line.id, period] for period in codes if (line.id, period) in targets}
    annual = None
    if months:
        annual = sum(months.values(), Decimal(0)) if line.kpi.time_kind == "flow" else months[max(months)]
    return DocumentLine(
        kpi=line.kpi,
        weight=line.weight,
        months=months,
        annual=annual,
        method=rule.method if rule else "",
        parameters=dict(rule.parameters) if rule else {},
    )


def _text(figure: Decimal) -> str:
    return format(figure.normalize(), "f")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return _text(value) if isinstance(value, Decimal) else value
