"""The further chapters of a document: scoring, pay, responsibilities, calendar, appeals and changes."""

from __future__ import annotations

from django.utils.translation import gettext

from kpiloop.interfaces.reports.charter.shapes import ChapterShown, TableShown
from kpiloop.interfaces.reports.charter.words import (
    Said,
    adjustment_effect,
    adjustment_when,
    band_of,
    bonus_of,
    day_of,
    hands_of,
    limits_of,
    lines_of,
    name_of,
    names_of,
    scoring_of,
    shares_of,
)
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label


def scoring(content: Said, number: str) -> ChapterShown:
    """How a KPI is scored, which total earns which grade, and how grades are distributed."""
    kpis = tuple(
        (
            name_of(row),
            label(f"perspective.{row['perspective']}") if row["perspective"] else formats.MISSING,
            scoring_of(row),
        )
        for row in content["kpis"]
    )
    heads = (gettext("KPI"), gettext("Perspective"), gettext("Scoring"))
    tables = [TableShown(heads, kpis, (), (3, 2, 6), gettext("Scoring of KPIs"))] if kpis else []
    if content["grades"]:
        bands = tuple((row["grade"], band_of(row), row["factor"]) for row in content["grades"])
        heads = (gettext("Grade"), gettext("Total"), gettext("Factor"))
        tables.append(TableShown(heads, bands, (2,), (1, 2, 1), gettext("Grades")))
    if content.get("adjustments"):
        tables.append(_adjustments(content))
    limits = content.get("limits", {})
    said = [gettext("The total of a card is the sum of scores times weights."), *limits_of(limits)]
    if limits.get("places") is None:
        said.append(gettext("A total is not rounded before it is graded."))
    closing = []
    if content["distribution"]:
        told = {"shares": shares_of(content["distribution"])}
        closing.append(gettext("Distribution inside each unit: %(shares)s.") % told)
    else:
        closing.append(gettext("Grades follow the totals alone; there is no forced distribution."))
    return ChapterShown(number, gettext("Scoring and grades"), tuple(said), tuple(tables), tuple(closing))


def _adjustments(content: Said) -> TableShown:
    rows = tuple(
        (
            label(f"adjustment_kind.{row['kind']}"),
            name_of(row),
            label(f"adjustment_cards.{row['cards']}"),
            adjustment_when(row),
            adjustment_effect(row),
        )
        for row in content["adjustments"]
    )
    heads = (gettext("Kind"), gettext("Name"), gettext("Holds for"), gettext("When"), gettext("What it does"))
    return TableShown(heads, rows, (), (2, 3, 2, 4, 3), gettext("Extra points, deductions, vetoes and gates"))


def pay(content: Said, number: str) -> ChapterShown:
    """How a result becomes money, or that it does not."""
    rule, title = content["bonus"], gettext("Link to pay")
    if rule is None:
        return ChapterShown(number, title, missing=gettext("No link to pay is laid down in this scheme."))
    said = [gettext("Bonus of a quarter = %(product)s.") % {"product": bonus_of(rule)}]
    if rule["factor_cap"] is not None:
        said.append(gettext("The own factor is at most %(cap)s.") % {"cap": rule["factor_cap"]})
    said.append(
        gettext("The pool of the quarter is paid out in full: entitlements are scaled to it, up or down.")
        if rule["pool_method"] == "share"
        else gettext("The pool of the quarter is not exceeded: entitlements are scaled down where they would.")
    )
    if rule.get("gate_money"):
        said.append(gettext("Gates: %(rule)s.") % {"rule": label(f"gate_money.{rule['gate_money']}")})
    said.append(gettext("Bases and pools are decided separately; everybody sees the own calculation in full."))
    return ChapterShown(number, title, tuple(said))


