"""Sentence, cards, bullets, exceptions, units and counts of the cockpit against the tables, by SQL of its own."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.cockpit.building import build_cockpit
from kpiloop.interfaces.web.track.cockpit.page import CockpitPage
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from kpiloop.loop.track import services as track
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("S10")
MONTH = "2026-10"
MOST_QUERIES = 72
LINES = """
    select k.code, s.code, st.light, st.actual, st.target_figure
    from track_status st
    join plan_assignment a on a.id = st.assignment_id
    join plan_kpi k on k.id = a.kpi_id
    join org_subject s on s.id = a.subject_id
    join calendar_period p on p.id = st.period_id
    where p.code = %s and s.kind = 'unit'
"""
Line = tuple[str, str, str, Decimal | None, Decimal | None]


def lines(month: str = MONTH) -> list[Line]:
    """(kpi, unit, light, actual, target) of every KPI of a unit in a month."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [month])
        return [(k, s, light, _decimal(a), _decimal(t)) for k, s, light, a, t in cursor.fetchall()]


def _decimal(figure: object) -> Decimal | None:
    return None if figure is None else Decimal(str(figure))


def figure(text: str) -> Decimal:
    """The digits of a written figure; a percentage as its fraction."""
    digits = Decimal(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))
    return digits / 100 if "%" in text else digits


def page(actors: dict[str, Actor], who: str = "boss") -> CockpitPage:
    with translation.override("zh-hans"):
        return build_cockpit(actors[who], Place(MONTH, "plan"), today=date(2026, 11, 10))


def names() -> dict[str, str]:
    """Chinese names of KPIs and units by code."""
    with connection.cursor() as cursor:
        cursor.execute("select code, name_zh from org_subject")
        found = dict(cursor.fetchall())
        cursor.execute("select k.code, d.name_zh from plan_kpi_definition d join plan_kpi k on k.id = d.kpi_id")
        return found | dict(cursor.fetchall())


def test_counts(actors: dict[str, Actor]) -> None:
    stored = Counter(light for _k, _s, light, _a, _t in lines())
    shown = {row.light: row.count for row in page(actors).lights}
    assert shown == {light: stored[light] for light in shown}
    assert str(sum(stored.values())) in page(actors).scope


def test_cards_and_bullets(actors: dict[str, Actor]) -> None:
    stored = {names()[k]: (light, a, t) for k, s, light, a, t in lines() if s == "HQ"}
    cards = page(actors).cards
    assert {card.name for card in cards} == set(stored)
    for card in cards:
        light, actual, target = stored[card.name]
        assert actual is not None
        assert target is not None
        assert (card.light, figure(card.value)) == (light, actual)
        assert figure(card.lines[0].reference) == target
        assert figure(card.lines[0].differences[0].text) == actual - target
        assert card.bullet is not None
        assert card.bullet.value is not None
        assert card.bullet.tick is not None
        # the same axis holds both: their places stand to each other as the figures do
        ratio = Decimal(card.bullet.value) / Decimal(card.bullet.tick)
        assert abs(ratio - actual / target) < Decimal("0.002")


def test_prior_year_on_the_cards(actors: dict[str, Actor]) -> None:
    query = """
        select k.code, v.actual from measure_value v join plan_kpi k on k.id = v.kpi_id
        join org_subject s on s.id = v.subject_id join calendar_period p on p.id = v.period_id
        where s.code = 'HQ' and p.code = '2025-10' and v."window" = 'month' and v.is_current
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        stored = {names()[code]: Decimal(str(actual)) for code, actual in cursor.fetchall()}
    for card in page(actors).cards:
        assert figure(card.lines[1].reference) == stored[card.name]


def test_exceptions(actors: dict[str, Actor]) -> None:
    named = names()
    off = {(named[k], named[s]): (light, a, t) for k, s, light, a, t in lines() if light in ("red", "amber")}
    shown = page(actors).exceptions
    assert {(row.name, row.unit) for row in shown} == set(off)
    for row in shown:
        light, actual, target = off[row.name, row.unit]
        assert (row.light, figure(row.actual), figure(row.target)) == (light, actual, target)
    assert str(len(off)) in page(actors).exceptions_note


def test_the_sentence_is_the_gap_of_the_headline(actors: dict[str, Actor]) -> None:
    stored = {k: (a, t) for k, s, _l, a, t in lines() if s == "HQ"}
    actual, target = stored["profit"]
    assert actual is not None
    assert target is not None
    sentence = page(actors).sentence
    assert names()["profit"] in sentence
    assert f"{actual:.0f}" in sentence
    assert f"{target - actual:.0f}" in sentence
    revenue, planned = stored["revenue"]
    assert revenue is not None
    assert planned is not None
    # cost was on plan, so the whole gap of profit is the one of revenue
    assert f"−{planned - revenue:.0f}" in sentence


def test_missed_units(actors: dict[str, Actor]) -> None:
    panel = page(actors).units
    assert panel is not None
    reds = {names()[s] for _k, s, light, _a, _t in lines() if light == "red"}
    assert {row.name for row in panel.rows if row.is_missed} <= reds
    assert {row.name for row in panel.rows} == {"华东", "上海", "浙江", "华西"}


def test_a_head_sees_the_own_cut(actors: dict[str, Actor]) -> None:
    own = {"EAST", "SH", "ZJ"}
    stored = Counter(light for _k, s, light, _a, _t in lines() if s in own)
    shown = {row.light: row.count for row in page(actors, "wang").lights}
    assert shown == {light: stored[light] for light in shown}


def queries(who: str) -> int:
    client = Client()
    client.force_login(User.objects.get(username=who))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/?period={MONTH}").status_code == 200
    return len(asked)


def test_queries_do_not_grow_with_the_company(actors: dict[str, Actor]) -> None:
    assert max(queries(who) for who in ("boss", "wang")) <= MOST_QUERIES
    grow(range(5))  # what is known of a page is not asked again: a company of very few cards asks a little less
    before = {who: queries(who) for who in ("boss", "wang")}
    assert max(before.values()) <= MOST_QUERIES
    grow(range(5, 20))
    assert {who: queries(who) for who in before} == before


def grow(places: range) -> None:
    units = [NewUnit(f"U{place}", f"新部门{place}", company.START, parent="EAST") for place in places]
    org.import_organisation(SYSTEM, units=units)
    first_day = date(2026, 1, 1)
    asked = [NewAssignment("revenue", row.code, "E2", Decimal(100), first_day) for row in units]
    keys = plan.assign_many(SYSTEM, scheme="S26", assignments=asked)
    plan.set_targets(SYSTEM, targets=[NewTarget(key, MONTH, Decimal(10)) for key in keys])
    measure.run_periods(SYSTEM, first=MONTH, last=MONTH, now=company.NOW)
    track.assess(SYSTEM, first=MONTH, last=MONTH, now=company.NOW)
