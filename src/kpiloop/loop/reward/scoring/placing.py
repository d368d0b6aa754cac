"""Where scored cards stand: ranks of a kind, and grades of a forced distribution inside each unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kpiloop.engine.scoring.adjusting import held_grade
from kpiloop.engine.scoring.distribution import distribute
from kpiloop.engine.scoring.grades import Band
from kpiloop.engine.scoring.grouping import merged_upward
from kpiloop.engine.scoring.ranking import rank
from kpiloop.engine.values import Missing
from kpiloop.loop.reward.choices import HARD
from kpiloop.loop.reward.scoring.adjusting import grades_left
from kpiloop.loop.reward.scoring.draft_rows import Placed, ScoringFrame, SheetDraft


def with_ranks(drafts: Sequence[SheetDraft], ties: str = "shared") -> list[SheetDraft]:
    """Rank the sheets of each kind by their unrounded totals."""
    places: dict[tuple[str, int], int] = {}
    for kind in {draft.kind for draft in drafts}:
        totals = {str(draft.subject_id): draft.adjusted.total for draft in drafts if draft.kind == kind}
        places |= {(kind, int(key)): place for key, place in rank(totals, ties=ties).items()}
    return [replace(draft, rank=places.get((draft.kind, draft.subject_id))) for draft in drafts]


def distributed(drafts: Sequence[SheetDraft], frame: ScoringFrame) -> list[SheetDraft]:
    """Grade people by their place in their group, where the scheme forces a distribution (rule R63).

    Small units are compared together with the unit above. Those who rest on somebody else's result are not compared,
    nor are groups of the exempt size, nor those who are too few even in the company; they keep the grade of their
    score. A veto on the grade goes on holding.
    """
    terms = frame.adjusting.terms
    if terms.distribution != HARD:
        return []
    by_unit: dict[int, list[SheetDraft]] = defaultdict(list)
    for draft in drafts:
        unit = frame.adjusting.groups.get(draft.subject_id)
        if draft.kind == "person" and unit is not None and not isinstance(draft.adjusted.total, Missing):
            by_unit[unit].append(draft)
    counts = {unit: len(members) for unit, members in by_unit.items()}
    groups: dict[int, list[int]] = defaultdict(list)
    for unit, group in merged_upward(counts, frame.adjusting.parents, terms.smallest_group).items():
        groups[group].append(unit)
    bands = {band.grade: band for band in frame.bands}
    found: list[SheetDraft] = []
    for group, units in sorted(groups.items()):
        members = [draft for unit in units for draft in by_unit[unit]]
        if len(members) <= terms.exempt_up_to or len(members) < terms.smallest_group:
            continue
        places = rank({str(draft.subject_id): draft.adjusted.total for draft in members})
        grades = distribute(places, terms.quotas)
        together = Counter(places.values())
        for draft in members:
            place = places[str(draft.subject_id)]
            placed = Placed(group, place, together[place], len(members), tuple(units))
            found.append(replace(draft, placed=placed, band=_held(bands[grades[str(draft.subject_id)]], draft, frame)))
    return found


def _held(band: Band, draft: SheetDraft, frame: ScoringFrame) -> Band | None:
    return held_grade(band, frame.bands, grades_left(draft.met))
