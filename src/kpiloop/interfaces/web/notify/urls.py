"""Addresses of the inbox of notices and reminders."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.notify import views

app_name = "notify"
urlpatterns = [
    path("reminders/", views.inbox, name="inbox"),
    path("reminders/read/", views.read, name="read"),
    path("reminders/quiet/", views.quiet, name="quiet"),
]
