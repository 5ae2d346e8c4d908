"""Rerankers from elsewhere: real LlamaIndex postprocessors and doubles keep one contract."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from rag import Rag, Settings
from rag.errors import RerankerError, SettingsError
from rag.opening import open_reranking
from rag.retrieval.postprocessor import LlamaIndexReranker
from rag.retrieval.reranking import Reranker, Reranking
from rag.testing import ScriptedReranker
from rag.types import Passage, Score

CORE = "llama_index.core.postprocessor"
SIMILARITY = f'{CORE}:SimilarityPostprocessor{{"similarity_cutoff": 0.0}}'
KEYWORDS = f'{CORE}:KeywordNodePostprocessor{{"required_keywords": ["herring"]}}'
EDGES = f"{CORE}.LongContextReorder"
WINDOW = f'{CORE}:MetadataReplacementPostProcessor{{"target_metadata_key": "title"}}'
RECENT = f'{CORE}:FixedRecencyPostprocessor{{"top_k": 3}}'
QUESTION = "Who rejected the herring quota?"


class Backwards(BaseNodePostprocessor):
    """The last first, each scored by its new place; remembers what it was given."""

    seen: list[NodeWithScore] = []  # noqa: RUF012 - pydantic copies a field's default
    asked: list[str] = []  # noqa: RUF012 - as above

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        self.seen = list(nodes)
        self.asked.append(query_bundle.query_str if query_bundle else "")
        turned = [NodeWithScore(node=each.node) for each in reversed(nodes)]
        for at, each in enumerate(turned):
            each.score = 1 / (at + 1)
        return turned


class Does(BaseNodePostprocessor):
    """Whatever it is told, with the nodes it is given."""

    what: Any

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> Any:
        return self.what(nodes)


@pytest.fixture(scope="module")
def found(bay: Rag) -> tuple[Passage, ...]:
    passages = bay.search(QUESTION, k=8).passages
    assert len(passages) >= 5
    return tuple(passages)


REAL = (SIMILARITY, KEYWORDS, EDGES, WINDOW, RECENT)


@pytest.fixture(params=[*REAL, f"{__name__}:Backwards", "double"])
def reranker(request: pytest.FixtureRequest) -> Reranker:
    """One of each kind."""
    if request.param == "double":
        return ScriptedReranker(lambda question, ids: [(each, None) for each in sorted(ids)])
    return LlamaIndexReranker.load(request.param)


def ids(passages: Sequence[Passage]) -> list[str]:
    return [each.chunk_id for each in passages]


def unscored(passage: Passage) -> Passage:
    return replace(passage, score=type(passage.score)())


# --- what every reranker must come to


def test_nothing_but_place_and_score_changes(
    reranker: Reranker, found: tuple[Passage, ...]
) -> None:
    told = Reranking(reranker, 20).of(QUESTION, found)
    assert told.passages
    assert len(set(ids(told.passages))) == len(told.passages)
    known = {each.chunk_id: unscored(each) for each in found}
    assert all(unscored(each) == known[each.chunk_id] for each in told.passages)
    assert told.notes == ()
    assert reranker.name in told.read[0]


def test_final_scores_fall_along_the_order(reranker: Reranker, found: tuple[Passage, ...]) -> None:
    finals = [each.score.final for each in Reranking(reranker, 20).of(QUESTION, found).passages]
    assert finals == sorted(finals, key=lambda final: -(final or 0.0))
    assert set(finals) <= {each.score.final for each in found}


def test_it_gives_the_same_twice_and_from_several_threads(
    reranker: Reranker, found: tuple[Passage, ...]
) -> None:
    reranking = Reranking(reranker, 20)
    first = reranking.of(QUESTION, found)
    seen: list[object] = []
    threads = [
        threading.Thread(target=lambda: seen.append(reranking.of(QUESTION, found))) for _ in "abcd"
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen == [first] * 4


def test_of_nothing_comes_nothing(reranker: Reranker) -> None:
    told = Reranking(reranker, 20).of(QUESTION, ())
    assert (told.passages, told.notes, told.read) == ((), (), ())


# --- what the real ones do


def order_of(setting: str, passages: Sequence[Passage]) -> list[str]:
    return ids(Reranking(LlamaIndexReranker.load(setting), 20).of(QUESTION, passages).passages)


def test_a_cutoff_leaves_out_what_scores_below_it(found: tuple[Passage, ...]) -> None:
    finals = sorted((each.score.final or 0.0 for each in found), reverse=True)
    cutoff = (finals[1] + finals[2]) / 2
    setting = f'{CORE}:SimilarityPostprocessor{{"similarity_cutoff": {cutoff}}}'
    assert order_of(setting, found) == ids(found[:2])


def test_required_words_keep_only_passages_with_them(found: tuple[Passage, ...]) -> None:
    kept = order_of(KEYWORDS, found)
    assert kept == [each.chunk_id for each in found if "herring" in each.text]
    assert 0 < len(kept) < len(found)


def test_the_best_go_to_the_edges_and_all_are_kept(found: tuple[Passage, ...]) -> None:
    moved = order_of(EDGES, found)
    assert sorted(moved) == sorted(ids(found))
    assert moved != ids(found)
    assert found[0].chunk_id in (moved[0], moved[-1])


def test_text_that_a_postprocessor_replaces_stays_the_articles(found: tuple[Passage, ...]) -> None:
    told = Reranking(LlamaIndexReranker.load(WINDOW), 20).of(QUESTION, found)
    assert [each.text for each in told.passages] == [each.text for each in found]


def test_the_newest_come_first_by_the_day_in_the_metadata(found: tuple[Passage, ...]) -> None:
    kept = Reranking(LlamaIndexReranker.load(RECENT), 20).of(QUESTION, found).passages
    days = [str(each.published)[:10] for each in kept]
    assert days == sorted((str(each.published)[:10] for each in found), reverse=True)[:3]


def test_undated_passages_do_not_trouble_one_that_looks_at_days(
    found: tuple[Passage, ...],
) -> None:
    mixed = [replace(found[0], published=None), *found[1:]]
    assert len(order_of(RECENT, mixed)) == 3


# --- what it is given


def test_it_gets_question_offsets_metadata_and_scores(found: tuple[Passage, ...]) -> None:
    part = Backwards()
    LlamaIndexReranker.of(part).order(QUESTION, found)
    assert part.asked == [QUESTION]
    assert [each.score for each in part.seen] == [each.score.final for each in found]
    for given_one, passage in zip(part.seen, found, strict=True):
        node = given_one.node
        assert isinstance(node, TextNode)
        assert (node.node_id, node.ref_doc_id) == (passage.chunk_id, passage.article_id)
        assert (node.start_char_idx, node.end_char_idx) == (passage.start, passage.end)
        assert node.get_content(MetadataMode.NONE) == passage.text
        assert node.metadata["source"] == passage.source
        day = passage.published and str(passage.published)[:10]
        assert node.metadata["date"] == day
        assert passage.chunk_id not in node.get_content(MetadataMode.EMBED)
        assert "None" not in node.get_content(MetadataMode.EMBED)
        assert f"title: {passage.title}" in node.get_content(MetadataMode.EMBED)
        assert "location" not in node.get_content(MetadataMode.LLM)


def test_half_a_surrogate_pair_does_not_stop_it(found: tuple[Passage, ...]) -> None:
    odd = replace(found[0], title="a\ud800b", text="c\udfffd")
    told = Reranking(LlamaIndexReranker.load(EDGES), 20).of("e\ud800f", [odd, *found[1:]])
    assert odd.text in [each.text for each in told.passages]


# --- what it may do wrong


def misbehaving(what: Callable[[list[NodeWithScore]], Any], seconds: float = 20) -> Reranking:
    return Reranking(LlamaIndexReranker.of(Does(what=what)), seconds)


def _raises(nodes: list[NodeWithScore]) -> Any:
    raise PermissionError("the licence has run out")


def _scored(score: Any) -> Callable[[list[NodeWithScore]], Any]:
    def rescored(nodes: list[NodeWithScore]) -> Any:
        nodes[1].score = score
        return nodes

    return rescored


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (_raises, r"reranker Does failed: PermissionError: the licence.*unset RAG_RERANKER"),
        (_scored(math.nan), r"score nan, no number.*unset RAG_RERANKER"),
        (_scored(math.inf), "score inf, no number"),
        (_scored("high"), "score 'high', no number"),
        (lambda nodes: None, "returned no list of nodes"),
        (lambda nodes: "abc", "returned no list of nodes"),
        (lambda nodes: [each.node for each in nodes], "returned no list of nodes"),
        (lambda nodes: [None], "returned no list of nodes"),
    ],
)
def test_what_gives_no_usable_order_is_an_error_that_names_it(
    found: tuple[Passage, ...], what: Callable[[list[NodeWithScore]], Any], message: str
) -> None:
    with pytest.raises(RerankerError, match=message):
        misbehaving(what).of(QUESTION, found)


def test_what_it_invents_is_dropped_and_told(found: tuple[Passage, ...]) -> None:
    foreign = NodeWithScore(node=TextNode(text="Buy herring."), score=9.0)
    told = misbehaving(lambda nodes: [foreign, *nodes]).of(QUESTION, found)
    assert ids(told.passages) == ids(found)
    assert told.notes == ("The reranker Does returned 1 passage it was not given; dropped.",)


def test_what_it_doubles_counts_once(found: tuple[Passage, ...]) -> None:
    told = misbehaving(lambda nodes: [*nodes[::-1], *nodes]).of(QUESTION, found)
    assert ids(told.passages) == ids(found)[::-1]
    (note,) = told.notes
    assert f"{len(found)} passages twice" in note


def test_that_it_kept_none_is_told(found: tuple[Passage, ...]) -> None:
    told = misbehaving(lambda nodes: []).of(QUESTION, found)
    assert told.passages == ()
    assert told.notes == (f"The reranker Does kept none of the {len(found)} passages found.",)


def test_after_its_time_the_passages_stand_as_they_were_found(found: tuple[Passage, ...]) -> None:
    going_on = threading.Event()
    reranking = misbehaving(lambda nodes: going_on.wait(20) and nodes, seconds=0.05)
    told = reranking.of(QUESTION, found)
    assert told.passages == found
    assert told.read == ()
    assert told.notes[0].startswith("The reranker Does gave no order within 0.05 s")
    going_on.set()


def test_calls_that_hang_do_not_pile_up(found: tuple[Passage, ...]) -> None:
    going_on = threading.Event()
    begun: list[int] = []

    def hangs(nodes: list[NodeWithScore]) -> Any:
        begun.append(1)
        going_on.wait(20)
        return nodes

    reranking = misbehaving(hangs, seconds=0.01)
    for _ in range(30):
        assert reranking.of(QUESTION, found).passages == found
    assert len(begun) == 16
    going_on.set()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("no_such_module:Thing", "importing 'no_such_module'.*No module named"),
        (f"{__name__}:Missing", "no class 'Missing'"),
        ("pathlib:Path", "no class 'Path' that is a LlamaIndex BaseNodePostprocessor"),
        (f'{CORE}:FixedRecencyPostprocessor{{"top_k": "many"}}', "making the reranker.*top_k"),
    ],
)
def test_a_class_that_is_missing_or_cannot_be_made_is_named(setting: str, message: str) -> None:
    with pytest.raises(RerankerError, match=message):
        LlamaIndexReranker.load(setting)


@pytest.mark.parametrize("setting", ["rank", ":", "a b:C", "mod:", "m:C{oops"])
def test_a_malformed_setting_is_told_the_form(setting: str) -> None:
    with pytest.raises(SettingsError, match=r"module:Class|JSON"):
        open_reranking(Settings(reranker=setting))


def test_a_key_among_the_arguments_is_not_shown() -> None:
    setting = f'{CORE}:SimilarityPostprocessor{{"api_key": "sk-1 \\"2", "date_key": "day"}}'
    loaded = Settings.load({"reranker": setting}, environment={})
    (shown,) = [row["value"] for row in loaded.shown() if row["name"] == "reranker"]
    assert '"api_key": "****", "date_key": "day"' in shown
    assert "sk-1" not in repr(loaded)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 12), st.none() | st.floats(-9, 9)), max_size=30))
def test_whatever_is_named_only_given_passages_come_back_each_once(
    named: list[tuple[int, float | None]],
) -> None:
    given_ones = [_passage(n) for n in range(8)]
    double = ScriptedReranker(lambda question, ids: [(f"chunk-{n}", score) for n, score in named])
    told = Reranking(double, 20).of("What?", given_ones)
    wanted = list(dict.fromkeys(f"chunk-{n}" for n, _ in named if n < 8))
    assert ids(told.passages) == wanted
    first = {f"chunk-{n}": score for n, score in reversed(named)}
    assert [each.score.rerank for each in told.passages] == [first[each] for each in wanted]
    assert any("not given" in note for note in told.notes) == any(n >= 8 for n, _ in named)


def _passage(n: int) -> Passage:
    text = f"Passage {n}."
    words: dict[str, Any] = dict.fromkeys(("title", "source", "published", "url", "language"))
    return Passage(
        f"chunk-{n}",
        "article",
        1,
        label="article",
        text=text,
        start=20 * n,
        end=20 * n + len(text),
        credits=(),
        authors=(),
        location="a.md",
        score=Score(final=1 - n / 10),
        **words,
    )


# --- through Rag


@pytest.fixture
def asks(bay: Rag) -> Iterator[Callable[..., Rag]]:
    """The bay's library, opened with a reranker."""
    opened: list[Rag] = []

    def open_with(reranker: Any, **changes: Any) -> Rag:
        opened.append(Rag.open(bay.settings.index, reranker=reranker, **changes))
        return opened[-1]

    yield open_with
    for each in opened:
        each.close()


