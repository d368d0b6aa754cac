"""What is missing or odd in a scheme, by step, and the page that mends it; only `blocks` keeps it from being signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.governance.charter.choices import (
    ADMINISTRATOR,
    AIM,
    BLOCKS,
    CALENDAR,
    COMMITTEE,
    NOTICE,
    POPULATION,
    RESPONSIBILITIES,
    SCORING,
    SPONSOR,
)
from kpiloop.governance.charter.gathering.content import Ground
from kpiloop.governance.charter.gathering.timetable import dates_of, year_of
from kpiloop.governance.charter.rows import CharterFinding
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.entering.choices import APPROVE
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward import selectors as reward

#: Names listed in a sentence; the count says how many there are.
NAMED = 8
#: Findings of the design check that stand here by their own name; the others are counted.
_OWN = ("weights_not_100", "kpi_not_published", "too_many_kpis", "objective_without_kpi")


def findings_of(viewer: Actor, ground: Ground) -> tuple[CharterFinding, ...]:
    """By step, what blocks first."""
    found = [
        *_aim(viewer, ground),
        *_population(ground),
        *_responsibilities(viewer, ground),
        *_calendar(ground),
        *_scoring(ground),
    ]
    return tuple(sorted(found, key=lambda row: row.severity != BLOCKS))


def _aim(viewer: Actor, ground: Ground) -> Iterator[CharterFinding]:
    scheme = ground.scheme
    if not ground.outline.aim:
        yield _found(AIM, "charter_aim_missing", BLOCKS, "aim")
    if scheme.state != "published":
        yield _found(AIM, "charter_not_published", BLOCKS, "scheme")
    if not plan.objectives(SYSTEM, fiscal_year=scheme.fiscal_year):
        yield _found(AIM, "charter_no_objectives", NOTICE, "objectives", year=scheme.fiscal_year)
    rows = [row for row in plan.findings(viewer, scheme=scheme.code) if row.override is None]
    by_code = {code: [row for row in rows if row.code == code] for code in _OWN}
    for code, held in by_code.items():
        if held:
            names = [row.template or row.subject or row.kpi_code or row.fields.get("name", "") for row in held]
            fix = {"objective_without_kpi": "objectives", "kpi_not_published": "kpis"}.get(code, "check")
            said = {"count": sum(row.cards for row in held), "limit": scheme.kpi_limit, "names": _listed(names)}
            yield _found(AIM, f"charter_{code}", held[0].severity, fix, **said)
    others = Counter(row.code for row in rows if row.code not in _OWN)
    if others:
        yield _found(AIM, "charter_design", NOTICE, "check", count=others.total(), kinds=list(others))


def _population(ground: Ground) -> Iterator[CharterFinding]:
    people = ground.people
    if not ground.lines:
        yield _found(POPULATION, "charter_no_cards", BLOCKS, "templates")
    elif people.without:
        names = _listed(person for person, _unit in people.without)
        yield _found(POPULATION, "charter_without_card", NOTICE, "templates", count=len(people.without), names=names)
    if people.exempt_with_card:
        yield _found(
            POPULATION,
            "charter_exempt_with_card",
            NOTICE,
            "scheme",
            count=len(people.exempt_with_card),
            names=_listed(people.exempt_with_card),
        )


def _responsibilities(viewer: Actor, ground: Ground) -> Iterator[CharterFinding]:
    offices = ground.outline.offices
    held = {row.office for row in offices}
    for office in (SPONSOR, ADMINISTRATOR):
        if office not in held:
            yield _found(RESPONSIBILITIES, f"charter_{office}_missing", BLOCKS, "responsibilities")
    if COMMITTEE not in held:
        yield _found(RESPONSIBILITIES, "charter_committee_missing", NOTICE, "responsibilities")
    if offices and not any(row.signs for row in offices):
        yield _found(RESPONSIBILITIES, "charter_signer_missing", BLOCKS, "responsibilities")
    without = [row.person for row in offices if row.signs and row.person.user_id is None]
    if without:
        yield _found(
            RESPONSIBILITIES,
            "charter_signer_without_account",
            BLOCKS,
            "organisation",
            count=len(without),
            names=_listed(without),
        )
    yield from _hands(ground)
    yield from _separation(viewer, ground)


def _hands(ground: Ground) -> Iterator[CharterFinding]:
    """Reported figures that nobody approves before they count."""
    flows = [flow for flow in collect.flows(SYSTEM) if flow.is_active]
    approved = {kpi for flow in flows if any(node.act == APPROVE for node in flow.nodes) for kpi in flow.kpis}
    reported = {line.kpi.code: line.kpi for line in ground.lines if line.provider is not None}
    open_ = [kpi for code, kpi in sorted(reported.items()) if code not in approved]
    if open_:
        yield _found(
            RESPONSIBILITIES, "charter_not_approved", NOTICE, "reporting", count=len(open_), names=_listed(open_)
        )


def _separation(viewer: Actor, ground: Ground) -> Iterator[CharterFinding]:
    """Rule R47: who reports, answers and approves should be different people."""
    if ground.scheme.duties_waiver:
        return
    found = [row for row in collect.separation(viewer, on=ground.on) if row.assignment.scheme_id == ground.scheme.id]
    for code in ("provider_is_owner", "provider_checks", "provider_approves"):
        rows = [row for row in found if row.code == code]
        if rows:
            severity = BLOCKS if any(row.refused_by for row in rows) else NOTICE
            yield _found(
                RESPONSIBILITIES,
                f"charter_{code}",
                severity,
                "rules",
                count=len(rows),
                names=_listed(row.person for row in rows),
            )


def _calendar(ground: Ground) -> Iterator[CharterFinding]:
    year = year_of(ground.scheme)
    if year is None:
        yield _found(CALENDAR, "charter_no_periods", BLOCKS, "calendar", year=ground.scheme.fiscal_year)
        return
    held = calendar.events(SYSTEM, starts_on=year[0], ends_before=year[1])
    if not any(row.kind == "holiday" for row in held):
        yield _found(CALENDAR, "charter_no_holidays", NOTICE, "calendar", year=ground.scheme.fiscal_year)
    months = dates_of(ground.scheme, ground.outline.days)["months"]
    if any("collect" not in row for row in months):
        yield _found(CALENDAR, "charter_nothing_expected", NOTICE, "reporting")
    for earlier, later in (("collect", "review"), ("review", "close")):
        crossed = [row["period"] for row in months if earlier in row and row[earlier] > row[later]]
        if crossed:
            yield _found(
                CALENDAR,
                f"charter_{later}_before_{earlier}",
                NOTICE,
                "calendar_days",
                count=len(crossed),
                period=crossed[0],
            )


def _scoring(ground: Ground) -> Iterator[CharterFinding]:
    code = ground.scheme.code
    ruled = {row.kpi_id for row in reward.scoring_rules(SYSTEM, scheme=code)}
    open_ = {line.kpi.code: line.kpi for line in ground.lines if line.kpi.id not in ruled}
    if open_:
        yield _found(
            SCORING,
            "charter_scoring_missing",
            NOTICE,
            "start_rules",
            count=len(open_),
            names=_listed(open_[key] for key in sorted(open_)),
        )
    bands = {row.grade for row in reward.grades(SYSTEM, scheme=code)}
    if not bands:
        yield _found(SCORING, "charter_grades_missing", NOTICE, "grades")
    shares = reward.card_terms(SYSTEM, scheme=code).shares
    unlike = [row.grade for row in shares if bands and row.grade not in bands]
    if unlike:
        yield _found(SCORING, "charter_shares_unlike", NOTICE, "scoring", count=len(unlike), names=unlike)
    if reward.bonus_rule(SYSTEM, scheme=code) is None:
        yield _found(SCORING, "charter_pay_link_missing", NOTICE, "pay_link")


def _found(step: str, code: str, severity: str, fix: str, **fields: object) -> CharterFinding:
    return CharterFinding(step, code, severity, fix, fields)


def _listed(things: Iterable[object]) -> list[object]:
    """The first few, people and things as rows: the door names them in its language."""
    once = list(dict.fromkeys(things))
    return once[:NAMED] + (["…"] if len(once) > NAMED else [])
