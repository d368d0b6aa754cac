"""The guideline of a calibration round beside what is there: grades by the distribution, and those the scores gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.worded.paging import Sheaf, cut
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.choices import SMALLEST_GROUP
from kpiloop.loop.reward.rows import SheetRow
from kpiloop.loop.reward.selectors.guideline import Guideline, GuidelineGroup, GuidelineRow

AT_MOST, AT_LEAST = "at_most", "at_least"
PLACES = 1


@dataclass(frozen=True)
class Stretch:
    """A grade in a strip of a hundred."""

    grade: str  #: grade
    starts: str  #: where it begins, in hundredths of the strip
    wide: str  #: how much of it it takes
    shade: int  #: 0 for the best grade


@dataclass(frozen=True)
class GradeLine:
    """How many have a grade."""

    grade: str  #: grade
    share: str  #: asked share
    wanted: int  #: people by the guideline
    actual: int  #: people by the scores
    difference: str  #: actual less guideline, signed


@dataclass(frozen=True)
class UnitLine:
    """A unit whose people are compared with each other."""

    name: str  #: unit
    merged: str  #: units whose people are compared here, where it is not this one alone
    size: int  #: people
    wanted: tuple[Stretch, ...]  #: strip of the guideline
    actual: tuple[Stretch, ...]  #: strip of what is there
    counts: tuple[tuple[int, int, bool], ...]  #: by grade: guideline, actual, whether they differ
    moved: int  #: people whose grade is another one


@dataclass(frozen=True)
class MovedLine:
    """Somebody whose grade by the scores is not that of the guideline."""

    name: str  #: who
    unit: str  #: compared inside
    place: int  #: place there
    total: str  #: points
    actual: str  #: grade by the scores
    wanted: str  #: grade by the guideline
    address: str  #: the sheet


@dataclass(frozen=True)
class DistributionPage:
    """The whole page."""

    title: str  #: finding, or the quarter while nothing can be distributed
    crumbs: tuple[Link, ...]  #: the review
    shares: tuple[tuple[str, str], ...]  #: grade, asked percent
    wording: str  #: at_most or at_least
    smallest: int  #: units with fewer people are compared with the unit above
    fault: str = ""  #: why nothing can be distributed
    people: int = 0  #: how many are compared
    wanted: tuple[Stretch, ...] = ()  #: strip of the guideline
    actual: tuple[Stretch, ...] = ()  #: strip of what is there
    grades: tuple[GradeLine, ...] = ()  #: by grade
    units: tuple[UnitLine, ...] = ()  #: by unit
    moved: Sheaf[MovedLine] = field(default_factory=lambda: Sheaf((), 1, 0, has_more=False))  #: people
    left_out: tuple[str, ...] = ()  #: who is not compared, and why


def distribution_page(
    viewer: Actor, cycle_id: int, *, asked: Mapping[str, str], wording: str, number: int, smallest: str = ""
) -> DistributionPage:
    """The guideline of a cycle with the shares that are asked for; what cannot be shared out says why.

    Shape:    `asked` is percent by grade, as written; a grade that is not asked for has the share of the scheme.
    """
    cycle = selectors.cycle(viewer, cycle_id)
    usual = selectors.guideline_shares(viewer, scheme=cycle.scheme_code)
    written = {row.grade: asked.get(row.grade, number_text(row.share * 100)).strip() for row in usual}
    rounding = wording if wording in (AT_MOST, AT_LEAST) else AT_MOST
    least = int(smallest) if smallest.isdecimal() and len(smallest) < 5 else SMALLEST_GROUP
    name = period_name(cycle.period_code)
    page = {
        "title": gettext("%(quarter)s: distribution of grades") % {"quarter": name},
        "crumbs": (Link(name, reverse("reward:cycle", args=[cycle_id])), Link(gettext("Distribution"), "")),
        "shares": tuple(written.items()),
        "wording": rounding,
        "smallest": least,
    }
    try:
        shares = [GradeShare(grade, Decimal(text) / 100) for grade, text in written.items()]
        found = selectors.guideline(viewer, cycle_id=cycle_id, shares=shares, wording=rounding, smallest=least)
    except InvalidOperation:
        return DistributionPage(fault=gettext("Write each share as a number in percent."), **page)  # type: ignore[arg-type]
    except Refusal as refusal:
        if refusal.code not in ("grade_shares_whole", "scoring_rule_missing"):
            raise
        return DistributionPage(fault=_fault(refusal, shares), **page)  # type: ignore[arg-type]
    sheets = {row.subject.id: row for row in selectors.sheets(viewer, cycle_id=cycle_id, kind="person")}
    return _filled(page, found, sheets, shares, number, name)


def _fault(refusal: Refusal, shares: Sequence[GradeShare]) -> str:
    """Why nothing can be distributed; sums in percent, as they are written here."""
    total = sum((share.share for share in shares), Decimal(0))
    if refusal.code != "grade_shares_whole" or any(share.share < 0 for share in shares):
        return refusal_sentence(refusal)
    return gettext("The shares add up to %(total)s%%, not to 100%%.") % {"total": number_text(total * 100)}


def _filled(
    page: Mapping[str, object],
    found: Guideline,
    sheets: Mapping[int, SheetRow],
    shares: Sequence[GradeShare],
    number: int,
    quarter: str,
) -> DistributionPage:
    grades = [share.grade for share in shares]
    everybody = [row for group in found.groups for row in group.rows]
    wanted, actual = Counter(row.grade for row in everybody), _actual(everybody, sheets)
    moved = tuple(_moved(found.groups, sheets))
    more = {grade: actual[grade] - wanted[grade] for grade in grades}
    if not everybody and (found.too_few or found.left_out):
        title = gettext("%(quarter)s: nobody is compared with others") % {"quarter": quarter}
    else:
        title = _finding(quarter, len(everybody), len(moved), more)
    return DistributionPage(
        **{**page, "title": title},  # type: ignore[arg-type]
        people=len(everybody),
        wanted=strip(wanted, grades),
        actual=strip(actual, grades),
        grades=tuple(
            GradeLine(
                share.grade, formats.percent(share.share, 0), wanted[share.grade], actual[share.grade],
                formats.number(actual[share.grade] - wanted[share.grade], 0, signed=True),
            )
            for share in shares
        ),
        units=tuple(_unit(group, sheets, grades) for group in found.groups),
        moved=cut(moved, number),
        left_out=tuple(_left_out(found)),
    )  # fmt: skip


def _unit(group: GuidelineGroup, sheets: Mapping[int, SheetRow], grades: Sequence[str]) -> UnitLine:
    wanted, actual = Counter(dict(group.given)), _actual(group.rows, sheets)
    return UnitLine(
        group.unit.name(formats.language()),
        formats.join([unit.name(formats.language()) for unit in group.merged if unit != group.unit]),
        group.size,
        strip(wanted, grades),
        strip(actual, grades),
        tuple((wanted[grade], actual[grade], wanted[grade] != actual[grade]) for grade in grades),
        sum(1 for _line in _moved([group], sheets)),
    )


def _moved(groups: Iterable[GuidelineGroup], sheets: Mapping[int, SheetRow]) -> Iterator[MovedLine]:
    language = formats.language()
    for group in groups:
        for row in group.rows:
            sheet = sheets.get(row.subject.id)
            if sheet is not None and sheet.grade != row.grade:
                yield MovedLine(
                    row.subject.name(language), group.unit.name(language), row.place,
                    formats.number(row.total, PLACES), sheet.grade or formats.MISSING, row.grade,
                    reverse("reward:sheet", args=[sheet.id]),
                )  # fmt: skip


def _actual(rows: Iterable[GuidelineRow], sheets: Mapping[int, SheetRow]) -> Counter[str]:
    return Counter(sheets[row.subject.id].grade for row in rows if row.subject.id in sheets)


def strip(counts: Mapping[str, int], grades: Sequence[str]) -> tuple[Stretch, ...]:
    """Grades as stretches of a strip of a hundred, the best first."""
    total = sum(counts.values())
    found, starts = [], Decimal(0)
    for shade, grade in enumerate(grades):
        wide = Decimal(counts.get(grade, 0) * 100) / total if total else Decimal(0)
        if wide:
            found.append(Stretch(grade, f"{starts:.2f}", f"{wide:.2f}", min(shade, 4)))
        starts += wide
    return tuple(found)


def _finding(quarter: str, people: int, moved: int, more: Mapping[str, int]) -> str:
    """How many have another grade, and the grade far more have than the guideline gives."""
    said: dict[str, object] = {"quarter": quarter, "moved": moved, "people": people}
    if not people:
        return gettext("%(quarter)s: nobody is scored yet, score the quarter first") % said
    if not moved:
        return gettext("%(quarter)s: all grades are those of the guideline") % said
    grade = max(more, key=lambda each: more[each])
    said |= {"grade": grade, "more": more[grade]}
    if more[grade] <= 0:
        sentence = ngettext(
            "%(quarter)s: %(moved)s of %(people)s person not graded by the guideline",
            "%(quarter)s: %(moved)s of %(people)s people not graded by the guideline",
            people,
        )
    else:
        sentence = ngettext(
            "%(quarter)s: %(moved)s of %(people)s person not graded by the guideline, %(more)s too many in %(grade)s",
            "%(quarter)s: %(moved)s of %(people)s people not graded by the guideline, %(more)s too many in %(grade)s",
            people,
        )
    return sentence % said


def _left_out(found: Guideline) -> Iterator[str]:
    if found.too_few:
        said = ngettext(
            "%(who)s stands alone even with the company and is not compared: the score decides.",
            "%(who)s: too few even together with the company, not compared; the score decides.",
            len(found.too_few),
        )
        yield said % {"who": formats.join([row.name(formats.language()) for row in found.too_few])}
    if found.left_out:
        said = ngettext(
            "%(count)s person has several cards or rests on the unit and is not compared.",
            "%(count)s people have several cards or rest on their unit and are not compared.",
            found.left_out,
        )
        yield said % {"count": found.left_out}
