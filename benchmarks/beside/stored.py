"""A library's own passages and vectors for the systems beside it: what they rank is the same, and
nothing is embedded anew.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import numpy as np

from rag.library import ledger
from rag.library.chunking import embedding_text
from rag.library.library import Library


def store(library: Library, passages: Path, cache: Path) -> None:
    """Writes ``passages``, a JSON line with ``id`` (of the article) and ``text`` (what was
    embedded) for each, and ``cache``, their vectors in the form of ``cached.py``.

    Raises ValueError for an empty library.
    """
    vectors: dict[str, np.ndarray] = {}
    passages.parent.mkdir(parents=True, exist_ok=True)
    with library._database.read() as connection, passages.open("w", encoding="utf-8") as file:
        made_with = ledger.embedding(connection)
        articles = sorted(library.article_ids())
        if made_with is None or not articles:
            raise ValueError("the library is empty")
        by_chunk = {
            name[0]: row
            for names, rows in ledger.chunk_vectors(connection, articles, made_with.dimension)
            for name, row in zip(names, rows, strict=True)
        }
        for each in ledger.spans(connection, articles):
            text = embedding_text(each.title, each.text)
            file.write(json.dumps({"id": each.article_id, "text": text}) + "\n")
            name = sha256(text.encode("utf-8", "replace")).hexdigest()
            vectors[name] = by_chunk[each.chunk_id]
    names = sorted(vectors)
    beside = cache.with_name(f".{cache.name}")
    with beside.open("wb") as held:
        np.savez(held, sha256=np.array(names), vectors=np.stack([vectors[n] for n in names]))
    beside.replace(cache)
