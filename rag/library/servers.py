"""Which servers hold parts of a library; without any, all of it lies in its folder."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Servers:
    """Addresses as the settings have them. What may hold a secret is not shown."""

    ledger: str | None = field(default=None, repr=False)
    """``postgresql+psycopg://user@host/db``; None keeps the ledger in the folder, in SQLite."""
    chroma: str | None = field(default=None, repr=False)
    """``http://host:port`` of ``chroma run``; None keeps Chroma in the folder."""
    chroma_token: str | None = field(default=None, repr=False)
    """Sent with every request to it, for a proxy before it that asks for one."""


NONE = Servers()
"""One machine, one folder."""
