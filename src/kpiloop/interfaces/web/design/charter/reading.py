"""The document of a scheme as it is read, signed and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.charter import selectors
from kpiloop.governance.charter.errors import EditionUnknown
from kpiloop.governance.charter.rows import CharterRow, EditionRow
from kpiloop.interfaces.reports.charter.document import differences_shown, draft_shown, edition_shown
from kpiloop.interfaces.reports.charter.shapes import CharterShown, DifferenceShown
from kpiloop.interfaces.web.design.charter.steps import StepLink, steps_of
from kpiloop.interfaces.wording.labels import label

#: Differences shown at once.
SHOWN = 30


@dataclass(frozen=True)
class DocumentPage:
    """The page."""

    title: str  #: the finding
    held: CharterRow  #: document, editions, rights
    name: str  #: name of the scheme
    shown: CharterShown | None  #: the text; None when nobody has signed one that the reader may see
    edition: EditionRow | None  #: the edition shown; None for the draft
    is_newest: bool  #: True when the text shown is the one that counts or will be signed
    differences: tuple[DifferenceShown, ...]  #: of the scheme now from the newest edition, the first ones
    more: int  #: further differences
    may_sign: bool  #: True when the text shown waits for the reader
    waits_for: str  #: whose turn it is, empty when nobody's
    steps: tuple[StepLink, ...]  #: the way through the design, for who draws it up


def document_page(viewer: Actor, code: str, *, on: date, asked: str = "") -> DocumentPage:
    """Build the page for one reader; `asked` is the number of an edition, or draft."""
    held = selectors.charter(viewer, scheme=code, on=on)
    edition = chosen_edition(held, asked)
    shown = edition_shown(edition) if edition else draft_shown(held) if held.draft is not None else None
    name = held.scheme.name(get_language() or "zh-hans")
    begins = not held.editions or bool(held.differences)
    is_newest = edition is None if begins else edition is not None and edition.number == held.editions[0].number
    told = differences_shown(held.differences)
    found = selectors.findings(viewer, scheme=code, on=on) if held.may_compose else ()
    return DocumentPage(
        title=f"{name} · {label(f'charter_state.{held.state}')}",
        held=held,
        name=name,
        shown=shown,
        edition=edition,
        is_newest=is_newest,
        differences=told[:SHOWN],
        more=max(0, len(told) - SHOWN),
        may_sign=bool(held.may_sign) and is_newest,
        waits_for=_waits_for(held, begins=begins),
        steps=steps_of(held, found, "document") if held.may_compose else (),
    )


def chosen_edition(held: CharterRow, asked: str) -> EditionRow | None:
    """The edition that was asked for, else the text that matters to the reader; None for the draft."""
    if asked.isdigit():
        found = next((row for row in held.editions if row.number == int(asked)), None)
        if found is None:
            raise EditionUnknown(scheme=held.scheme.code, edition=asked)
        return found
    waits = bool(held.may_sign) and bool(held.differences)
    if held.draft is not None and (asked == "draft" or waits):
        return None
    return held.editions[0] if held.editions else None


def _waits_for(held: CharterRow, *, begins: bool) -> str:
    if begins:
        waiting = held.draft_signers[0] if held.draft_signers and held.draft is not None else None
    else:
        waiting = held.editions[0].waits_for
    if waiting is None:
        return ""
    person = waiting.person.name(get_language() or "zh-hans")
    return gettext("%(office)s %(person)s") % {"office": label(f"office.{waiting.office}"), "person": person}
