"""Whom a viewer sees on a day: scopes, units led, and oneself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.org import selectors, services
from tests.foundation.org.company import START, found_company, viewer

pytestmark = pytest.mark.django_db
MOVE = date(2026, 5, 15)
BEFORE = MOVE - timedelta(days=1)


@pytest.fixture
def keys() -> dict[str, int]:
    return found_company()


def seen_by(username: str, keys: dict[str, int], on: date = START) -> set[str]:
    seen = selectors.visible_subjects(viewer(username, on), on=on)
    names = {key: code for code, key in keys.items()}
    assert seen.person_ids <= seen.subject_ids
    return {names[key] for key in seen.subject_ids}


def test_sight_on_one_day(keys: dict[str, int]) -> None:
    assert seen_by("boss", keys) == set(keys)
    assert seen_by("east", keys) == {"E", "E1", "E2", "SE", "010", "011", "012"}
    assert seen_by("west", keys) == {"W", "W1", "SW", "020"}  # no scope row: leading is enough
    assert seen_by("amy", keys) == {"011", "SE"}
    assert seen_by("bob", keys) == {"012"}
    assert selectors.visible_subjects(ANONYMOUS, on=START).subject_ids == frozenset()
    assert selectors.visible_subjects(SYSTEM, on=START).everything


def test_of_the_own_unit_only_the_name_is_seen(keys: dict[str, int]) -> None:
    seen = selectors.visible_subjects(viewer("amy", START), on=START)
    assert seen.unit_ids == {keys["E1"]}
    assert not seen.sees(keys["E1"])


def test_who_moves_is_seen_by_the_old_leader_until_the_day_before(keys: dict[str, int]) -> None:
    services.transfer(SYSTEM, person="011", unit="W1", position="SW", on=MOVE)
    assert ["011" in seen_by("east", keys, day) for day in (BEFORE, MOVE)] == [True, False]
    assert ["011" in seen_by("west", keys, day) for day in (BEFORE, MOVE)] == [False, True]
    assert seen_by("amy", keys, BEFORE) == {"011", "SE"}
    assert seen_by("amy", keys, MOVE) == {"011", "SW"}


def test_a_leader_who_leaves_sees_no_more(keys: dict[str, int]) -> None:
    services.transfer(SYSTEM, person="020", unit="E2", on=MOVE)
    assert seen_by("west", keys, BEFORE) == {"W", "W1", "SW", "020"}
    assert seen_by("west", keys, MOVE) == {"020"}


def test_a_unit_that_moves_takes_its_people_into_sight(keys: dict[str, int]) -> None:
    services.move_unit(SYSTEM, code="E2", new_parent="W", on=MOVE)
    assert {"E2", "012"} <= seen_by("west", keys, MOVE)
    assert not {"E2", "012"} & seen_by("west", keys, BEFORE)
    assert not {"E2", "012"} & seen_by("east", keys, MOVE)


def test_scopes_hold_within_their_dates(keys: dict[str, int]) -> None:
    services.grant_scope(SYSTEM, username="amy", kind="node", unit="W", valid_from=MOVE, valid_to=date(2026, 6, 1))
    days = (BEFORE, MOVE, date(2026, 5, 31), date(2026, 6, 1))
    assert ["W" in seen_by("amy", keys, day) for day in days] == [False, True, True, False]
    assert "W1" not in seen_by("amy", keys, MOVE)  # node only, not below
    services.end_scope(SYSTEM, username="east", kind="subtree", unit="E", on=MOVE)
    assert seen_by("east", keys, MOVE) == {"010"}
    assert "E2" in seen_by("east", keys, BEFORE)


@pytest.mark.parametrize(("kind", "unit"), [("node", None), ("company", "E"), ("planet", None)])
def test_senseless_scopes_are_refused(keys: dict[str, int], kind: str, unit: str | None) -> None:
    with pytest.raises(Refusal, match="scope_unknown"):
        services.grant_scope(SYSTEM, username="amy", kind=kind, unit=unit, valid_from=START)


def test_hidden_and_absent_get_one_answer(keys: dict[str, int]) -> None:
    answers = []
    for key in (keys["W"], 999_999):
        with pytest.raises(Refusal) as refused:
            selectors.require_subject(viewer("amy"), key, on=START)
        answers.append((refused.value.code, set(refused.value.fields)))
    assert answers[0] == answers[1] == ("not_found", {"kind", "key"})
    with pytest.raises(Refusal, match="not_found"):
        selectors.subject(viewer("amy"), "W", on=START)


def test_lists_are_cut(keys: dict[str, int]) -> None:
    east = viewer("east")
    assert [row.code for row in selectors.people(east, on=START)] == ["010", "011", "012"]
    assert [row.code for row in selectors.people(east, on=START, unit="E2")] == ["012"]
    assert [row.code for row in selectors.people(viewer("amy"), on=START)] == ["011"]
    tree = selectors.tree(east, on=START)
    assert tree.root_id == keys["E"] and set(tree.units) == {keys[code] for code in ("E", "E1", "E2")}
    assert [row.code for row in selectors.positions(east, on=START)] == ["SE"]
    assert selectors.appointments_of(viewer("amy"), keys["012"]) == ()
    assert len(selectors.appointments_of(viewer("amy"), keys["011"])) == 1
    assert len(selectors.appointments_of(east, keys["012"])) == 1


def test_a_write_that_is_rolled_back_is_not_remembered(keys: dict[str, int]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.transfer(SYSTEM, person="011", unit="W1", on=MOVE)
        assert "011" in seen_by("west", keys, MOVE)
        1 / 0  # noqa: B018
    assert "011" not in seen_by("west", keys, MOVE)


def test_sight_costs_two_small_queries(keys: dict[str, int]) -> None:
    from django.db import connection

    amy = viewer("amy")
    selectors.visible_subjects(amy, on=START)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        selectors.visible_subjects(amy, on=START)
    assert len(queries) == 2
