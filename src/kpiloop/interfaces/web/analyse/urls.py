"""Addresses of understanding a gap."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.analyse import variance_views as views

app_name = "analyse"
urlpatterns = [
    path("variance/", views.explorer, name="explorer"),
    path("variance/<int:assignment_id>/", views.variance, name="variance"),
    path("variance/<int:assignment_id>/file/", views.variance_file, name="file"),
    path("variance/<int:assignment_id>/cause/", views.write_cause, name="cause_new"),
    path("variance/<int:assignment_id>/causes/<int:cause_id>/confirm/", views.confirm_cause, name="cause_confirm"),
    path("variance/<int:assignment_id>/causes/<int:cause_id>/withdraw/", views.withdraw_cause, name="cause_withdraw"),
]
