"""Dates in questions: which words make one, which days they mean, how firmly they bind."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.draft import Request
from rag.retrieval.when.asked import About, AskedDate, Binding, asked_dates, in_words
from rag.retrieval.when.periods import Period, months, shifted, third, week_of, yearly

THURSDAY = date(2022, 12, 15)


def one(question: str, asked: date = THURSDAY) -> AskedDate:
    found = asked_dates(question, asked)
    assert len(found) == 1, found
    return found[0]


def days(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    return (
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
    )


WITH_A_YEAR = [
    ("What happened in March 2022?", "2022-03-01", "2022-03-31"),
    ("What happened in february 2024?", "2024-02-01", "2024-02-29"),
    ("What happened in February 2023?", "2023-02-01", "2023-02-28"),
    ("What happened in February 1900?", "1900-02-01", "1900-02-28"),
    ("Who met on 6 March 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on March 6th, 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on March 6 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on the 6th of March 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on Sunday, 6 March 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on Sunday 6 March, 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on 6 Mar. 2022?", "2022-03-06", "2022-03-06"),
    ("Who met on Sept. 1, 2021?", "2021-09-01", "2021-09-01"),
    ("Who met on 1 may 2021?", "2021-05-01", "2021-05-01"),
    ("Who met on 29 February 2024?", "2024-02-29", "2024-02-29"),
    ("Who met on 31 December 2021?", "2021-12-31", "2021-12-31"),
    ("Who met on 2022-03-06?", "2022-03-06", "2022-03-06"),
    ("Who met on 2022/03/06?", "2022-03-06", "2022-03-06"),
    ("Who met on 13/3/2022?", "2022-03-13", "2022-03-13"),
    ("Who met on 3/13/2022?", "2022-03-13", "2022-03-13"),
    ("Who met on 3/3/2022?", "2022-03-03", "2022-03-03"),
    ("Who met on 06.03.2022?", "2022-03-06", "2022-03-06"),
    ("Who met in 2022-03?", "2022-03-01", "2022-03-31"),
    ("What changed in 2022?", "2022-01-01", "2022-12-31"),
    ("What changed during the year 2022?", "2022-01-01", "2022-12-31"),
    ("What changed in early March 2022?", "2022-03-01", "2022-03-10"),
    ("What changed in mid-March 2022?", "2022-03-11", "2022-03-20"),
    ("What changed in late February 2024?", "2024-02-21", "2024-02-29"),
    ("What changed at the end of March 2022?", "2022-03-21", "2022-03-31"),
    ("What changed in early 2022?", "2022-01-01", "2022-04-30"),
    ("What changed in late 2022?", "2022-09-01", "2022-12-31"),
    ("What changed in the first week of March 2022?", "2022-03-01", "2022-03-07"),
    ("What changed in the last week of February 2024?", "2024-02-23", "2024-02-29"),
    ("What changed in spring 2022?", "2022-03-01", "2022-05-31"),
    ("What changed in the summer of 2022?", "2022-06-01", "2022-08-31"),
    ("What changed in the fall of 2021?", "2021-09-01", "2021-11-30"),
    ("What changed in the winter of 2021/22?", "2021-12-01", "2022-02-28"),
    ("What changed in winter 2024?", "2023-12-01", "2024-02-29"),
    ("What changed in Q1 2022?", "2022-01-01", "2022-03-31"),
    ("What changed in the fourth quarter of 2021?", "2021-10-01", "2021-12-31"),
    ("What changed in the first half of 2021?", "2021-01-01", "2021-06-30"),
    ("What changed in H2 2021?", "2021-07-01", "2021-12-31"),
    ("What changed in the 1990s?", "1990-01-01", "1999-12-31"),
    ("What changed in the '80s?", "1980-01-01", "1989-12-31"),
    ("What changed in the nineties?", "1990-01-01", "1999-12-31"),
    ("What changed in 2021/22?", "2021-01-01", "2022-12-31"),
    ("What changed between 1 and 5 March 2022?", "2022-03-01", "2022-03-05"),
    ("What changed on 1-5 March 2022?", "2022-03-01", "2022-03-05"),
    ("What changed on March 1-5, 2022?", "2022-03-01", "2022-03-05"),
    ("What changed from March to May 2022?", "2022-03-01", "2022-05-31"),
    ("What changed in March–May 2022?", "2022-03-01", "2022-05-31"),
    ("What changed from December to January 2022?", "2021-12-01", "2022-01-31"),
    ("What changed from 28 December 2021 to 3 January?", "2021-12-28", "2022-01-03"),
    ("What changed between 2019 and 2021?", "2019-01-01", "2021-12-31"),
    ("What changed in 2019-2021?", "2019-01-01", "2021-12-31"),
    ("What changed in 2019-21?", "2019-01-01", "2021-12-31"),
    ("What changed since March 2022?", "2022-03-01", None),
    ("What changed after 6 March 2022?", "2022-03-07", None),
    ("What changed before March 2022?", None, "2022-02-28"),
    ("What changed prior to 2022?", None, "2021-12-31"),
    ("What changed until 6 March 2022?", None, "2022-03-06"),
    ("What changed up to March 2022?", None, "2022-03-31"),
]

COUNTED = [
    ("What happened today?", "2022-12-15", "2022-12-15"),
    ("What happened tonight?", "2022-12-15", "2022-12-15"),
    ("What happened this morning?", "2022-12-15", "2022-12-15"),
    ("What happened yesterday?", "2022-12-14", "2022-12-14"),
    ("What happened last night?", "2022-12-14", "2022-12-14"),
    ("What happened the day before yesterday?", "2022-12-13", "2022-12-13"),
    ("What will happen tomorrow?", "2022-12-16", "2022-12-16"),
    ("What happened this week?", "2022-12-12", "2022-12-18"),
    ("What happened last week?", "2022-12-05", "2022-12-11"),
    ("What will happen next week?", "2022-12-19", "2022-12-25"),
    ("What happened this month?", "2022-12-01", "2022-12-31"),
    ("What happened last month?", "2022-11-01", "2022-11-30"),
    ("What will happen next month?", "2023-01-01", "2023-01-31"),
    ("What happened this year?", "2022-01-01", "2022-12-31"),
    ("What happened last year?", "2021-01-01", "2021-12-31"),
    ("What happened over the last year?", "2021-12-14", "2022-12-15"),
    ("What happened in the past 10 days?", "2022-12-05", "2022-12-15"),
    ("What happened in the last two weeks?", "2022-12-01", "2022-12-15"),
    ("What happened over the past few days?", "2022-12-11", "2022-12-15"),
    ("What happened in the past week?", "2022-12-08", "2022-12-15"),
    ("What happened three days ago?", "2022-12-12", "2022-12-12"),
    ("What happened two weeks ago?", "2022-11-28", "2022-12-04"),
    ("What happened a month ago?", "2022-11-01", "2022-11-30"),
    ("What happened two years ago?", "2020-01-01", "2020-12-31"),
    ("What happened since Monday?", "2022-12-12", None),
    ("What happened since March?", "2022-03-01", None),
    ("What happened last Tuesday?", "2022-12-13", "2022-12-13"),
    ("What happened last Thursday?", "2022-12-08", "2022-12-08"),
    ("What will happen next Thursday?", "2022-12-22", "2022-12-22"),
    ("What will happen on Tuesday?", "2022-12-20", "2022-12-20"),
    ("What happened over the weekend?", "2022-12-10", "2022-12-11"),
    ("What will happen this weekend?", "2022-12-17", "2022-12-18"),
    ("What happened last weekend?", "2022-12-10", "2022-12-11"),
    ("What happened last March?", "2022-03-01", "2022-03-31"),
    ("What happened last December?", "2021-12-01", "2021-12-31"),
    ("What happened last summer?", "2022-06-01", "2022-08-31"),
    ("What happened last winter?", "2021-12-01", "2022-02-28"),
    ("What happened from Monday to Wednesday?", "2022-12-12", "2022-12-14"),
    ("What happened from 6 March 2022 to today?", "2022-03-06", "2022-12-15"),
]

WITHOUT_A_YEAR = [
    ("What happened in March?", (3, 1), (3, 31)),
    ("What happened in may?", (5, 1), (5, 31)),
    ("What happened on 6 March?", (3, 6), (3, 6)),
    ("What happened on March 6th?", (3, 6), (3, 6)),
    ("What happened on 29 February?", (2, 29), (2, 29)),
    ("What happened in February?", (2, 1), (2, 29)),
    ("What happened in early March?", (3, 1), (3, 10)),
    ("What happened in late March?", (3, 21), (3, 31)),
    ("What happened between 1 and 5 March?", (3, 1), (3, 5)),
    ("What happened from March to May?", (3, 1), (5, 31)),
    ("What happened March-May?", (3, 1), (5, 31)),
    ("What happened in winter?", (12, 1), (2, 29)),
]

NO_DATE = [
    "How many of the 2,000 troops left?",
    "What became of the 2000 villages in 2000 villages?",
    "How safe is the Boeing 737?",
    "What does 1984 by Orwell say?",
    "What happens in 1984 by George Orwell?",
    "What is Agenda 2030?",
    "What came out of COP26?",
    "Who won the 2022 World Cup?",
    "What share of GDP is spent by fiscal 2027?",
    "What happened during the war?",
    "How was it in the past?",
    "What did Theresa May say?",
    "Who led the party after May resigned?",
    "Who may march?",
    "What may 20 people do?",
    "Who joined the March on Washington?",
    "Is April Jones the host?",
    "Who met on 30 February 2022?",
    "Who met on 29 February 2023?",
    "Who met on 6/3/2022?",
    "Who met on 2022-13-45?",
    "What did “What happened in March 2022” say?",
    "How do the strategies of 2013 and 2022 differ?",
    "What does room 2022 hold?",
    "How did the Second World War end?",
    "Which missile flew 1,950 kilometres?",
    "",
    "?",
]


@pytest.mark.parametrize(("question", "since", "until"), WITH_A_YEAR)
def test_a_date_with_its_year_means_these_days(
    question: str, since: str | None, until: str | None
) -> None:
    found = one(question)
    assert (found.period.since, found.period.until) == days(since, until)
    assert found.binding is Binding.DEMANDED
    assert not found.counted


@pytest.mark.parametrize(("question", "since", "until"), COUNTED)
def test_a_relative_date_counts_from_the_day_of_asking(
    question: str, since: str | None, until: str | None
) -> None:
    found = one(question)
    assert (found.period.since, found.period.until) == days(since, until)
    assert found.binding is Binding.DEMANDED


@pytest.mark.parametrize(("question", "first", "last"), WITHOUT_A_YEAR)
def test_a_date_without_a_year_stays_without_one(
    question: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    found = one(question).period
    assert found == Period(yearly=(first, last))
    assert "of any year" in in_words(found)


@pytest.mark.parametrize("question", NO_DATE)
def test_what_only_looks_like_a_date_is_none(question: str) -> None:
    assert asked_dates(question, THURSDAY) == ()


def test_there_are_more_phrases_than_a_reader_would_think_of() -> None:
    assert len(WITH_A_YEAR) + len(COUNTED) + len(WITHOUT_A_YEAR) + len(NO_DATE) >= 120


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("asked", range(7))
def test_each_weekday_is_the_latest_one_whenever_it_is_asked(weekday: int, asked: int) -> None:
    day = date(2022, 2, 28) + timedelta(asked)  # a Monday, at the end of a month
    name = calendar.day_name[weekday]
    on, last = one(f"What happened on {name}?", day), one(f"What happened last {name}?", day)
    assert on.period.since is not None
    assert last.period.since is not None
    assert on.period.since.weekday() == last.period.since.weekday() == weekday
    assert 0 <= (day - on.period.since).days <= 6
    assert 1 <= (day - last.period.since).days <= 7


@pytest.mark.parametrize(
    ("asked", "question", "since", "until"),
    [
        (date(2023, 1, 1), "last week", "2022-12-19", "2022-12-25"),
        (date(2023, 1, 2), "last week", "2022-12-26", "2023-01-01"),
        (date(2023, 1, 2), "this week", "2023-01-02", "2023-01-08"),
        (date(2023, 1, 31), "last month", "2022-12-01", "2022-12-31"),
        (date(2024, 3, 31), "last month", "2024-02-01", "2024-02-29"),
        (date(2024, 2, 29), "last year", "2023-01-01", "2023-12-31"),
        (date(2024, 2, 29), "a year ago", "2023-01-01", "2023-12-31"),
        (date(2024, 3, 1), "yesterday", "2024-02-29", "2024-02-29"),
        (date(2023, 3, 1), "yesterday", "2023-02-28", "2023-02-28"),
        (date(2023, 1, 1), "yesterday", "2022-12-31", "2022-12-31"),
        (date(2022, 12, 11), "over the weekend", "2022-12-10", "2022-12-11"),
        (date(2022, 12, 12), "over the weekend", "2022-12-10", "2022-12-11"),
        (date(2022, 12, 31), "next month", "2023-01-01", "2023-01-31"),
        (date(2023, 1, 10), "this winter", "2022-12-01", "2023-02-28"),
        (date(2022, 10, 30), "yesterday", "2022-10-29", "2022-10-29"),
        (date(2022, 3, 27), "last week", "2022-03-14", "2022-03-20"),
    ],
)
def test_ends_of_weeks_months_and_years_are_kept_and_clocks_that_change_do_nothing(
    asked: date, question: str, since: str, until: str
) -> None:
    found = one(f"What happened {question}?", asked).period
    assert (found.since, found.until) == days(since, until)


def test_the_29th_of_february_is_that_of_a_leap_year() -> None:
    every = one("What happened on 29 February?").period
    assert every.before(date(2023, 6, 1)) == Period(date(2020, 2, 29), date(2020, 2, 29))
    assert every.holds(date(2024, 2, 29))
    assert not every.holds(date(2023, 3, 1))


def test_a_day_of_asking_is_that_of_the_askers_own_zone() -> None:
    moment = datetime(2022, 12, 15, 23, 30, tzinfo=UTC)
    tokyo = moment.astimezone(timezone(timedelta(hours=9)))
    assert Request("q", asked_at=moment).asking.day == date(2022, 12, 15)
    assert Request("q", asked_at=tokyo).asking.day == date(2022, 12, 16)
    assert Request("q", asked_at=date(2022, 12, 15)).asking.day == date(2022, 12, 15)


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the strike?",
        "What has happened recently in Bucha?",
        "Who is prime minister now?",
        "What is going on in Okinawa?",
        "What did the most recent survey find?",
        "What are the current prices?",
        "Who currently owns the ship?",
    ],
)
def test_words_of_news_only_suggest(question: str) -> None:
    found = asked_dates(question, THURSDAY)
    assert [each.binding for each in found] == [Binding.SUGGESTED]
    assert "newer articles first" in found[0].explained()


def test_a_date_that_is_said_is_stronger_than_a_word_of_news() -> None:
    assert [e.binding for e in asked_dates("What is the latest since Monday?", THURSDAY)] == [
        Binding.DEMANDED
    ]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What happened on 6 March 2022?", About.EVENT),
        ("What was decided in December 2013?", About.EVENT),
        ("What was said about the treaty in March 2022?", About.EVENT),
        ("Who left in 2021?", About.EVENT),
        ("What was published on 6 March?", About.PUBLICATION),
        ("What was reported about ferries on 6 March 2022?", About.PUBLICATION),
        ("What was written on 6 March 2022?", About.PUBLICATION),
        ("What did the Inland Post write in March 2022?", About.PUBLICATION),
        ("articles from March 2022", About.PUBLICATION),
        ("reports published after 2020", About.PUBLICATION),
        ("news before 6 March 2022", About.PUBLICATION),
        ("coverage since May 2021", About.PUBLICATION),
        ("stories by 2019", About.PUBLICATION),
        ("reports of March 6, 2022", About.PUBLICATION),
        ("What did articles in 2022 say?", About.PUBLICATION),
        ("What is in yesterday's news?", About.PUBLICATION),
        ("What is in this week's headlines?", About.PUBLICATION),
    ],
)
def test_days_of_events_and_of_publication_are_told_apart(question: str, about: About) -> None:
    assert one(question).about is about


def test_a_term_that_somebody_sets_binds_no_articles() -> None:
    assert one("What does Japan want to spend by 2027?").binding is Binding.NONE
    assert one("stories by 2019").binding is Binding.DEMANDED
    assert one("What is that in today's money?").binding is Binding.NONE


@pytest.mark.parametrize("question", ["When did he leave in 2022?", "In which year was it?"])
def test_a_question_for_a_date_carries_none(question: str) -> None:
    assert asked_dates(question, THURSDAY, when=True) == ()


def test_two_dates_are_two() -> None:
    found = asked_dates("Compare prices in March 2021 and in March 2022.", THURSDAY)
    assert [each.words for each in found] == ["in March 2021", "in March 2022"]


# --- whatever is typed ------------------------------------------------------------------------

WORDS = """in on at since until before after by between and from to the last this next past early
    mid late end of first second week month year day days quarter half weekend today yesterday ago
    two 10 31 30 29 6th March may February Tuesday Sunday spring winter 2022 2000 1984 9999 0000 Q4
    H2 2021/22 31/12/2021 2022-02-30 12.31.2022 1990s '80s - – , . ' ? latest now now's""".split()
