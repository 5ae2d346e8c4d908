"""From a question to an answer, step by step, as a stream of events.

Understand, search, then one of three ways to answer: from the records, by a model that is held to
the spans it cites, or by quoting. Whatever way, every citation is checked when it is made, and
the answer of ``ask`` is the last event of ``stream``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from rag.answering import origins, overview, records, silence, speaking
from rag.answering.chronicle import chronicle
from rag.answering.citations import CitationList, Copies
from rag.answering.composing import NONE_FOUND, composed
from rag.answering.comprehension import bundled
from rag.answering.deciding import Decided, decide, look
from rag.answering.draft import Draft, Request
from rag.answering.evidence import gather
from rag.answering.nearness import WordVectors
from rag.answering.news import add_news
from rag.answering.quoted_words import nowhere
from rag.answering.quoting import bearing, lead
from rag.answering.recording import recorded
from rag.answering.short import short_answer
from rag.answering.understanding import Meant, understand
from rag.answering.verify import Aids
from rag.answering.weighing import Evidence
from rag.answering.writer import Writer
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.apart import interleaved, retrieve_each
from rag.retrieval.copies import also_in
from rag.retrieval.diversity import few_copies
from rag.retrieval.question import Question, analyse
from rag.retrieval.rarity import Weights
from rag.retrieval.reranking import Reranking
from rag.retrieval.retriever import Retrieved
from rag.telemetry import step
from rag.types import Done, Event, Found, SearchResult, Status, Timeline, Turn, Verdict

READ = 24
"""Passages whose sentences are weighed; ``k`` of them are shown."""
QUOTES = "quotes"


class Answerer:
    """Answers from one library, with a model or without."""

    def __init__(
        self,
        library: Library,
        writer: Writer | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        self._library, self._writer, self._reranking = library, writer, reranking
        self._words = WordVectors(library.embed_texts)

    @property
    def mode(self) -> str:
        """``quotes``, or the name of the model that writes."""
        return self._writer.model.name if self._writer else QUOTES

    def stream(self, request: Request) -> Iterator[Event]:
        """``Found``, then text and sentences, then exactly one ``Done`` or ``Failed``."""
        begun = time.perf_counter()
        writer = recorded(self._writer_for(request), request.tape)
        writer = writer.for_one_answer() if writer else None
        with self._library.at_one_moment():
            meant = understand(request, self._library, writer)
        usage = (writer and writer.usage) or meant.usage
        draft = Draft(request, meant.understood, QUOTES, usage=usage, begun=begun)
        draft.clock("understand")
        if meant.asks_back:
            yield Found(())
            yield Done(_asking_back(draft, meant).finished())
            return
        questions = meant.questions
        reply = self._without_search(draft, analyse(meant.understood.text))
        if reply is not None:
            with step("compose", way="records"):
                yield from reply
            return
        bundled.begin()
        with self._library.at_one_moment():
            found = self._retrieved(request, questions, READ)
            _note_search(draft, found, self._library)
        draft.clock("search")
        yield Found(draft.passages)
        with step("weigh"), self._library.at_one_moment():
            decided = [self._decided(each) for each in found]
        draft.confidence = min(each.confidence for each in decided)
        draft.clock("weigh")
        if writer and meant.timed_out:
            draft.notes += ("The model did not answer in its time, so the articles are quoted.",)
        elif writer and any(not silence.unmentioned(q, self._library) for q in questions):
            copies = self._copies(request.chosen)
            aids = Aids(self._words, writer.entailment)
            ending = partial(self._news, draft, decided)
            with step("compose", way="model"):
                stands = yield from composed(
                    draft, writer, decided, self._library, copies, aids, ending
                )
            if stands:
                return
        with step("compose", way=QUOTES):
            yield from self._quoted(draft, decided)

    def _writer_for(self, request: Request) -> Writer | None:
        return None if "model" in request.without else self._writer

    def _retrieved(
        self, request: Request, questions: Sequence[Question], k: int
    ) -> list[Retrieved]:
        chosen, asking = request.chosen, request.asking
        if self._reranking is not None:
            k = max(k, READ)  # asking and searching give it the same to order
        return retrieve_each(self._library, questions, chosen, k, asking, self._reranking)

    def _decided(self, found: Retrieved) -> Decided:
        return decide(look(found, self._library, self._words), self._library)

    def _without_search(self, draft: Draft, question: Question) -> Iterator[Event] | None:
        """The answer to a question for all that somebody says, about the articles themselves, or
        about days alone."""
        said = speaking.all_said(question, self._library, draft.request, draft.understood)
        if said is not None:
            return speaking.told(draft, said)
        reply = records.reply(question, self._library, draft.request.chosen)
        if reply is not None:
            return self._from_records(draft, reply)
        found = overview.of_days(question, self._library, draft.request, draft.understood)
        if found is None:
            return None
        draft.understood, draft.notes = found.understood, found.notes
        return self._from_records(draft, found.reply)

    def quoting(
        self, question: str, history: Sequence[Turn] = (), chosen: Filter | None = None
    ) -> Iterator[Event]:
        """The stream of a plain question as quoting answers it, whatever model is set."""
        quoting = Answerer(self._library, reranking=self._reranking)
        return quoting.stream(Request(question, tuple(history), chosen or Filter()))

    def search(self, request: Request) -> SearchResult:
        """The passages alone, with how the question was understood."""
        with self._library.at_one_moment():
            return self._searched(request)

    def _searched(self, request: Request) -> SearchResult:
        writer = self._writer_for(request)
        writer = writer.for_one_answer() if writer else None
        meant = understand(request, self._library, writer)
        draft = Draft(request, meant.understood, QUOTES)
        if meant.asks_back:
            return SearchResult((), meant.understood, (meant.asks_back,))
        found = self._retrieved(request, meant.questions, request.k)
        _note_search(draft, found, self._library)
        draft.notes += nowhere(found)
        return SearchResult(draft.passages, draft.understood, draft.notes)

    def timeline(self, request: Request) -> Timeline:
        """What is told of a question, in the order of its days."""
        meant = understand(request, self._library)
        found = self._retrieved(request, meant.questions, request.k)
        cited = CitationList(self._copies(request.chosen))
        return chronicle(request, meant, found, self._evidence, cited)

    def _from_records(self, draft: Draft, reply: records.Reply) -> Iterator[Event]:
        yield Found(())
        cited = CitationList()
        for statement in reply.statements:
            if statement.article is None:
                yield from draft.say(statement.text, (), Verdict.SUPPORTED, ())
                continue
            quote = records.opening(statement.article)
            start = statement.article.text.index(quote)
            citation = cited.cite(statement.article, start, start + len(quote), quote)
            verdict = Verdict.VERBATIM if statement.quotes else Verdict.SUPPORTED
            yield from draft.say(statement.text, (citation.n,), verdict, (citation,))
        draft.citations = cited.all()
        if reply.gap is not None:
            draft.status, draft.gaps = Status.NOT_FOUND, (reply.gap,)
            draft.silence = f"{silence.NOT_FOUND} {reply.gap}"
        yield Done(draft.finished())

    def _quoted(self, draft: Draft, decided: Sequence[Decided]) -> Iterator[Event]:
        draft.mode = QUOTES
        cited = CitationList(self._copies(decided[0].found.used))
        for quote in chain.from_iterable(each.quotes for each in decided):
            known = len(cited.all())
            cites = quote.cite(cited)
            if cites[0].n > known:
                numbers = tuple(each.n for each in cites)
                new = tuple(each for each in cites if each.n > known)
                yield from draft.say(quote.words, numbers, Verdict.VERBATIM, new)
        draft.citations = cited.all()
        draft.notes += origins.notes(draft.citations)
        self._close(draft, decided)
        if draft.status is not Status.NOT_FOUND:
            self._head(draft, [each for each in decided if each.quotes])
            yield from self._news(draft, decided, cited)
        yield Done(draft.finished())

    def _close(self, draft: Draft, decided: Sequence[Decided]) -> None:
        """Status and gaps, by what is answered and what the passages mention at all."""
        found = [each.found for each in decided]
        silent = [each.silence for each in decided if each.silence]
        lacking = [gap for each in silent for gap in each.gaps]
        refused = (NONE_FOUND,) if draft.refused else ()
        draft.gaps = tuple(dict.fromkeys([*refused, *nowhere(found), *lacking]))
        draft.instead = silence.cited(silent)
        if len(silent) == len(decided):
            draft.status = Status.NOT_FOUND
            draft.silence = silence.in_words(draft.gaps, found, self._library)
            return
        answered = [each for each in decided if not each.silence]
        draft.gaps += tuple(gap for each in answered for gap in each.uncovered)
        draft.status = Status.PARTIAL if draft.gaps else Status.ANSWERED

    def _head(self, draft: Draft, answered: Sequence[Decided]) -> None:
        """The line that counts and the short answer, by the first part that is answered."""
        result, quotes = answered[0].found, answered[0].quotes
        searched = self._library.article_ids(result.used)
        telling = {quote.article.id for each in answered for quote in each.quotes}.union(
            *(bearing(each.found.question, each.evidence) for each in answered)
        )
        all_texts = self._library.near.different(searched)
        counted = "article" if all_texts == len(searched) else "text"
        n = self._library.near.different(telling)
        draft.lead = lead(result.question, n, all_texts, counted)
        draft.short = short_answer(result.question, quotes)

    def _copies(self, chosen: Filter) -> Copies:
        return lambda article_id, said: also_in(self._library, article_id, said, chosen)

    def _news(
        self, draft: Draft, decided: Sequence[Decided], cited: CitationList | None = None
    ) -> Iterator[Event]:
        """What readers of news ask besides. A model's citations go on from the draft's."""
        found = [each.found for each in decided]
        if cited is None:
            cited = CitationList.going_on(draft.citations, self._copies(found[0].used))
        weighed = [each.evidence for each in decided]
        yield from add_news(draft, self._library, cited, found, weighed)

    def _evidence(self, result: Retrieved) -> list[Evidence]:
        weights = Weights.in_library(result.question, self._library)
        return gather(result.question, result.passages, self._library, weights, self._words)


def _note_search(draft: Draft, found: Sequence[Retrieved], library: Library) -> None:
    ranked = interleaved([result.passages for result in found])
    clusters = library.near.clusters(passage.article_id for passage in ranked)
    draft.passages = few_copies(ranked, clusters)[: draft.request.k]
    draft.notes = tuple(dict.fromkeys(note for result in found for note in result.notes))
    used, days = found[0].used, found[0].days
    draft.understood = replace(
        draft.understood,
        since=days.since or used.since,
        until=days.until or used.until,
        sources=used.sources,
        read=tuple(
            dict.fromkeys([*draft.understood.read, *(said for r in found for said in r.read)])
        ),
    )


def _asking_back(draft: Draft, meant: Meant) -> Draft:
    """The answer is a question: which of those that may be meant?"""
    draft.status, draft.silence = Status.NOT_FOUND, meant.asks_back
    return draft
