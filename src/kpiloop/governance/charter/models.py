"""What only the document of a scheme knows, its editions as they were signed, and the signatures below them."""

from __future__ import annotations

from django.db import models

from kpiloop.governance.charter.choices import OFFICES, USUAL_DAYS


class Outline(models.Model):
    """What a scheme says that no other room keeps. One state: valid."""

    scheme_code = models.CharField(max_length=40, unique=True)
    aim = models.TextField(blank=True)
    appeals = models.TextField(blank=True)  # how appeals are heard, beside the days
    changes = models.TextField(blank=True)  # how the scheme itself is changed
    review_days = models.PositiveSmallIntegerField(default=USUAL_DAYS["review_days"])  # working days after a month
    close_days = models.PositiveSmallIntegerField(default=USUAL_DAYS["close_days"])  # working days after a month
    publish_days = models.PositiveSmallIntegerField(default=USUAL_DAYS["publish_days"])  # ... after a quarter
    appeal_days = models.PositiveSmallIntegerField(default=USUAL_DAYS["appeal_days"])  # ... after publication
    ruling_days = models.PositiveSmallIntegerField(default=USUAL_DAYS["ruling_days"])  # ... after the last appeal

    class Meta:
        db_table = "charter_outline"

    def __str__(self) -> str:
        return self.scheme_code


class Office(models.Model):
    """Somebody holds an office of a scheme. States: signs the document, or only named in it."""

    scheme_code = models.CharField(max_length=40)
    office = models.CharField(max_length=14, choices=[(office, office) for office in OFFICES])
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    signs = models.BooleanField(default=True)

    class Meta:
        db_table = "charter_office"
        constraints = [models.UniqueConstraint(fields=["scheme_code", "office", "person"], name="charter_office_once")]

    def __str__(self) -> str:
        return f"{self.scheme_code} {self.office}"


class Exemption(models.Model):
    """Somebody is not assessed in a scheme, and why. One state: valid."""

    scheme_code = models.CharField(max_length=40)
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "charter_exemption"
        constraints = [models.UniqueConstraint(fields=["scheme_code", "person"], name="charter_exemption_once")]

    def __str__(self) -> str:
        return f"{self.scheme_code} {self.person_id}"


class Edition(models.Model):
    """The document of a scheme, word for word, as the first signer read it. One state: kept."""

    scheme_code = models.CharField(max_length=40)
    scheme_version = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    content = models.JSONField()  # everything shown, figures as text
    fingerprint = models.CharField(max_length=64)  # of the content
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "charter_edition"
        constraints = [models.UniqueConstraint(fields=["scheme_code", "number"], name="charter_edition_once")]

    def __str__(self) -> str:
        return f"{self.scheme_code} edition {self.number}"


class EditionSignature(models.Model):
    """One name below an edition. States: without reservation, with one (its text)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="signatures")
    place = models.PositiveSmallIntegerField()  # of the office among those that sign, from 0
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    reservation = models.TextField(blank=True)
    signed_by = models.CharField(max_length=150)
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "charter_signature"
        constraints = [models.UniqueConstraint(fields=["edition", "place"], name="charter_signature_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.place}"
