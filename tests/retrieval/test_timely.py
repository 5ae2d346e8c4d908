"""Dates and sources of a question at work: what is found, in which order, what is said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Rag
from rag.errors import UsageError
from rag.retrieval.timely import newer_first
from rag.types import Passage, Score, SearchResult, Status

ROWS: list[dict[str, Any]] = [
    {
        "id": "walkout",
        "source": "Coast Daily",
        "published_at": "2022-03-07",
        "text": "Ferry crews in Orrin walked out over pay on Sunday. They want nine percent.",
    },
    {
        "id": "year-before",
        "source": "Inland Post",
        "published_at": "2021-03-10",
        "text": "Ferry crews in Orrin walked out over pay. Their union wants four percent.",
    },
    {
        "id": "looking-back",
        "source": "Island News",
        "published_at": "2023-05-01",
        "text": "On 6 March 2022 ferry crews in Orrin walked out over pay. They got seven percent.",
    },
    {
        "id": "undated",
        "text": "Ferry crews in Orrin walked out over pay, as they do in every bad year.",
    },
    {
        "id": "fares",
        "source": "The Yomiuri Shimbun",
        "authors": ["Mara Lindqvist"],
        "published_at": "2022-12-13",
        "text": "The company Norrline will cut the fares to Lunn by a tenth this year.",
    },
    {
        "id": "old-fares",
        "source": "Inland Post",
        "authors": ["Ode Brand"],
        "published_at": "2019-11-04",
        "text": "The company Norrline will cut the fares to Lunn by a fifth this year.",
    },
    {
        "id": "recalling",
        "source": "Island News",
        "published_at": "2023-06-20",
        "text": "Sailing got cheaper last year, when the company Norrline cut its fares to Lunn.",
    },
    {
        "id": "long",
        "source": "Island News",
        "published_at": "2024-01-30",
        "text": "The lighthouse of Ulm was switched off on 4 May 2018.\n\n"
        + "\n\n".join(
            f"Mile {n} of the way to it leads over moor, past sheep and walls of grey stone, and "
            "whoever walks there hears nothing but larks and the sea far below."
            for n in range(40)
        )
        + "\n\nIts keeper Tam Rowe wept when the lamp of the lighthouse went dark, he says.",
    },
    {
        "id": "other-lamp",
        "source": "Island News",
        "published_at": "2021-01-30",
        "text": "The keeper of another lighthouse wept when its lamp went dark in a storm.",
    },
]


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder = tmp_path_factory.mktemp("ferries")
    rows = "\n".join(json.dumps({"title": row["id"], **row}) for row in ROWS)
    (folder / "rows.jsonl").write_text(rows, encoding="utf-8")
    with Rag.open(folder / "index") as rag:
        report = rag.ingest(folder / "rows.jsonl")
        assert len(report.added) == len(ROWS)
        yield rag


def ids(found: SearchResult) -> list[str]:
    return [passage.article_id for passage in found]


CREWS = "Why did ferry crews in Orrin walk out"


def test_an_event_of_a_day_is_in_what_appeared_then_and_in_what_names_the_day(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} on 6 March 2022?", k=10)
    assert set(ids(found)[:2]) == {"walkout", "looking-back"}
    assert ids(found)[2:] == ["undated"], "below, not left out; the year before is another event"
    assert (found.understood.since, found.understood.until) == (date(2022, 3, 6),) * 2
    assert found.understood.read == ("“on 6 March 2022”: 6 March 2022",)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("asked_at", "when", "answers"),
    [
        ("2022-03-07", "yesterday", "walkout"),
        ("2022-03-09", "this week", "walkout"),
        ("2021-03-12", "this week", "year-before"),
        ("2021-03-10", "today", "year-before"),
    ],
)
def test_a_day_just_before_asking_is_kept_to_and_its_words_need_not_be_said(
    ferries: Rag, asked_at: str, when: str, answers: str
) -> None:
    answer = ferries.ask(f"What do the ferry crews in Orrin want {when}?", asked_at=asked_at)
    assert answer.status is Status.ANSWERED
    assert {each.article_id for each in answer.citations} <= {answers, "undated"}
    assert not any("yesterday" in gap or "today" in gap for gap in answer.gaps)


def test_an_article_that_names_the_day_elsewhere_fits_with_all_its_passages(ferries: Rag) -> None:
    found = ferries.search("Why did a keeper weep when the lamp went dark on 4 May 2018?", k=10)
    assert any("Tam Rowe wept" in passage.text for passage in found)
    assert "4 May 2018" not in next(p.text for p in found if "Tam Rowe wept" in p.text)
    assert "other-lamp" not in ids(found)


def test_each_score_says_how_the_date_was_matched_and_the_best_comes_first(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} on 6 March 2022?", k=10)
    assert [p.score.date for p in found] == [1.0, 1.0, None]
    finals = [p.score.final or 0.0 for p in found]
    assert finals == sorted(finals, reverse=True)


def test_an_undated_article_stands_below_what_fits_even_where_its_words_fit_better(
    ferries: Rag,
) -> None:
    found = ferries.search("Crews walked out on 6 March 2022, as in every bad year?", k=10)
    assert ids(found)[-1] == "undated"
    finals = [p.score.final or 0.0 for p in found]
    assert finals == sorted(finals, reverse=True)


def test_a_day_of_publication_is_kept_to_and_undated_articles_come_last(ferries: Rag) -> None:
    found = ferries.search("What was published about ferry crews in March 2022?", k=10)
    assert [i for i in ids(found) if i != "undated"] == ["walkout"]
    assert ids(found)[0] == "walkout"
    assert "published 1 March 2022 to 31 March 2022" in found.understood.read[0]


def test_a_relative_date_counts_from_the_day_asked_at(ferries: Rag) -> None:
    question = f"{CREWS} last week?"
    assert ids(ferries.search(question, asked_at="2022-03-15"))[0] == "walkout"
    assert ids(ferries.search(question, asked_at="2021-03-16"))[0] == "year-before"


def test_last_year_in_an_article_is_the_year_before_it_appeared(ferries: Rag) -> None:
    asked = "By how much did Norrline cut its fares to Lunn in {}?"
    in_2022 = ids(ferries.search(asked.format(2022), k=10))
    assert {"fares", "recalling"} <= set(in_2022)
    assert "old-fares" not in in_2022
    in_2019 = ids(ferries.search(asked.format(2019), k=10))
    assert in_2019[0] == "old-fares"
    assert {"fares", "recalling"}.isdisjoint(in_2019)


def test_a_month_without_a_year_is_that_month_of_any_year(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} in March?", k=10)
    assert set(ids(found)[:3]) == {"walkout", "year-before", "looking-back"}
    assert (found.understood.since, found.understood.until) == (None, None)


def test_where_nothing_remains_the_date_gives_way_and_that_is_said(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} in July 1994?", k=10)
    assert {"walkout", "year-before"} <= set(ids(found))
    assert [note for note in found.notes if "July 1994" in note and "searched without" in note]
    assert found.understood.since is None


def test_days_on_which_only_other_things_happened_give_way_too(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} over pay in November 2019?", k=10)
    assert ids(found)[0] != "old-fares"
    assert any("searched without" in note for note in found.notes)


def test_a_step_that_is_left_out_reads_nothing(ferries: Rag) -> None:
    question = f"{CREWS} on 6 March 2022?"
    found = ferries.search(question, k=10, without="dates")
    assert "year-before" in ids(found)
    assert found.understood.read == ()
    assert ferries.ask(question, without=["dates", "sources"]).understood.since is None
    named = ferries.search("What did Yomiuri write about fares?", without=["sources"])
    assert named.understood.sources == ()


@pytest.mark.parametrize("without", ["date", ["dates", "moon"], [["dates"]], 7])
def test_an_unknown_step_is_refused_with_those_there_are(ferries: Rag, without: Any) -> None:
    with pytest.raises(UsageError, match="dates, sources"):
        ferries.search("Who?", without=without)


def test_the_readers_own_days_bound_those_of_the_question(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} in 2022?", k=10, until="2022-12-31")
    assert ids(found)[0] == "walkout"
    assert {"looking-back", "undated"}.isdisjoint(ids(found))
    contrary = ferries.search("What was published in 2022 about crews?", since="2023-01-01", k=10)
    assert {"looking-back"} <= set(ids(contrary)) <= {"looking-back", "recalling", "long"}


def test_as_of_hides_later_articles_and_dates_are_still_read(ferries: Rag) -> None:
    found = ferries.search(f"{CREWS} last week?", k=10, asked_at="2022-03-15", as_of=True)
    assert ids(found)[0] == "walkout"
    assert "looking-back" not in ids(found)
    assert found.understood.since == date(2022, 3, 7)


def test_a_question_for_a_day_is_not_bound_by_one(ferries: Rag) -> None:
    assert ferries.search("When did crews walk out in 2022?").understood.read == ()


# --- what only suggests -------------------------------------------------------------------------


def test_the_latest_comes_first_of_what_is_about_as_good(ferries: Rag) -> None:
    question = "What is the latest on the fares of Norrline to Lunn?"
    found = ferries.search(question, k=10, asked_at="2023-01-01")
    assert ids(found)[0] == "fares"
    assert found.understood.read == ("“latest”: newer articles first where others are as good",)
    crews = ferries.search("What is the latest on ferry crews in Orrin?", asked_at="2023-01-01")
    assert ids(crews)[0] != "fares", "newer, but about something else"


def passage(n: int, final: float, published: date | None) -> Passage:
    return Passage(
        f"c{n}", f"a{n}", 1, None, "", "t", 0, 1, None, (), (), published, None, None, "",
        score=Score(final=final),
    )  # fmt: skip


FINALS = st.lists(st.floats(0.01, 1.5), min_size=1, max_size=30)
TODAY = date(2022, 6, 1)


@given(FINALS, st.data())
def test_equal_and_unknown_dates_change_no_order(finals: list[float], data: st.DataObject) -> None:
    ranked = sorted(finals, reverse=True)
    dates = data.draw(
        st.lists(st.sampled_from((None, TODAY)), min_size=len(ranked), max_size=len(ranked))
    )
    before = [
        passage(n, final, day) for n, (final, day) in enumerate(zip(ranked, dates, strict=True))
    ]
    assert newer_first(before, TODAY)[:10] == before[:10]


def test_an_undated_passage_is_neither_taken_for_new_nor_for_old() -> None:
    old, undated, new = (
        passage(0, 1.0, date(2001, 1, 1)),
        passage(1, 1.0, None),
        passage(2, 1.0, TODAY),
    )
    assert [p.chunk_id for p in newer_first([old, undated, new], TODAY)] == ["c2", "c1", "c0"]


@given(FINALS, st.data())
def test_newness_adds_a_tenth_at_most_and_loses_nothing(
    finals: list[float], data: st.DataObject
) -> None:
    day = st.dates(date(2000, 1, 1), date(2030, 1, 1)) | st.none()
    dates = data.draw(st.lists(day, min_size=len(finals), max_size=len(finals)))
    before = [passage(n, final, d) for n, (final, d) in enumerate(zip(finals, dates, strict=True))]
    after = {p.chunk_id: p.score.final or 0.0 for p in newer_first(before, TODAY)}
    assert after.keys() == {p.chunk_id for p in before}
    for p in before:
        assert (p.score.final or 0) <= after[p.chunk_id] * 1.0001
        assert after[p.chunk_id] <= (p.score.final or 0) * 1.1001


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2019, 1, 1), date(2024, 1, 1)), st.sampled_from(("on", "since", "before")))
def test_a_filter_never_returns_what_it_excludes(ferries: Rag, day: date, how: str) -> None:
    asked = f"What was published {how} {day.isoformat()} about crews and fares?"
    found = ferries.search(asked, k=20)
    if found.understood.since is None and found.understood.until is None:
        assert any("searched without" in note for note in found.notes)
        return
    for one in found:
        at = one.published
        assert at is None or (found.understood.since or at) <= at <= (found.understood.until or at)


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2019, 1, 1), date(2024, 1, 1)))
def test_an_undated_article_is_found_whatever_day_is_asked_for(ferries: Rag, day: date) -> None:
    for question in (f"Who walked out on {day.isoformat()}?", f"What was written on {day}?"):
        assert "undated" in ids(ferries.search(question, k=20))


# --- sources ------------------------------------------------------------------------------------


def test_a_source_of_the_question_is_searched_alone_and_shown(ferries: Rag) -> None:
    found = ferries.search("What did Yomiuri report about fares?", k=10)
    assert set(ids(found)) == {"fares"}
    assert found.understood.sources == ("The Yomiuri Shimbun",)
    assert found.understood.read == ("“Yomiuri”: articles from The Yomiuri Shimbun",)


def test_a_source_that_is_not_held_is_said_with_the_nearest(ferries: Rag) -> None:
    answer = ferries.ask("What did the Inland Times report about fares?")
    assert (
        "No article here is from Inland Times; nearest: Island News or Inland Post." in answer.notes
    )
    assert answer.status is Status.NOT_FOUND
    assert answer.understood.sources == ()


def test_an_author_of_the_question_is_kept_to_or_given_up_aloud(ferries: Rag) -> None:
    question = "By how much are fares cut in the article by {}?"
    found = ferries.search(question.format("Mara Lindqvist"), k=10)
    assert set(ids(found)) == {"fares"}
    nobody = ferries.search(question.format("Ute Nobody"), k=10)
    assert {"fares", "old-fares"} <= set(ids(nobody))
    assert any("by Ute Nobody" in note for note in nobody.notes)


def test_of_a_source_and_a_date_the_date_gives_way_first(ferries: Rag) -> None:
    found = ferries.search("What did the Inland Post report about crews in July 1994?", k=10)
    assert set(ids(found)) <= {"year-before", "old-fares"}
    assert found.understood.sources == ("Inland Post",)
    assert any("searched without the date" in note for note in found.notes)


# --- questions for days alone -------------------------------------------------------------------


def test_a_question_for_days_alone_is_answered_by_the_openings_of_its_articles(
    ferries: Rag,
) -> None:
    answer = ferries.ask("What happened last week?", asked_at="2022-03-15")
    assert {c.article_id for c in answer.citations} == {"walkout"}
    assert answer.understood.since == date(2022, 3, 7)
    published = ferries.ask("Which articles were published in 2019?")
    assert {c.article_id for c in published.citations} == {"old-fares"}
    nothing = ferries.ask("What happened in 1950?")
    assert nothing.status is Status.NOT_FOUND
