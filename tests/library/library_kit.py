"""What the library's tests are made of: articles with words of their own, and ways to ask."""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.library.library import Library
from rag.types import Article

Opener = Callable[..., Library]
Child = Callable[..., "subprocess.Popen[str]"]


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


def chroma_answers(library: Library) -> bool:
    """Whether an unfiltered search would be Chroma's."""
    rows = library._view.rows()
    assert rows is not None
    return library.nearest.from_chroma(rows, library.embed_query("harbour"), 3) is not None


def texts_found(library: Library, query: str, k: int = 5) -> list[str]:
    """Article ids of the keyword hits, best first."""
    hits = library.keyword_hits(query, k)
    return [each.article_id for each in library.passages(h.chunk_id for h in hits).values()]


def similar(library: Library, query: str, k: int = 5) -> list[str]:
    """Article ids of the vector hits, best first."""
    hits = library.vector_hits(library.embed_query(query), k)
    return [each.article_id for each in library.passages(h.chunk_id for h in hits).values()]


ON_A_DISK = (
    *("unshare", "--map-root-user", "--mount", "sh", "-c"),
    'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"',
    "sh",
)
"""Before a size, a folder and a command: the command then has a small file system there, which is
its own and gone with it."""


def has_small_disks(folder: Path) -> bool:
    """Whether this user may have a file system of its own here."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return (
            subprocess.run([*ON_A_DISK, "1m", folder, "true"], capture_output=True).returncode == 0
        )
    except OSError:
        return False
