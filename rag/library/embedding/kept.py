"""Vectors of the texts that were embedded last: the sentences of an article are asked about again
and again, and a text's vector is the same each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np

from rag.library.embedding import Vectors
from rag.newest import Newest

_SIZE = 16_384
"""Texts; of 384 numbers each they take 25 MB."""


class Kept:
    """An embedder of texts that embeds none twice. It keeps no text, only a digest of it."""

    def __init__(self, embed: Callable[[list[str]], Vectors]) -> None:
        self._embed, self._made = embed, Newest[bytes, Vectors](_SIZE)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dimension)``, in the order given. Raises what the embedder raises."""
        keys = [_digest(text) for text in texts]
        known = {key: self._made.get(key) for key in dict.fromkeys(keys)}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if known[key] is None}
        if not texts:
            return self._embed([])  # it alone knows the dimension
        made = self._embed(list(missing.values())) if missing else ()
        for key, vector in zip(missing, made, strict=True):
            known[key] = vector
            self._made.put(key, vector.copy())  # a row would keep all of its matrix
        return np.stack([vector for key in keys if (vector := known[key]) is not None])


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
