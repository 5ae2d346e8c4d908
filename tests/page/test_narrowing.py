"""What a refusal says was searched: all, or what the filters left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from page.seeing import Seen
from rag import Rag
from rag.page.calls import Calls
from rag.page.desk import Desk
from rag.page.narrowing import gathered, narrowed, searched
from rag.page.talk import Exchange, Filters, Phase

BAY = Path(__file__).parents[1] / "fixtures" / "bay"
NOWHERE = "What is the capital of Mongolia?"


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("narrowing") / "index") as rag:
        rag.ingest(BAY)
        yield rag


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(), "Searched: 7 articles, 6 dated 30 Sep 2021 to 11 May 2023."),
        (Filters(outlets=("Coast Daily",)), "Searched: 3 of 7 articles, as the filters have it."),
        (Filters(since=date(2023, 1, 1)), "Searched: 2 of 7 articles, as the filters have it."),
        (
            Filters(since=date(2023, 1, 1), undated=True),
            "Searched: 3 of 7 articles, as the filters have it.",
        ),
    ],
)
def test_what_filters_left_out_was_not_searched(bay: Rag, filters: Filters, said: str) -> None:
    answer = bay.ask(
        NOWHERE,
        source=filters.outlets or None,
        since=filters.since,
        undated=filters.undated,
    )
    told = searched(bay, Exchange(NOWHERE, filters, Phase.DONE, answer=answer))
    assert told is not None
    assert told.startswith(said)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rag]:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(BAY)
        yield rag


def test_what_the_next_question_is_narrowed_to_is_said_with_the_way_back(own: Rag) -> None:
    filters = Filters(("Coast Daily",), until=date(2022, 12, 31), languages=("en",))
    seen = Seen(narrowed(own, filters))
    assert seen.text == (
        "Asking only Coast Daily · English · Until 31 Dec 2022, undated left outAsk all articles"
    )
    assert seen.elements[0][1]["data-query"] == "source=Coast+Daily&until=2022-12-31&language=en"
    own.add_collection("Early", source="Coast Daily", until="2022-12-31", language="en")
    assert Seen(narrowed(own, filters)).text.startswith("Asking only “Early”")


def test_without_a_filter_nothing_is_said_and_the_address_holds_none(bay: Rag) -> None:
    seen = Seen(narrowed(bay, Filters(undated=True)))
    assert seen.text == ""
    assert "hidden" in seen.elements[0][1]
    assert Seen(narrowed(bay, Filters())).elements[0][1]["data-query"] == ""


def test_more_ticked_articles_than_an_address_can_hold_are_left_out_of_it(bay: Rag) -> None:
    many = Filters(articles=tuple(f"articles/number-{n}.md" for n in range(400)))
    seen = Seen(narrowed(bay, many))
    assert seen.text.startswith("Asking only 400 ticked articles")
    assert seen.elements[0][1]["data-query"] == ""


def test_collections_that_hold_something_are_offered_under_the_field(own: Rag) -> None:
    assert gathered(own)[0] == 0
    own.add_collection("Ferry <b>strike", ["bay/walkout.md", "bay/settlement.md"])
    own.add_collection("Gone", ["bay/herons.md"])
    own.remove("bay/herons.md")
    many, shown = gathered(own)
    assert many == 2
    assert Seen(shown).links() == ["/collection?name=Ferry+%3Cb%3Estrike"]
    assert "2 articles" in Seen(shown).text


def test_a_collection_sets_every_filter_at_once(own: Rag) -> None:
    calls = Calls(Desk(own))
    own.add_collection("Early", source="Coast Daily", until="2022-12-31")
    outlets, *others = calls.gather("early")
    assert outlets["value"] == ["Coast Daily"]
    assert others == ["", "2022-12-31", [], False, ""]
    own.add_collection("Two", ["bay/walkout.md", "bay/settlement.md"])
    outlets, *others = calls.gather("Two")
    assert outlets["value"] == []
    assert others[-1] == "bay/walkout.md\nbay/settlement.md"


def test_a_collection_whose_outlet_is_gone_is_set_all_the_same_and_never_all_articles(
    own: Rag,
) -> None:
    own.add_collection("Coast", source="Coast Daily")
    for each in list(own.articles(source="Coast Daily")):
        own.remove(each.id)
    outlets = Calls(Desk(own)).gather("Coast")[0]
    assert outlets["value"] == ["Coast Daily"]
    assert ("Coast Daily", "Coast Daily") in outlets["choices"]
    assert "value" not in Calls(Desk(own)).gather("no such name")[0]


def test_under_an_answer_nothing_is_said_of_it(bay: Rag) -> None:
    answer = bay.ask("Who opened the new bridge over the Tarrow?")
    assert searched(bay, Exchange("Who?", Filters(), Phase.DONE, answer=answer)) is None
