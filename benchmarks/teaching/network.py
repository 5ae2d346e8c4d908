"""The bundled encoder in torch, every layer with a correction of low rank, and a head to read with.

The matrices are those that are shipped, widened from int8, and stay as they are. What is learned:
the corrections (``W + down @ up``, Hu et al. 2021), biases, norms, positions, types, and two
numbers a token.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.library.embedding.graph import EPSILON, HEADS, LAYERS, WIDTH, weights
from teaching.windows import Window

LONG = 18
"""Tokens of an answer beyond which its bounds tell nothing: it is a whole sentence."""
_EMBEDDINGS, _LAYER = "inner.embeddings.", "inner.encoder.layer."
_NAMES = {
    "attention": "attention.self",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "narrow_norm": "output.LayerNorm",
}
"""What the graph calls each part of a layer."""
_QKV = tuple(f"attention.self.{part}" for part in ("query", "key", "value"))


class _Stored:
    """The arrays of the shipped graph, by the names that its exporter kept on biases."""

    def __init__(self, file: Path) -> None:
        self._arrays, self._matrices = weights(onnx.load(file))

    def table(self, name: str) -> Tensor:
        if name in self._arrays:
            return torch.tensor(self._arrays[name].astype(np.float32))
        whole = self._arrays[name + "_q"].astype(np.float32) * self._arrays[name + "_scale"]
        return torch.tensor(whole)

    def linear(self, layer: int, names: tuple[str, ...], rank: int) -> Corrected:
        own = [f"{_LAYER}{layer}.{name}" for name in names]
        matrix = torch.cat([self.table(self._matrices[name]) for name in own], 1)
        return Corrected(matrix, torch.cat([self.table(name + ".bias") for name in own]), rank)

    def norm(self, name: str) -> nn.LayerNorm:
        made = nn.LayerNorm(WIDTH, eps=EPSILON)
        made.weight.data, made.bias.data = self.table(name + ".weight"), self.table(name + ".bias")
        return made


class Corrected(nn.Module):
    """``x @ (W + down @ up) + bias``; at first ``up`` is 0, and nothing is changed."""

    def __init__(self, matrix: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        inputs, outputs = matrix.shape
        self.register_buffer("matrix", matrix)
        self.bias = nn.Parameter(bias)
        self.down = nn.Parameter(torch.randn(inputs, rank) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(rank, outputs))

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, (self.matrix + self.down @ self.up).t(), self.bias)


class _Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, stored: _Stored, at: int, rank: int) -> None:
        super().__init__()
        self.attention = stored.linear(at, _QKV, rank)
        self.attended = stored.linear(at, ("attention.output.dense",), rank)
        self.attended_norm = stored.norm(f"{_LAYER}{at}.attention.output.LayerNorm")
        self.wide = stored.linear(at, ("intermediate.dense",), rank)
        self.narrow = stored.linear(at, ("output.dense",), rank)
        self.narrow_norm = stored.norm(f"{_LAYER}{at}.output.LayerNorm")

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        texts, tokens, _ = x.shape
        by_head = self.attention(x).view(texts, tokens, 3, HEADS, WIDTH // HEADS)
        query, key, value = by_head.permute(2, 0, 3, 1, 4)
        scores = (query * (WIDTH / HEADS) ** -0.5) @ key.transpose(-1, -2) + hidden
        context = (torch.softmax(scores, -1) @ value).transpose(1, 2).reshape(texts, tokens, WIDTH)
        x = self.attended_norm(x + self.attended(context))
        return self.narrow_norm(x + self.narrow(functional.gelu(self.wide(x))))


class Reader(nn.Module):
    """``ids, types, held (texts, tokens) -> logits (texts, tokens, 2)``: begins, ends."""

    def __init__(self, file: Path, rank: int) -> None:
        super().__init__()
        stored = _Stored(file)
        self.register_buffer("words", stored.table(_EMBEDDINGS + "word_embeddings.weight"))
        self.positions = nn.Parameter(stored.table(_EMBEDDINGS + "position_embeddings.weight"))
        self.types = nn.Parameter(stored.table(_EMBEDDINGS + "token_type_embeddings.weight"))
        self.norm = stored.norm(_EMBEDDINGS + "LayerNorm")
        self.layers = nn.ModuleList(_Layer(stored, at, rank) for at in range(LAYERS))
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(WIDTH, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, types: Tensor, held: Tensor) -> Tensor:
        typed = self.types[0] + types[..., None].float() * (self.types[1] - self.types[0])
        x = self.drop(self.norm(self.words[ids] + self.positions[: ids.shape[1]] + typed))
        lower = torch.is_autocast_enabled("cpu")
        hidden = (1 - held[:, None, None, :].float()) * -1e4
        hidden = hidden.to(torch.bfloat16 if lower else torch.float32)
        for layer in self.layers:
            x = layer(x, hidden)
        return self.head(x.float())

    def learned(self, tokens: int) -> dict[str, np.ndarray]:
        """All that was learned, by the names of :mod:`rag.answering.comprehension.graph`."""
        return {name: np.array(part) for name, part in self._named(tokens).items()}

    def go_on_from(self, learned: Mapping[str, np.ndarray], tokens: int) -> None:
        """What was learned before, as :meth:`learned` gives it."""
        for name, part in self._named(tokens).items():
            part.copy_(torch.tensor(learned[name]).view(part.shape))

    def _named(self, tokens: int) -> dict[str, Tensor]:
        found = {"positions": self.positions[:tokens], "types": self.types}
        found |= {"LayerNorm.weight": self.norm.weight, "LayerNorm.bias": self.norm.bias}
        found |= {"head.weight": self.head.weight.t(), "head.bias": self.head.bias}
        for at, layer in enumerate(self.layers):
            for name, value in layer.named_parameters():
                module, _, part = name.partition(".")
                found[f"{at}.{_NAMES[module]}.{part}"] = value
        return {name: part.detach() for name, part in found.items()}


@dataclass(frozen=True, slots=True)
class Batch:
    """``(texts, tokens)`` each: what goes in, which tokens may answer, which do."""

    ids: Tensor
    types: Tensor
    held: Tensor
    open: Tensor
    begins: Tensor
    ends: Tensor

    @classmethod
    def of(cls, windows: Sequence[Window]) -> Batch:
        size = (len(windows), max(len(each.ids) for each in windows))
        ids, types, held = (torch.zeros(size, dtype=torch.long) for _ in range(3))
        open_, begins, ends = (torch.zeros(size, dtype=torch.bool) for _ in range(3))
        for at, each in enumerate(windows):
            n = len(each.ids)
            ids[at, :n], types[at, :n] = torch.tensor(each.ids), torch.tensor(each.types)
            held[at, :n] = 1
            # The first token stands for "no answer".
            open_[at, 0] = open_[at, each.first : n - 1] = True
            begins[at, 0] = ends[at, 0] = not each.spans
            for start, end in each.spans:
                if end - start > LONG:
                    begins[at, start : end + 1] = ends[at, start : end + 1] = True
                else:
                    begins[at, start] = ends[at, end] = True
        return cls(ids, types, held, open_, begins, ends)
