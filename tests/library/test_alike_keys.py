"""Keys of near copies that wait to be filed are found like those that are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from library_kit import Opener, make_articles
from sqlalchemy import delete, func, select
from stories import OWN_REPORT, article, own_report, printed

from rag.library import alike_keys
from rag.library.alike import sketch
from rag.library.alike_keys import Keys
from rag.library.library import Library
from rag.library.schema import buckets, facts, likenesses, signatures
from rag.types import Article


def edges(library: Library) -> set[tuple[str, str, float]]:
    with library._database.read() as connection:
        ids = dict(connection.execute(select(signatures.c.id, signatures.c.article_id)).all())
        rows = connection.execute(select(likenesses)).all()
    return {(ids[row.one], ids[row.other], row.share) for row in rows}


def filed(library: Library) -> int:
    with library._database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(buckets)).scalar_one())


def turns() -> list[list[Article]]:
    """Copies among others, a few at a time; some change and come back."""
    chance, first = Random(7), printed()
    rest = [*make_articles(14), own_report()]
    chance.shuffle(rest)
    changed = article("copy-3", OWN_REPORT.replace("Dock", "Port"))
    return [first[:2], rest[:5], [first[3]], rest[5:9], [first[2], first[4]], rest[9:], [changed],
            [first[5], replace(first[3], location="/again.md")]]  # fmt: skip


@pytest.mark.parametrize("most", [0, 1, 3, 8])
def test_whatever_waits_the_same_articles_are_linked(
    most: int, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stored(name: str) -> Library:
        library = opened(folder=tmp_path / name)
        for some in turns():
            library.store(some)
            library.remove(some[-1].id)
            library.store(some)
        return library

    everything_waits = stored("one")
    assert filed(everything_waits) == 0
    monkeypatch.setattr(alike_keys, "MOST", most)
    assert edges(stored("other")) == edges(everything_waits) != set()


def test_all_that_waits_is_filed_when_it_is_much(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike_keys, "MOST", 4)
    library = opened()
    own = [each for each in make_articles(9) if sketch(each.text).keys]
    library.store(own[:4])
    assert filed(library) == 0
    library.store(own[4:5])
    assert filed(library) == sum(len(sketch(each.text).keys) for each in own[:5])


def test_a_ledger_from_before_keys_waited_has_all_of_them_filed(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike_keys, "MOST", 0)
    library = opened()
    library.store(printed()[:3])
    monkeypatch.undo()
    with library._database.write() as connection:
        connection.execute(delete(facts).where(facts.c.name == alike_keys._FACT))
    library.store(printed()[3:])
    other = opened(folder=tmp_path / "other")
    other.store(printed())
    assert edges(library) == edges(other)


def test_holders_are_told_from_both_places(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike_keys, "MOST", 1)
    library = opened()
    for each in printed()[:3]:
        library.store([each])
    assert filed(library) > 0
    wanted = sketch(printed()[0].text).keys
    with library._database.write() as connection:
        found = Keys(connection).holders([*wanted, 5])
    assert 5 not in found
    assert {number for numbers in found.values() for number in numbers} == {1, 2, 3}
