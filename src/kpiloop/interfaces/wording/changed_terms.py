"""What a quarter was scored by and says something else by now, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.reward.selectors import TermChange

NAMED = 5  # names told; the rest is counted


def changed_terms(changes: Iterable[TermChange]) -> tuple[str, ...]:
    """One line per kind of terms, with the KPIs, rules or cards concerned."""
    return tuple(map(_line, changes))


def _line(change: TermChange) -> str:
    what = label(f"term.{change.kind}")
    if not change.named:
        return what
    said = {"what": what, "names": formats.join(_names(change)), "count": len(change.named)}
    if len(change.named) > NAMED:
        return gettext("%(what)s: %(names)s and others, %(count)d in all") % said
    return gettext("%(what)s: %(names)s") % said


def _names(change: TermChange) -> list[str]:
    is_english = formats.language() == "en"
    return [(english if is_english else chinese) or chinese for chinese, english in change.named[:NAMED]]
