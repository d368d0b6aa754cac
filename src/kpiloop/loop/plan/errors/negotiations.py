"""Refusals about negotiating."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class OfferUnclear(Refusal):
    """An offer says something that cannot be used: field."""

    code = "offer_unclear"


class NotYourTurn(Refusal):
    """This step is not open to the account as the negotiation stands: step, state."""

    code = "negotiation_not_your_turn"
