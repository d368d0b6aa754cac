"""Addresses of who and where."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.org import views

app_name = "org"
urlpatterns = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/units/new/", views.new_unit, name="unit_new"),
    path("organisation/units/<str:code>/", views.unit, name="unit"),
    path("organisation/units/<str:code>/move/", views.move_unit, name="unit_move"),
    path("organisation/people/new/", views.new_person, name="person_new"),
    path("organisation/people/<str:number>/", views.person, name="person"),
    path("organisation/people/<str:number>/transfer/", views.transfer, name="transfer"),
]
