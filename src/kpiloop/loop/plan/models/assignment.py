"""KPIs of subjects with who answers for them."""

from __future__ import annotations

from django.db import models


class Assignment(models.Model):
    """A KPI of a subject with one accountable owner, from a day to a day. States follow its scheme."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="assignments")
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="assignments")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True)
    template = models.ForeignKey(
        "plan.CardTemplate", on_delete=models.SET_NULL, related_name="assignments", null=True
    )  # generated from it; null = given by hand
    weight = models.DecimalField(max_digits=9, decimal_places=4)  # percent of the card; 0 = watched, not scored
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "plan_assignment"
        indexes = [models.Index(fields=["subject", "kpi"])]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "kpi", "subject", "valid_from"], name="plan_assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} of {self.subject_id}"
