"""Readers' conversations: a small SQLite file in the library's folder, written at once.

An answer is kept as the JSON that ``rag ask --json`` prints, but of its turns only its own: those
before it are the exchanges before it. So the words of an article that is purged stand in the
answers that quote it and nowhere else, and go with it.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rag.errors import ConversationNotFound, ConversationsUnavailable
from rag.library.recalling import recalled
from rag.library.traces import lines_told, quotes
from rag.types import ConversationLine

FILE = "conversations.sqlite3"
ERASED = "(erased with an article)"
"""Stands where a reader had written words of an article that was purged."""
LONGEST_NAME = 80
_COPIED = 48
"""Characters in a row that nobody writes by chance as an article has them."""
_VERSION = 1
_WAIT = 10.0
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, reader TEXT NOT NULL, name TEXT NOT NULL,
    begun TEXT NOT NULL, touched TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS conversations_reader ON conversations (reader, touched);
CREATE TABLE IF NOT EXISTS exchanges (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    n INTEGER NOT NULL, question TEXT NOT NULL, body TEXT NOT NULL,
    opinion TEXT, note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation, n)) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""
_ASKED = ("outlets", "since", "until", "languages", "undated", "articles")
_NAMED = ("n", "article_id", "revision", "label", "source", "credits", "published")
_OLDEST = """
DELETE FROM conversations WHERE id IN (
    SELECT id FROM conversations WHERE reader = ? ORDER BY touched DESC, id LIMIT -1 OFFSET ?)
