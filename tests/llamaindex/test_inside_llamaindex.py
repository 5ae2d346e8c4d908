"""Byline inside LlamaIndex: its own evaluator, engines and agents use it as one of theirs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult
from llama_index.core.base.response.schema import (
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.evaluation import RetrieverEvaluator
from llama_index.core.llms import ChatMessage, CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.llms.llm import ToolSelection
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index.core.query_engine import SubQuestionQueryEngine
from llama_index.core.question_gen import LLMQuestionGenerator
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import QueryEngineTool
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters

from rag import Rag
from rag.errors import ModelError, UnknownSource, UsageError
from rag.llamaindex import BylineQueryEngine, BylineRetriever
from rag.testing import ScriptedModel

QUESTION = "Who rejected the herring quota?"
TOLD_BY_TWO = "What happened to the herring quota?"
NOT_TOLD = "Who won the chess final?"


def spans(rag: Rag, nodes: Sequence[NodeWithScore]) -> list[str]:
    """The words of the articles where the nodes say that they stand."""
    found = []
    for each in nodes:
        told = each.node.metadata
        article = rag.article(told["article_id"], told["revision"])
        assert isinstance(each.node, TextNode)
        found.append(article.text[each.node.start_char_idx : each.node.end_char_idx])
    return found


def timeless(told: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs between two of the same."""
    return {
        name: value
        for name, value in told.items()
        if name not in ("timings_ms", "trace_id", "understood", "turns")
    }


# --- the retriever


def test_nodes_carry_the_passages_offsets_metadata_and_scores(bay: Rag) -> None:
    nodes = BylineRetriever(bay, k=4).retrieve(QUESTION)
    passages = bay.search(QUESTION, k=4).passages
    assert [each.node_id for each in nodes] == [each.chunk_id for each in passages]
    assert [each.score for each in nodes] == [each.score.final for each in passages]
    assert spans(bay, nodes) == [each.text for each in nodes] == [each.text for each in passages]
    first, passage = nodes[0].node, passages[0]
    assert first.ref_doc_id == passage.article_id
    assert {name: first.metadata[name] for name in ("source", "title", "url", "published")} == {
        "source": passage.source,
        "title": passage.title,
        "url": passage.url,
        "published": str(passage.published),
    }


def test_asynchronously_it_finds_the_same(bay: Rag) -> None:
    retriever = BylineRetriever(bay)
    assert asyncio.run(retriever.aretrieve(QUESTION)) == retriever.retrieve(QUESTION)


def test_llamaindexs_own_evaluator_measures_it(bay: Rag) -> None:
    retriever = BylineRetriever(bay, k=3)
    wanted = bay.search(QUESTION, k=3)[0].chunk_id
    evaluator = RetrieverEvaluator.from_metric_names(
        ["hit_rate", "mrr", "precision", "recall", "ndcg"], retriever=retriever
    )
    told = evaluator.evaluate(QUESTION, expected_ids=[wanted]).metric_vals_dict
    assert (told["hit_rate"], told["mrr"], told["recall"], told["ndcg"]) == (1, 1, 1, 1)
    missed = evaluator.evaluate(QUESTION, expected_ids=["no-such-chunk"]).metric_vals_dict
    assert (missed["hit_rate"], missed["mrr"]) == (0, 0)


def test_the_folder_of_a_library_does_as_well(bay: Rag) -> None:
    retriever = BylineRetriever(bay.settings.index, k=2)
    with retriever.rag:
        found = retriever.retrieve(QueryBundle(QUESTION))
    assert found == BylineRetriever(bay, k=2).retrieve(QUESTION)


# --- filters and options


def by(*rows: tuple[str, str, Any], condition: str = "and") -> MetadataFilters:
    made = [MetadataFilter(key=key, operator=op, value=value) for key, op, value in rows]
    return MetadataFilters(filters=made, condition=condition)


