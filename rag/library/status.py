"""How a library is, for programs and in words."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.library import ledger
from rag.library.catalog import Catalog
from rag.library.database import Database
from rag.library.indexes import Indexes
from rag.library.registry import Machine, machines
from rag.library.saying import many
from rag.library.schema import SCHEMA_VERSION, chunks
from rag.types import SCHEMA, plain


@dataclass(frozen=True, slots=True)
class FollowerStatus:
    """An index: the revision it holds, and how many revisions it lacks."""

    name: str
    revision: int
    lag: int
    trouble: str | None = None
    """Why it cannot be told or asked now, in words."""


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How a library is at one moment."""

    folder: str
    articles: int
    chunks: int
    revision: int
    schema: int
    embedding: str | None
    """The embedding model its vectors were made with; None while there are none."""
    dimension: int | None
    sources: dict[str, int]
    """Outlets and credits, and how many articles name each."""
    first: date | None
    last: date | None
    undated: int
    languages: dict[str, int]
    followers: tuple[FollowerStatus, ...]
    owner: int | None
    """The process that keeps the followers; None when there is none."""
    owned: bool
    """Whether that is this process."""
    read_only: bool
    bytes_on_disk: int
    """In the folder, and what the ledger takes elsewhere."""
    ledger: str
    """Where the ledger is: the folder, or an address without its password."""
    machines: tuple[Machine, ...] = ()
    """The folders that follow a ledger on a server, this one too."""

    @property
    def in_words(self) -> str:
        """A few lines for a person."""
        return "\n".join(_lines(self))

    def to_dict(self) -> dict[str, Any]:
        return {**plain(self), "schema": SCHEMA, "library_schema": self.schema}


def status_of(
    folder: Path, database: Database, indexes: Indexes, catalog: Catalog
) -> LibraryStatus:
    first, last, undated = catalog.date_range()
    held_by = indexes.revisions()
    troubles = {"vectors": indexes.chroma.trouble}
    with database.read() as connection:
        made_with = ledger.embedding(connection)
        spans = ledger.count(connection, chunks)
        revision = ledger.head(connection).revision
        known = machines(connection)
    return LibraryStatus(
        folder=str(folder),
        articles=len(catalog),
        chunks=spans,
        revision=revision,
        schema=SCHEMA_VERSION,
        embedding=None if made_with is None else made_with.name,
        dimension=None if made_with is None else made_with.dimension,
        sources=catalog.sources(),
        first=first,
        last=last,
        undated=undated,
        languages=catalog.language_counts(),
        followers=tuple(
            FollowerStatus(name, held, max(0, revision - held), troubles.get(name))
            for name, held in held_by.items()
        ),
        owner=indexes.keeper.owner(),
        owned=indexes.keeper.owns,
        read_only=database.read_only,
        bytes_on_disk=_bytes(folder) + database.bytes_apart(),
        ledger=database.name,
        machines=known,
    )


def _bytes(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # swept away meanwhile
                total += (Path(place) / name).stat().st_size
    return total


def _lines(status: LibraryStatus) -> list[str]:
    lines = [
        f"{status.folder}: {many(status.articles, 'article')} in "
        f"{many(status.chunks, 'passage')}, {status.bytes_on_disk / 1e6:.1f} MB"
    ]
    if status.articles:
        lines += [_dates(status), _names("sources", status.sources)]
    if status.languages:
        lines.append(_names("languages", status.languages))
    made_with = "no vectors yet" if status.embedding is None else status.embedding
    lines.append(f"embedding: {made_with}; revision {status.revision}, schema {status.schema}")
    if status.ledger != status.folder:
        lines.append(f"ledger: {status.ledger}")
    lines += [_follower(each) for each in status.followers]
    lines += [_machine(each, status.revision) for each in status.machines]
    lines.append(_owner(status))
    return [line for line in lines if line]


def _dates(status: LibraryStatus) -> str:
    undated = f"{status.undated} without a date" if status.undated else ""
    if status.first is None:
        return undated
    days = f"published {status.first} to {status.last}"
    return f"{days}, {undated}" if undated else days


def _names(what: str, counts: dict[str, int]) -> str:
    shown = ", ".join(f"{name} ({count})" for name, count in list(counts.items())[:8])
    more = f" and {len(counts) - 8} more" if len(counts) > 8 else ""
    return f"{what}: {shown}{more}" if shown else f"{what}: none named"


def _follower(each: FollowerStatus) -> str:
    if each.trouble is not None or not each.lag:
        return f"{each.name} index: {each.trouble or _behind(each.lag)}"
    return (
        f"{each.name} index: {_behind(each.lag)}; until it catches up, searches read those from "
        "the ledger"
    )


def _behind(lag: int) -> str:
    return f"{many(lag, 'change')} behind" if lag else "up to date"


def _machine(each: Machine, revision: int) -> str:
    lag = max(0, revision - each.revision)
    return (
        f"machine {each.machine}, {each.folder}: {_behind(lag)}, as it said "
        f"{many(each.seconds, 'second')} ago"
    )


def _owner(status: LibraryStatus) -> str:
    if status.read_only:
        return "read-only for this user: searching works, changing does not"
    if status.owned:
        return "this process keeps the indexes"
    if status.owner is None:
        return "no process keeps the indexes; the next to open the library does"
    return f"process {status.owner} keeps the indexes"
