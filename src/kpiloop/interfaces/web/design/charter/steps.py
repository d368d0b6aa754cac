"""The steps of the design: where the scheme stands, what is missing and where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.charter import selectors
from kpiloop.governance.charter.choices import BLOCKS, STEPS
from kpiloop.governance.charter.rows import CharterFinding, CharterRow, ExemptionRow, Populace
from kpiloop.interfaces.reports.charter.document import draft_shown
from kpiloop.interfaces.reports.charter.findings import finding_sentence
from kpiloop.interfaces.reports.charter.shapes import ChapterShown
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan.rows import SchemeRow

#: Chapters of the document a step shows as they will be printed.
_CHAPTERS = {"aim": (0, 2), "population": (1,), "responsibilities": (5,), "calendar": (6, 7), "scoring": (3, 4)}
#: Pages that mend something; a name without a page is a form of the step itself.
_PAGES = {
    "scheme": ("plan:scheme", True),
    "objectives": ("plan:objectives", False),
    "kpis": ("plan:kpis", False),
    "check": ("design:check", True),
    "templates": ("plan:templates", True),
    "organisation": ("org:organisation", False),
    "reporting": ("collect:reporting", False),
    "rules": ("plan:scheme_rules", True),
    "calendar": ("org:calendar", False),
    "grades": ("design:charter_grades", True),
    "pay_link": ("design:charter_pay", True),
}
#: Pages that keep what a step only shows.
_KEPT = {
    "aim": ("objectives", "scheme", "check"),
    "population": ("templates", "rules"),
    "responsibilities": ("reporting", "rules"),
    "calendar": ("calendar", "reporting"),
    "scoring": ("grades", "pay_link"),
}


@dataclass(frozen=True)
class StepLink:
    """One step of the way."""

    code: str  #: which step
    name: str  #: its name
    address: str  #: its page
    number: int  #: place on the way, from 1
    blocking: int  #: findings that keep the document from being signed
    notices: int  #: other findings
    is_here: bool  #: True for the step shown


@dataclass(frozen=True)
class FindingLine:
    """One finding with the page that mends it."""

    code: str  #: what
    sentence: str  #: in words
    is_blocking: bool  #: True when it keeps the document from being signed
    fix: str  #: name of the page that mends it
    address: str  #: its address; "#form" when the form of the step does, empty when a button of the step does


@dataclass(frozen=True)
class StepPage:
    """One step."""

    title: str  #: what the page tells
    scheme: SchemeRow  #: which scheme
    name: str  #: its name
    step: str  #: which step
    steps: tuple[StepLink, ...]  #: the whole way
    findings: tuple[FindingLine, ...]  #: of this step, what blocks first
    chapters: tuple[ChapterShown, ...]  #: as they will stand in the document
    following: StepLink  #: the next step
    without: tuple[tuple[str, str], ...]  #: people without a card and their unit
    exempt: tuple[ExemptionRow, ...]  #: who is not assessed
    kept: tuple[Link, ...]  #: pages that keep what the step only shows


def step_page(viewer: Actor, code: str, step: str, *, on: date) -> StepPage:
    """Build the page of a step for who draws the scheme up."""
    found = selectors.findings(viewer, scheme=code, on=on)
    held = selectors.charter(viewer, scheme=code, on=on)
    language = get_language() or "zh-hans"
    chapters = draft_shown(held).chapters
    steps = steps_of(held, found, step)
    place = STEPS.index(step)
    people = selectors.populace(viewer, scheme=code, on=on) if step == "population" else Populace((), (), ())
    kept = selectors.outline(viewer, scheme=code)
    blocking = sum(1 for row in found if row.severity == BLOCKS)
    return StepPage(
        title=_title(held, blocking),
        scheme=held.scheme,
        name=held.scheme.name(language),
        step=step,
        steps=steps,
        findings=tuple(line_of(row, code) for row in found if row.step == step),
        chapters=tuple(chapters[each] for each in _CHAPTERS[step]),
        following=steps[place + 1],
        without=tuple((f"{who.name(language)} {who.code}", unit.name(language)) for who, unit in people.without),
        exempt=kept.exemptions if step == "population" else (),
        kept=tuple(Link(label(f"charter_fix.{name}"), _page(name, code)) for name in _KEPT[step]),
    )


def steps_of(held: CharterRow, found: Sequence[CharterFinding], here: str) -> tuple[StepLink, ...]:
    """The way through the design with what each step still misses."""
    code = held.scheme.code
    links = []
    for place, step in enumerate(STEPS):
        page = "design:charter" if step == "document" else "design:charter_step"
        arguments = [code] if step == "document" else [code, step]
        of_step = [row for row in found if row.step == step]
        blocking = sum(1 for row in of_step if row.severity == BLOCKS)
        links.append(
            StepLink(
                step,
                label(f"charter_step.{step}"),
                reverse(page, args=arguments),
                place + 1,
                blocking,
                len(of_step) - blocking,
                step == here,
            )
        )
    return tuple(links)


def line_of(row: CharterFinding, code: str) -> FindingLine:
    """A finding in words, with where it is mended."""
    own = "" if row.fix == "start_rules" else "#form"
    address = _page(row.fix, code) if row.fix in _PAGES else own
    return FindingLine(
        row.code, finding_sentence(row), row.severity == BLOCKS, label(f"charter_fix.{row.fix}"), address
    )


def _page(name: str, code: str) -> str:
    page, of_scheme = _PAGES[name]
    return reverse(page, args=[code] if of_scheme else [])


def _title(held: CharterRow, blocking: int) -> str:
    name = held.scheme.name(get_language() or "zh-hans")
    if blocking:
        return ngettext(
            "%(name)s: %(count)d thing is missing before it can be signed",
            "%(name)s: %(count)d things are missing before it can be signed",
            blocking,
        ) % {"name": name, "count": blocking}
    if held.state == "changed":
        return gettext("%(name)s: differs from what was signed") % {"name": name}
    if held.state == "signed":
        return gettext("%(name)s: signed by everybody") % {"name": name}
    return gettext("%(name)s: ready to be signed") % {"name": name}
