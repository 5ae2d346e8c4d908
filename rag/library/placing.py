"""Where chunks stand: whose they are, when their articles appeared, how near to a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rag.library.ledger import Vectors
from rag.library.matrix import Rows

NOWHERE = -1
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Places:
    """Of some chunks, in their order; each array is of shape ``(chunks,)``."""

    articles: NDArray[np.int32]
    """The slot of each chunk's article; -1 for a chunk that is gone."""
    ids: Mapping[int, str]
    """The article of each slot."""
    days: NDArray[np.int32]
    """The day of publication as :meth:`datetime.date.toordinal` counts; 0 for none."""
    cosines: NDArray[np.float32]
    """With the question's vector; 0 for a chunk that is gone."""


def places(rows: Rows | None, chunk_ids: Sequence[str], vector: Vectors) -> Places:
    """What the matrix and the catalog know of these chunks, without reading the ledger."""
    count = len(chunk_ids)
    articles, days = np.full(count, NOWHERE, np.int32), np.zeros(count, np.int32)
    cosines = np.zeros(count, np.float32)
    if rows is None or not len(rows) or not count:
        return Places(articles, {}, days, cosines)
    at = rows.rows_of(chunk_ids)
    slots = np.where(at >= 0, rows.slots[at], NOWHERE)
    here = (slots >= 0) & np.append(rows.catalog.alive, False)[slots]
    articles[here] = slots[here]
    days[here] = _ordinals(rows.catalog.days[slots[here]])
    wanted, where = np.unique(at[here], return_inverse=True)
    cosines[here] = (rows.gathered(wanted) @ vector)[where]
    ids = {slot: rows.catalog.articles[slot][0] for slot in np.unique(articles[here]).tolist()}
    return Places(articles, ids, days, cosines)


def _ordinals(days: NDArray[np.int32]) -> NDArray[np.int32]:
    """Days as YYYYMMDD, counted; 0 stays 0."""
    years = (days // 10000 - 1970).astype("datetime64[Y]")
    months = years.astype("datetime64[M]") + (days // 100 % 100 - 1)
    counted = (months.astype("datetime64[D]") + (days % 100 - 1)).astype(np.int64) + _EPOCH
    return np.where(days > 0, counted, 0).astype(np.int32)
