"""All letters of a scheme at a glance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.letters import selectors
from kpiloop.governance.letters.document_rows import LetterRow
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import SchemeRow

#: What needs somebody comes first.
ORDER = ("changed", "unsigned", "owner", "superior", "signed")


@dataclass(frozen=True)
class LetterListed:
    """One letter of the list."""

    code: str  #: code of the subject
    name: str  #: name of the subject
    owner: str  #: who answers for it
    superior: str  #: who signs for the company, empty at the top
    kpis: int  #: how many KPIs
    state: str  #: unsigned, owner, superior, signed, changed
    waits: bool  #: whether it waits for the viewer


@dataclass(frozen=True)
class LettersPage:
    """Letters by what is missing."""

    title: str  #: what the page tells
    scheme: SchemeRow  #: which scheme
    scheme_name: str  #: its name
    counts: tuple[tuple[str, int], ...]  #: letters by state, the states that occur
    rows: tuple[LetterListed, ...]  #: what needs somebody first


def letters_page(viewer: Actor, code: str, *, on: date) -> LettersPage:
    """Letters in sight, those to sign first."""
    scheme = plan.scheme(viewer, code)
    held = selectors.letters(viewer, scheme=code, on=on)
    counts = Counter(row.state for row in held)
    title = gettext("%(signed)s of %(all)s letters are signed") % {
        "signed": formats.number(counts["signed"]),
        "all": formats.number(len(held)),
    }
    rows = sorted(held, key=lambda row: (not row.may_sign, ORDER.index(row.state), row.document.subject.code))
    listed = tuple(_listed(row) for row in rows)
    by_state = tuple((state, counts[state]) for state in ORDER if counts[state])
    return LettersPage(title, scheme, scheme.name(formats.language()), by_state, listed)


def _listed(row: LetterRow) -> LetterListed:
    document, language = row.document, formats.language()
    return LetterListed(
        code=document.subject.code,
        name=document.subject.name(language),
        owner=document.owner.name(language),
        superior=document.superior.name(language) if document.superior else "",
        kpis=len(document.lines),
        state=row.state,
        waits=bool(row.may_sign),
    )
