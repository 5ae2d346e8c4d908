"""The page says no more than is known."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from rag.page import words
from rag.types import Copy


@pytest.mark.parametrize(
    ("source", "credits", "said"),
    [
        (None, (), "publisher unknown"),
        (None, ("TASS",), "credits TASS, publisher unknown"),
        (None, ("TASS", "DEA News"), "credits TASS and DEA News, publisher unknown"),
        ("Jiji", (), "Jiji"),
        ("Jiji", ("TASS",), "Jiji, credits TASS"),
        ("TASS", ("tass",), "TASS"),
    ],
)
def test_an_outlet_is_named_only_when_it_is_known(
    source: str | None, credits: tuple[str, ...], said: str
) -> None:
    assert words.outlet(source, credits) == said


def held(articles: int, undated: int, first: date | None, last: date | None) -> SimpleNamespace:
    return SimpleNamespace(articles=articles, undated=undated, first=first, last=last)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (held(0, 0, None, None), "no articles yet"),
        (held(1, 1, None, None), "1 article, undated"),
        (held(5, 4, date(2022, 3, 6), date(2022, 3, 6)), "5 articles, 1 dated: 6 Mar 2022"),
        (
            held(1204, 4, date(2021, 1, 2), date(2024, 5, 6)),
            "1,204 articles, 1,200 dated 2 Jan 2021 to 6 May 2024",
        ),
    ],
)
def test_a_library_is_described_by_what_it_holds(status: SimpleNamespace, said: str) -> None:
    assert words.library(status) == said


def test_what_was_searched_names_sources_and_dates() -> None:
    status = held(5, 4, date(2022, 3, 6), date(2022, 3, 6))
    assert words.holds(status, ("TASS", "Jiji")) == (
        "Searched: 5 articles, 1 dated: 6 Mar 2022. They come from or credit TASS and Jiji."
    )
    assert words.holds(status, ()).endswith("6 Mar 2022.")
    assert words.holds(status, tuple("abcdefghij")).endswith("a, b, c, d, e, f, g, h and 2 more.")


def test_the_mode_without_a_model_is_never_called_ai() -> None:
    said = " ".join(
        [
            words.mode_name("quotes"),
            words.mode_brief("quotes"),
            *words.mode_explained("quotes", None),
        ]
    )
    assert "AI" not in said
    assert "leaves this machine" in said


def test_the_page_says_where_text_is_sent() -> None:
    assert "sent to api.example.org" in " ".join(words.mode_explained("m", "api.example.org"))
    assert "nothing you ask leaves it" in " ".join(words.mode_explained("m", None))


@pytest.mark.parametrize(("mode", "endpoint"), [("quotes", None), ("m", None), ("m", "a.example")])
def test_where_telemetry_is_told_the_words_the_page_says_so(
    mode: str, endpoint: str | None
) -> None:
    told = " ".join(words.mode_explained(mode, endpoint, recorded=True))
    assert words.RECORDED in told
    assert "othing you ask leaves" not in told


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(3, "under 0.1 s"), (420, "0.4 s"), (12_345, "12 s")]
)
def test_time_is_said_roughly(milliseconds: float, said: str) -> None:
    assert words.seconds(milliseconds) == said


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (None, None, "Any date"),
        (date(2022, 3, 1), None, "From 1 Mar 2022, undated left out"),
        (None, date(2022, 3, 1), "Until 1 Mar 2022, undated left out"),
        (date(2022, 3, 1), date(2022, 4, 1), "1 Mar 2022 to 1 Apr 2022, undated left out"),
    ],
)
def test_the_date_filter_says_what_it_leaves_out(
    since: date | None, until: date | None, said: str
) -> None:
    assert words.dates_set(since, until) == said


def test_many_outlets_are_named_briefly() -> None:
    assert words.outlets_set(()) == "All sources"
    assert words.outlets_set(("a", "b")) == "a or b"
    assert words.outlets_set(tuple("abcde")) == "a, b, c or 2 more"


@pytest.mark.parametrize(("n", "said"), [(1, "1 quote, word"), (3, "3 quotes, each word")])
def test_the_quotes_are_counted(n: int, said: str) -> None:
    assert words.quotes_note(n).startswith(said)


def copy(source: str | None) -> Copy:
    return Copy("id", "A title", source, ("TASS",), None, "/news/id.md", 0.9)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (("Echo",), "also in Echo (nearly the same text)"),
        (("Echo", "Post", "Echo"), "also in Echo and Post (nearly the same text)"),
        (("Echo", None), "also in Echo and 1 article of an unknown outlet (nearly the same text)"),
        ((None, None), "also in 2 articles of unknown outlets (nearly the same text)"),
    ],
)
def test_who_else_prints_a_text_is_named_as_far_as_it_is_known(
    sources: tuple[str | None, ...], said: str
) -> None:
    assert words.also_in([copy(source) for source in sources]) == said
