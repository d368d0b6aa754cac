"""Addresses of who and where."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.org import calendar_views, ending_views, seat_views, tree_views, views

app_name = "org"
urlpatterns = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/units/new/", views.new_unit, name="unit_new"),
    path("organisation/units/<str:code>/", views.unit, name="unit"),
    path("organisation/units/<str:code>/move/", views.move_unit, name="unit_move"),
    path("organisation/units/<str:code>/names/", views.add_alias, name="unit_alias"),
    path("organisation/units/<str:code>/rename/", views.rename_unit, name="unit_rename"),
    path("organisation/units/<str:code>/end/", ending_views.end_unit, name="unit_end"),
    path("organisation/units/<str:code>/resume/", ending_views.resume_unit, name="unit_resume"),
    path("organisation/units/<str:code>/positions/new/", seat_views.new_position, name="position_new"),
    path("organisation/positions/<str:code>/", seat_views.change_position, name="position"),
    path("organisation/people/new/", views.new_person, name="person_new"),
    path("organisation/people/<str:number>/", views.person, name="person"),
    path("organisation/people/<str:number>/transfer/", views.transfer, name="transfer"),
    path("organisation/people/<str:number>/change/", seat_views.change_person, name="person_change"),
    path("organisation/people/<str:number>/end/", ending_views.end_place, name="place_end"),
    path("organisation/people/<str:number>/resume/", ending_views.resume_place, name="place_resume"),
    path("organisation/calendar/", calendar_views.show_calendar, name="calendar"),
    path("organisation/calendar/cut/", calendar_views.cut_calendar, name="calendar_cut"),
    path("organisation/calendar/days/new/", calendar_views.new_event, name="event_new"),
    path("organisation/calendar/days/<int:event_id>/remove/", calendar_views.remove_event, name="event_remove"),
    path("organisation/calendar/holidays/", calendar_views.load_holidays, name="holidays"),
    path("organisation/trees/new/", tree_views.new_tree, name="tree_new"),
    path("organisation/trees/<str:code>/", tree_views.show_tree, name="tree"),
    path("organisation/trees/<str:code>/rename/", tree_views.rename_tree, name="tree_rename"),
    path("organisation/trees/<str:code>/nodes/new/", tree_views.new_node, name="node_new"),
    path("organisation/trees/<str:code>/units/<str:unit>/", tree_views.hang_unit, name="hang"),
    path("organisation/entities/", tree_views.show_entities, name="entities"),
    path("organisation/entities/set/", tree_views.set_entity, name="entity_set"),
    path("organisation/entities/year/", tree_views.set_year, name="entity_year"),
    path("organisation/rates/new/", tree_views.new_rates, name="rates_new"),
]
