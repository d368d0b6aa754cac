"""Addresses of meetings and actions."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.review import action_views, meeting_views

app_name = "review"
urlpatterns = [
    path("meetings/", meeting_views.meetings, name="meetings"),
    path("meetings/<str:period_code>/", meeting_views.meeting, name="meeting"),
    path("meetings/<str:period_code>/prepare/", meeting_views.prepare, name="meeting_prepare"),
    path("meetings/<str:period_code>/start/", meeting_views.start, name="meeting_start"),
    path("meetings/<str:period_code>/remind/", meeting_views.remind, name="meeting_remind"),
    path("meetings/<str:period_code>/items/<int:item_id>/", meeting_views.discuss, name="meeting_item"),
    path("meetings/<str:period_code>/decide/", meeting_views.decide, name="meeting_decide"),
    path("meetings/<str:period_code>/draft/", meeting_views.draft, name="meeting_draft"),
    path("meetings/<str:period_code>/minutes/", meeting_views.minutes, name="meeting_minutes"),
    path("meetings/<str:period_code>/publish/", meeting_views.publish, name="meeting_publish"),
    path("actions/", action_views.actions, name="actions"),
    path("actions/new/", action_views.new_action, name="action_new"),
    path("actions/new/<int:assignment_id>/", action_views.new_action, name="action_new"),
    path("actions/<int:action_id>/", action_views.action, name="action"),
    path("actions/<int:action_id>/update/", action_views.update, name="action_update"),
]
