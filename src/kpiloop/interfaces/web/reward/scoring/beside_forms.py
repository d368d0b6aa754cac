"""Forms of rules beside the lines, of events, and of vetoes taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.engine.scoring.adjusting import DEDUCTION, EXTRA, GATE, SCOPES, VETO
from kpiloop.engine.scoring.conditions import COMPARISONS, COUNTING, LIGHTS, READS
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward.choices import CARD_KINDS, LIFTING_RIGHTS
from kpiloop.loop.reward.rows import BandRow
from kpiloop.loop.reward.scoring.adjustment_rows import AdjustmentRuleRow, NewAdjustment

#: Fields a kind of rule has no use for.
_WITHOUT = {
    EXTRA: ("subject", "scope", "grade", "lifted_by"),
    DEDUCTION: ("subject", "scope", "grade", "lifted_by"),
    VETO: ("points", "per", "counting"),
    GATE: ("points", "per", "counting", "scope", "grade", "cards"),
}


class AdjustmentForm(PageForm):
    """One rule beside the lines."""

    code = forms.CharField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    cards = forms.ChoiceField(label=gettext_lazy("Holds for"))
    reads = forms.ChoiceField(label=gettext_lazy("Looks at"))
    kpi = forms.ChoiceField(required=False, label=gettext_lazy("KPI"))
    subject = forms.ChoiceField(required=False, label=gettext_lazy("Figure of"))
    comparison = forms.ChoiceField(label=gettext_lazy("Holds when it is"))
    limit = forms.DecimalField(
        required=False,
        label=gettext_lazy("Limit"),
        help_text=gettext_lazy("Of an achievement a fraction: 0.9 is 90%."),
    )
    light = forms.ChoiceField(required=False, label=gettext_lazy("Status"))
    points = forms.DecimalField(required=False, label=gettext_lazy("Points each"))
    per = forms.DecimalField(
        required=False,
        label=gettext_lazy("One for each so much beyond the limit"),
        help_text=gettext_lazy("Empty: once."),
    )
    counting = forms.ChoiceField(label=gettext_lazy("Steps count"))
    scope = forms.ChoiceField(label=gettext_lazy("Holds down"))
    most = forms.DecimalField(required=False, label=gettext_lazy("Leaves at most"))
    grade = forms.ChoiceField(required=False, label=gettext_lazy("Best grade it leaves"))
    lifted_by = forms.ChoiceField(required=False, label=gettext_lazy("May be lifted by"))

    def __init__(
        self, viewer: Actor, kind: str, grades: tuple[BandRow, ...], held: AdjustmentRuleRow | None, *given: Any
    ) -> None:
        initial = {name: getattr(held.stated, name) for name in self.base_fields} if held is not None else None
        super().__init__(*given, initial=initial)
        self.kind = kind
        for name in _WITHOUT[kind]:
            del self.fields[name]
        self._offer_words(viewer, grades)
        if kind in (EXTRA, DEDUCTION):
            self.fields["most"].label = gettext("Points in all, at most")
        if kind == GATE:
            self.fields["most"].help_text = gettext("Share of the base that is paid at most: 1 is 100%.")
        if held is not None:
            self.fields["code"].disabled = True

    def _offer_words(self, viewer: Actor, grades: tuple[BandRow, ...]) -> None:
        language, on = formats.language(), today()
        reads = READS[1:] if self.kind == GATE else READS
        units = [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)]
        choices: dict[str, tuple[list[tuple[str, str]], str | None]] = {
            "cards": ([(name, label(f"adjustment_cards.{name}")) for name in CARD_KINDS], None),
            "reads": ([(name, label(f"adjustment_reads.{name}")) for name in reads], None),
            "kpi": ([(row.code, row.name(language)) for row in plan.kpis(viewer)], "—"),
            "subject": (units, gettext("the card itself")),
            "comparison": ([(name, label(f"adjustment_comparison.{name}")) for name in COMPARISONS], None),
            "light": ([(name, label(f"adjustment_light.{name}")) for name in LIGHTS], "—"),
            "counting": ([(name, label(f"adjustment_counting.{name}")) for name in COUNTING], None),
            "scope": ([(name, label(f"adjustment_scope.{name}")) for name in SCOPES], None),
            "grade": ([(row.grade, row.grade) for row in grades], "—"),
            "lifted_by": ([(name, label(f"lifting_right.{name}")) for name in LIFTING_RIGHTS], gettext("nobody")),
        }
        for name, (offered, empty) in choices.items():
            if name in self.fields:
                self.offer(name, offered, empty=empty)

    def stated(self) -> NewAdjustment:
        """What the service takes."""
        return NewAdjustment(kind=self.kind, **self.cleaned_data)


class EndForm(PageForm):
    """Why a rule ends."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=text_area(2))


class EventForm(PageForm):
    """Something that happened and counts."""

    rule = forms.ChoiceField(label=gettext_lazy("Rule"))
    subject = forms.ChoiceField(label=gettext_lazy("Of"))
    happened_on = day_field(label=gettext_lazy("Happened on"))
    count = forms.DecimalField(initial=1, label=gettext_lazy("How many"))
    text = forms.CharField(max_length=500, label=gettext_lazy("What happened"), widget=text_area(2))
    evidence = forms.CharField(
        max_length=200,
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("Number or place of the document; it is never left out."),
    )

    def __init__(self, viewer: Actor, rules: tuple[AdjustmentRuleRow, ...], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language, on = formats.language(), today()
        reading = [row for row in rules if row.stated.reads == "event"]
        self.offer(
            "rule",
            [
                (row.stated.code, f"{label(f'adjustment_kind.{row.stated.kind}')} {row.name(language)}")
                for row in reading
            ],
        )
        people = [(row.code, f"{row.name(language)} {row.code}") for row in org.people(viewer, on=on)]
        units = [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)]
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)
        subject.choices = [("", "—"), (label("subject.unit"), units), (label("subject.person"), people)]


class DecisionForm(PageForm):
    """Yes or no, with what there is to say."""

    approves = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Reason"),
        widget=text_area(2),
        help_text=gettext_lazy("Needed where it is refused."),
    )

    def __init__(self, yes: str, no: str, *given: Any) -> None:
        super().__init__(*given)
        self.offer("approves", [("yes", yes), ("no", no)])
