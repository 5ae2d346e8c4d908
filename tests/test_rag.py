"""The public Rag, as a program uses it: asking, streaming, searching, filters, threads, change."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from rag import Rag
from rag.errors import (
    ArticleNotFound,
    BylineError,
    HistoryError,
    LibraryNotFound,
    RevisionNotFound,
    SettingsError,
    UnknownSource,
    UsageError,
)
from rag.types import Answer, Delta, Done, Event, Found, SentenceDone, Status, Turn

QUESTIONS = [
    "Who opened the bridge over the Tarrow?",
    "How did Norway react to Denmark's plan?",
    "how did norway and sweden react to denmark's plan",
    "What did Rosa Lindqvist say?",
    "How many nests does Noor Haddad count?",
    "What do the herons feed on?",
    "When did the crews stop work and who built the bridge?",
    "What did Brazil say about the plan?",
    "Who is Peter Holm?",
    "herring",
    "hello",
    "latest news",
    "Who wrote the article about the herons?",
    "What did the Inland Post report about herring?",
    "???",
    "Comment les équipages ont-ils réagi ?",
    "Japan is an island. " * 150,
]


def without_clocks(answer: Answer) -> dict[str, Any]:
    held = answer.to_dict()
    for name in ("timings_ms", "trace_id"):
        del held[name]
    held["understood"] = {**held["understood"], "asked_at": None}
    return held


def done(events: list[Event]) -> Answer:
    last = events[-1]
    assert isinstance(last, Done)
    return last.answer


def write(folder: Path, name: str, text: str, **fields: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    path = folder / name
    path.write_text(f"---\n{head}---\n\n{text}\n" if head else f"{text}\n", encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rag]:
    """An empty place for a library, with a folder ``articles`` beside it."""
    with Rag.open(tmp_path / "index") as rag:
        yield rag


# --- asking and streaming -----------------------------------------------------------------


def test_a_folder_in_place_of_settings_is_told_how_to_be_opened() -> None:
    with pytest.raises(UsageError, match=r"Rag takes Settings; .*Rag\.open\('library'\)"):
        Rag("library")  # type: ignore[arg-type]  # the mistake


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_of_every_answer_is_its_revisions_exact_words(
    bay: Rag, asked: Callable[[str], Answer], question: str
) -> None:
    answer = asked(question)
    for citation in answer.citations:
        article = bay.article(citation.article_id, citation.revision)
        assert article.text[citation.start : citation.end] == citation.quote
    for passage in answer.passages:
        article = bay.article(passage.article_id, passage.revision)
        assert article.text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_stream_and_ask_agree_and_events_come_in_order(
    bay: Rag, asked: Callable[[str], Answer], question: str
) -> None:
    events = list(bay.stream(question))
    answer = done(events)
    assert without_clocks(answer) == without_clocks(asked(question))
    assert isinstance(events[0], Found)
    assert sum(isinstance(event, Found) for event in events) == 1
    assert sum(isinstance(event, Done) for event in events) == 1
    kept = [event.sentence.text for event in events if isinstance(event, SentenceDone)]
    if kept:
        assert " ".join(kept) == answer.text
        assert "".join(e.text for e in events if isinstance(e, Delta)) == answer.text
    assert bool(kept) is bool(answer.sentences)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_json_as_it_is(asked: Callable[[str], Answer], question: str) -> None:
    held = asked(question).to_dict()
    assert json.loads(json.dumps(held, ensure_ascii=False)) == held
    assert held["schema"] == 1


def test_the_same_question_in_lower_case_is_answered_too(bay: Rag) -> None:
    answer = bay.ask("how did sweden react to denmark's plan")
    assert answer.status is Status.ANSWERED
    assert "welcomed the plan" in answer.text


def test_a_span_after_emoji_is_counted_in_code_points(bay: Rag) -> None:
    answer = bay.ask("How many nests does Noor Haddad count?")
    citation = next(c for c in answer.citations if "46 nests" in c.quote)
    text = bay.article(citation.article_id).text
    before = text[: citation.start]
    assert "👩‍👩‍👧" in before
    assert len(before.encode("utf-16-le")) // 2 > len(before)
    assert text[citation.start : citation.end] == citation.quote


def test_a_wrong_argument_raises_before_the_first_event(bay: Rag) -> None:
    with pytest.raises(UsageError, match="empty"):
        bay.stream("   ")
    with pytest.raises(UsageError, match="5,000"):
        bay.stream("x" * 5000)
    with pytest.raises(UsageError, match="since must be a day"):
        bay.stream("Who?", since="soon")
    with pytest.raises(UnknownSource):
        bay.stream("Who?", source="Nobody's Gazette")
    with pytest.raises(HistoryError):
        bay.stream("Who?", history="Who?")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "history",
    ["text", 7, [None], ["Who?"], [{"role": "user"}], [{"role": "robot", "text": "x"}], {"a": 1}],
)
def test_a_history_of_another_shape_is_refused_with_what_is_wanted(bay: Rag, history: Any) -> None:
    with pytest.raises(HistoryError, match="turn"):
        bay.ask("And Sweden?", history=history)


def test_odd_but_well_formed_histories_do_no_harm(bay: Rag) -> None:
    for history in (
        [Turn("assistant", "Who?")],
        [Turn("user", "")],
        [Turn("user", "???"), Turn("assistant", "")],
        [Turn("user", "x" * 20_000)],
        [{"role": "user", "content": "🙂"}] * 400,
    ):
        assert bay.ask("How did Sweden react to the plan?", history=history).citations


# --- threads of conversation ----------------------------------------------------------------


def test_a_conversation_is_followed_through_its_turns(bay: Rag) -> None:
    first = bay.ask("How did Norway react to Denmark's plan?")
    second = bay.ask("And Sweden?", history=first.turns)
    third = bay.ask("What did it say?", history=second.turns)
    assert second.question == "And Sweden?"
    assert second.understood.text == "How did Sweden react to Denmark's plan?"
    assert "Sweden's government welcomed" in second.text
    assert third.understood.text.startswith("What did Sweden say")
    assert [turn.role for turn in third.turns] == ["user", "assistant"] * 3


def test_an_answer_itself_or_its_json_is_a_history(bay: Rag) -> None:
    first = bay.ask("How did Norway react to Denmark's plan?")
    by_turns = bay.ask("And Sweden?", history=first.turns)
    by_answer = bay.ask("And Sweden?", history=first)
    by_json = bay.ask("And Sweden?", history=json.loads(json.dumps(first.to_dict()))["turns"])
    assert without_clocks(by_turns) == without_clocks(by_answer) == without_clocks(by_json)


def test_a_question_leaves_no_memory_in_rag(bay: Rag) -> None:
    alone = without_clocks(bay.ask("And Sweden?"))
    bay.ask("How did Norway react to Denmark's plan?")
    assert without_clocks(bay.ask("And Sweden?")) == alone


# --- searching and filters --------------------------------------------------------------------


@pytest.mark.parametrize("k", [1, 3, 50])
def test_search_gives_at_most_k_passages_best_first_with_scores(bay: Rag, k: int) -> None:
    found = bay.search("herring quota", k=k)
    assert 1 <= len(found) <= k
    scores = [p.score.final for p in found]
    assert None not in scores
    assert scores == sorted(scores, key=lambda s: -(s or 0.0))
    for passage in found:
        assert bay.article(passage.article_id).text[passage.start : passage.end] == passage.text


def test_a_score_tells_each_way_a_passage_was_found(bay: Rag) -> None:
    best = bay.search("herring quota")[0]
    assert best.score.keyword is not None
    assert best.score.vector is not None
    assert best.score.date is None


def test_k_of_one_still_answers(bay: Rag) -> None:
    answer = bay.ask("Who opened the bridge over the Tarrow?", k=1)
    assert answer.status is Status.ANSWERED
    assert len(answer.passages) == 1


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Coast Daily", {"Coast Daily"}),
        ("coast daily", {"Coast Daily"}),
        (["Coast Daily", "Inland Post"], {"Coast Daily", "Inland Post"}),
        ("North Wire", {"Coast Daily", "Inland Post"}),
    ],
)
def test_a_source_is_an_outlet_or_a_credit_in_any_case_and_several_are_or(
    bay: Rag, source: str | list[str], seen: set[str]
) -> None:
    found = bay.search("herring quota plan", k=20, source=source)
    assert {p.source for p in found} == seen
    if source == "North Wire":
        assert all(p.credits == ("North Wire",) for p in found)


def test_filters_and_each_other(bay: Rag) -> None:
    found = bay.search("herring", k=20, source="Inland Post", since="2022-02-11")
    assert {p.article_id for p in found} == {"bay/quota-echo.md"}


@pytest.mark.parametrize(
    ("since", "until", "names"),
    [
        ("2022-02-12", "2022-02-12", {"quota-norway"}),
        ("2022-02-12", None, {"quota-norway", "quota-echo", "settlement", "walkout"}),
        (None, "2022-02-12", {"quota-norway", "quota-denmark", "bridge"}),
        (date(2023, 5, 1), datetime(2023, 5, 10, 23, tzinfo=UTC), {"walkout"}),
    ],
)
def test_since_and_until_are_inclusive_days(
    bay: Rag, since: Any, until: Any, names: set[str]
) -> None:
    found = bay.search("herring crews bridge", k=50, since=since, until=until)
    assert {Path(p.article_id).stem for p in found} == names
    assert {Path(a.id).stem for a in bay.articles(since=since, until=until)} == names


def test_undated_articles_are_left_out_by_a_readers_dates_and_counted(bay: Rag) -> None:
    answer = bay.ask("How many nests does Noor Haddad count?", since="2020-01-01")
    assert answer.status is Status.NOT_FOUND
    assert any("1 undated article" in note for note in answer.notes)
    assert bay.ask("How many nests does Noor Haddad count?").notes == ()


def test_an_unknown_source_is_an_error_that_names_near_ones(bay: Rag) -> None:
    with pytest.raises(UnknownSource, match="Coast Daily") as raised:
        bay.ask("herring", source="Cost Daily")
    assert "Coast Daily" in raised.value.near
    with pytest.raises(UnknownSource, match="this library has"):
        bay.search("herring", source="Xylophone Weekly")


def test_a_filter_that_matches_nothing_names_the_sources_and_dates_there_are(bay: Rag) -> None:
    answer = bay.ask("herring quota", source="Coast Daily", until="1999-12-31")
    assert answer.status is Status.NOT_FOUND
    assert answer.passages == ()
    notes = " ".join(answer.notes)
    for words in ("Coast Daily", "Inland Post", "North Wire", "2021-09-30", "2023-05-11"):
        assert words in notes


def test_an_outlet_named_in_the_question_is_searched_alone(bay: Rag) -> None:
    answer = bay.ask("What did the Inland Post report about herring?")
    assert answer.understood.sources == ("Inland Post",)
    assert {c.source for c in answer.citations} == {"Inland Post"}


def test_a_date_of_publication_in_the_question_gives_way_when_nothing_remains(bay: Rag) -> None:
    answer = bay.ask("Which articles from 1990 tell who opened the bridge over the Tarrow?")
    assert any("searched without that" in note for note in answer.notes)
    assert answer.passages


def test_the_day_asked_at_hides_nothing_unless_as_of_is_said(bay: Rag) -> None:
    question = "Who opened the bridge over the Tarrow?"
    assert bay.ask(question, asked_at="2021-01-01").status is Status.ANSWERED
    assert bay.ask(question, asked_at="2021-01-01", as_of=True).status is Status.NOT_FOUND
    nests = bay.ask("How many nests does Noor Haddad count?", asked_at="2021-01-01", as_of=True)
    assert nests.status is Status.ANSWERED, "an undated article is not known to be later"


def test_the_moment_asked_at_is_part_of_what_was_understood(bay: Rag) -> None:
    tokyo = timezone(timedelta(hours=9))
    moment = datetime(2022, 12, 20, 9, tzinfo=tokyo)
    assert bay.ask("hello", asked_at=moment).understood.asked_at == moment
    assert bay.ask("hello", asked_at="2022-12-20").understood.asked_at == date(2022, 12, 20)
    now = bay.ask("hello").understood.asked_at
    assert isinstance(now, datetime)
    assert now.tzinfo is not None


def test_at_most_two_passages_of_one_article_stand_among_the_first_five(
    own: Rag, tmp_path: Path
) -> None:
    """One long log of a dredger against four short reports of the same mud."""
    articles = tmp_path / "articles"
    log = " ".join(
        f"On day {n} the dredger Bittern took {n * 7} loads of mud from the harbour basin."
        for n in range(1, 90)
    )
    write(articles, "log.md", log, title="The log of the dredger Bittern")
    for n, town in enumerate(("Orrin", "Salby", "Tessing", "Ulm Quay")):
        write(
            articles,
            f"report-{n}.md",
            f"Mud from the harbour basin of {town} is brought to sea. The dredger Bittern took "
            f"{n + 3} loads of mud on Monday, the harbour office of {town} wrote.",
            title=f"Mud leaves the harbour of {town}",
        )
    own.ingest(articles)
    found = own.search("loads of mud from the harbour basin by the dredger Bittern", k=8)
    first = [p.article_id for p in found[:5]]
    assert max(first.count(each) for each in first) <= 2
    assert len(set(first)) >= 3


# --- what there is, and what there is not -------------------------------------------------------


def test_a_missing_library_is_an_error_that_says_how_to_make_one(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "nothing") as rag:
        for call in (lambda: rag.ask("Who?"), lambda: rag.search("Who?"), rag.articles, rag.status):
            with pytest.raises(LibraryNotFound, match="rag ingest"):
                call()
    assert not (tmp_path / "nothing").exists()


def test_an_empty_library_asks_for_articles(own: Rag, tmp_path: Path) -> None:
    empty = tmp_path / "articles"
    empty.mkdir()
    own.ingest(empty)
    for question in ("hello", "what is in here?"):
        assert "no articles here yet" in own.ask(question).text
    answer = own.ask("Who opened the bridge over the Tarrow?")
    assert answer.status is Status.NOT_FOUND
    assert answer.passages == ()
    assert own.ask("latest news").status is Status.NOT_FOUND
    assert len(own.search("bridge")) == 0
    assert own.examples() == ()


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        Rag.open(tmp_path, colour="green")


@pytest.mark.parametrize("article_id", ["nobody.md", "", "../../etc/passwd", "bay"])
def test_an_unknown_article_is_an_error_by_its_name(bay: Rag, article_id: str) -> None:
    with pytest.raises(ArticleNotFound):
        bay.article(article_id)


def test_the_examples_that_are_offered_are_answered(bay: Rag) -> None:
    offered = bay.examples(2)
    assert 1 <= len(offered) <= 2
    assert all(bay.ask(question).status is Status.ANSWERED for question in offered)


def test_an_article_is_known_by_any_form_of_its_address(own: Rag, tmp_path: Path) -> None:
    row = {
        "url": "https://www.inland.example/2021/bridge?utm_source=feed",
        "title": "A new bridge",
        "text": "The mayor opened the bridge over the Tarrow on Thursday. It is 840 metres long.",
    }
    odd = {**row, "id": "https://m.inland.example/odd/", "url": None, "text": "The mill burned."}
    rows = tmp_path / "rows.jsonl"
    rows.write_text("\n".join(json.dumps(each) for each in (row, odd)), encoding="utf-8")
    own.ingest(rows)
    kept = "https://www.inland.example/2021/bridge"
    for form in (kept, f"{kept}/", "HTTPS://WWW.Inland.example/2021/bridge#top", row["url"]):
        assert own.article(form).id == kept
        assert own.dossier(form).article.id == kept
    # An id that was given stays the id it is.
    assert own.article("https://m.inland.example/odd/").text == "The mill burned."
    with pytest.raises(ArticleNotFound):
        own.article("https://www.inland.example/2021/ferry")
    own.remove(f"{kept}?utm_campaign=x")
    with pytest.raises(ArticleNotFound):
        own.article(kept)


# --- articles that change -------------------------------------------------------------------------


def test_a_citation_opens_its_own_revision_after_the_article_was_replaced(
    own: Rag, tmp_path: Path
) -> None:
    articles = tmp_path / "articles"
    write(articles, "inn.md", "The inn has 12 beds. Its cook is Lena Orr.", title="The inn")
    own.ingest(articles)
    before = own.ask("How many beds does the inn have?")
    (citation,) = [c for c in before.citations if "12 beds" in c.quote]
    write(articles, "inn.md", "Since May the inn has 19 beds. Its cook left.", title="The inn")
    report = own.ingest(articles)
    assert len(report.updated) == 1
    old = own.article(citation.article_id, citation.revision)
    assert old.text[citation.start : citation.end] == citation.quote
    after = own.ask("How many beds does the inn have?")
    assert "19 beds" in after.text
    assert "12 beds" not in after.text
    assert after.citations[0].revision > citation.revision
    with pytest.raises(RevisionNotFound):
        own.article(citation.article_id, 9999)


def test_a_removed_article_answers_no_more_and_a_purged_one_cannot_be_opened(
    own: Rag, tmp_path: Path
) -> None:
    articles = tmp_path / "articles"
    write(articles, "inn.md", "The inn has 12 beds, its owner said.", title="The inn")
    write(articles, "mill.md", "The mill closed in 2019 after a flood.", title="The mill")
    own.ingest(articles)
    inn = own.ask("How many beds does the inn have?").citations[0]
    mill = own.ask("When did the mill close?").citations[0]
    own.remove(inn.article_id)
    own.remove(mill.article_id, purge=True)
    for question in ("How many beds does the inn have?", "When did the mill close?"):
        assert own.ask(question).status is Status.NOT_FOUND
        assert len(own.search(question)) == 0
    assert own.articles() == []
    assert own.article(inn.article_id, inn.revision).text.startswith("The inn")
    with pytest.raises(BylineError):
        _ = own.article(mill.article_id, mill.revision).text[mill.start : mill.end] == mill.quote


# --- many at once -------------------------------------------------------------------------------


def test_sixteen_threads_ask_while_another_ingests(own: Rag, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    for n in range(8):
        write(
            articles,
            f"inn-{n}.md",
            f"The Inn of House Number{n} has {n + 20} beds. Its cook is fond of fish.",
            title=f"An inn called Number{n}",
        )
    own.ingest(articles)

    def ask(n: int) -> tuple[int, Answer]:
        return n, own.ask(f"How many beds does the Inn of House Number{n % 8} have?")

    def ingest() -> int:
        for n in range(8):
            write(
                articles,
                f"more-{n}.md",
                f"Ferry Extra{n} carries {n + 50} carts.",
                title=f"Extra{n}",
            )
            own.ingest(articles)
        return len(own.articles())

    with ThreadPoolExecutor(17) as pool:
        ingested = pool.submit(ingest)
        answers = list(pool.map(ask, range(32)))
    assert ingested.result() == 16
    for n, answer in answers:
        assert f"{n % 8 + 20} beds" in answer.text
        for citation in answer.citations:
            text = own.article(citation.article_id, citation.revision).text
            assert text[citation.start : citation.end] == citation.quote


def test_asking_without_waiting_gives_the_same(bay: Rag) -> None:
    async def both() -> tuple[Answer, list[Event]]:
        answer = await bay.aask("How did Sweden react to the plan?", asked_at="2023-06-01")
        events = [
            event
            async for event in bay.astream(
                "How did Sweden react to the plan?", asked_at="2023-06-01"
            )
        ]
        return answer, events

    answer, events = asyncio.run(both())
    plain = bay.ask("How did Sweden react to the plan?", asked_at="2023-06-01")
    assert without_clocks(answer) == without_clocks(done(events)) == without_clocks(plain)
    assert isinstance(events[0], Found)


def test_many_can_ask_without_waiting_at_once(bay: Rag) -> None:
    async def many() -> list[Answer]:
        return await asyncio.gather(
            *(bay.aask("Who opened the bridge over the Tarrow?") for _ in range(8))
        )

    answers = asyncio.run(many())
    assert len({answer.text for answer in answers}) == 1


def test_a_stream_that_is_closed_early_leaves_no_thread(bay: Rag) -> None:
    async def peek() -> Event:
        events = bay.astream("How did Norway react to Denmark's plan?")
        first = await anext(events)
        await events.aclose()  # type: ignore[attr-defined]
        return first

    def of_streams() -> list[str]:
        return [t.name for t in threading.enumerate() if t.name.startswith("byline-stream")]

    assert isinstance(asyncio.run(peek()), Found)
    assert of_streams() == []


def test_a_wrong_argument_of_an_asynchronous_stream_is_raised_to_its_caller(bay: Rag) -> None:
    async def first() -> Event:
        return await anext(bay.astream(""))

    with pytest.raises(UsageError, match="empty"):
        asyncio.run(first())
    with pytest.raises(UsageError, match="empty"):
        asyncio.run(bay.aask("  "))


def test_a_plain_stream_may_be_left_early(bay: Rag) -> None:
    events = bay.stream("How did Norway react to Denmark's plan?")
    assert isinstance(next(events), Found)
    events.close()  # type: ignore[attr-defined]
    assert bay.ask("How did Sweden react to the plan?").citations


def test_a_closed_rag_opens_again_when_asked(tmp_path: Path) -> None:
    write(tmp_path / "articles", "inn.md", "The inn has 12 beds.", title="The inn")
    rag = Rag.open(tmp_path / "index")
    rag.ingest(tmp_path / "articles")
    rag.close()
    rag.close()
    assert "12 beds" in rag.ask("How many beds does the inn have?").text
    rag.close()
