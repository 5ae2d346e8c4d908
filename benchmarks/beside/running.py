"""The same model, run as is usual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import numpy_helper

from rag.library.embedding.minilm import (
    DIMENSION,
    MAX_TOKENS,
    MODEL,
    THREADS,
    TOKENIZER,
    checked,
    tokenizer,
)

Matrix = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]
_BESIDE = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt")


def widened(file: Path) -> bytes:
    """The shipped graph with its weights in float32: what it stands for, without int8."""
    model = onnx.load(file)
    graph = model.graph
    arrays = {each.name: each for each in graph.initializer}
    names = [name.removesuffix("_q") for name in arrays if name.endswith("_q")]
    made = {name + end for name in names for end in ("", "_f")}
    kept = [node for node in graph.node if not made & set(node.output)]
    del graph.node[:]
    graph.node.extend(kept)
    for name in names:
        weight, scale = (numpy_helper.to_array(arrays[name + end]) for end in ("_q", "_scale"))
        graph.initializer.append(numpy_helper.from_array(weight * scale, name))
    return bytes(model.SerializeToString())


class Usual:
    """A graph in padded batches sorted by length, with two threads inside each; or text by text."""

    def __init__(self, graph: bytes | str, batch: int) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = THREADS if batch > 1 else 1
        self._run = onnxruntime.InferenceSession(graph, options).run
        self._batch = batch

    def __call__(self, texts: Sequence[str]) -> Matrix:
        ids = [each.ids[:MAX_TOKENS] for each in tokenizer().encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        batches = [order[at : at + self._batch] for at in range(0, len(order), self._batch)]
        vectors = np.empty((len(ids), DIMENSION), dtype=np.float32)
        for batch, rows in zip(batches, self._each(ids, batches), strict=True):
            vectors[batch] = rows
        return vectors

    def _each(self, ids: list[list[int]], batches: list[list[int]]) -> Iterable[Matrix]:
        def run(batch: list[int]) -> Matrix:
            return self._vectors([ids[at] for at in batch])

        if self._batch > 1:
            return map(run, batches)
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(run, batches))

    def _vectors(self, ids: list[list[int]]) -> Matrix:
        padded = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
        mask = np.zeros_like(padded)
        for row, each in enumerate(ids):
            padded[row, : len(each)], mask[row, : len(each)] = each, 1
        inputs = {"input_ids": padded, "attention_mask": mask, "token_type_ids": mask * 0}
        states = self._run(None, inputs)[0] * mask[:, :, None]
        sums: Any = states.sum(axis=1)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))


def model_folder(folder: Path) -> Path:
    """The float32 model and its tokenizer under the names that others look for."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(widened(checked(MODEL)))
    (folder / "tokenizer.json").write_bytes(checked(TOKENIZER).read_bytes())
    for name in _BESIDE:
        (folder / name).write_text('{"pad_token": "[PAD]", "pad_token_id": 0, "max_length": 256}')
    return folder


def of_chroma(folder: Path) -> Embed:
    """Chroma's default embedding function, which pads everything to 256 tokens."""
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2

    class Local(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = folder

    model_folder(folder / Local.EXTRACTED_FOLDER_NAME)
    embed = Local(preferred_providers=["CPUExecutionProvider"])
    return lambda texts: np.stack(embed(list(texts)))
