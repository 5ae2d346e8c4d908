"""What models took, kept in the library's folder: a small SQLite file that processes share.

Every request is written down before it is sent, at the most it may take, and again with what it
took. So a cap holds whoever asks meanwhile, and what a killed process left counts in full.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import structlog

from rag.types import DayUsage

FILE = "usage.sqlite3"
MINUTE = 60.0
_STRAGGLERS = 3600.0
"""Seconds after which a request of an earlier day is taken as over."""
_WAIT = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, day TEXT NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cost REAL NOT NULL);
CREATE INDEX IF NOT EXISTS requests_at ON requests (at);
CREATE TABLE IF NOT EXISTS days (
    day TEXT PRIMARY KEY, requests INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cost REAL NOT NULL);
"""
_FOLD = """
INSERT INTO days SELECT day, COUNT(*), SUM(prompt), SUM(completion), SUM(cost)
    FROM requests WHERE day < :today AND at < :before GROUP BY day
ON CONFLICT (day) DO UPDATE SET
    requests = requests + excluded.requests, prompt = prompt + excluded.prompt,
    completion = completion + excluded.completion, cost = cost + excluded.cost
"""
_BY_DAY = """
SELECT day, SUM(n), SUM(prompt), SUM(completion), SUM(cost) FROM (
    SELECT day, requests AS n, prompt, completion, cost FROM days
    UNION ALL SELECT day, 1, prompt, completion, cost FROM requests)
GROUP BY day ORDER BY day DESC LIMIT ?
"""

_OF_DAY = "SELECT COUNT(*), SUM(prompt), SUM(completion), SUM(cost) FROM requests WHERE day = ?"
_RECENT = "SELECT COUNT(*), MIN(at) FROM requests WHERE at > ? AND at <= ?"

T = TypeVar("T")

log = structlog.get_logger()


class Taken(NamedTuple):
    """Tokens and cost of one request, or the most that it may come to."""

    prompt: int
    completion: int
    cost: float


class Standing(NamedTuple):
    """What was taken so far, open requests at their most."""

    today: DayUsage
    last_minute: int
    """Requests that began in the last 60 seconds."""
    next_in: float
    """Seconds until the oldest of these is no longer among them."""


class UsageLog:
    """One file; without a path, or where it cannot be written, the memory of this process."""

    def __init__(self, path: Path | None, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._guard = threading.Lock()
        self._memory = _opened(":memory:") if path is None else None

    def begin(self, most: Taken, allowed: Callable[[Standing], str | None]) -> int | str:
        """Write a request down if ``allowed`` has nothing against it.

        Its number for :meth:`end`, or what ``allowed`` says; no other request comes between.
        """
        now, today = self._moment()

        def noted(connection: sqlite3.Connection) -> int | str:
            _fold(connection, now, today)
            refused = allowed(_standing(connection, now, today))
            if refused is not None:
                return refused
            number = secrets.randbits(62)  # unique in whichever place it stands
            row = (number, now, today.isoformat(), *most)
            connection.execute("INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)", row)
            return number

        return self._written(noted)

    def end(self, number: int, taken: Taken) -> None:
        """What it came to."""
        said = "UPDATE requests SET prompt = ?, completion = ?, cost = ? WHERE id = ?"
        self._written(lambda connection: connection.execute(said, (*taken, number)))

    def standing(self) -> Standing:
        """Today and the last minute, as of now."""
        now, today = self._moment()
        found = self._read(lambda connection: _standing(connection, now, today))
        return found or Standing(DayUsage(today, 0, 0, 0, 0.0), 0, 0.0)

    def days(self, most: int) -> tuple[DayUsage, ...]:
        """The last days on which something was asked, the newest first."""
        rows = self._read(lambda connection: connection.execute(_BY_DAY, (most,)).fetchall())
        return tuple(DayUsage(date.fromisoformat(day), *rest) for day, *rest in rows or ())

    def _moment(self) -> tuple[float, date]:
        now = self._clock()
        return now, datetime.fromtimestamp(now, UTC).date()

    def _written(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """One transaction that no other process is in. From the first fault on in memory."""
        with self._guard:
            if self._memory is None:
                try:
                    with closing(_opened(str(self._path))) as connection:
                        return _alone(connection, act)
                except sqlite3.Error as error:
                    where = str(self._path)
                    log.warning("usage is counted in memory only", file=where, why=str(error))
                    self._memory = _remembered(self._path)
            return _alone(self._memory, act)

    def _read(self, act: Callable[[sqlite3.Connection], T]) -> T | None:
        """None where nothing was ever written down: reading makes no file."""
        with self._guard:
            if self._memory is not None:
                return act(self._memory)
            if self._path is None or not self._path.is_file():
                return None
            try:
                with closing(_opened(str(self._path))) as connection:
                    return act(connection)
            except sqlite3.Error as error:
                log.warning("usage cannot be read", file=str(self._path), why=str(error))
                return None


def _opened(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _remembered(path: Path | None) -> sqlite3.Connection:
    """A place in memory that knows what the file told, as far as it can be read."""
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if path is not None and path.is_file():
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file,
        ):
            file.backup(memory)
    memory.executescript(_SCHEMA)
    return memory


def _alone(connection: sqlite3.Connection, act: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = act(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return done


def _fold(connection: sqlite3.Connection, now: float, today: date) -> None:
    """Requests of earlier days become one row a day."""
    which = {"today": today.isoformat(), "before": now - _STRAGGLERS}
    if connection.execute(_FOLD, which).rowcount:
        connection.execute("DELETE FROM requests WHERE day < :today AND at < :before", which)


def _standing(connection: sqlite3.Connection, now: float, today: date) -> Standing:
    n, prompt, completion, cost = connection.execute(_OF_DAY, (today.isoformat(),)).fetchone()
    recent, oldest = connection.execute(_RECENT, (now - MINUTE, now)).fetchone()
    used = DayUsage(today, n, prompt or 0, completion or 0, cost or 0.0)
    return Standing(used, recent, max(0.0, (oldest or now) + MINUTE - now))
