"""Speed and fidelity of the bundled embedder, beside other ways to run the same model.

    python benchmarks/embedding.py

All on the same passages in one run, taking turns, so that their ratios hold on a busy machine: the
graph as it is shipped (int8 weights widened to float before each product) and the same in float32,
in padded batches sorted by length as is usual and text by text; Chroma's default embedding
function; and Byline's. Beside them the processor's own peak, measured between the turns.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from beside.peak import Peak, peak, work
from beside.running import Embed, Matrix, Usual, of_chroma, widened
from figures import Table, keep, show

from rag.library.embedding.minilm import MODEL, THREADS, MiniLM, checked, tokenizer

PASSAGES, TOKENS, ROUNDS, BATCH = 64, 190, 4, 32
BY_ONE = "text by text"
SENTENCES = Path(__file__).parents[1] / "tests" / "fixtures" / "embedding" / "sentences.txt"


def passages() -> list[str]:
    """Shuffled words of ordinary sentences, 160 to 220 tokens each."""
    random = np.random.default_rng(1)
    words = SENTENCES.read_text("utf-8").split()
    counts = random.integers(160, 221, PASSAGES)
    return [_of_tokens(" ".join(random.choice(words, 300)), count) for count in counts]


def _of_tokens(text: str, count: int) -> str:
    return text[: tokenizer().encode(text, add_special_tokens=False).offsets[count - 1][1]]


@dataclass
class Best:
    """Of all turns."""

    seconds: float = float("inf")
    of_processor: float = float("inf")

    def turn(self, embed: Embed, texts: Sequence[str]) -> None:
        gc.collect()
        start, used = time.perf_counter(), time.process_time()
        embed(texts)
        self.seconds = min(self.seconds, time.perf_counter() - start)
        self.of_processor = min(self.of_processor, time.process_time() - used)


def measured(rivals: dict[str, Embed], texts: Sequence[str]) -> tuple[dict[str, Best], Peak]:
    """The best of each, and the best peak, in turns."""
    best, peaks = {name: Best() for name in rivals}, Peak(0.0, 0.0)
    for _ in range(ROUNDS):
        found = peak()
        peaks = Peak(max(peaks.int8, found.int8), max(peaks.float32, found.float32))
        for name, embed in rivals.items():
            best[name].turn(embed, texts)
    return best, peaks


def compared(
    rivals: dict[str, Embed], best: dict[str, Best], texts: Sequence[str], reference: Matrix
) -> Table:
    columns = ("way", "passages/s", "Byline is", "cosine to float: mean", "least")
    table = Table("Embedding: ways to run one model", columns)
    for name, embed in rivals.items():
        cosines = (embed(texts) * reference).sum(axis=1)
        faster = f"{best[name].seconds / best['Byline'].seconds:.2f} x"
        rate = f"{len(texts) / best[name].seconds:.0f}"
        table.rows.append((name, rate, faster, f"{cosines.mean():.4f}", f"{cosines.min():.4f}"))
    return table


def shares(best: dict[str, Best], peaks: Peak, texts: Sequence[str]) -> Table:
    """How much of its processor time the products alone would take at the measured peak."""
    todo = work([len(tokenizer().encode(text).ids) for text in texts])
    mixed = todo.linear / peaks.int8 + todo.attention / peaks.float32
    ideal = {"Byline": mixed, f"float32, {BY_ONE}": todo.all / peaks.float32}
    table = Table(
        "Embedding: share of the processor's peak",
        ("way", "ms of one core at the peak", "measured", "share"),
        note=f"peak of one core: {peaks.int8 / 1e9:.0f} Gop/s in int8, {peaks.float32 / 1e9:.0f} "
        f"in float32; a passage needs {todo.all / len(texts) / 1e9:.2f} Gop, two for each "
        "multiplication of its products (attention in float32), nothing counted for the rest",
    )
    for name, least in ideal.items():
        used, many = best[name].of_processor, len(texts) / 1000
        share = f"{least / used:.0%}"
        table.rows.append((name, f"{least / many:.1f}", f"{used / many:.1f}", share))
    return table


def main() -> None:
    texts, file = passages(), checked(MODEL)
    start = time.perf_counter()
    ours = MiniLM.bundled()
    ours.query("first answer")
    opened = time.perf_counter() - start
    floats = widened(file)
    with tempfile.TemporaryDirectory() as folder:
        rivals: dict[str, Embed] = {
            "Byline": ours.passages,
            f"as shipped, batches of {BATCH}": Usual(str(file), BATCH),
            f"as shipped, {BY_ONE}": Usual(str(file), 1),
            f"float32, batches of {BATCH}": Usual(floats, BATCH),
            f"float32, {BY_ONE}": Usual(floats, 1),
            "float32, Chroma's default function": of_chroma(Path(folder)),
        }
        reference = rivals[f"float32, {BY_ONE}"](texts)
        best, peaks = measured(rivals, texts)
        beside = compared(rivals, best, texts, reference)
    note = (
        f"{PASSAGES} passages of about {TOKENS} tokens, {THREADS} threads, best of {ROUNDS} turns; "
        f"Byline's opens and embeds a first question in {opened:.2f} s"
    )
    tables = [replace(beside, note=note), shares(best, peaks, texts)]
    for table in tables:
        show(table)
    keep("embedding", tables)


if __name__ == "__main__":
    main()
