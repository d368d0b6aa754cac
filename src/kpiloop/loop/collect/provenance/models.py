"""Rows in whose place the row of a stronger source stands."""

from __future__ import annotations

from django.db import models


class Overruled(models.Model):
    """What a weaker source says where a stronger one is believed. One state: kept, the newest of each source."""

    dataset = models.CharField(max_length=60)
    row_key = models.CharField(max_length=300)
    winner = models.ForeignKey("collect.Source", on_delete=models.CASCADE, related_name="+")
    winner_load = models.PositiveBigIntegerField()
    winner_values = models.JSONField(default=dict)  # columns that differ, as text
    loser = models.ForeignKey("collect.Source", on_delete=models.CASCADE, related_name="+")
    loser_load = models.PositiveBigIntegerField()
    loser_line = models.PositiveBigIntegerField()
    loser_values = models.JSONField(default=dict)  # the same columns, as text
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "collect_overruled"
        constraints = [
            models.UniqueConstraint(fields=["dataset", "row_key", "loser"], name="collect_overruled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.loser_id} under {self.winner_id}"
