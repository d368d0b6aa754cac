"""What payroll says about a file: line by line, or about all of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.reward.choices import PAY_ANSWERS


class StatusForm(PageForm):
    """The status file of payroll."""

    file = forms.FileField(
        label=gettext_lazy("Status file of payroll"),
        help_text=gettext_lazy(
            "A CSV with the columns id, state (accepted or rejected) and reason; every line of the pay file once. "
            "The pay file itself with the two columns added will do."
        ),
    )


class AnswerForm(PageForm):
    """One answer for the whole file."""

    state = forms.ChoiceField(label=gettext_lazy("Answer of payroll"))
    answer = forms.CharField(required=False, widget=text_area(2), label=gettext_lazy("What payroll said"))

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.offer("state", [(state, label(f"pay_file_state.{state}")) for state in PAY_ANSWERS])
