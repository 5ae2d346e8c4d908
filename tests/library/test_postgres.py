"""The ledger in a real PostgreSQL: order, faults, several machines."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from library_kit import Child, Opener, make_article, make_articles, similar, texts_found, until
from server_kit import PASSWORD, Postgres, free_port
from sqlalchemy import select, update

from rag.errors import (
    ArticleNotFound,
    BylineError,
    LibraryBusy,
    LibraryError,
    LibraryNotFound,
    MissingExtra,
    SettingsError,
)
from rag.library import entries, ledger, registry
from rag.library.library import Library
from rag.library.schema import articles, followers
from rag.library.servers import Servers
from rag.testing import HashEmbedder

PLACES = ("postgres",)


def machine(tmp_path: Path, name: str) -> Path:
    """The folder of another machine."""
    return tmp_path / name / "index"


def caught_up(library: Library) -> bool:
    return not any(each.lag for each in library.status().followers)


def test_four_machines_that_start_and_store_at_once_make_one_sound_library(
    opened: Opener, child: Child, tmp_path: Path
) -> None:
    writers = [
        child("store", str(10 * i), "10", place=machine(tmp_path, f"m{i}")) for i in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(lambda w: w.communicate()[0].split(), writers))
    assert all(output[-1] == "stored" for output in outputs)
    library = opened()
    assert {each.id for each in library.articles()} == {f"a{i}" for i in range(40)}
    assert library.status().revision == 40
    assert texts_found(library, "number37", 1) == ["a37"]
    assert library.verify() == []


def test_no_revision_is_seen_before_an_earlier_one(
    opened: Opener, tmp_path: Path, postgres: Postgres
) -> None:
    """A follower that has passed a revision would never look at it again."""
    slow, quick = opened(), opened(folder=machine(tmp_path, "quick"))
    slow.store(make_articles(1))
    writer = threading.Thread(target=lambda: quick.store([make_article("quick", "Penguins.")]))
    with slow._database.write() as connection:
        entries.remove(connection, "a0")
        writer.start()
        until(lambda: waiting(postgres))
        with quick._database.read() as elsewhere:
            assert ledger.head(elsewhere).revision == 1
            assert [each.revision for each in ledger.changes(elsewhere, 0)] == [1]
    writer.join()
    with quick._database.read() as elsewhere:
        found = {each.article_id: each.revision for each in ledger.changes(elsewhere, 1)}
    assert found == {"a0": 2, "quick": 3}


def waiting(postgres: Postgres) -> bool:
    """Whether a writer waits for another one's lock."""
    with postgres.connect() as connection:
        asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return connection.execute(asked).fetchone() != (0,)


def test_what_one_machine_stores_another_finds_within_two_seconds(
    opened: Opener, tmp_path: Path
) -> None:
    here, there = opened(), opened(folder=machine(tmp_path, "there"))
    here.store(make_articles(30))
    assert (here.status().owned, there.status().owned) == (True, True)
    assert texts_found(there, "number7", 1) == ["a7"]
    assert similar(there, "harbour number7 cargo7", 1) == ["a7"]
    until(lambda: there._indexes.keywords.revision == 30, 2.0)
    here.remove("a7")
    assert texts_found(there, "number7", 1) == []
    assert there.verify() == here.verify() == []


def test_a_folder_that_followed_another_library_is_made_anew(
    opened: Opener, postgres: Postgres
) -> None:
    first = opened()
    first.store(make_articles(5))
    until(lambda: caught_up(first))
    first.close()
    other = opened(servers=Servers(postgres.schema("another_library")))
    assert other.count() == 0
    assert texts_found(other, "number3") == []
    other.store([make_article("new", "Penguins moved to the lighthouse.")])
    assert texts_found(other, "penguins", 1) == ["new"]
    until(lambda: caught_up(other))
    assert other.verify() == []


# --- faults -----------------------------------------------------------------------------------


def told(open_it: Callable[[], object]) -> BylineError:
    """The error, which must not tell the password."""
    with pytest.raises(BylineError) as error:
        open_it()
    told = f"{error.value} {error.value!r}"
    assert PASSWORD not in told
    assert "a%20secret" not in told
    return error.value


def test_what_keeps_a_ledger_from_opening_is_told_with_what_to_do(
    folder: Path, postgres: Postgres
) -> None:
    def opening(address: str) -> BylineError:
        return told(lambda: Library.open(folder, HashEmbedder, servers=Servers(address)))

    assert "refuses this user or password" in str(opening(postgres.address("x", password="no")))
    missing = str(opening(postgres.address("x", database="nowhere")))
    assert "nowhere" in missing
    assert "createdb" in missing
    nobody = Postgres(folder, port=free_port()).address("x")
    assert "cannot be reached" in str(opening(nobody))
    assert "start PostgreSQL" in str(opening(nobody))
    empty = postgres.schema("nothing_yet")
    assert isinstance(opening(empty), LibraryNotFound)
    assert not folder.exists()
    with pytest.raises(LibraryError, match="CREATE SCHEMA"):
        Library.open(
            folder, HashEmbedder, create=True, servers=Servers(postgres.address("no_such"))
        )


