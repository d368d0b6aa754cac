"""What is written in a calibration: another grade with its reason, a confirmation, a reason to open again."""

from __future__ import annotations

from django import forms

from kpiloop.interfaces.web.forms.filling import PageForm


class ChangeForm(PageForm):
    """Another grade of one person; the service knows the grades."""

    person_id = forms.IntegerField()
    grade = forms.CharField(max_length=4)
    reason = forms.CharField(max_length=500, required=False)


class ConfirmForm(PageForm):
    """The confirmation, with a reason where grades go beyond the guideline."""

    exception = forms.CharField(max_length=500, required=False)


class ReopenForm(PageForm):
    """Why a confirmed calibration is opened again."""

    reason = forms.CharField(max_length=500, required=False)
