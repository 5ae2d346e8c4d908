"""Embeddings that are made once, in a file, so that a collection is embedded once for all runs.

The file is NumPy's ``.npz``: ``sha256`` holds the hex digest of each text's UTF-8 as ``U64``, in
order, and ``vectors`` a row of float32 for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from beside.running import Embed, Matrix


class Cached:
    """Asks an embedder for what the file lacks, as long as it is ``learning``."""

    def __init__(self, file: Path, embed: Embed) -> None:
        """A file that is not there is made by :meth:`keep`. Raises ValueError for another's."""
        self._file, self._embed = file, embed
        self._known: dict[str, Matrix] = _read(file) if file.exists() else {}
        self.learning, self.made = True, 0

    def __call__(self, texts: Sequence[str]) -> Matrix:
        if not self.learning:
            return self._embed(texts)
        names = [sha256(each.encode("utf-8", "replace")).hexdigest() for each in texts]
        missing = {n: each for n, each in zip(names, texts, strict=True) if n not in self._known}
        if missing:
            rows = self._embed(list(missing.values()))
            self._known.update(zip(missing, np.asarray(rows, np.float32), strict=True))
            self.made += len(missing)
        return np.stack([self._known[each] for each in names])

    def keep(self) -> None:
        """Writes the file, beside and then in place. From now on every text is embedded."""
        self.learning = False
        if not self.made:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_name(f".{self._file.name}")
        names = sorted(self._known)
        with beside.open("wb") as file:
            vectors = np.stack([self._known[each] for each in names])
            np.savez(file, sha256=np.array(names), vectors=vectors)
        beside.replace(self._file)


def _read(file: Path) -> dict[str, Matrix]:
    try:
        with np.load(file, allow_pickle=False) as held:
            return dict(zip(held["sha256"].tolist(), held["vectors"], strict=True))
    except (OSError, KeyError, ValueError, EOFError) as error:
        raise ValueError(f"{file} holds no embeddings ({error}); delete it") from error