def responsibilities(content: Said, number: str) -> ChapterShown:
    """Who holds which office, who reports which figure, through whose hands it goes, and separate duties."""
    offices = tuple(
        (label(f"office.{row['office']}"), f"{name_of(row['person'])}", label(f"office_task.{row['office']}"))
        for row in content["offices"]
    )
    tables = []
    if offices:
        heads = (gettext("Office"), gettext("Name"), gettext("Responsible for"))
        tables.append(TableShown(heads, offices, (), (2, 2, 6), gettext("Offices")))
    if content["providers"]:
        reporting = tuple((name_of(row), names_of(row["kpis"])) for row in content["providers"])
        provided = (gettext("Data provider"), gettext("KPIs"))
        tables.append(TableShown(provided, reporting, (), (2, 8), gettext("Who reports figures")))
    if content["flows"]:
        rows = tuple((name_of(row), formats.number(row["kpis"]), hands_of(row)) for row in content["flows"])
        heads = (gettext("Approval"), gettext("KPIs"), gettext("In order"))
        tables.append(TableShown(heads, rows, (1,), (2, 1, 7), gettext("Who checks and approves figures")))
    duties = content["duties"]
    closing = [gettext("Separate duties: %(rule)s.") % {"rule": label(f"duties.{duties['policy']}")}]
    if duties["waiver"]:
        closing.append(gettext("Waived for this scheme: %(reason)s") % {"reason": duties["waiver"]})
    closing.append(gettext("Nobody approves the own result."))
    return ChapterShown(number, gettext("Responsibilities"), (), tuple(tables), tuple(closing))


def timetable(content: Said, number: str) -> ChapterShown:
    """What is due when in every month and quarter."""
    days, dates = content["days"], content["dates"]
    told = {name: str(days[name]) for name in days}
    said = []
    if days["collect_days"] is not None:
        said.append(gettext("Figures of a month are complete within %(collect_days)s days after its end.") % told)
    said += [
        gettext(
            "The monthly review is held on working day %(review_days)s after the month; the month is closed on "
            "working day %(close_days)s."
        )
        % told,
        gettext(
            "Results of a quarter are published on working day %(publish_days)s after it. The own review is due "
            "%(self_review_days)s days and that of the manager %(manager_review_days)s days after the quarter."
        )
        % told,
    ]
    months = tuple(
        (
            periods.period_name(row["period"]),
            day_of(row.get("collect", "")),
            day_of(row["review"]),
            day_of(row["close"]),
        )
        for row in dates["months"]
    )
    heads = (gettext("Month"), gettext("Figures complete"), gettext("Monthly review"), gettext("Close"))
    tables = [TableShown(heads, months, (), (2, 2, 2, 2), gettext("Calendar of months"))] if months else []
    names = ("self_review", "manager_review", "publish", "appeal", "talk", "ruling")
    quarters = tuple(
        (periods.period_name(row["period"]), *(day_of(row[name]) for name in names)) for row in dates["quarters"]
    )
    quarterly = (gettext("Quarter"), *(label(f"charter_date.{name}") for name in names))
    if quarters:
        tables.append(TableShown(quarterly, quarters, (), (), gettext("Calendar of quarters")))
    return ChapterShown(number, gettext("Calendar of the year"), tuple(said), tuple(tables))


def appeals(content: Said, number: str) -> ChapterShown:
    """How results are appealed against, and how targets and the scheme itself are changed."""
    days, changes = content["days"], content["changes"]
    said = [
        gettext(
            "Whoever disagrees with a published result appeals in writing within %(appeal_days)s working days. "
            "Somebody who did not give the result hears the appeal and answers in writing within %(ruling_days)s "
            "working days. Nobody is worse off for having appealed."
        )
        % {name: str(days[name]) for name in ("appeal_days", "ruling_days")},
        *lines_of(content["appeals"]["text"]),
        gettext("Targets are changed by a request with its reason, decided by somebody else; they do not work back."),
    ]
    if changes["freeze_days"]:
        frozen = gettext("Within %(days)s days of the end of a period no target is changed.")
        said.append(frozen % {"days": changes["freeze_days"]})
    said += [
        gettext("A change of this scheme takes effect with a new edition of this document that is signed again."),
        *lines_of(changes["text"]),
    ]
    return ChapterShown(number, gettext("Appeals and changes"), tuple(said))
