"""Templates that serve many subjects with one card, and whom they serve."""

from __future__ import annotations

from django.db import models


class CardTemplate(models.Model):
    """One card for many: KPIs, weights, who answers. States: in use, or without a population: at rest."""

    code = models.CharField(max_length=40, unique=True)
    scheme_code = models.CharField(max_length=40)  # its cards belong to the newest version of this scheme
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    owner_rule = models.CharField(max_length=12, default="self")  # self, unit_head, line_manager, named
    owner = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    provider_rule = models.CharField(max_length=12, default="none")
    provider = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "plan_card_template"

    def __str__(self) -> str:
        return self.code


class CardTemplateLine(models.Model):
    """One KPI of a template. One state: valid."""

    template = models.ForeignKey(CardTemplate, on_delete=models.CASCADE, related_name="lines")
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    weight = models.DecimalField(max_digits=9, decimal_places=4)  # percent of the card
    target_basis = models.CharField(max_length=12, default="none")  # none, month, year, unit_share
    figure = models.DecimalField(max_digits=30, decimal_places=8, null=True)

    class Meta:
        db_table = "plan_card_template_line"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["template", "kpi"], name="plan_template_kpi_once")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.kpi_id}"


class PopulationRule(models.Model):
    """Whom a template serves, from a day to a day; codes as lists. One state: valid."""

    template = models.ForeignKey(CardTemplate, on_delete=models.CASCADE, related_name="populations")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, default="person")  # what gets the card
    units = models.JSONField(default=list)
    with_below = models.BooleanField(default=True)
    levels = models.JSONField(default=list)
    positions = models.JSONField(default=list)
    people = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    heads = models.CharField(max_length=8, default="any")  # any, without, only
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "plan_population_rule"
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.template_id} {self.kind}"
