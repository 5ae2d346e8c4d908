"""What a sync takes out: inputs that are gone from the folders and feeds it is made equal to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from rag.library.database import Database
from rag.library.entries import leave, placed
from rag.library.readings import forget, input_of, of_feed, placed_at, refuse, refused
from rag.library.tally import Tally
from rag.types import Reading


@dataclass(frozen=True, slots=True)
class Roots:
    """What a library is made equal to."""

    paths: tuple[str, ...] = ()
    """Folders and files: what lay below them and was not met has gone."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds: what came through them and was not met has gone."""


def leave_missing(database: Database, roots: Roots, tally: Tally) -> list[str]:
    """The ids of the articles whose last location went. What was refused this time stays."""
    with database.read() as connection:
        missing = [*_below(connection, roots.paths, tally), *_dropped(connection, roots, tally)]
    removed = []
    for location, given_id, via in missing:
        with database.write() as connection:
            gone = None
            if _has_gone(connection, input_of(location), via, tally):
                gone = leave(connection, location, given_id)
        if gone is not None:
            removed.append(gone)
    with database.write() as connection:
        old = {each.location for each in refused(connection) if below(each.location, roots.paths)}
        refuse(connection, (), (at for at in old if not tally.met(at)))
    return removed


def leave_moved(connection: Connection, reading: Reading, tally: Tally) -> list[str]:
    """Drops the places in an input where it no longer has an article that it still gives: of rows
    that moved up or down. The ids of the articles whose last location went.
    """
    given = {given_id for given_id, _ in reading.articles}
    left = [
        (location, given_id)
        for location, given_id, _ in placed_at(connection, reading.location)
        if given_id in given and (location, given_id) not in tally.places
    ]
    gone = [leave(connection, *each) for each in left]
    return [each for each in gone if each is not None]


def _has_gone(connection: Connection, location: str, via: str | None, tally: Tally) -> bool:
    """Forgets how an input was read; whether it came on no other way."""
    if via is not None:
        return forget(connection, location, via)
    if not tally.met(location):
        forget(connection, location)
    return True


def _below(
    connection: Connection, roots: Sequence[str], tally: Tally
) -> Iterator[tuple[str, str, None]]:
    unread = tuple(tally.spoiled)
    for location, given_id in placed(connection):
        met = (location, given_id) in tally.places
        if not met and below(location, roots) and not below(location, unread):
            yield location, given_id, None


def _dropped(connection: Connection, roots: Roots, tally: Tally) -> Iterator[tuple[str, str, str]]:
    for feed in roots.feeds:
        if feed in tally.spoiled:
            continue
        for reading in of_feed(connection, feed):
            if (reading.location, feed) in tally.ways or reading.location in tally.spoiled:
                continue
            for location, given_id, _ in placed_at(connection, reading.location):
                yield location, given_id, feed


def below(location: str, prefixes: Sequence[str]) -> bool:
    """Whether a location is one of these paths or URLs, or lies below one."""
    for prefix in prefixes:
        stem = prefix.rstrip("/")
        if not stem or location == stem or location.startswith((stem + "/", stem + "#")):
            return True
    return False
