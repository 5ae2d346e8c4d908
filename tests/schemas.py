"""Ledgers as earlier schemas had them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def as_of_schema_1(ledger: Path) -> None:
    """Takes out of a ledger what later schemas brought."""
    with closing(sqlite3.connect(ledger)) as connection:
        for table in ("followers", "readings", "refusals", "likenesses", "buckets", "signatures"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE revisions DROP COLUMN modified")
        connection.execute("UPDATE facts SET value = '1' WHERE name = 'schema_version'")
        connection.commit()
