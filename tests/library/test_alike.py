"""Near copies: what is one text, what is not, and how the ledger keeps it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_kit import Opener, make_article, make_articles
from sqlalchemy import select
from stories import OUTLETS, OWN_REPORT, PARAGRAPHS, STORY, article, edited, own_report, printed

from rag.errors import ArticleNotFound
from rag.library import alike_keys
from rag.library.alike import FEWEST_WORDS, keys, share, sketch, words
from rag.library.alike_pairs import common, worth_comparing
from rag.library.alike_rows import fill
from rag.library.database import Database
from rag.library.founding import open_ledger
from rag.library.library import Library
from rag.library.schema import buckets, likenesses, signatures
from rag.library.servers import Servers
from rag.types import Article

PLACES = ("folder", "servers")
MAY_7, MAY_8 = 20240507, 20240508
COPIES = [each.id for each in printed()]


def alike(one: str, other: str, day: int | None = None, later: int | None = None) -> bool:
    """Whether a pair is found and held to be one text, whichever comes first."""
    a, b = sketch(one), sketch(other)
    found = bool(set(a.keys) & set(b.keys)) and worth_comparing(a.signature, b.signature)
    verdicts = {common(a, b, day, later) is not None, common(b, a, later, day) is not None}
    assert len(verdicts) == 1
    return found and verdicts.pop()


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize("m", range(6))
def test_six_slightly_different_copies_are_one_text(n: int, m: int) -> None:
    assert alike(edited()[n], edited()[m], MAY_7, MAY_8)


@pytest.mark.parametrize("text", edited())
def test_another_report_of_the_same_event_is_another_text(text: str) -> None:
    assert not alike(text, OWN_REPORT, MAY_7, MAY_8)


def test_case_quotes_dashes_and_breaks_do_not_count() -> None:
    other = STORY.upper().replace("“", "«").replace("’", "'").replace("\n", " \n\n — ")
    assert sketch(other).keys == sketch(STORY).keys
    assert np.array_equal(sketch(other).shingles, sketch(STORY).shingles)
    assert words("Don’t pay 1,200 Kronor—now!") == ("dont", "pay", "1200", "kronor", "now")


def test_an_update_that_keeps_most_of_the_text_is_the_same_text_in_a_new_state() -> None:
    lead = "Dock workers in Velmora laid down their tools on Wednesday, a day after the vote.\n"
    assert alike(lead + STORY, STORY, MAY_8, MAY_7)


def test_a_report_that_takes_over_one_paragraph_is_another_text() -> None:
    assert not alike(f"{OWN_REPORT}\n{PARAGRAPHS[1]}", STORY, MAY_7, MAY_7)


def test_a_digest_that_ends_with_a_report_is_another_text() -> None:
    digest = "\n".join(each.text.replace("\n", " ") for each in make_articles(12))
    assert not alike(f"{digest}\n{OWN_REPORT}\n{digest.upper()}\n{STORY}", STORY, MAY_7, MAY_7)


def weather(day: str, *numbers: int) -> str:
    high, low, wind, rain, sea, gusts = numbers
    return (
        f"Weather for the northern islands on {day}. After a bright start clouds will gather from "
        f"the west, with a high of {high} degrees on the coast and {low} degrees inland. The wind "
        f"will blow at {wind} kilometres an hour, with gusts of up to {gusts} on exposed hills. "
        f"There is a chance of rain of {rain} percent in the afternoon. The sea has {sea} degrees. "
        "Walkers should take a coat with them and mind the tide at the causeway. The next report "
        "is published tomorrow morning at the usual time."
    )


def test_weather_reports_of_two_days_are_two_texts() -> None:
    one, other = (
        weather("Monday", 21, 17, 15, 20, 14, 40),
        weather("Tuesday", 18, 12, 30, 70, 13, 65),
    )
    assert not alike(one, other, MAY_7, MAY_8)


def test_one_weather_report_in_two_papers_is_one_text() -> None:
    one = weather("Monday", 21, 17, 15, 20, 14, 40)
    assert alike(one, one.replace("a bright start", "a sunny start"), MAY_7, MAY_7)


def test_briefings_that_differ_in_whom_they_name_are_two_texts() -> None:
    frame = (
        "Good morning, and thank you for reading our daily briefing, which tells you all that you "
        "have to know before the day begins. If a friend sent you this you can have it every day. "
        "First of all, {a} met {b} in {c} to talk about trade, and both sides said that they were "
        "pleased with what was reached. Then {d} of {e} said goodbye after many years at the head "
        "of the house. And at last, the people of {f} can look forward to a long weekend. That is "
        "all for today. Write to us whenever you like; we read every letter that reaches us."
    )
    one = frame.format(a="Adeyemi", b="Kowalski", c="Lagos", d="Ruth Mbeki", e="Zenith", f="Ghent")
    two = frame.format(a="Tanaka", b="Ferreira", c="Lisbon", d="Olaf Brandt", e="Kestrel", f="Graz")
    assert not alike(one, two, MAY_7, MAY_8)
    assert alike(one, one.replace("at last", "finally"), MAY_7, MAY_7)


def test_what_comes_back_next_year_is_news_of_that_year() -> None:
    again = STORY.replace(PARAGRAPHS[4], "The first ferry sailed at noon on Sunday with a band.")
    assert alike(STORY, again, MAY_7, MAY_8)
    assert not alike(STORY, again, MAY_7, 20250507)
    assert alike(STORY, again, MAY_7, None)
    assert alike(STORY, edited()[1], MAY_7, 20250507)


def test_short_texts_are_one_only_word_for_word() -> None:
    brief = "The council of Velmora meets on Friday at ten in the old town hall to elect its chair."
    assert len(words(brief)) < FEWEST_WORDS
    assert alike(brief, brief.upper().replace(".", " !"))
    assert not alike(brief, brief.replace("Friday", "Monday"))
    assert not alike("More to come.", "More to come.")


JAPANESE = (
    "港町の議会は火曜日、古い石炭桟橋を閉鎖し、その跡地に新しいフェリーターミナルを建設することを"
    "賛成多数で決めた。議長は「誰も粉じんを懐かしがることはない」と記者団に語った。総工費は四十八億"
    "円で、二〇二六年の春に開業する予定だ。労働組合は雇用が守られなければ裁判に訴えると述べている。"
)


def test_copies_are_found_in_a_script_without_spaces() -> None:
    assert alike(JAPANESE, JAPANESE.replace("古い", "旧").replace("、", ","))
    other = JAPANESE[::-1]
    assert not alike(JAPANESE, other)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=400))
def test_any_text_has_a_sketch_and_is_a_copy_of_itself(text: str) -> None:
    own = sketch(text)
    assert sketch.__wrapped__(text).keys == own.keys
    assert (common(own, own, None, None) is not None) == bool(own.keys)
    assert share(own.shingles, own.shingles) == float(len(own.shingles) > 0)
    assert all(0 <= key < 2**48 for key in own.keys)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(words(STORY)), min_size=FEWEST_WORDS, max_size=200))
def test_keys_follow_from_the_signature_alone(chosen: list[str]) -> None:
    own = sketch(" ".join(chosen))
    assert keys(own.signature) == own.keys
    assert len(own.keys) <= 48


# What ledgers hold already: another value here needs a migration that fills them anew.
PINNED = (
    "[12990432, 7003477, 30634809, 39830938] (184142202250624, 182947265302637, 36980972529892) 210"
)


def test_a_signature_is_the_same_in_every_run_and_on_every_machine() -> None:
    program = (
        "from rag.library.alike import sketch\n"
        f"own = sketch({STORY!r})\n"
        "print(own.signature[:4].tolist(), own.keys[:3], len(own.shingles))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1", "4242")
    }
    assert said == {PINNED}


# --- the ledger -------------------------------------------------------------------------------


@pytest.fixture
def database(folder: Path, library: Library, servers: Servers) -> Iterator[Database]:
    database = open_ledger(folder, create=False, servers=servers)
    yield database
    database.close()


def edges(database: Database) -> dict[tuple[str, str], float]:
    """Every edge by the ids of its articles."""
    with database.read() as connection:
        ids = dict(connection.execute(select(signatures.c.id, signatures.c.article_id)).all())
        rows = connection.execute(select(likenesses)).all()
    return {(ids[row.one], ids[row.other]): row.share for row in rows}


def linked(database: Database) -> set[str]:
    return {article_id for pair in edges(database) for article_id in pair}


def test_six_copies_are_one_cluster_and_a_report_of_its_own_is_none_of_it(
    library: Library,
) -> None:
    library.store([*printed(), own_report(), *make_articles(5)])
    clusters = library.near.clusters([*COPIES, "own", "a1", "nobody"])
    assert {clusters[each] for each in COPIES} == {"copy-0"}
    assert (clusters["own"], clusters["a1"], clusters["nobody"]) == ("own", "a1", "nobody")


def test_copies_tell_who_printed_them_and_how_much_is_the_same(library: Library) -> None:
    library.store([*printed(), own_report()])
    found = library.near.copies("copy-5")
    assert [each.article_id for each in found] == COPIES[:5]
    assert [each.source for each in found] == list(OUTLETS[:5])
    assert {each.credits for each in found} == {("Corona",)}
    assert found[0].published == date(2024, 5, 7)
    assert all(0.8 < each.share <= 1 for each in found)
    assert library.near.copies("own") == ()


def test_an_article_that_is_not_there_has_no_copies_to_tell(library: Library) -> None:
    with pytest.raises(ArticleNotFound):
        library.near.copies("nothing")


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 3, 1, 4, 2, 0), (2, 5, 0, 3, 4, 1)])
def test_edges_do_not_depend_on_the_order_of_storing(
    order: tuple[int, ...], library: Library, database: Database
) -> None:
    copies = printed()
    for n in order:
        library.store([copies[n]])
    found = edges(database)
    assert found.keys() == {(a, b) for a in COPIES for b in COPIES if a != b}
    for (one, other), held in found.items():
        texts = [sketch(copies[COPIES.index(each)].text) for each in (one, other)]
        assert held == common(*texts, MAY_7, MAY_8)


def test_what_was_removed_and_stored_again_leaves_what_storing_alone_leaves(
    library: Library, database: Database
) -> None:
    library.store([*printed(), own_report()])
    before = edges(database)
    library.remove("copy-0")
    library.remove("copy-4")
    assert linked(database) == {"copy-1", "copy-2", "copy-3", "copy-5"}
    assert set(library.near.clusters(COPIES[1:4]).values()) == {"copy-1"}
    assert library.near.clusters(["copy-0"]) == {"copy-0": "copy-0"}
    library.store([replace(each, location="/other.md") for each in printed()])
    assert edges(database) == before
    assert set(library.near.clusters(COPIES).values()) == {"copy-0"}


def test_an_update_to_another_text_leaves_the_cluster_and_back_again_joins_it(
    library: Library, database: Database
) -> None:
    first, second, *_ = printed()
    library.store([first, second])
    library.store([article("copy-1", OWN_REPORT, source=OUTLETS[1])])
    assert edges(database) == {}
    assert library.near.copies("copy-0") == ()
    library.store([second])
    assert linked(database) == {"copy-0", "copy-1"}


def chain() -> list[Article]:
    """Three texts: the middle one is like both others, which are not like each other."""
    one, two, three, four, five = PARAGRAPHS
    more = OWN_REPORT.split("\n")
    texts = ((one, two, three, four, five), (one, two, three, four, *more[1:2]))
    last = (one, two, more[1], more[2], more[3])
    return [
        article(f"link-{n}", "\n".join(text), published=date(2024, 5, 7))
        for n, text in enumerate((*texts, last))
    ]


def test_a_cluster_falls_apart_when_what_held_it_together_goes(
    library: Library, database: Database
) -> None:
    library.store(chain())
    assert set(edges(database)) == {
        ("link-0", "link-1"),
        ("link-1", "link-0"),
        ("link-1", "link-2"),
        ("link-2", "link-1"),
    }
    ids = ["link-0", "link-1", "link-2"]
    assert set(library.near.clusters(ids).values()) == {"link-0"}
    library.remove("link-1")
    assert library.near.clusters(ids) == {each: each for each in ids}


def rows(database: Database) -> list[int]:
    with database.read() as connection:
        return [
            len(connection.execute(select(table)).all())
            for table in (signatures, buckets, likenesses)
        ]


def test_a_purged_article_leaves_no_signature(
    library: Library, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike_keys, "MOST", 0)  # every key is filed at once
    library.store(
        [*printed()[:2], make_article("brief", "One two three four five six seven eight.")]
    )
    assert rows(database) == [3, 2 * 48 + 1, 2]
    for each in ("copy-0", "copy-1", "brief"):
        library.remove(each, purge=True)
    assert rows(database) == [0, 0, 0]


def test_an_older_ledger_is_filled_with_what_storing_would_have_noted(
    library: Library, database: Database
) -> None:
    library.store([*printed(), own_report(), *make_articles(3)])
    library.remove("copy-2")
    noted, counted = edges(database), rows(database)
    with database.write() as connection:
        for table in (likenesses, buckets, signatures):
            table.drop(connection)
        fill(connection)
    assert (edges(database), rows(database)) == (noted, counted)
    assert set(library.near.clusters(["copy-1", "copy-5"]).values()) == {"copy-0"}


def test_two_libraries_on_one_folder_see_the_same_clusters(
    library: Library, opened: Opener
) -> None:
    other = opened()
    library.store(printed()[:3])
    assert set(other.near.clusters(COPIES[:3]).values()) == {"copy-0"}
