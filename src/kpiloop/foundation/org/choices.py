"""Kinds of subjects and of scopes."""

from __future__ import annotations

UNIT = "unit"
POSITION = "position"
PERSON = "person"
SUBJECT_CHOICES = [(kind, kind) for kind in (UNIT, POSITION, PERSON)]

SELF = "self"
NODE = "node"
SUBTREE = "subtree"
COMPANY = "company"
SCOPE_CHOICES = [(kind, kind) for kind in (SELF, NODE, SUBTREE, COMPANY)]
