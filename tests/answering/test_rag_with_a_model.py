"""The public Rag with a model behind a real OpenAI-compatible server on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from model_server.scripted import Hang, Messages, ScriptedServer, Status

from rag import Rag
from rag.types import Answer, Done, Found, SentenceDone, SentenceDropped
from rag.types import Status as Said

pytestmark = pytest.mark.model

CORPUS = Path(__file__).parents[2] / "corpus" / "articles"
FIRST = "How did Russia react to Japan's strategy?"
NOTHING = "NOT IN THESE ARTICLES"
Serve = Callable[..., ScriptedServer]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("written") / "index")
    with Rag.open(folder) as rag:
        rag.ingest(sorted(CORPUS.glob("*ovechko*")) + sorted(CORPUS.glob("*reaction*")))
    return folder


def with_model(index: str, server: ScriptedServer) -> Rag:
    return Rag.open(index, llm="openai:small-model", llm_base_url=server.base_url)


def shown(messages: Messages, words: str) -> str:
    """The id under which the prompt shows the sentence with these words."""
    prompt = "\n".join(message["content"] for message in messages)
    line = next(line for line in prompt.splitlines() if words in line)
    found = re.search(r"\d+\.\d+", line)
    assert found is not None
    return found.group()


def honest(messages: Messages) -> str:
    one = shown(messages, "shift the country")
    return (
        f"Gennady Ovechko thinks that Tokyo's new national security strategy may shift the country "
        f"toward more military power [{one}]. "
        f"He was born in Kazan in 1961 [{one}]. "
        f"Japan has 400 tanks on Hokkaido [99.7]."
    )


def spans_hold(rag: Rag, answer: Answer) -> bool:
    return all(
        rag.article(c.article_id, c.revision).text[c.start : c.end] == c.quote
        for c in answer.citations
    )


def test_what_a_model_writes_is_resolved_to_spans_and_what_is_invented_is_removed(
    index: str, serve: Serve
) -> None:
    with with_model(index, serve(honest)) as rag:
        answer = rag.ask(FIRST)
        assert spans_hold(rag, answer)
    assert answer.mode == "openai:small-model"
    assert "shift the country" in answer.text
    assert "Kazan" not in answer.text
    assert "400" not in answer.text
    assert len(answer.removed) == 2
    assert all(sentence.citations for sentence in answer.sentences)
    assert answer.usage is not None


def test_stream_and_ask_agree_when_a_model_writes(index: str, serve: Serve) -> None:
    with with_model(index, serve(honest)) as rag:
        asked = rag.ask(FIRST)
        events = list(rag.stream(FIRST))
    assert isinstance(events[0], Found)
    assert isinstance(events[-1], Done)
    assert events[-1].answer.text == asked.text
    kept = [event.sentence.text for event in events if isinstance(event, SentenceDone)]
    assert " ".join(kept) == asked.text
    assert sum(isinstance(event, SentenceDropped) for event in events) == len(asked.removed)


@pytest.mark.parametrize("mode", [{}, {"llm_mode": "select"}])
def test_a_model_that_finds_nothing_is_taken_at_its_word(
    index: str, serve: Serve, mode: dict[str, str]
) -> None:
    refusing = serve("NONE" if mode else NOTHING)
    with Rag.open(index, llm="openai:small-model", llm_base_url=refusing.base_url, **mode) as rag:
        answer = rag.ask("What does Gennady Ovechko's brother think of the strategy?")
    assert answer.status is Said.NOT_FOUND
    assert answer.text.startswith("Not in these articles")
    assert any("The model found no answer" in gap for gap in answer.gaps)


@pytest.mark.parametrize("mode", [{}, {"llm_mode": "select"}])
def test_sentences_that_fit_well_are_quoted_although_a_model_finds_nothing(
    index: str, serve: Serve, mode: dict[str, str]
) -> None:
    refusing = serve("NONE" if mode else NOTHING)
    with Rag.open(index, llm="openai:small-model", llm_base_url=refusing.base_url, **mode) as rag:
        answer = rag.ask(FIRST)
        plain = rag.ask(FIRST, without=("model",))
        assert spans_hold(rag, answer)
    assert answer.text == plain.text
    assert (answer.mode, answer.status) == ("quotes", Said.PARTIAL)
    assert any("The model found no answer" in gap for gap in answer.gaps)
    assert answer.usage is not None


def test_a_name_that_no_article_mentions_is_not_even_sent_to_the_model(
    index: str, serve: Serve
) -> None:
    server = serve(honest)
    with with_model(index, server) as rag:
        answer = rag.ask("What is the capital of Mongolia?")
    assert answer.status is Said.NOT_FOUND
    assert server.requests == []


def test_what_a_model_answers_to_a_false_premise_is_partial_and_says_why(
    tmp_path: Path, serve: Serve
) -> None:
    index = str(tmp_path / "index")
    with Rag.open(index) as rag:
        rag.ingest(*sorted(CORPUS.glob("*ovechko*")), CORPUS / "strategy-2013-first.md")
    with with_model(index, serve(honest)) as rag:
        answer = rag.ask("Why did China adopt a new national security strategy?")
    assert answer.mode == "openai:small-model"
    assert answer.status is Said.PARTIAL
    assert "None of the passages read says that China did this" in " ".join(answer.gaps)
    assert answer.confidence is not None
    assert all(sentence.citations for sentence in answer.sentences)


@pytest.mark.parametrize("fault", [Status(500), Status(401), Hang(3)])
def test_without_an_answer_from_the_model_the_articles_are_quoted_and_it_says_so(
    index: str, serve: Serve, fault: object
) -> None:
    server = serve(fault)
    settings = {"llm": "openai:small-model", "llm_base_url": server.base_url, "llm_timeout": 1}
    with Rag.open(index, **settings) as rag:
        answer = rag.ask(FIRST)
        assert spans_hold(rag, answer)
    assert answer.mode == "quotes"
    assert answer.citations
    assert any("the articles are quoted" in note for note in answer.notes)


def test_a_key_alone_turns_nothing_on(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    with Rag.open(index) as rag:
        assert rag.mode == "quotes"
        assert rag.endpoint is None


WRONG = "Gennady Ovechko thinks that Tokyo's new strategy may shift the country toward less power"


def one_right_one_wrong(messages: Messages) -> str:
    one = shown(messages, "shift the country")
    return f"{honest(messages).split('[')[0]}[{one}]. {WRONG} [{one}]."


@pytest.mark.parametrize("setting", ["remove", "strike"])
def test_by_a_setting_what_does_not_hold_is_removed_or_struck_through(
    index: str, serve: Serve, setting: str
) -> None:
    server = serve(one_right_one_wrong)
    with Rag.open(
        index, llm="openai:small-model", llm_base_url=server.base_url, unsupported=setting
    ) as rag:
        events = list(rag.stream(FIRST))
    done = events[-1]
    assert isinstance(done, Done)
    kept = [event.sentence.text for event in events if isinstance(event, SentenceDone)]
    assert " ".join(kept) == done.answer.text
    assert len(done.answer.removed) == 1
    assert ("~~" in done.answer.text) is (setting == "strike")
    assert ("(not in the source)" in done.answer.text) is (setting == "strike")


class Raises:
    """A model of entailment that fails whenever it is asked."""

    def scores(self, premise: str, hypothesis: str) -> tuple[float, float]:
        raise OSError("no such device")


def test_a_model_of_entailment_that_fails_is_told_and_the_articles_are_quoted(
    index: str, serve: Serve
) -> None:
    with Rag.open(
        index,
        llm="openai:small-model",
        llm_base_url=serve(honest).base_url,
        entailment="test_rag_with_a_model:Raises",
    ) as rag:
        events = list(rag.stream(FIRST))
    done = events[-1]
    assert isinstance(done, Done)
    assert done.answer.mode == "quotes"
    assert done.answer.sentences
    assert any("no such device" in note and "RAG_ENTAILMENT" in note for note in done.answer.notes)
