"""What the ledger remembers of how inputs were read, and of those it refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from rag.library.database import Database
from rag.library.ledger import batches
from rag.library.schema import locations, readings, refusals
from rag.types import Reading, Rejected

_ROW = re.compile(r"#\d+\Z")


def input_of(location: str) -> str:
    """The input that a location is in: a row's file, else itself."""
    return _ROW.sub("", location)


class Memory:
    """How the inputs of a ledger were read when they were last read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reading(self, location: str, via: str = "") -> Reading | None:
        """How an input was read; None unless all that it gave is still there."""
        with self._database.read() as connection:
            found = stored(connection, location, via)
            return found if found and _stands(connection, found) else None

    def through(self, feed: str) -> tuple[Reading, ...]:
        """What came through a feed, by location."""
        with self._database.read() as connection:
            return of_feed(connection, feed)

    def rejected(self) -> tuple[Rejected, ...]:
        """The inputs that were refused when they were last read, and why."""
        with self._database.read() as connection:
            return refused(connection)


def stored(connection: Connection, location: str, via: str) -> Reading | None:
    """As it was read on this way, else on any other."""
    found = connection.execute(_READINGS, {"wanted": location})
    rows = {row["via"]: row for row in found.mappings()}
    row = rows.get(via) or next(iter(rows.values()), None)
    return None if row is None else _to_reading(row)


_READINGS = select(readings).where(readings.c.location == bindparam("wanted"))
"""Asked for every input."""


def of_feed(connection: Connection, feed: str) -> tuple[Reading, ...]:
    query = select(readings).where(readings.c.via == feed).order_by(readings.c.location)
    return tuple(_to_reading(row) for row in connection.execute(query).mappings())


def _stands(connection: Connection, reading: Reading) -> bool:
    here = {given_id for _, given_id, _ in placed_at(connection, reading.location)}
    return all(given_id in here for given_id, _ in reading.articles)


def placed_at(connection: Connection, location: str) -> list[tuple[str, str, str]]:
    """Location, the id given there and the article it stands for: of an input and of its rows."""
    at = locations.c.location
    rows = (at >= location + "#") & (at < location + chr(ord("#") + 1))
    query = select(at, locations.c.given_id, locations.c.article_id).where((at == location) | rows)
    return [(row.location, row.given_id, row.article_id) for row in connection.execute(query)]


def note(connection: Connection, reading: Reading) -> None:
    """Remembers how an input was read; it is refused no longer."""
    here = (readings.c.location == reading.location) & (readings.c.via == reading.via)
    connection.execute(delete(readings).where(here))
    connection.execute(insert(readings).values(_to_row(reading)))
    connection.execute(delete(refusals).where(refusals.c.location == reading.location))


def noted(connection: Connection, inputs: Sequence[str]) -> bool:
    """Whether anything is remembered of some inputs: how they were read, or why not."""
    queries = (
        select(at).where(at.in_(some)).limit(1)
        for at in (readings.c.location, refusals.c.location)
        for some in batches(inputs)
    )
    return any(connection.execute(query).first() is not None for query in queries)


def note_new(connection: Connection, some: Sequence[Reading]) -> None:
    """Remembers how inputs were read of which nothing is :func:`noted`."""
    if some:
        connection.execute(insert(readings), [_to_row(each) for each in some])


def outdate(connection: Connection, location: str) -> None:
    """Has an input read again the next time, whether it has changed or not."""
    old = {"mark": "", "etag": None, "last_modified": None}
    connection.execute(update(readings).where(readings.c.location == location).values(**old))


def forget(connection: Connection, location: str, via: str | None = None) -> bool:
    """Forgets how an input was read, on one way or on all. Whether no way to it is left."""
    here = readings.c.location == location
    if via is not None:
        here &= readings.c.via == via
    connection.execute(delete(readings).where(here))
    count = select(func.count()).select_from(readings).where(readings.c.location == location)
    return connection.execute(count).scalar_one() == 0


def refuse(connection: Connection, rejected: Iterable[Rejected], read: Iterable[str]) -> None:
    """Notes what was refused, in place of what was refused of the inputs just ``read``."""
    new = list(rejected)
    for some in batches(dict.fromkeys([*read, *(each.location for each in new)])):
        connection.execute(delete(refusals).where(refusals.c.location.in_(some)))
    rows = {(each.location, each.line or 0): each.reason for each in new}
    if rows:
        values = [{"location": at, "line": line, "reason": why} for (at, line), why in rows.items()]
        connection.execute(insert(refusals), values)


def refused(connection: Connection) -> tuple[Rejected, ...]:
    """What was refused when it was last read, by location and row."""
    query = select(refusals).order_by(refusals.c.location, refusals.c.line)
    return tuple(
        Rejected(row.location, row.reason, row.line or None) for row in connection.execute(query)
    )


def _to_row(reading: Reading) -> dict[str, object]:
    return {
        "location": reading.location,
        "via": reading.via,
        "mark": reading.mark,
        "articles": json.dumps(reading.articles, ensure_ascii=False),
        "etag": reading.etag,
        "last_modified": reading.last_modified,
        "site": reading.site,
        "blocks": _packed(reading.blocks),
        "sketch": _packed(reading.sketch),
        "dropped": _packed(reading.dropped),
    }


def _to_reading(row: RowMapping) -> Reading:
    return Reading(
        location=row["location"],
        via=row["via"],
        mark=row["mark"],
        articles=tuple((id, sha256) for id, sha256 in json.loads(row["articles"])),
        etag=row["etag"],
        last_modified=row["last_modified"],
        site=row["site"],
        blocks=_unpacked(row["blocks"]),
        sketch=_unpacked(row["sketch"]),
        dropped=_unpacked(row["dropped"]),
    )


def _packed(hashes: Sequence[int]) -> bytes:
    return np.array(hashes, "<u8").tobytes()


def _unpacked(data: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(data, "<u8").tolist())
