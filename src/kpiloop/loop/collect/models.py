"""Sources, what was understood of them, loads, and rows that wait for a person."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class Source(models.Model):
    """Where facts come from. States: active, paused."""

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20)  # csv, xlsx, sqlite, one_sheet
    location = models.CharField(max_length=500)  # file path or pattern; never a secret
    dataset = models.CharField(max_length=60)  # dataset code in the warehouse
    settings = models.JSONField(default=dict)  # host, database, table, address ...; never a secret
    mark = models.JSONField(default=dict)  # newest value loaded of the increment column, for one recipe
    rank = models.PositiveSmallIntegerField(null=True)  # among the sources of its dataset, 1 wins; null = no say
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "collect_source"

    def __str__(self) -> str:
        return self.code


class SourceSecret(models.Model):
    """A password or token of a source, sealed with the key of the installation. States: set (every stored row is)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="secrets")
    name = models.CharField(max_length=40)  # password, token, ...
    sealed = models.TextField()
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "collect_source_secret"
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="collect_secret_once")]


class Mapping(models.Model):
    """How a source's columns become the dataset's, as a version. States: current, superseded."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="mappings")
    version = models.PositiveIntegerField()
    recipe = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    found = models.JSONField(default=list)  # [name, type, family] of the columns the source had when confirmed
    is_current = models.BooleanField(default=True)
    confirmed_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "collect_mapping"
        constraints = [models.UniqueConstraint(fields=["source", "version"], name="collect_mapping_once")]

    def __str__(self) -> str:
        return f"{self.source_id} v{self.version}"


class LoadBatch(models.Model):
    """One reading of a source. States: running, done, failed, undone."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveBigIntegerField(unique=True)  # the load number on every row
    state = models.CharField(max_length=10, default="running")
    file_name = models.CharField(max_length=300)
    file_sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveBigIntegerField(default=0)
    rows_kept = models.PositiveBigIntegerField(default=0)
    rows_skipped = models.PositiveBigIntegerField(default=0)  # titles, blanks, subtotals
    rows_repeated = models.PositiveBigIntegerField(default=0)  # same key, same content
    rows_quarantined = models.PositiveBigIntegerField(default=0)
    rows_replaced = models.PositiveBigIntegerField(default=0)  # of the kept ones: same key, other content
    control_totals = models.JSONField(default=dict)
    source_report = models.JSONField(default=dict)  # what the source said it holds, and what was noticed
    covers_from = models.DateField(null=True)
    covers_to = models.DateField(null=True)
    warehouse_version = models.PositiveBigIntegerField(null=True)
    loaded_by = models.CharField(max_length=150)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_fields = models.JSONField(default=dict)

    class Meta:
        db_table = "collect_load_batch"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "mapping", "file_sha256"],
                condition=models.Q(state="running"),
                name="collect_batch_running_once",
            )
        ]

    def __str__(self) -> str:
        return f"load {self.number} {self.state}"


class QuarantineRow(models.Model):
    """A row not taken. States: waiting, fixed, accepted, rejected, undone; of newer readings: again, mended."""

    batch = models.ForeignKey(LoadBatch, on_delete=models.CASCADE, related_name="quarantine")
    line = models.PositiveBigIntegerField()
    values = models.JSONField()
    reason = models.CharField(max_length=80)
    fields = models.JSONField(default=dict)
    content = models.CharField(max_length=64, default="", db_index=True)  # hash of the cells it is known by now
    state = models.CharField(max_length=10, default="waiting")
    decided_by, decided_at = models.CharField(max_length=150, blank=True), models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    taken_by = models.PositiveBigIntegerField(null=True)  # load that took it, or that named it again

    class Meta:
        db_table = "collect_quarantine_row"
        indexes = [models.Index(fields=["state", "batch"])]

    def __str__(self) -> str:
        return f"{self.batch_id} line {self.line} {self.state}"


class Submission(models.Model):
    """A value a person or a workbook reports directly. States: submitted, superseded."""

    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    value = FigureField(places=8)
    batch = models.ForeignKey(LoadBatch, on_delete=models.PROTECT, related_name="submissions", null=True)
    line = models.PositiveBigIntegerField(null=True)  # row of the workbook it stood in
    is_current = models.BooleanField(default=True)
    submitted_by = models.CharField(max_length=150)
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "collect_submission"
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "subject", "period"],
                condition=models.Q(is_current=True),
                name="collect_submission_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject_id} {self.period_id}"


class Duty(models.Model):
    """How often a source or a reported KPI is expected, and by when. States follow its dates: running, ended."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="duty", null=True)
    kpi = models.OneToOneField("plan.Kpi", on_delete=models.CASCADE, related_name="+", null=True)
    frequency = models.CharField(max_length=10)  # day, week, month, quarter, half, year, irregular
    due_days = models.PositiveSmallIntegerField(default=5)  # after the end of a period
    grace_days = models.PositiveSmallIntegerField(default=0)
    first_day = models.DateField()  # the period holding this day is the first one expected
    set_by = models.CharField(max_length=150)

    class Meta:
        db_table = "collect_duty"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__isnull=True, kpi__isnull=False)
                | models.Q(source__isnull=False, kpi__isnull=True),
                name="collect_duty_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"duty {self.pk} {self.frequency}"


class Correction(models.Model):
    """A figure put right by a person; the source is never changed. States: proposed, in_force, refused, withdrawn."""

    dataset = models.CharField(max_length=60)
    row_key = models.CharField(max_length=300)  # business key as stored on the row
    field = models.CharField(max_length=60)  # column; from `old`, as the source has it, to `new`
    old, new = models.CharField(max_length=500, blank=True), models.CharField(max_length=500, blank=True)
    reason, state = models.CharField(max_length=500), models.CharField(max_length=10, default="proposed")
    corrected_by, corrected_at = models.CharField(max_length=150), models.DateTimeField()
    decided_by, decided_at = models.CharField(max_length=150, blank=True), models.DateTimeField(null=True)
    waiver = models.CharField(max_length=500, blank=True)  # why nobody else approved
    load_number = models.PositiveBigIntegerField(null=True)  # load that put it in force

    class Meta:
        db_table = "collect_correction"
        constraints = [
            models.UniqueConstraint(fields=["dataset", "row_key", "field"], name="collect_correction_one_alive",
                                    condition=models.Q(state__in=("proposed", "in_force"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.dataset} {self.field} {self.state}"
