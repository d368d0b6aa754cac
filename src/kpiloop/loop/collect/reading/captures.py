"""A table that only knows the present: every load is a capture under its own day, and history grows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.timezone import get_default_timezone

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.periods import Calendar
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.reading.content import Content, covered_days
from kpiloop.loop.collect.reading.recipe import Recipe


def of_the_day(reading: Reading, recipe: Mapping[str, object], now: datetime) -> Reading:
    """The same content on another day is another capture, so the day belongs to what was read."""
    if not recipe.get("captured_to"):
        return reading
    mark = f"{reading.sha256} on {day_of(now).isoformat()}"
    return replace(reading, sha256=hashlib.sha256(mark.encode()).hexdigest())


def recipe_on(recipe: Recipe, now: datetime) -> Recipe:
    """The recipe of a load: a capture carries the day of its load."""
    return dated(recipe, day_of(now))


def covered_on(
    content: Content, recipe: Recipe, shape: DatasetShape, now: datetime, calendar: Calendar
) -> tuple[date, date] | None:
    """The days a load stands for; a capture stands for its own day and no other."""
    if recipe.captured_to:
        return day_of(now), day_of(now) + timedelta(days=1)
    return covered_days(content, next(iter(shape.date_columns), None), recipe.covers, calendar)


def dated(recipe: Recipe, day: date | None) -> Recipe:
    """The recipe with the day of its capture; a row mended later keeps the day it was captured on."""
    if not recipe.captured_to or day is None:
        return recipe
    return replace(recipe, defaults={**recipe.defaults, recipe.captured_to: day.isoformat()})


def day_of(now: datetime) -> date:
    """The day of a capture where the company is."""
    return now.astimezone(get_default_timezone()).date()