"""


class Row(NamedTuple):
    """One exchange as it lies in the file; ``body`` is a JSON object."""

    question: str
    body: Mapping[str, Any]
    opinion: str | None = None
    note: str = ""


class Talk(NamedTuple):
    """One conversation as it lies in the file."""

    id: str
    name: str
    begun: datetime
    touched: datetime
    rows: tuple[Row, ...]


class Talks:
    """The conversations of one library's folder. Several processes may use them at once.

    ``reader`` is whose they are; nobody else's is found. Every method raises
    ConversationsUnavailable when the file cannot be used, and ConversationNotFound for an id
    that is not this reader's.
    """

    def __init__(self, folder: Path, most: int) -> None:
        """``most`` are kept of each reader, the last used."""
        self.path, self._most = folder / FILE, most

    @property
    def on(self) -> bool:
        return self._most > 0

    def begin(self, reader: str, name: str) -> str:
        """A new one; its id. The reader's oldest goes when there are too many."""
        talk, now = secrets.token_hex(12), _now()
        row = (talk, reader, name_of(name), now, now)
        with self._write() as connection:
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", row)
            connection.execute(_OLDEST, (reader, self._most))
        return talk

    def put(self, reader: str, talk: str, n: int, row: Row) -> None:
        """Exchange n, from 0, in place of one that stood there; none stays behind it."""
        held = json.dumps(row.body, ensure_ascii=False)
        values = (talk, n, _utf8(row.question), _utf8(held), row.opinion, _utf8(row.note))
        with self._write() as connection:
            touched = "UPDATE conversations SET touched = ? WHERE id = ? AND reader = ?"
            _one(connection.execute(touched, (_now(), talk, reader)), talk)
            connection.execute("DELETE FROM exchanges WHERE conversation = ? AND n >= ?", (talk, n))
            connection.execute("INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?)", values)

    def opine(self, reader: str, talk: str, n: int, opinion: str, note: str) -> None:
        """What the reader says of exchange n, in place of what was said before."""
        said = "UPDATE exchanges SET opinion = ?, note = ? WHERE conversation = ? AND n = ?"
        with self._write() as connection:
            _own(connection, reader, talk)
            _one(connection.execute(said, (opinion, _utf8(note), talk, n)), talk)

    def opinions(self, reader: str, talk: str) -> dict[int, tuple[str, str]]:
        """What the reader said so far, with the words added, by the number of the exchange."""
        said = "SELECT n, opinion, note FROM exchanges WHERE conversation = ? AND opinion NOT NULL"
        with self._read() as connection:
            if connection is None:
                raise ConversationNotFound(talk)
            _own(connection, reader, talk)
            return {n: (given, note) for n, given, note in connection.execute(said, (talk,))}

    def rename(self, reader: str, talk: str, name: str) -> None:
        said = "UPDATE conversations SET name = ? WHERE id = ? AND reader = ?"
        with self._write() as connection:
            _one(connection.execute(said, (name_of(name), talk, reader)), talk)

    def remove(self, reader: str, talk: str) -> None:
        """For good: nothing of it stays in the file."""
        with self._write() as connection:
            gone = "DELETE FROM conversations WHERE id = ? AND reader = ?"
            _one(connection.execute(gone, (talk, reader)), talk)

    def listed(self, reader: str, query: str, most: int) -> list[ConversationLine]:
        """The last used first; with a query those that have it in their name, a question or an
        answer, and where."""
        with self._read() as connection:
            return recalled(connection, reader, query, most) if connection else []

    def load(self, reader: str, talk: str) -> Talk:
        with self._read() as connection:
            if connection is None:
                raise ConversationNotFound(talk)
            name, begun, touched = _own(connection, reader, talk)
            rows = connection.execute(
                "SELECT question, body, opinion, note FROM exchanges WHERE conversation = ?"
                " ORDER BY n",
                (talk,),
            ).fetchall()
        held = tuple(Row(q, json.loads(body), opinion, note) for q, body, opinion, note in rows)
        return Talk(talk, name, _moment(begun), _moment(touched), held)

    def forget(self, article_ids: Iterable[str], texts: Iterable[str]) -> None:
        """Erase every answer that names one of the articles or has a line of one of the texts, and
        such lines wherever a reader wrote them. What was quoted is named, without its words."""
        ids, lines = set(article_ids), lines_told(texts)
        if not self.path.is_file():
            return
        said = "UPDATE exchanges SET question=?, body=?, note=? WHERE conversation=? AND n=?"
        with self._write() as connection:
            held = "SELECT conversation, n, question, body, note FROM exchanges"
            for talk, n, question, body, note in connection.execute(held).fetchall():
                answered = json.loads(body)
                if quotes([question, answered, note], ids, lines):
                    left = json.dumps(_blanked(answered, ids), ensure_ascii=False)
                    row = (_without(question, lines), left, _without(note, lines), talk, n)
                    connection.execute(said, row)
            names = "SELECT id, name FROM conversations"
            for talk, name in connection.execute(names).fetchall():
                renamed = "UPDATE conversations SET name = ? WHERE id = ?"
                connection.execute(renamed, (_without(name, lines), talk))

    def bodies(self) -> Iterator[Mapping[str, Any]]:
        """Of every exchange there is, whoever's."""
        with self._read() as connection:
            rows = connection.execute("SELECT body FROM exchanges").fetchall() if connection else []
        for (body,) in rows:
            yield json.loads(body)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other process is in, on the disk when it ends."""
        with self._told(), closing(_opened(self.path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection | None]:
        """None where nothing was ever kept: reading makes no file."""
        if not self.path.is_file():
            yield None
            return
        with self._told(), closing(_opened(self.path)) as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise ConversationsUnavailable(str(self.path), str(error)) from error


def name_of(question: str) -> str:
    """A conversation's name: one line, cut at a word."""
    line = " ".join(_utf8(question).split())
    if len(line) <= LONGEST_NAME:
        return line
    return line[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        _check(version)
        # No write-ahead log and freed pages blanked: what is erased is in no file afterwards.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
            path.chmod(0o600)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(version: int) -> None:
    if version > _VERSION:
        raise ValueError(f"it is of a later version of Byline ({version}); install a newer one")


def _own(connection: sqlite3.Connection, reader: str, talk: str) -> tuple[str, str, str]:
    """Name, beginning and last use of a reader's own conversation."""
    row: tuple[str, str, str] | None = connection.execute(
        "SELECT name, begun, touched FROM conversations WHERE id = ? AND reader = ?", (talk, reader)
    ).fetchone()
    if row is None:
        raise ConversationNotFound(talk)
    return row


def _one(changed: sqlite3.Cursor, talk: str) -> None:
    if changed.rowcount != 1:
        raise ConversationNotFound(talk)


def _without(words: str, lines: set[str]) -> str:
    """What a reader wrote, unless it is copied from one of these lines: a question shares a few
    words with what answers it, and stays."""
    if not quotes(words, set(), lines):
        return words
    whole, starts = "\n".join(lines), range(max(len(words) - _COPIED, 0) + 1)
    copied = any(words[at : at + _COPIED] in whole for at in starts)
    return ERASED if copied and len(words) >= _COPIED else words


def _blanked(body: Mapping[str, Any], ids: set[str]) -> dict[str, Any]:
    """What stays of an exchange: how it was asked, and which of the articles it quoted."""
    answer = body.get("answer") or body
    cited = [*(answer.get("citations") or ()), *(answer.get("instead") or ())]
    first = {each["article_id"]: each for each in reversed(cited) if each["article_id"] in ids}
    named = [{name: each.get(name) for name in _NAMED} for each in first.values()]
    erased = [*(body.get("erased") or ()), *named]
    return {name: body.get(name) for name in _ASKED} | {"ending": "answered", "erased": erased}


def _utf8(text: str) -> str:
    """A lone surrogate, which SQLite cannot hold, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
