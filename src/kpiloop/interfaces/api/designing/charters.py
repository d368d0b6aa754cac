"""Documents of schemes by program: the text that counts, its editions, and who signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kpiloop.governance.charter import selectors
from kpiloop.governance.charter.rows import CharterRow, EditionRow
from kpiloop.interfaces.api.doors import reader, reading

router = Router(tags=["schemes"])


class SignerOut(Schema):
    """One place below a document."""

    office: str = Field(..., description="administrator, hr, finance, committee or sponsor")
    person: str = Field(..., description="Employee number")
    signed_at: datetime | None
    reservation: str

    @staticmethod
    def of(row: Any) -> SignerOut:
        """From the row."""
        return SignerOut(
            office=row.office, person=row.person.code, signed_at=row.signed_at, reservation=row.reservation
        )


class EditionOut(Schema):
    """A document as it was signed; the content is cut to what the reader may see."""

    number: int
    scheme_version: int
    fingerprint: str = Field(..., description="SHA-256 of the whole content, keys sorted, without spaces")
    is_signed: bool = Field(..., description="Whether everybody has signed")
    made_at: datetime
    signers: list[SignerOut]
    content: dict[str, Any]

    @staticmethod
    def of(row: EditionRow) -> EditionOut:
        """From the row."""
        return EditionOut(
            number=row.number,
            scheme_version=row.scheme_version,
            fingerprint=row.fingerprint,
            is_signed=row.is_signed,
            made_at=row.made_at,
            signers=[SignerOut.of(each) for each in row.signers],
            content=dict(row.content),
        )


class CharterOut(Schema):
    """Where the document of a scheme stands."""

    scheme: str
    version: int
    state: str = Field(..., description="unsigned, signing, signed or changed since it was signed")
    differences: int = Field(..., description="What the scheme says otherwise; only for who composes or signs")
    editions: list[EditionOut]

    @staticmethod
    def of(row: CharterRow) -> CharterOut:
        """From the row."""
        return CharterOut(
            scheme=row.scheme.code,
            version=row.scheme.version,
            state=row.state,
            differences=len(row.differences),
            editions=[EditionOut.of(each) for each in row.editions],
        )


@reading(
    router,
    "/schemes/{code}/document",
    answer=CharterOut,
    permission="plan.view",
    object_kind="scheme",
    summary="Document of a scheme with its editions",
)
def get_scheme_document(request: HttpRequest, code: str) -> Any:
    """Every edition in sight, newest first."""
    return CharterOut.of(selectors.charter(reader(request), scheme=code, on=timezone.localdate()))
