"""Schemes: who is assessed by which KPIs, whether every card makes 100, and what to look at before publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.web.plan.cards.scheme_cards import CardList, Wanted, card_list
from kpiloop.interfaces.web.plan.grid.target_panels import Finding, findings_of, weights_of
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import MISSING_POLICIES
from kpiloop.loop.plan.rows import AssignmentRow, SchemeRow


class SchemeForm(PageForm):
    """A new scheme or the next version of one."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    fiscal_year = forms.IntegerField(min_value=2000, max_value=2100, label=gettext_lazy("Fiscal year"))
    missing_policy = forms.ChoiceField(label=gettext_lazy("A KPI without a figure"))
    kpi_limit = forms.IntegerField(min_value=1, max_value=30, initial=8, label=gettext_lazy("KPIs on a card, at most"))
    limit_blocks = forms.BooleanField(
        required=False,
        label=gettext_lazy("More than that refuses publishing"),
        help_text=gettext_lazy("Otherwise it is only noticed, with a merge to consider."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("missing_policy", [(value, label(f"missing_policy.{value}")) for value in MISSING_POLICIES])


class AssignmentForm(PageForm):
    """A KPI of a subject with the person who answers for it."""

    kpi = forms.ChoiceField(label=gettext_lazy("KPI"))
    subject = forms.ChoiceField(label=gettext_lazy("Of"))
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    provider = forms.ChoiceField(required=False, label=gettext_lazy("Reports the figure"))
    weight = forms.DecimalField(
        min_value=0,
        max_value=100,
        decimal_places=4,
        label=gettext_lazy("Weight, %"),
        help_text=gettext_lazy("0 means watched, not scored. All weights of a card make exactly 100."),
    )
    parent = forms.ChoiceField(required=False, label=gettext_lazy("Part of"))
    valid_from = day_field(label=gettext_lazy("From"))

    def __init__(self, viewer: Actor, scheme: SchemeRow, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        on = today()
        people = [(row.code, f"{row.name(language)} {row.code}") for row in org.people(viewer, on=on)]
        units = [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)]
        seats = [(row.code, f"{row.name(language)} {row.code}") for row in org.positions(viewer, on=on)]
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)
        subject.choices = [
            ("", "—"),
            (label("subject.unit"), units),
            (label("subject.person"), people),
            (label("subject.position"), seats),
        ]
        self.offer("kpi", [(row.code, row.name(language)) for row in plan.kpis(viewer)], empty="—")
        self.offer("owner", people, empty="—")
        self.offer("provider", people, empty=gettext("computed, or the owner reports it"))
        held = plan.assignments(viewer, on=on, scheme=scheme.code)
        parents = [(str(row.id), f"{row.kpi.name(language)} {row.subject.name(language)}") for row in held]
        of_units = [pair for pair, row in zip(parents, held, strict=True) if row.subject.kind == "unit"]
        self.offer("parent", of_units, empty="—")

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        parent = int(given["parent"]) if given["parent"] else None
        return {**given, "provider": given["provider"] or None, "parent": parent}


@dataclass(frozen=True)
class SchemePage:
    """The page."""

    title: str  #: the finding
    scheme: SchemeRow  #: newest version
    cards: CardList  #: the wrong ones first
    findings: tuple[Finding, ...]  #: only for who may edit
    blocking: int  #: findings that refuse publishing
    may_edit: bool  #: True when the reader may change it


def scheme_page(viewer: Actor, code: str, on: date, wanted: Wanted) -> SchemePage:
    """Build the page for one reader."""
    scheme = plan.scheme(viewer, code)
    rows = plan.assignments(viewer, on=on, scheme=code)
    cards = weights_of(rows)
    wrong = sum(1 for card in cards if not card.is_exact)
    findings = findings_of(viewer, code) if viewer.may("plan.edit") else ()
    return SchemePage(
        title=_title(scheme, rows, len(cards), wrong),
        scheme=scheme,
        cards=card_list(viewer, cards, rows, wanted, on),
        findings=findings,
        blocking=sum(1 for finding in findings if finding.severity == "blocks"),
        may_edit=viewer.may("plan.edit") and scheme.state != "retired",
    )


def _title(scheme: SchemeRow, rows: list[AssignmentRow], cards: int, wrong: int) -> str:
    name = scheme.name(get_language() or "zh-hans")
    if not rows:
        return gettext("%(name)s: no KPI is given to anybody yet") % {"name": name}
    if wrong:
        return ngettext(
            "%(name)s: %(wrong)d of %(cards)d cards does not make 100%%",
            "%(name)s: %(wrong)d of %(cards)d cards do not make 100%%",
            wrong,
        ) % {"name": name, "wrong": wrong, "cards": cards}
    return gettext("%(name)s: all %(cards)d cards make 100%%") % {"name": name, "cards": cards}
