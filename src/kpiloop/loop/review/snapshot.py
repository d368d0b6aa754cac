"""The figures of a published meeting: frozen as text, read back as the same rows (R85)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kpiloop.loop.analyse.rows import CauseRow
from kpiloop.loop.measure.choices import APPROVED
from kpiloop.loop.measure.rows import OverrideRow
from kpiloop.loop.review.rows import ActionRow, AgendaRow, CarriedRow, DecisionRow
from kpiloop.loop.track.rows import LightCounts, StatusRow

_FIGURES = ("actual", "target", "achievement")
_FACTS = ("light", "reason", "streak", "misses", "value_id", "target_id")
_CAUSE_WORDS = ("id", "kind", "text", "evidence", "state", "written_by", "confirmed_by", "months_named")


def freeze(
    items: Sequence[AgendaRow],
    carried: Sequence[CarriedRow],
    decisions: Sequence[DecisionRow],
    counts: LightCounts,
    *,
    overridden: Sequence[OverrideRow],
    minutes: str,
    lacking: Sequence[str],
) -> dict[str, Any]:
    """Write down everything a meeting saw and said, under a seal."""
    pack: dict[str, Any] = {
        "counts": {"green": counts.green, "amber": counts.amber, "red": counts.red, "na": counts.na},
        "items": {str(row.id): _item(row) for row in items},
        "carried": {str(row.action.id): _carried(row) for row in carried},
        "decisions": [{"code": row.code, "item": row.item_id, "text": row.text} for row in decisions],
        "overridden": [_override(row) for row in overridden],
        "minutes": minutes,
        "lacking": list(lacking),
    }
    return {**pack, "seal": seal_of(pack)}


def seal_of(pack: Mapping[str, Any]) -> str:
    """Hash of a pack: equal contents give equal bytes, whatever a database did to the order of names."""
    sealed = {name: held for name, held in pack.items() if name != "seal"}
    written = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def frozen_actions(snapshot: Mapping[str, Any]) -> list[int]:
    """Actions that stood against items when the minutes were published."""
    return [action["id"] for item in snapshot.get("items", {}).values() for action in item["actions"]]


def thaw_item(row: AgendaRow, snapshot: Mapping[str, Any], actions: Mapping[int, ActionRow]) -> AgendaRow:
    """An item with figures, causes and actions of the snapshot, and how far the live figure has moved since."""
    frozen = snapshot.get("items", {}).get(str(row.id))
    if frozen is None:
        return row
    thawed: dict[str, Any] = {name: _decimal(frozen[name]) for name in _FIGURES}
    thawed |= {name: frozen[name] for name in _FACTS}
    status = replace(row.status, **thawed)
    live = row.status.actual
    drift = None if live is None or status.actual is None else live - status.actual
    causes = tuple(_thaw_cause(cause, row.status) for cause in frozen["causes"])
    then = tuple(actions[action["id"]] for action in frozen["actions"] if action["id"] in actions)
    lacks = tuple(name for name, held in (("cause", causes), ("action", then)) if not held)
    return replace(row, status=status, live_actual=live, drift=drift, causes=causes, actions=then, lacks=lacks)


def _thaw_cause(frozen: Mapping[str, Any], status: StatusRow) -> CauseRow:
    confirmed = frozen["confirmed_at"]
    return CauseRow(
        assignment_id=status.assignment.id,
        period_code=status.period_code,
        impact=_decimal(frozen["impact"]),
        written_at=datetime.fromisoformat(frozen["written_at"]),
        confirmed_at=datetime.fromisoformat(confirmed) if confirmed else None,
        **{name: frozen[name] for name in _CAUSE_WORDS},
    )


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


def frozen_overrides(snapshot: Mapping[str, Any]) -> dict[int, dict[str, Any]] | None:
    """Overrides in force when the minutes were published, by key; None in packs that did not keep them yet."""
    held = snapshot.get("overridden")
    return None if held is None else {each["id"]: each for each in held}


def thaw_override(row: OverrideRow, frozen: Mapping[str, Any]) -> OverrideRow:
    """An override as the meeting saw it, whatever became of it since."""
    return replace(
        row,
        state=APPROVED,
        figure=Decimal(frozen["figure"]),
        system_now=_decimal(frozen["system"]),
        valid_until=date.fromisoformat(frozen["until"]),
        ended_by="",
        ended_at=None,
        end_reason="",
        counts=True,
        is_held=False,
    )


def _override(row: OverrideRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kpi": row.kpi.code,
        "subject": row.subject.code,
        "figure": str(row.figure),
        "system": _text(row.system_now),
        "until": row.valid_until.isoformat(),
        "reason": row.reason,
        "asked_by": row.asked_by,
        "decided_by": row.decided_by,
    }


def _item(row: AgendaRow) -> dict[str, Any]:
    status = row.status
    return {
        **{name: _text(getattr(status, name)) for name in _FIGURES},
        **{name: getattr(status, name) for name in _FACTS},
        "assignment": status.assignment.id,
        "weight": str(status.assignment.weight),
        "owner": status.assignment.owner.code,
        "causes": [_cause(cause) for cause in row.causes],
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


def _cause(row: CauseRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _CAUSE_WORDS},
        "impact": _text(row.impact),
        "written_at": row.written_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
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
