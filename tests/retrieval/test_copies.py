"""One text counts once in a search, however many articles print it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from stories import AGENCY, OUTLETS, PARAGRAPHS, STORY, article, own_report, printed

from rag.library.embedding import open_embedder
from rag.library.filters import EVERYTHING, Filter
from rag.library.library import Library
from rag.retrieval.copies import adds_nothing, also_in, holds
from rag.retrieval.diversity import diverse
from rag.retrieval.question import analyse
from rag.retrieval.search import find
from rag.types import Article, Passage, Score

COST = "How much will the ferry terminal in Velmora cost?"
Shelf = Callable[[Iterable[Article]], Library]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A function that makes a library of some articles."""
    made: list[Library] = []

    def make(articles: Iterable[Article]) -> Library:
        folder = tmp_path / str(len(made))
        made.append(Library.open(folder, lambda: open_embedder("minilm"), create=True))
        made[-1].store(list(articles))
        return made[-1]

    yield make
    for each in made:
        each.close()


def found(library: Library, question: str, chosen: Filter = EVERYTHING) -> list[Passage]:
    return find(library, analyse(question), chosen, 8)


def others(count: int) -> list[Article]:
    """Reports on other ferry terminals, each in words of its own."""
    towns = ("Askel", "Brunn", "Corvo", "Drava", "Elmet", "Farrow", "Gaunt", "Holm")
    kinds = ("glass", "brick", "timber", "steel", "stone", "slate", "copper", "concrete")
    return [
        article(
            f"other-{n}",
            f"{towns[n]} has opened a ferry terminal of {kinds[n]}. Its cost, {n + 3} million "
            f"crowns, was borne by the county of {towns[-1 - n]} alone.",
            title=f"Ferry terminal opens in {towns[n]}",
            source=f"{towns[n]} Courier",
            published=date(2024, 3, 1 + n),
        )
        for n in range(count)
    ]


def test_of_six_copies_each_passage_is_shown_once(shelf: Shelf) -> None:
    passages = found(shelf([*printed(), own_report()]), COST)
    copied = [each for each in passages if each.article_id != "own"]
    assert "own" in {each.article_id for each in passages}
    sentences = [one for each in copied for one in each.text.split("\n") if one in PARAGRAPHS]
    assert len(sentences) == len(set(sentences))


def test_a_passage_tells_who_else_printed_it(shelf: Shelf) -> None:
    first, *_ = found(shelf([*printed(), own_report()]), COST)
    told = {each.source for each in first.copies}
    assert told == set(OUTLETS) - {first.source}
    assert all(each.credits == (AGENCY,) and each.share > 0.5 for each in first.copies)


def test_an_article_that_stands_alone_has_no_copies(shelf: Shelf) -> None:
    passages = found(shelf([*printed()[:1], own_report()]), COST)
    assert [each.copies for each in passages] == [()] * len(passages)


def test_of_equal_copies_the_earliest_is_shown(shelf: Shelf) -> None:
    def copy(article_id: str, day: int, source: str) -> Article:
        return article(article_id, STORY, source=source, published=date(2024, 5, day))

    library = shelf([copy("a", 9, "A"), copy("b", 7, "B"), copy("c", 8, "C")])
    assert {each.article_id for each in found(library, COST)} == {"b"}


def test_a_reader_who_asks_for_an_outlet_gets_its_copy(shelf: Shelf) -> None:
    library = shelf([*printed(), own_report()])
    for n, outlet in enumerate(OUTLETS):
        passages = found(library, COST, Filter(sources=(outlet,)))
        assert {each.article_id for each in passages} == {f"copy-{n}"}
        assert {each.source for each in passages[0].copies} == set(OUTLETS) - {outlet}


def test_copies_outside_of_the_days_that_were_asked_for_are_not_told(shelf: Shelf) -> None:
    passages = found(shelf(printed()), COST, Filter(until=date(2024, 5, 7)))
    told = {each.published for passage in passages for each in passage.copies}
    assert told == {date(2024, 5, 7)}


def test_what_only_one_copy_says_is_found_in_it(shelf: Shelf) -> None:
    passages = found(shelf([*printed(), own_report()]), "Will there be a public debate on Friday?")
    assert passages[0].article_id == "copy-3"
    assert "public debate" in passages[0].text


def test_a_copy_with_another_figure_is_shown_beside_the_first(shelf: Shelf) -> None:
    forged = printed()[1]
    forged = replace(forged, text=forged.text.replace("48 million", "480 million"))
    library = shelf([printed()[0], forged, own_report()])
    assert library.near.clusters(["copy-1"]) == {"copy-1": "copy-0"}
    told = "\n".join(each.text for each in found(library, COST))
    assert "48 million" in told
    assert "480 million" in told


@pytest.mark.parametrize("count", [1, 3, 5])
def test_planted_copies_take_at_most_two_of_the_places(shelf: Shelf, count: int) -> None:
    planted = [
        article(
            f"planted-{n}",
            STORY.replace("48 million", f"{n + 2} million").replace("Nine members", f"{n} members"),
            title="Velmora ferry terminal: what it will cost",
            source=f"Ferry Truth {n}",
            published=date(2024, 5, 8),
        )
        for n in range(count)
    ]
    library = shelf([*planted, own_report(), *others(8)])
    ids = [f"planted-{n}" for n in range(count)]
    assert set(library.near.clusters(ids).values()) == {"planted-0"}
    passages = found(library, "What does a ferry terminal cost?")
    assert 1 <= sum(each.article_id.startswith("planted") for each in passages) <= 2
    assert len(passages) == 8


