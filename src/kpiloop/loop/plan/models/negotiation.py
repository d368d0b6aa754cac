"""KPIs and targets made together: what each side offered, and who agreed and approved."""

from __future__ import annotations

from django.db import models


class Negotiation(models.Model):
    """A KPI or an annual target two sides settle. States: open, agreed, approved, published, withdrawn."""

    kind = models.CharField(max_length=8)  # kpi or target
    kpi_code = models.CharField(max_length=60)
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    scheme_code = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="open")
    needed_roles = models.JSONField(default=list)  # roles whose approval publishing needs
    published_version = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "plan_negotiation"

    def __str__(self) -> str:
        return f"{self.kind} {self.kpi_code} {self.state}"


class NegotiationStep(models.Model):
    """One step, never changed. Kinds: offer, accept, approve, refuse, publish, withdraw."""

    negotiation = models.ForeignKey("plan.Negotiation", on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    side = models.CharField(max_length=5)  # unit or admin
    role = models.CharField(max_length=30, blank=True)  # role an approval was given in
    content = models.JSONField(default=dict)  # what was offered; figures as text
    note = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_by_user = models.IntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "plan_negotiation_step"
        constraints = [models.UniqueConstraint(fields=["negotiation", "number"], name="plan_negotiation_step_once")]

    def __str__(self) -> str:
        return f"{self.negotiation_id} {self.number} {self.kind}"
