"""Reading the documents of schemes, cut to what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.governance.charter.comparing import differences
from kpiloop.governance.charter.errors import EditionUnknown
from kpiloop.governance.charter.findings import findings_of
from kpiloop.governance.charter.gathering.content import Ground, content_of, ground_of
from kpiloop.governance.charter.gathering.plain import fingerprint_of
from kpiloop.governance.charter.models import Edition
from kpiloop.governance.charter.outlines import kept_outline
from kpiloop.governance.charter.rows import (
    CharterFinding,
    CharterRow,
    Content,
    EditionRow,
    OfficeRow,
    OutlineRow,
    Populace,
    SignerRow,
)
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.errors import NotFound

COMPOSE = "plan.edit"
#: Who leads or audits reads the framework of the whole company; pay and results are never in it.
LEAD = "meetings.view"


def outline(viewer: Actor, *, scheme: str) -> OutlineRow:
    """What only the document of a scheme knows; for who draws it up."""
    require(viewer, COMPOSE)
    return kept_outline(plan.scheme(viewer, scheme).code)


def populace(viewer: Actor, *, scheme: str, on: date) -> Populace:
    """Who is assessed by what, people without a card by name; for who keeps the plan of the whole company."""
    return _composed(viewer, scheme, on).people


def findings(viewer: Actor, *, scheme: str, on: date) -> tuple[CharterFinding, ...]:
    """What is missing or odd, by step, what blocks first; for who keeps the plan of the whole company."""
    return findings_of(viewer, _composed(viewer, scheme, on))


def charter(viewer: Actor, *, scheme: str, on: date) -> CharterRow:
    """The document of a scheme with its editions and what changed since the last one.

    Shape:    the text nobody signed yet is for who composes and who signs; others read editions.
    Errors:   permission_denied; not_found for an unknown scheme.
    """
    require(viewer, "plan.view")
    held = plan.scheme(viewer, scheme)
    kept, me = kept_outline(held.code), org.person_of(viewer)
    composes, signs = _keeps_all(viewer, on), me is not None and any(r.person.id == me.id for r in _signing(kept))
    newest = _editions(held.code)
    if not (composes or signs):
        shown = tuple(_cut_edition(viewer, row, on) for row in newest)
        return CharterRow(held, None, "", (), shown, (), "", False)
    draft = content_of(ground_of(held, kept, on))
    changed = differences(newest[0].content, draft) if newest else ()
    row = CharterRow(held, draft, fingerprint_of(draft), _places(draft), newest, changed, "", composes)
    return replace(row, may_sign=_turn(row, me))


def edition(viewer: Actor, *, scheme: str, number: int, on: date) -> EditionRow:
    """One edition as it was signed.

    Errors:   permission_denied; charter_edition_unknown.
    """
    found = next((row for row in charter(viewer, scheme=scheme, on=on).editions if row.number == number), None)
    if found is None:
        raise EditionUnknown(scheme=scheme, edition=number)
    return found


def _composed(viewer: Actor, scheme: str, on: date) -> Ground:
    require(viewer, COMPOSE)
    held = plan.scheme(viewer, scheme)
    if not _keeps_all(viewer, on):
        raise NotFound(kind="scheme", key=scheme)
    return ground_of(held, kept_outline(held.code), on)


def _keeps_all(viewer: Actor, on: date) -> bool:
    return viewer.may(COMPOSE) and org.visible_subjects(viewer, on=on).everything


def _signing(kept: OutlineRow) -> list[OfficeRow]:
    return [row for row in kept.offices if row.signs]


def _editions(code: str) -> tuple[EditionRow, ...]:
    rows = Edition.objects.filter(scheme_code=code).prefetch_related("signatures").order_by("-number")
    return tuple(
        EditionRow(
            row.number,
            row.scheme_version,
            row.content,
            row.fingerprint,
            fingerprint_of(row.content) == row.fingerprint,
            row.made_at,
            _signed(row),
        )
        for row in rows
    )


def _signed(row: Edition) -> tuple[SignerRow, ...]:
    below = {each.place: each for each in row.signatures.all()}
    return tuple(
        replace(place, signed_at=below[place.place].signed_at, reservation=below[place.place].reservation)
        if place.place in below
        else place
        for place in _places(row.content)
    )


def _places(content: Content) -> tuple[SignerRow, ...]:
    """Who signs a text, in order; people by their number as it was then."""
    people = {row.code: row for row in org_io.people_by_id().values()}
    signing = [row for row in content["offices"] if row["signs"]]
    return tuple(
        SignerRow(place, row["office"], _person(people, row["person"]), None) for place, row in enumerate(signing)
    )


def _person(people: Mapping[str, PersonRow], said: Mapping[str, str]) -> PersonRow:
    return people.get(said["code"]) or PersonRow(0, said["code"], said["zh"], said["en"], None)


def _turn(row: CharterRow, me: PersonRow | None) -> str:
    """The office a reader may sign for: the first one of a new text, else the next one of the newest edition."""
    if me is None or row.scheme.state != "published":
        return ""
    if row.editions and not row.differences:
        next_one = row.editions[0].waits_for
    else:
        next_one = row.draft_signers[0] if row.draft_signers else None
    return next_one.office if next_one is not None and next_one.person.id == me.id else ""


def _cut_edition(viewer: Actor, row: EditionRow, on: date) -> EditionRow:
    """Editions as everybody may read them: exempt people only in sight, the whole framework only for leaders."""
    me = org.person_of(viewer)
    if me is not None and any(each.person.id == me.id for each in row.signers):
        return row
    seen = org.visible_subjects(viewer, on=on)
    if seen.everything:
        return row
    codes = {code for code, subject in org_io.subjects_by_code().items() if seen.sees(subject.id)}
    content: dict[str, Any] = {**row.content}
    content["exempt"] = [each for each in content["exempt"] if each["code"] in codes]
    if not viewer.may(LEAD):
        home = org_io.unit_of(me.id, on) if me else None
        subjects = org_io.subjects_by_id()
        codes |= {subjects[home].code} if home in subjects else set()
        content["cards"] = [cut for card in content["cards"] if (cut := _cut_card(card, codes)) is not None]
        content["population"] = [each for each in content["population"] if each["code"] in codes]
    names = ("exempt", "cards", "population")
    content["hidden"] = {name: len(row.content[name]) - len(content[name]) for name in names}
    return replace(row, content=content)


def _cut_card(card: Mapping[str, Any], codes: set[str]) -> dict[str, Any] | None:
    """A card with those of its holders who are in sight; None without any."""
    subjects, units = ([each for each in card[name] if each["code"] in codes] for name in ("subjects", "units"))
    return {**card, "subjects": subjects, "units": units} if subjects or units else None
