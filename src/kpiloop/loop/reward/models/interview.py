"""Talks that must be held and what they said."""

from __future__ import annotations

from django.db import models


class Interview(models.Model):
    """A required talk. States: due, held (contents written), signed (by both)."""

    kind = models.CharField(max_length=14)  # feedback (after publication) or accountability (after misses)
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    interviewer = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="interviews", null=True)
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=200)
    due_on = models.DateField()
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, default="due")
    contents = models.TextField(blank=True)
    held_on = models.DateField(null=True)
    person_signed_at = models.DateTimeField(null=True)
    interviewer_signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reward_interview"

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.state}"
