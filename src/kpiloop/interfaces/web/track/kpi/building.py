"""One KPI of one subject put together from what the rooms give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.engine.values import Missing, is_excused
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Difference, Link
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.cockpit.building import freshness_of
from kpiloop.interfaces.web.track.kpi import answers, notes, page
from kpiloop.interfaces.web.track.kpi.breakdown import breakdown_of
from kpiloop.interfaces.web.track.kpi.constant import constant_facts
from kpiloop.interfaces.web.track.kpi.days import days_of
from kpiloop.interfaces.web.track.kpi.halves import halves_of
from kpiloop.interfaces.web.track.kpi.history import history_of
from kpiloop.interfaces.web.track.kpi.overridden import override_sentences, system_facts
from kpiloop.interfaces.web.track.kpi.own_year import own_year_facts, own_year_note, own_year_of
from kpiloop.interfaces.web.track.kpi.stretches import Days, Halves
from kpiloop.interfaces.web.track.kpi.weeks import weeks_of
from kpiloop.interfaces.web.track.pace import expected_name, pace_sentence
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.web.worded.figures import change_unit_of, gap
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.rows import Comparison
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.review import selectors as review
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.choices import EXCEPTION_LIGHTS
from kpiloop.loop.track.rows import StatusRow

HISTORY = 24


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for."""

    by: str = ""  #: what the figure is split by
    is_constant: bool = False  #: key figures at constant exchange rates
    steps: str = "month"  #: month, half or day
    first: str = ""  #: first day shown, as written
    last: str = ""  #: last day shown, as written


def build_kpi(viewer: Actor, place: Place, *, assignment_id: int, wanted: Asked, today: date) -> page.KpiPage:
    """The page of one assignment in one month."""
    found = analyse.compare(viewer, assignment_id=assignment_id, period_code=place.period)
    assignment, kpi = found.assignment, found.assignment.kpi
    asked = {"assignment_id": assignment_id, "period_code": place.period}
    causes = analyse.explained(viewer, **asked)  # type: ignore[arg-type]
    actions = review.actions(viewer, assignment_ids=[assignment_id]) if viewer.may("actions.view") else []
    statuses = track.history(viewer, assignment_id=assignment_id, last_period=place.period, count=HISTORY)
    status = next((row for row in statuses if row.period_code == place.period), None)
    constant, own = constant_facts(viewer, found), own_year_of(viewer, found)
    halves, days, has_days = _stretches(viewer, assignment, place.period, wanted, today)
    steps = "half" if halves else "day" if days else "month"
    may_write = analyse.may_write_cause(viewer, **asked)  # type: ignore[arg-type]
    return page.KpiPage(
        crumbs=_crumbs(assignment),
        title=_title(assignment, place.period),
        light=found.light,
        verdict=_verdict(found),
        under=tuple(_under(assignment)),
        freshness=freshness_of(viewer, place.period),
        agenda_address=_agenda_address(viewer, assignment_id, place.period, found.light),
        export_address=_export_address(assignment_id, steps, wanted),
        facts=constant
        if constant and wanted.is_constant
        else (*_own_facts(viewer, found, status), *own_year_facts(viewer, found, own), *_peer_facts(viewer, found)),
        overridden=override_sentences(viewer, found, today),
        override_address=addresses.page("collect:override_new", assignment_id) if viewer.may("values.override") else "",
        rates=("constant" if wanted.is_constant else "month") if constant else "",
        pace=pace_sentence(viewer, status),
        year_note=own_year_note(viewer, own),
        history=history_of(analyse.limits(viewer, **asked, count=HISTORY), statuses),  # type: ignore[arg-type]
        weeks=weeks_of(viewer, assignment_id=assignment_id, period=place.period, today=today),
        ways=_ways(assignment_id, steps, has_days=has_days),
        halves=halves,
        days=days,
        breakdown=breakdown_of(viewer, place, assignment_id=assignment_id, by=wanted.by),
        causes=answers.cause_rows(viewer, causes, kpi),
        causes_note=answers.causes_note(causes, kpi),
        write_cause_address=addresses.page("analyse:cause_new", assignment_id) if may_write else "",
        actions=answers.action_rows(actions, kpi, today),
        actions_note=answers.actions_note(actions, today),
        actions_total=answers.effect_total(actions, kpi).text,
        effect_unit=change_unit_of(kpi),
        new_action_address=addresses.page("review:action_new", assignment_id) if viewer.may("actions.write") else "",
        why=notes.why_notes(viewer, found, today),
        definition=notes.definition_notes(viewer, assignment),
        changes=notes.change_notes(viewer, assignment, place.period),
    )


def _stretches(
    viewer: Actor, line: AssignmentRow, period: str, wanted: Asked, today: date
) -> tuple[Halves | None, Days | None, bool]:
    """Half-years or days, where they are asked for, and whether there are days to ask for."""
    if wanted.steps == "day":
        days = days_of(viewer, line, period=period, today=today, first=wanted.first, last=wanted.last)
        return None, days, days is not None
    halves = None
    if wanted.steps == "half":
        halves = halves_of(viewer, assignment_id=line.id, period=period, today=today)
    return halves, None, track.has_days(viewer, kpi=line.kpi.code, on=today)


