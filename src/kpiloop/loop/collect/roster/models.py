"""What a source may do to the organisation."""

from __future__ import annotations

from django.db import models

from kpiloop.loop.collect.roster.choices import ENDS, PROPOSED


class RosterRule(models.Model):
    """The terms under which a source changes the organisation. States: asks (somebody looks first), applies."""

    source = models.OneToOneField("collect.Source", on_delete=models.CASCADE, related_name="roster_rule")
    absent = models.CharField(max_length=10, default=ENDS)  # of those no longer named: ends, stays
    most_leaving = models.PositiveSmallIntegerField(default=10)  # percent that may leave at once unasked
    within = models.CharField(max_length=60, blank=True)  # unit the list is complete for; empty = the company
    applies = models.BooleanField(default=False)
    accounts = models.CharField(max_length=10, default=PROPOSED)  # of those who leave: proposed, settled
    accounts_by = models.CharField(max_length=150, blank=True)  # who lets it settle accounts; answers for them
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "collect_roster_rule"

    def __str__(self) -> str:
        return f"{self.source} {'applies' if self.applies else 'asks'}"


class RosterTrace(models.Model):
    """What a load of a list changed in the organisation, so that it can be taken back. One state: kept."""

    batch = models.OneToOneField("collect.LoadBatch", on_delete=models.CASCADE, related_name="roster_trace")
    before = models.JSONField()  # code -> as it stood; null = it was not there
    after = models.JSONField()  # code -> as the load left it

    class Meta:
        db_table = "collect_roster_trace"

    def __str__(self) -> str:
        return f"what load {self.batch_id} changed"
