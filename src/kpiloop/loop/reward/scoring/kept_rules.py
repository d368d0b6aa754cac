"""Rules beside the lines as they are kept with a sheet: plain JSON, read back as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.scoring.conditions import Condition
from kpiloop.engine.values import Figure, Missing
from kpiloop.loop.reward.scoring.adjusting import MetRule, ReadFigure
from kpiloop.loop.reward.scoring.adjustment_rows import EventRow, LiftRow
from kpiloop.loop.reward.scoring.met_rows import KeptEvent, KeptLift, KeptRule
from kpiloop.loop.reward.scoring.quarter import QuarterFigure


def kept(met: MetRule) -> dict[str, Any]:
    """A met rule as JSON."""
    rule, said = met.rule, met.rule.stated
    examined = met.examined
    return {
        "rule": rule.id,
        "code": said.code,
        "version": rule.version,
        "fingerprint": rule.fingerprint,
        "by": rule.approved_by,
        "at": rule.approved_at.isoformat(),
        "kind": said.kind,
        "name_zh": said.name_zh,
        "name_en": said.name_en,
        "scope": said.scope,
        "condition": {
            "reads": said.reads,
            "comparison": said.comparison,
            "limit": _text(said.limit),
            "light": said.light,
            "per": _text(said.per),
            "counting": said.counting,
        },
        "each": _text(said.points),
        "most": _text(said.most),
        "grade": said.grade,
        "named": rule.subject_id is not None,
        "lifted_by": said.lifted_by,
        "state": met.state,
        "examined": None if isinstance(examined, Missing) else str(examined),
        "missing": examined.reason if isinstance(examined, Missing) else "",
        "points": str(met.points),
        "kpi": said.kpi,
        "read": None if met.read is None else _read(met.read),
        "events": [_event(row) for row in met.events],
        "lift": None if met.lift is None else _lift(met.lift),
    }


def kept_rules(stored: Sequence[Mapping[str, Any]]) -> tuple[KeptRule, ...]:
    """Rules of a sheet as they were met, in the order they were applied."""
    return tuple(_rule(each) for each in stored)


def value_keys(quarter: QuarterFigure) -> list[dict[str, Any]]:
    """Stored values a figure of a quarter rests on."""
    return [{"id": value.id, "period": value.period_code} for value in quarter.values]


def target_keys(quarter: QuarterFigure) -> list[dict[str, Any]]:
    """Target versions a figure of a quarter rests on."""
    return [
        {
            "id": target.id,
            "period": target.period_code,
            "version": target.version,
            "target": None if target.target is None else str(target.target),
            **({"low": number_text(target.band.low), "high": number_text(target.band.high)} if target.band else {}),
            **({} if target.is_applicable else {"why": target.reason}),
            "by": target.recorded_by,
            "at": target.recorded_at.isoformat(),
        }
        for target in quarter.targets
    ]


def _read(read: ReadFigure) -> dict[str, Any]:
    """The fields of a score line, so that the proof opens this figure as it opens a line."""
    kpi, quarter = read.assignment.kpi, read.quarter
    parameters = {name: str(number) for name, number in kpi.parameters_with(quarter.band).items()}
    return {
        "assignment_id": read.assignment.id,
        "definition_id": kpi.definition_id,
        "rule_id": read.rule.id if read.rule else None,
        "quarter_rule": quarter.rule,
        "achievement_rule": {"method": kpi.achievement_method, **parameters},
        "actual": _figure(quarter.actual),
        "target_figure": _figure(quarter.target),
        "achievement": _figure(read.achievement),
        "score": _figure(read.score),
        "missing_reason": quarter.actual.reason if isinstance(quarter.actual, Missing) else "",
        "value_keys": value_keys(quarter),
        "target_keys": target_keys(quarter),
        "green": str(kpi.green_from),
        "amber": str(kpi.amber_from),
    }


def _event(row: EventRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "on": row.happened_on.isoformat(),
        "count": str(row.count),
        "text": row.text,
        "evidence": row.evidence,
        "by": row.recorded_by,
        "at": row.recorded_at.isoformat(),
        "approved_by": row.decided_by,
        "approved_at": row.decided_at.isoformat() if row.decided_at else "",
    }


def _lift(row: LiftRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "reason": row.reason,
        "asked_by": row.asked_by,
        "asked_at": row.asked_at.isoformat(),
        "approved_by": row.decided_by,
        "approved_at": row.decided_at.isoformat() if row.decided_at else "",
    }


def _rule(each: Mapping[str, Any]) -> KeptRule:
    said = each["condition"]
    lift = each["lift"]
    condition = Condition(
        said["reads"], said["comparison"], _number(said["limit"]), said["light"], _number(said["per"]), said["counting"]
    )
    return KeptRule(
        rule_id=each["rule"],
        code=each["code"],
        version=each["version"],
        fingerprint=each["fingerprint"],
        approved_by=each["by"],
        approved_at=each["at"],
        kind=each["kind"],
        name_zh=each["name_zh"],
        name_en=each["name_en"],
        scope=each["scope"],
        condition=condition,
        each=_number(each["each"]),
        most=_number(each["most"]),
        grade=each["grade"],
        is_named=each["named"],
        lifted_by=each["lifted_by"],
        state=each["state"],
        examined=_number(each["examined"]),
        missing_reason=each["missing"],
        points=Decimal(each["points"]),
        read=each["read"],
        kpi=each["kpi"],
        events=tuple(
            KeptEvent(
                row["id"], row["on"], Decimal(row["count"]), row["text"], row["evidence"], row["by"], row["at"],
                row["approved_by"], row["approved_at"],
            )
            for row in each["events"]
        ),
        lift=None
        if lift is None
        else KeptLift(
            lift["id"], lift["reason"], lift["asked_by"], lift["asked_at"], lift["approved_by"], lift["approved_at"]
        ),
    )  # fmt: skip


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def _figure(figure: Figure) -> str | None:
    return None if isinstance(figure, Missing) else str(figure)


def _number(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)
