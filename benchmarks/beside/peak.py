"""What this processor can do at most, and how much of it a passage needs.

The peak is that of onnxruntime's own matrix product on matrices that fit its caches, the best of
several shapes. A passage's useful operations are two for each multiplication in a product that the
model must do: its linear layers once a token, its attention twice the square of the tokens. What
stands beside the products (softmax, Gelu, norms, quantising, tokenizing) counts as nothing, so that
100 % cannot be reached. Seconds are the processor's, so that a busy machine shows the same share.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from rag.library.embedding.graph import LAYERS, WIDTH

SHAPES = ((192, 384, 1536), (192, 1536, 384), (1024, 1024, 1024), (1536, 384, 1536))
WIDE = 4 * WIDTH
_TRIES = 12


@dataclass(frozen=True)
class Peak:
    """Operations in a second of one processor's time."""

    int8: float
    float32: float


@dataclass(frozen=True)
class Work:
    """Operations of one text."""

    linear: float
    attention: float

    @property
    def all(self) -> float:
        return self.linear + self.attention


def work(tokens: Sequence[int]) -> Work:
    """Of texts of so many tokens, the marks at their ends included."""
    weights = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * WIDE)
    squares = sum(count * count for count in tokens)
    return Work(2.0 * weights * sum(tokens), 2.0 * LAYERS * 2 * WIDTH * squares)


def peak() -> Peak:
    return Peak(*(max(_rate(kind, *shape) for shape in SHAPES) for kind in ("u8", "f4")))


def _rate(kind: str, rows: int, inner: int, columns: int) -> float:
    run, left = _product(kind, rows, inner, columns), {"A": _numbers(kind, rows, inner)}
    times, best = max(1, int(2e8 / (rows * inner * columns))), float("inf")
    for _ in range(_TRIES):
        start = time.process_time()
        for _ in range(times):
            run(None, left)
        best = min(best, time.process_time() - start)
    return 2.0 * rows * inner * columns * times / best


def _product(kind: str, rows: int, inner: int, columns: int) -> Callable[..., Any]:
    """A graph of one product with a constant matrix, on one thread."""
    op, given, made = {
        "u8": ("MatMulInteger", TensorProto.UINT8, TensorProto.INT32),
        "f4": ("MatMul", TensorProto.FLOAT, TensorProto.FLOAT),
    }[kind]
    right = _numbers("f4" if kind == "f4" else "i1", inner, columns)
    graph = helper.make_graph(
        [helper.make_node(op, ["A", "B"], ["Y"])],
        "product",
        [helper.make_tensor_value_info("A", given, [rows, inner])],
        [helper.make_tensor_value_info("Y", made, [rows, columns])],
        [numpy_helper.from_array(right, "B")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    run: Callable[..., Any] = onnxruntime.InferenceSession(model.SerializeToString(), options).run
    return run


def _numbers(kind: str, rows: int, columns: int) -> NDArray[Any]:
    chance = np.random.default_rng(1)
    if kind == "f4":
        return chance.standard_normal((rows, columns), np.float32)
    low, high = (0, 255) if kind == "u8" else (-127, 127)
    return chance.integers(low, high, (rows, columns), np.uint8 if kind == "u8" else np.int8)
