"""Objectives, KPIs, cards and targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from kpiloop.engine.targets.band import band_between
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.comparing import key_of
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Row
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment, NewTarget

RETIRED, ENDED = "retired", "ended"
#: (scheme, subject, kpi, first day) -> key of the card line.
Lines = Mapping[tuple[str, str, str, str], int]


def apply_objectives(work: Work) -> None:
    """Objectives: new ones, what they say, and their ends."""
    for row in work.rows("objectives", "added"):
        services.add_objective(work.actor, **_objective(row))
    for row in work.rows("objectives", "changed"):
        services.change_objective(work.actor, **_objective(row))
    both = ("added", "changed")
    told = [change for kind in both for change in work.changes("objectives", kind)]
    ends = {change.key[0] for change in told if {"ended_on", "end_reason"} & change.after.keys()}
    for row in (row for kind in both for row in work.rows("objectives", kind)):
        code, on = cells.text(row, "code"), cells.optional_day(row, "ended_on")
        if code in ends and on is not None:
            reason = cells.text(row, "end_reason") or work.reason or ENDED
            services.end_objective(work.actor, code=code, on=on, reason=reason, today=max(work.on, work.now.date()))
        elif code in ends:
            services.resume_objective(work.actor, code=code, reason=work.reason)


def _objective(row: Row) -> dict[str, Any]:
    return {
        "code": cells.text(row, "code"),
        "name_zh": cells.text(row, "name_zh"),
        "name_en": cells.text(row, "name_en"),
        "perspective": cells.text(row, "perspective"),
        "fiscal_year": cells.whole(row, "fiscal_year"),
        "sponsor": cells.code(row, "sponsor"),
        "text": cells.text(row, "text"),
    }


def apply_kpis(work: Work) -> None:
    """New KPIs, and new versions of those there are, oldest first."""
    known = {cells.text(row, "code") for row in work.plan.held.rows("kpis")}
    rows = [*work.rows("kpis", "added"), *(row for row in work.rows("kpis", "changed") if not _only_retires(work, row))]
    rows.sort(key=lambda row: cells.day(row, "valid_from"))
    first = {cells.text(row, "code"): row for row in reversed(rows) if cells.text(row, "code") not in known}
    for code, row in first.items():  # all of them, because a KPI may name another one that keeps it honest
        services.draft_kpi(work.actor, code=code, objective=cells.code(row, "objective"), **_meaning(row))
    for row in rows:
        code = cells.text(row, "code")
        if first.get(code) is not row:
            services.revise_kpi(work.actor, code=code, objective=cells.code(row, "objective"), **_meaning(row))
        if cells.text(row, "state") != "draft":
            services.publish_kpi(work.actor, code=code, now=work.now)


def retire_kpis(work: Work) -> None:
    """End KPIs that are gone or stated as retired, once no card uses them any more."""
    stated = (*work.rows("kpis", "added"), *work.rows("kpis", "changed"))
    codes = {cells.text(row, "code") for row in stated if cells.text(row, "state") == RETIRED}
    codes |= {change.key[0] for change in work.changes("kpis", "ended")}
    for code in sorted(codes):
        reason = work.reason or RETIRED
        services.retire_kpi(work.actor, code=code, reason=reason, today=work.on, now=work.now)


def _only_retires(work: Work, row: Row) -> bool:
    """Whether a definition stays as it is and its KPI ends."""
    key = key_of(PARTS["kpis"], row)
    changed = next(change.after for change in work.changes("kpis", "changed") if change.key == key)
    return changed == {"state": RETIRED}


def apply_cards(work: Work) -> None:
    """Lines that end and lines that begin on one day change together, so that a card stays at 100."""
    lines = _lines(work)
    days: dict[tuple[str, date], list[AssignmentChange]] = defaultdict(list)
    for change in work.changes("cards", "ended"):
        day = max(work.on, date.fromisoformat(change.key[3]))
        days[change.key[0], day].append(AssignmentChange(lines[_key(change.key)], is_ended=True))
    ends = {change.key for change in work.changes("cards", "changed") if change.after.get("valid_to")}
    for row in work.rows("cards", "changed"):
        key = _line_key(row)
        end = cells.optional_day(row, "valid_to")
        if key in ends and end is not None:
            days[key[0], end].append(AssignmentChange(lines[key], is_ended=True))
        else:
            changed = AssignmentChange(lines[key], cells.figure(row, "weight"), cells.text(row, "owner"))
            days[key[0], cells.day(row, "valid_from")].append(changed)
    added: dict[tuple[str, date], list[NewAssignment]] = defaultdict(list)
    known = {cells.text(row, "code") for row in work.plan.held.rows("schemes")}
    for row in work.rows("cards", "added"):
        added[cells.text(row, "scheme"), cells.day(row, "valid_from")].append(_assignment(row))
    for scheme, day in sorted(days.keys() | added.keys(), key=lambda key: (key[1], key[0])):
        if scheme in known:
            services.amend_assignments(
                work.actor,
                scheme=scheme,
                changes=days[scheme, day],
                additions=added[scheme, day],
                on=day,
                reason=work.reason,
            )
    for scheme in sorted({scheme for scheme, _ in added} - known):
        new = [row for (of, _), rows in sorted(added.items()) for row in rows if of == scheme]
        services.assign_many(work.actor, scheme=scheme, assignments=new)


def apply_targets(work: Work) -> None:
    """Figures in one call; withdrawn where a row is gone, locked where the row says so."""
    if not work.touches("targets"):
        return
    lines = _lines(work)
    rows = [*work.rows("targets", "added"), *work.rows("targets", "changed")]
    targets = [
        NewTarget(
            lines[_target_key(row)],
            cells.text(row, "period"),
            cells.optional_figure(row, "target"),
            cells.optional_figure(row, "threshold"),
            cells.optional_figure(row, "stretch"),
            band_between(cells.optional_figure(row, "lower"), cells.optional_figure(row, "upper")),
        )
        for row in rows
    ]
    for change in work.changes("targets", "ended"):
        line = lines.get(_key(change.key))
        if line is not None:
            targets.append(NewTarget(line, change.key[4], None))
    services.set_targets(work.actor, targets=targets, method="import", reason=work.reason)
    for is_set in (True, False):
        locked, pinned = (_switched(work, lines, column, is_set) for column in ("is_locked", "is_pinned"))
        if locked:
            services.lock_targets(work.actor, cells=locked, is_locked=is_set, reason=work.reason)
        if pinned:
            services.pin_limits(work.actor, cells=pinned, is_pinned=is_set, reason=work.reason)


def _switched(work: Work, lines: Lines, column: str, is_set: bool) -> list[tuple[int, str]]:
    """Figures that are to be marked, or freed again; a new one begins without marks."""
    added = work.rows("targets", "added") if is_set else []
    changed = {change.key for change in work.changes("targets", "changed") if column in change.after}
    rows = [*added, *(row for row in work.rows("targets", "changed") if key_of(PARTS["targets"], row) in changed)]
    marked = [row for row in rows if cells.flag(row, column) is is_set]
    return [(lines[_target_key(row)], cells.text(row, "period")) for row in marked]


def _meaning(row: Row) -> dict[str, Any]:
    plain = ("name_zh", "name_en", "direction", "time_kind", "measurement_unit", "display_scale", "achievement_method")
    further = ("empty_means", "judged_on", "measured_by", "timing", "counter", "purpose", "pitfalls", "source")
    return {
        **{column: cells.text(row, column) for column in (*plain, *further)},
        "decimals": cells.whole(row, "decimals"),
        "achievement_parameters": cells.texts(row, "achievement_parameters"),
        "green_from": cells.figure(row, "green_from"),
        "amber_from": cells.figure(row, "amber_from"),
        "valid_from": cells.day(row, "valid_from"),
    }


def _assignment(row: Row) -> NewAssignment:
    kpi, subject = cells.code(row, "parent_kpi"), cells.code(row, "parent_subject")
    return NewAssignment(
        kpi=cells.text(row, "kpi"),
        subject=cells.text(row, "subject"),
        owner=cells.text(row, "owner"),
        weight=cells.figure(row, "weight"),
        valid_from=cells.day(row, "valid_from"),
        valid_to=cells.optional_day(row, "valid_to"),
        provider=cells.code(row, "provider"),
        parent=(kpi, subject) if kpi and subject else None,
        template=cells.code(row, "template"),
    )


def _lines(work: Work) -> Lines:
    return {
        (row.code, line.subject, line.kpi, line.valid_from.isoformat()): line.assignment_id
        for row in selectors.schemes(work.actor)
        for line in selectors.card_lines(work.actor, scheme=row.code)
    }


def _key(key: tuple[str, ...]) -> tuple[str, str, str, str]:
    return key[0], key[1], key[2], key[3]


def _line_key(row: Row) -> tuple[str, str, str, str]:
    return _target_of(row, "valid_from")


def _target_key(row: Row) -> tuple[str, str, str, str]:
    return _target_of(row, "card_from")


def _target_of(row: Row, column: str) -> tuple[str, str, str, str]:
    day = cells.day(row, column).isoformat()
    return cells.text(row, "scheme"), cells.text(row, "subject"), cells.text(row, "kpi"), day
