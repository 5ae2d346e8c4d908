"""The encoder as a graph for onnxruntime, made in memory from the weights that are shipped.

The shipped graph widens its int8 weights to float before every product, and carries masks for
padding. This one multiplies in int8: the shipped integers, one scale an output channel, by
activations that are quantised as they come, one scale a token (a scale for all tokens of a text
loses twice as much). It reads one text at a time. A text alone needs no mask, stays in the
processor's cache, and gets the same vector whatever else is embedded beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
"""Of all-MiniLM-L6-v2's own configuration."""

Arrays = Mapping[str, NDArray[Any]]


def encoder(file: Path, max_tokens: int) -> bytes:
    """The graph ``input_ids (1, n) -> vector (384,)``, mean-pooled and of length 1."""
    import onnx

    builder = Encoder(*weights(onnx.load(file)), max_tokens)
    return bytes(builder.model().SerializeToString())


def weights(model: onnx.ModelProto) -> tuple[Arrays, Mapping[str, str]]:
    """Every stored array by name, and under which name each linear layer keeps its matrix.

    The exporter kept the layers' names on their biases alone; a matrix is known by the bias that
    is added to its product.
    """
    from onnx import numpy_helper

    arrays = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    products = {n.output[0]: n.input[1] for n in model.graph.node if n.op_type == "MatMul"}
    matrices = {
        node.input[1].removesuffix(".bias"): products[node.input[0]]
        for node in model.graph.node
        if node.op_type == "Add" and node.input[0] in products
    }
    return arrays, matrices


