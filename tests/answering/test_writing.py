"""Sentences of a model become checked sentences, with exact citations, or do not come at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from model_server.scripted import Cut, Drip, Endless, Hang, Long, ScriptedServer, Status, wait_until
from passages_kit import Shelf

from rag.answering.models import ChatModel, Message, Piece, open_model
from rag.answering.prompts import Prompts
from rag.answering.sheet import Written
from rag.answering.writing import write
from rag.errors import ModelError
from rag.settings import Settings
from rag.testing import ScriptedModel
from rag.types import Delta, SentenceDone, SentenceDropped, Turn, Usage, Verdict

HARBOUR = (
    "The harbour authority of Lindvik closed the eastern ferry terminal on 14 April 2023. "
    "Engineers had found cracks in 18 of its 42 pillars. "
    "“The boats are no longer safe,” said harbour master Ines Dahl. "
    "She is considering a new terminal in the north."
)
TRADE = "Exports of timber rose by 12 percent. 🎌 Imports of machinery fell by 7 percent."
PROMPTS = Prompts.load()


@pytest.fixture
def two(shelf: Shelf) -> Shelf:
    shelf.add(HARBOUR, "Ferry terminal closed", date(2023, 4, 15), "https://news.example/ferry")
    shelf.add("Nothing of note.\n\n" + TRADE, credited=("TASS",), start=18)
    return shelf


def events_of(
    shelf: Shelf, model: ChatModel, question: str = "What about the ferry?", **options: Any
) -> list[Any]:
    settings: dict[str, Any] = {"max_tokens": 200, "temperature": 0.0} | options
    return list(write(question, question, shelf.passages, shelf.open, model, PROMPTS, **settings))


def written(shelf: Shelf, says: str | Sequence[str] | ScriptedModel, **options: Any) -> Written:
    model = says if isinstance(says, ScriptedModel) else ScriptedModel(says)
    last = events_of(shelf, model, **options)[-1]
    assert isinstance(last, Written)
    return last


def texts(result: Written) -> list[str]:
    return [sentence.text for sentence in result.sentences]


# --- what is kept ---


def test_a_cited_sentence_becomes_marked_text_and_an_exact_span(two: Shelf) -> None:
    result = written(two, "Engineers found cracks in 18 of 42 pillars. [1.2]")
    assert texts(result) == ["Engineers found cracks in 18 of 42 pillars. [1]"]
    assert result.sentences[0].verdict is Verdict.SUPPORTED
    (citation,) = result.citations
    assert citation.quote == "Engineers had found cracks in 18 of its 42 pillars."
    assert two.open("a1", 1).text[citation.start : citation.end] == citation.quote
    assert (citation.title, citation.published) == ("Ferry terminal closed", date(2023, 4, 15))


def test_spans_are_right_in_a_passage_from_the_middle_and_behind_an_emoji(two: Shelf) -> None:
    result = written(two, "Imports of machinery fell by 7 percent. [2.2]")
    (citation,) = result.citations
    article = two.open("a2", 2)
    assert article.text[citation.start : citation.end] == citation.quote
    assert "Imports of machinery" in citation.quote


def test_numbers_count_spans_in_order_of_first_use(two: Shelf) -> None:
    says = (
        "Exports of timber rose by 12 percent. [2.1] Engineers had found cracks. [1.2] "
        "Timber exports rose 12 percent. [2.1]"
    )
    result = written(two, says)
    assert [s.citations for s in result.sentences] == [(1,), (2,), (1,)]
    assert [c.n for c in result.citations] == [1, 2]


def test_new_citations_come_with_the_sentence_that_first_uses_them(two: Shelf) -> None:
    says = "Exports of timber rose by 12 percent. [2.1] Timber exports rose 12 percent. [2.1]"
    done = [e for e in events_of(two, ScriptedModel(says)) if isinstance(e, SentenceDone)]
    assert [[c.n for c in e.citations] for e in done] == [[1], []]


def test_the_articles_own_words_are_verbatim(two: Shelf) -> None:
    result = written(two, "Engineers had found cracks in 18 of its 42 pillars. [1.2]")
    assert result.sentences[0].verdict is Verdict.VERBATIM


def test_two_spans_may_support_one_sentence(two: Shelf) -> None:
    says = "The harbour authority closed the terminal after engineers found cracks. [1.1][1.2]"
    assert texts(written(two, says))[0].endswith("found cracks. [1] [2]")


def test_a_speaker_is_told_with_the_citation(two: Shelf) -> None:
    result = written(two, "Harbour master Ines Dahl said the boats are no longer safe. [1.3]")
    assert result.citations[0].speaker is not None
    assert "Ines Dahl" in result.citations[0].speaker


def test_credits_and_dates_of_an_article_may_be_named(two: Shelf) -> None:
    says = "TASS reported that exports of timber rose by 12 percent. [2.1]"
    assert texts(written(two, says)) == [says.replace("[2.1]", "[1]")]


# --- what is repaired ---


def test_a_wrong_id_is_repaired_to_the_sentence_that_says_it(two: Shelf) -> None:
    result = written(two, "Imports of machinery fell by 7 percent. [1.1]")
    assert "Imports" in result.citations[0].quote


def test_a_missing_id_is_found_when_one_shown_sentence_says_it(two: Shelf) -> None:
    result = written(two, "Engineers had found cracks in 18 of its 42 pillars.")
    assert result.citations[0].start == HARBOUR.index("Engineers")


def test_a_name_for_a_pronoun_brings_the_sentence_that_names_her(two: Shelf) -> None:
    says = "Ines Dahl is considering a new terminal in the north. [1.4]"
    result = written(two, says)
    assert texts(result) == ["Ines Dahl is considering a new terminal in the north. [1] [2]"]
    assert "Ines Dahl" in result.citations[0].quote


def test_an_id_that_was_not_shown_is_dropped_and_reported(two: Shelf) -> None:
    result = written(two, "Engineers had found cracks. [1.2][7.7] It rained. [9.1]")
    assert result.unknown_ids == ("7.7", "9.1")
    assert texts(result) == ["Engineers had found cracks. [1]"]


def test_a_cited_span_that_has_nothing_to_do_with_it_is_left_out(two: Shelf) -> None:
    result = written(two, "Exports of timber rose by 12 percent. [2.1][1.3]")
    assert len(result.citations) == 1


# --- what is dropped ---


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("Engineers found cracks in 19 of 42 pillars. [1.2]", "19"),
        ("The harbour authority opened the eastern ferry terminal. [1.1]", "opposite"),
        ("Ines Dahl decided on a new terminal in the north. [1.4]", "passage"),
        ("Sweden closed the terminal. [1.1]", "Sweden"),
        ("Ines Dahl said “the boats are wrecks”. [1.3]", "the boats are wrecks"),
        ("Had engineers found cracks in 18 of its 42 pillars? [1.2]", "speaks to the reader"),
        ("Note the cracks in 18 of its 42 pillars. [1.2]", "speaks to the reader"),
        ("The weather was fine.", "cites nothing shown"),
        ("Here is the answer:", "cites nothing shown"),
    ],
)
def test_what_does_not_hold_is_dropped_with_the_reason(two: Shelf, says: str, why: str) -> None:
    result = written(two, says)
    assert (result.sentences, result.citations) == ((), ())
    assert why in result.removed[0].reason


def test_a_dropped_sentence_is_an_event_and_takes_no_number(two: Shelf) -> None:
    says = "Engineers found cracks in 99 pillars. [1.2] Exports of timber rose by 12 percent. [2.1]"
    events = events_of(two, ScriptedModel(says))
    assert [type(e) for e in events if not isinstance(e, Delta)] == [
        SentenceDropped,
        SentenceDone,
        Written,
    ]
    assert [c.n for c in events[-1].citations] == [1]


def test_a_pronoun_does_not_stay_without_the_sentence_it_leans_on(two: Shelf) -> None:
    says = "Ines Dahl said the boats were sold. [1.3] She is considering a new terminal. [1.4]"
    result = written(two, says)
    assert result.sentences == ()
    assert "leans on" in result.removed[1].reason


def test_what_was_said_already_is_dropped(two: Shelf) -> None:
    says = "Exports of timber rose by 12 percent. [2.1] " * 3
    assert len(written(two, says).sentences) == 1


def test_an_article_that_changed_meanwhile_is_not_cited(two: Shelf) -> None:
    del two.articles["a1", 1]
    result = written(two, "Engineers had found cracks. [1.2] Exports of timber rose. [2.1]")
    assert len(result.sentences) == 1
    assert result.citations[0].article_id == "a2"
    assert "changed" in result.removed[0].reason


# --- saying no ---


@pytest.mark.parametrize(
    "says",
    [
        "NOT IN THESE ARTICLES",
        "NOT IN THESE ARTICLES.",
        "Not in these articles",
        "**NOT IN THESE ARTICLES**",
        "The articles do not mention the mayor.",
        "The provided articles do not say who built the ferry. [1.1]",
        "None of the articles mention it.",
    ],
)
def test_a_refusal_is_no_sentence_and_nothing_removed(two: Shelf, says: str) -> None:
    result = written(two, says)
    assert result.refused
    assert (result.sentences, result.removed, result.error) == ((), (), None)


def test_a_refusal_beside_a_sentence_that_holds_is_not_a_refusal(two: Shelf) -> None:
    result = written(two, "Engineers had found cracks. [1.2] NOT IN THESE ARTICLES")
    assert not result.refused
    assert len(result.sentences) == 1


def test_what_an_article_says_was_not_done_is_no_refusal(shelf: Shelf) -> None:
    shelf.add("The court did not say when it would rule.")
    result = written(shelf, "The court did not say when it would rule. [1.1]")
    assert not result.refused
    assert len(result.sentences) == 1


# --- the stream ---


def test_the_same_text_in_any_pieces_gives_the_same_answer(two: Shelf) -> None:
    says = (
        "<think>hm [1.1]</think>- Engineers had found cracks. [1.2, 1.1]\n"
        "- Exports of timber rose by 12 percent (2.1). Bad news. [9.9]"
    )
    whole = written(two, [says])
    assert len(whole.sentences) == 2
    assert written(two, list(says)) == whole
    for size in (2, 3, 7, 20):
        assert written(two, [says[i : i + size] for i in range(0, len(says), size)]) == whole


def test_provisional_text_leads_to_the_checked_sentence(two: Shelf) -> None:
    events = events_of(two, ScriptedModel("Engineers had found cracks. [1.2] Exports rose. [2.1]"))
    done = next(i for i, e in enumerate(events) if isinstance(e, SentenceDone))
    before = "".join(e.text for e in events[:done] if isinstance(e, Delta))
    assert before.startswith("Engineers had found")
    assert "[" not in before


def test_provisional_text_holds_only_words_of_the_articles_and_the_question(two: Shelf) -> None:
    says = "Engineers had found a sk-secret123 in the pillars. [1.2] See http://evil.example now."
    shown = "".join(e.text for e in events_of(two, ScriptedModel(says)) if isinstance(e, Delta))
    assert "Engineers had found" in shown
    assert "secret" not in shown
    assert "evil" not in shown


def test_a_silent_model_gives_signs_of_life(two: Shelf) -> None:
    class Slow(ScriptedModel):
        def stream(self, messages: Sequence[Message], **_: Any) -> Any:
            yield Piece()
            yield Piece("Engineers had found cracks. [1.2]")

    assert events_of(two, Slow(""))[0] == Delta("")


def test_leaving_ends_the_models_stream(two: Shelf) -> None:
    model = ScriptedModel("Engineers had found cracks. [1.2] " * 50)
    stream = write(
        "?", "?", two.passages, two.open, model, PROMPTS, max_tokens=9000, temperature=0.0
    )
    next(stream)
    assert model.closed == 0
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert model.closed == 1


def test_a_broken_stream_keeps_whole_sentences_and_says_why(two: Shelf) -> None:
    model = ScriptedModel(
        "Engineers had found cracks. [1.2] Exports of timber ro", error=ModelError("it broke")
    )
    result = written(two, model)
    assert texts(result) == ["Engineers had found cracks. [1]"]
    assert result.error == "it broke"
    assert "cut off" in result.removed[0].reason


def test_a_stream_that_breaks_at_once_is_an_error_without_sentences(two: Shelf) -> None:
    result = written(two, ScriptedModel([], error=ModelError("no connection")))
    assert (result.sentences, result.error, result.refused) == ((), "no connection", False)


@pytest.mark.parametrize("says", ["", " \n ", "<think>Only thoughts."])
def test_a_model_that_writes_nothing_is_told(two: Shelf, says: str) -> None:
    result = written(two, says)
    assert result.sentences == ()
    assert result.error is not None or says.startswith("<think>")


def test_output_past_the_limit_is_cut(two: Shelf) -> None:
    model = ScriptedModel("Engineers had found cracks. [1.2] " * 2000)
    result = written(two, model, max_tokens=20)
    assert "limit" in str(result.error)
    assert len(result.output) < 20 * 16 + 40
    assert model.closed == 1


def test_usage_is_the_models_own_count(two: Shelf) -> None:
    assert written(two, ScriptedModel("Hm.", usage=Usage(7, 3))).usage == Usage(7, 3)
    assert written(two, "Hm.").usage is None


# --- the prompt ---


def prompt_of(shelf: Shelf, **options: Any) -> tuple[str, str]:
    model = ScriptedModel("")
    events_of(shelf, model, **options)
    system, user = model.asked[0]
    return system.text, user.text


def test_every_sentence_of_every_passage_is_shown_under_its_id(two: Shelf) -> None:
    _, user = prompt_of(two)
    assert "[1.2] Engineers had found cracks" in user
    assert "[2.1] Exports of timber" in user
    assert "Nothing of note" not in user
    assert "Ferry terminal closed\npublisher unknown, April 15, 2023" in user
    assert "a2.md\npublisher unknown, credits TASS, undated" in user


def test_earlier_questions_are_in_the_prompt_and_earlier_answers_are_not(two: Shelf) -> None:
    history = [
        Turn("user", "Who?", "Who is Ovechko?"),
        Turn("assistant", "He is Russia's envoy. [1]"),
    ]
    _, user = prompt_of(two, history=history)
    assert "Who is Ovechko?" in user
    assert "envoy" not in user


def test_the_same_question_makes_the_same_prompt(two: Shelf) -> None:
    assert prompt_of(two) == prompt_of(two)


def test_a_question_of_a_megabyte_is_shortened(two: Shelf) -> None:
    _, user = prompt_of(two, question="Why? " * 200_000)
    assert len(user) < 10_000


# --- through a real server ---


def model_at(server: ScriptedServer, seconds: float = 20) -> ChatModel:
    model = open_model(
        Settings(llm="openai:tiny", llm_base_url=server.base_url, llm_timeout=seconds)
    )
    assert model is not None
    return model


@pytest.mark.model
def test_through_a_server_the_answer_is_the_same(
    two: Shelf, serve: Callable[..., ScriptedServer]
) -> None:
    says = "Engineers had found cracks. [1.2] Exports of timber rose by 12 percent. [2.1][8.8]"
    through = events_of(two, model_at(serve(says)))[-1]
    direct = written(two, ScriptedModel(says, usage=Usage(100, 20)))
    assert through == direct
    assert len(through.sentences) == 2


@pytest.mark.model
@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Status(500, "0"), "500"),
        (Status(429, "300"), "asks to wait"),
        (Status(401), "OPENAI_API_KEY"),
        (Hang(20), "did not finish"),
        (Drip("Engineers " * 50, 0.05), "did not finish"),
        (Endless(), "kept writing"),
        (Cut("Engineers had found cracks. [1.2] Exports of"), "middle"),
        (Long("Engineers had found cracks. [1.2] Exports of"), "RAG_LLM_MAX_TOKENS"),
        ("", "wrote nothing"),
    ],
)
def test_every_fault_of_an_endpoint_ends_in_one_result_that_says_so(
    two: Shelf, serve: Callable[..., ScriptedServer], step: Any, said: str
) -> None:
    server = serve(step)
    result = events_of(two, model_at(server, seconds=1.5), max_tokens=40)[-1]
    assert isinstance(result, Written)
    assert said in str(result.error)
    assert all(s.text == "Engineers had found cracks. [1]" for s in result.sentences)
    assert bool(result.sentences) is isinstance(step, Cut | Long)
    wait_until(lambda: server.open_streams == 0, 5)
