"""Addresses of what is learned and what follows from misses."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.improve import views
from kpiloop.interfaces.web.improve.runs import views as run_views

app_name = "improve"
urlpatterns = [
    path("improve/effects/", views.effects, name="effects"),
    path("improve/rectifications/", views.rectifications, name="rectifications"),
    path("improve/rectifications/<int:rectification_id>/submit/", views.submit, name="rectification_submit"),
    path("improve/rectifications/<int:rectification_id>/accept/", views.accept, name="rectification_accept"),
    path("improve/runs/", run_views.runs, name="runs"),
    path("improve/runs/runs.csv", run_views.runs_file, name="runs_file"),
    path("improve/runs/rules/", run_views.rungs, name="rungs"),
    path("improve/runs/rules/new/", run_views.edit, name="rung_new"),
    path("improve/runs/rules/<slug:code>/", run_views.edit, name="rung"),
    path("improve/runs/rules/<slug:code>/end/", run_views.end, name="rung_end"),
    path("improve/plans/", views.plans, name="plans"),
    path("improve/plans/<int:plan_id>/decide/", views.decide_plan, name="plan_decide"),
    path("improve/lessons/", views.lessons, name="lessons"),
    path("improve/lessons/new/", views.lesson_new, name="lesson_new"),
    path("improve/proposals/", views.proposals, name="proposals"),
    path("improve/proposals/<int:proposal_id>/decide/", views.decide_proposal, name="proposal_decide"),
]
