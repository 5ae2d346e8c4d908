"""Articles that are committed together stand as if each had been stored by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from library_kit import make_article, make_articles, similar, texts_found
from sqlalchemy import select

from rag.library.library import Library
from rag.library.schema import articles, chunks, likenesses, locations, readings, signatures
from rag.library.storing import Item, Storing
from rag.testing import HashEmbedder
from rag.types import Reading, Rejected

SENTENCES = [f"The council of town{n} spoke about fishery {n % 7} for an hour." for n in range(60)]


def collection(seed: int) -> list[Item]:
    """New articles, copies, near copies, changed ones, one met twice, a refusal, and readings."""
    chance = Random(seed)
    found: list[Item] = []
    for n in range(40):
        words = " ".join(chance.sample(SENTENCES, 12))
        one = make_article(f"a{n}", f"{words} Number {n}.")
        found.append(one)
        if chance.random() < 0.7:
            given = ((one.id, one.sha256),)
            found.append(Reading(location=one.location, mark=f"m{n}", articles=given))
        if chance.random() < 0.2:
            found.append(replace(one, id=f"copy{n}", location=f"/news/copy{n}.md"))
        if chance.random() < 0.2:
            found.append(make_article(f"near{n}", f"{words} It rained {n} days."))
        if chance.random() < 0.2:
            found.append(make_article(f"a{chance.randrange(n + 1)}", f"Changed. {words}"))
        if chance.random() < 0.1:
            found.append(Rejected(f"/news/bad{n}.md", "it holds no text"))
    return found


def holdings(library: Library) -> list[object]:
    """What the tables hold, less the numbers that depend on how it came."""
    with library._database.read() as connection:

        def rows(*columns: object) -> list[tuple[object, ...]]:
            return sorted(map(tuple, connection.execute(select(*columns))), key=repr)  # type: ignore[call-overload]

        names = dict(
            map(tuple, connection.execute(select(signatures.c.id, signatures.c.article_id)))
        )
        pairs = connection.execute(select(likenesses.c.one, likenesses.c.other, likenesses.c.share))
        return [
            rows(articles.c.id, articles.c.removed, articles.c.day),
            rows(chunks.c.id, chunks.c.article_id, chunks.c.position, chunks.c.key),
            rows(locations),
            rows(readings.c.location, readings.c.mark, readings.c.articles),
            rows(signatures.c.article_id, signatures.c.cluster, signatures.c.data),
            sorted((names[one], names[other], share) for one, other, share in pairs),
        ]


@pytest.mark.parametrize("seed", range(4))
def test_a_group_comes_to_what_its_articles_come_to_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    made = []
    for together in (32, 1):
        monkeypatch.setattr("rag.library.storing._TOGETHER", together)
        with Library.open(tmp_path / str(together), HashEmbedder, create=True) as library:
            report = library.store(collection(seed))
            assert library.verify() == []
            made.append((report, holdings(library)))
    assert made[0] == made[1]


def test_new_articles_share_a_transaction_and_each_has_its_revision_in_order(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    put: Callable[..., list[tuple[object, str]]] = Storing._put

    def counted(self: Storing, some: list[object], fresh: object) -> list[tuple[object, str]]:
        sizes.append(len(some))
        return put(self, some, fresh)

    monkeypatch.setattr(Storing, "_put", counted)
    before = library.status().revision
    library.store(make_articles(40))
    assert sum(sizes) == 40
    assert len(sizes) < 20
    revisions = [library.article(f"a{n}").revision for n in range(40)]
    assert revisions == list(range(before + 1, before + 41))


def test_vectors_that_are_purged_before_the_commit_are_made_again(
    library: Library, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole group is taken back, and stored article by article."""
    shared = "The harbour of Ostrava will close for repairs in the winter months."
    library.store([make_article("old", shared, title="Notice")])
    commit = Storing._commit
    embedded: list[int] = []

    def purged_first(self: Storing, *given: object) -> None:
        if not embedded:
            library.remove("old", purge=True)
            embedded.append(embedder.embedded)
        commit(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Storing, "_commit", purged_first)
    new = make_article("new", shared, title="Notice", source="Another outlet")
    report = library.store([*make_articles(3), new, *make_articles(2, start=3)])
    assert report.added == ("a0", "a1", "a2", "new", "a3", "a4")
    assert embedder.embedded == embedded[0] + 1
    assert library.verify() == []
    assert similar(library, shared, 1) == texts_found(library, "ostrava", 1) == ["new"]
