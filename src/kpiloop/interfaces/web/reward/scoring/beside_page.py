"""What happened in a quarter and counts, and vetoes somebody asked to take back."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.adjustments import plain
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.rows import CycleRow


@dataclass(frozen=True)
class BesideLine:
    """One event or one lift."""

    rule: str  #: kind and name
    subject: str  #: whose card
    what: str  #: what happened, or why it is to be lifted
    evidence: str  #: document; empty for lifts
    state: str  #: state in a word
    is_open: bool  #: waits for a decision
    who: str  #: who recorded or asked, and who decided
    address: str  #: where it is decided; empty without the right or once decided


@dataclass(frozen=True)
class BesidePage:
    """The page."""

    title: str  #: finding
    cycle: CycleRow  #: quarter
    cycle_name: str  #: its name
    events: tuple[BesideLine, ...]  #: newest first
    lifts: tuple[BesideLine, ...]  #: newest first
    may_record: bool  #: may record an event


def beside_page(viewer: Actor, cycle_id: int) -> BesidePage:
    """Put the page of a quarter together."""
    cycle = selectors.cycle(viewer, cycle_id)
    events = selectors.adjustment_events(viewer, scheme=cycle.scheme_code, start=cycle.starts_on, end=cycle.ends_before)
    lifts = selectors.veto_lifts(viewer, cycle_id=cycle_id)
    people = [name for row in events for name in (row.recorded_by, row.decided_by)]
    people += [name for row in lifts for name in (row.asked_by, row.decided_by)]
    names = names_of(viewer, people)
    language = formats.language()
    may_decide = viewer.may("scores.publish") or viewer.may("bonus.approve")
    shown_events = tuple(
        BesideLine(
            rule=formats.clauses(
                [label(f"adjustment_kind.{row.kind}"), row.rule_name_en if language == "en" else row.rule_name_zh]
            ),
            subject=row.subject.name(language),
            what=gettext("%(on)s: %(text)s (× %(count)s)")
            % {"on": row.happened_on.isoformat(), "text": row.text, "count": plain(row.count)},
            evidence=row.evidence,
            state=label(f"event_state.{row.state}"),
            is_open=row.state == "recorded",
            who=_who(names.get(row.recorded_by, ""), names.get(row.decided_by, "")),
            address=reverse("reward:decide_event", args=[cycle_id, row.id])
            if may_decide and row.state == "recorded" and row.recorded_by != viewer.username
            else "",
        )
        for row in events
    )
    shown_lifts = tuple(
        BesideLine(
            rule=row.rule_name_en if language == "en" else row.rule_name_zh,
            subject=row.subject.name(language),
            what=row.reason,
            evidence="",
            state=label(f"lift_state.{row.state}"),
            is_open=row.state == "asked",
            who=_who(names.get(row.asked_by, ""), names.get(row.decided_by, "")),
            address=reverse("reward:decide_lift", args=[cycle_id, row.id])
            if row.state == "asked" and viewer.may(row.lifted_by) and row.asked_by != viewer.username
            else "",
        )
        for row in lifts
    )
    waiting = sum(row.is_open for row in (*shown_events, *shown_lifts))
    quarter = period_name(cycle.period_code)
    title = gettext("%(quarter)s: nothing waits for a decision") % {"quarter": quarter}
    if waiting:
        title = gettext("%(quarter)s: %(count)s to be decided") % {"quarter": quarter, "count": waiting}
    may_record = (viewer.may("scores.run") or viewer.may("reviews.manage")) and not cycle.is_visible
    return BesidePage(title, cycle, quarter, shown_events, shown_lifts, may_record)


def _who(first: str, second: str) -> str:
    return f"{first} → {second}" if second else first
