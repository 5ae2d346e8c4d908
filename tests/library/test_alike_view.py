"""Clusters of near copies are kept in memory while articles come, change and go."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from library_kit import make_article, make_articles
from sqlalchemy import Connection
from stories import OWN_REPORT, STORY

from rag.library import alike_view
from rag.library.alike_clusters import of_near_copies
from rag.library.library import Library

PLACES = ("folder", "servers")


def stored(library: Library) -> dict[str, str]:
    with library._database.read() as connection:
        return of_near_copies(connection)


def test_what_is_in_memory_is_what_the_ledger_has_after_every_change(library: Library) -> None:
    draw = random.Random(5)
    texts = [f"{story}\n{n}" for n in range(3) for story in (STORY, OWN_REPORT)]
    names = [f"n{i}" for i in range(12)]
    for turn in range(60):
        name = draw.choice(names)
        known = library.knows(name) and name in {each.id for each in library.articles()}
        if known and draw.random() < 0.4:
            library.remove(name, purge=turn % 15 == 0)
        else:
            library.store([make_article(name, f"{draw.choice(texts)} {turn}")])
        expected = stored(library)
        assert library.near.clusters(names) == {each: expected.get(each, each) for each in names}
        assert library.near.printed_again(names) == set(expected)
    assert len(set(stored(library).values())) in (1, 2)


def test_one_more_article_reads_no_other_cluster(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.store([make_article(f"copy{n}", f"{STORY} {n}") for n in range(5)])
    assert len(library.near.printed_again([f"copy{n}" for n in range(5)])) == 5
    seen: list[int] = []
    whole = alike_view.in_clusters

    def counted(connection: Connection, names: Iterable[str]) -> dict[str, str]:
        found = whole(connection, names)
        seen.append(len(found))
        return found

    monkeypatch.setattr(alike_view, "in_clusters", counted)
    library.store(make_articles(1))
    assert library.near.clusters(["a0", "copy1"]) == {"a0": "a0", "copy1": "copy0"}
    assert sum(seen) <= 1
