"""Which embedding a ledger's vectors were made with, and whether a given embedder is that one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, func, insert, select, update

from rag.errors import EmbeddingError, EmbeddingMismatch
from rag.library.embedding import Embedder
from rag.library.embedding.ahead import Ahead, Then
from rag.library.embedding.kept import Kept
from rag.library.ledger import Vectors, embedding
from rag.library.rows import Embedding
from rag.library.schema import embeddings, state


class Stamped:
    """An embedder that is opened when something must be embedded, and checked against the ledger.

    ``name`` is what the caller says it will be, so that a mismatch shows without loading it.
    """

    def __init__(self, folder: Path, opener: Callable[[], Embedder], name: str | None) -> None:
        self._folder, self._opener, self._name = folder, opener, name
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None
        self._ahead, self._kept = Ahead(lambda: self.embedder), Kept(self.passages)

    @property
    def embedder(self) -> Embedder:
        with self._lock:
            if self._embedder is None:
                self._embedder = self._opener()
            return self._embedder

    def load(self) -> None:
        """Opens it now."""
        _ = self.embedder

    def begin(self, text: str, then: Then | None = None) -> None:
        """Begins with a question's vector, beside what else is to be done before it is needed, and
        with what is then to be done with it.
        """
        self._ahead.begin(text, then)

    def query(self, text: str) -> Vectors:
        """A question's vector, of length 1."""
        begun = self._ahead.taken(text)
        return self.embedder.query(text) if begun is None else begun

    @property
    def name(self) -> str | None:
        """Its name, as far as it is known without opening it."""
        return self._name if self._embedder is None else self._embedder.name

    def check(self, current: Embedding | None) -> None:
        """Raises EmbeddingMismatch when the ledger's vectors are another embedder's."""
        if current is None or self.name is None:
            return
        dimension = current.dimension if self._embedder is None else self._embedder.dimension
        if (self.name, dimension) != (current.name, current.dimension):
            asked_for = self.name if self.name != current.name else f"{self.name} ({dimension})"
            raise EmbeddingMismatch(str(self._folder), _shown(current, dimension), asked_for)

    def embed(self, texts: Mapping[bytes, str]) -> dict[bytes, bytes]:
        """The vectors of some texts, as the ledger keeps them."""
        matrix = self.passages(list(texts.values()))
        return {key: row.astype("<f4").tobytes() for key, row in zip(texts, matrix, strict=True)}

    def texts(self, texts: Sequence[str]) -> Vectors:
        """The same as :meth:`passages`, and none that was embedded lately is embedded again."""
        return self._kept(texts)

    def passages(self, texts: list[str]) -> Vectors:
        """Raises EmbeddingError when the embedder returns anything but unit vectors."""
        embedder = self.embedder
        matrix = np.asarray(embedder.passages(texts), dtype=np.float32)
        expected = (len(texts), embedder.dimension)
        if matrix.shape != expected:
            raise EmbeddingError(
                f"{embedder.name} returned vectors of shape {matrix.shape}, not {expected}; "
                "nothing of this batch was stored"
            )
        lengths = np.linalg.norm(matrix, axis=1)
        if not np.all(np.abs(lengths - 1) < 0.01):
            raise EmbeddingError(
                f"{embedder.name} returned a vector that is not of length 1; "
                "nothing of this batch was stored"
            )
        return matrix


def adopt(connection: Connection, stamped: Stamped) -> Embedding:
    """The ledger's embedding, which is this embedder's from now on when there was none.

    The embedder is open by then. Raises EmbeddingMismatch.
    """
    embedder, current = stamped.embedder, embedding(connection)
    if current is None:
        current = new_embedding(connection, embedder)
        connection.execute(update(state).values(embedding=current.id))
    stamped.check(current)
    return current


def new_embedding(connection: Connection, embedder: Embedder) -> Embedding:
    highest = connection.execute(select(func.max(embeddings.c.id))).scalar_one() or 0
    row = {"id": highest + 1, "name": embedder.name, "dimension": embedder.dimension}
    connection.execute(insert(embeddings).values(row))
    return Embedding(highest + 1, embedder.name, embedder.dimension)


def _shown(current: Embedding, dimension: int) -> str:
    same = dimension == current.dimension
    return current.name if same else f"{current.name} ({current.dimension})"
