"""Counts in words."""

from __future__ import annotations


def many(count: int, what: str) -> str:
    """ "1 article", "2,000 articles"."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
