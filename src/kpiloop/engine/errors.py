"""Every refusal of the product is a code with fields; the door that shows it finds the words."""

from __future__ import annotations


class Refusal(Exception):
    """Something the user can act on: a stable code and the fields its sentence needs.

    Lower floors raise codes and never prose, because the same refusal is worded in two
    languages and for three doors (page, API, command line).
    """

    code = "refused"

    def __init__(self, code: str | None = None, **fields: object) -> None:
        self.code = code or type(self).code
        self.fields: dict[str, object] = fields
        super().__init__(self.code, fields)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.fields.items())
        return f"{self.code}({shown})"


class ChangedMeanwhile(Refusal):
    """Somebody else was faster: kind, key and, where both are known, theirs and yours.

    The writer looks at what stands now and decides anew. Refusals of one thing are kinds of this one; every door
    tells them apart from a mistake of the writer by that alone.
    """

    code = "changed_meanwhile"


class InternalError(Exception):
    """A fault of ours: logged with its trace and shown as an id, never as a sentence."""