@pytest.mark.parametrize(
    "address",
    ["", "here", "mysql://u:top-secret@h/db", "postgresql+psycopg://u:top-secret@h", "sqlite:///x"],
)
def test_an_address_that_is_none_is_a_wrong_setting(folder: Path, address: str) -> None:
    with pytest.raises(SettingsError, match=r"postgresql\+psycopg://user@host") as error:
        Library.open(folder, HashEmbedder, servers=Servers(address))
    assert "top-secret" not in str(error.value)


def test_a_missing_driver_is_told_with_its_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"byline\[postgres\]"):
        Library.open(folder, HashEmbedder, servers=Servers("postgresql://u@127.0.0.1/db"))


def test_a_database_that_cannot_hold_every_sign_is_refused(
    folder: Path, postgres: Postgres
) -> None:
    with postgres.connect() as connection:
        connection.execute(
            "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0 "
            "LOCALE 'C' LOCALE_PROVIDER libc"
        )
    address = postgres.address("public", database="ascii")
    with pytest.raises(LibraryError, match="SQL_ASCII"):
        Library.open(folder, HashEmbedder, create=True, servers=Servers(address))


def test_a_server_that_was_restarted_is_used_again_without_opening_the_library_again(
    opened: Opener, postgres: Postgres
) -> None:
    library = opened()
    library.store(make_articles(5))
    assert texts_found(library, "number3", 1) == ["a3"]
    postgres.stop()
    try:
        assert "cannot be reached" in str(told(library.status))
        told(lambda: library.store(make_articles(1, start=7)))
    finally:
        postgres.start()
    library.store([make_article("new", "Penguins moved to the lighthouse.")])
    assert texts_found(library, "penguins", 1) == ["new"]
    until(lambda: caught_up(library))
    assert library.verify() == []
    library._indexes.keeper.close()  # nobody meets the dead connections before the reader does
    postgres.stop()
    postgres.start()
    assert library.count() == 6


def test_a_writer_that_was_killed_holds_up_nobody(opened: Opener, child: Child) -> None:
    library = opened()
    writer = child("store", "0", "3000")
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(20)]
    writer.kill()
    acknowledged += writer.communicate()[0].split()
    library.store([make_article("new", "Penguins.")])
    stored = {each.id for each in library.articles()}
    assert {each for each in acknowledged if each in {f"a{i}" for i in range(3000)}} <= stored
    assert library.verify() == []


def test_a_user_who_may_only_read_searches_and_is_told_what_else_it_takes(
    opened: Opener, servers: Servers, postgres: Postgres, tmp_path: Path
) -> None:
    opened().store(make_articles(5))
    schema = str(servers.ledger).rpartition("%3D")[2]
    with postgres.connect() as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO reader")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader")
    address = str(servers.ledger).replace("//byline:", "//reader:")
    place = machine(tmp_path, "reader")
    with Library.open(place, HashEmbedder, servers=Servers(address)) as library:
        assert texts_found(library, "number3", 1) == ["a3"]
        assert similar(library, "harbour number3 cargo3", 1) == ["a3"]
        with pytest.raises(LibraryError, match="GRANT"):
            library.store(make_articles(1, start=7))


def test_many_values_are_asked_for_at_once(library: Library) -> None:
    library.store(make_articles(3))
    ids = [f"a{i}" for i in range(1200)]
    assert len(library.near.clusters(ids)) == 1200
    with library._database.read() as connection:
        known = list(ledger.chunk_revisions(connection))
        assert len(ledger.current_articles(connection, ids)) == 3
    assert list(library.passages([*ids, *known])) == known


def test_names_that_no_index_takes_are_rejected_and_the_rest_goes_on(library: Library) -> None:
    long = make_article("x" * 3000, "Words.")
    report = library.store([long, *make_articles(1)])
    assert report.added == ("a0",)
    assert "3,000" not in report.rejected[0].reason
    assert "PostgreSQL takes 2,600" in report.rejected[0].reason


# --- upkeep -----------------------------------------------------------------------------------


def test_a_ledger_of_an_older_schema_is_copied_and_brought_up_to_date(
    opened: Opener, servers: Servers, postgres: Postgres
) -> None:
    library = opened()
    library.store(make_articles(3))
    library.close()
    schema = str(servers.ledger).rpartition("%3D")[2]
    with postgres.connect() as connection:
        connection.execute(f"DROP TABLE {schema}.followers")
        connection.execute(f"UPDATE {schema}.facts SET value = '2' WHERE name = 'schema_version'")
    again = opened(create=False)
    assert again.verify() == []
    until(lambda: len(again.status().machines) == 1)
    with postgres.connect() as connection:
        copied = connection.execute(f"SELECT count(*) FROM {schema}_schema_2.articles").fetchone()
        version = connection.execute(
            f"SELECT value FROM {schema}_schema_2.facts WHERE name = 'schema_version'"
        ).fetchone()
    assert (copied, version) == ((3,), ("2",))
    # A copy holds every text, so a purge takes it along; what only looks like one stays.
    with postgres.connect() as connection:
        connection.execute(f"CREATE SCHEMA {schema}_schema_of_mine")
    again.remove("a1", purge=True)
    with postgres.connect() as connection:
        left = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", (f"{schema}_",)
        ).fetchall()
    assert left == [(f"{schema}_schema_of_mine",)]


