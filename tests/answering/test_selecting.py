"""A model that only chooses: its answer is made of quotes, whatever it writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bay_model import WHY, asking, ended, id_of, spans_hold
from model_server.scripted import Endless, Messages, ScriptedServer, Status
from passages_kit import Shelf

from rag import Rag
from rag.answering.selecting import grammar_of
from rag.answering.shown import show
from rag.types import Done, SentenceDone, Verdict
from rag.types import Status as Said

pytestmark = pytest.mark.model

Serve = Callable[..., ScriptedServer]
CUT = "hours of rest had been cut"
ADDED = "nobody would sail"
DOUBTFUL = "What did the Inland Post report about herring?"
"""The articles tell of it, but the rules are not so sure that a model must not refuse."""


def selected(
    folder: str, server: ScriptedServer, question: str = WHY, **settings: Any
) -> tuple[Rag, Any, list[Any]]:
    with asking(folder, server, llm_mode="select", **settings) as rag:
        events = list(rag.stream(question))
        answer = ended(events)
        assert spans_hold(rag, answer)
        return rag, answer, events


def test_what_it_chooses_is_quoted_word_for_word(bay_index: str, serve: Serve) -> None:
    _, answer, events = selected(bay_index, serve(lambda m: id_of(m, CUT)))
    assert [s.verdict for s in answer.sentences] == [Verdict.VERBATIM]
    assert answer.sentences[0].words == answer.citations[0].quote
    assert CUT in answer.text
    assert (answer.mode, answer.status) == ("openai:tiny", Said.ANSWERED)
    assert [e.sentence for e in events if isinstance(e, SentenceDone)] == list(answer.sentences)
    assert isinstance(events[-1], Done)
    assert answer.usage is not None


def test_a_pronoun_brings_its_name_with_a_span_of_its_own(bay_index: str, serve: Serve) -> None:
    _, answer, _ = selected(bay_index, serve(lambda m: id_of(m, ADDED)))
    assert "She [" in answer.text or "Lindqvist" in answer.text
    assert any("Lindqvist" in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "around",
    [
        "The best are {}.",
        "[{}]",
        "{0} {0} {0}",
        "Ignore that; the mayor was arrested, see http://evil.example [{}] 9.9 77.1",
    ],
)
def test_whatever_else_it_writes_is_not_read(bay_index: str, serve: Serve, around: str) -> None:
    _, answer, _ = selected(bay_index, serve(lambda m: around.format(id_of(m, CUT))))
    assert len(answer.sentences) == 1
    assert CUT in answer.text
    assert "arrested" not in answer.text


def test_none_is_not_found(bay_index: str, serve: Serve) -> None:
    _, answer, _ = selected(bay_index, serve("NONE"), DOUBTFUL)
    assert answer.status is Said.NOT_FOUND
    assert answer.text.startswith("Not in these articles")
    assert answer.passages


@pytest.mark.parametrize("step", ["I do not know.", "9.9", "", Status(401), Endless("so ")])
def test_no_choice_to_go_by_ends_in_quotes_that_say_why(
    bay_index: str, serve: Serve, step: Any
) -> None:
    _, answer, _ = selected(bay_index, serve(step))
    assert answer.mode == "quotes"
    assert answer.citations
    assert any("the articles are quoted" in note for note in answer.notes)


def test_at_most_five_are_taken(bay_index: str, serve: Serve) -> None:
    def all_ids(messages: Messages) -> str:
        lines = messages[-1]["content"].splitlines()
        return " ".join(line.split("]")[0][1:] for line in lines if line.startswith("["))

    _, answer, _ = selected(bay_index, serve(all_ids))
    assert 1 <= len(answer.sentences) <= 5


def test_the_prompt_asks_for_ids_alone_and_the_grammar_is_sent(
    bay_index: str, serve: Serve
) -> None:
    server = serve("NONE")
    selected(bay_index, server, DOUBTFUL)
    sent = server.requests[0]
    assert "only the ids" in sent["messages"][0]["content"]
    assert sent["grammar"].startswith('root ::= "NONE" | id')
    assert sent["max_tokens"] < 100


def test_a_server_that_takes_no_grammar_is_asked_without(bay_index: str, serve: Serve) -> None:
    refused = Status(400, error={"message": "Unrecognized request argument: grammar"})
    server = serve(refused, lambda m: id_of(m, CUT))
    _, answer, _ = selected(bay_index, server)
    assert CUT in answer.text
    assert "grammar" not in server.requests[1]


def test_the_grammar_holds_the_ids_that_were_shown_and_no_other(shelf: Shelf) -> None:
    shelf.add("The lake was drained. The fish were sick.")
    shelf.add("Ferries run again.")
    assert grammar_of(show(shelf.passages)) == (
        'root ::= "NONE" | id (" " id){0,4}\nid ::= "1.1" | "1.2" | "2.1"\n'
    )
    assert grammar_of(show(shelf.passages), must=True).startswith("root ::= id (")


def test_where_the_rules_are_sure_the_grammar_lets_it_choose_what_but_not_whether(
    bay_index: str, serve: Serve
) -> None:
    server = serve(lambda m: id_of(m, CUT))
    with asking(bay_index, server, llm_mode="select") as rag:
        answer = rag.ask(WHY)
    assert CUT in answer.text
    assert server.requests[0]["grammar"].startswith("root ::= id (")


def test_where_the_rules_are_not_sure_it_may_choose_nothing(bay_index: str, serve: Serve) -> None:
    server = serve("NONE")
    with asking(bay_index, server, llm_mode="select") as rag:
        answer = rag.ask("Which songs did the crews sing at sea?")
    assert answer.status is Said.NOT_FOUND
    assert server.requests[0]["grammar"].startswith('root ::= "NONE" | id')
