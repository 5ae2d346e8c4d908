"""The encoder as a graph for onnxruntime, made in memory from the weights that are shipped.

The shipped graph widens its int8 weights to float before every product and carries masks for
padding. This one keeps the products in int8 (activations are quantised as they come, weights per
output channel, exactly the shipped integers), uses onnxruntime's fused operators, and reads one
text at a time. A text alone needs no mask, fits the processor's cache, and gets the same vector
whatever else is embedded beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

LAYERS, HEADS, EPSILON = 6, 12, 1e-12
"""Of all-MiniLM-L6-v2's own configuration."""

Arrays = Mapping[str, NDArray[Any]]


def encoder(file: Path, max_tokens: int) -> bytes:
    """The graph ``input_ids (1, n) -> vector (384,)``, mean-pooled and of length 1."""
    import onnx

    builder = _Encoder(*_weights(onnx.load(file)), max_tokens)
    return bytes(builder.model().SerializeToString())


def _weights(model: onnx.ModelProto) -> tuple[Arrays, Mapping[str, str]]:
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


class _Encoder:
    """Writes the graph down, node after node; each method returns the name of what it makes."""

    def __init__(self, arrays: Arrays, matrices: Mapping[str, str], max_tokens: int) -> None:
        self._arrays, self._matrices, self._max_tokens = arrays, matrices, max_tokens
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        from onnx import TensorProto, helper

        x = self._embeddings()
        for layer in range(LAYERS):
            x = self._layer(x, f"inner.encoder.layer.{layer}.")
        self._pooled(x)
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [384])
        graph = helper.make_graph(
            self._nodes, "encoder", [ids], [vector], list(self._constants.values())
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _embeddings(self) -> str:
        """Word, position and type vectors of each token; only the rows it needs are widened."""
        prefix = "inner.embeddings."
        words = prefix + "word_embeddings.weight"
        self._op("Gather", [self._stored(words + "_q"), "input_ids"], "word_q")
        self._op("Gather", [self._stored(words + "_scale"), "input_ids"], "word_scale")
        self._op("Cast", ["word_q"], "word_f", to=1)
        self._op("Mul", ["word_f", "word_scale"], "words")
        self._op("Shape", ["input_ids"], "length", start=1)
        zero = self._constant("zero", np.array([0]))
        self._op("Slice", [self._positions(prefix), zero, "length", zero], "positions")
        self._op("Add", ["words", "positions"], "tokens")
        return self._op(
            "LayerNormalization",
            ["tokens", *self._stored_norm(prefix + "LayerNorm")],
            "embedded",
            axis=-1,
            epsilon=EPSILON,
        )

    def _positions(self, prefix: str) -> str:
        """Every token of a lone text has type 0, so that vector is added here once."""
        name = prefix + "position_embeddings.weight"
        table = self._arrays[name + "_q"] * self._arrays[name + "_scale"]
        first_type = self._arrays[prefix + "token_type_embeddings.weight"][0]
        return self._constant(name, (table + first_type)[: self._max_tokens].astype(np.float32))

    def _layer(self, x: str, name: str) -> str:
        attended = self._attention(x, name + "attention.self.")
        projected = self._product(attended, [name + "attention.output.dense"])
        x = self._add_and_norm(projected, x, name + "attention.output")
        widened = self._product(x, [name + "intermediate.dense"])
        bias = self._stored(name + "intermediate.dense.bias")
        active = self._fused("BiasGelu", [widened, bias], name + "gelu")
        return self._add_and_norm(
            self._product(active, [name + "output.dense"]), x, name + "output"
        )

    def _attention(self, x: str, name: str) -> str:
        """Query, key and value in one product, as they read the same activations."""
        layers = [name + part for part in ("query", "key", "value")]
        bias = np.concatenate([self._arrays[layer + ".bias"] for layer in layers])
        together = self._product(x, layers)
        self._op("Split", [together], *layers, axis=-1, num_outputs=3)
        inputs = [*layers, self._constant(name + "bias", bias)]
        return self._fused("MultiHeadAttention", inputs, name + "context", num_heads=HEADS)

    def _product(self, x: str, layers: Sequence[str]) -> str:
        """``x`` times the layers' matrices side by side, in int8; biases are added later."""
        matrices = [self._matrices[layer] for layer in layers]
        values = np.concatenate([self._arrays[each + "_q"] for each in matrices], axis=1)
        scales = np.concatenate([self._arrays[each + "_scale"][0] for each in matrices])
        name = layers[0] + ".product"
        weight = self._constant(name + ".weight", values)
        scale = self._constant(name + ".scale", scales)
        return self._fused("DynamicQuantizeMatMul", [x, weight, scale], name)

    def _add_and_norm(self, x: str, residual: str, name: str) -> str:
        norm = self._stored_norm(name + ".LayerNorm")
        inputs = [x, residual, *norm, self._stored(name + ".dense.bias")]
        return self._fused("SkipLayerNormalization", inputs, name, epsilon=EPSILON)

    def _pooled(self, x: str) -> str:
        axes = self._constant("text_and_tokens", np.array([0, 1]))
        self._op("ReduceMean", [x, axes], "mean", keepdims=0)
        self._op("ReduceL2", ["mean"], "length_of_mean", keepdims=1)
        return self._op("Div", ["mean", "length_of_mean"], "vector")

    def _stored_norm(self, name: str) -> list[str]:
        return [self._stored(name + ".weight"), self._stored(name + ".bias")]

    def _stored(self, name: str) -> str:
        return self._constant(name, self._arrays[name])

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def _fused(self, op: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        return self._op(op, inputs, output, domain="com.microsoft", **attributes)

    def _op(self, op: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(op, inputs, outputs, **attributes))
        return outputs[0]