def test_a_purged_text_is_in_no_table_of_the_server(opened: Opener, postgres: Postgres) -> None:
    library = opened()
    secret = "Zanzibar cloves xylophone were smuggled by the quartermaster"
    library.store([*make_articles(3), make_article("secret", secret)])
    with postgres.connect() as connection:
        connection.execute("CHECKPOINT")
        assert on_disk(postgres, b"xylophone")
        library.remove("secret", purge=True)
        connection.execute("CHECKPOINT")
    until(lambda: not on_disk(postgres, b"xylophone"))
    assert library.verify() == []


def on_disk(postgres: Postgres, word: bytes) -> list[Path]:
    found = []
    for path in (postgres.folder / "data" / "base").glob("*/*"):
        with suppress(FileNotFoundError):  # the server tidies as it likes
            if word in path.read_bytes():
                found.append(path)
    return found


@pytest.fixture
def two(opened: Opener, tmp_path: Path) -> tuple[Library, Library]:
    """Two machines that have said how far they are."""
    here, there = opened(), opened(folder=machine(tmp_path, "there"))
    here.store([*make_articles(5), make_article("secret", "Zanzibar.")])
    for each in (here, there):
        assert each._indexes.keeper.settled(20)
    until(lambda: [each.revision for each in here.status().machines] == [6, 6])
    return here, there


def test_status_tells_which_machines_follow_and_how_far_they_are(
    two: tuple[Library, Library], tmp_path: Path
) -> None:
    words = two[0].status().in_words
    assert words.count("machine ") == 2
    assert str(machine(tmp_path, "there")) in words
    assert "ledger: postgresql+psycopg://byline:****@127.0.0.1" in words


def test_a_purged_row_stays_until_every_machine_has_passed_it_and_a_hidden_one_for_ever(
    two: tuple[Library, Library], opened: Opener
) -> None:
    here, there = two
    assert there.count() == 6
    there._indexes.keeper.close()
    old = here.article("a1").revision
    here.remove("a1")
    here.remove("secret", purge=True)
    registration = of(here)
    registration.follow(lambda: False)
    assert known(here, "secret")
    with here._database.write() as connection:
        waited = here.status().revision
        connection.execute(update(followers).values(revision=waited))
    registration.follow(lambda: False)
    assert not known(here, "secret")
    assert here.article("a1", old).text.startswith("Harbour")
    assert there.count() == 4  # whatever it still thought of the purged one
    assert texts_found(there, "zanzibar") == []
    there.close()
    back = opened(folder=there.folder)
    until(lambda: caught_up(back))
    assert here.verify() == back.verify() == []
    assert here.store([make_article("secret", "Zanzibar.")]).added == ("secret",)


def test_a_machine_that_was_not_seen_for_a_month_is_no_longer_waited_for(
    two: tuple[Library, Library],
) -> None:
    here, there = two
    there._indexes.keeper.close()
    here.remove("secret", purge=True)
    with here._database.write() as connection:
        long_ago = int(time.time()) - registry.FORGOTTEN - 1
        other = followers.c.folder == str(there.folder.absolute())
        connection.execute(update(followers).where(other).values(seen=long_ago))
    of(here).follow(lambda: False)
    assert not known(here, "secret")
    assert len(here.status().machines) == 1


def of(library: Library) -> registry.Registration:
    (found,) = [
        each
        for each in library._indexes.keeper._followers
        if isinstance(each, registry.Registration)
    ]
    return found


def known(library: Library, article_id: str) -> bool:
    with library._database.read() as connection:
        query = select(articles.c.id).where(articles.c.id == article_id)
        return connection.execute(query).first() is not None


def test_more_readers_than_connections_all_get_their_turn(library: Library) -> None:
    library.store(make_articles(20))
    with ThreadPoolExecutor(48) as pool:
        found = list(pool.map(lambda i: texts_found(library, f"number{i % 20}", 1), range(300)))
    assert found == [[f"a{i % 20}"] for i in range(300)]


def test_a_reader_that_never_ends_is_told_to_whoever_wants_to_purge(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.store([*make_articles(2), make_article("secret", "Zanzibar.")])
    monkeypatch.setattr("rag.library.postgres._VACUUM_WAIT", "SET lock_timeout = '50ms'")
    with library._database.read() as connection:
        assert ledger.count(connection, articles) == 3
        with pytest.raises(LibraryBusy, match="run the same command again"):
            library.remove("secret", purge=True)
    library.remove("secret", purge=True)
    with pytest.raises(ArticleNotFound):
        library.article("secret")
