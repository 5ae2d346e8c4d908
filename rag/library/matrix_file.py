"""The matrix on disk, so that a library opens without reading every vector out of the ledger.

``matrix.npy`` is memory-mapped, and shared by all processes that have it open; ``rows.npz`` holds
each row's chunk, article and revision. Rows of articles that changed since simply do not count.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.library.catalog import Catalog
from rag.library.generations import Generation, Generations, Stamp
from rag.library.history import Mark
from rag.library.matrix import Matrix, Rows

FORMAT = "matrix-1"
_AT_ONCE = 8192
_MATRIX, _ROWS = "matrix.npy", "rows.npz"


def save(generations: Generations, rows: Rows, stamp: Stamp, mark: Mark) -> Generation:
    """Writes the current rows of a catalog, which is of this revision, as the generation in use."""
    path = generations.begin()
    current = np.arange(len(rows)) if rows.alive is None else np.flatnonzero(rows.alive)
    _save_vectors(path / _MATRIX, rows, current)
    used, article_of = np.unique(rows.slots[current], return_inverse=True)
    articles = [rows.catalog.articles[slot] for slot in used]
    np.savez(
        path / _ROWS,
        chunk_ids=_text([rows.chunk_ids[i] for i in current.tolist()]),
        article_of=article_of.astype(np.int32),
        article_ids=_text([article_id for article_id, _ in articles]),
        revisions=np.array([revision for _, revision in articles], np.int64),
    )
    return generations.publish(path, stamp, mark)


def _save_vectors(path: Path, rows: Rows, current: NDArray[np.intp]) -> None:
    """As np.save does, but not all of it in memory a second time."""
    dimension = rows.blocks[0].shape[1] if rows.blocks else 0
    header = {"descr": "<f4", "fortran_order": False, "shape": (len(current), dimension)}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, len(current), _AT_ONCE):
            file.write(rows.gathered(current[start : start + _AT_ONCE]).astype("<f4").tobytes())


def load(generation: Generation, catalog: Catalog, dimension: int) -> Matrix | None:
    """The matrix of a generation with its rows placed in a catalog; None when it is damaged."""
    try:
        matrix = np.load(generation.path / _MATRIX, mmap_mode="r")
        with np.load(generation.path / _ROWS) as rows:
            names = {name: rows[name] for name in rows.files}
        chunk_ids = _list(names["chunk_ids"])
        slots = _slots(names, catalog)
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        return None
    if matrix.dtype != np.float32 or matrix.shape != (len(chunk_ids), dimension):
        return None
    return Matrix(dimension, matrix.view(np.ndarray), chunk_ids, slots)


def _slots(names: dict[str, NDArray[np.generic]], catalog: Catalog) -> NDArray[np.int32]:
    keys = zip(_list(names["article_ids"]), names["revisions"].tolist(), strict=True)
    by_key = {catalog.articles[slot]: slot for slot in catalog.slots.values()}
    slots = np.array([by_key.get(key, -1) for key in keys], np.int32)
    article_of = names["article_of"].astype(np.intp)
    return slots[article_of] if len(slots) else np.empty(0, np.int32)


def _text(names: list[str]) -> NDArray[np.uint8]:
    # As bytes with a separator: NumPy's own text arrays take the longest name's room for each.
    return np.frombuffer("\0".join(names).encode(), np.uint8)


def _list(stored: NDArray[np.generic]) -> list[str]:
    text = stored.astype(np.uint8).tobytes().decode()
    return text.split("\0") if text else []
