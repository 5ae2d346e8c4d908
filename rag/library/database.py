"""The database that holds a ledger: what the library asks of it, whichever it is.

What only SQLite needs is in :mod:`rag.library.sqlite`, what only PostgreSQL needs in
:mod:`rag.library.postgres`. The rest of the ledger is plain SQLAlchemy Core.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rag.errors import BylineError, LibraryError


class Turn(Protocol):
    """Something that one process has at a time; free the moment that process is gone."""

    def mine(self) -> bool:
        """Whether it is this process's; takes it when nobody has it."""

    def close(self) -> None:
        """Lets another process have it."""


class Database(ABC):
    """A pool of connections to one ledger. Safe to use from many threads.

    Every method raises a BylineError that says what to do: LibraryBusy, LibraryDamaged, or
    LibraryError when it cannot be reached, is full, or may not be written.
    """

    file: Path | None = None
    """What holds it, where that is one file."""
    _writing: ClassVar[dict[str, Any]] = {"byline_write": True}
    """What tells the connection of a write transaction from one that reads."""

    def __init__(self, name: str, engine: Engine, *, read_only: bool = False) -> None:
        """``name`` is what people are told it is called, without any password."""
        self.name, self.read_only = name, read_only
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the ledger for as long as the block runs."""
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone: committed at the end of the block, or not at all."""
        if self.read_only:
            raise LibraryError(self._cannot_write())
        with self._told(), self._engine.connect() as plain:
            connection = plain.execution_options(**self._writing)
            with connection.begin():
                yield connection

    @abstractmethod
    def setting_up(self) -> AbstractContextManager[None]:
        """Alone among all processes, to make the ledger or to bring it to another schema."""

    @abstractmethod
    def keep_copy(self, schema: int) -> None:
        """A whole copy of the ledger as it stands, named for its schema."""

    @abstractmethod
    def drop_copies(self) -> None:
        """Deletes the copies that were made before the schema was brought up: they hold every
        text.
        """

    @abstractmethod
    def compact(self) -> None:
        """Rewrites the ledger so that no freed page keeps what it held.

        Raises LibraryBusy when readers keep the old pages in use.
        """

    @abstractmethod
    def faults(self) -> list[str]:
        """What the database itself finds wrong with its file, in words."""

    def filled(self, connection: Connection) -> None:  # noqa: B027 - most need nothing for it
        """Rows were inserted with numbers of their own; those to come shall follow them."""

    def refuses(self, *names: str) -> str | None:
        """Why it cannot hold an article with these names (id, location), or None."""
        return None

    def turn(self, name: str) -> Turn | None:
        """A part that one process over all machines has at a time; None when only this machine
        has the ledger, whose folder's lock then says it.
        """
        return None

    def bytes_apart(self) -> int:
        """What it takes outside of the library's folder."""
        return 0

    def close(self) -> None:
        self._engine.dispose()

    @abstractmethod
    def _explained(self, error: BaseException) -> BylineError:
        """What a fault of the database means to a person."""

    @abstractmethod
    def _cannot_write(self) -> str: ...

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout) as error:
            raise self._explained(error) from error