def _ways(assignment_id: int, steps: str, *, has_days: bool) -> tuple[tuple[str, str, bool], ...]:
    named = [
        ("", gettext("Months")),
        ("half", gettext("Half-years")),
        *([("day", gettext("Days"))] if has_days else []),
    ]
    return tuple(
        (word, addresses.kpi_page(assignment_id, steps=way) + "#history", (way or "month") == steps)
        for way, word in named
    )


def _export_address(assignment_id: int, steps: str, wanted: Asked) -> str:
    """The figures of the panel as a file."""
    ends = {"from": wanted.first, "to": wanted.last} if steps == "day" else {}
    return addresses.page("track:kpi_file", assignment_id, steps="" if steps == "month" else steps, **ends)


def _agenda_address(viewer: Actor, assignment_id: int, period: str, light: str) -> str:
    """Where the meeting of the month speaks of it: only what is off target is on an agenda."""
    if light not in EXCEPTION_LIGHTS or not viewer.may("meetings.view"):
        return ""
    item = review.agenda_item(viewer, period_code=period, assignment_id=assignment_id)
    return f"{addresses.page('review:meeting', period)}#item-{item}" if item else ""


def _crumbs(assignment: AssignmentRow) -> tuple[Link, ...]:
    language = formats.language()
    return (
        Link(label("noun.kpis"), reverse("plan:kpis")),
        Link(assignment.subject.name(language), f"{reverse('plan:kpis')}?unit={assignment.subject.code}"),
        Link(assignment.kpi.name(language), ""),
    )


def _title(assignment: AssignmentRow, period: str) -> str:
    language = formats.language()
    fields = {
        "subject": assignment.subject.name(language),
        "kpi": assignment.kpi.name(language),
        "period": periods.period_name(period),
    }
    return gettext("%(subject)s %(kpi)s, %(period)s") % fields


def _verdict(found: Comparison) -> str:
    word = label(f"status.{found.light}")
    if isinstance(found.actual, Missing) and has_label(f"missing.{found.actual.reason}"):
        return formats.clauses([word, label(f"missing.{found.actual.reason}")])
    if found.light != "red" or found.streak < 2:
        return word
    streak = ngettext("%(count)s month running", "%(count)s months running", found.streak) % {"count": found.streak}
    return formats.clauses([word, streak])


def _under(assignment: AssignmentRow) -> Iterator[tuple[str, str]]:
    language = formats.language()
    yield gettext("Owner"), assignment.owner.name(language)
    yield gettext("Unit"), assignment.subject.name(language)
    yield gettext("Direction"), label(f"direction.{assignment.kpi.direction}")
    yield gettext("Judged on"), label(f"judged_on.{assignment.kpi.judged_on}")
    if assignment.weight > 0:
        yield gettext("Weight"), formats.number(assignment.weight.normalize()) + "%"


def _own_facts(viewer: Actor, found: Comparison, status: StatusRow | None) -> tuple[page.Fact, ...]:
    """The actual, beside it what the system says where another figure counts, then what it is compared with."""
    first, *rest = _facts(found, status)
    return (first, *system_facts(viewer, found), *rest)


def _facts(found: Comparison, status: StatusRow | None) -> Iterator[page.Fact]:
    kpi = found.assignment.kpi
    display = formats.display_of(kpi)
    unit = formats.unit_of(display)
    month = {"month": periods.period_name(found.period_code, short=True)}
    why = addresses.page("proof:value", found.value_id) if found.value_id else ""
    link = Link(gettext("Why this number"), why) if why else None
    yield page.Fact(gettext("%(month)s actual") % month, formats.value(found.actual, display), unit, link=link)
    if status is not None and status.is_paced:
        shown = formats.target(status.aim, display, kpi.direction, with_unit=False)
        yield page.Fact(expected_name(status), shown, unit, difference=_gap(found, status.gap))
    for name, base, change in (
        (gettext("Target"), found.target, found.to_target),
        (gettext("Month before"), found.prior_period, found.to_prior_period),
        (gettext("Same month last year"), found.prior_year, found.to_prior_year),
    ):
        is_target = change is found.to_target
        shown = (
            formats.target(base, display, kpi.direction, with_unit=False) if is_target else formats.value(base, display)
        )
        if is_target and status is not None and status.band is not None:
            ranged = formats.target(status.band, display, kpi.direction, with_unit=False)
            yield page.Fact(name, ranged, unit, difference=_gap(found, status.gap))
            continue
        # A running month is not held against its whole target.
        is_open = is_target and status is not None and status.is_paced
        unit_of = "" if is_excused(base) else unit
        yield page.Fact(name, shown, unit_of, difference=None if is_open else _gap(found, change.change))


def _peer_facts(viewer: Actor, found: Comparison) -> Iterator[page.Fact]:
    """Best and middle of those who have the same KPI; nothing where they are too few to stay unnamed."""
    beside = analyse.peers(viewer, assignment_id=found.assignment.id, period_code=found.period_code)
    if isinstance(beside.best, Missing):
        return
    display = formats.display_of(found.assignment.kpi)
    count = {"count": beside.peers}
    for name, figure, change in (
        (gettext("Best of %(count)s peers") % count, beside.best, beside.to_best),
        (gettext("Middle of %(count)s peers") % count, beside.median, beside.to_median),
    ):
        shown = formats.value(figure, display)
        yield page.Fact(name, shown, formats.unit_of(display), difference=_gap(found, change.change))


def _gap(found: Comparison, change: object) -> Difference | None:
    shown = gap(found.assignment.kpi, change)  # type: ignore[arg-type]
    return None if shown.text == formats.MISSING else shown
