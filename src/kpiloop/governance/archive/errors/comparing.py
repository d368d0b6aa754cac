"""Refusals about comparing periods."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class ComparedKinds(Refusal):
    """Only periods of one length are compared: months, quarters or years. Fields: first, second."""

    code = "compare_kinds_differ"


class StructureUnknown(Refusal):
    """No such way to choose the organisation. Fields: structure, known."""

    code = "structure_unknown"
