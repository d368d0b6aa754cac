"""Rules beside the lines of a card, the events and lifts that go with them, and the limits of a card: as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.conditions import Condition
from kpiloop.engine.scoring.distribution import BOTH_ENDS, GradeShare, Quotas
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.choices import NO_TALKS, OPTIONAL, SMALLEST_GROUP, WITH_REASON

if TYPE_CHECKING:
    from kpiloop.loop.reward.models import AdjustmentEvent, AdjustmentRule, CardTerms, VetoLift


@dataclass(frozen=True)
class NewAdjustment:
    """A rule to set beside the lines of a scheme's cards."""

    code: str  #: stable within the scheme
    kind: str  #: extra_points, deduction, veto, gate
    name_zh: str  #: Chinese name
    reads: str = "event"  #: event, actual, achievement, status, score
    name_en: str = ""  #: English name
    kpi: str = ""  #: KPI code; empty for events
    subject: str = ""  #: unit whose figure is read; empty = that of the card
    cards: str = "all"  #: which cards it holds for: all, unit, person
    comparison: str = "at_least"  #: below, at_most, at_least, above
    limit: Decimal | None = None  #: in the unit of what is read
    light: str = ""  #: of a status: red or amber
    per: Decimal | None = None  #: one unit of points for each so much beyond the limit
    counting: str = "once"  #: once, proportional, full
    points: Decimal | None = None  #: per unit, of extra points and deductions
    most: Decimal | None = None  #: highest points of the rule; what a veto or gate leaves
    scope: str = ""  #: of a veto: line, total, grade, pay
    grade: str = ""  #: best grade a veto on the grade leaves
    lifted_by: str = ""  #: right of who may lift it; empty = nobody


@dataclass(frozen=True)
class AdjustmentRuleRow:
    """One version of a rule beside the lines."""

    id: int  #: key
    stated: NewAdjustment  #: what it says
    version: int  #: from 1
    kpi_id: int | None  #: KPI it reads
    subject_id: int | None  #: unit whose figure it reads
    fingerprint: str  #: hash of what it says
    approved_by: str  #: account
    approved_at: datetime  #: when
    ended_at: datetime | None  #: when it was ended
    ended_by: str  #: by whom
    end_reason: str  #: why

    @property
    def condition(self) -> Condition:
        """When it holds."""
        said = self.stated
        return Condition(said.reads, said.comparison, said.limit, said.light, said.per, said.counting)

    def name(self, language: str) -> str:
        """Name in a language."""
        return self.stated.name_en if language == "en" and self.stated.name_en else self.stated.name_zh


@dataclass(frozen=True)
class EventRow:
    """Something that happened and counts by a rule."""

    id: int  #: key
    rule_code: str  #: rule
    rule_name_zh: str  #: its Chinese name
    rule_name_en: str  #: its English name
    kind: str  #: kind of the rule
    scheme: str  #: code of the scheme
    subject: SubjectRow  #: whose card
    happened_on: date  #: day
    count: Decimal  #: how many
    text: str  #: what happened
    evidence: str  #: where the document stands
    state: str  #: recorded, approved, refused
    recorded_by: str  #: account
    recorded_at: datetime  #: when
    decided_by: str  #: account, empty until decided
    decided_at: datetime | None  #: when
    decision_reason: str  #: why, where it was refused


@dataclass(frozen=True)
class LiftRow:
    """A veto or gate taken back for one card."""

    id: int  #: key
    cycle_id: int  #: quarter
    rule_code: str  #: rule
    rule_name_zh: str  #: its Chinese name
    rule_name_en: str  #: its English name
    subject: SubjectRow  #: whose card
    reason: str  #: why
    state: str  #: asked, approved, refused
    asked_by: str  #: account
    asked_at: datetime  #: when
    decided_by: str  #: account of the second person
    decided_at: datetime | None  #: when
    decision_reason: str  #: what the second person said
    lifted_by: str  #: right the second person needs


