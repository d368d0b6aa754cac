"""What only the documents of schemes know."""

from __future__ import annotations

from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.charter import services
from kpiloop.governance.charter.choices import DAYS
from kpiloop.governance.charter.rows import NewOffice


def apply_charters(work: Work) -> None:
    """Texts and days, offices as a whole, exempt people; a signed edition stays and shows what differs."""
    for row in (*work.rows("charters", "added"), *work.rows("charters", "changed")):
        scheme = cells.text(row, "scheme")
        texts = {name: cells.text(row, name) for name in ("aim", "appeals", "changes")}
        services.set_texts(work.actor, scheme=scheme, **texts)
        services.set_days(work.actor, scheme=scheme, days={name: cells.whole(row, name) for name in DAYS})
    touched = {c.key[0] for c in work.plan.changes if c.part == "charter_offices" and c.kind != "left"}
    for scheme in sorted(touched):
        named = [
            NewOffice(cells.text(row, "office"), cells.text(row, "person"), cells.flag(row, "signs"))
            for row in work.plan.bundle.rows("charter_offices")
            if cells.text(row, "scheme") == scheme
        ]
        services.set_offices(work.actor, scheme=scheme, offices=named)
    for row in (*work.rows("exemptions", "added"), *work.rows("exemptions", "changed")):
        scheme, person = cells.text(row, "scheme"), cells.text(row, "person")
        services.exempt(work.actor, scheme=scheme, person=person, reason=cells.text(row, "reason"), now=work.now)
    for change in work.changes("exemptions", "ended"):
        scheme, person = change.key
        services.exempt(work.actor, scheme=scheme, person=person, reason="", now=work.now)
