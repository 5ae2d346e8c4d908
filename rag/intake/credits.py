"""Agencies and papers that an article attributes itself to. A credit is not the publisher."""

from __future__ import annotations

from rag.intake.draft import Draft


def attributed(draft: Draft) -> Draft:
    return draft
