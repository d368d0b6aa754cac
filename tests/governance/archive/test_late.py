"""Data that came after a close: shown before it counts, decided by somebody, and traced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.late import LateChange
from kpiloop.governance.archive.services import deciding
from kpiloop.loop.measure.models import Value
from kpiloop.loop.track import services as track
from tests.founded import founded_once
from tests.governance.archive.test_replaying import LATE, SEPTEMBER, close
from tests.loop import company


@pytest.fixture
def late(actors: dict[str, Actor]) -> dict[str, Actor]:
    correct_september(actors["admin"])
    return actors


@founded_once
def correct_september(admin: Actor) -> None:
    """September is closed (SH 70, EAST 120, HQ 220); then SH 95, ZJ 45, WEST 115 arrive."""
    close(admin)
    company.publish_facts(LATE)
    company.compute(SEPTEMBER, SEPTEMBER)


def seen(actor: Actor) -> LateChange:
    return selectors.preview_late(actor, period_code=SEPTEMBER)


@pytest.mark.feature("N03")
def test_every_figure_and_light_that_would_change_is_shown_and_none_moves(late: dict[str, Actor]) -> None:
    """EAST 95 + 45 = 140 of 150 (0.93 amber, was red); HQ 255 of 250 green; SH 95 of 100 amber; ZJ 45 of 50 amber."""
    change = seen(late["boss"])
    told = {
        row.assignment.subject.code: (row.before, row.after, row.light_before, row.light_after)
        for row in change.figures
        if row.assignment.kpi.code == "revenue"
    }
    assert told == {
        "SH": (70, 95, "red", "amber"),
        "ZJ": (50, 45, "green", "amber"),
        "EAST": (120, 140, "red", "amber"),
        "WEST": (100, 115, "green", "green"),
        "HQ": (220, 255, "red", "green"),
        "E3": (70, 95, "red", "amber"),
    }
    assert change.is_waiting
    assert [row.code for row in selectors.late_months(late["boss"])] == [SEPTEMBER]
    current = Value.objects.get(
        kpi__code="revenue", subject__code="EAST", period__code=SEPTEMBER, window="month", is_current=True
    )
    assert current.actual == 120
    assert selectors.preview_late(late["boss"], period_code=SEPTEMBER).fingerprint == change.fingerprint


def test_restating_opens_exactly_the_changed_figures_to_another_person(late: dict[str, Actor]) -> None:
    change = seen(late["admin"])
    done = services.decide_late(
        late["admin"], change=change, choice="restate", reason="上海补单", until=date(2026, 11, 30), now=company.NOW
    )
    assert done.reopening_id is not None
    assert not seen(late["admin"]).is_waiting
    services.approve_reopen(late["boss"], reopening_id=done.reopening_id, now=company.NOW)
    company.compute(SEPTEMBER, SEPTEMBER)
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    close(late["admin"])
    shown = selectors.revisions(late["boss"], period_code=SEPTEMBER, older=1, newer=2, only_changed=True)
    east = next(row for row in shown if (row.assignment.kpi.code, row.assignment.subject.code) == ("revenue", "EAST"))
    assert east.difference == Decimal(20)
    assert not seen(late["admin"]).values


def test_what_is_restated_otherwise_than_shown_needs_a_reason(late: dict[str, Actor]) -> None:
    """SH sends 5 more while the month is open: EAST was shown as 140 and comes out as 145; WEST stays 115 as shown."""
    done = services.decide_late(
        late["admin"],
        change=seen(late["admin"]),
        choice="restate",
        reason="补单",
        until=date(2026, 11, 30),
        now=company.NOW,
    )
    assert done.reopening_id is not None
    services.approve_reopen(late["boss"], reopening_id=done.reopening_id, now=company.NOW)
    company.publish_facts({**LATE, SEPTEMBER: {**LATE[SEPTEMBER], "SH": (100, 100, 60)}})
    company.compute(SEPTEMBER, SEPTEMBER)
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    plan = services.prepare_close(late["admin"], period_code=SEPTEMBER, now=company.NOW)
    told = {(row.kpi_code, row.subject_code): row.reason for row in plan.findings if row.code == "restated_otherwise"}
    assert told["revenue", "EAST"] == "140 → 145"
    assert ("revenue", "WEST") not in told


def test_a_difference_carried_to_the_next_month_stands_in_its_checklist(late: dict[str, Actor]) -> None:
    done = services.decide_late(
        late["boss"], change=seen(late["boss"]), choice="adjust", reason="十月一并结算", now=company.NOW
    )
    assert (done.carried_to, done.reopening_id) == ("2026-10", None)
    plan = services.prepare_close(late["admin"], period_code="2026-10", now=company.NOW)
    carried = {(row.kpi_code, row.subject_code): row.reason for row in plan.findings if row.code == "carried_late_data"}
    assert carried["revenue", "EAST"] == "2026-09: 120 → 140"
    assert selectors.late_months(late["boss"]) == []


def test_noting_keeps_the_list_and_asks_no_more(late: dict[str, Actor]) -> None:
    change = seen(late["boss"])
    for wrong, code in (({"choice": "forget"}, "late_choice_unknown"), ({"reason": " "}, "reopen_reason_required")):
        with pytest.raises(Refusal) as refused:
            services.decide_late(
                late["boss"], change=change, **{"choice": "note", "reason": "不重大", **wrong}, now=company.NOW
            )
        assert refused.value.code == code
    services.decide_late(late["boss"], change=change, choice="note", reason="不重大", now=company.NOW)
    with pytest.raises(Refusal) as twice:
        services.decide_late(late["boss"], change=change, choice="note", reason="不重大", now=company.NOW)
    assert twice.value.code == "late_outdated"
    kept = selectors.decisions(late["boss"], period_code=SEPTEMBER)[0]
    assert (kept.choice, kept.reason, kept.figures) == ("note", "不重大", len(change.figures))
    assert AuditEntry.objects.filter(verb="decide_late", object_key=SEPTEMBER).count() == 1
    assert selectors.replay(late["boss"], period_code=SEPTEMBER).is_same


@pytest.mark.parametrize("overtaker", ["decision", "reopening"])
def test_two_who_decide_at_once_decide_once(
    late: dict[str, Actor], monkeypatch: pytest.MonkeyPatch, overtaker: str
) -> None:
    """While the first one's look is still being computed, another person decides, or opens the month."""
    change = seen(late["admin"])

    def overtaken(viewer: Actor, *, period_code: str) -> LateChange:
        found = selectors.preview_late(viewer, period_code=period_code)
        monkeypatch.setattr(deciding, "preview_late", selectors.preview_late)
        if overtaker == "decision":
            services.decide_late(late["boss"], change=change, choice="note", reason="不重大", now=company.NOW)
        else:
            day = date(2026, 11, 30)
            asked = services.request_reopen(
                late["admin"], period_code=SEPTEMBER, reason="补单", until=day, now=company.NOW
            )
            services.approve_reopen(late["boss"], reopening_id=asked, now=company.NOW)
        return found

    monkeypatch.setattr(deciding, "preview_late", overtaken)
    with pytest.raises(Refusal) as refused:
        services.decide_late(late["admin"], change=change, choice="adjust", reason="十月结算", now=company.NOW)
    assert refused.value.code == "late_outdated"
    decided = [row.choice for row in selectors.decisions(late["boss"], period_code=SEPTEMBER)]
    assert decided == (["note"] if overtaker == "decision" else [])
