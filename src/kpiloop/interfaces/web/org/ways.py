"""The way to a form of the organisation: where the reader came from, as on every page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.interfaces.web.components.figures import Link


def way_here(name: str = "", code: str = "", *, kind: str = "unit") -> tuple[Link, ...]:
    """The organisation, and the unit or person a form is about."""
    home = Link(gettext("Organisation"), reverse("org:organisation"))
    return (home, Link(name, reverse(f"org:{kind}", args=[code]))) if code else (home,)
