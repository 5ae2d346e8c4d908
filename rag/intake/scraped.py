"""Scraped text."""

from __future__ import annotations

from dataclasses import replace

from rag.intake import plaintext
from rag.intake.draft import Draft


def draft(text: str, given: Draft, first: int, recurring: frozenset[str]) -> Draft:
    return replace(given, text=plaintext.paragraphs(plaintext.lines(text, first)))
