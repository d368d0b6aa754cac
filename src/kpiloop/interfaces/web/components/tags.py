"""Template tags of the components: what a page may put together, each with its own template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from django import template
from django.forms import BoundField
from django.urls import reverse

from kpiloop.interfaces.charts.marks.bullet import Bullet
from kpiloop.interfaces.charts.marks.curve import Curve
from kpiloop.interfaces.charts.marks.score_line import ScoreLine
from kpiloop.interfaces.charts.marks.sparkline import Sparkline
from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.worded.signatures import name_of
from kpiloop.interfaces.wording import formats, labels, periods

register = template.Library()


class Named(Protocol):
    """A row with a name in both languages."""

    def name(self, language: str, /) -> str:
        """The name in one of them."""


@register.inclusion_tag("components/status.html")
def status(light: str, text: str = "", *, size: str = "", tinted: bool = False, word: bool = True) -> dict[str, object]:
    """Shape, word and colour of a status; the word is only hidden from the eye, never left out."""
    return {
        "light": light,
        "word": text or labels.label(f"status.{light}"),
        "size": size,
        "tinted": tinted,
        "seen": word,
    }


@register.inclusion_tag("components/icon.html", takes_context=True)
def icon(context: template.Context, name: str, text: str = "") -> dict[str, object]:
    """An icon of the sprite; with a text it speaks, without it is decoration."""
    frame = context.get("frame")
    return {"address": getattr(frame, "icons", ""), "name": name, "text": text}


@register.inclusion_tag("marks/sparkline.html")
def spark(mark: Sparkline) -> dict[str, object]:
    """The last periods as a line of a few words' width."""
    return {"mark": mark}


@register.inclusion_tag("marks/bullet.html")
def bullet(mark: Bullet) -> dict[str, object]:
    """Actual against target on one bar."""
    return {"mark": mark}


@register.inclusion_tag("marks/variance_bar.html")
def variance_bar(mark: VarianceBar) -> dict[str, object]:
    """A signed bar beside a signed figure."""
    return {"mark": mark}


@register.inclusion_tag("marks/score_line.html")
def score_line(mark: ScoreLine) -> dict[str, object]:
    """Where a total lies between the grades."""
    return {"mark": mark}


@register.inclusion_tag("marks/curve.html")
def curve(mark: Curve) -> dict[str, object]:
    """A rule as a curve with the own point on it."""
    return {"mark": mark}


@register.inclusion_tag("components/delta.html")
def delta(difference: object, *, strong: bool = False) -> dict[str, object]:
    """A signed variance, blue for better and orange for worse."""
    return {"difference": difference, "strong": strong}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int) -> dict[str, object]:
    """How much of a known amount is done."""
    return {"done": done, "total": total, "share": Decimal(100 * done) / total if total else Decimal(0)}


@register.inclusion_tag("components/stamp.html")
def stamp(freshness: object) -> dict[str, object]:
    """When the figures of the page were made and whether all sources have arrived."""
    return {"freshness": freshness}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, hint: str = "") -> dict[str, object]:
    """One form field with its label, hint, the sentence of its error, and what somebody else made of it meanwhile."""
    return {"field": bound, "hint": hint, "theirs": getattr(bound.form, "theirs", {}).get(bound.name)}


@register.inclusion_tag("components/empty.html", takes_context=True)
def empty(context: template.Context, sentence: str, *, icon_name: str = "info") -> dict[str, object]:
    """What stands where there is nothing yet, and what to do about it."""
    return {"frame": context.get("frame"), "sentence": sentence, "icon_name": icon_name}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: object) -> dict[str, object]:
    """Rows shown of all rows, with the way to the others."""
    return {"page": page, "request": context.get("request"), "frame": context.get("frame")}


@register.inclusion_tag("components/chart.html")
def chart(picture: Picture) -> dict[str, object]:
    """A picture drawn on the server; where it failed, its table beside it says the same."""
    return {"picture": picture}


@register.simple_tag(takes_context=True)
def to(context: template.Context, page: str, *arguments: object, **named: object) -> str:
    """Address of a page at the place of this one: period and comparison travel along."""
    named.pop("as", None)
    return carried(context, reverse(page, args=arguments, kwargs=named or None))


@register.simple_tag(takes_context=True)
def carry(context: template.Context, address: str) -> str:
    """An address with the period and comparison of this page."""
    return carried(context, address)


def carried(context: Mapping[str, object] | template.Context, address: str) -> str:
    """Add the place of the page to an address that does not name one."""
    place = getattr(context.get("frame"), "place", None)
    if not isinstance(place, Place) or not address or "period=" in address:
        return address
    start, mark, anchor = address.partition("#")
    return f"{start}{'&' if '?' in start else '?'}{place.query()}{mark}{anchor}"


@register.simple_tag(takes_context=True)
def who(context: template.Context, account: str) -> str:
    """Name of the person behind an account: {% who row.decided_by %}."""
    request = context.get("request")
    return name_of(getattr(request, "actor", None), account)


@register.simple_tag
def cell_class(heads: tuple[tuple[str, bool], ...], index: int) -> str:
    """Class of a cell by its column: figures stand to the right."""
    return "num" if index < len(heads) and heads[index][1] else ""


@register.filter
def word(value: object, group: str) -> str:
    """The word of a choice: {{ action.state|word:"action" }}."""
    return labels.label(f"{group}.{value}")


@register.filter
def pairs(named: Mapping[str, object]) -> list[tuple[str, object]]:
    """Names and values of a mapping; `.items` in a template would find an entry called "items" instead."""
    return list(named.items())


@register.filter
def period(code: str) -> str:
    """Name of a period."""
    return periods.period_name(code)


@register.filter
def period_short(code: str) -> str:
    """Name of a period without its year."""
    return periods.period_name(code, short=True)


@register.filter
def named(row: Named) -> str:
    """Name of a thing in the language of the page."""
    return row.name(formats.language())


@register.filter
def amount(text: str) -> str:
    """A figure that was read, as pages write figures; what is no figure stays as it is."""
    if not re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text):
        return text
    figure = Decimal(text)
    return formats.number(figure, max(0, -int(figure.normalize().as_tuple().exponent)))


@register.filter
def missing_dash(text: object) -> object:
    """A dash where there is nothing."""
    return formats.MISSING if text is None or text == "" else text


register.filter("day", periods.day)
register.filter("day_short", periods.day_short)
register.filter("day_with_weekday", periods.day_with_weekday)
register.filter("moment", periods.moment)
register.filter("moment_short", periods.moment_short)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
