"""A library of an older schema is brought up to date, after a copy, and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from library_kit import Opener, make_article, make_articles, texts_found
from schemas import as_of_schema_1

from rag.errors import LibraryError
from rag.library import sqlite
from rag.library.sqlite import LEDGER

STORY = (
    "The harbour council voted on Monday evening to keep the old bridge open for another two "
    "years, because the new one will not be ready before the next winter. The mayor said that "
    "lorries would be weighed at both ends, and that a diver would look at the piers each month. "
    "Fishermen had asked for the vote after a barge struck the third pier in the spring. "
    "A study put the cost of the repairs at nine million crowns, a third of it paid by the state."
)


def test_a_library_of_the_first_schema_keeps_everything(opened: Opener, folder: Path) -> None:
    library = opened()
    copies = [
        make_article("one", STORY, source="A", published=date(2022, 3, 1)),
        make_article("two", f"{STORY} The vote was close.", source="B", published=date(2022, 3, 2)),
    ]
    library.store([*make_articles(5), *copies])
    before = {article.id: article for article in library.articles()}
    library.close()
    as_of_schema_1(folder / LEDGER)

    again = opened(create=False)
    assert {article.id: article for article in again.articles()} == before
    assert [copy.article_id for copy in again.near.copies("one")] == ["two"]
    assert texts_found(again, "cargo3") == ["a3"]
    assert again.verify() == []
    report = again.store(make_articles(5))
    assert (len(report.unchanged), report.added) == (5, ())
    assert again.memory.reading("/news/a0.md") is None


def test_the_ledger_is_copied_before_it_is_changed(opened: Opener, folder: Path) -> None:
    opened().store(make_articles(2))
    opened().close()
    as_of_schema_1(folder / LEDGER)
    opened(create=False)
    copy = folder / "ledger.schema-1.sqlite3"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)
        held = connection.execute("SELECT value FROM facts WHERE name = 'schema_version'")
        assert held.fetchone() == ("1",)


def test_an_older_library_that_may_not_be_written_says_what_to_do(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened().store(make_articles(2))
    opened().close()
    as_of_schema_1(folder / LEDGER)
    monkeypatch.setattr(sqlite, "writable", lambda path: False)
    with pytest.raises(LibraryError, match="earlier Byline"):
        opened(create=False)
