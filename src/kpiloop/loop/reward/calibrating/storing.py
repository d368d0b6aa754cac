"""A confirmed calibration as new revisions of the sheets it changed; taken back, the revisions before count again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kpiloop.loop.reward.models import Calibration, CalibrationChange, GradeBand, ScoreLine, ScoreSheet
from kpiloop.loop.reward.scoring.fingerprints import calibrated_mark

#: Fields of a sheet a calibration makes anew.
_ANEW = ("id", "revision", "grade", "factor", "calibration", "fingerprint")


def store_grades(session: Calibration, sheets: Mapping[int, ScoreSheet], grades: Mapping[int, str]) -> int:
    """Write the sheets whose grade changed as new revisions, scores and lines as they were; how many."""
    bands = _factors(session, sheets.values())
    changes: dict[int, list[CalibrationChange]] = {}
    for change in session.changes.filter(counts=True):
        changes.setdefault(change.subject_id, []).append(change)
    newest = _newest(session, grades)
    moved = [sheet for key, sheet in sheets.items() if grades[key] != sheet.grade]
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in moved]).update(is_current=False)
    made = []
    for sheet in moved:
        grade = grades[sheet.subject_id]
        held = _kept(session, sheet, changes[sheet.subject_id])
        made.append(
            ScoreSheet(
                **_fields(sheet, _ANEW),
                revision=newest[sheet.subject_id] + 1,
                grade=grade,
                factor=bands[sheet.band_version, grade],
                calibration=held,
                fingerprint=calibrated_mark(sheet.fingerprint, held),
            )
        )
    ScoreSheet.objects.bulk_create(made)
    for old, new in zip(moved, made, strict=True):
        ScoreSheet.objects.filter(pk=new.pk).update(computed_at=old.computed_at)
    _copy_lines({old.pk: new.pk for old, new in zip(moved, made, strict=True)})
    return len(made)


def take_grades_back(session: Calibration) -> int:
    """Let the sheets the session was opened with count again; how many had been changed."""
    kept = {row["subject"]: row["sheet"] for row in session.members}
    made = ScoreSheet.objects.filter(cycle_id=session.cycle_id, is_current=True, subject_id__in=kept)
    back = [row.subject_id for row in made if row.calibration.get("session") == session.pk]
    made.filter(subject_id__in=back).update(is_current=False)
    ScoreSheet.objects.filter(pk__in=[kept[key] for key in back]).update(is_current=True)
    return len(back)


def _kept(session: Calibration, sheet: ScoreSheet, changes: Sequence[CalibrationChange]) -> dict[str, Any]:
    return {
        "session": session.pk,
        "unit": session.unit.code,
        "proposed": sheet.grade,
        "changes": [
            {
                "before": row.before,
                "after": row.after,
                "reason": row.reason,
                "right": row.right,
                "by": row.made_by,
                "at": row.made_at.isoformat(),
            }
            for row in changes
        ],
        "confirmed_by": session.confirmed_by,
        "confirmed_at": session.confirmed_at.isoformat() if session.confirmed_at else "",
        "exception": session.exception_reason,
    }


def _factors(session: Calibration, sheets: Any) -> dict[tuple[int, str], Any]:
    versions = {sheet.band_version for sheet in sheets}
    found = GradeBand.objects.filter(scheme_id=session.cycle.scheme_id, version__in=versions)
    return {(band.version, band.grade): band.factor for band in found}


def _newest(session: Calibration, people: Mapping[int, str]) -> dict[int, int]:
    newest: dict[int, int] = {}
    found = ScoreSheet.objects.filter(cycle_id=session.cycle_id, subject_id__in=people)
    for subject, revision in found.values_list("subject_id", "revision"):
        newest[subject] = max(revision, newest.get(subject, 0))
    return newest


def _copy_lines(sheets: Mapping[int, int]) -> None:
    ScoreLine.objects.bulk_create(
        ScoreLine(**_fields(line, ("id", "sheet")), sheet_id=sheets[line.sheet_id])
        for line in ScoreLine.objects.filter(sheet_id__in=sheets).order_by("pk")
    )


def _fields(row: ScoreSheet | ScoreLine, without: Sequence[str]) -> dict[str, Any]:
    """Every stored field but some, foreign keys by their keys."""
    named = {field.name: field.attname for field in row._meta.concrete_fields if field.name not in without}
    return {attribute: getattr(row, attribute) for attribute in named.values()}
