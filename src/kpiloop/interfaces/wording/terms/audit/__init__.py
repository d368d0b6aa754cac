"""Words of the audit trail."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms.audit import fields, verbs

TERMS = {**verbs.TERMS, **fields.TERMS}
