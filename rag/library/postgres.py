"""The ledger in PostgreSQL, shared by several processes on several machines.

A write transaction first takes an advisory lock, so that revisions become visible in their order
and a follower never skips one that was committed late. A read is one snapshot. The library is
whatever schema the address's ``search_path`` names: one library a database, or one a schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rag.errors import BylineError, LibraryBusy, LibraryError, MissingExtra, SettingsError
from rag.library.advisory import SETTING_UP, WRITING, AdvisoryTurn, lock_of
from rag.library.database import Database, Turn
from rag.library.postgres_faults import busy, explained, not_reached
from rag.library.schema import tables
from rag.masking import masked

_DRIVER = "postgresql+psycopg"
_POOL, _MORE = 5, 25
"""Connections kept open, and how many more a busy moment may open. PostgreSQL allows 100 in all
unless told otherwise.
"""
_CONNECT = {
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_SESSION = (
    "SET lock_timeout = '30s'",
    # A process that was stopped in the middle of a transaction must not hold up all others.
    "SET idle_in_transaction_session_timeout = '15min'",
    # A machine that vanished loses its locks within a minute, not within hours.
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
)
_SET_UP_WAIT, _VACUUM_WAIT = "SET lock_timeout = '120s'", "SET lock_timeout = '30s'"
_LONGEST = 2600
"""Bytes of an id and a location together. PostgreSQL's indexes hold 2,704 bytes a row."""
_SIZE = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r'
"""


_FOLLOW_ON = """
SELECT setval(pg_get_serial_sequence('{0}', '{1}'), greatest(max({1}), 1)) FROM {0}
"""


class PostgresDatabase(Database):
    """The ledger on a server."""

    _writing: ClassVar[dict[str, Any]] = {
        "byline_write": True,
        # A statement after the lock must see what was committed before the lock was had.
        "isolation_level": "READ COMMITTED",
        "postgresql_readonly": False,
    }

    def __init__(self, address: str) -> None:
        """Connects to nothing yet. Raises SettingsError and MissingExtra."""
        self._url = _url(address)
        engine = _engine(self._url)
        super().__init__(masked(self._url.render_as_string(hide_password=True)), engine)
        self._outside = engine.execution_options(
            isolation_level="AUTOCOMMIT", postgresql_readonly=False
        )

    @contextmanager
    def setting_up(self) -> Iterator[None]:
        with self._told(), self._outside.connect() as connection:
            connection.detach()
            self._check_encoding(connection)
            connection.exec_driver_sql(_SET_UP_WAIT)
            # It goes with this connection, however the process goes.
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({lock_of(SETTING_UP)})")
            yield

    def _check_encoding(self, connection: Connection) -> None:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise LibraryError(
                f"the database '{self.name}' has the encoding {encoding}, which cannot hold every "
                "article; make one with `createdb --encoding=UTF8 --template=template0 NAME`"
            )

    def keep_copy(self, schema: int) -> None:
        """A schema beside the library's own, such as ``public_schema_3``."""
        with self.write() as connection:
            own = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
            copy = _quoted(f"{own}_schema_{schema}")
            known = connection.exec_driver_sql(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).scalars()
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {copy} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {copy}")
            for name in sorted(set(known) & set(tables.tables)):
                made = f"{copy}.{_quoted(name)} AS TABLE {_quoted(own)}.{_quoted(name)}"
                connection.exec_driver_sql(f"CREATE TABLE {made}")

    def drop_copies(self) -> None:
        with self.write() as connection:
            own = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
            found = connection.exec_driver_sql("SELECT nspname FROM pg_namespace").scalars().all()
            for name in found:
                beginning, _, number = name.rpartition("_")
                if beginning == f"{own}_schema" and number.isdecimal():
                    connection.exec_driver_sql(f"DROP SCHEMA {_quoted(name)} CASCADE")

    def compact(self) -> None:
        """Locks each table while it is rewritten. The server's log keeps what it wrote for as
        long as the server is told to.
        """
        try:
            with self._outside.connect() as connection:
                connection.detach()
                connection.exec_driver_sql(_VACUUM_WAIT)
                for table in tables.sorted_tables:
                    connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {_quoted(table.name)}")
        except DBAPIError as error:
            if not busy(error):
                raise self._explained(error) from error
            raise LibraryBusy(
                f"the text is erased, but a long search still holds old pages of '{self.name}'; "
                "run the same command again when it is done"
            ) from error

    def faults(self) -> list[str]:
        """None: it holds foreign keys itself, and `pg_amcheck` looks at its files."""
        return []

    def filled(self, connection: Connection) -> None:
        for table in tables.sorted_tables:
            column = table.autoincrement_column
            if column is not None:
                connection.execute(text(_FOLLOW_ON.format(_quoted(table.name), column.name)))

    def refuses(self, *names: str) -> str | None:
        length = sum(len(each.encode()) for each in names)
        if length <= _LONGEST:
            return None
        return f"its id and location have {length:,} bytes; PostgreSQL takes {_LONGEST:,}"

    def turn(self, name: str) -> Turn | None:
        return AdvisoryTurn(self._outside.connect, name)

    def bytes_apart(self) -> int:
        with self.read() as connection:
            return int(connection.exec_driver_sql(_SIZE).scalar_one())

    def _explained(self, error: BaseException) -> BylineError:
        if isinstance(error, PoolTimeout):
            return LibraryBusy(
                f"all {_POOL + _MORE} connections to '{self.name}' are in use; try again"
            )
        if isinstance(error, DBAPIError) and error.orig is not None:
            return explained(error.orig, self.name, self._url.password)
        return LibraryError(not_reached(self.name, type(error).__name__))

    def _cannot_write(self) -> str:
        return f"'{self.name}' is read-only for this user"


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in {_DRIVER, "postgresql"} or not url.database:
        raise SettingsError(
            f"the ledger must be an address such as {_DRIVER}://user@host/database, not "
            f"'{masked(address)}'; check RAG_LEDGER, or unset it to keep the ledger in the folder"
        )
    return url.set(drivername=_DRIVER)


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_size=_POOL,
            max_overflow=_MORE,
            pool_pre_ping=True,  # a server that was restarted is met with new connections
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
            connect_args={k: v for k, v in _CONNECT.items() if k not in url.query},
            hide_parameters=True,
        )
    except ImportError as error:
        raise MissingExtra("a ledger in PostgreSQL (RAG_LEDGER)", "postgres") from error
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    for each in _SESSION:
        connection.execute(each)
    connection.commit()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("byline_write", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock_of(WRITING)})")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
