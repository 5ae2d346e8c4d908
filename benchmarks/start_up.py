"""How soon each way into Byline is there: ``make bench-startup``.

Each is started as its user starts it, in a process of its own, until it has answered: a command
until it ends, a server until it says that it is ready. They take turns, so that a busy moment
meets all of them, and the median of some rounds is told, beside what Python itself takes.
A way is one row of ``WAYS``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from figures import Table, keep, show

from rag import Rag

ROOT = Path(__file__).parents[1]
RAG = Path(sys.executable).with_name("rag")
ROUNDS = 3
QUESTION = "How did Russia react to Japan's strategy?"
_LONGEST = 120.0


@dataclass(frozen=True)
class Way:
    """One way in, and the command that takes it, run in a folder with a library in ``index``."""

    name: str
    words: tuple[str | Path, ...]
    until: Callable[[subprocess.Popen[str]], None]
    goal: float | None = None
    """Seconds, where there is a promise."""


def ended(process: subprocess.Popen[str]) -> None:
    """Until the command has done its work. Raises CalledProcessError where it failed."""
    output, errors = process.communicate(timeout=_LONGEST)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args, output, errors)


def ready(process: subprocess.Popen[str]) -> None:
    """Until a server that prints its address can answer questions."""
    if process.stdout is None:
        raise RuntimeError("what the server prints is not read")
    address = process.stdout.readline().split()[3]
    give_up = time.monotonic() + _LONGEST
    while time.monotonic() < give_up:
        try:
            with urlopen(f"{address}/ready", timeout=_LONGEST) as answered:
                if answered.status == 200:
                    return
        except URLError:  # not yet
            time.sleep(0.02)
    raise TimeoutError(f"{address} was not ready in {_LONGEST:g} seconds")


def tools(process: subprocess.Popen[str]) -> None:
    """Until a server of tools on stdio has listed them."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("nobody talks with the server")
    client = {"name": "bench", "version": "1"}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
    for message in (
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/list"},
    ):
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        process.stdin.flush()
    for line in process.stdout:
        if json.loads(line).get("id") == 2:
            return
    raise RuntimeError("the server ended without a list of its tools")


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


WAYS = (
    Way("Python alone", python("pass"), ended),
    Way("import rag", python("import rag"), ended),
    Way("rag --help", (RAG, "--help"), ended, 0.3),
    Way("from rag import Rag; one answer", python(
        f"from rag import Rag\nwith Rag.open('index') as rag: rag.ask({QUESTION!r})"
    ), ended),
    Way("rag ask", (RAG, "ask", QUESTION), ended),
    Way("rag serve, to /ready", (RAG, "serve", "--port", "0"), ready, 10.0),
    Way("rag serve --no-page, to /ready", (RAG, "serve", "--no-page", "--port", "0"), ready),
    Way("rag mcp, to its list of tools", (RAG, "mcp"), tools),
    Way("import rag.llamaindex", python("import rag.llamaindex"), ended),
)  # fmt: skip


@contextmanager
def library() -> Iterator[Path]:
    """A folder with a library of the sample collection."""
    with tempfile.TemporaryDirectory(prefix="byline-start-") as name:
        folder = Path(name)
        with Rag.open(folder / "index") as rag:
            rag.ingest(ROOT / "corpus" / "articles")
        yield folder


def seconds(way: Way, folder: Path) -> float:
    """From starting it until it has answered; then it is ended."""
    began = time.perf_counter()
    with subprocess.Popen(
        [str(word) for word in way.words],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            way.until(process)
            return time.perf_counter() - began
        finally:
            process.terminate()


def measured(folder: Path) -> dict[str, float]:
    """The median of each way by its name. A first round, which reads files from the disk, does
    not count."""
    rounds = [{way.name: seconds(way, folder) for way in WAYS} for _ in range(1 + ROUNDS)]
    return {way.name: median(each[way.name] for each in rounds[1:]) for way in WAYS}


def table(taken: dict[str, float]) -> Table:
    alone = taken[WAYS[0].name]
    rows = [
        (
            way.name,
            f"{taken[way.name]:.2f}",
            f"{taken[way.name] / alone:.1f}",
            "" if way.goal is None else f"{way.goal:g}",
        )
        for way in WAYS
    ]
    note = f"The sample collection, 52 articles; median of {ROUNDS} rounds in turns."
    columns = ("way in", "seconds", "times Python alone", "goal")
    return Table("Start-up of each way in", columns, rows, note)


def main() -> None:
    with library() as folder:
        made = table(measured(folder))
    show(made)
    keep("start_up", [made])


if __name__ == "__main__":
    main()
