"""Which articles share a key with a text: the table of keys, and the signatures that are not in it
yet.

An article has 48 keys, and they lie at random in the table: in a large one each is a page that must
be written whole. So keys are filed some hundred articles at once, in order, which writes a page
once for many; until then they are made of the newest signatures, which hold the same. The fact
``near copies filed`` is the number of the last signature whose keys are in the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, func, insert, select, update

from rag.library.alike import Signature, keys, keys_of_many
from rag.library.ledger import batches
from rag.library.schema import buckets, facts, signatures

MOST = 256
"""Signatures whose keys are not filed, at most: all are read whenever an article is stored."""
_FACT = "near copies filed"
_MINIMA, _KEY = "<u4", "<u8"


def packed(signature: Signature, own: Sequence[int]) -> bytes:
    """The minima; of a short text its only key."""
    if len(signature):
        return signature.astype(_MINIMA).tobytes()
    return np.array(own, _KEY).tobytes()


def signature_of(data: bytes) -> Signature:
    """The minima that were packed; none for a short text."""
    return np.frombuffer(b"" if _is_short(data) else data, _MINIMA).astype(np.uint32)


def keys_in(data: bytes) -> Sequence[int]:
    """The keys of what was packed."""
    return np.frombuffer(data, _KEY).tolist() if _is_short(data) else keys(signature_of(data))


def _is_short(data: bytes) -> bool:
    return len(data) == np.dtype(_KEY).itemsize


class Keys:
    """The keys of one ledger, within one write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._filed = _filed(connection)
        query = select(signatures.c.id, signatures.c.data).where(signatures.c.id > self._filed)
        rows = connection.execute(query.order_by(signatures.c.id)).all()
        self._newest = _by_key({row.id: row.data for row in rows})
        self._unfiled = len(rows)

    def holders(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """The signatures that have a key, by key; those that nobody has are left out."""
        found = {key: list(self._newest[key]) for key in wanted if key in self._newest}
        for some in batches(wanted):
            query = select(buckets.c.key, buckets.c.signature).where(buckets.c.key.in_(some))
            for key, number in self._connection.execute(query):
                found.setdefault(key, []).append(number)
        return found

    def add(self, numbered: Sequence[tuple[int, Sequence[int]]]) -> None:
        """Notes the keys of new signatures, filing what waits when that is much."""
        # SQLite gives the last number again when its row has gone: up to there all is filed.
        again = [each for each in numbered if each[0] <= self._filed]
        rows = [{"key": key, "signature": number} for number, own in again for key in own]
        if rows:
            self._connection.execute(insert(buckets), rows)
        for number, own in numbered:
            if number > self._filed:
                self._unfiled += 1
                for key in own:
                    self._newest.setdefault(key, []).append(number)
        if self._unfiled > MOST:
            self._file()

    def _file(self) -> None:
        pairs = sorted((key, number) for key, all_ in self._newest.items() for number in all_)
        rows = [{"key": key, "signature": number} for key, number in pairs]
        self._connection.execute(insert(buckets), rows)
        self._filed = max(number for _, number in pairs)
        named = update(facts).where(facts.c.name == _FACT)
        self._connection.execute(named.values(value=str(self._filed)))
        self._newest, self._unfiled = {}, 0


def _filed(connection: Connection) -> int:
    """Up to which signature keys are filed; all there are in a ledger from before some waited."""
    query = select(facts.c.value).where(facts.c.name == _FACT)
    noted = connection.execute(query).scalar_one_or_none()
    if noted is not None:
        return int(noted)
    newest = int(connection.execute(select(func.max(signatures.c.id))).scalar_one() or 0)
    connection.execute(insert(facts).values(name=_FACT, value=str(newest)))
    return newest


def _by_key(rows: Mapping[int, bytes]) -> dict[int, list[int]]:
    """The signatures of each key."""
    found: dict[int, list[int]] = {}
    long = [number for number, data in rows.items() if not _is_short(data)]
    together = np.frombuffer(b"".join(rows[number] for number in long), _MINIMA)
    made = keys_of_many(together.reshape(len(long), -1).astype(np.uint32)) if long else []
    for number, own in zip(long, made, strict=True):
        for key in own:
            found.setdefault(key, []).append(number)
    for number in rows.keys() - set(long):
        found.setdefault(keys_in(rows[number])[0], []).append(number)
    return found
