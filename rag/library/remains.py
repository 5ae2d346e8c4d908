"""What can still be read of a damaged SQLite file.

Rows are asked for in ranges, halved wherever one fails: a page that is lost takes along its own
rows and no others. Nothing is written to the file.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

Row = dict[str, Any]

_MOST_BYTES = 1 << 40
_RANGE = 512
"""Rows asked for at once."""


class Remains:
    """The rows of a damaged ledger; a table that cannot be read at all has none."""

    def __init__(self, path: Path) -> None:
        self.bytes = path.stat().st_size
        self._leaving = ExitStack()
        whole = path if _pages(path) <= self.bytes else self._lengthened(path)
        self._connection = self._leaving.enter_context(closing(_opened(whole)))
        # What is left of a damaged list of tables is used; the first statement still fails.
        self._all("PRAGMA writable_schema = ON")
        self._all("SELECT 1 FROM sqlite_master")

    def _lengthened(self, path: Path) -> Path:
        """A copy of a file that was cut off, as long as it was: SQLite reads nothing of a shorter
        one.
        """
        place = self._leaving.enter_context(TemporaryDirectory())
        journal = path.with_name(f"{path.name}-wal")
        for each in (path, journal) if journal.exists() else (path,):
            shutil.copyfile(each, Path(place) / each.name)
        os.truncate(Path(place) / path.name, _pages(path))
        return Path(place) / path.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving.close()

    def rows(self, table: str, most: int = 0) -> Iterator[Row]:
        """All of a table that can be read. ``most`` is the highest row number there can be, when
        the end of the table, which tells it, is lost.
        """
        if self._all(f'SELECT 1 FROM "{table}" LIMIT 0') is None:  # noqa: S608 - of the schema
            return
        found = self._all(f'SELECT max(rowid) AS last FROM "{table}"')  # noqa: S608 - of the schema
        last = most if found is None else min(found[0]["last"] or 0, most or self.bytes)
        for start in range(1, last + 1, _RANGE):
            yield from self._between(table, start, min(last, start + _RANGE - 1))

    def _between(self, table: str, first: int, last: int) -> Iterator[Row]:
        query = f'SELECT * FROM "{table}" NOT INDEXED WHERE rowid BETWEEN ? AND ?'  # noqa: S608 - of the schema
        found = self._all(query, first, last)
        if found is not None:
            yield from found
        elif first < last:
            middle = (first + last) // 2
            yield from self._between(table, first, middle)
            yield from self._between(table, middle + 1, last)

    def having(self, table: str, **values: object) -> list[Row]:
        """The rows that an index finds; none when it cannot be read."""
        where = " AND ".join(f'"{name}" = ?' for name in values)
        return self._all(f'SELECT * FROM "{table}" WHERE {where}', *values.values()) or []  # noqa: S608 - of the schema

    def names(self, table: str, column: str) -> set[str]:
        """What an index of a column holds, as far as it can be read from its two ends."""
        found: set[str] = set()
        for beyond, order in ((">", "ASC"), ("<", "DESC")):
            last: str | None = None
            while True:
                where = "" if last is None else f'WHERE "{column}" {beyond} ?'
                query = f'SELECT "{column}" AS name FROM "{table}" {where} ORDER BY 1 {order}'  # noqa: S608 - of the schema
                some = self._all(f"{query} LIMIT {_RANGE}", *([] if last is None else [last]))
                if not some or some[-1]["name"] in found:
                    break
                last = some[-1]["name"]
                found.update(row["name"] for row in some if isinstance(row["name"], str))
                if last not in found:
                    break
        return found

    def _all(self, query: str, *values: object) -> list[Row] | None:
        """None when it fails."""
        try:
            cursor = self._connection.execute(query, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]
        except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError):
            return None


def _opened(path: Path) -> sqlite3.Connection:
    # Without its -shm file a journalled one in a folder nobody may write opens as immutable.
    shared = path.with_name(f"{path.name}-shm").exists() or os.access(path.parent, os.W_OK)
    place = f"file:{quote(str(path.absolute()))}?mode=ro"
    return sqlite3.connect(place if shared else f"{place}&immutable=1", uri=True)


def _pages(path: Path) -> int:
    """How many bytes a file should have, by its header; 0 when that cannot be right."""
    with path.open("rb") as file:
        header = file.read(100)
    size, count = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    return size * count if size * count < _MOST_BYTES else 0
