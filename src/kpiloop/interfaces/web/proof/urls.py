"""Addresses of proofs."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.proof import files, views

app_name = "proof"
urlpatterns = [
    path("proof/value/<int:value_id>/", views.value, name="value"),
    path("proof/value/<int:value_id>/rows.csv", files.rows_file, {"ending": "csv"}, name="rows_csv"),
    path("proof/value/<int:value_id>/rows.xlsx", files.rows_file, {"ending": "xlsx"}, name="rows_xlsx"),
    path("proof/value/<int:value_id>/rows.sql", files.rows_file, {"ending": "sql"}, name="rows_sql"),
    path("proof/score/<int:sheet_id>/", views.score, name="score"),
    path("proof/bonus/<int:bonus_line_id>/", views.bonus, name="bonus"),
]