@dataclass(frozen=True)
class TermsRow:
    """Limits, rounding, ties and distribution of the cards of a scheme."""

    version: int = 0  #: 0 = the scheme states none
    limits: CardLimits = field(default_factory=CardLimits)  #: how far a total may be moved and reach
    ties: str = "shared"  #: shared, dense, last
    distribution: str = "off"  #: off, guideline, hard
    shares: tuple[GradeShare, ...] = ()  #: the best grade first
    wording: str = "at_most"  #: how a share becomes a number of people
    bottom_least: int | None = None  #: the last grade has at least so many; None = no quota of its own
    exempt_up_to: int = 0  #: groups of so many or fewer are graded by score
    smallest_group: int = SMALLEST_GROUP  #: units with fewer people are compared together with the unit above
    counted_from: str = BOTH_ENDS  #: where grades are filled from; only terms of before are filled from the top
    calibration: str = OPTIONAL  #: optional, or required before publication
    most_steps: int | None = None  #: a calibration moves a grade so many steps at most; None = any
    over_quota: str = WITH_REASON  #: grades beyond the guideline: reason or refuse
    talks_first: str = NO_TALKS  #: talks publication waits for: off, accountability, last_grade
    approved_by: str = ""  #: account
    approved_at: datetime | None = None  #: when

    @property
    def quotas(self) -> Quotas:
        """How the shares become numbers of people."""
        return Quotas(self.shares, self.wording, self.bottom_least, self.counted_from)


def rule_row_of(rule: AdjustmentRule) -> AdjustmentRuleRow:
    """A rule whose KPI and subject were read along."""
    stated = NewAdjustment(
        code=rule.code,
        kind=rule.kind,
        name_zh=rule.name_zh,
        name_en=rule.name_en,
        reads=rule.reads,
        kpi=rule.kpi.code if rule.kpi else "",
        subject=rule.subject.code if rule.subject else "",
        cards=rule.cards,
        comparison=rule.comparison,
        limit=rule.limit,
        light=rule.light,
        per=rule.per,
        counting=rule.counting,
        points=rule.points,
        most=rule.most,
        scope=rule.scope,
        grade=rule.grade,
        lifted_by=rule.lifted_by,
    )
    return AdjustmentRuleRow(
        id=rule.pk,
        stated=stated,
        version=rule.version,
        kpi_id=rule.kpi_id,
        subject_id=rule.subject_id,
        fingerprint=rule.fingerprint,
        approved_by=rule.approved_by,
        approved_at=rule.approved_at,
        ended_at=rule.ended_at,
        ended_by=rule.ended_by,
        end_reason=rule.end_reason,
    )


def event_row(event: AdjustmentEvent, subjects: Mapping[int, SubjectRow]) -> EventRow:
    """An event whose rule and scheme were read along."""
    return EventRow(
        id=event.pk,
        rule_code=event.rule.code,
        rule_name_zh=event.rule.name_zh,
        rule_name_en=event.rule.name_en or event.rule.name_zh,
        kind=event.rule.kind,
        scheme=event.rule.scheme.code,
        subject=subjects[event.subject_id],
        happened_on=event.happened_on,
        count=event.count if event.count is not None else Decimal(1),
        text=event.text,
        evidence=event.evidence,
        state=event.state,
        recorded_by=event.recorded_by,
        recorded_at=event.recorded_at,
        decided_by=event.decided_by,
        decided_at=event.decided_at,
        decision_reason=event.decision_reason,
    )


def lift_row(lift: VetoLift, subjects: Mapping[int, SubjectRow]) -> LiftRow:
    """A lift whose rule was read along."""
    return LiftRow(
        id=lift.pk,
        cycle_id=lift.cycle_id,
        rule_code=lift.rule.code,
        rule_name_zh=lift.rule.name_zh,
        rule_name_en=lift.rule.name_en or lift.rule.name_zh,
        subject=subjects[lift.subject_id],
        reason=lift.reason,
        state=lift.state,
        asked_by=lift.asked_by,
        asked_at=lift.asked_at,
        decided_by=lift.decided_by,
        decided_at=lift.decided_at,
        decision_reason=lift.decision_reason,
        lifted_by=lift.rule.lifted_by,
    )


def terms_row(terms: CardTerms | None) -> TermsRow:
    """Terms in force; without any, those every scheme begins with."""
    if terms is None:
        return TermsRow()
    return TermsRow(
        version=terms.version,
        limits=CardLimits(terms.extra_most, terms.deduction_most, terms.floor, terms.cap, terms.places),
        ties=terms.ties,
        distribution=terms.distribution,
        shares=tuple(GradeShare(grade, Decimal(percent) / 100) for grade, percent in terms.shares),
        wording=terms.wording,
        bottom_least=terms.bottom_least,
        exempt_up_to=terms.exempt_up_to,
        smallest_group=terms.smallest_group,
        counted_from=terms.counted_from,
        calibration=terms.calibration,
        most_steps=terms.most_steps,
        over_quota=terms.over_quota,
        talks_first=terms.talks_first,
        approved_by=terms.approved_by,
        approved_at=terms.approved_at,
    )
