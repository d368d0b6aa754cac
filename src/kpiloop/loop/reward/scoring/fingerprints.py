"""One hash over everything a sheet was made of: equal inputs give an equal sheet, and keep its revision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from kpiloop.loop.reward.references import hash_of
from kpiloop.loop.reward.scoring.draft_rows import ScoringFrame, SheetDraft, shown


def fingerprint(draft: SheetDraft, frame: ScoringFrame) -> str:
    """One hash over everything a sheet was made of: equal inputs give an equal sheet."""
    written = {
        "total": shown(draft.total),
        "rank": draft.rank,
        "band": [draft.band.grade, str(draft.band.factor)] if draft.band else None,
        "policy": frame.missing_policy,
        "segments": [
            [part.kind, list(part.subject_ids), part.starts_on.isoformat(), part.ends_before.isoformat()]
            for part in draft.segments
        ],
        **({"rests_on": [list(each) for each in draft.rests_on]} if draft.rests_on else {}),
        **_beside(draft, frame),
        "lines": [
            [
                line.segment,
                line.assignment.id,
                line.assignment.kpi.definition_id,
                line.rule.fingerprint,
                str(line.assignment.weight),
                [value.id for value in line.quarter.values],
                [target.id for target in line.quarter.targets],
                shown(line.score),
            ]
            for line in draft.lines
        ],
    }
    mark = hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()
    return calibrated_mark(mark, draft.calibrated.kept) if draft.calibrated else mark


def calibrated_mark(mark: str, kept: Mapping[str, Any]) -> str:
    """The hash of a sheet whose grade a calibration changed: of what the score was made of, and of the changes."""
    return hash_of([mark, dict(kept)])


def _beside(draft: SheetDraft, frame: ScoringFrame) -> dict[str, object]:
    """What else made the sheet; nothing of it stands here while a scheme has no such rules."""
    terms = frame.adjusting.terms
    found: dict[str, object] = {}
    if draft.met:
        found["met"] = [
            [
                row.rule.fingerprint,
                row.state,
                shown(row.examined),
                str(row.points),
                [value.id for value in row.read.quarter.values] if row.read else [],
                [target.id for target in row.read.quarter.targets] if row.read else [],
                [event.id for event in row.events],
                row.lift.id if row.lift else None,
            ]
            for row in draft.met
        ]
    if terms.version:
        found["terms"] = [terms.version, shown(draft.adjusted.total), list(draft.adjusted.binding)]
    if draft.placed is not None:
        found["placed"] = [draft.placed.unit_id, draft.placed.place, draft.placed.together, draft.placed.size]
    held = [[line.segment, line.assignment.id, line.held.line_id] for line in draft.lines if line.held is not None]
    return {**found, "held": held} if held else found
