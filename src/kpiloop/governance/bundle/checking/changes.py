"""Changes that would rewrite what people and closed months rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle, Change, Fault

#: Columns of a row that may be another one at the next import. Parts that are not named may change freely.
FREE: Mapping[str, frozenset[str]] = {
    "units": frozenset({"name_zh", "name_en", "aliases", "valid_to"}),
    "calendar_events": frozenset(),
    "moves": frozenset(),
    "positions": frozenset({"name_zh", "name_en", "level"}),
    "people": frozenset({"name_zh", "name_en"}),
    "appointments": frozenset({"valid_to"}),
    "tree_units": frozenset({"name_zh", "name_en", "aliases"}),
    "tree_places": frozenset({"valid_to"}),
    "objectives": frozenset({"name_zh", "name_en", "perspective", "sponsor", "text", "ended_on", "end_reason"}),
    "kpis": frozenset({"state"}),
    "sources": frozenset({"name_zh", "name_en", "location", "settings", "recipe", "is_active"}),
    "schemes": frozenset(
        {"name_zh", "name_en", "kpi_limit", "limit_blocks", "state", "default_card", "duties", "duties_waiver"}
        | {"freeze_days"}
    ),
    "templates": frozenset({"name_zh", "name_en", "owner_rule", "owner", "provider_rule", "provider", "generate"}),
    "cards": frozenset({"weight", "owner", "valid_to"}),
}
#: Parts whose figures stand in periods, with the column of the figure.
PERIODIC: Mapping[str, str] = {"targets": "target", "rates": "rate"}


def refused_changes(
    changes: Collection[Change],
    bundle: Bundle,
    held: Bundle,
    *,
    on: date,
    closed: Collection[str],
    unread: Collection[str] = (),
) -> Iterator[Fault]:
    """Changes that an import cannot make, with the way to say the same from a day on.

    Shape:    `closed` are codes of closed months; `unread` are places of which it is told already that they cannot be
              read: what stands there is no change.
    """
    rows = {name: indexed(PARTS[name], bundle) for name in bundle.parts}
    drafts = {
        (part, *key)
        for part in ("kpis", "schemes")
        for key, row in indexed(PARTS[part], held).items()
        if row.values.get("state") == "draft"
    }
    for change in changes:
        found = rows[change.part].get(change.key)
        period = _period(change)
        if period in closed and change.kind != "left":
            where = found.place(PERIODIC[change.part]) if found else change.part
            yield Fault("bundle_period_closed", where, {"period": period, "key": " / ".join(change.key)})
        is_draft = (change.part, *change.key) in drafts
        if change.kind != "changed" or found is None or (change.part == "kpis" and is_draft):
            continue
        for column in _fixed(change, on):
            if change.part == "schemes" and is_draft and column == "missing_policy":
                continue  # nothing is scored by a draft
            if not change.after[column] and found.place(column) in unread:
                continue
            fields = {
                "column": column,
                "key": " / ".join(change.key),
                "before": change.before[column],
                "after": change.after[column],
            }
            yield Fault(f"bundle_fixed_{change.part}", found.place(column), fields)


def _period(change: Change) -> str:
    """The period a figure stands in; empty for parts without periods."""
    key = PARTS[change.part].key
    return change.key[key.index("period")] if change.part in PERIODIC else ""


def _fixed(change: Change, on: date) -> list[str]:
    """Changed columns of a row that stay as they are."""
    if change.part == "rates" and "rate" not in change.after:
        return [*change.after]  # where a rate comes from is recorded with the rate
    free = FREE.get(change.part)
    if free is None:
        return []
    fixed = [column for column in change.after if column not in free]
    if change.part == "cards" and change.key[3] < on.isoformat():
        fixed += [column for column in ("weight", "owner") if column in change.after]
    if "valid_to" in change.after and change.before["valid_to"]:
        fixed.append("valid_to")  # what has ended stays ended
    if change.part == "schemes" and change.after.get("state") == "draft":
        fixed.append("state")
    if change.part == "kpis" and change.after.get("state", "retired") != "retired":
        fixed.append("state")  # what is in force never becomes a draft, and what is retired stays so
    if "aliases" in change.after and not _adds(change.before["aliases"], change.after["aliases"]):
        fixed.append("aliases")
    return fixed


def _adds(before: str, after: str) -> bool:
    return set(filter(None, before.split(", "))) <= set(after.split(", "))
