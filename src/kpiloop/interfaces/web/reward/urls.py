"""Addresses of reviews, scores and pay."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.reward import cycle_views, review_views, views

app_name = "reward"
urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<int:cycle_id>/", views.reviews, name="cycle"),
    path("reviews/<int:cycle_id>/leaderboard/", views.leaderboard, name="leaderboard"),
    path("reviews/new/", cycle_views.open_cycle, name="open_cycle"),
    path("reviews/<int:cycle_id>/score/", cycle_views.score, name="score"),
    path("reviews/<int:cycle_id>/publish/", cycle_views.publish, name="publish"),
    path("reviews/<int:cycle_id>/distribution/", cycle_views.distribution, name="distribution"),
    path("reviews/<int:cycle_id>/people/<int:person_id>/", review_views.review, name="review"),
    path("reviews/<int:cycle_id>/people/<int:person_id>/confirm/", review_views.confirm, name="confirm"),
    path("talks/", review_views.talks, name="talks"),
    path("talks/<int:interview_id>/", review_views.talk, name="talk"),
    path("talks/<int:interview_id>/sign/", review_views.sign_talk, name="sign_talk"),
    path("sheets/<int:sheet_id>/", views.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/sign/", views.sign, name="sign"),
    path("statements/<int:cycle_id>/<int:person_id>/", views.statement, name="statement"),
]
