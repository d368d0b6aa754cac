"""Addresses of the inbox of notices and reminders, and of webhooks."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.notify import hook_views, views

app_name = "notify"
urlpatterns = [
    path("reminders/", views.inbox, name="inbox"),
    path("reminders/read/", views.read, name="read"),
    path("reminders/quiet/", views.quiet, name="quiet"),
    path("settings/webhooks/", hook_views.hooks, name="hooks"),
    path("settings/webhooks/new/", hook_views.new_hook, name="hook_new"),
    path("settings/webhooks/<int:key>/", hook_views.hook, name="hook"),
    path("settings/webhooks/<int:key>/change/", hook_views.change, name="hook_change"),
    path("settings/webhooks/<int:key>/act/", hook_views.act, name="hook_act"),
    path("settings/webhooks/<int:key>/deliveries/<int:delivery>/again/", hook_views.again, name="hook_again"),
]