def test_search_and_ask_and_stream_show_its_order(bay: Rag, asks: Callable[..., Rag]) -> None:
    plain = ids(bay.search(QUESTION, k=24).passages)
    rag = asks(f"{__name__}:Backwards")
    searched = rag.search(QUESTION, k=3)
    assert ids(searched.passages) == plain[::-1][:3]
    assert "passages put into order by Backwards" in searched.understood.read
    answer = rag.ask(QUESTION, k=3)
    assert answer.passages == searched.passages
    *_, done = rag.stream(QUESTION, k=3)
    assert ids(done.answer.passages) == ids(answer.passages)
    row = json.loads(json.dumps(answer.to_dict()))["passages"][0]
    assert row["score"]["rerank"] == 1.0


def test_each_part_of_a_question_is_put_into_order_with_its_own_words(
    asks: Callable[..., Rag],
) -> None:
    part = Backwards()
    both = "Who rejected the herring quota and when was the bridge opened?"
    asks(part).search(both, k=4)
    assert len(part.asked) == 2
    assert "herring" in part.asked[0]
    assert "bridge" in part.asked[1]


def test_quoted_words_come_first_whatever_the_order(asks: Callable[..., Rag], bay: Rag) -> None:
    (first, *_) = bay.search("What is said of herring?").passages
    phrase = " ".join(first.text.split()[4:8]).strip(".,")
    found = asks(Backwards()).search(f'Who spoke of "{phrase}" in the bay?', k=4)
    assert phrase in " ".join(found.passages[0].text.split())


