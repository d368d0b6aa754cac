"""Bonus runs of a quarter: what stands, what a pool would give, what releasing a run pays to whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.choices import APPLIED
from kpiloop.loop.reward.pay_rows import RunExplanation, RunRow

CENTS = 2
FACTOR = 4


@dataclass(frozen=True)
class RunLine:
    """One run of the quarter."""

    name: str  #: its number in the quarter
    state: str  #: prepared, applied or superseded
    pool: str  #: currency
    total: str  #: currency
    prepared_by: str  #: account
    approved_by: str  #: account; empty while nobody released it
    address: str  #: its page


@dataclass(frozen=True)
class PayLine:
    """One person's money."""

    number: str  #: employee number
    name: str  #: who
    base: str  #: of a full quarter
    days: str  #: days employed of days of the quarter
    factor: str  #: individual factor
    amount: str  #: to the cent; a dash while the line is open
    carried: str  #: difference of closed quarters, beside the pool
    open_reason: str  #: what has to be decided first; empty where nothing has
    proof: str  #: why this amount; empty while there is none


@dataclass(frozen=True)
class Outcome:
    """What a pool gives, or a run pays."""

    facts: tuple[tuple[str, str], ...]  #: name and figure
    by_grade: tuple[tuple[str, int, str], ...]  #: grade, people, currency


@dataclass(frozen=True)
class BonusPage:
    """Runs of one quarter, and a pool that is tried."""

    title: str  #: the finding
    cycle_id: int  #: the quarter's review
    runs: tuple[RunLine, ...]  #: newest first
    newest: Link | None  #: the run that stands or waits: what the reader most likely came for
    is_paid: bool  #: released already: another run only corrects it
    may_prepare: bool  #: may try a pool and prepare a run
    tried: Outcome | None  #: what the pool in the address would give
    pool: str  #: the pool in the address
    back: str  #: the quarter


@dataclass(frozen=True)
class RunPage:
    """One run."""

    title: str  #: the finding
    run: RunRow  #: the run
    outcome: Outcome  #: what it pays, of the whole run
    lines: tuple[PayLine, ...]  #: people in sight
    may_apply: bool  #: may release it; never who prepared it
    back: str  #: runs of the quarter


def bonus_page(viewer: Actor, cycle_id: int, *, pool: Decimal | None, written: str) -> BonusPage:
    """Runs of a quarter; with a pool, what it would give, and nothing is stored."""
    cycle = selectors.cycle(viewer, cycle_id)
    runs = tuple(_run_line(row) for row in selectors.runs(viewer, cycle_id=cycle_id))
    named = {"quarter": period_name(cycle.period_code)}
    title = gettext("%(quarter)s: no bonus has been worked out yet") % named
    if runs:
        title = gettext("%(quarter)s: bonus CNY %(total)s (%(state)s)") % {
            **named, "total": runs[0].total, "state": label(f"bonus_run_state.{runs[0].state}"),
        }  # fmt: skip
    tried = None
    if pool is not None:
        plan = services.preview_bonus(viewer, cycle_id=cycle_id, pool=pool)
        tried = _outcome(services.explain_bonus_run(viewer, plan))
    back = reverse("reward:cycle", args=[cycle_id])
    is_paid = any(run.state == APPLIED for run in runs)
    return BonusPage(title, cycle_id, runs, _newest(runs), is_paid, viewer.may("bonus.prepare"), tried, written, back)


def run_page(viewer: Actor, run_id: int) -> RunPage:
    """What a run pays, to whom and why."""
    run = selectors.run(viewer, run_id=run_id)
    explained = services.explain_bonus_run(viewer, selectors.bonus_plan(viewer, run_id=run_id))
    named = {
        "quarter": period_name(run.cycle.period_code), "total": _money(run.total), "people": run.lines,
        "state": label(f"bonus_run_state.{run.state}"),
    }  # fmt: skip
    return RunPage(
        title=gettext("%(quarter)s: bonus CNY %(total)s to %(people)s people (%(state)s)") % named,
        run=run,
        outcome=_outcome(explained),
        lines=_lines(viewer, run_id),
        may_apply=run.state == "prepared" and viewer.may("bonus.approve") and viewer.username != run.prepared_by,
        back=reverse("reward:bonus", args=[run.cycle.id]),
    )


def _newest(runs: tuple[RunLine, ...]) -> Link | None:
    if not runs:
        return None
    word = gettext("See what was paid") if runs[0].state == APPLIED else gettext("See the prepared run")
    return Link(word, runs[0].address)


def _run_line(row: RunRow) -> RunLine:
    return RunLine(
        name=gettext("Run %(number)s") % {"number": row.number},
        state=row.state,
        pool=_money(row.pool),
        total=_money(row.total),
        prepared_by=row.prepared_by,
        approved_by=row.approved_by,
        address=reverse("reward:bonus_run", args=[row.id]),
    )


def _lines(viewer: Actor, run_id: int) -> tuple[PayLine, ...]:
    return tuple(
        PayLine(
            number=row.person.code,
            name=row.person.name(formats.language()),
            base=_money(row.base_amount),
            days=f"{row.days_employed} / {row.days_in_period}",
            factor=formats.number(row.individual_factor, FACTOR),
            amount=_money(row.amount),
            carried=_money(row.carried) if row.carried else "",
            open_reason=label(f"pay_open.{row.open_reason}") if row.open_reason else "",
            proof=reverse("proof:bonus", args=[row.id]) if row.amount is not None else "",
        )
        for row in selectors.bonus_lines(viewer, run_id=run_id)
    )


def _outcome(explained: RunExplanation) -> Outcome:
    plan = explained.plan
    facts = [
        (gettext("Pool"), _money(plan.pool)),
        (gettext("Paid out"), _money(plan.total)),
        (gettext("Left in the pool"), _money(plan.left_over)),
        (gettext("Entitlements × this = amounts"), formats.number(plan.scaling, FACTOR)),
        (gettext("People"), str(explained.visible + explained.hidden)),
        (gettext("People with something to decide first"), str(len(plan.open_lines))),
        (gettext("Carried from closed quarters, beside the pool"), _money(plan.carried)),
        (gettext("Total of the run before"), _money(explained.total_before)),
    ]
    return Outcome(tuple(facts), tuple((grade, people, _money(sum_)) for grade, people, sum_ in explained.by_grade))


def _money(figure: Decimal | None) -> str:
    return formats.money(figure, places=CENTS)
