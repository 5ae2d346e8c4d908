"""What an answer says of its sources: how many texts, who prints them, which are independent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import AGENCY, OUTLETS, article, own_report, printed

from rag import Rag
from rag.answering.origins import listed, notes, texts
from rag.library.library import Library
from rag.opening import open_library
from rag.testing import ScriptedModel
from rag.types import Citation, Copy, Status


def cited(
    n: int, article_id: str, source: str | None, *credits: str, copies: tuple[Copy, ...] = ()
) -> Citation:
    return Citation(
        n=n,
        article_id=article_id,
        revision=1,
        title=None,
        label=article_id,
        source=source,
        credits=credits,
        authors=(),
        published=None,
        url=None,
        speaker=None,
        start=0,
        end=4,
        quote="Word",
        copies=copies,
    )


def copy(article_id: str, source: str | None, *credits: str) -> Copy:
    return Copy(article_id, None, source, credits, None, f"/{article_id}", 0.9)


def test_one_article_alone_needs_no_word() -> None:
    assert notes([cited(1, "a", "Post"), cited(2, "a", "Post")]) == ()
    assert notes([cited(1, "a", None)]) == ()
    assert notes([]) == ()


def test_five_outlets_with_one_text_are_one_text() -> None:
    copies = tuple(copy(name.lower(), name, "TASS") for name in ("Echo", "Mail", "News", "Sun"))
    said = notes([cited(1, "post", "Post", "TASS", copies=copies)])
    assert said == ("5 outlets, one text: Post, Echo, Mail, News and Sun, crediting TASS.",)


def test_two_texts_that_credit_one_agency_are_one_origin() -> None:
    said = notes([cited(1, "a", "Post", "TASS"), cited(2, "b", "Echo", "TASS")])
    assert said == ("2 different texts, both crediting TASS: one origin.",)


def test_an_agency_and_who_credits_it_are_one_origin() -> None:
    said = notes(
        [cited(1, "a", "Kyodo News"), cited(2, "b", "Echo", "Kyodo"), cited(3, "c", "Sun", "Kyodo")]
    )
    assert said == ("3 different texts, all from Kyodo News or crediting it: one origin.",)


def test_texts_of_two_outlets_are_independent() -> None:
    said = notes([cited(1, "a", "Post"), cited(2, "b", "Echo"), cited(3, "b", "Echo")])
    assert said == ("2 independent origins: Post and Echo.",)


def test_two_articles_of_one_outlet_are_not_independent_and_need_no_word() -> None:
    assert notes([cited(1, "a", "Byline sample"), cited(2, "b", "Byline sample")]) == ()


def test_what_comes_from_nobody_knows_where_is_never_independent() -> None:
    assert notes([cited(1, "a", None), cited(2, "b", None)]) == ()
    assert notes([cited(1, "a", "Post"), cited(2, "b", None)]) == ()
    said = notes([cited(1, "a", "Post"), cited(2, "b", None), cited(3, "c", "Echo")])
    assert said == ("2 independent origins: Post and Echo. Where 1 more comes from is not known.",)


def test_a_text_that_outlets_share_without_crediting_anybody_is_of_unknown_origin() -> None:
    shared = cited(1, "a", "Post", copies=(copy("b", "Echo"),))
    assert notes([shared, cited(2, "c", "Sun")]) == ("[1]: 2 outlets, one text: Post and Echo.",)


def test_a_credit_of_one_copy_holds_for_all_of_the_text() -> None:
    shared = cited(1, "a", "Post", copies=(copy("b", "Echo", "TASS"),))
    said = notes([shared, cited(2, "c", "Sun", "TASS")])
    assert said == (
        "[1]: 2 outlets, one text: Post and Echo, crediting TASS.",
        "2 different texts, both crediting TASS: one origin.",
    )


def test_copies_that_are_cited_both_are_one_text() -> None:
    one = cited(1, "a", "Post", copies=(copy("b", "Echo"),))
    two = cited(2, "b", "Echo", copies=(copy("a", "Post"),))
    assert len(texts([one, two])) == 1
    assert notes([one, two]) == ("2 outlets, one text: Post and Echo.",)


def test_copies_of_unknown_outlets_are_counted_and_not_named() -> None:
    one = cited(1, "a", None, copies=(copy("b", None), copy("c", None)))
    assert notes([one]) == ("3 articles, one text.",)
    some = cited(1, "a", "Post", copies=(copy("b", None), copy("c", "Echo")))
    assert notes([some]) == ("2 outlets, 1 more of unknown outlets, one text: Post and Echo.",)


def test_an_outlet_that_prints_a_text_twice_is_one_outlet() -> None:
    one = cited(1, "a", "Post", copies=(copy("b", "POST"),))
    assert notes([one]) == ("2 articles of Post, one text.",)


def test_long_lists_are_cut() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed("abcdefghij") == "a, b, c, d, e, f, g, h and 2 more"


names = st.none() | st.sampled_from(["Post", "Echo", "TASS", "Kyodo"])


@given(st.lists(st.tuples(st.sampled_from("abcdef"), names, names), max_size=8))
def test_independent_is_said_only_of_different_known_origins(
    given: list[tuple[str, str | None, str | None]],
) -> None:
    first = {article_id: (source, credit) for article_id, source, credit in reversed(given)}
    citations = [
        cited(n, article_id, first[article_id][0], *filter(None, first[article_id][1:]))
        for n, (article_id, _, _) in enumerate(given, 1)
    ]
    known = {credit or source for source, credit in first.values() if credit or source}
    said = " ".join(notes(citations))
    assert ("independent" in said) == (len(known) > 1)
    if len(known) > 1:
        assert f"{len(known)} independent origins" in said


# --- the whole way ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def velmora(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    """Six slightly different copies of an agency's report, and one report of its own."""
    with Rag.open(tmp_path_factory.mktemp("velmora") / "index") as rag:
        library: Library = open_library(rag.settings, create=True)
        library.store([*printed(), own_report()])
        library.close()
        yield rag


