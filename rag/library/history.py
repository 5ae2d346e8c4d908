"""Which history a ledger went through: what tells a follower of this one from a follower of a
ledger that went another way from the same copy.

A copy of a ledger that is put back goes on to revision numbers that the followers beside it had
already, with other contents. So each connection that writes signs the revision it began at with a
word of its own, and a follower notes the word of the revision it holds.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, ScalarSelect, delete, insert, select

from rag.library.schema import facts

_FACT = "history"
_KEPT = 64
"""Signatures; a follower that fell behind by more than these is built anew."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A revision of one history."""

    revision: int
    writer: str
    """Empty before anything was signed."""

    @property
    def noted(self) -> list[int | str]:
        """For JSON."""
        return [self.revision, self.writer]

    @classmethod
    def read(cls, noted: Any) -> Mark:
        """As a follower noted it in JSON. Raises TypeError or ValueError when it is none."""
        revision, writer = noted
        return cls(int(revision), str(writer))


@dataclass(frozen=True, slots=True)
class History:
    """The writers of a ledger, each from the revision it began at, as they are stored."""

    stored: str = "[]"

    @classmethod
    def read(cls, stored: str | None) -> History:
        """Of a ledger that nobody signed yet there is nothing stored."""
        return cls() if stored is None else cls(stored)

    def mark(self, revision: int) -> Mark:
        """What a follower that holds this revision notes."""
        signed = [writer for since, writer in self.writers() if since <= revision]
        return Mark(revision, signed[-1] if signed else "")

    def writers(self) -> list[tuple[int, str]]:
        """Oldest first; none when they cannot be read, so that every follower is built anew."""
        try:
            return [(int(since), str(writer)) for since, writer in json.loads(self.stored)]
        except (ValueError, TypeError):
            return []


def signatures() -> ScalarSelect[Any]:
    """What a ledger holds of its history, to be read along with something else."""
    return select(facts.c.value).where(facts.c.name == _FACT).scalar_subquery()


def sign(connection: Connection, revision: int) -> None:
    """Notes who writes from this revision on, unless it wrote before. In its transaction."""
    me: str = connection.info.setdefault("byline_writer", secrets.token_hex(8))
    held = connection.execute(select(signatures())).scalar_one()
    writers = History.read(held).writers()
    if any(writer == me for _, writer in writers):
        return
    value = json.dumps([*writers[1 - _KEPT :], (revision, me)])
    connection.execute(delete(facts).where(facts.c.name == _FACT))
    connection.execute(insert(facts).values(name=_FACT, value=value))
