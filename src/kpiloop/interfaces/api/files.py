"""Files an operation answers with."""

from __future__ import annotations

from django.http import HttpResponse

from kpiloop.interfaces.reports.writers.xlsx_file import KIND as XLSX

ZIP, YAML = "application/zip", "application/yaml; charset=utf-8"
__all__ = ["XLSX", "YAML", "ZIP", "as_file"]


def as_file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """To be saved under a name."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
