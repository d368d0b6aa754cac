"""Letters as they were signed, word for word, and who signed them."""

from __future__ import annotations

from django.db import models

SIDES = ("owner", "superior")


class Letter(models.Model):
    """A responsibility letter exactly as it stood when it was first signed. One state: kept."""

    scheme_code = models.CharField(max_length=40)
    scheme_version = models.PositiveIntegerField()
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()  # the document, figures as text
    fingerprint = models.CharField(max_length=64)  # of the content
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "letters_letter"
        constraints = [
            models.UniqueConstraint(fields=["scheme_code", "subject", "fingerprint"], name="letters_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme_code} {self.subject_id} {self.fingerprint[:8]}"


class Signature(models.Model):
    """One side put its name to a letter. States: without reservation, with one (its text)."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=8, choices=[(side, side) for side in SIDES])
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    reservation = models.TextField(blank=True)
    signed_by = models.CharField(max_length=150)
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "letters_signature"
        constraints = [models.UniqueConstraint(fields=["letter", "side"], name="letters_signature_once")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.side}"
