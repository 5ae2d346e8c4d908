"""A sync that is killed in the middle, and run again, ends where an untouched one does."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from intake.web.serving import Asked, Reply

from rag import Rag
from rag.types import plain

from .conftest import Outlet, story

STORIES = [f"matter number {number}" for number in range(30)]


def started(index: Path, *inputs: str) -> subprocess.Popen[str]:
    """`rag sync` in a process of its own."""
    words = [sys.executable, "-m", "rag", "sync", *inputs, "--index", str(index)]
    environment = {**os.environ, "RAG_FETCH_LOCAL": "true", "RAG_FETCH_PAUSE": "0"}
    return subprocess.Popen(
        words, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def killed_when(process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def stored(index: Path) -> int:
    """How many articles a ledger acknowledges, seen from outside."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"file:{index}/ledger.sqlite3?mode=ro", uri=True)) as ledger,
    ):
        return int(ledger.execute("SELECT count(*) FROM articles").fetchone()[0])
    return 0


def contents(index: Path) -> dict[str, object]:
    """All that a library holds, less the numbers of its revisions."""
    with Rag.open(index) as rag:
        assert rag.verify() == []
        return {a.id: {**plain(a), "revision": None} for a in rag.articles()}


def ended_well(index: Path, *inputs: str) -> None:
    process = started(index, *inputs)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err


@pytest.mark.parametrize("after", [1, 12, 29])
def test_killed_while_it_stores(tmp_path: Path, after: int) -> None:
    folder = tmp_path / "clippings"
    folder.mkdir()
    for number, what in enumerate(STORIES):
        text = "\n\n".join([f"Council talks of the {what}", *story(what)])
        (folder / f"{number}.txt").write_text(text)
    index = tmp_path / "index"
    killed_when(started(index, str(folder)), lambda: stored(index) >= after)
    kept = stored(index)
    assert kept >= after
    (folder / "0.txt").unlink()
    ended_well(index, str(folder))
    ended_well(tmp_path / "clean", str(folder))
    assert contents(index) == contents(tmp_path / "clean")
    assert len(contents(index)) == len(STORIES) - 1


def test_killed_while_it_fetches(tmp_path: Path, outlet: Outlet) -> None:
    for number, what in enumerate(STORIES[:8]):
        outlet.publish(f"/{number}", what)
    held = {"/3"}

    def slow(asked: Asked) -> Reply:
        if asked.path in held:
            held.clear()
            outlet.site.released.wait()
        return outlet._page(asked)

    outlet.site.serve("/3", slow)
    index = tmp_path / "index"
    killed_when(started(index, outlet.feed), lambda: "/3" in outlet.site.paths)
    outlet.site.released.set()
    outlet.drop("/7")
    ended_well(index, outlet.feed)
    ended_well(tmp_path / "clean", outlet.feed)
    assert contents(index) == contents(tmp_path / "clean")
    assert len(contents(index)) == 7


def test_a_thousand_files_that_did_not_change_embed_nothing(tmp_path: Path) -> None:
    from rag.intake import read_again
    from rag.library.leaving import Roots
    from rag.library.library import Library
    from rag.testing import HashEmbedder

    class Counting(HashEmbedder):
        asked = 0

        def passages(self, texts: object) -> object:  # type: ignore[override]
            Counting.asked += 1
            return super().passages(list(texts))  # type: ignore[call-overload]

    folder = tmp_path / "clippings"
    folder.mkdir()
    for number in range(1000):
        words = " ".join(f"word{number}x{each}" for each in range(90))
        (folder / f"{number}.txt").write_text(f"The title of {number}\n\nIt said {words}.")
    with Library.open(tmp_path / "index", Counting, create=True) as library:
        library.store(read_again([folder], library.memory))
        before, head = Counting.asked, library.status().revision
        roots = Roots(paths=(folder.as_posix(),))
        report = library.store(read_again([folder], library.memory), roots=roots)
        assert len(report.unchanged) == 1000
        assert (report.added, report.updated, report.removed) == ((), (), ())
        assert (Counting.asked, library.status().revision) == (before, head)


def test_a_sync_that_is_broken_off_says_that_what_it_stored_is_kept(
    tmp_path: Path, outlet: Outlet
) -> None:
    outlet.site.serve("/feed.xml", Reply(body=outlet.site.dripping()))
    index = tmp_path / "index"
    process = started(index, outlet.feed)
    deadline = time.monotonic() + 60
    while not outlet.site.asked:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "interrupted; what was stored so far is kept" in err
    assert "Traceback" not in err
