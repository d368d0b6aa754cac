"""Words of the audit trail."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms.audit import fields, scoring, verbs

TERMS = {**verbs.TERMS, **fields.TERMS, **scoring.TERMS}
