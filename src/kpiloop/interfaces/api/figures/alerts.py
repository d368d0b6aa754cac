"""Alerts by program: what fires, whom it tells and when it goes further; the inbox and its answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.rows import AlertRow, DayRow, StepRow
from kpiloop.loop.track.rules.kinds import BASES, NORMAL, OWNER, RULE_KINDS, SEVERITIES, SIDES, WHO
from kpiloop.loop.track.rules.rows import AlertRuleRow, NewAlertRule

router = Router(tags=["alerts"])
Out = TypeVar("Out", bound=Schema)
LIMIT = "Achievement below which, or change from which it fires; 0.95 is 95 %"


class AlertRuleFields(Schema):
    """What fires an alert, whom it tells, and when it goes further."""

    name_zh: str
    name_en: str = ""
    kind: str = Field(..., description=", ".join(RULE_KINDS))
    kpi: str = Field("", description="Empty for every KPI")
    unit: str = Field("", description="Of this unit and everything below; empty for everywhere")
    months: int | None = Field(None, description="Months in a row it waits for; null as usual for its kind")
    days: int | None = Field(None, description="Days after the month; watched by the day: days off in a row")
    base: str = Field(BASES[0], description=", ".join(BASES))
    side: str = Field(SIDES[0], description=", ".join(SIDES))
    who: str = Field(OWNER, description=", ".join(WHO))
    person: str = Field("", description="Employee number of a named person")
    severity: str = Field(NORMAL, description=", ".join(SEVERITIES))
    also: list[str] = Field([], description="Told as well: places, `person:` and a number, `role:` and a role")
    repeat_days: int | None = Field(None, description="Told again every so many days while it stays off")
    escalate_days: int | None = Field(None, description="Days without an answer after which the next head up hears")


class AlertRuleIn(AlertRuleFields):
    """A rule to set."""

    limit: Decimal | None = Field(None, description=LIMIT)


class AlertRuleOut(AlertRuleFields):
    """A rule in force."""

    code: str
    limit: str | None = Field(None, description=LIMIT)
    set_by: str
    set_at: datetime

    @staticmethod
    def of(row: AlertRuleRow) -> AlertRuleOut:
        """From the row."""
        return out_of(
            AlertRuleOut,
            row,
            unit=row.unit.code if row.unit else "",
            person=row.person.code if row.person else "",
            limit=text_of(row.limit),
            also=list(row.also),
        )


class RuleEndIn(Schema):
    """Why a rule no longer holds."""

    reason: str = ""


class RuleOut(Schema):
    """A rule, by its code."""

    code: str


class AlertOut(Schema):
    """Something that is off."""

    id: int
    kind: str
    fired: str = Field(..., description="What fired, such as achievement_below")
    rule: str = Field(..., description="Rule of the company it fired by; empty for what holds without any")
    severity: str
    kpi: str
    subject: str
    first_period: str
    last_period: str
    first_day: date | None = Field(None, description="Of an alert about days: the first day off")
    last_day: date | None
    recipient: str = Field(..., description="Employee number of who has to answer")
    also: list[str] = Field(..., description="Who else hears of it: by rule, or passed on to")
    is_mine: bool
    state: str = Field(..., description="open, acknowledged or resolved")
    opened_at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None
    note: str
    resolved_at: datetime | None


class AlertStepOut(Schema):
    """What was told, when and to whom."""

    kind: str = Field(..., description="told, repeated, escalated or recovered")
    number: int
    due_on: date
    told_at: datetime
    people: list[str]

    @staticmethod
    def of(row: StepRow) -> AlertStepOut:
        """From the row."""
        return out_of(AlertStepOut, row, people=[person.code for person in row.people])


class AlertDayOut(Schema):
    """One day of an alert about days."""

    on: date
    actual: str | None = Field(None, description=FIGURE)
    target: str | None = Field(None, description=FIGURE)
    achievement: str | None
    state: str = Field(..., description="off, good or unknown")

    @staticmethod
    def of(row: DayRow) -> AlertDayOut:
        """From the row."""
        return out_of(
            AlertDayOut,
            row,
            actual=text_of(row.actual),
            target=text_of(row.target),
            achievement=text_of(row.achievement),
        )


class AlertDetailOut(AlertOut):
    """An alert with everything that was told about it."""

    steps: list[AlertStepOut] = Field(..., description="Oldest first")
    days: list[AlertDayOut]


class NoteIn(Schema):
    """What will be done about it."""

    note: str


@reading(
    router,
    "/alerts",
    answer=list[AlertOut],
    permission="values.view",
    object_kind="alert",
    summary="Alerts the reader has to answer, or all in sight",
)
def list_alerts(request: HttpRequest, state: str | None = "open", everybody: bool = False) -> list[AlertOut]:
    """Newest first; an empty state takes all of them."""
    return [_told(AlertOut, row) for row in selectors.alerts(reader(request), state=state or None, mine=not everybody)]


@reading(
    router,
    "/alerts/{int:alert_id}",
    answer=AlertDetailOut,
    permission="values.view",
    object_kind="alert",
    summary="One alert: what was told to whom, repeated and passed on",
)
def get_alert(request: HttpRequest, alert_id: int) -> AlertDetailOut:
    """With its days, where it is about days."""
    viewer = reader(request)
    row = selectors.alert(viewer, alert_id=alert_id)
    return _told(
        AlertDetailOut,
        row,
        steps=[AlertStepOut.of(each) for each in selectors.alert_steps(viewer, alert_id=alert_id)],
        days=[AlertDayOut.of(each) for each in selectors.alert_days(viewer, alert_id=alert_id)],
    )


@writing(
    router,
    "/alerts/{int:alert_id}/acknowledge",
    answer=AlertOut,
    permission="alerts.acknowledge",
    object_kind="alert",
    summary="Take note of an alert and say what will be done",
)
def acknowledge_alert(request: HttpRequest, alert_id: int, body: NoteIn) -> AlertOut:
    """A note is not optional; an answered alert goes no further up."""
    actor = reader(request)
    services.acknowledge(actor, alert_id=alert_id, note=body.note, now=timezone.now())
    return _told(AlertOut, selectors.alert(actor, alert_id=alert_id))


@reading(
    router,
    "/alerts/rules",
    answer=list[AlertRuleOut],
    permission="plan.view",
    object_kind="alert_rule",
    summary="Rules of alerts in force",
)
def list_alert_rules(request: HttpRequest) -> list[AlertRuleOut]:
    """By code; those that name somebody out of sight are left out."""
    return [AlertRuleOut.of(row) for row in selectors.alert_rules(reader(request))]


@writing(
    router,
    "/alerts/rules/{code}",
    answer=RuleOut,
    permission="plan.edit",
    object_kind="alert_rule",
    summary="Set a rule of alerts; a code that exists changes that rule",
)
def set_alert_rule(request: HttpRequest, code: str, body: AlertRuleIn) -> RuleOut:
    """Alerts follow it within a minute."""
    fields = {**body.dict(), "also": tuple(body.also)}
    services.set_alert_rule(reader(request), rule=NewAlertRule(code=code, **fields), now=timezone.now())
    return RuleOut(code=code)


@writing(
    router,
    "/alerts/rules/{code}/end",
    answer=RuleOut,
    permission="plan.edit",
    object_kind="alert_rule",
    summary="Let a rule of alerts no longer hold",
)
def end_alert_rule(request: HttpRequest, code: str, body: RuleEndIn) -> RuleOut:
    """What it set off stays answered for until it ends by itself."""
    services.end_alert_rule(reader(request), code=code, reason=body.reason, now=timezone.now())
    return RuleOut(code=code)


def _told(schema: type[Out], row: AlertRow, **more: object) -> Out:
    return out_of(
        schema,
        row,
        fired=row.rule.get("code", ""),
        rule=row.rule.get("rule", ""),
        kpi=row.assignment.kpi.code,
        subject=row.assignment.subject.code,
        recipient=row.recipient.code,
        also=[person.code for person in row.also],
        **more,
    )
