"""The matrix on disk, so that a library opens without reading every vector out of the ledger.

``matrix.npy`` and the forward index are memory-mapped, and shared by all processes that have them
open; ``rows.npz`` holds each row's chunk, article and revision. Rows of articles that changed since
simply do not count.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.library import forward
from rag.library.catalog import Catalog
from rag.library.generations import Generation, Generations, Stamp
from rag.library.history import Mark
from rag.library.keywords import analysis
from rag.library.matrix import Matrix, Rows
from rag.library.rows import Span

_AT_ONCE = 8192
_MATRIX, _ROWS = "matrix.npy", "rows.npz"


@lru_cache(maxsize=1)
def format_name() -> str:
    """Names the arrays and the analysis of terms, so that a change of either rebuilds them."""
    return f"matrix-2-{analysis()}"


def save(
    generations: Generations,
    rows: Rows,
    stamp: Stamp,
    mark: Mark,
    spans: Callable[[Sequence[str]], Iterable[Span]],
) -> Generation:
    """Writes the current rows of a catalog, which is of this revision, as the generation in use.
    ``spans`` reads the current chunks of some articles.
    """
    path = generations.begin()
    current = np.arange(len(rows)) if rows.alive is None else np.flatnonzero(rows.alive)
    _save_vectors(path / _MATRIX, rows, current)
    used, article_of = np.unique(rows.slots[current], return_inverse=True)
    articles = [rows.catalog.articles[slot] for slot in used]
    arrays: dict[str, Any] = forward.save(path / forward.FILE, _entries(rows, current, spans))
    np.savez(
        path / _ROWS,
        chunk_ids=_text([rows.chunk_ids[i] for i in current.tolist()]),
        article_of=article_of.astype(np.int32),
        article_ids=_text([article_id for article_id, _ in articles]),
        revisions=np.array([revision for _, revision in articles], np.int64),
        **arrays,
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
        terms = forward.load(generation.path / forward.FILE, names, len(chunk_ids))
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        return None
    if matrix.dtype != np.float32 or matrix.shape != (len(chunk_ids), dimension):
        return None
    return Matrix(dimension, matrix.view(np.ndarray), chunk_ids, slots, terms)


def _entries(
    rows: Rows, current: NDArray[np.intp], spans: Callable[[Sequence[str]], Iterable[Span]]
) -> Iterator[forward.Entry | None]:
    """As the file before has them; of chunks that came since, made of their texts."""
    held = rows.forward
    for start in range(0, len(current), _AT_ONCE):
        some = current[start : start + _AT_ONCE].tolist()
        found = {row: None if held is None else held.entry(row) for row in some}
        new = [row for row, entry in found.items() if entry is None]
        owners = {rows.catalog.articles[rows.slots[row]] for row in new}
        read = {
            span.chunk_id: span
            for span in spans([article_id for article_id, _ in sorted(owners)])
            if (span.article_id, span.revision) in owners
        }
        for row in some:
            span = read.get(rows.chunk_ids[row])
            yield found[row] if span is None else _entry(span)


def _entry(span: Span) -> forward.Entry | None:
    terms = forward.packed(span.text)
    return None if terms is None else forward.Entry(span.start, terms)


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
