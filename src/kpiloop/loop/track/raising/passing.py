"""Tell what stays off again, pass on what nobody answers, and say when it is over. Called inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.notify.duties import listed
from kpiloop.foundation.notify.services import send
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import ALSO, ESCALATED, OPEN, RAISED, RECOVERED, REPEATED_STEP, RESOLVED, TOLD
from kpiloop.loop.track.models import Alert, AlertListener, AlertStep
from kpiloop.loop.track.raising.people import Hearers, accounts_of
from kpiloop.loop.track.raising.steps import Due, due_steps
from kpiloop.loop.track.rules.book import RuleBook
from kpiloop.loop.track.rules.rows import AlertRuleRow

#: News other systems may ask for, by the step that makes it; that alerts were opened is told by whoever opened them.
NEWS = {REPEATED_STEP: "alerts.repeated", ESCALATED: "alerts.escalated", RECOVERED: "alerts.recovered"}


@dataclass
class _Told:
    """What one look tells: steps to keep, who hears from now on, and who is sent a notice of what."""

    steps: list[AlertStep] = field(default_factory=list)  #: to be written
    listeners: list[AlertListener] = field(default_factory=list)  #: likewise
    notices: dict[tuple[int, str], dict[int, Alert]] = field(
        default_factory=lambda: defaultdict(dict)
    )  #: by person and step

    def add(self, alert: Alert, kind: str, due: Due, people: Sequence[int], now: datetime) -> None:
        """Keep a step and send word of it; of several missed steps of a kind a person is sent word once."""
        fields = {"kind": kind, "number": due.number, "due_on": due.on, "told_at": now, "people": list(people)}
        self.steps.append(AlertStep(alert=alert, **fields))
        for person in people:
            self.notices[person, kind][alert.pk] = alert

    def hear(self, alert: Alert, people: Sequence[int], because: str, now: datetime) -> None:
        """From now on these people hear of an alert."""
        self.listeners += [AlertListener(alert=alert, person_id=key, because=because, since=now) for key in people]


def pass_on(book: RuleBook, *, today: date, now: datetime) -> int:
    """Take every step that has fallen due; returns how many.

    Shape:    -> told once when a rule opened an alert; repeated every so many days while it stays off; escalated to
              the next head up every so many days; recovered once when it is over.
    Law:      each step is written and told exactly once, whenever and however often this is called; a day nobody
              looked is made up for while the alert is open. What was acknowledged is quiet until it has recovered.
    """
    told = _Told()
    if book.company is not None:
        hearers = Hearers(book.company, today)
        for alert, rule in _open_alerts(book):
            _look_at(alert, rule, book, hearers, told, today, now)
    _tell_recovered(told, today, now)
    if told.steps:
        AlertListener.objects.bulk_create(told.listeners)
        AlertStep.objects.bulk_create(told.steps)
        _send(told)
    return len(told.steps)


def _open_alerts(book: RuleBook) -> list[tuple[Alert, AlertRuleRow]]:
    found = Alert.objects.filter(state=OPEN).select_related("last_period").order_by("pk")
    found = found.prefetch_related("steps", "listeners")
    ruled = ((alert, book.rule(alert.assignment_id, alert.kind)) for alert in found)
    return [(alert, rule) for alert, rule in ruled if rule is not None]


def _look_at(
    alert: Alert, rule: AlertRuleRow, book: RuleBook, hearers: Hearers, told: _Told, today: date, now: datetime
) -> None:
    card = book.cards[alert.assignment_id]
    opened_on = alert.opened_at.astimezone(get_default_timezone()).date()
    done: dict[str, set[int]] = defaultdict(set)
    for step in alert.steps.all():
        done[step.kind].add(step.number)
    heard = [alert.recipient_id, *(row.person_id for row in alert.listeners.all())]
    named = [key for key in hearers.also(card, rule) if key not in heard]
    told.hear(alert, named, ALSO, now)
    heard += named
    if not done[TOLD]:
        told.add(alert, TOLD, Due(0, opened_on), heard, now)
    for due, kind in _steps_due(rule, opened_on, today, done):
        if kind == REPEATED_STEP:
            told.add(alert, kind, due, heard, now)
        elif (head := hearers.next_above(card, heard)) is not None:
            told.hear(alert, [head], RAISED, now)
            heard = [*heard, head]
            told.add(alert, kind, due, [head], now)


def _steps_due(rule: AlertRuleRow, opened_on: date, today: date, done: Mapping[str, set[int]]) -> list[tuple[Due, str]]:
    """Repeats and escalations in the order of their days; whoever is passed an alert on a day hears its repeat, too."""
    waiting = ((REPEATED_STEP, rule.repeat_days), (ESCALATED, rule.escalate_days))
    steps = [(due, kind) for kind, every in waiting for due in due_steps(opened_on, every, today, done[kind])]
    return sorted(steps, key=lambda step: (step[0].on, step[1]))


def _tell_recovered(told: _Told, today: date, now: datetime) -> None:
    """Those who heard that something was off hear that it is over, once each time it ends."""
    said = AlertStep.objects.filter(alert=OuterRef("pk"), kind=RECOVERED, told_at__gte=OuterRef("resolved_at"))
    heard = AlertStep.objects.filter(alert=OuterRef("pk"), kind=TOLD)
    over = Alert.objects.filter(Exists(heard), ~Exists(said), state=RESOLVED).prefetch_related("steps", "listeners")
    for alert in over.select_related("last_period").order_by("pk"):
        number = sum(step.kind == RECOVERED for step in alert.steps.all()) + 1
        people = [alert.recipient_id, *(row.person_id for row in alert.listeners.all())]
        told.add(alert, RECOVERED, Due(number, today), people, now)


def _send(told: _Told) -> None:
    alerts = {alert.pk: alert for held in told.notices.values() for alert in held.values()}
    cards = plan_io.assignments_by_id({alert.assignment_id for alert in alerts.values()})
    for (person, kind), held in sorted(told.notices.items()):
        rows = [cards[alert.assignment_id] for alert in held.values()]
        fields: Mapping[str, object] = {
            "count": len(rows),
            **listed("kpis", ((row.kpi.code, row.kpi.name_zh, row.kpi.name_en) for row in rows)),
            **listed("subjects", ((row.subject.code, row.subject.name_zh, row.subject.name_en) for row in rows)),
        }
        link = f"/alerts/{next(iter(held))}/" if len(held) == 1 else "/alerts/"
        send(SYSTEM, user_ids=accounts_of([person]), code=f"alerts_{kind}", fields=fields, link=link)
    for kind, news in NEWS.items():
        named = [_named(alerts[step.alert_id], cards, step) for step in told.steps if step.kind == kind]
        if named:
            emit(news, alerts=named)


def _named(alert: Alert, cards: Mapping[int, AssignmentRow], step: AlertStep) -> dict[str, object]:
    """What other systems are told of a step: codes, no figures."""
    card = cards[alert.assignment_id]
    about = {"kpi": card.kpi.code, "subject": card.subject.code, "period": alert.last_period.code, "kind": alert.kind}
    return {**about, "alert": alert.pk, "number": step.number, "due_on": step.due_on}
