"""Addresses of reviews, scores and pay."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.reward import views

app_name = "reward"
urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<int:cycle_id>/", views.reviews, name="cycle"),
    path("reviews/<int:cycle_id>/leaderboard/", views.leaderboard, name="leaderboard"),
    path("reviews/<int:cycle_id>/score/", views.score, name="score"),
    path("reviews/<int:cycle_id>/publish/", views.publish, name="publish"),
    path("sheets/<int:sheet_id>/", views.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/sign/", views.sign, name="sign"),
    path("statements/<int:cycle_id>/<int:person_id>/", views.statement, name="statement"),
]
