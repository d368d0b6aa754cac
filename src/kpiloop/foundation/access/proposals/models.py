"""What shall become of an account since its owner left, or came back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kpiloop.foundation.access.proposals.rows import WAITING


class AccountProposal(models.Model):
    """An account to be closed or reopened from a day on. States: waiting, done, kept (decided against), withdrawn."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10)  # close, reopen
    on = models.DateField()  # first day without, or again with, a place in the company
    until = models.DateField(null=True)  # of a reopened one: first day without a place again, where that is known
    origin = models.CharField(max_length=60)  # code of the list that said so
    by_itself = models.BooleanField(default=False)  # carried out on its day without being asked about
    allowed_by = models.CharField(max_length=150)  # who answers for it
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_account_proposal"
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="waiting"), name="access_one_waiting_proposal")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id} from {self.on}"
