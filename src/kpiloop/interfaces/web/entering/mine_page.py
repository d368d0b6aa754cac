"""My figures: what I enter, with target, prior figure and due day; one form for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.entering.entry_lines import EntryLine
from kpiloop.interfaces.web.entering.typed_page import Typed, lined
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors


@dataclass(frozen=True)
class MinePage:
    """The page."""

    title: str  #: how much is owed
    open_lines: tuple[EntryLine, ...]  #: to enter, soonest due first
    sent_lines: tuple[EntryLine, ...]  #: on their way or in force
    error: str  #: why nothing was taken
    asks_to_confirm: bool  #: True where figures unlike those before were typed
    waiting: int  #: figures that wait for the reader's decision


def mine_page(viewer: Actor, today: date, *, given: Typed | None = None, refusal: Refusal | None = None) -> MinePage:
    """Build the page, with what was typed where it was not taken."""
    owed = selectors.my_figures(viewer, today=today)
    lines = [lined(row, today, given) for row in owed]
    open_lines = tuple(line for line in lines if line.is_open)
    return MinePage(
        title=_title(open_lines),
        open_lines=open_lines,
        sent_lines=tuple(line for line in lines if not line.is_open),
        error=refusal_sentence(refusal) if refusal else "",
        asks_to_confirm=refusal is not None and refusal.code == "collect_value_unusual",
        waiting=len(selectors.queue(viewer, today=today)),
    )


def _title(lines: tuple[EntryLine, ...]) -> str:
    if not lines:
        return gettext("You owe no figures")
    late = sum(line.is_late for line in lines)
    count = {"count": len(lines)}
    owed = ngettext("You owe %(count)d figure", "You owe %(count)d figures", len(lines)) % count
    if not late:
        return owed
    return gettext("%(owed)s, %(late)d of them late") % {"owed": owed, "late": late}
