"""Passages in the order of their final scores, read as they are wanted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.library.filters import instant_of
from rag.retrieval.pool import Floats, Pool
from rag.retrieval.reading import Reading
from rag.types import Passage, Score


class Ranked:
    """The best of a pool, best first; of equals the earliest published."""

    def __init__(self, pool: Pool, reading: Reading, finals: Floats, wanted: int) -> None:
        """``finals`` are those of ``reading.of``. So many as are ``wanted`` are read at once."""
        self._pool, self._reading, self._wanted = pool, reading, max(wanted, 1)
        scored = zip(reading.of, finals.tolist(), strict=True)
        self._scored = sorted(scored, key=lambda each: -each[1])
        self.article_ids = {each.article_id for each in reading.of.values()}

    def __len__(self) -> int:
        return len(self._scored)

    def __iter__(self) -> Iterator[Passage]:
        at = 0
        while at < len(self._scored):
            end = min(at + self._wanted, len(self._scored))
            # Equals belong together: which of them comes first is only known of the passages.
            while end < len(self._scored) and self._scored[end][1] == self._scored[end - 1][1]:
                end += 1
            yield from self._read(self._scored[at:end])
            at = end

    def _read(self, some: Sequence[tuple[str, float]]) -> list[Passage]:
        passages = self._reading.passages(chunk_id for chunk_id, _ in some)
        scored = [
            replace(passages[chunk_id], score=self._score(chunk_id, final))
            for chunk_id, final in some
            if chunk_id in passages
        ]
        return sorted(scored, key=_order)

    def _score(self, chunk_id: str, final: float) -> Score:
        pool = self._pool
        return Score(
            keyword=pool.keywords.get(chunk_id), vector=pool.vectors.get(chunk_id), final=final
        )


def _order(passage: Passage) -> tuple[float, float, str, str]:
    instant = instant_of(passage.published)
    earliest = math.inf if instant is None else instant
    return (-(passage.score.final or 0.0), earliest, passage.article_id, passage.chunk_id)
