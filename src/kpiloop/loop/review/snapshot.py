"""The figures of a published meeting: frozen as text, read back as the same rows (R85)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kpiloop.loop.review.rows import AgendaRow, CarriedRow
from kpiloop.loop.track.rows import LightCounts

_FIGURES = ("actual", "target", "achievement")
_FACTS = ("light", "reason", "streak", "misses", "value_id", "target_id")


def freeze(
    items: Sequence[AgendaRow], carried: Sequence[CarriedRow], counts: LightCounts, lacking: Sequence[str]
) -> dict[str, Any]:
    """Write the figures of a meeting down."""
    return {
        "counts": {"green": counts.green, "amber": counts.amber, "red": counts.red, "na": counts.na},
        "items": {str(row.id): _item(row) for row in items},
        "carried": {str(row.action.id): _carried(row) for row in carried},
        "lacking": list(lacking),
    }


def thaw_item(row: AgendaRow, snapshot: Mapping[str, Any]) -> AgendaRow:
    """An item with the figures of the snapshot, and how far the live figure has moved since."""
    frozen = snapshot.get("items", {}).get(str(row.id))
    if frozen is None:
        return row
    thawed: dict[str, Any] = {name: _decimal(frozen[name]) for name in _FIGURES}
    thawed |= {name: frozen[name] for name in _FACTS}
    status = replace(row.status, **thawed)
    live = row.status.actual
    drift = None if live is None or status.actual is None else live - status.actual
    return replace(row, status=status, live_actual=live, drift=drift)


def thaw_carried(row: CarriedRow, snapshot: Mapping[str, Any]) -> CarriedRow:
    """A carried action as the meeting saw it."""
    frozen = snapshot.get("carried", {}).get(str(row.action.id))
    if frozen is None:
        return row
    action = replace(
        row.action,
        state=frozen["state"],
        effect=frozen["effect"],
        effect_figure=_decimal(frozen["effect_figure"]),
    )
    return replace(
        row,
        action=action,
        before=_decimal(frozen["before"]),
        wanted=_decimal(frozen["wanted"]),
        after=_decimal(frozen["after"]),
        series=tuple(_decimal(figure) for figure in frozen["series"]),
    )


def thaw_counts(snapshot: Mapping[str, Any], live: LightCounts) -> LightCounts:
    """The lights a meeting saw; before publication the live ones."""
    counts = snapshot.get("counts")
    return LightCounts(**counts) if counts else live


def _item(row: AgendaRow) -> dict[str, Any]:
    status = row.status
    return {
        **{name: _text(getattr(status, name)) for name in _FIGURES},
        **{name: getattr(status, name) for name in _FACTS},
        "assignment": status.assignment.id,
        "weight": str(status.assignment.weight),
        "owner": status.assignment.owner.code,
        "causes": [
            {"id": cause.id, "kind": cause.kind, "text": cause.text, "impact": _text(cause.impact)}
            for cause in row.causes
        ],
        "actions": [
            {
                "id": action.id,
                "title": action.title,
                "owner": action.owner.code,
                "due_on": action.due_on.isoformat(),
                "expected_effect": str(action.expected_effect),
                "effect_period": action.effect_period,
            }
            for action in row.actions
        ],
    }


def _carried(row: CarriedRow) -> dict[str, Any]:
    return {
        "before": _text(row.before),
        "wanted": _text(row.wanted),
        "after": _text(row.after),
        "series": [_text(figure) for figure in row.series],
        "state": row.action.state,
        "effect": row.action.effect,
        "effect_figure": _text(row.action.effect_figure),
    }


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)
