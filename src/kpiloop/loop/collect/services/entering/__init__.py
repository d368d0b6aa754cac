"""Figures people enter: drafts, hand-ons, approvals, proofs, and through whose hands they go."""
