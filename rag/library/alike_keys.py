"""Which articles share a key with a text: the table of keys, and the signatures that are not in it
yet.

An article has 48 keys, and they lie at random in the table: in a large one each is a page that must
be written whole. So keys are filed some hundred articles at once, in order, which writes a page
once for many; until then they are made of the newest signatures, which hold the same. The fact
``near copies filed`` is the number of the last signature whose keys are in the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, insert, select, update

from rag.library.alike import Signature, keys
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
        rows = connection.execute(_NEWEST, {"filed": self._filed}).all()
        self._unfiled = len(rows)
        own = [_keys_in(row.data) for row in rows]
        found = np.concatenate(own) if own else np.empty(0, np.uint64)
        numbers = np.repeat([row.id for row in rows], [len(each) for each in own]).astype(np.int64)
        order = np.argsort(found, kind="stable")
        self._keys, self._numbers = found[order], numbers[order]
        self._added: dict[int, list[int]] = {}

    def holders(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """The signatures that have a key, by key; those that nobody has are left out."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        asked = np.fromiter(wanted, np.uint64, len(wanted))
        starts = np.searchsorted(self._keys, asked, "left")
        ends = np.searchsorted(self._keys, asked, "right")
        for at in np.flatnonzero(ends > starts).tolist():
            found[int(asked[at])] += self._numbers[starts[at] : ends[at]].tolist()
        for key in self._added.keys() & wanted:
            found[key] += self._added[key]
        for some in batches(wanted):
            query = select(buckets.c.key, buckets.c.signature).where(buckets.c.key.in_(some))
            for key, number in self._connection.execute(query):
                found[key].append(number)
        return found

    def add(self, numbered: Sequence[tuple[int, Sequence[int]]]) -> None:
        """Notes the keys of new signatures, filing what waits when that is much."""
        # SQLite gives the last number again when its row has gone: up to there all is filed.
        again = [(key, number) for number, own in numbered if number <= self._filed for key in own]
        self._insert(again)
        for number, own in numbered:
            if number > self._filed:
                self._unfiled += 1
                for key in own:
                    self._added.setdefault(key, []).append(number)
        if self._unfiled > MOST:
            self._file()

    def _file(self) -> None:
        added = [(key, number) for key, numbers in self._added.items() for number in numbers]
        pairs = sorted([*zip(self._keys.tolist(), self._numbers.tolist(), strict=True), *added])
        self._insert(pairs)
        self._filed = max(number for _, number in pairs)
        named = update(facts).where(facts.c.name == _FACT)
        self._connection.execute(named.values(value=str(self._filed)))
        self._keys, self._numbers = self._keys[:0], self._numbers[:0]
        self._added, self._unfiled = {}, 0

    def _insert(self, pairs: Sequence[tuple[int, int]]) -> None:
        if pairs:
            rows = [{"key": key, "signature": number} for key, number in pairs]
            self._connection.execute(insert(buckets), rows)


def _filed(connection: Connection) -> int:
    """Up to which signature keys are filed; all there are in a ledger from before some waited."""
    query = select(facts.c.value).where(facts.c.name == _FACT)
    noted = connection.execute(query).scalar_one_or_none()
    if noted is not None:
        return int(noted)
    newest = int(connection.execute(select(func.max(signatures.c.id))).scalar_one() or 0)
    connection.execute(insert(facts).values(name=_FACT, value=str(newest)))
    return newest


@lru_cache(maxsize=2 * MOST)
def _keys_in(data: bytes) -> NDArray[np.uint64]:
    """The same newest ones are asked for each time."""
    return np.array(keys_in(data), np.uint64)


_NEWEST = (
    select(signatures.c.id, signatures.c.data)
    .where(signatures.c.id > bindparam("filed"))
    .order_by(signatures.c.id)
)
