"""A table that only grows: the query layer refuses what the trail forbids."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

from kpiloop.foundation.audit.errors import TrailOnlyGrows

M = TypeVar("M", bound=models.Model)


class TrailQuerySet(models.QuerySet[M, M]):
    """Rows that can be read and added, never changed or removed."""

    def update(self, **fields: Any) -> NoReturn:
        """Refused: an entry is never changed."""
        raise TrailOnlyGrows(change="update")

    def _update(self, values: Any) -> NoReturn:
        """Refused: this is the way a single row is saved again."""
        raise TrailOnlyGrows(change="update")

    def delete(self) -> NoReturn:
        """Refused: an entry is never removed."""
        raise TrailOnlyGrows(change="delete")

    def _raw_delete(self, using: str | None) -> NoReturn:
        """Refused: this is the way a single row is removed."""
        raise TrailOnlyGrows(change="delete")


TrailManager = models.Manager.from_queryset(TrailQuerySet)
