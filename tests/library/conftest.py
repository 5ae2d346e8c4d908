"""Libraries in a temporary folder, with a small embedder and everything else real."""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.library.library import Library
from rag.testing import HashEmbedder
from rag.types import Article

CHILD = Path(__file__).with_name("child.py")


def make_article(article_id: str, text: str, **fields: Any) -> Article:
    """An article as intake makes one."""
    location = fields.pop("location", f"/news/{article_id}.md")
    seen = repr((text, sorted(fields.items())))
    return Article(
        id=article_id,
        title=fields.pop("title", f"Report {article_id}"),
        text=text,
        location=location,
        sha256=hashlib.sha256(seen.encode()).hexdigest(),
        locations=(location,),
        **fields,
    )


def make_articles(count: int, *, start: int = 0) -> list[Article]:
    """Articles of two paragraphs, each with words of its own."""
    return [
        make_article(
            f"a{i}",
            f"Harbour number{i} reported cargo{i} today. Ships waited for the tide.\n"
            f"The mayor of town{i} welcomed the visitors. Fishing resumed.",
            source=("TASS", "Kyodo")[i % 2],
            published=date(2022, 1 + i % 12, 1 + i % 28),
        )
        for i in range(start, start + count)
    ]


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Polls until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("it did not come to hold in time")
        time.sleep(0.02)


def texts_found(library: Library, query: str, k: int = 5) -> list[str]:
    """Article ids of the keyword hits, best first."""
    hits = library.keyword_hits(query, k)
    return [each.article_id for each in library.passages(h.chunk_id for h in hits).values()]


def similar(library: Library, query: str, k: int = 5) -> list[str]:
    """Article ids of the vector hits, best first."""
    hits = library.vector_hits(library.embed_query(query), k)
    return [each.article_id for each in library.passages(h.chunk_id for h in hits).values()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def opened(folder: Path, embedder: HashEmbedder) -> Iterator[Callable[..., Library]]:
    """A function that opens the folder's library; all are closed at the end."""
    libraries: list[Library] = []

    def open_one(**options: Any) -> Library:
        options = {"create": True, "embedder_name": embedder.name, **options}
        libraries.append(Library.open(folder, lambda: embedder, **options))
        return libraries[-1]

    yield open_one
    for library in libraries:
        library.close()


@pytest.fixture
def library(opened: Callable[..., Library]) -> Library:
    return opened()


def _obey_file_modes() -> None:
    """Makes even the superuser's next program obey them: drops CAP_DAC_OVERRIDE at exec."""
    drop_from_bounding_set, override, read_search = 24, 1, 2
    libc = ctypes.CDLL(None)
    for capability in (override, read_search):
        libc.prctl(drop_from_bounding_set, capability, 0, 0, 0)


@pytest.fixture
def child(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts another process on the folder (see child.py)."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str, obeys_modes: bool = False) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                [sys.executable, str(CHILD), str(folder), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=_obey_file_modes if obeys_modes else None,
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
