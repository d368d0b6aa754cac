"""A responsibility letter in words: what a page shows, a file prints and a person signs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.governance.letters.document_rows import DocumentLine, LetterRow, SignatureRow
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.curves import curve_words
from kpiloop.interfaces.wording.labels import label


@dataclass(frozen=True)
class LineShown:
    """One KPI of a letter."""

    code: str  #: KPI code
    name: str  #: its name
    weight: str  #: percent of the card
    annual: str  #: target of the year with its unit
    months: str  #: targets by month where they differ, empty else
    scoring: str  #: way of scoring


@dataclass(frozen=True)
class SignatureShown:
    """One place to sign."""

    side: str  #: for whom, in words
    name: str  #: who signs
    signed: str  #: moment of signing, empty before
    reservation: str  #: what is not agreed to


@dataclass(frozen=True)
class LetterShown:
    """A whole letter."""

    title: str  #: headline
    subject: str  #: whose card
    code: str  #: code of the subject
    scheme: str  #: name of the scheme
    version: int  #: its version
    year: str  #: fiscal year
    lines: tuple[LineShown, ...]  #: heaviest first
    total: str  #: sum of the weights
    places: tuple[SignatureShown, ...]  #: owner, and superior where there is one
    earlier: tuple[SignatureShown, ...]  #: below an earlier text that no longer holds
    state: str  #: unsigned, owner, superior, signed, changed
    seal: str  #: first signs of the fingerprint, as printed below
    fingerprint: str  #: of the text


def letter_shown(row: LetterRow) -> LetterShown:
    """A letter in the reader's language; the seal tells two texts apart on paper."""
    document, language = row.document, formats.language()
    done = {each.side: each for each in row.signatures}
    sides = [("owner", document.owner)]
    if document.superior is not None:
        sides.append(("superior", document.superior))
    year = periods.period_name(f"FY{document.scheme.fiscal_year}")
    return LetterShown(
        title=gettext("Responsibility letter %(year)s") % {"year": year},
        subject=document.subject.name(language),
        code=document.subject.code,
        scheme=document.scheme.name(language),
        version=document.scheme.version,
        year=year,
        lines=tuple(_line(line, language) for line in document.lines),
        total=_percent(sum((line.weight for line in document.lines), Decimal(0))),
        places=tuple(_place(side, person.name(language), done.get(side)) for side, person in sides),
        earlier=tuple(_place(each.side, each.person.name(language), each) for each in row.earlier),
        state=row.state,
        seal=document.fingerprint[:12],
        fingerprint=document.fingerprint,
    )


def _percent(weight: Decimal) -> str:
    """A weight without zeros nobody wrote: 12.5, 60."""
    return formats.number(weight, max(0, -int(weight.normalize().as_tuple().exponent)))


def _line(line: DocumentLine, language: str) -> LineShown:
    display = formats.display_of(line.kpi)
    figures = set(line.months.values())
    months = [
        f"{periods.period_name(code, short=True)} {formats.value(line.months[code], display)}" for code in line.months
    ]
    return LineShown(
        code=line.kpi.code,
        name=line.kpi.name(language),
        weight=_percent(line.weight),
        annual=formats.target(line.annual, display, line.kpi.direction),
        months=formats.join(months) if len(figures) > 1 else "",
        scoring=curve_words(line.method, line.parameters) if line.method else "",
    )


def _place(side: str, name: str, row: SignatureRow | None) -> SignatureShown:
    if row is None:
        return SignatureShown(label(f"letter_side.{side}"), name, "", "")
    return SignatureShown(label(f"letter_side.{side}"), name, periods.moment(row.signed_at), row.reservation)