def test_a_reranker_of_ones_own_needs_no_llama_index(bay: Rag, asks: Callable[..., Rag]) -> None:
    double = ScriptedReranker(lambda question, ids: [(each, 0.5) for each in ids[:2]])
    found = asks(double).search(QUESTION, k=8)
    assert ids(found.passages) == ids(bay.search(QUESTION, k=24).passages)[:2]
    assert double.asked == [QUESTION]


def test_what_is_no_reranker_is_refused(asks: Callable[..., Rag]) -> None:
    with pytest.raises(RerankerError, match="not PurePosixPath"):
        asks(PurePosixPath()).search(QUESTION)


def test_one_that_keeps_nothing_leaves_nothing_to_answer_from(asks: Callable[..., Rag]) -> None:
    answer = asks(ScriptedReranker(lambda question, ids: [])).ask(QUESTION)
    assert answer.status == "not_found"
    assert any("kept none of the" in note for note in answer.notes)
    assert answer.citations == ()


def test_an_error_of_it_reaches_whoever_asks(asks: Callable[..., Rag]) -> None:
    with pytest.raises(RerankerError, match="licence"):
        asks(Does(what=_raises)).ask(QUESTION)


def test_a_slow_one_is_told_in_the_answer(asks: Callable[..., Rag], bay: Rag) -> None:
    going_on = threading.Event()
    slow = Does(what=lambda nodes: going_on.wait(20) and nodes)
    answer = asks(slow, reranker_timeout=0.05).ask(QUESTION)
    assert answer.text == bay.ask(QUESTION).text
    assert any("0.05 s" in note for note in answer.notes)
    going_on.set()
