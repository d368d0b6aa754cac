"""Addresses that belong to no stage."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.shell import entrance, search, views

app_name = "shell"
urlpatterns = [
    path("assets/<slug:digest>.css", views.styles, name="styles"),
    path("assets/<slug:digest>.js", views.scripts, name="scripts"),
    path("signin/", entrance.enter, name="signin"),
    path("signout/", entrance.leave, name="signout"),
    path("search/", search.search, name="search"),
    path("choose/theme/", views.choose_theme, name="theme"),
    path("choose/language/", views.choose_language, name="language"),
]
