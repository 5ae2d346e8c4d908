"""The chunks nearest to a question: by exact search, or by Chroma where that is faster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.errors import EmbeddingError
from rag.library.embedding import Vectors
from rag.library.filters import Filter, Hit
from rag.library.matrix import Rows, begin, rescored, search
from rag.library.outlines import Outlines, outlines
from rag.library.placing import Places, places
from rag.library.products import Products
from rag.library.stamps import Stamped
from rag.library.vectors import ChromaFollower
from rag.library.view import View

CHROMA_FROM = 200_000
"""Chunks from which on Chroma answers unfiltered searches; below, exact search is faster."""


class Nearest:
    """What searches the vectors of one library. Safe to use from many threads."""

    def __init__(
        self, view: View, chroma: ChromaFollower, stamped: Stamped, chroma_from: int
    ) -> None:
        self._view, self._chroma, self._stamped = view, chroma, stamped
        self.chroma_from = chroma_from
        self._products = Products()

    def hits(self, vector: Vectors, k: int, filter: Filter) -> list[Hit]:
        """The k chunks nearest to a unit vector; the score is the cosine.

        Raises EmbeddingMismatch when the library was re-embedded with another model meanwhile.
        """
        rows = self._view.rows()
        if rows is None or not len(rows) or k <= 0:
            return []
        vector = self._checked(vector)
        if filter.empty and len(rows) >= self.chroma_from:
            hits = self.from_chroma(rows, vector, k)
            if hits is not None:
                return hits
        return search(self._products, rows, vector, k, filter)

    def begin(self, vector: Vectors, filter: Filter) -> None:
        """Makes the product that :meth:`hits` needs, of the rows that were last searched. Where
        others have come since, it is made in vain.
        """
        rows = self._view.latest
        if rows is not None and not (filter.empty and len(rows) >= self.chroma_from):
            begin(self._products, rows, vector, filter)

    def places(self, chunk_ids: Sequence[str], vector: Vectors) -> Places:
        """Whose some chunks are, when they appeared, and their cosines with a unit vector."""
        return places(self._view.rows(), chunk_ids, vector)

    def outlines(self, chunk_ids: Sequence[str]) -> Outlines:
        """What is known of some chunks' words without reading them."""
        return outlines(self._view.rows(), chunk_ids)

    def from_chroma(self, rows: Rows, vector: Vectors, k: int) -> list[Hit] | None:
        """None when Chroma is behind these rows, or cannot say."""
        current = self._view.embedding
        if current is None or not self._chroma.answers(rows.catalog.revision, current.id):
            return None
        found = self._chroma.query(vector, min(k, len(rows)))
        return None if found is None else rescored(rows, found, vector)

    def _checked(self, vector: Vectors) -> Vectors:
        current = self._view.embedding
        self._stamped.check(current)
        if current is not None and vector.shape != (current.dimension,):
            raise EmbeddingError(
                f"a question's vector must have shape ({current.dimension},), not {vector.shape}"
            )
        return np.ascontiguousarray(vector, dtype=np.float32)
