"""A first look at many vectors in eight bits: a quarter of the bytes, and products of integers.

Its scores only choose which rows are worth an exact product; none of them is ever returned. One
question over 100,000 rows takes a fifth of the exact product's time, sixteen at once an eighth.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.library.ledger import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_BLOCK, _PART = 65_536, 4096
"""Rows in one product, and rounded at once, so that little is held twice while it is made."""
_ROW_STEPS = 127
_QUERY_STEPS, _QUERY_ZERO = 63, 64
"""Each side of zero, and zero. With seven bits of a question, processors that add products in pairs
of sixteen bits do not overflow (ONNX Runtime's documentation, "Quantization", on U8S8)."""
_DEVIATIONS = 8.0
"""Of the error of a difference between two scores that count as near: chance has no part in it."""


class Coarse:
    """Rows of length 1 in eight bits. Made beside; until then nobody need wait for it."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors: Vectors | None = vectors
        self._sessions: tuple[InferenceSession, ...] | None = None
        self._step = 1.0

    def begin(self) -> None:
        """Makes it in a thread of its own, which ends before the process does."""
        threading.Thread(target=self.make, name="byline-coarse").start()

    def make(self) -> None:
        vectors, self._vectors = self._vectors, None
        if vectors is None:
            return
        self._step = max(float(vectors.max()), -float(vectors.min())) / _ROW_STEPS or 1.0
        blocks = (vectors[at : at + _BLOCK] for at in range(0, len(vectors), _BLOCK))
        self._sessions = tuple(_product(_turned(block, self._step)) for block in blocks)

    @property
    def ready(self) -> bool:
        return self._sessions is not None

    def scores(self, queries: Vectors) -> tuple[NDArray[np.float32], float]:
        """``(queries, rows)`` dot products, and by how much two of them may be in the wrong order.

        Rounding errors are even within a step, so their variance is a twelfth of its square.
        """
        step = float(np.abs(queries).max()) / _QUERY_STEPS or 1.0
        integers = (_rounded(queries, step) + np.int8(_QUERY_ZERO)).astype(np.uint8)
        parts = [s.run(None, {"queries": integers})[0] for s in self._sessions or ()]
        scores = np.concatenate(parts, axis=1).astype(np.float32)
        scores *= np.float32(step * self._step)
        error = ((step**2 + self._step**2) / 6) ** 0.5
        return scores, _DEVIATIONS * error


def _rounded(vectors: Vectors, step: float) -> NDArray[np.int8]:
    rounded: NDArray[np.int8] = np.rint(vectors / np.float32(step)).astype(np.int8)
    return rounded


def _turned(block: Vectors, step: float) -> NDArray[np.int8]:
    """``(dimension, rows)``, a part at a time."""
    turned = np.empty(block.shape[::-1], np.int8)
    for at in range(0, len(block), _PART):
        turned[:, at : at + _PART] = _rounded(block[at : at + _PART], step).T
    return turned


def _product(rows: NDArray[np.int8]) -> InferenceSession:
    """The product of any queries, whose zero is 64, with the columns of these."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # as in rag.library.embedding.minilm
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The arena takes memory by powers of two and keeps it; rows inside the graph are held thrice.
    options.enable_cpu_mem_arena = False
    options.add_external_initializers(["rows"], [onnxruntime.OrtValue.ortvalue_from_numpy(rows)])
    return onnxruntime.InferenceSession(
        _graph(*rows.shape), options, providers=["CPUExecutionProvider"]
    )


def _graph(dimension: int, count: int) -> bytes:
    from onnx import StringStringEntryProto, TensorProto, helper, numpy_helper

    outside = TensorProto(name="rows", data_type=TensorProto.INT8, dims=[dimension, count])
    outside.data_location = TensorProto.EXTERNAL
    outside.external_data.append(StringStringEntryProto(key="location", value="rows"))
    zero = numpy_helper.from_array(np.array(_QUERY_ZERO, np.uint8), "zero")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["queries", "rows", "zero"], ["scores"])],
        "coarse",
        [helper.make_tensor_value_info("queries", TensorProto.UINT8, ["asked", dimension])],
        [helper.make_tensor_value_info("scores", TensorProto.INT32, ["asked", count])],
        [outside, zero],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    return bytes(model.SerializeToString())
