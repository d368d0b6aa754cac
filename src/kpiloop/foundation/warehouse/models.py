"""Datasets, loads and versions of the fact store. Nothing here knows what a KPI is."""

from __future__ import annotations

from django.db import models


class Dataset(models.Model):
    """A table of facts: its columns, keys, dates and whom its rows belong to."""

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    columns = models.JSONField()  # {column: text|integer|decimal|date|boolean}, in order
    key_columns = models.JSONField(default=list)  # business key; the same key again replaces the row
    date_columns = models.JSONField(default=list)  # date roles, the first one partitions
    unit_column = models.CharField(max_length=60, blank=True)
    person_column = models.CharField(max_length=60, blank=True)
    tree_columns = models.JSONField(default=dict)  # {further tree: column that names its unit}
    money_columns = models.JSONField(default=list)  # amounts in the currency of the legal entity
    dimensions = models.JSONField(default=list)  # columns people split by
    registered = models.JSONField(default=dict)  # {folder, names, keeps}: files of somebody else, read where they lie

    class Meta:
        db_table = "warehouse_dataset"

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """A manifest of immutable files. States: published (every stored row is)."""

    number = models.PositiveBigIntegerField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    manifest = models.JSONField()  # {dataset: [{path, rows, sha256, month}]}
    rows = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "warehouse_version"

    def __str__(self) -> str:
        return f"version {self.number}"


class Load(models.Model):
    """What one load brought into one dataset; its number stands on every row it brought."""

    number = models.PositiveBigIntegerField(unique=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="loads")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="loads")
    landed = models.JSONField(default=list)  # [{path, rows, sha256, month}]: the accepted rows as they came, each once
    sha256 = models.CharField(max_length=64)  # of the landed file, or of the checksums of several
    rows = models.PositiveBigIntegerField()
    rows_new = models.PositiveBigIntegerField(default=0)
    rows_replaced = models.PositiveBigIntegerField(default=0)
    rows_unchanged = models.PositiveBigIntegerField(default=0)
    covers_from = models.DateField(null=True)  # the source declares these days complete
    covers_to = models.DateField(null=True)  # exclusive
    undone_version = models.PositiveBigIntegerField(null=True)  # from this version on it counts no more
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "warehouse_load"

    def __str__(self) -> str:
        return f"load {self.number}"


class Pin(models.Model):
    """Rows of a registered folder copied for a closed period. States: kept (every stored row is)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="pins")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="pins")
    until = models.DateField()  # rows with a date before this day are in the copy
    files = models.JSONField()  # [{path, rows, sha256, month}]
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "warehouse_pin"
        constraints = [models.UniqueConstraint(fields=["version", "dataset", "until"], name="warehouse_pin_once")]

    def __str__(self) -> str:
        return f"pin {self.dataset_id} of {self.version_id} until {self.until}"


class Pointer(models.Model):
    """The current version: one row, flipped in the transaction that records the load."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="pointers", null=True)

    class Meta:
        db_table = "warehouse_pointer"

    def __str__(self) -> str:
        return f"current {self.version_id}"


class WriterLease(models.Model):
    """Who may write now, with a fencing number; an expired lease may be taken over."""

    holder = models.CharField(max_length=100, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "warehouse_writer_lease"

    def __str__(self) -> str:
        return f"{self.holder} {self.fence}"
