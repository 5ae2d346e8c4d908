"""What a sync of inputs that did not change costs, beside the sync that first read them.

    python benchmarks/syncing.py

A folder of 1,000 texts and one of 300 web pages, made here; the bundled embedder; each sync is the
`rag sync` command, start and end of its process included. Seconds depend on the machine; the
ratios hardly do.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SENTENCES = Path(__file__).parents[1] / "tests" / "fixtures" / "embedding" / "sentences.txt"
TEXTS, PAGES, ROUNDS = 1_000, 300, 3


def body(chance: random.Random, words: list[str]) -> list[str]:
    """Four paragraphs of shuffled words."""
    return [" ".join(chance.choices(words, k=40)).capitalize() + "." for _ in range(4)]


def text(number: int, paragraphs: list[str]) -> str:
    return "\n\n".join([f"The title of the report {number}", *paragraphs])


def page(number: int, paragraphs: list[str]) -> str:
    menu = "".join(f"<li><a href=/s{n}>Section {n}</a></li>" for n in range(12))
    inside = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<!doctype html><html><head><title>Report {number} | The Paper</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><article><h1>Report {number}</h1>{inside}</article>"
        f"<footer>The Paper</footer></body></html>"
    )


def written(folder: Path, count: int, ending: str, make: Callable[[int, list[str]], str]) -> Path:
    folder.mkdir()
    chance, words = random.Random(count), SENTENCES.read_text("utf-8").split()
    for number in range(count):
        (folder / f"{number}{ending}").write_text(make(number, body(chance, words)))
    return folder


def synced(folder: Path, index: Path) -> tuple[float, str]:
    """Seconds that the command takes, and what it says."""
    words = [sys.executable, "-m", "rag", "sync", str(folder), "--index", str(index)]
    started = time.perf_counter()
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    return time.perf_counter() - started, run.stdout.strip()


def measure(what: str, folder: Path, index: Path) -> None:
    first, said = synced(folder, index)
    print(f"{what}: first {first:.1f} s ({said})")
    again = [synced(folder, index) for _ in range(ROUNDS)]
    best, said = min(again)
    print(f"{what}: again {best:.2f} s ({said}), {best / first:.3f} of the first")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        texts = written(root / "texts", TEXTS, ".txt", text)
        measure(f"{TEXTS} texts", texts, root / "texts-index")
        pages = written(root / "pages", PAGES, ".html", page)
        measure(f"{PAGES} web pages", pages, root / "pages-index")


if __name__ == "__main__":
    main()
