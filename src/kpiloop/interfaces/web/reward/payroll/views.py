"""Files for payroll: made, written again byte for byte, and answered line by line or as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.reports.pay_answers import read_pay_answers
from kpiloop.interfaces.reports.pay_files import control, pay_export
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.forms.asking import PageRequest, now
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted
from kpiloop.interfaces.web.reward.payroll.forms import AnswerForm, StatusForm
from kpiloop.interfaces.web.reward.payroll.page import file_page, quarter_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.reward import selectors, services


@require_GET
@door("pay.view_all", object_kind="cycle")
def payroll(request: PageRequest, cycle_id: int) -> HttpResponse:
    """What payroll has of a quarter, and what it does not have yet."""
    return render(request, "reward/payroll.html", {"page": quarter_page(request.actor, cycle_id)})


@require_POST
@door("bonus.approve", object_kind="bonus_run")
def make(request: PageRequest, bonus_run_id: int) -> HttpResponse:
    """Make the file of a released run: whole amounts first, later only what differs."""
    made = services.make_pay_file(request.actor, run_id=bonus_run_id, now=now())
    messages.success(request, _("The file is made and never changes. Download it with its control totals."))
    return redirect("reward:pay_file", made.id)


@require_GET
@door("pay.view_all", object_kind="pay_file")
def show_file(request: PageRequest, pay_file_id: int) -> HttpResponse:
    """A file with its lines, control totals and what payroll said."""
    return render(request, "reward/pay_file.html", {"page": file_page(request.actor, pay_file_id)})


@require_GET
@door("pay.view_all", object_kind="pay_file")
def download(request: PageRequest, pay_file_id: int) -> StreamingHttpResponse:
    """The file payroll pays by, the same bytes every time."""
    held = selectors.pay_file(request.actor, file_id=pay_file_id)
    response = StreamingHttpResponse(csv_lines(pay_export(held)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(pay_file_id)}.csv"'
    return response


@require_GET
@door("pay.view_all", object_kind="pay_file")
def download_control(request: PageRequest, pay_file_id: int) -> HttpResponse:
    """What the receiver checks before anybody is paid."""
    told = control(selectors.pay_file(request.actor, file_id=pay_file_id))
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=2) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(pay_file_id)}.control.json"'
    return response


@require_http_methods(["GET", "POST"])
@door("bonus.approve", object_kind="pay_file")
def read_status(request: PageRequest, pay_file_id: int) -> HttpResponse:
    """Read the status file payroll sends back."""

    def take(given: dict[str, Any]) -> None:
        answers = read_pay_answers(given["file"].name, given["file"].read())
        services.answer_pay_lines(request.actor, file_id=pay_file_id, answers=answers, now=now())

    form = StatusForm(request.POST or None, request.FILES or None)
    titles = {"title": _("Read the status file of payroll"), "submit": _("Read it")}
    return _answered(request, pay_file_id, form, take, titles)


@require_http_methods(["GET", "POST"])
@door("bonus.approve", object_kind="pay_file")
def answer(request: PageRequest, pay_file_id: int) -> HttpResponse:
    """Record one answer for the whole file."""

    def take(given: dict[str, Any]) -> None:
        services.answer_pay_file(
            request.actor, file_id=pay_file_id, state=given["state"], answer=given["answer"], now=now()
        )

    titles = {"title": _("What payroll said about the whole file"), "submit": _("Record it")}
    return _answered(request, pay_file_id, AnswerForm(request.POST or None), take, titles)


def _answered(
    request: PageRequest,
    file_id: int,
    form: PageForm,
    take: Callable[[dict[str, Any]], None],
    titles: dict[str, str],
) -> HttpResponse:
    page = file_page(request.actor, file_id)
    if request.method == "POST" and submitted(form, take):
        messages.success(request, _("The answer is recorded. What payroll rejected is owed again."))
        return redirect("reward:pay_file", file_id)
    here = reverse("reward:pay_file", args=[file_id])
    crumbs = (*page.crumbs[:-1], Link(page.crumbs[-1].word, here))
    return show_form(request, "forms/page.html", form, back=here, crumbs=crumbs, **titles)


def _file_name(file_id: int) -> str:
    return f"pay-{file_id}"