class Encoder:
    """Writes the graph down, node after node; each method returns the name of what it makes."""

    _inputs: tuple[str, ...] = ("input_ids",)
    _output: tuple[str, Sequence[int | str]] = ("vector", (WIDTH,))

    def __init__(self, arrays: Arrays, matrices: Mapping[str, str], max_tokens: int) -> None:
        self._arrays, self._matrices, self._max_tokens = arrays, matrices, max_tokens
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, NDArray[Any]] = {}

    def model(self) -> onnx.ModelProto:
        from onnx import TensorProto, helper

        x = self._embeddings()
        for layer in range(LAYERS):
            x = self._layer(x, f"inner.encoder.layer.{layer}.")
        self._finish(x)
        given = [
            helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"])
            for name in self._inputs
        ]
        made = helper.make_tensor_value_info(self._output[0], TensorProto.FLOAT, self._output[1])
        graph = helper.make_graph(self._nodes, "encoder", given, [made])
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
        for name, values in self._constants.items():  # into the model itself: nothing copied twice
            _fill(model.graph.initializer.add(), name, values)
        return model

    def _embeddings(self) -> str:
        """Word, position and type vectors of each token; only the rows it needs are widened."""
        prefix = "inner.embeddings."
        words = prefix + "word_embeddings.weight"
        self._op("Gather", [self._stored(words + "_q"), "input_ids"], "word_q")
        self._op("Gather", [self._stored(words + "_scale"), "input_ids"], "word_scale")
        self._op("Cast", ["word_q"], "word_f", to=1)
        self._op("Mul", ["word_f", "word_scale"], "words")
        return self._norm(self._placed("words"), prefix + "LayerNorm")

    def _placed(self, words: str) -> str:
        """Words with where they stand."""
        self._op("Shape", ["input_ids"], "length", start=1)
        zero = self._constant("zero", np.array([0]))
        table = self._positions("inner.embeddings.")
        self._op("Slice", [table, zero, "length", zero], "positions")
        return self._op("Add", [words, "positions"], "tokens")

    def _positions(self, prefix: str) -> str:
        """Every token of a lone text has type 0, so that vector is added here once."""
        name = prefix + "position_embeddings.weight"
        table = self._arrays[name + "_q"] * self._arrays[name + "_scale"]
        first_type = self._arrays[prefix + "token_type_embeddings.weight"][0]
        return self._constant(name, (table + first_type)[: self._max_tokens].astype(np.float32))

    def _layer(self, x: str, name: str) -> str:
        attended = self._linear(self._attention(x, name), [name + "attention.output.dense"])
        x = self._add_and_norm(attended, x, name + "attention.output.LayerNorm")
        wide = self._linear(x, [name + "intermediate.dense"])
        active = self._op("Gelu", [wide], name + "active")
        narrow = self._linear(active, [name + "output.dense"])
        return self._add_and_norm(narrow, x, name + "output.LayerNorm")

    def _attention(self, x: str, name: str) -> str:
        """Queries, keys and values in one product, as they read the same activations."""
        parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        together = self._linear(x, parts)
        by_head = self._constant("by_head", np.array([-1, 3, HEADS, WIDTH // HEADS]))
        self._op("Reshape", [together, by_head], name + "heads")
        self._op("Transpose", [name + "heads"], name + "by_part", perm=[1, 2, 0, 3])
        query, key, value = (part + ".heads" for part in parts)
        self._op("Split", [name + "by_part"], query, key, value, axis=0, num_outputs=3)
        self._op("Transpose", [key], key + "_turned", perm=[0, 1, 3, 2])
        self._op("MatMul", [query, key + "_turned"], name + "likeness")
        self._op("Mul", [name + "likeness", self._number((WIDTH / HEADS) ** -0.5)], name + "scores")
        self._op("Softmax", [name + "scores"], name + "shares", axis=-1)
        self._op("MatMul", [name + "shares", value], name + "by_head")
        self._op("Transpose", [name + "by_head"], name + "by_token", perm=[0, 2, 1, 3])
        flat = self._constant("flat", np.array([1, -1, WIDTH]))
        return self._op("Reshape", [name + "by_token", flat], name + "context")

    def _linear(self, x: str, layers: Sequence[str]) -> str:
        """``x`` through these layers side by side: an int8 product, scaled back, and the biases."""
        matrices = [self._matrices[layer] for layer in layers]
        values = np.concatenate([self._arrays[each + "_q"] for each in matrices], axis=1)
        scales = np.concatenate([self._arrays[each + "_scale"][0] for each in matrices])
        biases = np.concatenate([self._arrays[each + ".bias"] for each in layers])
        name, (integers, token_scales) = layers[0], self._quantized(x)
        weights = [self._constant(name + ".q", values), self._constant(name + ".scale", scales)]
        inputs = [integers, weights[0], self._number(1.0), weights[1], self._zero_point()]
        self._op("MatMulIntegerToFloat", inputs, name + ".product", domain="com.microsoft")
        self._op("Mul", [name + ".product", token_scales], name + ".scaled")
        return self._op("Add", [name + ".scaled", self._constant(name + ".biases", biases)], name)

    def _quantized(self, x: str) -> tuple[str, str]:
        """Unsigned integers around 128, and the scale of each token."""
        axes = self._constant("text_and_width", np.array([0, 2]))
        self._op("Abs", [x], x + ".size")
        self._op("ReduceMax", [x + ".size", axes], x + ".largest", keepdims=0)
        self._op("Mul", [x + ".largest", self._number(1 / 127)], x + ".scale")
        self._op("Expand", [self._zero_point(), "length"], x + ".zero_points")
        self._op("QuantizeLinear", [x, x + ".scale", x + ".zero_points"], x + ".integers", axis=1)
        self._op("Unsqueeze", [x + ".scale", self._constant("last", np.array([-1]))], x + ".scales")
        return x + ".integers", x + ".scales"

    def _zero_point(self) -> str:
        return self._constant("zero_point", np.array(128, dtype=np.uint8))

    def _add_and_norm(self, x: str, residual: str, norm: str) -> str:
        self._op("Add", [x, residual], norm + ".sum")
        return self._norm(norm + ".sum", norm)

    def _norm(self, x: str, name: str) -> str:
        inputs = [x, self._stored(name + ".weight"), self._stored(name + ".bias")]
        return self._op("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)

    def _finish(self, x: str) -> str:
        """From the tokens' last vectors to the output: here their mean, of length 1."""
        axes = self._constant("text_and_tokens", np.array([0, 1]))
        self._op("ReduceMean", [x, axes], "mean", keepdims=0)
        self._op("ReduceL2", ["mean"], "length_of_mean", keepdims=1)
        return self._op("Div", ["mean", "length_of_mean"], "vector")

    def _stored(self, name: str) -> str:
        return self._constant(name, self._arrays[name])

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants[name] = values
        return name

    def _number(self, value: float) -> str:
        return self._constant(str(value), np.array(value, dtype=np.float32))

    def _op(self, op: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(op, inputs, outputs, **attributes))
        return outputs[0]


def _fill(tensor: onnx.TensorProto, name: str, values: NDArray[Any]) -> None:
    from onnx import helper

    values = np.ascontiguousarray(values)
    tensor.name, tensor.data_type = name, helper.np_dtype_to_tensor_dtype(values.dtype)
    tensor.dims.extend(values.shape)
    tensor.raw_data = values.tobytes()
