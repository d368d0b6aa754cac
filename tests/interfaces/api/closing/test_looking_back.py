"""Looking back by program: two periods as they were and as they are, over one organisation, and what is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.governance.archive.models import FrozenFigure
from tests.governance.archive.test_replaying import LATE, close
from tests.interfaces.api.closing.conftest import Call
from tests.loop import company

pytestmark = pytest.mark.django_db


def revenue(rows: Any) -> dict[str, Any]:
    return {row["second_subject"]: row for row in rows if row["kpi"] == "revenue"}


@pytest.mark.feature("S36")
def test_a_closed_month_stands_as_it_was_reported_beside_what_it_is_now(call: Call, actors: dict[str, Actor]) -> None:
    """EAST in August 85 + 50 = 135, in September 70 + 50 = 120: 15 less, which is bad news."""
    close(actors["admin"], "2026-08")
    found = call("boss", "/comparisons?first=2026-08&second=2026-09")[1]
    assert [(found[side]["period"], found[side]["revision"]) for side in ("first", "second")] == [
        ("2026-08", 1), ("2026-09", 0),
    ]  # fmt: skip
    east = revenue(found["rows"])["EAST"]
    assert (Decimal(east["first"]["reported"]), Decimal(east["second"]["live"])) == (135, 120)
    assert (east["second"]["reported"], east["second"]["is_frozen"]) == (None, False)
    assert (Decimal(east["change"]), east["judgement"]) == (-15, "worse")
    units = call("boss", "/comparisons?first=2026-09&second=2026-09&first_unit=EAST&second_unit=WEST")[1]
    (row,) = [row for row in units["rows"] if row["kpi"] == "revenue"]
    assert (row["first_subject"], row["second_subject"], Decimal(row["change"])) == ("EAST", "WEST", -20)  # 100 - 120


def test_both_sides_are_counted_over_the_organisation_of_one_of_them(call: Call) -> None:
    """From September on ZJ belongs to WEST: over the second side's tree August has WEST 100 + 50, EAST 85."""
    org.move_unit(SYSTEM, code="ZJ", new_parent="WEST", on=date(2026, 9, 1))
    company.compute("2026-09", "2026-09")
    own = revenue(call("boss", "/comparisons?first=2026-08&second=2026-09")[1]["rows"])
    assert (Decimal(own["EAST"]["first"]["figure"]), Decimal(own["WEST"]["second"]["figure"])) == (135, 150)
    found = call("boss", "/comparisons?first=2026-08&second=2026-09&structure=second")[1]
    rows = revenue(found["rows"])
    assert (Decimal(rows["EAST"]["first"]["restated"]), Decimal(rows["WEST"]["first"]["restated"])) == (85, 150)
    assert found["moves"] == [{"unit": "ZJ", "first_parent": "EAST", "second_parent": "WEST"}]
    assert call("boss", "/comparisons?first=2026-08&second=FY2026-Q3")[1]["code"] == "compare_kinds_differ"


def test_names_outside_the_own_sight_never_appear(call: Call, actors: dict[str, Actor]) -> None:
    close(actors["admin"])
    company.publish_facts(LATE)
    for path in ("/periods/2026-09/revisions?all=true", "/comparisons?first=2026-08&second=2026-09"):
        rows = call("wang", path)[1]
        rows = rows if isinstance(rows, list) else rows["rows"]
        subjects = {row.get("subject") or row["second_subject"] for row in rows}
        assert "EAST" in subjects and not {"WEST", "HQ", "E4"} & subjects, path
    units = call("wang", "/comparisons?first=2026-08&second=2026-09&first_unit=EAST&second_unit=WEST")
    assert units[0] == 404  # a unit outside the own sight is none


def test_a_figure_that_was_tampered_with_shows_and_only_to_who_sees_it(call: Call, actors: dict[str, Actor]) -> None:
    close(actors["admin"])
    line = company.assignment_id("revenue", "WEST")
    FrozenFigure.objects.filter(assignment_id=line).update(actual=Decimal(999))
    told = call("boss", "/periods/2026-09/replay")[1]
    assert not told["is_same"]
    assert [(row["kind"], row["kpi"], row["subject"]) for row in told["differences"]] == [("figure", "revenue", "WEST")]
    hidden = call("wang", "/periods/2026-09/replay")[1]
    assert (hidden["is_same"], hidden["count"], hidden["differences"]) == (False, 1, [])


def test_what_is_kept_how_long(call: Call) -> None:
    kept = {
        row["code"]: (row["name"], row["months"], row["least"]) for row in call("zhao", "/retention", language="en")[1]
    }
    assert {code: row[1:] for code, row in kept.items()} == {
        "closes": (None, None), "facts": (None, None), "trail": (None, None), "work": (12, 6),
    }  # fmt: skip
    assert all(name and name != code for code, (name, *_) in kept.items())
