"""Pay: bases, rules, runs and lines. Readable only by the right over pay or by the person."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class BonusBase(models.Model):
    """A person's bonus base for a quarter's full days, as a dated decision.

    States follow its dates: in force on a day or not.
    """

    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=200)  # where the decision stands
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reward_bonus_base"
        indexes = [models.Index(fields=["person", "valid_from"])]

    def __str__(self) -> str:
        return f"base of {self.person_id}"


class BonusRule(models.Model):
    """How factors make money in a scheme, as a version. States: current, superseded."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    individual_from = models.CharField(max_length=10)  # grade (band factor) or score (total / 100)
    uses_unit_factor = models.BooleanField(default=True)
    uses_company_factor = models.BooleanField(default=True)
    factor_cap = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    pool_method = models.CharField(max_length=12)  # share (sum = pool) or cap (scale down only)
    gate_money = models.CharField(max_length=10, default="scaled")  # kept, given_back; scaled only in rules of before
    is_current = models.BooleanField(default=True)
    fingerprint = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=150)
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reward_bonus_rule"
        constraints = [models.UniqueConstraint(fields=["scheme", "version"], name="reward_bonus_rule_once")]

    def __str__(self) -> str:
        return f"{self.scheme_id} v{self.version}"


class BonusRun(models.Model):
    """A settlement of a cycle. States: prepared, applied, superseded."""

    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="bonus_runs")
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="prepared")
    rule = models.ForeignKey(BonusRule, on_delete=models.PROTECT, related_name="runs")
    pool = models.DecimalField(max_digits=18, decimal_places=2)
    pool_document = models.CharField(max_length=200)
    total = models.DecimalField(max_digits=18, decimal_places=2)
    scaling = FigureField()  # entitlements x this = amounts before rounding to the cent
    input_fingerprint = models.CharField(max_length=64)
    correction_reason = models.TextField(blank=True)  # why an applied run of the cycle is worked out again
    keeps = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)  # applied run whose terms
    prepared_by = models.CharField(max_length=150)
    prepared_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reward_bonus_run"
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="reward_bonus_run_once")]

    def __str__(self) -> str:
        return f"bonus run {self.pk} {self.state}"


class BonusLine(models.Model):
    """A person's money in a run. States: payable, open (no total yet)."""

    run = models.ForeignKey(BonusRun, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey("reward.ScoreSheet", on_delete=models.PROTECT, related_name="+", null=True)
    unit_sheet = models.ForeignKey("reward.ScoreSheet", on_delete=models.PROTECT, related_name="+", null=True)
    company_sheet = models.ForeignKey("reward.ScoreSheet", on_delete=models.PROTECT, related_name="+", null=True)
    base = models.ForeignKey(BonusBase, on_delete=models.PROTECT, related_name="lines", null=True)
    base_amount = models.DecimalField(max_digits=18, decimal_places=2)  # of the last base in force
    bases = models.JSONField(default=list)  # [{id, amount, days, document, by, at}]: every base of the quarter
    days_employed = models.PositiveIntegerField()
    days_in_period = models.PositiveIntegerField()
    individual_factor = FigureField()
    unit_factor = FigureField()
    company_factor = FigureField()
    payout_factor = FigureField()  # company x unit x individual, held by gates
    gates = models.JSONField(default=list)  # [{sheet, code, version, most, state, binds}] in the order of codes
    binding = models.CharField(max_length=60, blank=True)  # what held the payout: factor_cap, a veto or a gate
    entitlement = FigureField()  # unrounded
    ungated = FigureField()  # what it would be without gates; none in runs of before
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    carried = models.DecimalField(max_digits=18, decimal_places=2, default=0)  # of closed quarters, beside the pool
    state = models.CharField(max_length=10, default="payable")
    open_reason = models.CharField(max_length=40, blank=True)  # what has to be decided before it can be paid

    class Meta:
        db_table = "reward_bonus_line"
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="reward_bonus_line_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id}"


class CarriedDifference(models.Model):
    """Money of a paid quarter that late data would change, settled with the run of a later one. One state: decided."""

    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="+")  # quarter it is of
    settled_in = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")  # month of the run
    line = models.ForeignKey(BonusLine, on_delete=models.PROTECT, related_name="+")  # what was paid
    after = models.DecimalField(max_digits=18, decimal_places=2)  # what the same pool would have paid
    amount = models.DecimalField(max_digits=18, decimal_places=2)  # difference not carried before
    source = models.CharField(max_length=60)  # month and revision the late data came after
    warehouse_version = models.PositiveIntegerField()  # facts it was worked out from
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "reward_carried_difference"
        indexes = [models.Index(fields=["settled_in", "person"])]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.person_id} -> {self.settled_in_id}"
