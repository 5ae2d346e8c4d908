"""Days that an article names are read from its own day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.when.periods import Period, months, year_of
from rag.retrieval.when.phrases import told

PUBLISHED = date(2021, 6, 10)  # a Thursday


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("The port will close this year.", year_of(2021)),
        ("It opened last year.", year_of(2020)),
        ("It is to open next year.", year_of(2022)),
        ("The vote was in March.", months(2021, 3, 3)),
        ("The ship sails in August.", months(2021, 8, 8)),
        ("It sank in December.", months(2020, 12, 12)),
        ("The crew left on 29 May.", Period(date(2021, 5, 29), date(2021, 5, 29))),
        ("The crew left on Tuesday.", Period(date(2021, 6, 8), date(2021, 6, 8))),
        ("The crew left yesterday.", Period(date(2021, 6, 9), date(2021, 6, 9))),
        ("Talks broke down last month.", months(2021, 5, 5)),
        ("Talks began in March 2014.", months(2014, 3, 3)),
        ("The pier was built in 1911.", year_of(1911)),
        ("The declaration of 1956 ended it.", year_of(1956)),
        ("It rests on the 1956 declaration.", year_of(1956)),
    ],
)
def test_a_sentence_is_read_from_the_articles_own_day(sentence: str, period: Period) -> None:
    (found,) = told(sentence, PUBLISHED)
    assert (found.since, found.until) == (period.since, period.until)


def test_a_number_of_things_is_no_year() -> None:
    assert told("A force of 2000 soldiers marched.", PUBLISHED) == []


def test_this_year_is_another_year_in_another_article() -> None:
    sentence = "Prices will rise this year."
    assert told(sentence, date(2019, 1, 1)) == [year_of(2019)]
    assert told(sentence, date(2023, 12, 31)) == [year_of(2023)]


def test_without_a_day_of_publication_only_whole_dates_are_read() -> None:
    text = (
        "On 6 March 2022 it began. It ended in May. This year it starts again. He left on Friday."
    )
    assert told(text, None) == [Period(date(2022, 3, 6), date(2022, 3, 6))]


def test_a_new_year_lies_between_a_december_and_a_january() -> None:
    assert told("It began in December.", date(2022, 1, 5)) == [months(2021, 12, 12)]
    assert told("It begins in January.", date(2021, 12, 20)) == [months(2022, 1, 1)]


@given(st.text(max_size=400), st.dates() | st.none())
def test_any_text_is_read_without_fault(text: str, published: date | None) -> None:
    for found in told(text, published):
        if found.since and found.until:
            assert found.since <= found.until
