"""A score sheet put together from what reward gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.charts.marks.score_line import score_line
from kpiloop.interfaces.charts.marks.variance_bar import Scale, scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Freshness, Link
from kpiloop.interfaces.web.reward import sheet_page as page
from kpiloop.interfaces.web.reward.sheet_adjustments import adjustments_of, order_words
from kpiloop.interfaces.web.reward.sheet_words import HUNDRED, display_of_line, rule_words, weight_words, working_words
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import moment, period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.rows import LineRow, SheetRow

ONE, TWO = 1, 2
BAR = 72
BOOSTS = 3


def build_sheet(viewer: Actor, sheet_id: int) -> page.SheetPage:
    """The page of one score sheet."""
    row = selectors.sheet_by_id(viewer, sheet_id=sheet_id)
    bars = scale_of([line.lost for line in row.lines], width=BAR)
    groups = tuple(_group(row, place, bars) for place in sorted({line.segment for line in row.lines}))
    lost = sum((line.lost for line in row.lines if line.lost is not None), Decimal(0))
    boosts = _boosts(row)
    return page.SheetPage(
        crumbs=(
            Link(gettext("Reviews"), reverse("reward:cycle", args=[row.cycle.id])),
            Link(f"{period_name(row.cycle.period_code)} {row.subject.name(formats.language())}", ""),
        ),
        title=_title(row),
        short_title=f"{formats.number(row.total, ONE)} {row.grade}"
        if row.total is not None
        else gettext("No score yet"),
        subject=row.subject.name(formats.language()),
        freshness=Freshness(
            gettext("Scored %(time)s, revision %(number)s") % {"time": moment(row.computed_at), "number": row.revision},
            is_complete=row.total is not None,
        ),
        previous=Link(gettext("Quarter before"), reverse("reward:sheet", args=[row.previous_id]))
        if row.previous_id
        else None,
        pdf_address="",
        groups=groups,
        sum_note=_segments_note(row),
        sum_weight="100%",
        sum_score=formats.number(row.total if row.card_total is None else row.card_total, TWO),
        sum_lost=formats.number(lost, ONE, signed=True) if len(groups) == 1 else "",
        adjustments=adjustments_of(viewer, row),
        total=formats.number(row.total, ONE),
        total_note=order_words(row),
        grade=row.grade or formats.MISSING,
        grade_word="",
        grade_range=_range(row),
        figures=tuple(_figures(row)),
        headline=formats.clauses([f"{name} {figure}" for name, figure in _figures(row)]),
        line=score_line(row.total, [(band.grade, band.lower) for band in reversed(row.bands)], end=Decimal(115)),
        boosts=boosts,
        boosts_title=gettext("What helps most"),
        boosts_note=gettext("Estimate: the other lines unchanged, rules as they are"),
        boosts_sum="",
        steps=tuple(_steps(row, names_of(viewer, _signers(row)))),
        steps_note=gettext("revision %(number)s") % {"number": row.revision},
        changes=(),
        sign=_sign(viewer, row),
    )


def _title(row: SheetRow) -> str:
    worst = sorted((line for line in row.lines if line.lost), key=lambda line: line.lost or 0)[:2]
    named = formats.join([f"{_name(line)} {formats.number(line.lost, ONE, signed=True)}" for line in worst])
    fields = {
        "name": row.subject.name(formats.language()),
        "period": period_name(row.cycle.period_code),
        "total": formats.number(row.total, ONE),
        "grade": row.grade or formats.MISSING,
        "lines": named,
    }
    if row.total is None:
        return gettext("%(name)s, %(period)s: no score yet") % fields
    if not named:
        return gettext("%(name)s, %(period)s: %(total)s points, %(grade)s; nothing was lost") % fields
    return gettext("%(name)s, %(period)s: %(total)s points, %(grade)s; most was lost on %(lines)s") % fields


def _group(row: SheetRow, place: int, bars: Scale) -> page.SheetGroup:
    lines = [line for line in row.lines if line.segment == place]
    segment = row.segments[place] if place < len(row.segments) else None
    language = formats.language()
    title = gettext("KPIs")
    if segment is not None and segment.subjects:
        title = formats.join([subject.name(language) for subject in segment.subjects])
    note = gettext("%(days)s days") % {"days": segment.days} if segment is not None and len(row.segments) > 1 else ""
    lost = sum((line.lost for line in lines if line.lost is not None), Decimal(0))
    return page.SheetGroup(
        title=title,
        note=note,
        weight="100%",
        full="100",
        score=formats.number(segment.total if segment else row.total, ONE),
        lost=formats.number(lost, ONE, signed=True),
        lines=tuple(_line(line, bars, is_scored=row.total is not None) for line in lines),
    )


def _line(line: LineRow, bars: Scale, *, is_scored: bool) -> page.SheetLine:
    display = display_of_line(line)
    working, result = working_words(line)
    return page.SheetLine(
        name=_name(line),
        note=line.subject.name(formats.language()),
        target=formats.target(line.stated, display, line.kpi.direction, with_unit=False),
        actual=formats.value(line.actual, display),
        light=line.light,
        judged="",
        rule=rule_words(line),
        working=working,
        result=result,
        weight=weight_words(line) if is_scored else formats.percent(line.weight / HUNDRED, 0),
        full=formats.number((line.effective_weight or 0) * HUNDRED if is_scored else line.weight, 0),
        score=formats.number(line.weighted_score, ONE),
        lost=formats.number(line.lost, ONE, signed=True),
        lost_bar=variance_bar(line.lost, bars, judgement="worse") if line.lost else None,
        evidence=tuple(
            Link(period_name(month, short=True), reverse("proof:value", args=[key]))
            for month, key in zip(line.months, line.value_ids, strict=True)
        ),
    )


def _name(line: LineRow) -> str:
    return line.kpi.name(formats.language())


def _boosts(row: SheetRow) -> tuple[page.Boost, ...]:
    """Lines whose full mark would raise the total most."""
    total = row.total
    if total is None or len(row.segments) > 1:
        return ()
    worst = sorted((line for line in row.lines if line.lost), key=lambda line: line.lost or 0)[:BOOSTS]
    shown = []
    for line in worst:
        gain = -(line.lost or Decimal(0))
        then = total + gain
        grade = next((band.grade for band in row.bands if then >= band.lower), "")
        display = display_of_line(line)
        change = f"{formats.value(line.actual, display)} → {formats.value_with_unit(line.target, display)}"
        gained = formats.number(gain, TWO, signed=True)
        shown.append(page.Boost(_name(line), change, "", gained, f"{formats.number(then, TWO)} {grade}"))
    return tuple(shown)


def _figures(row: SheetRow) -> list[tuple[str, str]]:
    figures = []
    if row.previous_total is not None and row.total is not None:
        change = formats.number(row.total - row.previous_total, ONE, signed=True)
        figures.append((gettext("vs last quarter"), change))
    if row.to_next_grade is not None:
        figures.append(
            (gettext("short of %(grade)s") % {"grade": row.next_grade}, formats.number(row.to_next_grade, ONE))
        )
    if row.rank:
        place = f"{row.rank} / {row.ranked}"
        if row.previous_rank is not None:
            change = formats.number(Decimal(row.previous_rank - row.rank), 0, signed=True)
            place = f"{place} ({change})"
        figures.append((gettext("Rank"), place))
    return figures


def _range(row: SheetRow) -> str:
    band = next((band for band in row.bands if band.grade == row.grade), None)
    if band is None:
        return ""
    upper = f" < {formats.number(band.upper, 0)}" if band.upper is not None else ""
    return f"{formats.number(band.lower, 0)} ≤ {formats.number(row.total, ONE)}{upper}"


def _segments_note(row: SheetRow) -> str:
    if len(row.segments) < 2:
        return ""
    return gettext("segments merged by days: %(days)s") % {"days": " + ".join(str(part.days) for part in row.segments)}


def _signers(row: SheetRow) -> list[str]:
    held = row.calibration
    changers = [change.made_by for change in held.changes] if held else []
    return [row.computed_by, row.cycle.published_by, row.signed_by, *changers, *([held.confirmed_by] if held else [])]


def _steps(row: SheetRow, names: Mapping[str, str]) -> list[page.Step]:
    steps = [page.Step(gettext("Scored"), names.get(row.computed_by, row.computed_by), moment(row.computed_at))]
    if row.calibration is not None:
        held = row.calibration
        who = names.get(held.confirmed_by, held.confirmed_by)
        steps += [
            page.Step(
                gettext("Calibrated %(before)s → %(after)s: %(reason)s")
                % {"before": change.before, "after": change.after, "reason": change.reason},
                gettext("%(who)s, confirmed by %(confirmed)s")
                % {"who": names.get(change.made_by, change.made_by), "confirmed": who},
                moment(datetime.fromisoformat(change.made_at)),
            )
            for change in held.changes
        ]
    if row.cycle.published_at is not None:
        steps.append(
            page.Step(
                gettext("Published"),
                names.get(row.cycle.published_by, row.cycle.published_by),
                moment(row.cycle.published_at),
            )
        )
    if row.signed_at is not None:
        word = gettext("Signed with reservation") if row.signed_with_reservation else gettext("Signed")
        steps.append(page.Step(word, names.get(row.signed_by, row.signed_by), moment(row.signed_at)))
    elif row.cycle.is_visible and row.subject.kind == "person":
        steps.append(page.Step(gettext("Signature of the person"), "", "", is_next=True))
    return steps


def _sign(viewer: Actor, row: SheetRow) -> page.SignBar | None:
    me = org.person_of(viewer)
    if me is None or row.subject.id != me.id or row.signed_at is not None or not row.cycle.is_visible:
        return None
    address = reverse("reward:sign", args=[row.id])
    return page.SignBar(
        statement=gettext("Signing says you have seen it, not that you agree."),
        hint=gettext("A reservation is kept with your signature."),
        until="",
        sign_address=address,
        reserve_address=address,
    )