ANY_DAY = st.dates()


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), ANY_DAY)
def test_any_mixture_of_such_words_reads_without_fault(question: str, asked: date) -> None:
    for found in asked_dates(question, asked):
        period = found.period
        assert found.words in question
        assert found.explained()
        if period.since and period.until and period.yearly is None:
            assert period.since <= period.until
        period.before(asked)
        period.nearest(asked)


@given(st.text(max_size=300), ANY_DAY)
def test_any_text_reads_without_fault(question: str, asked: date) -> None:
    for found in asked_dates(question, asked):
        assert found.words in question


@given(ANY_DAY)
def test_a_written_day_reads_back(day: date) -> None:
    if 1800 <= day.year <= 2199:
        written = f"{day.day} {day:%B} {day.year}"
        assert one(f"What happened on {written}?").period == Period(day, day)
        assert one(f"What happened on {day.isoformat()}?").period == Period(day, day)


@given(ANY_DAY, st.integers(-5000, 5000))
def test_weeks_and_months_hold_their_days_and_stay_in_the_calendar(day: date, n: int) -> None:
    assert week_of(day).holds(day)
    assert months(day.year, day.month, day.month).holds(day)
    assert date.min <= shifted(day, n) <= date.max
    assert week_of(day, n).since is not None


@given(st.integers(1, 12), st.integers(1, 9990))
def test_the_thirds_of_a_month_are_the_month(month: int, year: int) -> None:
    whole = months(year, month, month)
    parts = [third(whole, which) for which in range(3)]
    assert parts[0] is not None
    assert parts[2] is not None
    assert (parts[0].since, parts[2].until) == (whole.since, whole.until)


@given(st.integers(1, 12), st.integers(1, 28), ANY_DAY)
def test_a_yearly_day_is_found_before_any_day(month: int, day: int, asked: date) -> None:
    every = yearly((month, day), (month, day))
    assert every is not None
    found = every.before(asked)
    if found.yearly is None:
        assert found.since is not None
        assert found.since <= asked
        assert every.holds(found.since)
