"""The vectors of a text's tokens, as spaCy's ``tok2vec`` makes them, in half of its time.

What that step costs a question is not its products but the layers that hand them on: some sixty
calls, each made for batches and for training. Here the same operations are called in the same
order, on one text, so that the same numbers come out. Of the rows of zeros that stand before and
behind a text only those are carried on that reach it.

The layers are hash embeddings and four convolutions with maxout (spaCy's documentation, "Tok2Vec",
``MultiHashEmbed`` and ``MaxoutWindowEncoder``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = NDArray[np.float32]
_EPSILON = 1e-08
"""As thinc's layer norm has it."""
_KNOWN = [
    *("extract_features", "list2ragged", "with_array", "with_array", "ragged2list"),
    "with_array",
]
_CONVOLVED = {"expand_window", "maxout", "layernorm", "dropout"}


@dataclass(frozen=True)
class _Embedding:
    table: Floats
    seed: int


@dataclass(frozen=True)
class _Maxout:
    """A linear layer, the greatest of its pieces, and layer norm."""

    weights: Floats
    biases: Floats
    pieces: int
    scale: Floats
    shift: Floats


@dataclass(frozen=True)
class TokenVectors:
    """One model's layers."""

    _ops: Any
    _columns: list[int | str]
    """The attributes of a token that are embedded."""
    _embeddings: Sequence[_Embedding]
    _mixing: _Maxout
    _convolutions: Sequence[_Maxout]

    @classmethod
    def of(cls, model: Any) -> TokenVectors | None:
        """The layers of a ``tok2vec``; None when they are not those that are known here."""
        if len(model.layers) != 2:
            return None
        embedding, encoding = model.layers
        outer = [each.name.partition("(")[0] for each in (*embedding.layers, encoding)]
        if outer != _KNOWN:
            return None
        features, _, tables, mixing, _ = embedding.layers
        hashed = [each for each in tables.walk() if each.name == "hashembed"]
        layers = encoding.layers[0].layers
        inner = [{each.name for each in layer.walk() if not each.layers} for layer in layers]
        windows = [
            each.attrs["window_size"] for each in encoding.walk() if each.name == "expand_window"
        ]
        if (
            any(each != _CONVOLVED for each in inner)
            or windows != [1] * encoding.attrs["pad"]
            or len(windows) != len(layers)
            or len(hashed) != len(features.attrs["columns"])
        ):
            return None
        return cls(
            model.ops,
            features.attrs["columns"],
            [_Embedding(each.get_param("E"), each.attrs["seed"]) for each in hashed],
            _maxout(mixing),
            [_maxout(each) for each in layers],
        )

    def __call__(self, doc: Doc) -> Floats:
        """``(tokens, width)``"""
        count, around = len(doc), len(self._convolutions)
        if not count:
            return np.zeros((0, len(self._mixing.scale)), np.float32)
        mixed = self._applied(self._mixing, self._embedded(doc))
        rows = np.zeros((count + 2 * around, mixed.shape[1]), np.float32)
        rows[around:-around] = mixed
        for layer in self._convolutions:
            # A row beyond the last that reaches the text is left out at each end.
            seen = self._ops.seq2col(rows, 1)[1:-1]
            rows = rows[1:-1] + self._applied(layer, seen)
        return rows

    def _embedded(self, doc: Doc) -> Floats:
        keys = doc.to_array(self._columns)
        parts = []
        for column, each in enumerate(self._embeddings):
            ids = np.ascontiguousarray(keys[:, column], np.uint64)
            rows = self._ops.hash(ids, each.seed) % each.table.shape[0]
            parts.append(self._ops.gather_add(each.table, rows))
        return np.concatenate(parts, axis=1)

    def _applied(self, layer: _Maxout, rows: Floats) -> Floats:
        pieces = self._ops.gemm(rows, layer.weights, trans2=True)
        pieces += layer.biases
        best, _ = self._ops.maxout(pieces.reshape(len(rows), -1, layer.pieces))
        width = np.float32(best.shape[1])
        apart = best - np.add.reduce(best, axis=1, keepdims=True) / width
        variance = np.add.reduce(apart * apart, axis=1, keepdims=True) / width
        normed: Floats = apart * (variance + _EPSILON) ** (-1.0 / 2.0)
        normed *= layer.scale
        normed += layer.shift
        return normed


def _maxout(layer: Any) -> _Maxout:
    linear = next(each for each in layer.walk() if each.name == "maxout")
    norm = next(each for each in layer.walk() if each.name == "layernorm")
    weights, pieces = linear.get_param("W"), linear.get_dim("nP")
    return _Maxout(
        weights.reshape(-1, weights.shape[-1]),
        linear.get_param("b").reshape(-1),
        pieces,
        norm.get_param("G"),
        norm.get_param("b"),
    )