COUNCIL = "What did Velmora's council decide about the coal pier?"


def test_an_answer_cites_a_story_once_and_says_how_many_print_it(velmora: Rag) -> None:
    answer = velmora.ask(COUNCIL)
    assert answer.status is Status.ANSWERED
    copied = [each for each in answer.citations if each.article_id != "own"]
    assert len({each.article_id for each in copied}) == 1
    assert {each.source for each in copied[0].copies} == set(OUTLETS) - {copied[0].source}
    assert answer.lead is not None
    assert "2 of 2 texts" in answer.lead
    (counted,) = (note for note in answer.notes if "one text" in note)
    assert "6 outlets, one text" in counted
    assert all(outlet in counted for outlet in OUTLETS)
    assert "crediting Corona" in counted


def test_an_answer_calls_only_the_two_origins_independent(velmora: Rag) -> None:
    answer = velmora.ask(COUNCIL)
    assert {each.article_id == "own" for each in answer.citations} == {True, False}
    said = [note for note in answer.notes if "independent" in note]
    assert said == [f"2 independent origins: {AGENCY} and Quayside Weekly."]


def test_a_question_that_only_the_own_report_answers_says_nothing_of_copies(velmora: Rag) -> None:
    answer = velmora.ask("How long has Pavel Hruby worked on the quay?")
    assert {each.article_id for each in answer.citations} == {"own"}
    assert answer.notes == ()
    assert answer.citations[0].copies == ()


def test_a_models_answer_says_the_same_of_its_sources(velmora: Rag) -> None:
    says = "The harbour council decided on Tuesday to shut the old coal pier. [1.1]"
    model = ScriptedModel(says)
    with Rag.open(velmora.settings.index, model=model) as rag:
        answer = rag.ask(COUNCIL)
    assert answer.mode == "scripted"
    assert any("6 outlets, one text" in note for note in answer.notes)


def test_in_a_library_without_copies_articles_are_counted(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag:
        library = open_library(rag.settings, create=True)
        echo = article("echo", "Anglers in Velmora caught a tunny of 90 kilograms.", title=None)
        library.store([printed()[0], replace(own_report(), source=None), echo])
        library.close()
        answer = rag.ask(COUNCIL)
    assert answer.lead is not None
    assert "of 3 articles" in answer.lead
    assert not any("one text" in note for note in answer.notes)
