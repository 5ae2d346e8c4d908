"""The encoder with the corrections it learned for reading, as a graph for onnxruntime.

A layer's matrix is the one that is shipped plus a product of two narrow ones (a correction of low
rank, Hu et al. 2021), made int8 again, one scale an output channel. Biases, norms and positions
are its own. See :mod:`rag.library.embedding.graph`, whose operations these are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.library.embedding.graph import LAYERS, WIDTH, Arrays, Encoder, weights

Floats = NDArray[np.float32]
_EMBEDDINGS, _LAYER = "inner.embeddings.", "inner.encoder.layer."
_QKV = ("attention.self.query", "attention.self.key", "attention.self.value")
CORRECTED = ("attention.self", "attention.output.dense", "intermediate.dense", "output.dense")
"""The products of a layer; queries, keys and values are corrected together."""
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
_LARGEST = 127


def reader(file: Path, learned: Mapping[str, Floats], max_tokens: int) -> bytes:
    """The graph ``input_ids, token_type_ids (1, n) -> logits (1, n, 2)``: begins, ends."""
    import onnx

    arrays, matrices = weights(onnx.load(file))
    return bytes(
        _Reader(corrected(arrays, matrices, learned), matrices, max_tokens, learned)
        .model()
        .SerializeToString()
    )


def corrected(
    arrays: Arrays, matrices: Mapping[str, str], learned: Mapping[str, Floats]
) -> dict[str, NDArray[np.generic]]:
    """The stored arrays as the reader has them. Raises KeyError for what was not learned."""
    made = dict(arrays)
    for layer in range(LAYERS):
        prefix = f"{_LAYER}{layer}."
        for name in CORRECTED:
            parts = _QKV if name == "attention.self" else (name,)
            change = learned[f"{layer}.{name}.down"] @ learned[f"{layer}.{name}.up"]
            biases = np.split(learned[f"{layer}.{name}.bias"], len(parts))
            for part, own, bias in zip(parts, np.split(change, len(parts), 1), biases, strict=True):
                matrix = matrices[prefix + part]
                own += arrays[matrix + "_q"].astype(np.float32) * arrays[matrix + "_scale"]
                made[matrix + "_q"], made[matrix + "_scale"] = _in_int8(own)
                made[prefix + part + ".bias"] = bias
        for name in NORMS:
            made.update(_norm(prefix + name, learned, f"{layer}.{name}"))
    made.update(_norm(_EMBEDDINGS + "LayerNorm", learned, "LayerNorm"))
    return made


def _norm(name: str, learned: Mapping[str, Floats], own: str) -> dict[str, Floats]:
    return {f"{name}.{part}": learned[f"{own}.{part}"] for part in ("weight", "bias")}


def _in_int8(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Integers, and one scale an output channel, ``(1, outputs)``. The matrix is used up."""
    largest = np.maximum(matrix.max(axis=0, keepdims=True), -matrix.min(axis=0, keepdims=True))
    scale = (np.maximum(largest, 1e-12) / _LARGEST).astype(np.float32)
    matrix /= scale
    return np.rint(matrix, out=matrix).astype(np.int8), scale


class _Reader(Encoder):
    """The encoder with two kinds of tokens, question and passage, and a number a token at its end
    for each of beginning and ending."""

    _inputs = ("input_ids", "token_type_ids")
    _output = ("logits", (1, "tokens", 2))

    def __init__(
        self,
        arrays: Arrays,
        matrices: Mapping[str, str],
        max_tokens: int,
        learned: Mapping[str, Floats],
    ) -> None:
        super().__init__(arrays, matrices, max_tokens)
        self._learned = learned

    def _placed(self, words: str) -> str:
        types = self._constant("types", self._learned["types"])
        self._op("Gather", [types, "token_type_ids"], "typed")
        return super()._placed(self._op("Add", [words, "typed"], "typed_words"))

    def _positions(self, prefix: str) -> str:
        return self._constant(prefix + "positions", self._learned["positions"][: self._max_tokens])

    def _finish(self, x: str) -> str:
        matrix = self._constant("head.weight", self._learned["head.weight"].reshape(WIDTH, 2))
        self._op("MatMul", [x, matrix], "by_token")
        bias = self._constant("head.bias", self._learned["head.bias"])
        return self._op("Add", ["by_token", bias], "logits")
