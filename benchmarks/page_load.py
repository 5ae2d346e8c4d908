"""The page under load, how soon it is seen, and what it weighs: ``make bench-page``.

Readers ask all at once, each over Gradio's queue as a browser does, while a scripted model writes
at twenty milliseconds a word. Told is the time from asking to the first words of the answer; who
waits a second or more in the queue is counted apart. The first ladder answers from memory, so it
tells of the page alone; the second searches for every question. The page runs in a process of its
own on this machine, so the readers take processor time from it.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from figures import Table, keep, show

from rag import Rag
from rag.answering.models import Message, Piece
from rag.types import Delta, Event

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "rag" / "page" / "assets"
QUESTION = "How did Russia react to Japan's strategy?"
LADDER = ((1, 0.25), (10, 0.25), (25, 0.5), (50, 1.0), (100, None))
"""Readers at once, and the seconds within which nineteen of twenty have their first words."""
FIRST_PAINT, HEAVIEST = 2.0, 150_000
_WORD = 0.02
_FIRST_WORDS = re.compile(r'class=\\"(?:provisional|said)')
_CONFIG = re.compile(r"window\.gradio_config\s*=\s*(\{.*?\});\s*</script>", re.DOTALL)
_LONGEST = 120.0


class Writing:
    """Writes the first two sentences it is shown, a word at a time."""

    name, endpoint = "scripted", None

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        shown = re.findall(r"^\[(\d+\.\d+)\] (.+)$", messages[-1].text, re.MULTILINE)[:2]
        for number, words in shown:
            for word in f"{words} [{number}] ".split(" "):
                time.sleep(_WORD)
                yield Piece(f"{word} ")


class FromMemory(Rag):
    """Tells the events of one answer again, with their pauses, and searches for nothing."""

    def stream(self, question: str, **options: Any) -> Iterator[Event]:
        for event in self.told:
            if isinstance(event, Delta):
                time.sleep(_WORD)
            yield event

    @cached_property
    def told(self) -> list[Event]:
        return list(super().stream(QUESTION))


def serve(index: str, kind: str) -> None:
    """The page over a library, on a free port that it prints."""
    import uvicorn

    from rag.page.server import Server
    from rag.serve import create_app, listen

    opened = FromMemory if kind == "memory" else Rag
    with opened.open(index, model=Writing()) as rag, listen("127.0.0.1", 0) as listening:
        rag.ask(QUESTION)
        port = listening.getsockname()[1]
        config = uvicorn.Config(create_app(rag), log_level="error", timeout_graceful_shutdown=1)
        Server(config, lambda: print(port, flush=True)).run(sockets=[listening])


@contextmanager
def page(kind: str) -> Iterator[str]:
    """The address of a page over the sample collection: ``memory`` or ``search``."""
    with tempfile.TemporaryDirectory() as folder:
        with Rag.open(f"{folder}/index") as rag:
            rag.ingest(ROOT / "corpus" / "articles")
        words = [sys.executable, __file__, "--serve", f"{folder}/index", kind]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        try:
            if process.stdout is None:
                raise RuntimeError("the page's process has no output")
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
            process.wait(20)


@dataclass
class Asked:
    """What one reader met, in seconds from asking."""

    first: float | None = None
    done: float | None = None
    waited: bool = False
    refused: bool = False
    error: str | None = None


@dataclass(frozen=True)
class Door:
    """How the page is asked: the number of its act, and what it is given beside the question."""

    act: int
    given: list[object]

    @classmethod
    def of(cls, address: str) -> Door:
        found = _CONFIG.search(httpx.get(address).text)
        if found is None:
            raise RuntimeError("the page has no configuration to read")
        config = json.loads(found[1])
        act = next(
            each
            for each in config["dependencies"]
            if any(what == "submit" for _, what in each["targets"])
        )
        props = {each["id"]: each["props"] for each in config["components"]}
        given = [props[each].get("value") for each in act["inputs"][1:]]
        return cls(act["id"], given)


async def reader(client: httpx.AsyncClient, door: Door, name: str) -> Asked:
    """One question, from asking to its end."""
    told, begun = Asked(), time.perf_counter()
    asked = {"data": [QUESTION, *door.given], "fn_index": door.act, "session_hash": name}
    try:
        joined = await client.post("/gradio_api/queue/join", json=asked)
        if joined.status_code in (429, 503):
            told.refused = True
            return told
        joined.raise_for_status()
        path = f"/gradio_api/queue/data?session_hash={name}"
        async with client.stream("GET", path) as events:
            async for line in events.aiter_lines():
                if told.first is None and _FIRST_WORDS.search(line):
                    told.first = time.perf_counter() - begun
                if '"msg":"process_starts"' in line:
                    told.waited = time.perf_counter() - begun >= 1
                if '"msg":"process_completed"' in line:
                    told.done = time.perf_counter() - begun
                    if '"success":false' in line:
                        told.error = line[:200]
                if '"msg":"close_stream"' in line:
                    break
    except httpx.HTTPError as error:
        told.error = repr(error)
    if told.error is None and told.first is None:
        told.error = "no words came"
    return told


async def at_once(address: str, door: Door, readers: int) -> list[Asked]:
    limits = httpx.Limits(max_connections=2 * readers + 2)
    async with httpx.AsyncClient(base_url=address, timeout=_LONGEST, limits=limits) as client:
        names = (f"reader-{readers}-{n}-{time.time_ns()}" for n in range(readers))
        return list(await asyncio.gather(*(reader(client, door, name) for name in names)))


def load(address: str, title: str) -> Table:
    door = Door.of(address)
    asyncio.run(at_once(address, door, 2))
    rows = []
    for readers, goal in LADDER:
        asked = asyncio.run(at_once(address, door, readers))
        first = sorted(each.first for each in asked if each.first is not None and not each.waited)
        p95 = f"{first[max(0, round(0.95 * len(first)) - 1)]:.2f} s" if first else "-"
        done = [each.done for each in asked if each.done is not None]
        rows.append(
            (
                str(readers),
                f"{median(first):.2f} s" if first else "-",
                p95,
                f"{goal:.2f} s" if goal else "a place in the queue",
                str(sum(each.waited for each in asked)),
                str(sum(each.refused for each in asked)),
                str(sum(each.error is not None for each in asked)),
                f"{max(done):.1f} s" if done else "-",
            )
        )
        for error in {each.error for each in asked if each.error}:
            print(f"  {readers} readers: {error}", file=sys.stderr)
    columns = ("readers at once", "median", "95 %", "goal", "queued", "refused", "errors", "last")
    note = "Seconds to the first words of those that did not wait in the queue; a word in 20 ms."
    return Table(title, columns, rows, note)


def weight() -> Table:
    """Script and style of the page's own, as they are sent."""
    sizes = {
        kind: sum(f.stat().st_size for f in ASSETS.glob(f"*.{kind}")) for kind in ("js", "css")
    }
    total = sum(sizes.values())
    rows = [(kind, f"{size:,}") for kind, size in sizes.items()]
    rows += [("together", f"{total:,}"), ("goal", f"{HEAVIEST:,}")]
    return Table("The page's own script and style", ("kind", "bytes"), rows)


def paint(address: str) -> Table:
    """First contentful paint in a fresh browser, and again with its cache."""
    from playwright.sync_api import sync_playwright
    from screenshots import FLAGS

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    seen = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        tab = browser.new_page()
        for name in ("a fresh browser", "again"):
            tab.goto(address)
            tab.locator(".welcome").wait_for(timeout=60_000)
            rows.append((name, f"{float(tab.evaluate(seen)) / 1000:.2f} s"))
        browser.close()
    rows.append(("goal", f"{FIRST_PAINT:.2f} s"))
    return Table("First paint on this machine", ("in", "after"), rows)


def main() -> int:
    if sys.argv[1:2] == ["--serve"]:
        serve(*sys.argv[2:4])
        return 0
    with page("memory") as address:
        tables = [load(address, "Readers asking at once, answers from memory"), paint(address)]
    with page("search") as address:
        tables.append(load(address, "Readers asking at once, each question searched for"))
    tables.append(weight())
    for table in tables:
        show(table)
    keep("page", tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
