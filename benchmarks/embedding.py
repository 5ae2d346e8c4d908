"""Speed and fidelity of the bundled embedder, beside the graph it is made from.

    python benchmarks/embedding.py

Three graphs on the same passages in one run, taking turns, so that their ratios hold on a busy
machine: as shipped (int8 weights widened to float before each product), the same in float32, both
in padded batches sorted by length as is usual, both also text by text; and Byline's. Passages a
second depend on the machine; the ratios hardly do.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import numpy_helper

from rag.library.embedding.minilm import MAX_TOKENS, MODEL, THREADS, MiniLM, checked, tokenizer

PASSAGES, TOKENS, ROUNDS, BATCH = 64, 190, 3, 32
SENTENCES = Path(__file__).parents[1] / "tests" / "fixtures" / "embedding" / "sentences.txt"
Matrix = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]


def passages() -> list[str]:
    """Shuffled words of ordinary sentences, 160 to 220 tokens each."""
    random = np.random.default_rng(1)
    words = SENTENCES.read_text("utf-8").split()
    counts = random.integers(160, 221, PASSAGES)
    return [_of_tokens(" ".join(random.choice(words, 300)), count) for count in counts]


def _of_tokens(text: str, count: int) -> str:
    return text[: tokenizer().encode(text, add_special_tokens=False).offsets[count - 1][1]]


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
    """A graph run as is usual: padded batches, sorted by length, two threads inside each."""

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
        vectors = np.empty((len(ids), 384), dtype=np.float32)
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


def seconds(embed: Embed, texts: Sequence[str]) -> float:
    gc.collect()
    start = time.perf_counter()
    embed(texts)
    return time.perf_counter() - start


def main() -> None:
    texts, file = passages(), checked(MODEL)
    start = time.perf_counter()
    ours = MiniLM.bundled()
    ours.query("first answer")
    opened = time.perf_counter() - start
    floats = widened(file)
    rivals: dict[str, Embed] = {
        "byline": ours.passages,
        f"as shipped, batches of {BATCH}": Usual(str(file), BATCH),
        "as shipped, text by text": Usual(str(file), 1),
        f"float32, batches of {BATCH}": Usual(floats, BATCH),
        "float32, text by text": Usual(floats, 1),
    }
    reference = rivals["float32, text by text"](texts)
    best = dict.fromkeys(rivals, float("inf"))
    for _ in range(ROUNDS):
        for name, embed in rivals.items():
            best[name] = min(best[name], seconds(embed, texts))
    print(f"{PASSAGES} passages of about {TOKENS} tokens, {THREADS} threads, best of {ROUNDS}")
    print(f"byline opens and embeds a first question in {opened:.2f} s\n")
    print(f"{'':28}{'passages/s':>12}{'byline is':>12}{'cosine to float: mean, min':>30}")
    for name, embed in rivals.items():
        cosines = (embed(texts) * reference).sum(axis=1)
        faster = f"{best[name] / best['byline']:.1f} x"
        fidelity = f"{cosines.mean():.4f}, {cosines.min():.4f}"
        print(f"{name:28}{PASSAGES / best[name]:12.0f}{faster:>12}{fidelity:>30}")


if __name__ == "__main__":
    main()
