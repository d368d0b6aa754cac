"""What was said and is done about a variance: causes with the unexplained rest, and actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.track.kpi.page import ActionRow, CauseRow
from kpiloop.interfaces.web.worded.addresses import page
from kpiloop.interfaces.web.worded.figures import gap
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.analyse.rows import CauseRow as Cause
from kpiloop.loop.analyse.rows import Explained
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.review.choices import CANCELLED, DONE
from kpiloop.loop.review.rows import ActionRow as Action


def cause_rows(viewer: Actor, found: Explained, kpi: KpiRow) -> tuple[CauseRow, ...]:
    """Causes, largest first, and what nobody has explained."""
    signed = [name for cause in found.causes for name in (cause.written_by, cause.confirmed_by)]
    names = names_of(viewer, signed)
    rows = [_cause(cause, kpi, names) for cause in found.causes]
    if rows and found.unexplained:
        rows.append(CauseRow(gettext("Not explained yet"), (), gap(kpi, found.unexplained), is_rest=True))
    return tuple(rows)


def _cause(cause: Cause, kpi: KpiRow, names: Mapping[str, str]) -> CauseRow:
    written = timezone.localtime(cause.written_at)
    fields = {
        "who": names.get(cause.written_by, ""),
        "day": periods.day_short(written.date()),
        "confirmed": names.get(cause.confirmed_by, ""),
    }
    if cause.confirmed_by:
        by = gettext("%(who)s wrote %(day)s, confirmed by %(confirmed)s") % fields
    else:
        by = gettext("%(who)s wrote %(day)s, not confirmed yet") % fields
    proof = gettext("Evidence: %(evidence)s") % {"evidence": cause.evidence} if cause.evidence else ""
    kind = label(f"cause_kind.{cause.kind}")
    return CauseRow(
        title=cause.text,
        lines=tuple(line for line in (proof, formats.clauses([kind, by])) if line),
        impact=gap(kpi, cause.impact) if cause.impact is not None else None,
    )


def causes_note(found: Explained, kpi: KpiRow) -> str:
    """How many are confirmed, and how much of the gap they explain."""
    confirmed = sum(bool(cause.confirmed_by) for cause in found.causes)
    if not found.causes:
        return ""
    words = ngettext("%(count)s confirmed", "%(count)s confirmed", confirmed) % {"count": confirmed}
    if found.gap is None:
        return words
    fields = {"explained": gap(kpi, found.explained, with_unit=False).text, "gap": gap(kpi, found.gap).text}
    return formats.clauses([words, gettext("%(explained)s of %(gap)s explained") % fields])


def action_rows(found: Sequence[Action], kpi: KpiRow, today: date) -> tuple[ActionRow, ...]:
    """Actions by due date; a late one says by how much."""
    return tuple(_action(action, kpi, today) for action in found)


def _action(action: Action, kpi: KpiRow, today: date) -> ActionRow:
    late = action.days_late(today)
    word = ngettext("%(count)s day late", "%(count)s days late", late) % {"count": late} if late else ""
    return ActionRow(
        title=action.title,
        address=page("review:action", action.id) or page("review:actions"),
        note=action.progress,
        owner=action.owner.name(formats.language()),
        due=periods.day_short(action.due_on),
        state="late" if late else action.state,
        state_word=word or label(f"action_state.{action.state}"),
        effect=gap(kpi, action.expected_effect, with_unit=False).text,
    )


def actions_note(found: Sequence[Action], today: date) -> str:
    """Done of all, and how many are late."""
    counted = [action for action in found if action.state != CANCELLED]
    if not counted:
        return ""
    fields = {"done": sum(action.state == DONE for action in counted), "all": len(counted)}
    late = sum(bool(action.days_late(today)) for action in counted)
    words = [gettext("%(done)s/%(all)s done") % fields]
    if late:
        words.append(ngettext("%(count)s late", "%(count)s late", late) % {"count": late})
    return formats.clauses(words)


def effect_total(found: Sequence[Action], kpi: KpiRow) -> Difference:
    """Expected effect of all actions that are not cancelled."""
    total = sum((action.expected_effect for action in found if action.state != CANCELLED), Decimal(0))
    return gap(kpi, total, with_unit=False)
