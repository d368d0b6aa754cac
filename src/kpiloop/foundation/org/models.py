"""Who and where, with dates: units, positions, people, their places, and scopes of accounts."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.org.choices import SCOPE_CHOICES, SUBJECT_CHOICES


class Subject(models.Model):
    """Anything a KPI can be measured for: a unit, a position or a person, under one key."""

    kind = models.CharField(max_length=10, choices=SUBJECT_CHOICES)
    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "org_subject"

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """A part of the company; where it hangs is a matter of dated edges."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="unit")
    kind = models.CharField(max_length=20, default="unit")  # company, division, unit, team

    class Meta:
        db_table = "org_unit"

    def __str__(self) -> str:
        return f"unit {self.pk}"


class UnitEdge(models.Model):
    """A unit hangs below a parent from a day to a day; the company has no parent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="edges")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_edges", null=True)
    order = models.PositiveIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "org_unit_edge"

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.parent_id}"


class UnitTree(models.Model):
    """A further tree over the same facts, such as territories or product lines; the company stands at its top."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "org_tree"

    def __str__(self) -> str:
        return self.code


class TreeEdge(models.Model):
    """A unit hangs below another in a further tree from a day to a day; without parent right below the company."""

    tree = models.ForeignKey(UnitTree, on_delete=models.PROTECT, related_name="edges")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tree_edges")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tree_child_edges", null=True)
    order = models.PositiveIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "org_tree_edge"

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.parent_id} in {self.tree_id}"


class Entity(models.Model):
    """A legal entity: a unit whose rows, and those below it, are in its own currency and time zone."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True, related_name="entity")
    currency = models.CharField(max_length=3)  # ISO 4217
    time_zone = models.CharField(max_length=60, blank=True)  # empty = that of the installation
    day_begins = models.PositiveSmallIntegerField(default=0)  # hour a day begins at; what is earlier is the day before

    class Meta:
        db_table = "org_entity"

    def __str__(self) -> str:
        return f"entity {self.unit_id} {self.currency}"


class EntityYear(models.Model):
    """From a day on a legal entity counts years of its own beside those of the group."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="years")
    start_month = models.PositiveSmallIntegerField(null=True)  # month its year begins in; null = the year of the group
    valid_from = models.DateField()  # first day of such a year

    class Meta:
        db_table = "org_entity_year"
        ordering = ["valid_from"]
        constraints = [models.UniqueConstraint(fields=["entity", "valid_from"], name="org_entity_year_once")]

    def __str__(self) -> str:
        return f"year of {self.entity_id} from {self.valid_from}"


class UnitAlias(models.Model):
    """Another name or code of a unit in some source; an unknown code is never guessed."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "org_unit_alias"

    def __str__(self) -> str:
        return self.alias


class Position(models.Model):
    """A seat in a unit that people hold one after another or together."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="position")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    level = models.CharField(max_length=20, blank=True)  # pay level, e.g. P6

    class Meta:
        db_table = "org_position"

    def __str__(self) -> str:
        return f"position {self.pk}"


class Person(models.Model):
    """An employee. States follow from appointments: employed on a day or not."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="person")
    user = models.OneToOneField("access.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "org_person"

    def __str__(self) -> str:
        return f"person {self.pk}"


class Appointment(models.Model):
    """A person in a unit and position from a day to a day, with the line manager of that time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="appointments", null=True)
    line_manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports", null=True)
    is_head = models.BooleanField(default=False)  # leads the unit
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "org_appointment"
        indexes = [models.Index(fields=["person", "valid_from"]), models.Index(fields=["unit", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class Scope(models.Model):
    """Over which units an account's rights reach, by dates: self, node, subtree or company."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="scopes", null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "org_scope"

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.unit_id}"


class OrgRevision(models.Model):
    """A random mark that every write here renews; readers keep the organisation in memory under it."""

    mark = models.CharField(max_length=32)

    class Meta:
        db_table = "org_revision"

    def __str__(self) -> str:
        return self.mark
