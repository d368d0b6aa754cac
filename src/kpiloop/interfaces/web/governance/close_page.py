"""Closing a month: the checklist with what is open, what would be held fast, and who has to say yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.archive.checklist import ASKED, CHECKS, GRANTED, OTHERWISE
from kpiloop.governance.archive.rows import ClosePlan, Finding
from kpiloop.governance.archive.undecided import ROWS
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.close_findings import finding_name, finding_reason, finding_waiver
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name

SHOWN = 12  # findings of one check on the page; the rest is counted


@dataclass(frozen=True)
class FindingLine:
    """One thing that is open."""

    name: str  #: KPI and whose, or dataset and row
    reason: str  #: why, empty when the check says it
    waiver: str  #: who asked for or granted a waiver, in words; empty without one
    address: str  #: page of the KPI, the correction or the load, where it is mended; empty when there is none


@dataclass(frozen=True)
class CheckLine:
    """One line of the checklist."""

    code: str  #: which
    name: str  #: in words
    light: str  #: green met, red blocks, amber needs a reason
    state: str  #: the light in words
    count: int  #: how many things are open
    lines: tuple[FindingLine, ...]  #: the first of them
    rest: int  #: how many more


@dataclass(frozen=True)
class PinLine:
    """One kind of thing the close holds fast."""

    name: str  #: in words
    count: str  #: how many, or which version
    sha256: str  #: beginning of the hash; empty for the version


@dataclass(frozen=True)
class ClosePage:
    """The page."""

    title: str  #: the finding
    period: str  #: code of the month
    checks: tuple[CheckLine, ...]  #: every check, also those that are met
    pins: tuple[PinLine, ...]  #: what is held fast
    fingerprint: str  #: hash of every input
    terms: str  #: by which terms a month goes that was opened again; empty the first time
    longer: tuple[str, ...]  #: longer periods that close with it
    is_closed: bool  #: it is closed already
    may_ask: bool  #: something blocks that nobody asked a waiver for
    may_decide: bool  #: waivers wait that somebody else asked for
    waits: int  #: waivers that wait
    asked: tuple[tuple[str, str], ...]  #: who asked for them and why
    is_blocked: bool  #: no reason of the one who closes is enough
    needs_reason: bool  #: it can be closed with a reason only


def close_page(viewer: Actor, plan: ClosePlan) -> ClosePage:
    """Build the page for one reader."""
    named = {finding.waived_by for finding in plan.findings}
    named |= {finding.undecided.proposed_by for finding in plan.findings if finding.undecided}
    names = names_of(viewer, named - {""})
    asked = [finding for finding in plan.findings if finding.waiver == ASKED]
    blocking = plan.blocking
    open_ones = [finding for finding in plan.findings if not finding.waiver and not finding.is_blocking]
    return ClosePage(
        title=_title(plan),
        period=plan.period,
        checks=tuple(
            _check(code, found, plan.period, names) for code, found in _checked(plan) if found or code != OTHERWISE
        ),
        pins=pin_lines(plan),
        fingerprint=plan.fingerprint,
        terms=_terms(plan),
        longer=tuple(map(period_name, plan.closes_longer)),
        is_closed=plan.is_closed,
        may_ask=any(not finding.waiver for finding in blocking),
        may_decide=any(finding.waived_by != viewer.username for finding in asked),
        waits=len(asked),
        asked=tuple(dict.fromkeys((names[finding.waived_by], finding.waiver_reason) for finding in asked)),
        is_blocked=bool(blocking),
        needs_reason=bool(open_ones),
    )


def pin_lines(plan: ClosePlan) -> tuple[PinLine, ...]:
    """What is held fast: the version of the facts, then every kind with its hash."""
    version = "" if plan.warehouse_version is None else str(plan.warehouse_version)
    facts = PinLine(label("pin.facts"), version or formats.MISSING, "")
    return (facts, *(PinLine(label(f"pin.{what}"), str(pin.count), pin.sha256[:12]) for what, pin in plan.pins.items()))


def _terms(plan: ClosePlan) -> str:
    if plan.is_closed or plan.revision == 1:
        return ""
    if plan.terms_revision == plan.revision:
        return gettext("It was opened again to go by the terms of now.")
    names = {"number": plan.terms_revision}
    return gettext("It keeps the formulas, definitions, targets, weights and units of revision %(number)d.") % names


def _title(plan: ClosePlan) -> str:
    open_ones = [finding for finding in plan.findings if finding.waiver != GRANTED]
    month = {"period": period_name(plan.period), "count": len(open_ones), "blocking": len(plan.blocking)}
    if plan.is_closed:
        return gettext("%(period)s is closed") % month
    if plan.blocking:
        return (
            ngettext(
                "%(period)s cannot close: %(blocking)d figure that feeds pay is missing",
                "%(period)s cannot close: %(blocking)d figures that feed pay are missing",
                len(plan.blocking),
            )
            % month
        )
    if open_ones:
        return (
            ngettext(
                "%(period)s can close with a reason: %(count)d thing is open",
                "%(period)s can close with a reason: %(count)d things are open",
                len(open_ones),
            )
            % month
        )
    return gettext("%(period)s is complete and can close") % month


def _checked(plan: ClosePlan) -> list[tuple[str, list[Finding]]]:
    return [(code, [row for row in plan.findings if row.code == code]) for code in CHECKS]


def _check(code: str, found: list[Finding], period: str, names: Mapping[str, str]) -> CheckLine:
    is_blocked = any(finding.is_blocking for finding in found)
    is_waived = bool(found) and all(finding.waiver == GRANTED for finding in found)
    light = "red" if is_blocked else "green" if not found or is_waived else "amber"
    state = label(f"close_check.{'waived' if is_waived else light}")
    shown = tuple(_line(finding, period, names) for finding in found[:SHOWN])
    return CheckLine(code, label(f"close_finding.{code}"), light, state, len(found), shown, len(found) - len(shown))


def _line(finding: Finding, period: str, names: Mapping[str, str]) -> FindingLine:
    name = finding_name(finding) or finding.reason
    return FindingLine(name, finding_reason(finding, names), finding_waiver(finding, names), _address(finding, period))


def _address(finding: Finding, period: str) -> str:
    data = finding.undecided
    if data is not None:
        if data.kind == ROWS:
            return reverse("collect:load", args=[data.number])
        return f"{reverse('collect:corrections')}#correction-{data.number}"
    page = reverse("track:kpi", args=[finding.assignment_id]) if finding.assignment_id else ""
    return f"{page}?period={period}" if page else ""