def test_many_copies_do_not_crowd_the_others_out(shelf: Shelf) -> None:
    copies = [
        article(f"same-{n:02}", STORY, source=f"Outlet {n}", published=date(2024, 5, 7))
        for n in range(70)
    ]
    library = shelf([*copies, *others(6)])
    ids = {each.article_id for each in found(library, COST)}
    assert ids == {"same-00", *(f"other-{n}" for n in range(6))}


def ranked(*wanted: tuple[str, float]) -> list[Passage]:
    blank = dict.fromkeys(("title", "source", "published", "url", "language"))
    return [
        Passage(
            chunk_id=str(n),
            article_id=article_id,
            revision=1,
            label="",
            text="",
            start=0,
            end=0,
            credits=(),
            authors=(),
            location="",
            score=Score(final=final),
            **blank,
        )
        for n, (article_id, final) in enumerate(wanted)
    ]


def order(passages: list[Passage], clusters: dict[str, str]) -> str:
    return " ".join(each.article_id for each in diverse(passages, clusters))


def test_two_of_several_copies_come_before_the_first_eight_places_are_full() -> None:
    wanted = [("a", 0.9), ("b", 0.8), ("a", 0.8), ("b", 0.8)] + [(f"x{n}", 0.7) for n in range(6)]
    alone = {each: each for each, _ in wanted}
    assert order(ranked(*wanted), alone).startswith("a b a b x0")
    assert order(ranked(*wanted), alone | {"b": "a"}) == "a b x0 x1 x2 x3 x4 x5 a b"


def test_a_text_that_alone_answers_keeps_its_places() -> None:
    wanted = [("a", 0.9), ("b", 0.9), ("a", 0.9), ("b", 0.8), ("x", 0.3)]
    assert order(ranked(*wanted), {"a": "a", "b": "a", "x": "x"}) == "a b a b x"


def test_a_sentence_is_held_where_small_edits_apart_it_stands() -> None:
    assert holds(STORY, "The pier was built in 1911 for the mines of the upper valley.")
    assert holds(STORY, "The pier was built in 1911 for mines in the upper valley.")
    assert not holds(STORY, "The pier was built in 1912 for the mines of the upper valley.")
    assert not holds(STORY, "A lighthouse was put up for the ships of the lower bay.")


def test_a_passage_with_one_sentence_more_adds_something() -> None:
    assert adds_nothing(STORY, f"VELMORA. {PARAGRAPHS[2]}")
    assert not adds_nothing(STORY, f"{PARAGRAPHS[2]} The mayor resigned on the same evening.")


def test_a_copy_that_was_cut_is_not_said_to_hold_what_it_lacks(shelf: Shelf) -> None:
    library = shelf(printed())
    assert "copy-2" not in {
        c.article_id for c in also_in(library, "copy-0", PARAGRAPHS[4], EVERYTHING)
    }
    assert "copy-2" in {c.article_id for c in also_in(library, "copy-0", PARAGRAPHS[1], EVERYTHING)}


def planted(count: int, changes: dict[int, tuple[str, str]]) -> list[Article]:
    """Copies of the story by as many outlets, each with a line of its own, some of them changed."""
    made = []
    for n in range(count):
        text = "\n\n".join([*PARAGRAPHS, f"Our desk number {n + 1} has looked at this story."])
        old, new = changes.get(n, ("", ""))
        assert old in text
        made.append(
            article(f"copy-{n}", text.replace(old, new), source=f"Outlet {n}", published=None)
        )
    return made


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (COST, "48 million crowns", "99 million crowns"),
        (
            "What would the union do about the terminal?",
            "it would go to court unless",
            "it would not go to court unless",
        ),
    ],
)
def test_of_many_copies_the_one_that_says_otherwise_is_shown(
    shelf: Shelf, question: str, old: str, new: str
) -> None:
    library = shelf([*planted(6, {4: (old, new)}), *others(8)])
    shown = [each.article_id for each in found(library, question)]
    copies = [each for each in shown if each.startswith("copy-")]
    assert "copy-4" in copies[:2]
    if question == COST:  # the others tell of a cost too, so that copies get two places
        assert len(copies) == 2


def test_a_copy_that_denies_a_sentence_does_not_hold_it() -> None:
    said = "The mayor of Velmora said on Tuesday that the bridge was safe for lorries."
    denied = "The mayor of Velmora said on Tuesday that the bridge was not safe for lorries."
    assert holds(f"It rained. {said} Nobody was there.", said)
    assert not holds(f"It rained. {denied}", said)
    assert not adds_nothing(said, denied)


@pytest.mark.parametrize(
    ("text", "said", "held"),
    [
        ("Rain fell. The bridge to the island is open.", "The bridge to the island is open.", True),
        ("Bridge to the island opens\nRain fell.", "Bridge to the island opens", True),
        ("Rain. Bridge to the island opens not before May.", "Bridge to the island opens", False),
        ("They never said the bridge to it is open.", "the bridge to it is open.", False),
        ("", "", False),
    ],
)
def test_the_very_words_of_a_sentence_are_held_and_those_inside_another_are_weighed_with_it(
    text: str, said: str, held: bool
) -> None:
    assert holds(text, said) is held