@pytest.mark.parametrize(
    ("filters", "options"),
    [
        (by(("source", "==", "Coast Daily")), {"source": "Coast Daily"}),
        (by(("source", "in", ["Coast Daily"])), {"source": ["Coast Daily"]}),
        (by(("date", ">=", "2022-02-12")), {"since": "2022-02-12"}),
        (by(("date", ">", "2022-02-12")), {"since": "2022-02-13"}),
        (by(("published", "<", "2022-02-12")), {"until": "2022-02-11"}),
        (by(("date", "==", "2022-02-12")), {"since": "2022-02-12", "until": "2022-02-12"}),
        (by(("date", ">=", "2021-01-01"), ("date", ">", "2022-02-10")), {"since": "2022-02-11"}),
        (by(("article_id", "==", "bay/walkout.md")), {"articles": "bay/walkout.md"}),
        (MetadataFilters(filters=[by(("language", "==", "en"))]), {"language": "en"}),
    ],
)
def test_metadata_filters_are_bylines_own(
    bay: Rag, filters: MetadataFilters, options: dict[str, Any]
) -> None:
    filtered = BylineRetriever(bay, filters=filters).retrieve(QUESTION)
    assert filtered == BylineRetriever(bay, **options).retrieve(QUESTION)
    assert filtered


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (by(("title", "==", "x")), "no filter 'title ==.*source, language and article_id"),
        (by(("source", "!=", "x")), "no filter 'source !="),
        (by(("source", "==", "a"), ("date", ">", "2022-01-01"), condition="or"), "joined by"),
        (by(("source", "==", "a"), condition="not"), "joined by"),
        (by(("source", "==", "a"), ("source", "==", "b")), "leave nothing"),
        (by(("date", ">", "soon")), "date must be a day"),
    ],
)
def test_a_filter_byline_has_not_is_told_and_not_passed_over(
    bay: Rag, filters: MetadataFilters, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        BylineRetriever(bay, filters=filters)


def test_an_unknown_option_and_one_given_twice_are_told(bay: Rag) -> None:
    with pytest.raises(UsageError, match=r"no option 'similarity_top_k'.*until"):
        BylineQueryEngine(bay, similarity_top_k=3)
    with pytest.raises(UsageError, match="source is given twice"):
        BylineRetriever(bay, filters=by(("source", "==", "a")), source="b")
    with pytest.raises(UnknownSource):
        BylineRetriever(bay, source="Nobody").retrieve(QUESTION)


# --- the query engine


def test_a_response_has_the_answer_its_spans_and_all_it_tells(bay: Rag) -> None:
    response = BylineQueryEngine(bay).query(TOLD_BY_TWO)
    answer = bay.ask(TOLD_BY_TWO)
    assert isinstance(response, Response)
    assert str(response) == answer.text
    assert timeless(response.metadata or {}) == timeless(answer.to_dict())
    assert [each.text for each in response.source_nodes] == [c.quote for c in answer.citations]
    assert spans(bay, response.source_nodes) == [c.quote for c in answer.citations]
    assert [each.node.metadata["n"] for each in response.source_nodes] == [1, 2]
    assert {each.node.metadata["verdict"] for each in response.source_nodes} == {"verbatim"}
    assert all(each.score for each in response.source_nodes)


def test_a_stream_is_the_same_sentence_by_sentence(bay: Rag) -> None:
    whole = BylineQueryEngine(bay).query(TOLD_BY_TWO)
    response = BylineQueryEngine(bay, streaming=True).query(TOLD_BY_TWO)
    assert isinstance(response, StreamingResponse)
    parts = list(response.response_gen)
    assert len(parts) == 2
    assert "".join(parts) == str(whole)
    assert response.source_nodes == whole.source_nodes
    assert timeless(response.metadata or {}) == timeless(whole.metadata or {})


def test_asynchronously_whole_and_streamed_are_the_same(bay: Rag) -> None:
    async def asked() -> tuple[Any, str, AsyncStreamingResponse]:
        whole = await BylineQueryEngine(bay).aquery(QUESTION)
        streamed = await BylineQueryEngine(bay, streaming=True).aquery(QUESTION)
        assert isinstance(streamed, AsyncStreamingResponse)
        return whole, "".join([part async for part in streamed.async_response_gen()]), streamed

    whole, text, streamed = asyncio.run(asked())
    assert text == str(whole) == str(BylineQueryEngine(bay).query(QUESTION))
    assert streamed.source_nodes == whole.source_nodes
    assert timeless(streamed.metadata or {}) == timeless(whole.metadata)


@pytest.mark.parametrize("streaming", [False, True])
def test_a_refusal_has_its_words_and_no_sources(bay: Rag, streaming: bool) -> None:
    response = BylineQueryEngine(bay, streaming=streaming).query(NOT_TOLD)
    assert str(response).startswith("Not in these articles.")
    assert response.source_nodes == []
    assert (response.metadata or {})["status"] == "not_found"


def test_no_unchecked_sentence_is_streamed(bay: Rag) -> None:
    written = (
        "The Norwegian fisheries ministry rejected Denmark's plan for a lower herring quota. [1.1] "
        "The king of Norway resigned over it. [1.1]"
    )
    with Rag(bay.settings, ScriptedModel(written)) as rag:
        response = BylineQueryEngine(rag, streaming=True).query(QUESTION)
        said = "".join(response.response_gen)
    assert "resigned" not in said
    assert said == (response.metadata or {})["text"]
    assert len((response.metadata or {})["removed"]) == 1


@pytest.mark.parametrize("asynchronously", [False, True])
def test_a_stream_that_is_left_ends_the_models_work(bay: Rag, asynchronously: bool) -> None:
    first = "The Norwegian fisheries ministry rejected the plan for a lower herring quota. [1.1]"
    model = ScriptedModel([first, *[" And more."] * 1000])

    async def left(engine: BylineQueryEngine) -> None:
        response = await engine.aquery(QUESTION)
        assert isinstance(response, AsyncStreamingResponse)
        await anext(response.response_gen)
        await response.response_gen.aclose()

    with Rag(bay.settings, model) as rag:
        engine = BylineQueryEngine(rag, streaming=True)
        if asynchronously:
            asyncio.run(left(engine))
        else:
            response = engine.query(QUESTION)
            assert isinstance(response, StreamingResponse)
            next(response.response_gen)
            response.response_gen.close()
    assert model.closed == 1


def test_an_answer_cut_short_says_why(bay: Rag) -> None:
    with Rag(bay.settings, ScriptedModel("", error=ModelError("the line went dead"))) as rag:
        response = BylineQueryEngine(rag).query(QUESTION)
    assert any("line went dead" in note for note in (response.metadata or {})["notes"])


def test_a_conversation_goes_on_with_the_turns_of_the_last_response(bay: Rag) -> None:
    first = BylineQueryEngine(bay, source="Coast Daily").query("Who is Rosa Lindqvist?")
    engine = BylineQueryEngine(bay, source="Coast Daily").following((first.metadata or {})["turns"])
    second = engine.query("What did she say?")
    assert "Lindqvist" in (second.metadata or {})["understood"]["text"]
    assert {each.node.metadata["source"] for each in second.source_nodes} == {"Coast Daily"}


# --- inside LlamaIndex's own engines and agents


class Scripted(CustomLLM):
    """Says one thing after another, and remembers what it was asked."""

    says: list[str]
    asked: list[str] = []  # noqa: RUF012 - pydantic copies a field's default

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata()

    def complete(self, prompt: str, formatted: bool = False, **options: Any) -> CompletionResponse:
        self.asked.append(prompt)
        return CompletionResponse(text=self.says[min(len(self.asked), len(self.says)) - 1])

    def stream_complete(self, prompt: str, formatted: bool = False, **options: Any) -> Any:
        yield self.complete(prompt, formatted)


def tool_of(bay: Rag) -> QueryEngineTool:
    return QueryEngineTool.from_defaults(
        BylineQueryEngine(bay), name="news", description="Answers about the news of a bay."
    )


@pytest.mark.parametrize("side_by_side", [False, True])
def test_a_sub_question_engine_asks_it_and_keeps_its_spans(bay: Rag, side_by_side: bool) -> None:
    parts = [QUESTION, "How long is the new bridge?"]
    asks = json.dumps([{"sub_question": each, "tool_name": "news"} for each in parts])
    llm = Scripted(says=[asks, "Norway, and 840 metres."])
    engine = SubQuestionQueryEngine.from_defaults(
        [tool_of(bay)],
        llm=llm,
        question_gen=LLMQuestionGenerator.from_defaults(llm=llm),
        response_synthesizer=get_response_synthesizer(llm=llm),
        use_async=side_by_side,
        verbose=False,
    )
    response = engine.query("Who rejected the quota, and how long is the bridge?")
    assert str(response) == "Norway, and 840 metres."
    assert "Norwegian fisheries ministry rejected" in llm.asked[-1]
    assert "840 metres long" in llm.asked[-1]
    cited = [each for each in response.source_nodes if "n" in each.node.metadata]
    assert spans(bay, cited) == [each.text for each in cited]
    assert {each.node.metadata["article_id"] for each in cited} > {"https://inland.example/bridge"}


def test_an_agent_uses_it_as_a_tool(bay: Rag) -> None:
    def answers(messages: Sequence[ChatMessage], **options: Any) -> ChatMessage:
        heard = [str(each.content) for each in messages if each.role == "tool"]
        if heard:
            return ChatMessage(role="assistant", content=f"I read: {heard[-1]}")
        return ChatMessage(role="assistant", content="I look it up.")

    class Calling(MockFunctionCallingLLM):
        """Calls the tool once, with the question as it was asked."""

        def get_tool_calls_from_response(
            self, response: Any, error_on_no_tool_call: bool = True, **options: Any
        ) -> list[ToolSelection]:
            if response.message.content != "I look it up.":
                return []
            return [ToolSelection(tool_id="1", tool_name="news", tool_kwargs={"input": QUESTION})]

    async def run() -> tuple[str, list[ToolCallResult]]:
        agent = FunctionAgent(
            tools=[tool_of(bay)], llm=Calling(response_generator=answers), streaming=False
        )
        handler = agent.run(QUESTION)
        calls = [e async for e in handler.stream_events() if isinstance(e, ToolCallResult)]
        return str(await handler), calls

    said, (call,) = asyncio.run(run())
    answer = bay.ask(QUESTION)
    assert said == f"I read: {answer.text}"
    response = call.tool_output.raw_output
    assert [each.text for each in response.source_nodes] == [c.quote for c in answer.citations]
