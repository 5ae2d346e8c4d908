"""Readers while articles are replaced: threads of the process that writes, and other processes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from library_kit import Child, Opener, until
from readers import BULLETINS, bulletins, read_one

THREADS = 16
EDITIONS = 12


def test_every_reader_sees_an_old_or_a_new_article_and_never_part_of_one(
    opened: Opener, child: Child
) -> None:
    library = opened()
    library.store(bulletins(0))
    others = [child("read") for _ in range(2)]
    done = threading.Event()

    def reading(number: int) -> list[int]:
        looks = [read_one(library, number % BULLETINS)]
        while not done.is_set():
            looks.append(read_one(library, len(looks) % BULLETINS))
        return looks

    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "reading\n"
    with ThreadPoolExecutor(THREADS) as pool:
        readers = [pool.submit(reading, number) for number in range(THREADS)]
        try:
            for edition in range(1, EDITIONS + 1):
                report = library.store(bulletins(edition))
                assert len(report.updated) == BULLETINS
        finally:
            done.set()
        looks = [look for reader in readers for look in reader.result()]
    for other in others:
        told, _ = other.communicate("done\n")
        opens, reads, wrong = told.split(" ", 2)
        assert wrong.strip() == "[]"
        assert (int(opens) > 0, int(reads) > 0) == (True, True)
    assert len(looks) >= THREADS
    assert library.verify() == []
    assert all(read_one(library, number) == 1 for number in range(BULLETINS))


@pytest.mark.parametrize("writers", [2, 4])
def test_several_writers_store_twenty_each_and_a_guest_finds_the_last(
    opened: Opener, child: Child, writers: int
) -> None:
    library = opened()
    running = [child("store", str(20 * i), "20") for i in range(writers)]
    outputs = [process.communicate()[0].split() for process in running]
    assert all(len(output) == 21 and output[-1] == "stored" for output in outputs)
    assert {each.id for each in library.articles()} == {f"a{i}" for i in range(20 * writers)}
    until(lambda: not any(each.lag for each in library.status().followers), 20.0)
    assert library.verify() == []


def test_a_guest_finds_within_two_seconds_what_another_stored(opened: Opener, child: Child) -> None:
    holder = child("hold")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "owner\n"
    guest = opened()
    writer = child("store", "7", "1")
    assert writer.communicate()[0].split() == ["a7", "stored"]
    until(lambda: guest.keyword_hits("number7", 1), 2.0)
    until(lambda: guest.vector_hits(guest.embed_query("number7"), 1), 2.0)
    assert f"process {holder.pid} keeps the indexes" in guest.status().in_words
