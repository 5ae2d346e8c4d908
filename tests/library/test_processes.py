"""Several processes on one library: who keeps the indexes, and what the others find."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from library_kit import Child, Opener, make_article, make_articles, similar, texts_found, until

from rag.library.library import Library
from rag.library.schema import SCHEMA_VERSION
from rag.library.servers import Servers
from rag.library.sqlite import LEDGER
from rag.testing import HashEmbedder

PLACES = ("folder", "servers")


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_one_process_keeps_the_indexes_and_the_others_are_told_who(
    opened: Opener, child: Child
) -> None:
    holder = child("hold")
    assert line(holder) == "owner"
    status = opened().status()
    assert not status.owned
    assert status.owner == holder.pid
    assert f"process {holder.pid} keeps the indexes" in status.in_words


def test_a_guest_that_stores_finds_its_article_at_once(opened: Opener, child: Child) -> None:
    assert line(child("hold")) == "owner"
    guest = opened()
    guest.store(make_articles(30))
    assert not guest.status().owned
    assert texts_found(guest, "number7", 1) == ["a7"]
    assert similar(guest, "harbour number7 cargo7", 1) == ["a7"]


def test_what_another_process_stores_is_found_here_within_two_seconds(
    opened: Opener, child: Child
) -> None:
    owner = opened()
    owner.store(make_articles(5))
    writer = child("store", "5", "3")
    while line(writer) != "stored":
        pass
    assert texts_found(owner, "number7", 1) == ["a7"]
    assert similar(owner, "harbour number7 cargo7", 1) == ["a7"]
    # And the indexes themselves follow, not only what is read beside them.
    until(lambda: owner._indexes.keywords.revision == owner.status().revision, 2.0)
    until(lambda: not any(f.lag for f in owner.status().followers))
    assert owner.verify() == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_another_process_takes_over_when_the_owner_is_killed(
    opened: Opener, child: Child, how: signal.Signals
) -> None:
    holder = child("hold")
    assert line(holder) == "owner"
    guest = opened()
    guest.store(make_articles(5))
    os.kill(holder.pid, how)
    holder.wait()
    until(lambda: guest.status().owned)
    assert guest.status().owner == os.getpid()
    guest.store([make_article("new", "Penguins moved to the lighthouse.")])
    assert texts_found(guest, "penguins", 1) == ["new"]
    assert guest.verify() == []


def test_an_owner_that_closes_lets_the_next_one_in_within_the_same_process(
    opened: Opener,
) -> None:
    first, second = opened(), opened()
    first.store(make_articles(3))
    assert (first.status().owned, second.status().owned) == (True, False)
    first.close()
    until(lambda: second.status().owned)
    second.store(make_articles(3, start=3))
    assert second.verify() == []
    assert texts_found(second, "number4", 1) == ["a4"]


@pytest.mark.in_folder
def test_four_processes_that_start_and_store_at_once_make_one_sound_library(
    opened: Opener, child: Child
) -> None:
    writers = [child("store", str(10 * i), "10") for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(lambda w: w.communicate()[0].split(), writers))
    assert all(output[-1] == "stored" for output in outputs)
    library = opened()
    assert {each.id for each in library.articles()} == {f"a{i}" for i in range(40)}
    assert library.verify() == []


@pytest.mark.in_folder
def test_four_processes_that_make_one_ledger_at_once_all_have_it(
    tmp_path: Path, child: Child
) -> None:
    makers = [child("found") for _ in range(4)]
    for number in range(150):
        for maker in makers:
            assert maker.stdin is not None
            maker.stdin.write(f"{tmp_path / str(number)}\n")
            maker.stdin.flush()
        assert {line(maker) for maker in makers} == {f"schema {SCHEMA_VERSION}"}
    # Whoever opens it last may leave its journal; nothing lies about from the making.
    left = {path.name for path in tmp_path.glob("*/*")}
    assert left <= {LEDGER, ".setup.lock", f"{LEDGER}-wal", f"{LEDGER}-shm"}


def test_two_processes_that_store_the_same_double_nothing(opened: Opener, child: Child) -> None:
    writers = [child("store", "0", "25") for _ in range(2)]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    library = opened()
    assert library.count() == 25
    assert library.chunk_count() == 25
    assert library.verify() == []


def test_another_process_finds_what_this_one_changed(opened: Opener, child: Child) -> None:
    library = opened()
    library.store(make_articles(5))
    library.store([make_article("a3", "Penguins moved to the lighthouse.")])
    found = child("find", "penguins").communicate()[0].split()
    assert found == ["a3", "a3"]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.in_folder
def test_a_killed_ingest_loses_nothing_it_acknowledged(
    folder: Path, child: Child, embedder: HashEmbedder, seed: int, servers: Servers
) -> None:
    kept = random.Random(seed).randint(1, 120)
    writer = child("flood", "0", "150")
    acknowledged = [line(writer) for _ in range(kept)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.communicate()[0].split()
    with Library.open(folder, lambda: embedder, servers=servers) as library:
        stored = {each.id for each in library.articles()}
        assert set(acknowledged) - {"stored"} <= stored
        assert library.verify() == []
        report = library.store(make_articles(150))
        assert set(report.unchanged) == stored
        assert library.verify() == []
        assert library.count() == library.chunk_count() == 150
        assert similar(library, "harbour number149 cargo149 town149", 1) == ["a149"]


@pytest.mark.in_folder
def test_a_killed_ingest_leaves_no_folder_behind(
    folder: Path, child: Child, embedder: HashEmbedder, servers: Servers
) -> None:
    writer = child("flood", "0", "150")
    line(writer)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    with Library.open(folder, lambda: embedder, servers=servers) as library:
        library.store(make_articles(150))
        assert library.verify() == []
    for name in ("keywords", "chroma"):
        assert len([path for path in (folder / name).iterdir() if path.is_dir()]) == 1
