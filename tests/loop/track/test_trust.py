"""What is known about the figures of the trading company: corrected, changed, disputed, and who sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from django.test import Client

from kpiloop.engine.trust import Provenance, judge_trust
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.calendar.models import Period
from kpiloop.foundation.org.models import Subject
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.governance.health.reporting import reporting
from kpiloop.interfaces.reports.exports import make_export
from kpiloop.loop.collect.models import Correction, Submission
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.models import Run
from kpiloop.loop.plan.models import Kpi
from kpiloop.loop.track import selectors
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("N14")
OCTOBER = "2026-10"
TODAY = date(2026, 11, 20)
Marks = dict[tuple[str, str], list[str]]


def marks(viewer: Actor, month: str = OCTOBER) -> Marks:
    """Codes of the marks by KPI and subject."""
    rows = measure.values(viewer, period_codes=[month])
    codes = dict(Subject.objects.values_list("pk", "code"))
    judged = selectors.trust(viewer, rows, today=TODAY)
    return {(r.kpi_code, codes[r.subject_id]): [m.code for m in judged[r.id].marks] for r in rows}


def reload(figures: dict[str, int]) -> None:
    """A second load with other net amounts of October, computed a week after the first one was judged red."""
    Run.objects.update(started_at=datetime(2026, 11, 4, tzinfo=UTC))
    usual = company.FACTS[OCTOBER]
    rows = [(unit, net, usual[unit][1], usual[unit][2]) for unit, net in figures.items()]
    table = pa.table(
        {
            "no": [f"{OCTOBER}-{unit}" for unit, *_ in rows],
            "on": [date(2026, 10, 15)] * len(rows),
            "unit": [unit for unit, *_ in rows],
            "seller": [company.SELLERS[unit] for unit, *_ in rows],
            "product": ["A"] * len(rows),
            "net": [Decimal(net) for _, net, *_ in rows],
            "list": [Decimal(price) for *_, price, _ in rows],
            "cost": [Decimal(cost) for *_, cost in rows],
            "_line": list(range(2, len(rows) + 2)),
        }
    )
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="orders", number=number, rows=table)
    company.compute(OCTOBER, OCTOBER)
    Run.objects.filter(number=Run.objects.count()).update(started_at=datetime(2026, 11, 12, tzinfo=UTC))


def correct(no: str) -> None:
    Correction.objects.create(
        dataset="orders", row_key=no, field="net", old="61", new="60", reason="credit note", state="in_force",
        corrected_by="zhao", corrected_at=company.NOW, decided_by="admin", decided_at=company.NOW,
    )  # fmt: skip


def test_a_correction_is_told_by_every_figure_the_row_counts_into(actors: dict[str, Actor]) -> None:
    correct(f"{OCTOBER}-SH")
    correct("2026-09-WEST")
    found = {place for place, codes in marks(actors["boss"]).items() if "corrected" in codes}
    # The net amount of SH counts for SH, for EAST and HQ above it and for its seller E3, in every KPI made of it;
    # neither cost nor the number of orders reads it.
    assert found == {(kpi, unit) for kpi in ("revenue", "profit", "discount") for unit in ("SH", "EAST", "HQ")} | {
        ("revenue", "E3")
    }
    september = {place for place, codes in marks(actors["boss"], "2026-09").items() if "corrected" in codes}
    assert ("revenue", "WEST") in september and ("revenue", "SH") not in september


def test_a_correction_of_what_follows_is_told_by_the_month_before(actors: dict[str, Actor]) -> None:
    """SH sold on 15 September and, 30 days later, on 15 October, of which one line is corrected."""
    for days in (15, 30, 31):
        text = f"converted({days}, orders.unit, orders.net < 70)"
        company.publish_kpi(f"again_{days}", "再购", text, measurement_unit="number")
    company.compute("2026-09", "2026-09")
    correct(f"{OCTOBER}-SH")
    found = marks(actors["boss"], "2026-09")
    # 29 days after September end on 29 October; 14 days on the 14th.
    assert [found[f"again_{days}", "SH"] for days in (15, 30, 31)] == [[], ["corrected"], ["corrected"]]
    assert found["again_31", "WEST"] == []


def test_a_figure_changed_after_the_cut_off_and_after_it_was_seen_red(actors: dict[str, Actor]) -> None:
    before = marks(actors["boss"])
    assert {code for codes in before.values() for code in codes} == set()
    # SH was red (60 of 100) and its alert opened on 10 November; ZJ was amber, changed on the 12th, due on the 5th.
    reload({"SH": 95, "ZJ": 46})
    found = marks(actors["boss"])
    assert found["revenue", "SH"] == ["after_red"]
    assert found["revenue", "ZJ"] == ["after_cut_off"]
    assert found["revenue", "WEST"] == []
    assert marks(actors["boss"], "2026-09")["revenue", "SH"] == []


def test_a_report_that_says_otherwise_disputes_the_computed_figure(actors: dict[str, Actor]) -> None:
    held = {"kpi": Kpi.objects.get(code="revenue"), "period": Period.objects.get(code=OCTOBER), "submitted_by": "chen"}
    Submission.objects.create(subject=Subject.objects.get(code="WEST"), value=Decimal(109), **held)
    Submission.objects.create(subject=Subject.objects.get(code="SH"), value=Decimal(60), **held)
    found = marks(actors["boss"])
    assert (found["revenue", "WEST"], found["revenue", "SH"]) == (["disputed"], [])
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    west = Subject.objects.get(code="WEST").pk
    (value,) = measure.values(actors["admin"], period_codes=[OCTOBER], kpi_codes=["revenue"], subject_ids=[west])
    page = client.get(f"/proof/value/{value.id}/").content.decode()
    # The source counts: 110; the report of 109 stands beside it.
    assert "<dd>109</dd>" in page and "<dd>110</dd>" in page


def test_counts_and_exports_say_the_same_and_staff_see_no_source_rows(actors: dict[str, Actor]) -> None:
    correct(f"{OCTOBER}-SH")
    counts = selectors.trust_counts(actors["boss"], period_code=OCTOBER, today=TODAY)
    # Five KPIs of five units and the revenue of E3; of them three times three and one rest on the corrected row.
    assert (counts.figures, counts.origins, counts.marks) == (26, (("automatic", 26),), (("corrected", 10),))
    by_unit = {
        row.unit.code if row.unit else "": row.doubted
        for row in reporting(actors["boss"], period_code=OCTOBER, today=TODAY)
    }
    # Three KPIs each of HQ, EAST and SH, and the revenue of E3, who works in SH.
    assert by_unit == {"": 10, "HQ": 3, "EAST": 3, "SH": 4, "WEST": 0, "ZJ": 0}
    export = make_export(actors["boss"], "values", period_codes=[OCTOBER], also=["trust"])
    assert export.columns[-2:] == ("origin", "trust")
    assert [row[-1] for row in export.rows if row[1] == "E3"] == ["corrected"]
    (own,) = measure.values(actors["zhao"], period_codes=[OCTOBER])
    assert selectors.corrected_rows(actors["zhao"], own) == ()
    (told,) = selectors.corrected_rows(actors["admin"], own)
    assert (told.old, told.new, told.reason) == ("61", "60", "credit note")


def test_the_proof_names_the_correction(actors: dict[str, Actor]) -> None:
    correct(f"{OCTOBER}-SH")
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    (value,) = [v for v in measure.values(actors["admin"], period_codes=[OCTOBER], kpi_codes=["revenue"])
                if Subject.objects.get(pk=v.subject_id).code == "SH"]  # fmt: skip
    page = client.get(f"/proof/value/{value.id}/", headers={"accept-language": "en"}).content.decode()
    assert "61 → 60" in page and "credit note" in page


def test_only_what_told_everything_counts_as_reconciled() -> None:
    loads = Provenance(frozenset({"automatic"}), loads=2, told_loads=2)
    assert [m.code for m in judge_trust(loads).marks] == ["reconciled"]
    for known in (
        Provenance(frozenset({"automatic"}), loads=2, told_loads=1),
        Provenance(frozenset({"automatic"}), loads=1, told_loads=1, rows_waiting=1),
        Provenance(frozenset({"manual"}), loads=1, told_loads=1, typed=1, proven=1),
    ):
        assert "reconciled" not in [m.code for m in judge_trust(known).marks]
    silent = judge_trust(Provenance(frozenset(), is_missing=True, corrections=3, absent_sources=("erp",)))
    assert (silent.origin, [(m.code, m.names) for m in silent.marks]) == ("none", [("not_arrived", ("erp",))])
